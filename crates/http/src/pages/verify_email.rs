//! `/verify-email`: the mailed link that proves an address, where no dialect or front end has a page for it.

use axum::http::StatusCode;
use rekey_core::recovery::InspectError;
use rekey_render::context::{ConfirmAddress, VerifyEmailDone, WayOn};

use super::flow::FlowPage;
use super::link;
use super::submission::Submission;
use super::visit::{Answer, Visit};

const PAGE: FlowPage = FlowPage::VerifyEmail;
const DONE: &str = "/verify-email/done";

/// Asks to confirm.
pub(super) async fn show(visit: Visit) -> Answer {
    link::confirm(visit, PAGE, |visit, flow, inspected| {
        let email = inspected.account.email.as_stored().to_owned();
        visit.page(StatusCode::OK, &ConfirmAddress { form: visit.flow_form(flow), email })
    })
    .await
}

/// Proves the address, and leads to a new password if none of those that were offered for it is accepted (R26).
pub(super) async fn submit(form: Submission) -> Answer {
    let (flow, token) = match form.flow_with_token(PAGE) {
        Ok(opened) => opened,
        Err(trouble) => return link::trouble_page(&form.visit, PAGE, trouble, WayOn::Ask),
    };
    let mut visit = form.visit;
    let location = match link::inspect(&visit, PAGE, &flow).await? {
        Ok(inspected) => inspected.location,
        Err(_) => visit.location().id, // Refused, and counted, below.
    };
    match visit.app.engine.sign_ups.verify_link(&token, location, visit.origin.network).await {
        Ok(verified) => {
            if let Some(page) = verified.new_password {
                return Ok(Visit::leave_for(page.expose_url()));
            }
            visit.go_to(verified.account.location_for(location));
            // The flow stays, so that the Back button shows that the link was used.
            Ok(visit.redirect(DONE))
        }
        Err(InspectError::Token(problem)) => link::problem_page(&visit, PAGE, None, problem),
        Err(InspectError::Fault(fault)) => Err(visit.fault(fault)),
    }
}

/// Says that the address is verified.
pub(super) async fn done(visit: Visit) -> Answer {
    let continue_url = visit.location().brand.home_url.clone();
    visit.page(StatusCode::OK, &VerifyEmailDone { continue_url })
}
