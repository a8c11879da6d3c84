//! `/code`: exchanging a mailed code for a way to a new password.

use axum::http::StatusCode;
use rekey_core::recovery::ExchangeError;
use rekey_core::{Code, EmailAddress, Purpose};
use rekey_render::context::{CodePage, CodeProblem, EmailProblem};

use super::flow::{Flow, FlowPage};
use super::mail::{self, RequestedMail};
use super::submission::Submission;
use super::visit::{Answer, Visit};

/// Asks for the code.
pub(super) async fn show(visit: Visit) -> Answer {
    let asked = RequestedMail::recall(&visit, Purpose::ResetPassword);
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

/// A code as people type it: `123 456`, `123-456` and `١٢٣٤٥٦` are read as `123456`.
pub(super) fn read_code(typed: &str) -> Option<Code> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').map(to_ascii_digit).collect();
    Code::parse(&digits)
}

/// Keyboards for Arabic, Persian and Japanese type digits of their own, whose last four bits are the digit's value.
fn to_ascii_digit(c: char) -> char {
    match c {
        '٠'..='٩' | '۰'..='۹' | '０'..='９' => char::from_digit(u32::from(c) & 15, 10).unwrap_or(c),
        other => other,
    }
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
    fn a_code_may_be_typed_in_groups_and_in_the_digits_of_other_scripts() {
        for typed in [" 123 456\t", "123-456", "١٢٣٤٥٦", "۱۲۳ ۴۵۶", "１２３４５６"] {
            assert_eq!(read_code(typed).unwrap().expose(), "123456", "{typed:?}");
        }
        for typed in ["", "12345", "12.3456", "1234567", "1२३456"] {
            assert!(read_code(typed).is_none(), "{typed:?}");
        }
    }
}
