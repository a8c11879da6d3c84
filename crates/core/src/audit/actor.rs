//! Who did what a record is about.

use std::fmt;

/// A token of the product's own backend, by the first bytes of its digest: enough to tell a few tokens apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BackendToken([u8; 4]);

impl BackendToken {
    /// The token with this digest.
    pub fn with_digest([a, b, c, d, ..]: [u8; 32]) -> Self {
        Self([a, b, c, d])
    }
}

impl fmt::Display for BackendToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

/// Who did something. The text is what records hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor<'a> {
    /// A person or a stranger, over the network.
    Person,
    /// The product's own backend.
    Backend(BackendToken),
    /// A user of the operating system, at the command line.
    Operator(&'a str),
    /// A server, on its own.
    Server,
}

impl fmt::Display for Actor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person => f.write_str("person"),
            Self::Backend(token) => write!(f, "backend:{token}"),
            Self::Operator(name) => write!(f, "operator:{name}"),
            Self::Server => f.write_str("server"),
        }
    }
}
