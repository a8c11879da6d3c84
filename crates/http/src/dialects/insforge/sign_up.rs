//! Sign-up.

use axum::Json;
use axum::extract::{RawQuery, Request, State};
use axum::response::{IntoResponse, Response};
use rekey_core::location::MailMethod;
use rekey_core::policy::PasswordPolicySettings;
use rekey_core::sign_in::SecondStep;
use rekey_core::sign_up::{NewPerson, SignedUp};
use utoipa_axum::routes;

use super::bodies::{HolderQuery, SignUp};
use super::error::Refusal;
use super::hold::{Holder, visitor};
use super::profile;
use super::refusals::OfSignUp;
use super::sign_in::own_name;
use super::targets;
use super::users;
use super::wire::{SignUpAnswer, Verifying};
use crate::admin::operator;
use crate::app::SharedApp;
use crate::input::{KeyCase, read_body_as};
use crate::openapi::{Api, Refused};
use crate::requester::Requester;

pub(super) fn routes() -> Api {
    Api::default().routes(routes!(sign_up))
}

/// Sign up
///
/// If addresses must be verified, new and taken ones get the same answer, without `user` and session; the holder of a
/// taken one gets an email.
///
/// With the admin token, an operator creates an account for somebody else, even while sign-up is closed: 200 without a
/// session, or 409.
#[utoipa::path(
    post,
    path = "/api/auth/users",
    params(HolderQuery),
    security((), ("admin" = [])),
    request_body = SignUp,
    responses((status = 200, description = "Signed up.", body = SignUpAnswer), Refused<OfSignUp>),
)]
async fn sign_up(
    State(app): State<SharedApp>,
    requester: Requester,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Response, Refusal> {
    let holder = Holder::of(query.as_deref())?;
    let operator = operator::<Refusal>(&app, requester.origin.network, request.headers())?;
    let mut body: SignUp = read_body_as(request, KeyCase::Sensitive).await?;
    body.name = body.name.map(own_name).transpose()?;
    if let Some(operator) = operator {
        return Ok(Json(users::create(&app, operator, body).await?).into_response());
    }
    let sign_up = app.engine.locations().await?.default().sign_up;
    if !sign_up.open {
        return Err(Refusal::SignUpOff);
    }
    // Where nothing is to be verified no email is sent, and no link leads anywhere.
    let method = if sign_up.verify_email { sign_up.verify_method } else { MailMethod::Code };
    let redirect_to = targets::wanted(&app, method, body.redirect_to.as_deref()).await?;
    let visitor = visitor(&app, SecondStep::AtOnce(None), requester.origin);
    let new = NewPerson {
        address: body.email.0,
        password: body.password.password(),
        policy: PasswordPolicySettings::default(),
        name: body.name,
        locale: None,
        channel: profile::SIGN_UP.channel(),
        redirect_to,
        browser_locale: requester.browser_locale,
        visitor,
    };
    Ok(match app.engine.sign_ups.sign_up(new).await? {
        SignedUp::Verifying => Json(SignUpAnswer::Verifying(Verifying::ANSWER)).into_response(),
        SignedUp::In(signed_in) => holder.give_new(&app, signed_in.account, signed_in.tokens),
    })
}
