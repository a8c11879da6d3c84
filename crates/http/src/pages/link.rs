//! What a mailed link leads to first, and the page for links that can't be used.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use rekey_core::Token;
use rekey_core::recovery::{InspectError, Inspected, TokenProblem};
use rekey_render::context::{LinkProblem, LinkPurpose, LinkTrouble};

use super::flow::{Flow, FlowPage};
use super::visit::{Answer, RenderedError, Visit};

/// If the URL carries a token, moves it into a flow and leads on to the bare path (R17). Nothing is looked up:
/// opening a link changes nothing but this browser's cookies, and HEAD not even those (R2).
pub(super) fn move_out_of_url(visit: &Visit, page: FlowPage) -> Option<Response> {
    let token = Token::parse(visit.query("token")?);
    let bare = visit.redirect(page.path());
    if visit.method == Method::HEAD {
        return Some(bare);
    }
    let (_, set) = Flow::open(page, token, &visit.cookies, visit.now(), visit.rng());
    Some(visit.with_cookies(bare, set))
}

/// Says why the link can't be used, and offers a way on.
pub(super) fn problem_page(visit: &Visit, page: FlowPage, problem: TokenProblem) -> Answer {
    trouble_page(visit, page, trouble(problem))
}

/// The same of whatever it is.
pub(super) fn trouble_page(visit: &Visit, page: FlowPage, trouble: LinkTrouble) -> Answer {
    let purpose = match page {
        FlowPage::Reset => LinkPurpose::Reset,
        FlowPage::SignIn | FlowPage::SecondFactor | FlowPage::SecondFactorAfterReset => LinkPurpose::SignIn,
        FlowPage::NotMe => LinkPurpose::NotMe,
    };
    visit.page(StatusCode::BAD_REQUEST, &LinkProblem { form: visit.form(), trouble, purpose })
}

/// What the page says of a problem.
pub(crate) fn trouble(problem: TokenProblem) -> LinkTrouble {
    match problem {
        TokenProblem::Unknown => LinkTrouble::Unknown,
        TokenProblem::Expired => LinkTrouble::Expired,
        TokenProblem::Used => LinkTrouble::Used,
        TokenProblem::Void => LinkTrouble::Void,
    }
}

/// Whose link a flow is about, or what is wrong with it. Changes nothing (R2).
pub(super) async fn inspect(
    visit: &Visit,
    page: FlowPage,
    flow: &Flow,
) -> Result<Result<Inspected, TokenProblem>, RenderedError> {
    let Some(token) = &flow.token else { return Ok(Err(TokenProblem::Unknown)) };
    let recovery = &visit.app.engine.recovery;
    let inspected = match page {
        FlowPage::Reset => recovery.inspect(token).await,
        FlowPage::SignIn => recovery.inspect_sign_in(token).await,
        FlowPage::SecondFactor | FlowPage::SecondFactorAfterReset => recovery.inspect_challenge(token).await,
        FlowPage::NotMe => recovery.inspect_not_me(token).await,
    };
    match inspected {
        Ok(inspected) => Ok(Ok(inspected)),
        Err(InspectError::Token(problem)) => Ok(Err(problem)),
        Err(InspectError::Fault(fault)) => Err(visit.fault(fault)),
    }
}
