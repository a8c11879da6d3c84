//! `/code`: exchanging a mailed code for a way to a new password.

use axum::http::StatusCode;
use rekey_core::recovery::ExchangeError;
use rekey_core::{Code, EmailAddress, Purpose};
use rekey_render::context::{CodePage, CodeProblem, EmailProblem};

use super::flow::{Flow, FlowPage};
use super::mail::{self, Asked};
use super::submission::Submission;
use super::visit::{Answer, Visit};

/// Asks for the code.
pub(super) async fn show(visit: Visit) -> Answer {
    let asked = Asked::recall(&visit, Purpose::ResetPassword);
    let email = asked.as_ref().map_or("", |asked| asked.address.as_stored());
    page(&visit, StatusCode::OK, email, None, None)
}

/// Takes the code. Whatever is wrong with it, there is one answer.
pub(super) async fn submit(form: Submission) -> Answer {
    let visit = &form.visit;
    let typed = form.text("email");
    let refused =
        |email_problem, code_problem| page(visit, StatusCode::BAD_REQUEST, typed, email_problem, code_problem);
    let address = match EmailAddress::parse(typed) {
        Ok(address) => address,
        Err(error) => return refused(Some(mail::problem(error)), None),
    };
    let Some(code) = read_code(form.text("code")) else { return refused(None, Some(CodeProblem::Malformed)) };
    let location = Some(visit.location().id);
    match visit.app.engine.recovery.exchange_code(&address, code, location, visit.network).await {
        Ok(exchanged) => {
            let (_, set) = Flow::open(FlowPage::Reset, Some(exchanged.token), &visit.cookies, visit.now(), visit.rng());
            Ok(visit.with_cookies(visit.redirect(FlowPage::Reset.path()), set))
        }
        Err(ExchangeError::Refused) => refused(None, Some(CodeProblem::Wrong)),
        Err(ExchangeError::Fault(fault)) => Err(visit.fault(fault)),
    }
}

/// A code as people type it: `123 456` is read as `123456`.
pub(super) fn read_code(typed: &str) -> Option<Code> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    Code::parse(&digits)
}

fn page(
    visit: &Visit,
    status: StatusCode,
    email: &str,
    email_problem: Option<EmailProblem>,
    code_problem: Option<CodeProblem>,
) -> Answer {
    visit.page(status, &CodePage { form: visit.form(), email: email.to_owned(), email_problem, code_problem })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_may_be_typed_in_groups() {
        assert_eq!(read_code(" 123 456\t").unwrap().expose(), "123456");
        for typed in ["", "12345", "12-3456", "1234567"] {
            assert!(read_code(typed).is_none(), "{typed:?}");
        }
    }
}
