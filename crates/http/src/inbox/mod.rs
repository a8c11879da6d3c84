//! The development inbox: the mails that were captured instead of sent. Answered to this machine alone.

mod gate;
mod json;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::any;
use rekey_core::ports::CapturedMail;
use rekey_render::context::{Inbox, InboxQuery, InboxScheme, InboxView};

use self::gate::Neighbour;
use crate::app::SharedApp;
use crate::pages::{self, Answer, Frames, Submission, Visit};

/// What a mail's own HTML may do: look as it looks.
const MAIL_POLICY: &str = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; \
     style-src 'unsafe-inline'; img-src http: https: data:; frame-ancestors 'self'; base-uri 'none'; form-action 'none'";

/// `/_dev/inbox` and what belongs to it. To anybody else, and by any other method, there is no such path: not even
/// the header `Allow`, which a plain "method not allowed" would carry, tells otherwise.
pub(crate) fn routes() -> Router<SharedApp> {
    let path = || any(pages::not_found);
    Router::new()
        .route("/_dev/inbox", path().get(show))
        .route("/_dev/inbox.json", path().get(json::list))
        .route("/_dev/inbox/{file}", path().get(mail_html))
        .route("/_dev/inbox/clear", path().post(clear))
}

/// The mails, newest first.
fn captured(app: &SharedApp) -> Vec<Arc<CapturedMail>> {
    app.inbox.as_ref().map(|inbox| inbox.list()).unwrap_or_default()
}

/// The page.
async fn show(_: Neighbour, State(app): State<SharedApp>, visit: Visit) -> Answer {
    let view = visit.query("view").map_or_else(InboxView::default, InboxView::from_name);
    let query = InboxQuery { open: visit.query("mail"), view, scheme: scheme(&visit) };
    let context = Inbox::new(visit.form(), &captured(&app), query);
    visit.framed_page(StatusCode::OK, &context, Frames::Own)
}

/// The colour scheme that mails are asked for in.
fn scheme(visit: &Visit) -> Option<InboxScheme> {
    visit.query("scheme").and_then(InboxScheme::from_name)
}

/// A mail's HTML, for the page's frame. A document of its own: a mail's inline styles need another policy than our
/// pages have, and whatever else a mail may carry must not run.
async fn mail_html(_: Neighbour, State(app): State<SharedApp>, Path(file): Path<String>, visit: Visit) -> Response {
    let mails = captured(&app);
    let id = file.strip_suffix(".html");
    match mails.iter().find(|mail| Some(mail.id.as_str()) == id) {
        Some(mail) => (
            [
                (header::CONTENT_SECURITY_POLICY, MAIL_POLICY),
                (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
                (header::REFERRER_POLICY, "no-referrer"),
            ],
            Html(scheme(&visit).map_or_else(|| mail.html.clone(), |scheme| scheme.apply(&mail.html))),
        )
            .into_response(),
        None => pages::not_found(visit, HeaderMap::new()).await,
    }
}

/// Forgets all mails.
async fn clear(_: Neighbour, State(app): State<SharedApp>, form: Submission) -> Response {
    if let Some(inbox) = &app.inbox {
        inbox.clear();
    }
    form.visit.redirect("/_dev/inbox")
}
