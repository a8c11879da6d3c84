//! The public APIs: translators between their wire formats and the engine, and nothing else. They never import
//! each other.

mod fallback;
mod insforge;
mod nexudus;
mod registration;
mod shared_paths;
mod sign_out;
mod singularity;

use axum::Router;
use axum::routing::any;
use rekey_core::outbox::Channels;

pub(crate) use self::fallback::Fallback;
use self::registration::Registration;
use self::shared_paths::{Endpoint, Paths};
use crate::app::SharedApp;
use crate::dialect::Dialect;
use crate::guard::Guard;
use crate::openapi::{Documents, Part};

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

    /// The profiles of all channels, including those of dialects that are switched off, because what they accepted
    /// earlier is still delivered.
    pub fn channels() -> Channels {
        Channels::new(REGISTERED.iter().flat_map(|registration| registration.channels.iter().copied()))
    }
}

/// The routes of all enabled dialects, and what becomes of other calls; all behind the guard. Adds their documentation.
pub(crate) fn routes(app: &SharedApp, guard: &Guard, documents: &mut Documents) -> (Router<SharedApp>, Fallback) {
    let spoken = spoken(&app.settings.dialects);
    let mut paths = Paths::default();
    let mut owned = Paths::default();
    let mut fallback = Fallback::default();
    for registration in &spoken {
        let Registration { code: name, about, walk, signs, sign_out, owns, .. } = registration;
        let api = (registration.routes)();
        let mut methods = api.methods();
        for (path, mut route) in documents.add(Part { name, about, tells_limits: true, walk: Some(walk) }, api) {
            let shape = (registration.shape)(&path);
            if let Some(own) = sign_out.as_ref().filter(|own| own.path == path) {
                route = sign_out::everywhere(app, own, shape.fault, &spoken, route);
            }
            if registration.any_spelling {
                fallback.add_spelling(&path);
            }
            let methods = methods.remove(&path).unwrap_or_default();
            paths.add(path, Endpoint { signs, methods, shape, route });
        }
        for prefix in owns.prefixes {
            let not_here = owns.not_here;
            let route = any(async move || not_here());
            let shape = (registration.shape)(prefix);
            owned.add((*prefix).to_owned(), Endpoint { signs, methods: Vec::new(), shape, route });
        }
    }
    fallback.set_owned(owned.into_routes(app, guard).collect());
    let routes = paths.into_routes(app, guard);
    (routes.fold(Router::new(), |router, (path, route)| router.route(&path, route)), fallback)
}

/// The request headers that browsers may send to these dialects from other origins.
pub(crate) fn request_headers(dialects: &[Dialect]) -> impl Iterator<Item = &'static str> {
    spoken(dialects).into_iter().flat_map(|registration| registration.request_headers.iter().copied())
}

fn spoken(dialects: &[Dialect]) -> Vec<&'static Registration> {
    let registered = |dialect: &Dialect| REGISTERED.iter().find(|registration| registration.code == dialect.code());
    dialects.iter().filter_map(registered).copied().collect()
}
