//! What a mailed link leads to first, and the page for links that can't be used.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use rekey_core::Token;
use rekey_core::recovery::{InspectError, Inspected, TokenProblem};
use rekey_core::token::TOKEN_CHARACTERS;
use rekey_render::context::{FormKeys, LinkProblem, LinkPurpose, LinkTrouble, Span, WayOn};

use super::flow::{Flow, FlowPage};
use super::visit::{Answer, RenderedError, Visit};

/// If the URL carries a token, moves it into a flow and leads on to the bare path (R17). Nothing is looked up:
/// opening a link changes nothing but this browser's cookies, and HEAD not even those (R2).
pub(super) fn move_out_of_url(visit: &Visit, page: FlowPage) -> Option<Response> {
    let token = read_token(visit.query("token")?);
    let bare = visit.redirect(page.path());
    if visit.method == Method::HEAD {
        return Some(bare);
    }
    let (_, set) = Flow::open(page, token, &visit.cookies, visit.now(), visit.rng());
    Some(visit.with_cookies(bare, set))
}

/// Asks to confirm what the link that was opened last is for, if it is good.
pub(super) async fn confirm(
    mut visit: Visit,
    page: FlowPage,
    ask: impl FnOnce(&Visit, &Flow, &Inspected) -> Answer,
) -> Answer {
    if let Some(moved) = move_out_of_url(&visit, page) {
        return Ok(moved);
    }
    let Some(flow) = Flow::newest(page, &visit.cookies, visit.now()) else {
        return problem_page(&visit, page, None, TokenProblem::Unknown);
    };
    match inspect(&visit, page, &flow).await? {
        Ok(inspected) => {
            visit.go_to(inspected.location);
            ask(&visit, &flow, &inspected)
        }
        Err(problem) => problem_page(&visit, page, Some(&flow), problem),
    }
}

/// Says why the link can't be used, and what to do next: if the link's mailbox is known, a button sends another link
/// there.
pub(super) fn problem_page(visit: &Visit, page: FlowPage, flow: Option<&Flow>, problem: TokenProblem) -> Answer {
    let has_cookies = !visit.cookies.is_empty();
    let known = flow.filter(|flow| flow.token.is_some()).filter(|_| can_send_again(page, problem));
    match known {
        Some(flow) => say(visit, page, trouble(problem), WayOn::Again, visit.flow_form(flow)),
        None if problem == TokenProblem::Unknown && !has_cookies => {
            trouble_page(visit, page, LinkTrouble::NoCookies, WayOn::Ask)
        }
        None => trouble_page(visit, page, trouble(problem), WayOn::Ask),
    }
}

/// Whether a link that can't be used says where to send another.
pub(super) fn can_send_again(page: FlowPage, problem: TokenProblem) -> bool {
    let is_for_this = matches!(page, FlowPage::Reset | FlowPage::SpentSignIn);
    is_for_this && matches!(problem, TokenProblem::Expired | TokenProblem::Used)
}

/// The same of whatever it is.
pub(super) fn trouble_page(visit: &Visit, page: FlowPage, trouble: LinkTrouble, way_on: WayOn) -> Answer {
    say(visit, page, trouble, way_on, visit.form())
}

/// Says once that a sign-in link is bad; after that, the page is for signing in by password again. The link is kept
/// elsewhere, so that another can be sent to its mailbox.
pub(super) fn told_once(visit: &Visit, flow: Flow, problem: TokenProblem) -> Answer {
    let forgotten = flow.end(&visit.cookies);
    let (spent, set) = Flow::open(FlowPage::SpentSignIn, flow.token, &visit.cookies, visit.now(), visit.rng());
    let page = problem_page(visit, FlowPage::SpentSignIn, Some(&spent), problem)?;
    Ok(visit.with_cookies(page, set.into_iter().chain([forgotten])))
}

fn say(visit: &Visit, page: FlowPage, trouble: LinkTrouble, way_on: WayOn, form: FormKeys) -> Answer {
    let link_valid_for = Span(visit.location().lifetimes.link);
    // A bad link does not say where its account lives.
    let ends_sessions = visit.app.engine.ports().directories.all_end_sessions();
    let purpose = purpose(page);
    let problem = LinkProblem { form, trouble, purpose, link_valid_for, way_on, ends_sessions };
    visit.page(StatusCode::BAD_REQUEST, &problem)
}

/// What the links of a page are for.
pub(super) fn purpose(page: FlowPage) -> LinkPurpose {
    match page {
        FlowPage::Reset => LinkPurpose::Reset,
        FlowPage::SignIn | FlowPage::SpentSignIn | FlowPage::SecondFactor | FlowPage::SecondFactorAfterReset => {
            LinkPurpose::SignIn
        }
        FlowPage::NotMe => LinkPurpose::NotMe,
        FlowPage::NewAddress => LinkPurpose::NewAddress,
        FlowPage::VerifyEmail => LinkPurpose::VerifyEmail,
    }
}

/// A link's token, even if a mail program damaged the link by adding surrounding text (`.`, `)`, a space) or
/// quoted-printable's spelling of `=` (`3D`).
pub(crate) fn read_token(text: &str) -> Option<Token> {
    let digits = text.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    let digits = digits.strip_prefix("3D").filter(|rest| rest.len() == TOKEN_CHARACTERS).unwrap_or(digits);
    Token::parse(digits)
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
        FlowPage::SignIn | FlowPage::SpentSignIn => recovery.inspect_sign_in(token).await,
        FlowPage::SecondFactor | FlowPage::SecondFactorAfterReset => recovery.inspect_challenge(token).await,
        FlowPage::NotMe => recovery.inspect_not_me(token).await,
        FlowPage::NewAddress => recovery.inspect_new_address(token).await,
        FlowPage::VerifyEmail => recovery.inspect_verification(token).await,
    };
    match inspected {
        Ok(inspected) => Ok(Ok(inspected)),
        Err(InspectError::Token(problem)) => Ok(Err(problem)),
        Err(InspectError::Fault(fault)) => Err(visit.fault(fault)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_out_of_what_mail_programs_make_of_a_link() {
        let token = "3d9f".repeat(16);
        let broken = [".", ")", " ", ">", "\u{200b}", "\".", "\r\n"].map(|end| format!("{token}{end}"));
        for text in broken.into_iter().chain([format!("3D{token}"), format!("=3D{token}"), format!("<{token}>.")]) {
            assert_eq!(read_token(&text).unwrap().expose(), token, "{text:?}");
        }
        for text in [String::new(), token[1..].to_owned(), format!("{token}0"), format!("3D{token}0")] {
            assert!(read_token(&text).is_none(), "{text:?}");
        }
    }
}
