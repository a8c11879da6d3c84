//! Registration.

use axum::Json;
use axum::extract::{RawQuery, Request, State};
use rekey_core::outbox::Channel;
use rekey_core::recovery::RequestError;
use rekey_core::session::ClaimedDevice;
use rekey_core::sign_in::SecondStep;
use rekey_core::sign_up::{NewPerson, SignUpError, SignedUp};
use rekey_core::{EmailAddress, Locale};
use utoipa_axum::routes;

use super::credentials;
use super::error::Refusal;
use super::password_first::password_first;
use super::profile::{CHANNEL, POLICY, SIGN_UP};
use super::queries::{Language, RegisterQuery, Truth};
use super::refusals::OfRegister;
use super::sign_in::visitor;
use super::verification::asking;
use super::wire::{Register, SuccessAnswer};
use crate::app::SharedApp;
use crate::faults;
use crate::input::{KeyCase, read_body_as, read_query};
use crate::openapi::{Api, Refused};
use crate::requester::Requester;

pub(super) fn routes() -> Api {
    Api::default().routes(routes!(register))
}

/// Register
///
/// The answer is the same for new and taken addresses; the owner of a taken one gets an email. Nobody is signed in. If
/// the location requires verified addresses, nobody can sign in to the account until its address is verified.
#[utoipa::path(
    post,
    path = "/api/auth/register",
    params(RegisterQuery),
    request_body = Register,
    responses((status = 200, description = "Accepted.", body = SuccessAnswer), Refused<OfRegister>),
)]
async fn register(
    State(app): State<SharedApp>,
    requester: Requester,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Json<SuccessAnswer>, Refusal> {
    let RegisterQuery { send_email, locale: Language(locale) } = read_query(query.as_deref(), KeyCase::Sensitive)?;
    let sends_mail = send_email.is_none_or(|Truth(sends)| sends);
    let headers = request.headers().clone();
    let body: Register = read_body_as(request, KeyCase::Sensitive).await?;
    let password = body.password.password();
    if credentials::is_signed_in(&app, &headers).await? {
        return Err(password_first(&app, &password, Refusal::AlreadySignedIn).await);
    }
    let address = body.email.0.clone();
    let new = NewPerson {
        address: body.email.0,
        password,
        policy: POLICY,
        name: Some(body.name.to_string()),
        locale: locale.clone(),
        channel: SIGN_UP.channel(),
        redirect_to: None,
        browser_locale: None,
        visitor: visitor(SecondStep::AtOnce(None), requester.origin, ClaimedDevice::default()),
    };
    let channel = match app.engine.sign_ups.sign_up(new).await {
        Ok(SignedUp::Verifying) => None,
        // This API signs nobody in here.
        Ok(SignedUp::In(signed_in)) => {
            let ended = app.engine.sessions.end(signed_in.tokens.session, requester.origin.network).await;
            if let Err(fault) = ended {
                faults::log(&fault);
            }
            Some(CHANNEL.channel())
        }
        Err(SignUpError::AddressTaken) => Some(SIGN_UP.channel()),
        Err(error) => return Err(error.into()),
    };
    if let Some(channel) = channel.filter(|_| sends_mail && app.engine.settings().mail_enabled) {
        mail(&app, &requester, address, locale, channel).await;
    }
    Ok(Json(SuccessAnswer { success: true }))
}

/// Sends the email where the account is made at once. If one was sent a short while ago, it will do. By now the person
/// is registered, whatever becomes of the email: they can have it sent again.
async fn mail(app: &SharedApp, requester: &Requester, address: EmailAddress, locale: Option<Locale>, channel: Channel) {
    let request = asking(address, channel, locale, requester.origin);
    if let Err(RequestError::Fault(fault)) = app.engine.recovery.request(request).await {
        faults::log(&fault);
    }
}
