//! What a dialect's folder provides: all that the rest of the server knows of it.

use axum::http::HeaderMap;
use axum::response::Response;
use futures_util::future::BoxFuture;
use rekey_core::outbox::ChannelProfile;
use rekey_core::{ClientNetwork, Fault};

use crate::app::SharedApp;
use crate::cookies::SetCookie;
use crate::guard::Shape;
use crate::openapi::Api;

/// A dialect.
pub(super) struct Registration {
    /// The stable name, used in configuration and documents.
    pub(super) code: &'static str,
    /// A sentence for its document.
    pub(super) about: &'static str,
    /// The calls of a whole reset, as `/docs` walks through them (`openapi/viewer/walk.js`).
    pub(super) walk: &'static str,
    /// The channels that its requests come in by.
    pub(super) channels: &'static [ChannelProfile],
    /// Its routes.
    pub(super) routes: fn() -> Api,
    /// The shape of the answers of a path.
    pub(super) shape: fn(&str) -> Shape,
    /// The request headers of its clients that browsers have to be allowed to send from other origins.
    pub(super) request_headers: &'static [&'static str],
    /// How to recognise its calls on a path that other dialects share.
    pub(super) signs: Signs,
    /// Whether its paths are recognized in any case and with a slash at the end.
    pub(super) any_spelling: bool,
    /// What else its published server has.
    pub(super) owns: Owns,
    /// How people sign out by it; none: they don't.
    pub(super) sign_out: Option<SignOut>,
}

/// The paths that a dialect answers though it doesn't serve them, in its own shape and to other origins, so that its
/// clients can read the answer.
pub(super) struct Owns {
    /// What they begin with. The longest one decides; one that several dialects have is a shared path.
    pub(super) prefixes: &'static [&'static str],
    /// The answer.
    pub(super) not_here: fn() -> Response,
}

/// What a dialect's calls look like.
pub(super) struct Signs {
    /// What the cookies of a request say; the `bool` is whether people reach us by https.
    pub(super) cookies: fn(&HeaderMap, bool) -> CookieSign,
    /// Parameters of the query and fields of the body that no other dialect's clients send.
    pub(super) fields: &'static [&'static str],
    /// Whether its clients send opaque tokens, not only JWTs, as bearer tokens.
    pub(super) opaque_bearer: bool,
    /// The client of its sessions, if that is always the same.
    pub(super) client: Option<&'static str>,
}

impl Signs {
    /// Of a dialect whose calls have nothing of their own.
    pub(super) const NONE: Self =
        Self { cookies: |_, _| CookieSign::Absent, fields: &[], opaque_bearer: false, client: None };
}

/// How plainly cookies say that a call is a dialect's, the plainest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum CookieSign {
    /// The dialect's cookie is not there.
    Absent,
    /// It is present, but without what the dialect's clients send to prove that the call is theirs.
    Unproven,
    /// It is there.
    Present,
    /// It is there with its proof.
    Proven,
}

/// How people sign out by a dialect.
pub(super) struct SignOut {
    /// The path; the method is POST.
    pub(super) path: &'static str,
    /// Ends what the cookies of the dialect hold, when people sign out by another one. Gives the cookies that make the
    /// browser forget them.
    pub(super) end_cookies: EndCookies,
}

/// See [`SignOut::end_cookies`].
pub(super) type EndCookies =
    fn(SharedApp, HeaderMap, ClientNetwork) -> BoxFuture<'static, Result<Vec<SetCookie>, Fault>>;
