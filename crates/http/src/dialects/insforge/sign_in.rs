//! Ways in: by password, by a mailed code.

use axum::extract::{RawQuery, Request, State};
use axum::response::Response;
use rekey_core::profile::ProfilePatch;
use rekey_core::shown_name::is_own_name;
use rekey_core::sign_in::{SecondStep, SignedIn};
use rekey_core::{Password, Purpose};
use serde_json::Map;
use utoipa_axum::routes;

use super::bodies::{Address, HolderQuery, SignIn, SignInMethod};
use super::error::Refusal;
use super::hold::{Holder, visitor};
use super::mails;
use super::refusals::{OfSendOtp, OfSignIn};
use super::wire::{MailAccepted, SessionAnswer};
use crate::app::SharedApp;
use crate::client_network::ClientOrigin;
use crate::input::{InputError, KeyCase, Totp, code, read_body_as};
use crate::openapi::{Api, Refused};
use crate::requester::Requester;

pub(super) fn routes() -> Api {
    Api::default().routes(routes!(send_otp)).routes(routes!(sign_in))
}

/// Mail a code to sign in
///
/// If sign-up is open, the code also signs up an address without an account.
#[utoipa::path(
    post,
    path = "/api/auth/email/send-otp",
    request_body = Address,
    responses((status = 202, description = "Accepted, whether or not there is an account.", body = MailAccepted),
              Refused<OfSendOtp>),
)]
async fn send_otp(
    State(app): State<SharedApp>,
    requester: Requester,
    request: Request,
) -> Result<MailAccepted, Refusal> {
    let body: Address = read_body_as(request, KeyCase::Sensitive).await?;
    mails::ask(&app, Purpose::SignIn, body.email.0, None, requester).await?;
    Ok(MailAccepted::new("If there is an account with this address, a code to sign in is on the way."))
}

/// Sign in, by password or by a mailed code
#[utoipa::path(
    post,
    path = "/api/auth/sessions",
    params(HolderQuery),
    request_body = SignIn,
    responses((status = 200, description = "Signed in; browsers get a cookie.", body = SessionAnswer),
              Refused<OfSignIn>),
)]
async fn sign_in(
    State(app): State<SharedApp>,
    ClientOrigin(origin): ClientOrigin,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Response, Refusal> {
    let holder = Holder::of(query.as_deref())?;
    let body: SignIn = read_body_as(request, KeyCase::Sensitive).await?;
    let address = body.email.0;
    let visitor = visitor(&app, SecondStep::AtOnce(body.totp.map(|Totp(proof)| proof)), origin);
    let signed_in = match body.method.unwrap_or(SignInMethod::Password) {
        SignInMethod::Password => {
            let password = body.password.filter(|password| !password.is_empty());
            let password = password.ok_or_else(|| InputError::malformed("password is required."))?;
            let password = Password::new(password);
            app.engine.sign_in.with_password(address.as_stored(), &password, visitor).await?
        }
        SignInMethod::Otp => {
            let name = body.name.map(own_name).transpose()?;
            let signed_in = app.engine.sign_in.with_code(&address, code("otp", body.otp.as_deref())?, visitor).await;
            let signed_in = signed_in.map_err(|error| Refusal::from(error).of_sign_in_code())?;
            name_newcomer(&app, signed_in, name).await?
        }
    };
    Ok(holder.give(&app, signed_in.account, signed_in.tokens))
}

/// A name that somebody gives themselves. Checked before a code is tried, which is used up by that.
pub(super) fn own_name(name: String) -> Result<String, Refusal> {
    if is_own_name(&name) { Ok(name) } else { Err(Refusal::Name) }
}

/// Gives the name to a person who has none yet, such as one whom the code signed up.
async fn name_newcomer(app: &SharedApp, signed_in: SignedIn, name: Option<String>) -> Result<SignedIn, Refusal> {
    let Some(name) = name.filter(|_| signed_in.account.name.is_none()) else { return Ok(signed_in) };
    let patch = ProfilePatch { name: Some(Some(name)), fields: Map::new() };
    let account = app.engine.sign_ups.patch_profile(signed_in.account.id, patch).await?;
    Ok(SignedIn { account, ..signed_in })
}
