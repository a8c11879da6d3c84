//! The page that says that an email is on its way, and takes its code.

use axum::http::StatusCode;
use rekey_core::location::MailMethod;
use rekey_render::context::{CheckMail, CodeProblem, Setback};

use super::mail::RequestedMail;
use super::visit::{Answer, Visit};

/// The same for every address (R1).
pub(super) fn page(
    visit: &Visit,
    status: StatusCode,
    requested: &RequestedMail,
    code_problem: Option<CodeProblem>,
    setback: Option<Setback>,
) -> Answer {
    let context = CheckMail {
        form: visit.form(),
        email: requested.address.as_stored().to_owned(),
        provider: requested.provider(),
        with_code: visit.location().reset_method == MailMethod::Code,
        code_problem,
        setback,
        is_accepted: requested.asked.is_accepted,
        resend_after: requested.asked.wait(visit),
        development: visit.is_development(),
    };
    visit.page(status, &context)
}
