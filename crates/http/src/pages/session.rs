//! The session that a browser keeps in a cookie: a bearer token that no script can read.

use rekey_core::session::{ClaimedDevice, ClientId, RefreshLife};
use rekey_core::sessions::{Authenticated, SessionError, Tokens};
use rekey_core::sign_in::{SecondStep, Visitor};
use rekey_core::time::Duration;

use super::visit::{RenderedError, Visit};
use crate::cookies::{Cookies, SetCookie};

/// How long a browser stays signed in.
pub(super) const LIFETIME: Duration = Duration::from_hours(12);
/// The client that these sessions are for: one of its own, so that a front end that refreshes its tokens does not
/// end them.
const CLIENT: &str = "rekey-pages";
const COOKIE: &str = "session";

/// Whether somebody is signed in.
pub(super) enum Presence {
    /// Somebody is.
    SignedIn(Box<Authenticated>),
    /// Somebody was: the session is over.
    Ended,
    /// Nobody.
    Nobody,
}

/// The person who is signed in here.
pub(super) async fn presence(visit: &Visit) -> Result<Presence, RenderedError> {
    let Some(bearer) = visit.cookies.get(COOKIE) else { return Ok(Presence::Nobody) };
    match visit.app.engine.sessions.authenticate(bearer).await {
        Ok(known) => Ok(Presence::SignedIn(Box::new(known))),
        Err(SessionError::Refused) => Ok(Presence::Ended),
        Err(SessionError::Fault(fault)) => Err(visit.fault(fault)),
    }
}

/// The client of sessions that our pages open.
pub(super) fn client() -> Option<ClientId> {
    ClientId::new(CLIENT)
}

/// The client that signs in on our pages.
pub(super) fn visitor(visit: &Visit) -> Visitor {
    Visitor {
        client: client(),
        bearer_lifetime: Some(LIFETIME),
        refresh_life: RefreshLife::ROTATING,
        second_step: SecondStep::Later,
        origin: visit.origin,
        device: ClaimedDevice::default(),
    }
}

/// Keeps a session in the browser.
pub(super) fn keep(cookies: &Cookies, tokens: &Tokens) -> SetCookie {
    cookies.set(COOKIE, tokens.bearer.expose(), Some(tokens.expires_in))
}

/// Forgets the session.
pub(super) fn forget(cookies: &Cookies) -> SetCookie {
    cookies.clear(COOKIE)
}
