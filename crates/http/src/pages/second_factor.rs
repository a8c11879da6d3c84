//! `/signin/second-factor`: the second step of signing in, by whatever way the first was done (R8).

use axum::http::StatusCode;
use axum::response::Response;
use rekey_core::Account;
use rekey_core::Purpose;
use rekey_core::recovery::Inspected;
use rekey_core::second_factor::Proof;
use rekey_core::second_factors::Challenge;
use rekey_core::sign_in::{SecondStep, SignInError, SignedIn, Visitor};
use rekey_core::time::{Duration, whole_seconds};
use rekey_render::context::{SecondFactorPage, SecondFactorProblem, Setback, Span};

use super::flow::{Flow, FlowPage};
use super::mail::RequestedMail;
use super::paths::{RESET_DONE, SIGN_IN};
use super::submission::Submission;
use super::typed::read_code;
use super::visit::{Answer, RenderedError, Visit};
use super::{link, session};
use crate::cookies::SetCookie;

/// Where the second step may come from.
const PAGES: [FlowPage; 2] = [FlowPage::SecondFactor, FlowPage::SecondFactorAfterReset];

/// Leads on to the second step of signing in. What led here is forgotten: it is used up.
pub(super) fn ask(visit: &Visit, challenge: Challenge, forgotten: impl IntoIterator<Item = SetCookie>) -> Response {
    lead(visit, FlowPage::SecondFactor, challenge, forgotten)
}

/// The same after a reset, whose end is shown once the second step is done.
pub(super) fn ask_after_reset(
    visit: &Visit,
    challenge: Challenge,
    set: impl IntoIterator<Item = SetCookie>,
) -> Response {
    lead(visit, FlowPage::SecondFactorAfterReset, challenge, set)
}

/// The page that waits for the second step after a reset, if one does.
pub(super) fn waiting(visit: &Visit) -> Option<&'static str> {
    Flow::newest(FlowPage::SecondFactorAfterReset, &visit.cookies, visit.now()).map(|flow| flow.page.path())
}

fn lead(visit: &Visit, page: FlowPage, challenge: Challenge, also: impl IntoIterator<Item = SetCookie>) -> Response {
    let (_, set) = Flow::open(page, Some(challenge.token), &visit.cookies, visit.now(), visit.rng());
    visit.with_cookies(visit.redirect(page.path()), set.into_iter().chain(also))
}

/// Asks for what the app shows.
pub(super) async fn show(mut visit: Visit) -> Answer {
    let flows = PAGES.into_iter().filter_map(|page| Flow::newest(page, &visit.cookies, visit.now()));
    let Some(flow) = flows.max_by_key(|flow| flow.opened_at) else {
        return Ok(visit.redirect(SIGN_IN));
    };
    match link::inspect(&visit, flow.page, &flow).await? {
        Ok(inspected) => {
            visit.go_to(inspected.location);
            page(&visit, StatusCode::OK, &flow, &inspected.account, None, None)
        }
        Err(_) => Ok(start_over(&visit, &flow)),
    }
}

