//! How a location's settings become a look.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use rekey_core::email_address::Mailbox;
use rekey_core::location::{Brand, Lifetimes, LocationDefaults, LocationSettings};
use rekey_core::policy::PasswordPolicy;
use rekey_core::{EmailAddress, Location, LocationId};
use rekey_render::context::SignedOut;
use rekey_render::{Look, Renderer};
use std::time::Duration;

fn location(name: &str, brand: Brand) -> Location {
    let address = EmailAddress::parse("no-reply@example.com").unwrap();
    let defaults = LocationDefaults {
        default_location: LocationId::FIRST,
        name: name.to_owned(),
        cooldown: Duration::from_mins(1),
        from: Mailbox { name: None, address },
        password_policy: PasswordPolicy::default(),
        lifetimes: Lifetimes::default(),
    };
    let id = LocationId::new(7).unwrap();
    defaults.resolve(id, LocationSettings { brand, ..LocationSettings::default() })
}

fn page(look: &Look) -> String {
    Renderer::new().unwrap().page(&SignedOut {}, look, &[]).unwrap().html
}

#[test]
fn a_location_with_an_accent_brings_its_own_style_sheet() {
    let brand = Brand { accent_color: Some("#0f766e".to_owned()), ..Brand::default() };
    let look = Look::of(&location("Studios", brand));
    assert!(look.css().contains("--accent:#0f766e;--accent-ink:#ffffff"), "{}", look.css());
    assert!(page(&look).contains("href=\"/assets/location-7.css?v="));
    let other = Look::of(&location("Studios", Brand { accent_color: Some("#0f766f".to_owned()), ..Brand::default() }));
    let path = |look| page(look).split("location-7.css?v=").nth(1).unwrap()[..16].to_owned();
    assert_ne!(path(&look), path(&other), "the path changes with the colours, so it can be cached for good");
}

#[test]
fn the_built_in_style_sheet_has_the_colours_of_a_location_without_an_accent() {
    let look = Look::of(&location("Studios", Brand::default()));
    assert!(!page(&look).contains("location-7.css"));
    let renderer = Renderer::new().unwrap();
    let built_in = String::from_utf8(renderer.assets()[0].bytes.to_vec()).unwrap();
    for property in look.css().split(['{', '}', ';', '\n']).filter(|part| part.starts_with("--accent")) {
        assert!(built_in.contains(&property.replace(':', ": ")), "{property}");
    }
}

#[test]
fn what_is_no_colour_and_no_web_link_is_left_out() {
    let brand = Brand {
        accent_color: Some("red;}body{display:none".to_owned()),
        logo_url: "data:image/svg+xml,<svg/>".parse().ok(),
        home_url: "javascript:alert(1)".parse().ok(),
        imprint_url: "javascript:alert(1)".parse().ok(),
        ..Brand::default()
    };
    let look = Look::of(&location("Studios", brand));
    assert!(!look.css().contains("display"));
    let html = page(&look);
    assert!(!html.contains("javascript") && !html.contains("<img"), "{html}");
}

#[test]
fn a_dark_scheme_has_a_logo_and_the_tab_an_icon_of_their_own() {
    let url = |path: &str| format!("https://cdn.example.com/{path}").parse().ok();
    let brand = Brand { logo_url: url("logo.png"), favicon_url: url("icon.png"), ..Brand::default() };
    let plain = page(&Look::of(&location("Studios", brand.clone())));
    assert!(plain.contains("src=\"https://cdn.example.com/logo.png\"") && !plain.contains("<picture"), "{plain}");
    assert!(plain.contains("<link rel=\"icon\" href=\"https://cdn.example.com/icon.png\">"), "{plain}");
    let both = page(&Look::of(&location("Studios", Brand { logo_dark_url: url("dark.png"), ..brand })));
    let source =
        "<source media=\"screen and (prefers-color-scheme: dark)\" srcset=\"https://cdn.example.com/dark.png\">";
    assert!(both.contains(source), "{both}");
    let alone = Brand { logo_dark_url: url("dark.png"), ..Brand::default() };
    assert!(
        !page(&Look::of(&location("Studios", alone))).contains("dark.png"),
        "the name takes a logo's place in both"
    );
}

#[test]
fn a_name_cannot_start_a_new_line() {
    let look = Look::of(&location("Studios\r\nBcc: x@example.com", Brand::default()));
    assert!(page(&look).contains("Studios  Bcc: x@example.com</title>"));
}

