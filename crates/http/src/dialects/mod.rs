//! The public APIs: translators between their wire formats and the engine, and nothing else. They never import
//! each other.

mod insforge;
mod nexudus;
mod singularity;

use rekey_core::outbox::{ChannelProfile, Channels};

use crate::dialect::Dialect;
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

impl Dialect {
    /// Every dialect, in the order in which they win shared paths by default.
    pub fn all() -> impl Iterator<Item = Self> {
        REGISTERED.iter().map(|registration| Self::named(registration.code))
    }

    /// The dialect with this [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::all().find(|dialect| dialect.code() == code)
    }

    /// The profiles of all channels, those of dialects that are switched off as well: what they accepted before is
    /// still delivered.
    pub fn channels() -> Channels {
        Channels::new(REGISTERED.iter().flat_map(|registration| registration.channels.iter().copied()))
    }
}

/// The document and the routes, behind the guard, of each of these dialects.
pub(crate) fn apis(spoken: &[Dialect], guard: &Guard) -> Vec<(Part, Api)> {
    let registered = |dialect: &Dialect| REGISTERED.iter().find(|registration| registration.code == dialect.code());
    let api = |registration: &&Registration| {
        let Registration { code: name, about, routes, .. } = **registration;
        (Part { name, about, tells_limits: true }, routes(guard))
    };
    spoken.iter().filter_map(registered).map(api).collect()
}
