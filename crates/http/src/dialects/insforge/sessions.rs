//! What those who are signed in do: look who they are, refresh, sign out.

use axum::extract::{RawQuery, Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use rekey_core::session::SessionError;
use rekey_core::token::TOKEN_CHARACTERS;
use rekey_core::{ClientNetwork, Token};

use super::error::Refusal;
use super::hold::{self, ACCESS_LIFETIME, Holder, client};
use super::wire::{Current, SignedOut};
use crate::app::SharedApp;
use crate::bearer::bearer;
use crate::client_network::Client;
use crate::input::{InputError, KeyCase, read_object};

pub(super) fn routes() -> Router<SharedApp> {
    Router::new()
        .route("/api/auth/sessions/current", get(current))
        .route("/api/auth/refresh", post(refresh))
        .route("/api/auth/logout", post(sign_out))
}

async fn current(State(app): State<SharedApp>, headers: HeaderMap) -> Result<Json<Current>, Refusal> {
    let bearer = bearer(&headers).ok_or(Refusal::Unauthorized)?;
    let known = app.engine.sessions.authenticate(bearer).await?;
    Ok(Json(Current { user: known.account.into() }))
}

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
    let (tokens, account) = sessions.refresh_device(&presented, client().as_ref(), ACCESS_LIFETIME, network).await?;
    Ok(holder.give(&app, account, tokens))
}

/// The refresh token in the body. The page calls it `refreshToken`, the SDK's server mode sends `refresh_token`.
async fn sent_by_program(request: Request) -> Result<Token, Refusal> {
    let body = read_object(request, KeyCase::Sensitive).await?;
    let field = if body.optional_string("refreshToken")?.is_some() { "refreshToken" } else { "refresh_token" };
    let text = match body.optional_string(field)? {
        Some(text) if !text.is_empty() => text,
        _ => return Err(InputError::malformed("refreshToken is required.").into()),
    };
    if text.len() > TOKEN_CHARACTERS {
        return Err(InputError::malformed("refreshToken is too long.").into());
    }
    Token::parse(text).ok_or(Refusal::Unauthorized)
}

async fn sign_out(
    State(app): State<SharedApp>,
    Client(network): Client,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let mut response = Json(SignedOut::DONE).into_response();
    let ended = match Holder::of(query.as_deref())? {
        Holder::Browser => {
            let kept = hold::kept_by_browser(&app, &headers)?;
            hold::forget(&app, &mut response);
            match kept {
                Some(token) => app.engine.sessions.end_device(&token, client().as_ref(), network).await,
                None => Ok(()),
            }
        }
        Holder::Program => end_by_bearer(&app, bearer(&headers), network).await,
    };
    match ended {
        // Whose session is over already is signed out.
        Ok(()) | Err(SessionError::Refused) => Ok(response),
        Err(SessionError::Fault(fault)) => Err(fault.into()),
    }
}

async fn end_by_bearer(app: &SharedApp, bearer: Option<&str>, network: ClientNetwork) -> Result<(), SessionError> {
    let Some(bearer) = bearer else { return Ok(()) };
    let known = app.engine.sessions.authenticate(bearer).await?;
    Ok(app.engine.sessions.end(known.session.id, network).await?)
}
