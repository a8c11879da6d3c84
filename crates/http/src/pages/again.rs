//! `/reset/again` and `/signin/again`: sends a new link to the mailbox that a used or expired one went to. The page
//! never names the mailbox, because the old link may be in other hands.

use axum::http::StatusCode;
use rekey_core::Purpose;
use rekey_render::context::{LinkSentAgain, WayOn};

use super::flow::{Flow, FlowPage};
use super::link;
use super::mail::{self, Asked};
use super::submission::Submission;
use super::visit::{Answer, Visit};

/// Sends another reset link.
pub(super) async fn send_reset(form: Submission) -> Answer {
    send(form, FlowPage::Reset).await
}

/// Sends another sign-in link.
pub(super) async fn send_sign_in(form: Submission) -> Answer {
    send(form, FlowPage::SpentSignIn).await
}

/// Says that another reset link is on its way.
pub(super) async fn show_reset(visit: Visit) -> Answer {
    show(&visit, FlowPage::Reset)
}

/// Says that another sign-in link is on its way.
pub(super) async fn show_sign_in(visit: Visit) -> Answer {
    show(&visit, FlowPage::SpentSignIn)
}

async fn send(form: Submission, page: FlowPage) -> Answer {
    let visit = &form.visit;
    let (flow, token) = match form.flow_with_token(page) {
        Ok(flow) => flow,
        Err(trouble) => return link::trouble_page(visit, page, trouble, WayOn::Ask),
    };
    match link::inspect(visit, page, &flow).await? {
        Err(problem) if link::can_send_again(page, problem) => {}
        Err(problem) => return link::problem_page(visit, page, Some(&flow), problem),
        // It is good after all, so that its own page is what leads on.
        Ok(_) if page == FlowPage::Reset => return Ok(visit.redirect(page.path())),
        Ok(_) => return link::trouble_page(visit, page, rekey_render::context::LinkTrouble::LeftOpen, WayOn::Ask),
    }
    let address = visit.app.engine.recovery.mailbox_of(&token).await.map_err(|fault| visit.fault(fault))?;
    let asked = mail::ask_again(visit, purpose(page), address).await.map_err(|fault| visit.fault(fault))?;
    let kept = flow.keep(&visit.cookies, visit.now());
    Ok(visit.with_cookies(visit.redirect(path(page)), [asked, kept]))
}

fn show(visit: &Visit, page: FlowPage) -> Answer {
    let flow = Flow::newest(page, &visit.cookies, visit.now());
    let (Some(asked), Some(flow)) = (Asked::recall_again(visit, purpose(page)), flow) else {
        return Ok(visit.redirect(if page == FlowPage::Reset { "/forgot" } else { "/signin" }));
    };
    let context = LinkSentAgain {
        form: visit.flow_form(&flow),
        purpose: link::purpose(page),
        is_accepted: asked.is_accepted,
        resend_after: asked.wait(visit),
        development: visit.is_development(),
    };
    visit.page(StatusCode::OK, &context)
}

fn path(page: FlowPage) -> &'static str {
    if page == FlowPage::Reset { "/reset/again" } else { "/signin/again" }
}

fn purpose(page: FlowPage) -> Purpose {
    if page == FlowPage::Reset { Purpose::ResetPassword } else { Purpose::SignIn }
}
