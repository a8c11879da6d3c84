//! Images, as rows hold them.

use rekey_core::image::{Image, ImageName};

use super::corrupt::Corrupt;

/// The image of a row. It is what its name says, or the row is corrupt.
pub(crate) fn kept_image(name: ImageName, bytes: Vec<u8>) -> Result<Image, Corrupt> {
    Image::new(bytes).ok().filter(|image| image.name() == name).ok_or(Corrupt::column("images.bytes"))
}
