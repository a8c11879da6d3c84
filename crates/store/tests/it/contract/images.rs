//! Logos and icons that locations were given as files.

use rekey_core::LocationId;
use rekey_core::image::Image;
use rekey_core::location::{Brand, LocationSettings};

use super::Fixture;

fn png(end: &[u8]) -> Image {
    Image::new([b"\x89PNG\r\n\x1a\n", end].concat()).unwrap()
}

pub(crate) async fn an_image_of_a_location_is_kept_under_its_name_for_good(f: Fixture) {
    let (first, second) = (png(&[0, 255, b'\'']), png(&"x".repeat(200_000).into_bytes()));
    let shown = |image: &Image| Brand { logo_url: Some(image.name().to_url()), ..Brand::default() };
    for image in [&first, &first, &second] {
        let patch =
            LocationSettings { brand: shown(image), images: vec![image.clone()], ..LocationSettings::default() };
        f.store.apply_locations(vec![(LocationId::FIRST, patch)]).await.unwrap();
    }
    let (_, stored) = f.store.locations().await.unwrap().remove(0);
    assert_eq!((stored.brand, stored.images.len()), (shown(&second), 0));
    for image in [first, second] {
        let kept = f.store.image(image.name()).await.unwrap().unwrap();
        assert_eq!((kept.name(), kept.bytes()), (image.name(), image.bytes()));
    }
    assert!(f.store.image(png(b"another").name()).await.unwrap().is_none());
}
