//! What pages link to: style sheets, small scripts, an icon, and a location's colours.

use std::borrow::Cow;
use std::io::Write as _;
use std::sync::{Arc, OnceLock};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::look::{Accent, Look, card_radius};

/// A file that pages link to by [`path`](Self::path). The path carries a digest of the content, so the file can be
/// cached permanently.
#[derive(Debug, Clone)]
pub struct Asset {
    /// Its path: `/assets/rekey-0123456789abcdef.css`.
    pub path: String,
    /// Its media type.
    pub content_type: &'static str,
    /// Its content.
    pub bytes: Cow<'static, [u8]>,
    gzipped: Arc<OnceLock<Vec<u8>>>,
}

/// The built-in files: name without extension, extension, media type, content.
pub(crate) const BUILT_IN: [(&str, &str, &str, &str); 6] = [
    ("rekey", "css", "text/css; charset=utf-8", include_str!("../assets/rekey.css")),
    ("rekey", "js", "text/javascript; charset=utf-8", include_str!("../assets/rekey.js")),
    ("strength", "js", "text/javascript; charset=utf-8", include_str!("../assets/strength.js")),
    ("inbox", "css", "text/css; charset=utf-8", include_str!("../assets/inbox.css")),
    ("inbox", "js", "text/javascript; charset=utf-8", include_str!("../assets/inbox.js")),
    ("icon", "svg", "image/svg+xml", include_str!("../assets/icon.svg")),
];

impl Asset {
    pub(crate) fn new(stem: &str, extension: &str, content_type: &'static str, text: Cow<'static, str>) -> Self {
        let path = format!("/assets/{stem}-{:016x}.{extension}", digest(text.as_bytes()));
        let bytes = match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        };
        Self { path, content_type, bytes, gzipped: Arc::default() }
    }

    /// The content as gzip packs it; packed when it is first asked for.
    pub fn gzipped(&self) -> &[u8] {
        self.gzipped.get_or_init(|| gzip(&self.bytes))
    }
}

impl Look {
    /// The location's colours, corners, fonts and own rules as a style sheet, to be served at
    /// `/assets/location-ID.css`. It is a separate file because the content security policy allows no inline style.
    pub fn css(&self) -> String {
        let ground = self.background.map(|ground| format!(";--page:{ground}"));
        let corners =
            self.corner_radius.map(|radius| format!(";--radius:{radius}px;--card-radius:{}px", card_radius(radius)));
        let font = self.font.as_ref().map(|font| format!(";--font:{font}"));
        let shape: String = [ground, corners, font].into_iter().flatten().collect();
        format!(
            ":root{{{}{shape}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{}}}}}\n{}",
            properties(self.light_accent()),
            properties(self.dark_accent()),
            self.custom_css.as_deref().unwrap_or_default()
        )
    }

    /// The path of [`css`](Self::css). Its query changes with the content. None if the location sets no look, because
    /// the built-in style sheet has the defaults.
    pub(crate) fn css_path(&self) -> Option<String> {
        let sets_none = self.accent.is_none()
            && self.background.is_none()
            && self.corner_radius.is_none()
            && self.font.is_none()
            && self.custom_css.is_none();
        (!sets_none).then(|| {
            let version = digest(self.css().as_bytes());
            format!("{}/assets/location-{}.css?v={version:016x}", self.base, self.location)
        })
    }
}

fn properties(Accent { fill, ink, text, edge }: Accent) -> String {
    format!("--accent:{fill};--accent-ink:{ink};--accent-text:{text};--accent-edge:{edge}")
}

/// Packs what pages link to.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    // Writing to memory can't fail: without memory the program has ended.
    packed.write_all(bytes).and_then(|()| packed.finish()).unwrap_or_default()
}

/// FNV-1a. It distinguishes versions of our own files, nothing more.
fn digest(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
