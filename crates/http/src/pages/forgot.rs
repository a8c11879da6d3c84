//! `/forgot`: asking for an email that leads to a new password.

use axum::http::StatusCode;
use rekey_core::Purpose;
use rekey_core::assertion::AppState;
use rekey_render::context::{EmailProblem, ErrorKind, Forgot, FormKeys, Setback};

use super::check_mail;
use super::mail::{self, RequestedMail};
use super::submission::Submission;
use super::typed::read_address;
use super::visit::{Answer, RenderedError, Visit};

/// Where the answer to a request is shown.
const SENT: &str = "/forgot/sent";

/// Asks for the address, and fills in one that was typed before.
pub(super) async fn show(visit: Visit) -> Answer {
    let typed = mail::typed_before(&visit);
    let state = read_state(&visit, visit.query("state"))?;
    form(&visit, StatusCode::OK, typed.as_deref().unwrap_or_default(), state.as_ref(), None, None)
}

/// Takes the address.
pub(super) async fn submit(submission: Submission) -> Answer {
    let visit = &submission.visit;
    let typed = submission.text("email");
    let state = read_state(visit, submission.fields.get("state"))?;
    match read_address(typed) {
        Ok(address) => match mail::ask_for_reset(visit, address, state.clone(), SENT).await {
            Ok(response) => Ok(response),
            Err(fault) => {
                visit.set_back(fault, |status, setback| form(visit, status, typed, state.as_ref(), None, setback))
            }
        },
        Err(error) => form(visit, StatusCode::BAD_REQUEST, typed, state.as_ref(), Some(mail::problem(error)), None),
    }
}

/// Says that an email is on its way, or was before, if there is an account: the same for every address (R1).
pub(super) async fn sent(visit: Visit) -> Answer {
    match RequestedMail::recall(&visit, Purpose::ResetPassword) {
        Some(requested) => check_mail::page(&visit, StatusCode::OK, &requested, None, None),
        None => Ok(visit.redirect("/forgot")),
    }
}

/// What the app began with, where resets end in one. Its developers see at once if it can't be carried.
fn read_state(visit: &Visit, text: Option<&str>) -> Result<Option<AppState>, RenderedError> {
    let Some(text) = text.filter(|text| !text.is_empty() && visit.location().done_url.is_some()) else {
        return Ok(None);
    };
    let refused = || visit.refusal(StatusCode::BAD_REQUEST, ErrorKind::BadRequest);
    AppState::parse(text).map(Some).ok_or_else(refused)
}

fn form(
    visit: &Visit,
    status: StatusCode,
    email: &str,
    state: Option<&AppState>,
    email_problem: Option<EmailProblem>,
    setback: Option<Setback>,
) -> Answer {
    let form = FormKeys { state: state.map(|state| state.as_str().to_owned()), ..visit.form() };
    visit.page(status, &Forgot { form, email: email.to_owned(), email_problem, setback })
}
