//! Our own pages. They work without JavaScript, and GET changes nothing on the server (R2).
//!
//! A handler takes a [`Visit`](visit::Visit), or a [`Submission`](submission::Submission) whose form is already
//! checked, and answers with a page or leads on to one. A mailed link's token goes from the URL into a cookie at
//! once ([`flow`]).

mod again;
mod assets;
mod check_mail;
mod code;
mod csrf;
mod error;
mod flow;
mod forgot;
mod home;
mod link;
mod mail;
mod new_address;
mod not_me;
mod paths;
mod reset;
mod second_factor;
mod security;
mod session;
mod sign_in;
mod submission;
mod typed;
mod verify_email;
mod visit;

use axum::Router;
use axum::routing::get;

use crate::app::SharedApp;

pub(crate) use error::{accepts_html, fault_response, not_found};
pub(crate) use home::{lead_on as lead_home, welcome};
pub(crate) use link::{read_token, trouble};
pub(crate) use security::{Frames, let_form_lead_to};
pub(crate) use submission::Submission;
pub(crate) use visit::{Answer, Visit};

/// Every page, and what pages link to.
pub(crate) fn routes() -> Router<SharedApp> {
    Router::new()
        .route("/forgot", get(forgot::show).post(forgot::submit))
        .route("/forgot/sent", get(forgot::sent))
        .route("/code", get(code::show).post(code::submit))
        .route("/reset", get(reset::show).post(reset::submit))
        .route("/reset/again", get(again::show_reset).post(again::send_reset))
        .route("/reset/done", get(reset::done))
        .route("/signin", get(sign_in::show).post(sign_in::submit))
        .route("/signin/code-request", get(sign_in::start_over).post(sign_in::request_code))
        .route("/signin/code", get(sign_in::show_code).post(sign_in::submit_code))
        .route("/signin/again", get(again::show_sign_in).post(again::send_sign_in))
        .route("/signin/link", get(sign_in::start_over).post(sign_in::submit_link))
        .route("/signin/second-factor", get(second_factor::show).post(second_factor::submit))
        .route("/signout", get(sign_in::show_signed_out).post(sign_in::sign_out))
        .route("/new-address", get(new_address::show).post(new_address::submit))
        .route("/new-address/done", get(new_address::done))
        .route("/verify-email", get(verify_email::show).post(verify_email::submit))
        .route("/verify-email/done", get(verify_email::done))
        .route("/not-me", get(not_me::show).post(not_me::submit))
        .route("/not-me/done", get(not_me::done))
        .route("/not-me/done/second-factor", get(not_me::done_second_factor))
        .route("/not-me/locked", get(not_me::locked))
        .route("/assets/{name}", get(assets::serve))
        .method_not_allowed_fallback(error::method_not_allowed)
}
