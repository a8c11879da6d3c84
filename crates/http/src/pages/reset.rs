//! `/reset`: choosing the new password, by a mailed link or after a code.

use axum::http::StatusCode;
use axum::response::Response;
use rekey_core::policy::{BrokenRule, PasswordPolicySettings};
use rekey_core::recovery::{Admission, Afterwards, CompleteError, Completed, Inspected, NewPassword, TokenProblem};
use rekey_core::{Password, Purpose};
use rekey_render::context::{self, Setback, WayOn};

use super::flow::{Flow, FlowPage};
use super::mail::RequestedMail;
use super::paths::{RESET_DONE, SIGN_IN};
use super::session::{self, Presence};
use super::submission::Submission;
use super::visit::{Answer, Visit};
use super::{link, second_factor};

const PAGE: FlowPage = FlowPage::Reset;

/// Asks for the password, if the link that was opened last is good.
pub(super) async fn show(mut visit: Visit) -> Answer {
    if let Some(moved) = link::move_out_of_url(&visit, PAGE) {
        return Ok(moved);
    }
    let Some(flow) = Flow::newest(PAGE, &visit.cookies, visit.now()) else {
        return link::problem_page(&visit, PAGE, None, TokenProblem::Unknown);
    };
    if flow.is_done {
        return Ok(visit.redirect(RESET_DONE));
    }
    match link::inspect(&visit, PAGE, &flow).await? {
        Ok(inspected) => {
            visit.go_to(inspected.location);
            form(&visit, StatusCode::OK, &flow, &inspected, &[], None)
        }
        Err(problem) => link::problem_page(&visit, PAGE, Some(&flow), problem),
    }
}

/// Takes the password.
pub(super) async fn submit(submission: Submission) -> Answer {
    let (flow, token) = match submission.flow_with_token(PAGE) {
        Ok(flow) => flow,
        Err(trouble) => return link::trouble_page(&submission.visit, PAGE, trouble, WayOn::Ask),
    };
    let password = Password::new(submission.text("password"));
    let mut visit = submission.visit;
    let new = NewPassword {
        token,
        password,
        location: None,
        policy: PasswordPolicySettings::default(),
        then: Afterwards::Session { client: session::client(), bearer_lifetime: session::LIFETIME },
        network: visit.network,
        door: visit.door(),
    };
    match visit.app.engine.recovery.complete(new).await {
        Ok(completed) => Ok(finish(&visit, &flow, completed)),
        Err(CompleteError::Token(problem)) => link::problem_page(&visit, PAGE, Some(&flow), problem),
        Err(CompleteError::Password(broken)) => match link::inspect(&visit, PAGE, &flow).await? {
            Ok(inspected) => {
                visit.go_to(inspected.location);
                form(&visit, StatusCode::BAD_REQUEST, &flow, &inspected, &broken, None)
            }
            Err(problem) => link::problem_page(&visit, PAGE, Some(&flow), problem),
        },
        Err(CompleteError::Fault(fault)) => match link::inspect(&visit, PAGE, &flow).await {
            Ok(Ok(inspected)) => {
                visit.go_to(inspected.location);
                visit.set_back(fault, |status, setback| form(&visit, status, &flow, &inspected, &[], setback))
            }
            _ => Err(visit.fault(fault)),
        },
    }
}

/// Says that the password was changed and every other session ended.
pub(super) async fn done(visit: Visit) -> Answer {
    match session::presence(&visit).await? {
        Presence::SignedIn(_) => {
            let continue_url = visit.location().brand.home_url.clone();
            visit.page(StatusCode::OK, &context::ResetDone { signed_in: true, elsewhere: false, continue_url })
        }
        Presence::Ended | Presence::Nobody if visit.location().directory.is_some() => {
            let continue_url = visit.location().brand.home_url.clone();
            visit.page(StatusCode::OK, &context::ResetDone { signed_in: false, elsewhere: true, continue_url })
        }
        Presence::Ended | Presence::Nobody => Ok(visit.redirect(second_factor::waiting(&visit).unwrap_or(SIGN_IN))),
    }
}

/// Signs in, forgets what led here, and leads on.
fn finish(visit: &Visit, flow: &Flow, completed: Completed) -> Response {
    let mut set =
        vec![flow.finish(&visit.cookies, visit.now()), RequestedMail::forget(&visit.cookies, Purpose::ResetPassword)];
    match completed.way_in {
        Admission::SecondFactor(Some(challenge)) => return second_factor::ask_after_reset(visit, challenge, set),
        Admission::Session(tokens) => set.push(session::keep(&visit.cookies, &tokens)),
        Admission::SecondFactor(None) | Admission::OneTimeJwt(_) | Admission::None => {}
    }
    visit.with_cookies(visit.redirect(RESET_DONE), set)
}

/// The form, in the name of the location whose mail carried the link. It stays good for as long as a flow lasts.
fn form(
    visit: &Visit,
    status: StatusCode,
    flow: &Flow,
    inspected: &Inspected,
    broken: &[BrokenRule],
    setback: Option<Setback>,
) -> Answer {
    let policy = &visit.location().password_policy;
    let email = inspected.account.email.as_stored().to_owned();
    let context = context::NewPassword::new(visit.flow_form(flow), email, policy, broken).after(setback);
    let page = visit.page(status, &context)?;
    Ok(visit.with_cookies(page, [flow.keep(&visit.cookies, visit.now())]))
}
