//! `/not-me`: "this wasn't me" (R9).

use axum::http::StatusCode;
use rekey_core::recovery::{InspectError, TokenProblem};
use rekey_render::context::{ConfirmNotMe, NotMeDone};

use super::flow::{Flow, FlowPage, move_out_of_url};
use super::submission::Submission;
use super::visit::{Answer, Visit};
use super::{link, session};

const PAGE: FlowPage = FlowPage::NotMe;
const DONE: &str = "/not-me/done";

/// Asks to confirm.
pub(super) async fn show(mut visit: Visit) -> Answer {
    if let Some(moved) = move_out_of_url(&visit, PAGE) {
        return Ok(moved);
    }
    let Some(flow) = Flow::newest(PAGE, &visit.cookies, visit.now()) else {
        return link::problem_page(&visit, PAGE, TokenProblem::Unknown);
    };
    match link::inspect(&visit, PAGE, &flow).await? {
        Ok(inspected) => {
            visit.go_to(inspected.location);
            let email = inspected.account.email.as_stored().to_owned();
            visit.page(StatusCode::OK, &ConfirmNotMe { form: visit.flow_form(&flow), email })
        }
        Err(problem) => link::problem_page(&visit, PAGE, problem),
    }
}

/// Shuts the account.
pub(super) async fn submit(form: Submission) -> Answer {
    let visit = &form.visit;
    let Some((flow, token)) = form.flow_with_token(PAGE) else {
        return link::problem_page(visit, PAGE, TokenProblem::Unknown);
    };
    match visit.app.engine.recovery.disown(&token, visit.network).await {
        Ok(()) => {
            let forgotten = [flow.end(&visit.cookies), session::forget(&visit.cookies)];
            Ok(visit.with_cookies(visit.redirect(DONE), forgotten))
        }
        Err(InspectError::Token(problem)) => link::problem_page(visit, PAGE, problem),
        Err(InspectError::Fault(fault)) => Err(visit.fault(fault)),
    }
}

/// Says that the account is shut.
pub(super) async fn done(visit: Visit) -> Answer {
    visit.page(StatusCode::OK, &NotMeDone {})
}