#[test]
fn background_corners_fonts_and_own_rules_reach_the_style_sheet_in_this_order() {
    let brand = Brand {
        background_color: Some("#fffaf0".to_owned()),
        corner_radius: Some(5),
        font: Some("Georgia, serif".to_owned()),
        custom_css: Some(".card{border:0}".to_owned()),
        ..Brand::default()
    };
    let look = Look::of(&location("Studios", brand));
    let css = look.css();
    assert!(css.contains(";--page:#fffaf0;--radius:5px;--card-radius:8px;--font:Georgia, serif}"), "{css}");
    assert!(css.ends_with(".card{border:0}"), "{css}");
    assert!(page(&look).contains("location-7.css?v="));
}

fn accents(color: &str) -> (String, String) {
    let brand = Brand { accent_color: Some(color.to_owned()), ..Brand::default() };
    assert!(Look::check(&brand).is_ok(), "{color}");
    let css = Look::of(&location("Studios", brand)).css();
    let (light, dark) = css.split_once("@media screen and (prefers-color-scheme:dark)").unwrap();
    (light.to_owned(), dark.to_owned())
}

#[test]
fn a_black_brand_has_light_buttons_on_dark_ground_and_a_pale_one_dark_words_and_an_edge() {
    for black in ["#000000", "#111111", "#1b1f24", "#333333"] {
        let (light, dark) = accents(black);
        assert!(light.contains(&format!("--accent:{black};--accent-ink:#ffffff")), "{light}");
        assert!(dark.contains("--accent:#f3f5f9;--accent-ink:#10141c"), "{dark}");
    }
    for pale in ["#ffe600", "#ffd400", "#f2b705", "#ffffff"] {
        let (light, dark) = accents(pale);
        assert!(light.contains(&format!("--accent:{pale};--accent-ink:#10141c")), "{light}");
        assert!(!light.contains(&format!("--accent-edge:{pale}")), "{light}");
        assert!(dark.contains(&format!("--accent:{pale};--accent-ink:#10141c")), "{dark}");
    }
    let (light, _) = accents("#0b6bcb");
    assert!(light.contains("--accent-edge:#0b6bcb"), "a strong color is its own edge: {light}");
}

#[test]
fn colours_that_nobody_can_tell_apart_are_refused_with_the_ratio() {
    let ground = |color: &str| Look::check(&Brand { background_color: Some(color.to_owned()), ..Brand::default() });
    let refusal = ground("#888888").unwrap_err().to_string();
    assert!(refusal.contains("background_color #888888 has a contrast of 1.7 to 1"), "{refusal}");
    let near =
        |refusal: String| refusal.rsplit_once("as ").and_then(|(_, rest)| Some(rest.strip_suffix(" has")?.to_owned()));
    for color in ["#888888", "#000000", "#5b6372"] {
        assert!(
            ground(&near(ground(color).unwrap_err().to_string()).unwrap()).is_ok(),
            "the colour in the message will do"
        );
    }
    assert!(ground("#fffaf0").is_ok());
    assert!(Look::check(&Brand::default()).is_ok());
}

#[test]
fn the_contrasts_of_a_look_are_told_for_both_schemes() {
    let look = |accent: &str, background: &str| {
        let [accent_color, background_color] = [accent, background].map(|color| Some(color.to_owned()));
        Look::of(&location("Studios", Brand { accent_color, background_color, ..Brand::default() }))
    };
    let of = |look: &Look, wanted: &str, in_scheme: &str| {
        let contrast = look.contrasts().into_iter().find(|one| one.what == wanted && one.scheme == in_scheme);
        contrast.map(|one| (one.ratio, one.ratio >= one.least))
    };
    // Accents are adjusted until they can be read.
    for accent in ["#ffd400", "#000000", "#0f766e", "#808080"] {
        let contrasts = look(accent, "#ffffff").contrasts();
        assert_eq!(contrasts.len(), 7);
        assert!(contrasts.iter().all(|one| one.ratio >= one.least), "{accent}: {contrasts:?}");
    }
    // A background is not.
    assert_eq!(of(&look("#0f766e", "#808080"), "grey words", "light").map(|(_, enough)| enough), Some(false));
    let (ratio, _) = of(&look("#000000", "#ffffff"), "words on buttons", "light").unwrap();
    assert!((ratio - 21.0).abs() < 0.01, "{ratio}");
}
