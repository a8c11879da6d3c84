//! The name of a public API that we speak. What it is, its folder in [`dialects`](crate::dialects) says.

/// A public API that we speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect(&'static str);

impl Dialect {
    /// The dialect of this name, which one of the folders hands over.
    pub(crate) const fn named(code: &'static str) -> Self {
        Self(code)
    }

    /// The stable name, used in configuration.
    pub fn code(self) -> &'static str {
        self.0
    }
}
