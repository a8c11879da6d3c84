//! The public APIs: translators between their wire formats and the engine, and nothing else. They never import
//! each other.

mod insforge;
mod nexudus;
mod singularity;

use std::fmt;

use rekey_core::outbox::{ChannelProfile, Channels};

use crate::guard::Guard;
use crate::openapi::{Api, Part};

/// What a dialect's folder hands over: all that the rest of the server knows of it.
struct Registration {
    /// The stable name, used in configuration and documents.
    code: &'static str,
    /// A sentence for its document.
    about: &'static str,
    /// The channels that its requests come in by.
    channels: &'static [ChannelProfile],
    /// Its routes, behind the guard.
    routes: fn(&Guard) -> Api,
}

/// Every dialect, in the order in which they win shared paths by default. A new one is one line here, beside its `mod`.
const REGISTERED: &[&Registration] = &[&nexudus::DIALECT, &insforge::DIALECT, &singularity::DIALECT];

/// A public API that we speak.
#[derive(Clone, Copy)]
pub struct Dialect(&'static Registration);

impl Dialect {
    /// Every dialect, in the order in which they win shared paths by default.
    pub fn all() -> impl Iterator<Item = Self> {
        REGISTERED.iter().map(|registration| Self(registration))
    }

    /// The stable name, used in configuration.
    pub fn code(self) -> &'static str {
        self.0.code
    }

    /// The dialect with this [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::all().find(|dialect| dialect.code() == code)
    }

    /// The profiles of all channels, those of dialects that are switched off as well: what they accepted before is
    /// still delivered.
    pub fn channels() -> Channels {
        Channels::new(Self::all().flat_map(|dialect| dialect.0.channels.iter().copied()))
    }

    /// What documents call it.
    pub(crate) fn part(self) -> Part {
        Part { name: self.0.code, about: self.0.about, tells_limits: true }
    }

    /// Its routes, behind the guard.
    pub(crate) fn routes(self, guard: &Guard) -> Api {
        (self.0.routes)(guard)
    }
}

impl PartialEq for Dialect {
    fn eq(&self, other: &Self) -> bool {
        self.code() == other.code()
    }
}

impl Eq for Dialect {}

impl fmt::Debug for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Dialect").field(&self.code()).finish()
    }
}
