//! `/not-me`: "this wasn't me" (R9).

use axum::http::StatusCode;
use rekey_core::TokenPurpose;
use rekey_core::ports::Disowned;
use rekey_core::recovery::InspectError;
use rekey_render::context::{ConfirmNotMe, NotMeDone, WayOn};

use super::flow::FlowPage;
use super::submission::Submission;
use super::visit::{Answer, Visit};
use super::{link, session};

const PAGE: FlowPage = FlowPage::NotMe;
const DONE: &str = "/not-me/done";
/// Where the account has a second factor.
const DONE_SECOND_FACTOR: &str = "/not-me/done/second-factor";
/// Where its address was changed.
const LOCKED: &str = "/not-me/locked";

/// Asks to confirm.
pub(super) async fn show(visit: Visit) -> Answer {
    link::confirm(visit, PAGE, |visit, flow, inspected| {
        let is_owners = inspected.purpose == TokenPurpose::NotMe;
        let email = is_owners.then(|| inspected.account.email.as_stored().to_owned());
        let ends_sessions = visit.ends_sessions(inspected.account.home());
        visit.page(StatusCode::OK, &ConfirmNotMe { form: visit.flow_form(flow), email, ends_sessions })
    })
    .await
}

/// Shuts the account.
pub(super) async fn submit(form: Submission) -> Answer {
    let visit = &form.visit;
    let token = match form.flow_with_token(PAGE) {
        Ok((_, token)) => token,
        Err(trouble) => return link::trouble_page(visit, PAGE, trouble, WayOn::Ask),
    };
    match visit.app.engine.recovery.disown(&token, visit.origin, visit.notice_language()).await {
        Ok(shut) => {
            let next = match shut {
                Disowned { locked: true, .. } => LOCKED,
                Disowned { second_factor: true, .. } => DONE_SECOND_FACTOR,
                Disowned { .. } => DONE,
            };
            // The flow stays, so that the Back button shows that the link was used.
            Ok(visit.with_cookies(visit.redirect(next), [session::forget(&visit.cookies)]))
        }
        Err(InspectError::Token(problem)) => link::problem_page(visit, PAGE, None, problem),
        Err(InspectError::Fault(fault)) => Err(visit.fault(fault)),
    }
}

/// Says that the account is shut until its password is reset.
pub(super) async fn done(visit: Visit) -> Answer {
    let ends_sessions = visit.ends_sessions(visit.location().directory.as_ref());
    visit.page(StatusCode::OK, &NotMeDone { locked: false, second_factor: false, ends_sessions })
}

/// Says so, and that the reset does not change the second factor.
pub(super) async fn done_second_factor(visit: Visit) -> Answer {
    visit.page(StatusCode::OK, &NotMeDone { locked: false, second_factor: true, ends_sessions: true })
}

/// Says that the account is shut until somebody unlocks it.
pub(super) async fn locked(visit: Visit) -> Answer {
    visit.page(StatusCode::OK, &NotMeDone { locked: true, second_factor: false, ends_sessions: true })
}
