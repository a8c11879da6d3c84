//! `/reset`: choosing the new password, by a mailed link or after a code.

use axum::http::StatusCode;
use axum::response::Response;
use rekey_core::policy::{BrokenRule, PasswordPolicySettings};
use rekey_core::recovery::{Admission, Afterwards, CompleteError, Completed, Inspected, NewPassword, TokenProblem};
use rekey_core::{Password, Purpose};
use rekey_render::context::{self, Setback, WayOn};
use url::Url;

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
        then: Afterwards::App {
            client: session::client(),
            bearer_lifetime: session::LIFETIME,
            begun: RequestedMail::begun(&visit),
        },
        origin: visit.origin,
        language: visit.notice_language(),
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
        // Somebody who is signed in by an account of ours may have reset one that lives in a directory.
        Presence::SignedIn(_) if visit.location().directory.is_none() => {
            let (signed_in, elsewhere, continue_url) = (true, false, app_or_home(&visit));
            let done = context::ResetDone { signed_in, elsewhere, continue_url, ends_sessions: true };
            visit.page(StatusCode::OK, &done)
        }
        _ if signs_in_elsewhere(&visit) => {
            let (signed_in, elsewhere, continue_url) = (false, true, app_or_home(&visit));
            let ends_sessions = visit.ends_sessions(visit.location().directory.as_ref());
            let done = context::ResetDone { signed_in, elsewhere, continue_url, ends_sessions };
            visit.page(StatusCode::OK, &done)
        }
        _ => Ok(visit.redirect(second_factor::waiting(&visit).unwrap_or(SIGN_IN))),
    }
}

/// Whether the app has the page to sign in. If we wait for a second factor of ours, we do.
fn signs_in_elsewhere(visit: &Visit) -> bool {
    let location = visit.location();
    location.directory.is_some() || (location.done_url.is_some() && second_factor::waiting(visit).is_none())
}

/// Where the person continues: in the app, if resets end there.
fn app_or_home(visit: &Visit) -> Option<Url> {
    let location = visit.location();
    location.done_url.as_ref().or(location.brand.home_url.as_ref()).cloned()
}

/// Signs in, or hands over to the app, forgets what led here, and leads on.
fn finish(visit: &Visit, flow: &Flow, completed: Completed) -> Response {
    let mut set = vec![flow.finish(&visit.cookies, visit.now())];
    // The step that follows still needs what an app began with.
    if let Admission::SecondFactor(Some(challenge)) = completed.way_in {
        return second_factor::ask_after_reset(visit, challenge, set);
    }
    set.push(RequestedMail::forget(&visit.cookies, Purpose::ResetPassword));
    match completed.way_in {
        Admission::App(target) => return visit.with_cookies(Visit::leave_for(target.expose()), set),
        Admission::Session(tokens) => set.push(session::keep(&visit.cookies, &tokens)),
        Admission::SecondFactor(_) | Admission::OneTimeJwt(_) | Admission::None => {}
    }
    visit.with_cookies(visit.redirect(RESET_DONE), set)
}

/// The form, in the name of the location whose email carried the link. It stays valid for as long as a flow lasts.
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
    let context = context::NewPassword::new(visit.flow_form(flow), email, policy, broken)
        .ending_sessions(visit.ends_sessions(inspected.account.home()))
        .after(setback);
    let page = visit.leading_to_app(visit.page(status, &context)?);
    Ok(visit.with_cookies(page, [flow.keep(&visit.cookies, visit.now())]))
}
