//! What signed-in people do: read their account, refresh, sign out.

use axum::Json;
use axum::extract::{RawQuery, Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use rekey_core::sessions::RefreshRequest;
use rekey_core::{ClientNetwork, Fault, Origin};
use utoipa_axum::routes;

use super::bodies::{HolderQuery, Refresh};
use super::error::Refusal;
use super::hold::{self, Holder, client};
use super::profile::refresh_rules;
use super::refresh_token::RefreshToken;
use super::refusals::{OfBearer, OfRefresh, OfSignOut};
use super::wire::{Current, SessionAnswer, SignedOut};
use crate::app::SharedApp;
use crate::client_network::{Client, ClientOrigin};
use crate::cookies::{SetCookie, with_cookies};
use crate::input::{InputError, KeyCase, bearer, read_body_as};
use crate::openapi::{Api, Refused};

/// Where people sign out.
pub(super) const SIGN_OUT: &str = "/api/auth/logout";

pub(super) fn routes() -> Api {
    Api::default().routes(routes!(current)).routes(routes!(refresh)).routes(routes!(sign_out))
}

/// Read the account of the access token
#[utoipa::path(
    get,
    path = "/api/auth/sessions/current",
    security(("bearer" = [])),
    responses((status = 200, description = "The account.", body = Current), Refused<OfBearer>),
)]
async fn current(State(app): State<SharedApp>, headers: HeaderMap) -> Result<Json<Current>, Refusal> {
    let bearer = bearer(&headers).ok_or(Refusal::NoBearer)?;
    let known = app.engine.sessions.authenticate(bearer).await?;
    Ok(Json(Current { user: known.account.into() }))
}

/// Refresh a session
///
/// Returns a new access token and a new refresh token: in a cookie for browsers, in the body for others. The previous
/// refresh token stays valid, unless the setting `insforge.refresh_tokens` is `strict`. An answer of 401 clears a
/// browser's cookie.
#[utoipa::path(
    post,
    path = "/api/auth/refresh",
    params(HolderQuery),
    request_body = Option<Refresh>,
    security((), ("refresh_cookie" = [], "csrf_token" = [])),
    responses((status = 200, description = "As at sign-in.", body = SessionAnswer), Refused<OfRefresh>),
)]
async fn refresh(
    State(app): State<SharedApp>,
    ClientOrigin(origin): ClientOrigin,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Response, Refusal> {
    let holder = Holder::of(query.as_deref())?;
    match go_on(&app, holder, origin, request).await {
        Err(refusal @ Refusal::Unauthorized) if holder == Holder::Browser => {
            Ok(with_cookies(refusal, [hold::forget(&app)]))
        }
        answer => answer,
    }
}

async fn go_on(app: &SharedApp, holder: Holder, origin: Origin, request: Request) -> Result<Response, Refusal> {
    let presented = match holder {
        Holder::Browser => hold::kept_by_browser(app, request.headers()).await?,
        Holder::Program => sent_by_program(app, request).await?,
    };
    let presented = presented.ok_or(Refusal::Unauthorized)?;
    let rules = refresh_rules(app.settings.insforge_refresh_tokens);
    let request = RefreshRequest::new(&presented.secret, client(), origin);
    let (tokens, account) = app.engine.sessions.refresh(request, rules).await?;
    Ok(holder.give(app, account, tokens))
}

/// The refresh token in the body, if it is one of ours. The page calls it `refreshToken`, the SDK's server mode sends
/// `refresh_token`.
async fn sent_by_program(app: &SharedApp, request: Request) -> Result<Option<RefreshToken>, Refusal> {
    let body: Refresh = read_body_as(request, KeyCase::Sensitive).await?;
    let text = body.refresh_token.or(body.refresh_token_of_sdk).filter(|text| !text.is_empty());
    let text = text.ok_or_else(|| InputError::malformed("refreshToken is required."))?;
    Ok(RefreshToken::parse(&app.engine, &text))
}

/// Sign out
///
/// Ends the session of a browser's cookie, or else of the bearer token. Succeeds if that session is already over.
#[utoipa::path(
    post,
    path = SIGN_OUT,
    params(HolderQuery),
    security((), ("bearer" = []), ("refresh_cookie" = [], "csrf_token" = [])),
    responses((status = 200, description = "Signed out.", body = SignedOut), Refused<OfSignOut>),
)]
async fn sign_out(
    State(app): State<SharedApp>,
    Client(network): Client,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let holder = Holder::of(query.as_deref())?;
    let kept = match (holder, hold::kept_by_browser(&app, &headers).await) {
        // The session of a bearer token ends with every sign-out. The request may also have a cookie that another site
        // made the browser send.
        (Holder::Program, kept) => kept.unwrap_or_default(),
        (Holder::Browser, kept) => kept?,
    };
    let forgets = holder == Holder::Browser || kept.is_some();
    if let Some(token) = kept {
        app.engine.sessions.end_of(&token.secret, network).await?;
    }
    Ok(with_cookies(Json(SignedOut::DONE), forgets.then(|| hold::forget(&app))))
}

/// Ends what a browser's cookie holds, when it signs out by another dialect.
pub(super) fn end_cookies(
    app: SharedApp,
    headers: HeaderMap,
    network: ClientNetwork,
) -> BoxFuture<'static, Result<Vec<SetCookie>, Fault>> {
    async move {
        let Some(token) = hold::kept(&app, &headers) else { return Ok(Vec::new()) };
        app.engine.sessions.end_of(&token.secret, network).await?;
        Ok(vec![hold::forget(&app)])
    }
    .boxed()
}
