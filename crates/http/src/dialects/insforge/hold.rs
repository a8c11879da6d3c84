//! How a client keeps its refresh token: browsers in a cookie that no script can read, together with a CSRF token that
//! only the app's own script can read; all others without a cookie.

use axum::Json;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use rekey_core::Origin;
use rekey_core::session::{ClaimedDevice, ClientId};
use rekey_core::sessions::Tokens;
use rekey_core::sign_in::{SecondStep, Visitor};
use rekey_core::time::{Duration, until};
use rekey_core::{Account, Jwt};

use super::bodies::{ClientType, HolderQuery};
use super::error::Refusal;
use super::profile::{ACCESS_LIFETIME, refresh_life};
use super::refresh_token::{self, RefreshToken};
use super::wire::{SessionAnswer, SignUpAnswer, SignedUp};
use crate::app::SharedApp;
use crate::cookies::{Cookies, SetCookie, with_cookies};
use crate::dialects::registration::CookieSign;
use crate::input::{InputError, KeyCase, read_query};

const CSRF_HEADER: HeaderName = HeaderName::from_static("x-csrf-token");
const COOKIE: &str = "refresh";
/// The client that these sessions are for: one of its own, so that a portal's refresh does not end them.
pub(super) const CLIENT: &str = "rekey-insforge";

/// The client of the sessions that this dialect opens.
pub(super) fn client() -> Option<ClientId> {
    ClientId::new(CLIENT)
}

/// Somebody who signs in by this dialect.
pub(super) fn visitor(app: &SharedApp, second_step: SecondStep, origin: Origin) -> Visitor {
    let refresh_life = refresh_life(app.settings.insforge_refresh_tokens);
    let device = ClaimedDevice::default();
    Visitor { client: client(), bearer_lifetime: Some(ACCESS_LIFETIME), refresh_life, second_step, origin, device }
}

/// Where the client keeps its refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    /// A browser: in a cookie.
    Browser,
    /// Anything else: wherever it likes.
    Program,
}

impl Holder {
    /// What the query says; a client that says nothing is a browser.
    pub(super) fn of(query: Option<&str>) -> Result<Self, InputError> {
        let query: HolderQuery = read_query(query, KeyCase::Sensitive)?;
        Ok(match query.client_type {
            None | Some(ClientType::Web) => Self::Browser,
            Some(ClientType::Mobile | ClientType::Desktop | ClientType::Server) => Self::Program,
        })
    }

    /// Gives the client a session's tokens.
    pub(super) fn give(self, app: &SharedApp, account: Account, tokens: Tokens) -> Response {
        let refresh = Refresh::of(app, &tokens);
        self.keep(app, &refresh, Json(self.session(app, account, tokens, &refresh)).into_response())
    }

    /// Gives the client the tokens of somebody's first session.
    pub(super) fn give_new(self, app: &SharedApp, account: Account, tokens: Tokens) -> Response {
        let refresh = Refresh::of(app, &tokens);
        let session = self.session(app, account, tokens, &refresh);
        let answer = SignUpAnswer::SignedUp(Box::new(SignedUp { session, require_email_verification: false }));
        self.keep(app, &refresh, Json(answer).into_response())
    }

    fn session(self, app: &SharedApp, account: Account, tokens: Tokens, refresh: &Refresh) -> SessionAnswer {
        let csrf_token = || refresh_token::csrf_token(app.engine.digest_key(), tokens.session).into();
        SessionAnswer {
            user: account.into(),
            csrf_token: (self == Self::Browser).then(csrf_token),
            refresh_token: (self == Self::Program).then(|| refresh.token.clone().into()),
            access_token: tokens.bearer.into(),
        }
    }

    /// Has a browser keep the refresh token.
    fn keep(self, app: &SharedApp, refresh: &Refresh, response: Response) -> Response {
        let cookie =
            || cookies(app, &HeaderMap::new()).set_across_sites(COOKIE, refresh.token.expose(), refresh.lifetime);
        with_cookies(response, (self == Self::Browser).then(cookie))
    }
}

/// What a request's cookies say of whose call it is.
pub(super) fn cookie_sign(headers: &HeaderMap, https: bool) -> CookieSign {
    match Cookies::read(headers, https).get(COOKIE) {
        None => CookieSign::Absent,
        Some(_) if headers.contains_key(CSRF_HEADER) => CookieSign::Proven,
        Some(_) => CookieSign::Unproven,
    }
}

/// A refresh token for a client, and for how long it can be used.
struct Refresh {
    token: Jwt,
    lifetime: Duration,
}

impl Refresh {
    fn of(app: &SharedApp, tokens: &Tokens) -> Self {
        let lifetime = until(tokens.refresh_until, app.engine.ports().clock.now());
        Self { token: refresh_token::issue(&app.engine, tokens), lifetime }
    }
}

/// The refresh token in a browser's cookie, if it has one of ours. Without its CSRF token it is refused, as long as its
/// session is open: a session that has ended needs no protection.
pub(super) async fn kept_by_browser(app: &SharedApp, headers: &HeaderMap) -> Result<Option<RefreshToken>, Refusal> {
    let Some(kept) = kept(app, headers) else { return Ok(None) };
    let presented = headers.get(CSRF_HEADER).map(HeaderValue::as_bytes);
    if presented.is_some_and(|presented| kept.fits(app.engine.digest_key(), presented)) {
        return Ok(Some(kept));
    }
    match kept.session {
        Some(session) if !app.engine.sessions.is_alive(session).await? => Ok(None),
        _ => Err(Refusal::Csrf),
    }
}

/// The refresh token in a browser's cookie, for a sign-out that another dialect's credential has shown to be genuine.
pub(super) fn kept(app: &SharedApp, headers: &HeaderMap) -> Option<RefreshToken> {
    cookies(app, headers).get(COOKIE).and_then(|text| RefreshToken::parse(&app.engine, text))
}

/// Makes a browser forget its refresh token.
pub(super) fn forget(app: &SharedApp) -> SetCookie {
    cookies(app, &HeaderMap::new()).set_across_sites(COOKIE, "", Duration::ZERO)
}

fn cookies(app: &SharedApp, headers: &HeaderMap) -> Cookies {
    Cookies::read(headers, app.is_https())
}
