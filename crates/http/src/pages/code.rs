//! `/code`: exchanging a mailed code for a way to a new password.

use axum::http::StatusCode;
use axum::response::Response;
use rekey_core::recovery::{ExchangeError, Exchanged};
use rekey_core::{EmailAddress, Purpose};
use rekey_render::context::{CodePage, CodeProblem, EmailProblem, LinkTrouble, Setback, WayOn};

use super::flow::{Flow, FlowPage};
use super::mail::{self, RequestedMail};
use super::paths::RESET_DONE;
use super::submission::Submission;
use super::typed::{read_address, read_code};
use super::visit::{Answer, RenderedError, Visit};
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
    let address = match read_address(email) {
        Ok(address) => address,
        Err(error) => return refused(Some(mail::problem(error)), None),
    };
    let Some(code) = read_code(form.text("code")) else { return refused(None, Some(CodeProblem::Malformed)) };
    let location = Some(visit.location().id);
    match visit.app.engine.recovery.exchange_code(&address, code, location, visit.origin.network).await {
        Ok(exchanged) => Ok(lead_on(visit, exchanged)),
        Err(ExchangeError::Outdated) => outdated(visit, email),
        Err(ExchangeError::Refused) if is_exchanged(visit, &address).await? => {
            Ok(visit.redirect(FlowPage::Reset.path()))
        }
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

/// Whether this browser has already shown the code or the link of an email to this address, and may set a password. After
/// the Back button, people type the same code again.
async fn is_exchanged(visit: &Visit, address: &EmailAddress) -> Result<bool, RenderedError> {
    let Some(flow) = Flow::newest(FlowPage::Reset, &visit.cookies, visit.now()) else { return Ok(false) };
    let inspected = link::inspect(visit, FlowPage::Reset, &flow).await?;
    Ok(inspected.is_ok_and(|inspected| inspected.account.email == *address))
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
        match (requested, read_address(self.email)) {
            (Some(RequestedMail { asked, state, .. }), Ok(address)) => {
                let requested = RequestedMail { address, asked, state };
                check_mail::page(visit, status, &requested, self.code_problem, self.setback)
            }
            _ => self.page(visit, status),
        }
    }
}
