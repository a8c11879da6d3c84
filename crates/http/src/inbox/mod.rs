//! The development inbox: the emails that were captured instead of sent. Answered only to this machine, or, where the
//! server listens for others, to those who show its key.

mod gate;
mod json;
mod key;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{any, get};
use rekey_core::ports::CapturedMail;
use rekey_render::context::{Inbox, InboxQuery, InboxScheme, InboxView};

use self::gate::Neighbour;
use crate::app::SharedApp;
use crate::pages::{self, Answer, Frames, Submission, Visit};

/// What an email's own HTML may do: look as it looks.
const MAIL_POLICY: &str = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; \
     style-src 'unsafe-inline'; img-src http: https: data:; frame-ancestors 'self'; base-uri 'none'; form-action 'none'";
/// The same where images are off, as many mail programs have them at first.
const NO_IMAGES: &str = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; \
     style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'";

/// `/_dev/inbox` and what belongs to it. For anybody else, and for any other method, the path does not exist. Not even
/// an `Allow` header, which a plain "method not allowed" would carry, reveals it.
pub(crate) fn routes() -> Router<SharedApp> {
    let path = || any(pages::not_found);
    Router::new()
        .route("/", get(first_page))
        .route("/_dev/inbox", path().get(show))
        .route("/_dev/inbox.json", path().get(json::list))
        .route("/_dev/inbox/{file}", path().get(mail_file))
        .route("/_dev/inbox/delete", path().post(delete))
        .route("/_dev/inbox/clear", path().post(clear))
}

/// Says what to try. Strangers see what they see in production.
async fn first_page(neighbour: Result<Neighbour, Response>, visit: Visit) -> Response {
    match neighbour {
        Ok(_) => pages::welcome(&visit).into_response(),
        Err(elsewhere) if elsewhere.status().is_redirection() => elsewhere,
        Err(_) => pages::lead_home(visit).await,
    }
}

/// The emails, newest first.
fn captured(app: &SharedApp) -> Vec<Arc<CapturedMail>> {
    app.inbox.as_ref().map(|inbox| inbox.list()).unwrap_or_default()
}

/// The page.
async fn show(_: Neighbour, State(app): State<SharedApp>, visit: Visit) -> Answer {
    let view = visit.query("view").map_or_else(InboxView::default, InboxView::from_name);
    let images = images(&visit);
    let query = InboxQuery { open: visit.query("mail"), view, scheme: scheme(&visit), images };
    let context = Inbox::new(visit.form(), &captured(&app), query);
    visit.framed_page(StatusCode::OK, &context, Frames::Own)
}

/// The colour scheme that the page shows emails in.
fn scheme(visit: &Visit) -> Option<InboxScheme> {
    visit.query("scheme").and_then(InboxScheme::from_name)
}

/// Whether the page wants emails with their images.
fn images(visit: &Visit) -> bool {
    visit.query("images") != Some("off")
}

/// An email as a file that mail programs open, or its HTML.
async fn mail_file(
    neighbour: Neighbour,
    State(app): State<SharedApp>,
    Path(file): Path<String>,
    visit: Visit,
) -> Response {
    let Some(id) = file.strip_suffix(".eml") else {
        return mail_html(neighbour, State(app), Path(file), visit).await;
    };
    match captured(&app).iter().find(|mail| mail.id == id) {
        Some(mail) => {
            let name = format!("attachment; filename=\"mail-{}.eml\"", mail.id);
            ([(header::CONTENT_TYPE, "message/rfc822"), (header::CONTENT_DISPOSITION, &name)], mail.source.clone())
                .into_response()
        }
        None => pages::not_found(visit, HeaderMap::new()).await,
    }
}

/// An email's HTML, for the page's frame. A document of its own: an email's inline styles need another policy than our
/// pages have, and whatever else an email may carry must not run.
async fn mail_html(_: Neighbour, State(app): State<SharedApp>, Path(file): Path<String>, visit: Visit) -> Response {
    let mails = captured(&app);
    let id = file.strip_suffix(".html");
    match mails.iter().find(|mail| Some(mail.id.as_str()) == id) {
        Some(mail) => (
            [
                (header::CONTENT_SECURITY_POLICY, if images(&visit) { MAIL_POLICY } else { NO_IMAGES }),
                (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
                (header::REFERRER_POLICY, "no-referrer"),
            ],
            Html(scheme(&visit).map_or_else(|| mail.html.clone(), |scheme| scheme.apply(&mail.html))),
        )
            .into_response(),
        None => pages::not_found(visit, HeaderMap::new()).await,
    }
}

/// Forgets a mail.
async fn delete(_: Neighbour, State(app): State<SharedApp>, form: Submission) -> Response {
    if let Some(inbox) = &app.inbox {
        inbox.remove(form.text("mail"));
    }
    form.visit.redirect("/_dev/inbox")
}

/// Forgets all emails.
async fn clear(_: Neighbour, State(app): State<SharedApp>, form: Submission) -> Response {
    if let Some(inbox) = &app.inbox {
        inbox.clear();
    }
    form.visit.redirect("/_dev/inbox")
}
