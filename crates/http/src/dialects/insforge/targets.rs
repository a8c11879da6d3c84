//! Where mailed links lead in the end: pages of the app, which a location allows.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use rekey_core::location::MailMethod;
use rekey_core::redirect::{AllowList, LONGEST_TARGET, TargetError};
use rekey_core::{Fault, Token};
use url::Url;

use super::error::Refusal;
use super::profile::RESERVED;
use crate::app::SharedApp;
use crate::input::InputError;

/// What a link was for, as apps read it in `insforge_type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LinkType {
    ResetPassword,
    VerifyEmail,
}

/// What became of it, as apps read it in `insforge_status`.
pub(super) enum LinkStatus<'a> {
    /// Here is the token; it is good.
    Ready(&'a Token),
    /// It was done.
    Success,
    /// The link is no longer valid.
    Error,
}

/// The target of a requested email: with links it is required and must be allowed, with codes it is ignored.
pub(super) async fn wanted(
    app: &SharedApp,
    method: MailMethod,
    redirect_to: Option<&str>,
) -> Result<Option<Url>, Refusal> {
    match method {
        MailMethod::Code => Ok(redirect_to.map_or(Ok(()), well_formed).map(|()| None)?),
        MailMethod::Link => {
            let text = redirect_to.ok_or_else(|| InputError::malformed("redirectTo is required."))?;
            Ok(Some(allow_list(app).await?.admit(text, RESERVED)?.into_url()))
        }
    }
}

/// A target that was allowed when the email was requested, if it still is.
pub(super) async fn still_allowed(app: &SharedApp, target: &Url) -> Result<Option<Url>, Fault> {
    Ok(allow_list(app).await?.admit(target.as_str(), RESERVED).ok().map(rekey_core::redirect::Target::into_url))
}

/// Leads to the app's page and tells it the state of the link. Keeps the page's own query.
pub(super) fn lead_on(code: StatusCode, mut target: Url, link: LinkType, status: &LinkStatus<'_>) -> Response {
    let kind = match link {
        LinkType::ResetPassword => "reset_password",
        LinkType::VerifyEmail => "verify_email",
    };
    let mut fields = target.query_pairs_mut();
    let name = match status {
        LinkStatus::Ready(token) => {
            fields.append_pair("token", token.expose());
            "ready"
        }
        LinkStatus::Success => "success",
        LinkStatus::Error => "error",
    };
    fields.append_pair("insforge_status", name).append_pair("insforge_type", kind);
    if matches!(status, LinkStatus::Error) {
        fields.append_pair("insforge_error", "This link is no longer valid. Ask for a new one.");
    }
    drop(fields);
    (code, [(header::LOCATION, String::from(target))]).into_response()
}

/// A target that is going to be ignored has to be a URL all the same.
fn well_formed(target: &str) -> Result<(), TargetError> {
    let fits = target.len() <= LONGEST_TARGET && Url::parse(target).is_ok();
    if fits { Ok(()) } else { Err(TargetError::Malformed) }
}

/// Where the default location lets links lead.
async fn allow_list(app: &SharedApp) -> Result<AllowList, Fault> {
    let locations = app.engine.locations().await?;
    Ok(AllowList::new(&locations.default().allowed_redirect_urls, app.is_development()))
}
