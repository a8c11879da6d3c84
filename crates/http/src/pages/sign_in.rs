//! `/signin` and `/signout`: by password, by a mailed code, by a mailed link, and out again.

use axum::http::StatusCode;
use axum::response::Response;
use rekey_core::recovery::TokenProblem;
use rekey_core::sign_in::{SignInError, SignedIn};
use rekey_core::time::Duration;
use rekey_core::{EmailAddress, Fault, Password, Purpose};
use rekey_render::context::{
    self, CodeProblem, ConfirmSignIn, EmailProblem, Mailbox, Setback, SignInCode, SignInNotice, SignInProblem,
    SignedOut, WayOn,
};

use super::flow::{Flow, FlowPage};
use super::mail::{self, RequestedMail};
use super::paths::SIGN_IN;
use super::second_factor;
use super::session::{self, Presence};
use super::submission::Submission;
use super::typed::{read_address, read_code};
use super::visit::{Answer, Visit};
use super::{home, link};

/// Where people type the code of a sign-in email.
const CODE: &str = "/signin/code";
const SIGN_OUT: &str = "/signout";
const PAGE: FlowPage = FlowPage::SignIn;

/// Asks to confirm a mailed link, says who is signed in, or asks for address and password.
pub(super) async fn show(mut visit: Visit) -> Answer {
    if let Some(moved) = link::move_out_of_url(&visit, PAGE) {
        return Ok(moved);
    }
    if let Some(flow) = Flow::newest(PAGE, &visit.cookies, visit.now()) {
        return match link::inspect(&visit, PAGE, &flow).await? {
            Ok(inspected) => {
                visit.go_to(inspected.location);
                let email = inspected.account.email.as_stored().to_owned();
                visit.page(StatusCode::OK, &ConfirmSignIn { form: visit.flow_form(&flow), email })
            }
            // A bad link is reported once; then this is the page to sign in by password again.
            Err(problem) => link::told_once(&visit, flow, problem),
        };
    }
    match session::presence(&visit).await? {
        Presence::SignedIn(living) => {
            let account = living.account;
            let context = context::SignedIn {
                form: visit.form(),
                email: account.email.as_stored().to_owned(),
                name: account.name,
                continue_url: visit.location().brand.home_url.clone(),
            };
            visit.page(StatusCode::OK, &context)
        }
        Presence::Ended => {
            let page =
                Form { notice: Some(SignInNotice::SessionEnded), ..Form::default() }.page(&visit, StatusCode::OK)?;
            Ok(visit.with_cookies(page, [session::forget(&visit.cookies)]))
        }
        Presence::Nobody => {
            // Accounts that live in a directory sign in where they live.
            let elsewhere = visit.location().directory.as_ref().and_then(|_| home::site(&visit));
            if let Some(response) = elsewhere {
                return Ok(response);
            }
            let typed = mail::typed_before(&visit);
            Form { email: typed.as_deref().unwrap_or_default(), ..Form::default() }.page(&visit, StatusCode::OK)
        }
    }
}

/// Takes address and password.
pub(super) async fn submit(form: Submission) -> Answer {
    let visit = &form.visit;
    let (typed, password) = (form.text("email"), form.text("password"));
    let address = read_address(typed);
    let email = address.as_ref().map_or(typed, EmailAddress::as_stored);
    let refused = |email_problem, problem| {
        let page = Form { email, email_problem, problem, ..Form::default() }.page(visit, StatusCode::BAD_REQUEST)?;
        Ok(visit.with_cookies(page, mail::remember_typed(&visit.cookies, email)))
    };
    if email.is_empty() {
        return refused(Some(EmailProblem::Missing), None);
    }
    if password.is_empty() {
        return refused(None, Some(SignInProblem::NoPassword));
    }
    let visitor = session::visitor(visit);
    match visit.app.engine.sign_in.with_password(email, &Password::new(password), visitor).await {
        Ok(signed_in) => Ok(admit(visit, &signed_in, None)),
        Err(SignInError::SecondFactor { challenge: Some(challenge), .. }) => {
            Ok(second_factor::ask(visit, challenge, None))
        }
        Err(SignInError::Refused | SignInError::SecondFactor { challenge: None, .. }) => {
            refused(None, Some(SignInProblem::Wrong))
        }
        Err(SignInError::MustReset) => refused(None, Some(SignInProblem::MustReset)),
        Err(SignInError::NotVerified) => refused(None, Some(SignInProblem::NotVerified)),
        Err(SignInError::Fault(fault)) => set_back(visit, email, fault),
    }
}

/// Takes the address for a sign-in mail.
pub(super) async fn request_code(form: Submission) -> Answer {
    let email = form.text("email");
    match read_address(email) {
        Ok(address) => match mail::ask(&form.visit, Purpose::SignIn, address, CODE).await {
            Ok(response) => Ok(response),
            Err(fault) => set_back(&form.visit, email, fault),
        },
        Err(error) => malformed_address(&form.visit, email, mail::problem(error)),
    }
}

/// Redirects a GET of a step that only a form can reach to the start.
pub(super) async fn start_over(visit: Visit) -> Response {
    visit.redirect(SIGN_IN)
}

/// Asks for the code of a sign-in mail.
pub(super) async fn show_code(visit: Visit) -> Answer {
    match RequestedMail::recall(&visit, Purpose::SignIn) {
        Some(requested) => code_page(&visit, StatusCode::OK, &requested.address, None, None),
        None => Ok(visit.redirect(SIGN_IN)),
    }
}

