//! `/new-address`: the mailed link that gives an account a new address.

use axum::http::StatusCode;
use rekey_core::recovery::{InspectError, TokenProblem};
use rekey_render::context::{ConfirmNewAddress, VerifyEmailDone, WayOn};

use super::flow::FlowPage;
use super::submission::Submission;
use super::visit::{Answer, Visit};
use super::{link, session};

const PAGE: FlowPage = FlowPage::NewAddress;
const DONE: &str = "/new-address/done";

/// Asks to confirm.
pub(super) async fn show(visit: Visit) -> Answer {
    link::confirm(visit, PAGE, |visit, flow, inspected| {
        let email = inspected.new_address.as_ref().unwrap_or(&inspected.account.email).as_stored().to_owned();
        visit.page(StatusCode::OK, &ConfirmNewAddress { form: visit.flow_form(flow), email })
    })
    .await
}

/// Gives the account its address, and ends its sessions.
pub(super) async fn submit(form: Submission) -> Answer {
    let token = match form.flow_with_token(PAGE) {
        Ok((_, token)) => token,
        Err(trouble) => return link::trouble_page(&form.visit, PAGE, trouble, WayOn::Ask),
    };
    let mut visit = form.visit;
    match visit.app.engine.recovery.confirm_new_address(&token, visit.origin).await {
        Ok(Some(account)) => {
            visit.go_to(account.location_for(visit.location().id));
            // The flow stays, so that the Back button shows that the link was used.
            Ok(visit.with_cookies(visit.redirect(DONE), [session::forget(&visit.cookies)]))
        }
        Ok(None) => link::problem_page(&visit, PAGE, None, TokenProblem::Unknown),
        Err(InspectError::Token(problem)) => link::problem_page(&visit, PAGE, None, problem),
        Err(InspectError::Fault(fault)) => Err(visit.fault(fault)),
    }
}

/// Says that the account has its new address.
pub(super) async fn done(visit: Visit) -> Answer {
    let continue_url = visit.location().brand.home_url.clone();
    visit.page(StatusCode::OK, &VerifyEmailDone { continue_url })
}
