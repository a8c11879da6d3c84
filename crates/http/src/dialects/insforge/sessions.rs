//! What those who are signed in do: look who they are, refresh, sign out.

use axum::Json;
use axum::extract::{RawQuery, Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use rekey_core::token::TOKEN_CHARACTERS;
use rekey_core::{ClientNetwork, Fault, Token};
use utoipa_axum::routes;

use super::bodies::{HolderQuery, Refresh};
use super::error::Refusal;
use super::hold::{self, Holder, client};
use super::profile::REFRESH;
use super::refusals::{OfBearer, OfRefresh, OfSignOut};
use super::wire::{Current, SessionAnswer, SignedOut};
use crate::app::SharedApp;
use crate::client_network::Client;
use crate::cookies::SetCookie;
use crate::input::{InputError, KeyCase, bearer, read_body_as};
use crate::openapi::{Api, Refused};

/// Where people sign out.
pub(super) const SIGN_OUT: &str = "/api/auth/logout";

pub(super) fn routes() -> Api {
    Api::default().routes(routes!(current)).routes(routes!(refresh)).routes(routes!(sign_out))
}

/// Who is signed in
#[utoipa::path(
    get,
    path = "/api/auth/sessions/current",
    security(("bearer" = [])),
    responses((status = 200, description = "The account.", body = Current), Refused<OfBearer>),
)]
async fn current(State(app): State<SharedApp>, headers: HeaderMap) -> Result<Json<Current>, Refusal> {
    let bearer = bearer(&headers).ok_or(Refusal::Unauthorized)?;
    let known = app.engine.sessions.authenticate(bearer).await?;
    Ok(Json(Current { user: known.account.into() }))
}

/// Go on with a session
///
/// The refresh token is replaced by a new one: a browser's in its cookie, any other in the body.
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
    Client(network): Client,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Response, Refusal> {
    let holder = Holder::of(query.as_deref())?;
    let presented = match holder {
        Holder::Browser => hold::kept_by_browser(&app, request.headers())?.ok_or(Refusal::Unauthorized)?,
        Holder::Program => sent_by_program(request).await?,
    };
    let sessions = &app.engine.sessions;
    let (tokens, account) = sessions.refresh(&presented, client().as_ref(), REFRESH, network).await?;
    Ok(holder.give(&app, account, tokens))
}

/// The refresh token in the body. The page calls it `refreshToken`, the SDK's server mode sends `refresh_token`.
async fn sent_by_program(request: Request) -> Result<Token, Refusal> {
    let body: Refresh = read_body_as(request, KeyCase::Sensitive).await?;
    let text = body.refresh_token.or(body.refresh_token_of_sdk).filter(|text| !text.is_empty());
    let text = text.ok_or_else(|| InputError::malformed("refreshToken is required."))?;
    if text.len() > TOKEN_CHARACTERS {
        return Err(InputError::malformed("refreshToken is too long.").into());
    }
    Token::parse(&text).ok_or(Refusal::Unauthorized)
}

/// Sign out
///
/// A browser's session is the cookie's, any other the bearer token's. Whose session is over already is signed out.
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
    let mut response = Json(SignedOut::DONE).into_response();
    match Holder::of(query.as_deref())? {
        Holder::Browser => {
            let kept = hold::kept_by_browser(&app, &headers)?;
            hold::forget(&app).append_to(response.headers_mut());
            if let Some(token) = kept {
                app.engine.sessions.end_of(&token, network).await?;
            }
        }
        // The session of a bearer token ends with every sign-out. A cookie may come along that another site has sent.
        Holder::Program => {
            if let Ok(Some(token)) = hold::kept_by_browser(&app, &headers) {
                hold::forget(&app).append_to(response.headers_mut());
                app.engine.sessions.end_of(&token, network).await?;
            }
        }
    }
    Ok(response)
}

/// Ends what a browser's cookie holds, when it signs out by another dialect.
pub(super) fn end_cookies(
    app: SharedApp,
    headers: HeaderMap,
    network: ClientNetwork,
) -> BoxFuture<'static, Result<Vec<SetCookie>, Fault>> {
    async move {
        let Some(token) = hold::kept(&app, &headers) else { return Ok(Vec::new()) };
        app.engine.sessions.end_of(&token, network).await?;
        Ok(vec![hold::forget(&app)])
    }
    .boxed()
}
