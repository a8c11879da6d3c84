//! The pages of mailed links.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rekey_core::links::Link;
use rekey_core::recovery::TokenProblem;
use rekey_core::{Account, LocationId, Token};
use rekey_render::context::{LinkProblem, LinkPurpose, Span, VerifyEmailDone, VerifyEmailPage, WayOn};
use url::Url;

use super::error::Refusal;
use crate::app::SharedApp;
use crate::input::{Fields, KeyCase};
use crate::pages::{Visit, accepts_html, let_form_lead_to, trouble};

/// A caller of a mailed link, opened or submitted. People see errors as a page, programs in the dialect's usual
/// format.
pub(super) struct Caller(pub(super) Visit);

impl FromRequestParts<SharedApp> for Caller {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &SharedApp) -> Result<Self, Response> {
        if !accepts_html(&parts.headers) {
            let refused = |refusal: Refusal| refusal.into_response();
            let query = parts.uri.query().unwrap_or_default();
            Fields::parse(query.as_bytes(), KeyCase::Sensitive).map_err(|error| refused(error.into()))?;
            app.engine.locations().await.map_err(|fault| refused(fault.into()))?;
        }
        Visit::from_request_parts(parts, app).await.map(Self).map_err(IntoResponse::into_response)
    }
}

/// A link that is good.
pub(super) struct Waiting {
    pub(super) token: Token,
    pub(super) email: String,
    pub(super) location: LocationId,
}

/// Asks to press the button, which leads on to the app's page. The page's own URL holds the token, and nothing that it
/// loads sees that URL (R17).
pub(super) fn ask(mut visit: Visit, waiting: Waiting, target: Option<&Url>) -> Response {
    visit.go_to(waiting.location);
    let context = VerifyEmailPage { token: waiting.token.expose().to_owned(), email: waiting.email };
    let mut response = visit.page(StatusCode::OK, &context).into_response();
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if let Some(target) = target {
        let_form_lead_to(response.headers_mut(), target);
    }
    response
}

/// Leads to our own page for a new password instead of the app's page, because none of the passwords that were offered
/// for the address is accepted (R26).
pub(super) fn choose_password(page: &Link) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, page.expose().to_owned())]).into_response()
}

/// Says that the address is verified, if the request named no page of an app.
pub(super) fn done(mut visit: Visit, account: &Account) -> Response {
    visit.go_to(account.location_for(visit.location().id));
    let continue_url = visit.location().brand.home_url.clone();
    visit.page(StatusCode::OK, &VerifyEmailDone { continue_url }).into_response()
}

/// Says that the link isn't valid: to people on a page, to programs in the format of every other route.
pub(super) fn refuse(visit: &Visit, headers: &HeaderMap, purpose: LinkPurpose, problem: TokenProblem) -> Response {
    if !accepts_html(headers) {
        return Refusal::NoTarget.into_response();
    }
    let context = LinkProblem {
        form: visit.form(),
        trouble: trouble(problem),
        purpose,
        link_valid_for: Span(visit.location().lifetimes.link),
        way_on: WayOn::Ask,
        ends_sessions: true,
    };
    visit.page(StatusCode::BAD_REQUEST, &context).into_response()
}