/// Takes it, or a recovery code.
pub(super) async fn submit(form: Submission) -> Answer {
    let visit = &form.visit;
    let flow = PAGES.into_iter().find_map(|page| form.flow_with_token(page).ok());
    let Some((flow, token)) = flow else { return Ok(visit.redirect(SIGN_IN)) };
    // Before the challenge is used up: an app's location says where this ends.
    let challenge = match flow.page {
        FlowPage::SecondFactorAfterReset => link::inspect(visit, flow.page, &flow).await?.ok(),
        _ => None,
    };
    let mut fault = None;
    let problem = match read_proof(form.text("code")) {
        None => Some(SecondFactorProblem::Malformed),
        Some(proof) => {
            let second_step = SecondStep::AtOnce(Some(proof.clone()));
            let visitor = Visitor { second_step, ..session::visitor(visit) };
            match visit.app.engine.sign_in.with_challenge(&token, visitor).await {
                Ok(signed_in) => {
                    if let Some(led_on) = hand_over(visit, &flow, challenge, &signed_in).await? {
                        return Ok(led_on);
                    }
                    let cookies = &visit.cookies;
                    let set = [
                        session::keep(cookies, &signed_in.tokens),
                        flow.end(cookies),
                        RequestedMail::forget(cookies, Purpose::SignIn),
                        RequestedMail::forget(cookies, Purpose::ResetPassword),
                    ];
                    let next = match flow.page {
                        FlowPage::SecondFactorAfterReset => RESET_DONE,
                        _ => SIGN_IN,
                    };
                    return Ok(visit.with_cookies(visit.redirect(next), set));
                }
                Err(SignInError::SecondFactor { blocked_for, .. }) => Some(problem_with(&proof, blocked_for)),
                Err(SignInError::Fault(met)) => {
                    fault = Some(met);
                    None
                }
                Err(_) => return Ok(start_over(visit, &flow)),
            }
        }
    };
    let account = match link::inspect(visit, flow.page, &flow).await? {
        Ok(inspected) => inspected.account,
        Err(_) => return Ok(start_over(visit, &flow)),
    };
    match fault {
        Some(fault) => visit.set_back(fault, |status, setback| page(visit, status, &flow, &account, None, setback)),
        None => page(visit, StatusCode::BAD_REQUEST, &flow, &account, problem, None),
    }
}

/// Leads on to the app, where resets end in one. It opens the session, so that ours ends.
async fn hand_over(
    visit: &Visit,
    flow: &Flow,
    challenge: Option<Inspected>,
    signed_in: &SignedIn,
) -> Result<Option<Response>, RenderedError> {
    let Some(challenge) = challenge else { return Ok(None) };
    let (engine, begun) = (&visit.app.engine, RequestedMail::begun(visit));
    let target = engine.recovery.assert_after_challenge(&challenge, &signed_in.account, begun.as_ref()).await;
    let Some(target) = target.map_err(|fault| visit.fault(fault))? else { return Ok(None) };
    let ended = engine.sessions.end(signed_in.tokens.session, visit.origin.network).await;
    ended.map_err(|fault| visit.fault(fault))?;
    let set = [flow.end(&visit.cookies), RequestedMail::forget(&visit.cookies, Purpose::ResetPassword)];
    Ok(Some(visit.with_cookies(Visit::leave_for(target.expose()), set)))
}

/// What was typed: six digits with any text around them, or a recovery code.
fn read_proof(typed: &str) -> Option<Proof> {
    Proof::parse(typed).or_else(|| Proof::parse(read_code(typed)?.expose()))
}

/// What was wrong. A recovery code is compared however many codes of the app were wrong.
fn problem_with(proof: &Proof, blocked_for: Option<Duration>) -> SecondFactorProblem {
    match (proof, blocked_for) {
        (Proof::Totp(_), Some(wait)) => {
            let minutes = whole_seconds(wait).div_ceil(60);
            SecondFactorProblem::Blocked(Span(Duration::from_mins(minutes)))
        }
        _ => SecondFactorProblem::Wrong,
    }
}

fn start_over(visit: &Visit, flow: &Flow) -> Response {
    visit.with_cookies(visit.redirect(SIGN_IN), [flow.end(&visit.cookies)])
}

fn page(
    visit: &Visit,
    status: StatusCode,
    flow: &Flow,
    account: &Account,
    problem: Option<SecondFactorProblem>,
    setback: Option<Setback>,
) -> Answer {
    let email = account.email.as_stored().to_owned();
    let after_reset = flow.page == FlowPage::SecondFactorAfterReset;
    let form = visit.flow_form(flow);
    let page = visit.page(status, &SecondFactorPage { form, email, after_reset, problem, setback })?;
    Ok(if after_reset { visit.leading_to_app(page) } else { page })
}
