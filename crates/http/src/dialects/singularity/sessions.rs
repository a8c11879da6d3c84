//! What people do with a session: refresh it, sign out, ask about it.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use rekey_core::session::ClientId;
use rekey_core::sessions::{Authenticated, RefreshRequest};
use rekey_core::sign_in::Challenged;
use rekey_core::{Account, ClientNetwork, Fault};
use utoipa_axum::routes;

use super::credentials;
use super::error::Refusal;
use super::profile::{self, CLIENT};
use super::refusals::{OfRefresh, OfSignOut, OfStatus, OfUser};
use super::sign_in::session_cookies;
use super::wire::{RefreshAnswer, SessionNote, StatusAnswer, SuccessAnswer, TOTP, User};
use crate::app::SharedApp;
use crate::client_network::{Client, ClientOrigin};
use crate::cookies::{SetCookie, with_cookies};
use crate::input::{KeyCase, read_optional_body_as};
use crate::openapi::{Api, Refused};
use crate::response_secret::ResponseSecret;

/// Where people sign out.
pub(super) const SIGN_OUT: &str = "/api/auth/logout";

pub(super) fn routes() -> Api {
    Api::default()
        .routes(routes!(refresh))
        .routes(routes!(sign_out))
        .routes(routes!(status))
        .routes(routes!(current_user))
}

/// Refresh a session
///
/// The bearer token is the refresh token here, or it comes in its cookie. It is replaced by a new
/// one.
#[utoipa::path(
    post,
    path = "/api/auth/refresh",
    request_body = Option<SessionNote>,
    security(("bearer" = [])),
    responses((status = 200, description = "New tokens, also as cookies.", body = RefreshAnswer,
               headers(("Set-Cookie" = String, description = "`access_token` and `refresh_token`."))),
              Refused<OfRefresh>),
)]
async fn refresh(
    State(app): State<SharedApp>,
    ClientOrigin(origin): ClientOrigin,
    request: Request,
) -> Result<Response, Refusal> {
    let presented = credentials::refresh_token(request.headers());
    let note: Option<SessionNote> = read_optional_body_as(request, KeyCase::Sensitive).await?;
    let (token, client, device) = (&presented?, ClientId::new(CLIENT), SessionNote::device(note));
    let request = RefreshRequest { token, client, origin, device };
    let (tokens, account) = app.engine.sessions.refresh(request, profile::REFRESH).await?;
    let cookies = session_cookies(&app, &tokens);
    let answer = RefreshAnswer {
        principal: user(&app, account).await?,
        refresh_token: ResponseSecret::from(&tokens.refresh),
        access_token: tokens.bearer.into(),
    };
    Ok(with_cookies(Json(answer), cookies))
}

/// Sign out
///
/// Ends the session of the access token and of each cookie, and clears the cookies. Succeeds if the session is already
/// over.
#[utoipa::path(
    post,
    path = SIGN_OUT,
    security((), ("bearer" = [])),
    responses((status = 200, description = "Signed out.", body = SuccessAnswer,
               headers(("Set-Cookie" = String, description = "Takes each cookie away."))),
              Refused<OfSignOut>),
)]
async fn sign_out(
    State(app): State<SharedApp>,
    Client(network): Client,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    end_kept(&app, &headers, network).await?;
    Ok(with_cookies(Json(SuccessAnswer { success: true }), credentials::forget_all(&app)))
}

/// Ends the sessions whose tokens cookies hold.
async fn end_kept(app: &SharedApp, headers: &HeaderMap, network: ClientNetwork) -> Result<(), Fault> {
    let sessions = &app.engine.sessions;
    if let Some(refresh) = credentials::kept_refresh_token(headers) {
        sessions.end_of(&refresh, network).await?;
    }
    match credentials::kept_access_token(headers) {
        Some(access) => sessions.end_of_bearer(&access, network).await,
        None => Ok(()),
    }
}

/// Ends what a browser's cookies hold, when it signs out by another dialect.
pub(super) fn end_cookies(
    app: SharedApp,
    headers: HeaderMap,
    network: ClientNetwork,
) -> BoxFuture<'static, Result<Vec<SetCookie>, Fault>> {
    async move {
        if !credentials::are_kept(&headers) {
            return Ok(Vec::new());
        }
        end_kept(&app, &headers, network).await?;
        Ok(credentials::forget_all(&app))
    }
    .boxed()
}

/// Read the sign-in state
#[utoipa::path(
    get,
    path = "/api/auth/status",
    security((), ("bearer" = [])),
    responses((status = 200, description = "The state.", body = StatusAnswer), Refused<OfStatus>),
)]
async fn status(State(app): State<SharedApp>, headers: HeaderMap) -> Result<Json<StatusAnswer>, Refusal> {
    let known = credentials::authenticate(&app, &headers).await?;
    let stepped_up = |known: &Authenticated| credentials::check_step_up(&app, &headers, known.session.id).is_ok();
    let step_up = known.as_ref().is_some_and(stepped_up);
    let challenged = challenged(&app, &headers).await?;
    let two_factor_required = challenged.is_some();
    let session_id = known.as_ref().map(|known| known.session.id.to_string());
    let account = known.map(|known| known.account).or(challenged);
    let second_factor = match &account {
        Some(account) => app.engine.second_factors.is_on(account).await?,
        None => false,
    };
    Ok(Json(StatusAnswer {
        authenticated: session_id.is_some(),
        step_up,
        email_verified: account.map(|account| account.email_verified),
        two_factor_required,
        preferred_two_factor_method: second_factor.then_some(TOTP),
        two_factor_methods: second_factor.then(|| vec![TOTP]),
        session_id,
    }))
}

/// Whose second factor the two-factor token asks for; one that is not good counts as none.
async fn challenged(app: &SharedApp, headers: &HeaderMap) -> Result<Option<Account>, Fault> {
    let Ok(token) = credentials::two_factor_token(headers) else { return Ok(None) };
    match app.engine.sign_in.challenged(&token).await? {
        Challenged::Account(account) => Ok(Some(*account)),
        Challenged::Expired | Challenged::Nobody => Ok(None),
    }
}

/// Read your own account
#[utoipa::path(
    get,
    path = "/api/users/me",
    security(("bearer" = [])),
    responses((status = 200, description = "The person.", body = User), Refused<OfUser>),
)]
async fn current_user(State(app): State<SharedApp>, headers: HeaderMap) -> Result<Json<User>, Refusal> {
    let known = credentials::required(&app, &headers).await?;
    Ok(Json(user(&app, known.account).await?))
}

/// What an answer says of a person who is active now.
pub(super) async fn user(app: &SharedApp, account: Account) -> Result<User, Fault> {
    let second_factor = app.engine.second_factors.is_on(&account).await?;
    Ok(User::new(account, second_factor, app.engine.ports().clock.now()))
}
