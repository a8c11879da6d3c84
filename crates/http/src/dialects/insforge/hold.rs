//! How a client holds what refreshes its session: browsers in a cookie that no script can read, beside a CSRF token
//! that only the app's own script can; everybody else by themselves.

use axum::Json;
use axum::http::{HeaderMap, HeaderName};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rekey_core::network::ClientNetwork;
use rekey_core::session::ClientId;
use rekey_core::sessions::Tokens;
use rekey_core::sign_in::{SecondStep, Visitor};
use rekey_core::time::Duration;
use rekey_core::{Account, Token};

use super::error::Refusal;
use super::profile::ACCESS_LIFETIME;
use super::wire::{SessionAnswer, SignUpAnswer, SignedUp};
use crate::app::SharedApp;
use crate::cookies::{Cookies, SetCookie};
use crate::dialects::registration::CookieSign;
use crate::input::{Fields, InputError, KeyCase};
use crate::response_secret::ResponseSecret;

const CSRF_HEADER: HeaderName = HeaderName::from_static("x-csrf-token");
const COOKIE: &str = "refresh";
/// What CSRF tokens are digests of, beside the refresh token that they belong to.
const CSRF_LABEL: &str = "insforge_csrf";
/// The client that these sessions are for: one of its own, so that a portal's refresh does not end them.
pub(super) const CLIENT: &str = "rekey-insforge";

/// The client of the sessions that this dialect opens.
pub(super) fn client() -> Option<ClientId> {
    ClientId::new(CLIENT)
}

/// Somebody who signs in by this dialect.
pub(super) fn visitor(second_step: SecondStep, network: ClientNetwork) -> Visitor {
    Visitor { client: client(), bearer_lifetime: Some(ACCESS_LIFETIME), second_step, network }
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
        let query = Fields::parse(query.unwrap_or_default().as_bytes(), KeyCase::Sensitive)?;
        match query.get("client_type") {
            Some("web") => Ok(Self::Browser),
            Some("mobile" | "desktop" | "server") => Ok(Self::Program),
            None if !query.has("client_type") => Ok(Self::Browser),
            _ => Err(InputError::malformed("client_type must be web, mobile, desktop or server.")),
        }
    }

    /// Gives the client a session's tokens.
    pub(super) fn give(self, app: &SharedApp, account: Account, tokens: Tokens) -> Response {
        let refresh = tokens.refresh.clone();
        self.keep(app, &refresh, Json(self.session(app, account, tokens)).into_response())
    }

    /// Gives the client the tokens of somebody's first session.
    pub(super) fn give_new(self, app: &SharedApp, account: Account, tokens: Tokens) -> Response {
        let refresh = tokens.refresh.clone();
        let session = self.session(app, account, tokens);
        let answer = SignUpAnswer::SignedUp(Box::new(SignedUp { session, require_email_verification: false }));
        self.keep(app, &refresh, Json(answer).into_response())
    }

    fn session(self, app: &SharedApp, account: Account, tokens: Tokens) -> SessionAnswer {
        SessionAnswer {
            user: account.into(),
            access_token: tokens.bearer.into(),
            csrf_token: (self == Self::Browser).then(|| csrf_token(app, &tokens.refresh).into()),
            refresh_token: (self == Self::Program).then(|| ResponseSecret::from(&tokens.refresh)),
        }
    }

    /// Has a browser keep the refresh token.
    fn keep(self, app: &SharedApp, refresh: &Token, mut response: Response) -> Response {
        if self == Self::Browser {
            let lifetime = app.engine.settings().refresh_lifetime;
            cookies(app, &HeaderMap::new())
                .set_across_sites(COOKIE, refresh.expose(), lifetime)
                .append_to(response.headers_mut());
        }
        response
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

/// The refresh token in a browser's cookie, if there is one; refused unless the CSRF token to it comes along.
pub(super) fn kept_by_browser(app: &SharedApp, headers: &HeaderMap) -> Result<Option<Token>, Refusal> {
    let Some(token) = kept(app, headers) else { return Ok(None) };
    let presented = headers.get(CSRF_HEADER).and_then(|value| URL_SAFE_NO_PAD.decode(value.as_bytes()).ok());
    let key = app.engine.digest_key();
    let fits = presented.is_some_and(|tag| key.verify(CSRF_LABEL, &[token.expose().as_bytes()], &tag));
    if fits { Ok(Some(token)) } else { Err(Refusal::Csrf) }
}

/// The refresh token in a browser's cookie, for a sign-out that proved by another dialect's credential to be nobody
/// else's.
pub(super) fn kept(app: &SharedApp, headers: &HeaderMap) -> Option<Token> {
    cookies(app, headers).get(COOKIE).and_then(Token::parse)
}

/// Makes a browser forget its refresh token.
pub(super) fn forget(app: &SharedApp) -> SetCookie {
    cookies(app, &HeaderMap::new()).set_across_sites(COOKIE, "", Duration::ZERO)
}

fn cookies(app: &SharedApp, headers: &HeaderMap) -> Cookies {
    Cookies::read(headers, app.is_https())
}

fn csrf_token(app: &SharedApp, refresh: &Token) -> String {
    URL_SAFE_NO_PAD.encode(app.engine.digest_key().digest(CSRF_LABEL, &[refresh.expose().as_bytes()]))
}
