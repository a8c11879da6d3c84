//! Ways in: by password, by a mailed code.

use axum::Router;
use axum::extract::{RawQuery, Request, State};
use axum::response::Response;
use axum::routing::post;
use rekey_core::sign_in::Visitor;
use rekey_core::{Password, Purpose};

use super::error::Refusal;
use super::fields::{code, email};
use super::hold::{ACCESS_LIFETIME, Holder, client};
use super::mails;
use super::wire::MailAccepted;
use crate::app::SharedApp;
use crate::client_network::Client;
use crate::input::{InputError, KeyCase, read_object};

pub(super) fn routes() -> Router<SharedApp> {
    Router::new()
        .route("/api/auth/email/send-otp", post(send_otp))
        .route("/api/auth/sessions", post(sign_in))
        .route("/api/auth/users", post(async || Refusal::SignUpOff))
}

async fn send_otp(
    State(app): State<SharedApp>,
    Client(network): Client,
    request: Request,
) -> Result<MailAccepted, Refusal> {
    let body = read_object(request, KeyCase::Sensitive).await?;
    mails::ask(&app, Purpose::SignIn, email(&body)?, None, network).await?;
    Ok(MailAccepted::new("If there is an account with this address, a code to sign in is on the way."))
}

async fn sign_in(
    State(app): State<SharedApp>,
    Client(network): Client,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Response, Refusal> {
    let holder = Holder::of(query.as_deref())?;
    let body = read_object(request, KeyCase::Sensitive).await?;
    let address = email(&body)?;
    let visitor = Visitor { client: client(), bearer_lifetime: Some(ACCESS_LIFETIME), network };
    let signed_in = match body.optional_string("method")? {
        None | Some("password") => {
            let password = Password::new(body.required_string("password")?);
            app.engine.sign_in.with_password(address.as_stored(), &password, visitor).await?
        }
        Some("otp") => app.engine.sign_in.with_code(&address, code(&body, "otp")?, visitor).await?,
        Some(_) => return Err(InputError::malformed("method must be password or otp.").into()),
    };
    Ok(holder.give(&app, signed_in.account, signed_in.tokens))
}
