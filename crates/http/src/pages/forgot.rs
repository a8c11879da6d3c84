//! `/forgot`: asking for a mail that leads to a new password.

use axum::http::StatusCode;
use rekey_core::location::MailMethod;
use rekey_core::{EmailAddress, Purpose};
use rekey_render::context::{CheckMail, EmailProblem, Forgot};

use super::mail::{self, RequestedMail};
use super::submission::Submission;
use super::visit::{Answer, Visit};

/// Where the answer to a request is shown.
const SENT: &str = "/forgot/sent";

/// Asks for the address.
pub(super) async fn show(visit: Visit) -> Answer {
    form(&visit, StatusCode::OK, "", None)
}

/// Takes the address.
pub(super) async fn submit(submission: Submission) -> Answer {
    let typed = submission.text("email");
    match EmailAddress::parse(typed) {
        Ok(address) => mail::ask(&submission.visit, Purpose::ResetPassword, address, SENT).await,
        Err(error) => form(&submission.visit, StatusCode::BAD_REQUEST, typed, Some(mail::problem(error))),
    }
}

/// Says that a mail is on its way, or was before, if there is an account: the same for every address (R1).
pub(super) async fn sent(visit: Visit) -> Answer {
    let Some(asked) = RequestedMail::recall(&visit, Purpose::ResetPassword) else {
        return Ok(visit.redirect("/forgot"));
    };
    let context = CheckMail {
        form: visit.form(),
        resend_after: asked.wait(&visit),
        is_accepted: asked.is_accepted,
        email: asked.address.as_stored().to_owned(),
        with_code: visit.location().reset_method == MailMethod::Code,
        development: visit.is_development(),
    };
    visit.page(StatusCode::OK, &context)
}

fn form(visit: &Visit, status: StatusCode, email: &str, email_problem: Option<EmailProblem>) -> Answer {
    visit.page(status, &Forgot { form: visit.form(), email: email.to_owned(), email_problem })
}
