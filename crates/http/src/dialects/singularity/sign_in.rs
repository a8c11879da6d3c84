//! Ways in: by password, and by the second factor after it.

use axum::Json;
use axum::extract::{Request, State};
use axum::response::Response;
use rekey_core::second_factor::Proof;
use rekey_core::session::{ClaimedDevice, ClientId, RefreshLife};
use rekey_core::sessions::Tokens;
use rekey_core::sign_in::{Challenged, SecondStep, SignInError, SignedIn, Visitor};
use rekey_core::{Origin, Token};
use utoipa_axum::routes;

use super::credentials::{self, ACCESS, REFRESH, STEP_UP, TWO_FACTOR};
use super::error::Refusal;
use super::profile::CLIENT;
use super::refusals::{OfLogin, OfSecondFactor};
use super::wire::{Login, LoginAnswer, RecoverySignInAnswer, SecondFactorLogin, SessionNote, User};
use crate::app::{App, SharedApp};
use crate::client_network::ClientOrigin;
use crate::cookies::{SetCookie, with_cookies};
use crate::input::{KeyCase, read_body_as};
use crate::openapi::{Api, Refused};

pub(super) fn routes() -> Api {
    Api::default().routes(routes!(login)).routes(routes!(login_with_second_factor))
}

/// Sign in
///
/// The tokens also come as cookies that no script can read. A request with a valid access token gets 304.
#[utoipa::path(
    post,
    path = "/api/auth/login",
    request_body = Login,
    responses((status = 200, description = "Signed in, or the second factor is still required.", body = LoginAnswer,
               headers(("Set-Cookie" = String, description = "`access_token` and `refresh_token`, or \
                        `two_factor_authentication_token`."))),
              Refused<OfLogin>),
)]
async fn login(
    State(app): State<SharedApp>,
    ClientOrigin(origin): ClientOrigin,
    request: Request,
) -> Result<Response, Refusal> {
    let headers = request.headers().clone();
    let body: Login = read_body_as(request, KeyCase::Sensitive).await?;
    if credentials::is_signed_in(&app, &headers).await? {
        return Err(Refusal::AlreadySignedIn);
    }
    let (address, password) = (body.email.0, body.password.password());
    let visitor = visitor(SecondStep::Later, origin, SessionNote::device(body.session));
    match app.engine.sign_in.with_password(address.as_stored(), &password, visitor).await {
        Ok(signed_in) => Ok(admit(&app, signed_in, false)),
        Err(SignInError::SecondFactor { challenge: Some(challenge), account: Some(account), .. }) => {
            let cookie = credentials::set(&app, TWO_FACTOR, challenge.token.expose(), challenge.expires_in);
            let user = User::new(*account, true, app.engine.ports().clock.now());
            Ok(with_cookies(Json(LoginAnswer::second_factor(user, &challenge)), [cookie]))
        }
        Err(error) => Err(error.into()),
    }
}

/// Sign in with the second factor
///
/// The second step, after `login` accepted the password of an account with a second
/// factor. Send the two-factor token from that answer in the header `X-Two-Factor-Authentication-Token`, as a bearer
/// token, or in its cookie.
#[utoipa::path(
    post,
    path = "/api/auth/2fa/login",
    request_body = SecondFactorLogin,
    responses((status = 200, description = "Signed in.", body = LoginAnswer,
               headers(("Set-Cookie" = String, description = "`access_token` and `refresh_token`."))),
              Refused<OfSecondFactor>),
)]
async fn login_with_second_factor(
    State(app): State<SharedApp>,
    ClientOrigin(origin): ClientOrigin,
    request: Request,
) -> Result<Response, Refusal> {
    let headers = request.headers().clone();
    let body: SecondFactorLogin = read_body_as(request, KeyCase::Sensitive).await?;
    if credentials::is_signed_in(&app, &headers).await? {
        return Err(Refusal::AlreadySignedIn);
    }
    let token = credentials::two_factor_token(&headers)?;
    let code = body.totp.ok_or(Refusal::NoTwoFactorCode)?;
    let visitor = visitor(SecondStep::AtOnce(Some(Proof::Totp(code.0))), origin, SessionNote::device(body.session));
    match app.engine.sign_in.with_challenge(&token, visitor).await {
        Ok(signed_in) => Ok(with_cookies(admit(&app, signed_in, true), [credentials::forget(&app, TWO_FACTOR)])),
        Err(SignInError::Refused) => Err(refused_challenge(&app, &token).await?),
        Err(error) => Err(error.into()),
    }
}

/// Why a challenge was refused: it has expired, or it is not valid.
pub(super) async fn refused_challenge(app: &App, token: &Token) -> Result<Refusal, Refusal> {
    Ok(match app.engine.sign_in.challenged(token).await? {
        Challenged::Expired => Refusal::TwoFactorTokenExpired,
        Challenged::Account(_) | Challenged::Nobody => Refusal::TwoFactorToken,
    })
}

/// Somebody who signs in by this dialect.
pub(super) fn visitor(second_step: SecondStep, origin: Origin, device: ClaimedDevice) -> Visitor {
    Visitor {
        client: ClientId::new(CLIENT),
        bearer_lifetime: None,
        refresh_life: RefreshLife::ROTATING,
        second_step,
        origin,
        device,
    }
}

fn admit(app: &App, signed_in: SignedIn, second_factor: bool) -> Response {
    let SignedIn { account, tokens } = signed_in;
    let cookies = session_cookies(app, &tokens);
    let user = User::new(account, second_factor, app.engine.ports().clock.now());
    with_cookies(Json(LoginAnswer::signed_in(user, tokens)), cookies)
}

/// Signed in by a recovery code, and stepped up.
pub(super) fn admit_by_recovery(app: &App, signed_in: SignedIn) -> Response {
    let SignedIn { account, tokens } = signed_in;
    let stepped_up = app.engine.sign_in.step_up_of(tokens.session);
    let mut cookies: Vec<SetCookie> = session_cookies(app, &tokens).into();
    cookies.push(credentials::set(app, STEP_UP, stepped_up.token.expose(), stepped_up.expires_in));
    cookies.push(credentials::forget(app, TWO_FACTOR));
    let user = User::new(account, true, app.engine.ports().clock.now());
    with_cookies(Json(RecoverySignInAnswer::new(user, tokens, stepped_up)), cookies)
}

pub(super) fn session_cookies(app: &App, tokens: &Tokens) -> [SetCookie; 2] {
    [
        credentials::set(app, ACCESS, tokens.bearer.expose(), tokens.expires_in),
        credentials::set(app, REFRESH, tokens.refresh.expose(), app.engine.settings().refresh_lifetime),
    ]
}
