//! The tokens that calls present. Each comes in a header of its own or in a cookie; the header wins.

use axum::http::HeaderMap;
use rekey_core::sessions::{Authenticated, SessionError};
use rekey_core::sign_in::StepUpProblem;
use rekey_core::time::Duration;
use rekey_core::{SessionId, Token};

use super::error::Refusal;
use crate::app::{App, SharedApp};
use crate::cookies::{self, SetCookie};
use crate::dialects::registration::CookieSign;
use crate::input::bearer;

/// The cookie of the access token.
pub(super) const ACCESS: &str = "access_token";
/// The cookie of the refresh token.
pub(super) const REFRESH: &str = "refresh_token";
/// The cookie of what a right first factor gave.
pub(super) const TWO_FACTOR: &str = "two_factor_authentication_token";

/// The cookie of a step-up.
pub(super) const STEP_UP: &str = "step_up_token";

/// Every cookie that a sign-out takes away.
const ALL: [&str; 4] = [ACCESS, REFRESH, TWO_FACTOR, STEP_UP];

/// The headers of the two-factor token and of the step-up token, each as the published code reads it and as its guide
/// writes it.
pub(super) const HEADERS: [&str; 4] =
    [TWO_FACTOR_HEADERS[0], TWO_FACTOR_HEADERS[1], STEP_UP_HEADERS[0], STEP_UP_HEADERS[1]];

const TWO_FACTOR_HEADERS: [&str; 2] =
    ["x-two-factor-authentication-emailverificationtokencreation", "x-two-factor-authentication-token"];

const STEP_UP_HEADERS: [&str; 2] = ["x-step-up-emailverificationtokencreation", "x-step-up-token"];

/// What a request's cookies say of whose call it is.
pub(super) fn cookie_sign(headers: &HeaderMap, _https: bool) -> CookieSign {
    if are_kept(headers) { CookieSign::Present } else { CookieSign::Absent }
}

/// Whether a browser keeps any of our cookies.
pub(super) fn are_kept(headers: &HeaderMap) -> bool {
    cookies::pairs(headers).any(|(name, value)| ALL.contains(&name) && !value.is_empty())
}

/// The session of the access token; none: there is no access token.
pub(super) async fn authenticate(app: &SharedApp, headers: &HeaderMap) -> Result<Option<Authenticated>, Refusal> {
    let Some(access) = bearer_or_cookie(headers, ACCESS) else { return Ok(None) };
    match app.engine.sessions.authenticate(&access).await {
        Ok(known) => Ok(Some(known)),
        Err(SessionError::Refused) if app.engine.sessions.has_expired(&access) => Err(Refusal::AccessTokenExpired),
        Err(SessionError::Refused) => Err(Refusal::AccessToken),
        Err(SessionError::Fault(fault)) => Err(fault.into()),
    }
}

/// The session of the access token, which has to be there.
pub(super) async fn required(app: &SharedApp, headers: &HeaderMap) -> Result<Authenticated, Refusal> {
    authenticate(app, headers).await?.ok_or(Refusal::AuthenticationRequired)
}

/// The same, if the session is stepped up.
pub(super) async fn stepped_up(app: &SharedApp, headers: &HeaderMap) -> Result<Authenticated, Refusal> {
    let known = required(app, headers).await?;
    check_step_up(app, headers, known.session.id)?;
    Ok(known)
}

/// Whether somebody is already signed in. An invalid access token does not prevent a sign-in.
pub(super) async fn is_signed_in(app: &SharedApp, headers: &HeaderMap) -> Result<bool, Refusal> {
    match authenticate(app, headers).await {
        Ok(known) => Ok(known.is_some()),
        Err(Refusal::AccessToken | Refusal::AccessTokenExpired) => Ok(false),
        Err(refusal) => Err(refusal),
    }
}

/// The refresh token.
pub(super) fn refresh_token(headers: &HeaderMap) -> Result<Token, Refusal> {
    let text = bearer_or_cookie(headers, REFRESH).ok_or(Refusal::RefreshTokenMissing)?;
    Token::parse(&text).ok_or(Refusal::RefreshToken)
}

/// What a right first factor gave: in its header, as bearer, or in its cookie. A client may still send an old access
/// token along, which is not a token of this kind.
pub(super) fn two_factor_token(headers: &HeaderMap) -> Result<Token, Refusal> {
    let presented = named(headers, TWO_FACTOR_HEADERS).chain(bearer(headers).map(str::to_owned));
    first_token(presented.chain(cookie(headers, TWO_FACTOR)))
}

/// The same where the bearer token is something else: in its header or in its cookie.
pub(super) fn named_two_factor_token(headers: &HeaderMap) -> Result<Token, Refusal> {
    first_token(named(headers, TWO_FACTOR_HEADERS).chain(cookie(headers, TWO_FACTOR)))
}

fn first_token(presented: impl Iterator<Item = String>) -> Result<Token, Refusal> {
    let presented: Vec<String> = presented.filter(|text| !text.is_empty()).collect();
    if presented.is_empty() {
        return Err(Refusal::TwoFactorTokenMissing);
    }
    presented.iter().find_map(|text| Token::parse(text)).ok_or(Refusal::TwoFactorToken)
}

/// Refuses requests without a good step-up of this session.
pub(super) fn check_step_up(app: &SharedApp, headers: &HeaderMap, session: SessionId) -> Result<(), Refusal> {
    let mut presented = named(headers, STEP_UP_HEADERS).chain(cookie(headers, STEP_UP)).filter(|text| !text.is_empty());
    let token = presented.next().ok_or(Refusal::StepUpMissing)?;
    app.engine.sign_in.check_step_up(session, &token).map_err(|problem| match problem {
        StepUpProblem::Expired => Refusal::StepUpExpired,
        StepUpProblem::Invalid => Refusal::StepUp,
    })
}

fn named(headers: &HeaderMap, names: [&'static str; 2]) -> impl Iterator<Item = String> {
    names.into_iter().filter_map(|name| headers.get(name)?.to_str().ok().map(str::to_owned))
}

fn bearer_or_cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    bearer(headers).filter(|text| !text.is_empty()).map(str::to_owned).or_else(|| cookie(headers, name))
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut cookies = cookies::pairs(headers);
    cookies.find(|(known, value)| *known == name && !value.is_empty()).map(|(_, value)| value.to_owned())
}

/// The session's refresh token in a cookie.
pub(super) fn kept_refresh_token(headers: &HeaderMap) -> Option<Token> {
    cookie(headers, REFRESH).and_then(|text| Token::parse(&text))
}

/// The access token in a cookie.
pub(super) fn kept_access_token(headers: &HeaderMap) -> Option<String> {
    cookie(headers, ACCESS)
}

/// A cookie that holds a token.
pub(super) fn set(app: &App, name: &str, value: &str, lifetime: Duration) -> SetCookie {
    SetCookie::new(name.to_owned(), value, Some(lifetime), app.is_https())
}

/// A cookie to be forgotten.
pub(super) fn forget(app: &App, name: &str) -> SetCookie {
    set(app, name, "", Duration::ZERO)
}

/// Every cookie of ours, to be forgotten.
pub(super) fn forget_all(app: &App) -> Vec<SetCookie> {
    ALL.iter().map(|name| forget(app, name)).collect()
}
