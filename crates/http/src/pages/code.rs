//! `/code`: exchanging a mailed code for a way to a new password.

use axum::http::StatusCode;
use axum::response::Response;
use rekey_core::recovery::{ExchangeError, Exchanged};
use rekey_core::{Code, EmailAddress, Purpose};
use rekey_render::context::{CodePage, CodeProblem, EmailProblem, LinkTrouble, Setback, WayOn};

use super::flow::{Flow, FlowPage};
use super::mail::{self, RequestedMail};
use super::paths::RESET_DONE;
use super::submission::Submission;
use super::visit::{Answer, Visit};
use super::{check_mail, link};

/// Asks for the code.
pub(super) async fn show(visit: Visit) -> Answer {
    let typed = mail::typed_before(&visit);
    Form { email: typed.as_deref().unwrap_or_default(), ..Form::default() }.page(&visit, StatusCode::OK)
}

/// Accepts the code. Whatever is wrong with it, the answer is the same, except that it says if a right code came too
/// late.
pub(super) async fn submit(form: Submission) -> Answer {
    let visit = &form.visit;
    let email = form.text("email");
    let refused = |email_problem, code_problem| {
        Form { email, email_problem, code_problem, setback: None }.again(&form, StatusCode::BAD_REQUEST)
    };
    let address = match EmailAddress::parse(email) {
        Ok(address) => address,
        Err(error) => return refused(Some(mail::problem(error)), None),
    };
    let Some(code) = read_code(form.text("code")) else { return refused(None, Some(CodeProblem::Malformed)) };
    let location = Some(visit.location().id);
    match visit.app.engine.recovery.exchange_code(&address, code, location, visit.origin.network).await {
        Ok(exchanged) => Ok(lead_on(visit, exchanged)),
        Err(ExchangeError::Outdated) => outdated(visit, email),
        Err(ExchangeError::Refused) => refused(None, Some(CodeProblem::Wrong)),
        Err(ExchangeError::Fault(fault)) => {
            visit.set_back(fault, |status, setback| Form { email, setback, ..Form::default() }.again(&form, status))
        }
    }
}

/// Leads to the form for the new password.
fn lead_on(visit: &Visit, exchanged: Exchanged) -> Response {
    let (_, set) = Flow::open(FlowPage::Reset, Some(exchanged.token), &visit.cookies, visit.now(), visit.rng());
    visit.with_cookies(visit.redirect(FlowPage::Reset.path()), set)
}

/// Says that the account has changed since the right code was mailed. If the link in the same email changed it, in this
/// browser, leads to where that ended.
fn outdated(visit: &Visit, email: &str) -> Answer {
    let newest = Flow::newest(FlowPage::Reset, &visit.cookies, visit.now());
    if newest.is_some_and(|flow| flow.is_done) {
        return Ok(visit.redirect(RESET_DONE));
    }
    link::trouble_page(visit, FlowPage::Reset, LinkTrouble::CodeVoid, WayOn::Address(email.to_owned()))
}

/// A code as people type it or copy it: `123 456`, `123-456`, `١٢٣٤٥٦` and `Your code for Studio 54: 123 456` are read
/// as `123456`. If other characters separate several groups, only one of them may have six digits.
pub(super) fn read_code(typed: &str) -> Option<Code> {
    let digits: String = typed.chars().map(to_ascii_digit).collect();
    let is_between = |c: char| !c.is_ascii_digit() && !c.is_whitespace() && !is_dash(c) && !is_invisible(c);
    let mut groups = digits
        .split(is_between)
        .filter_map(|group| Code::parse(&group.chars().filter(char::is_ascii_digit).collect::<String>()));
    groups.next().filter(|_| groups.next().is_none())
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Invisible characters that mail programs put around numbers: direction marks, joiners.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Keyboards for Arabic, Persian and Japanese type digits of their own, whose last four bits are the digit's value.
fn to_ascii_digit(c: char) -> char {
    match c {
        '٠'..='٩' | '۰'..='۹' | '０'..='９' => char::from_digit(u32::from(c) & 15, 10).unwrap_or(c),
        other => other,
    }
}

/// What the form for a code shows.
#[derive(Default)]
struct Form<'a> {
    email: &'a str,
    email_problem: Option<EmailProblem>,
    code_problem: Option<CodeProblem>,
    setback: Option<Setback>,
}

impl Form<'_> {
    fn page(self, visit: &Visit, status: StatusCode) -> Answer {
        let Self { email, email_problem, code_problem, setback } = self;
        let form = visit.form();
        visit.page(status, &CodePage { form, email: email.to_owned(), email_problem, code_problem, setback })
    }

    /// The page that the code was typed on: this one, or the one that says that an email is on its way.
    fn again(self, form: &Submission, status: StatusCode) -> Answer {
        let visit = &form.visit;
        let requested = RequestedMail::recall(visit, Purpose::ResetPassword).filter(|_| form.text("page") == "sent");
        match (requested, EmailAddress::parse(self.email)) {
            (Some(RequestedMail { asked, state, .. }), Ok(address)) => {
                let requested = RequestedMail { address, asked, state };
                check_mail::page(visit, status, &requested, self.code_problem, self.setback)
            }
            _ => self.page(visit, status),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_may_be_typed_in_groups_and_in_the_digits_of_other_scripts() {
        let around = [
            "Your code: 123 456.",
            "123456 – code for Studio 54",
            "code\u{a0}123\u{a0}456",
            "\u{2066}123456\u{2069}",
            "【123456】",
        ];
        for typed in [" 123 456\t", "123-456", "١٢٣٤٥٦", "۱۲۳ ۴۵۶", "１２３４５６"].into_iter().chain(around)
        {
            assert_eq!(read_code(typed).unwrap().expose(), "123456", "{typed:?}");
        }
        for typed in ["", "12345", "12.3456", "1234567", "1२३456"] {
            assert!(read_code(typed).is_none(), "{typed:?}");
        }
    }
}
