//! `/forgot`: asking for a mail that leads to a new password.

use axum::http::StatusCode;
use rekey_core::{EmailAddress, Purpose};
use rekey_render::context::{EmailProblem, Forgot, Setback};

use super::check_mail;
use super::mail::{self, RequestedMail};
use super::submission::Submission;
use super::visit::{Answer, Visit};

/// Where the answer to a request is shown.
const SENT: &str = "/forgot/sent";

/// Asks for the address, and fills in one that was typed before.
pub(super) async fn show(visit: Visit) -> Answer {
    let typed = mail::typed_before(&visit);
    form(&visit, StatusCode::OK, typed.as_deref().unwrap_or_default(), None, None)
}

/// Takes the address.
pub(super) async fn submit(submission: Submission) -> Answer {
    let visit = &submission.visit;
    let typed = submission.text("email");
    match EmailAddress::parse(typed) {
        Ok(address) => match mail::ask(visit, Purpose::ResetPassword, address, SENT).await {
            Ok(response) => Ok(response),
            Err(fault) => visit.set_back(fault, |status, setback| form(visit, status, typed, None, setback)),
        },
        Err(error) => form(visit, StatusCode::BAD_REQUEST, typed, Some(mail::problem(error)), None),
    }
}

/// Says that a mail is on its way, or was before, if there is an account: the same for every address (R1).
pub(super) async fn sent(visit: Visit) -> Answer {
    match RequestedMail::recall(&visit, Purpose::ResetPassword) {
        Some(requested) => check_mail::page(&visit, StatusCode::OK, &requested, None, None),
        None => Ok(visit.redirect("/forgot")),
    }
}

fn form(
    visit: &Visit,
    status: StatusCode,
    email: &str,
    email_problem: Option<EmailProblem>,
    setback: Option<Setback>,
) -> Answer {
    visit.page(status, &Forgot { form: visit.form(), email: email.to_owned(), email_problem, setback })
}