/// Accepts the code of a sign-in email. Whatever is wrong with it, the answer is the same.
pub(super) async fn submit_code(form: Submission) -> Answer {
    let visit = &form.visit;
    let email = form.text("email");
    let address = match read_address(email) {
        Ok(address) => address,
        Err(error) => return malformed_address(visit, email, mail::problem(error)),
    };
    let refused = |problem| code_page(visit, StatusCode::BAD_REQUEST, &address, Some(problem), None);
    let Some(code) = read_code(form.text("code")) else { return refused(CodeProblem::Malformed) };
    match visit.app.engine.sign_in.with_code(&address, code, session::visitor(visit)).await {
        Ok(signed_in) => Ok(admit(visit, &signed_in, None)),
        Err(SignInError::SecondFactor { challenge: Some(challenge), .. }) => {
            Ok(second_factor::ask(visit, challenge, None))
        }
        Err(SignInError::Fault(fault)) => {
            visit.set_back(fault, |status, setback| code_page(visit, status, &address, None, setback))
        }
        // The code may have signed in this browser before.
        Err(_) => match session::presence(visit).await? {
            Presence::SignedIn(living) if living.account.email == address => Ok(visit.redirect(SIGN_IN)),
            _ => refused(CodeProblem::Wrong),
        },
    }
}

/// Signs in by the mailed link that was confirmed.
pub(super) async fn submit_link(form: Submission) -> Answer {
    let visit = &form.visit;
    let (flow, token) = match form.flow_with_token(PAGE) {
        Ok(flow) => flow,
        Err(trouble) => return link::trouble_page(visit, PAGE, trouble, WayOn::Ask),
    };
    match visit.app.engine.sign_in.with_link(&token, session::visitor(visit)).await {
        Ok(signed_in) => Ok(admit(visit, &signed_in, Some(&flow))),
        Err(SignInError::SecondFactor { challenge: Some(challenge), .. }) => {
            Ok(second_factor::ask(visit, challenge, [flow.end(&visit.cookies)]))
        }
        Err(SignInError::Fault(fault)) => Err(visit.fault(fault)),
        Err(_) => {
            // A link that looks good and is refused belongs to an account that may not sign in.
            let problem = link::inspect(visit, PAGE, &flow).await?.err().unwrap_or(TokenProblem::Void);
            link::told_once(visit, flow, problem)
        }
    }
}

/// Says that nobody is signed in any more.
pub(super) async fn show_signed_out(visit: Visit) -> Answer {
    match session::presence(&visit).await? {
        Presence::SignedIn(_) => Ok(visit.redirect(SIGN_IN)),
        Presence::Ended | Presence::Nobody => visit.page(StatusCode::OK, &SignedOut {}),
    }
}

/// Ends the session.
pub(super) async fn sign_out(form: Submission) -> Answer {
    let visit = &form.visit;
    if let Presence::SignedIn(living) = session::presence(visit).await? {
        let ended = visit.app.engine.sessions.end(living.session.id, visit.origin.network).await;
        ended.map_err(|fault| visit.fault(fault))?;
    }
    Ok(visit.with_cookies(visit.redirect(SIGN_OUT), [session::forget(&visit.cookies)]))
}

/// Keeps the session, forgets what led here, and shows who is in.
fn admit(visit: &Visit, signed_in: &SignedIn, flow: Option<&Flow>) -> Response {
    let cookies = &visit.cookies;
    let kept = [session::keep(cookies, &signed_in.tokens), RequestedMail::forget(cookies, Purpose::SignIn)];
    visit.with_cookies(visit.redirect(SIGN_IN), kept.into_iter().chain(flow.map(|flow| flow.end(cookies))))
}

/// What the form for address and password shows.
#[derive(Default)]
struct Form<'a> {
    email: &'a str,
    email_problem: Option<EmailProblem>,
    problem: Option<SignInProblem>,
    notice: Option<SignInNotice>,
    setback: Option<Setback>,
}

impl Form<'_> {
    fn page(self, visit: &Visit, status: StatusCode) -> Answer {
        let Self { email, email_problem, problem, notice, setback } = self;
        let (form, email) = (visit.form(), email.to_owned());
        visit.page(status, &context::SignIn { form, email, email_problem, problem, notice, setback })
    }
}

fn malformed_address(visit: &Visit, email: &str, problem: EmailProblem) -> Answer {
    Form { email, email_problem: Some(problem), ..Form::default() }.page(visit, StatusCode::BAD_REQUEST)
}

fn set_back(visit: &Visit, email: &str, fault: Fault) -> Answer {
    let page =
        visit.set_back(fault, |status, setback| Form { email, setback, ..Form::default() }.page(visit, status))?;
    Ok(visit.with_cookies(page, mail::remember_typed(&visit.cookies, email)))
}

fn code_page(
    visit: &Visit,
    status: StatusCode,
    address: &EmailAddress,
    code_problem: Option<CodeProblem>,
    setback: Option<Setback>,
) -> Answer {
    let asked = RequestedMail::recall(visit, Purpose::SignIn).map(|requested| requested.asked);
    let context = SignInCode {
        form: visit.form(),
        email: address.as_stored().to_owned(),
        provider: Mailbox::of(address),
        code_problem,
        setback,
        is_accepted: asked.as_ref().is_none_or(|asked| asked.is_accepted),
        resend_after: asked.map_or(context::Span(Duration::ZERO), |asked| asked.wait(visit)),
        development: visit.is_development(),
    };
    visit.page(status, &context)
}
