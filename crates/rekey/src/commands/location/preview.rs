//! `rekey location preview`: every mail and page of a location, in every language, filled with samples.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use rekey_core::{Locale, Location};
use rekey_render::{Exhibit, ExhibitKind, Look, RenderError, Renderer};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::failure::Failure;
use crate::output::stdout;

/// Examples for `--help`.
pub(super) const EXAMPLES: &str = "\
Examples:
  rekey location preview 7
  rekey location preview 7 --listen 127.0.0.1:8081

Open the address that it prints. Apply a change or edit a template, start it again, and look again.";

/// What is shown.
struct Hall {
    renderer: Renderer,
    look: Look,
    location: Location,
}

/// Serves the gallery until it is interrupted.
pub(super) async fn run(renderer: Renderer, location: Location, listen: SocketAddr) -> Result<(), Failure> {
    let taken = |error| {
        Failure::failed(format!("{listen} can't be listened on: {error}"))
            .help("name another one with --listen, port 0 takes any")
    };
    let listener = TcpListener::bind(listen).await.map_err(taken)?;
    let address = listener.local_addr().map_err(taken)?;
    let mut out = stdout();
    writeln!(out, "preview of location {} at http://{address}/ (Ctrl-C ends it)", location.id)?;
    out.flush()?;
    drop(out);
    let hall = Arc::new(Hall { renderer, look: Look::of(&location), location });
    Ok(axum::serve(listener, router(hall)).await?)
}

fn router(hall: Arc<Hall>) -> Router {
    Router::new()
        .route("/", get(|| async { Html(include_str!("preview.html")) }))
        .route("/_preview/{list}", get(list))
        .route("/_preview/{language}/{*path}", get(show))
        .route("/assets/{name}", get(asset))
        .with_state(hall)
}

/// Why something can't be shown.
type Refusal = (StatusCode, String);

fn nothing() -> Refusal {
    (StatusCode::NOT_FOUND, "There is no such thing.".to_owned())
}

impl Hall {
    fn exhibits(&self, language: &str) -> Result<Vec<Exhibit>, Refusal> {
        let language: Locale = language.parse().map_err(|_| nothing())?;
        let failed = |error: RenderError| (StatusCode::INTERNAL_SERVER_ERROR, error.to_string());
        self.renderer.gallery(&self.look, &[language]).map_err(failed)
    }
}

/// `languages.json`, or the list of all that is there in a language: `de.json`.
async fn list(State(hall): State<Arc<Hall>>, Path(list): Path<String>) -> Result<Json<Value>, Refusal> {
    let Some(language) = list.strip_suffix(".json") else { return Err(nothing()) };
    if language == "languages" {
        let languages: Vec<String> = hall.renderer.languages().iter().map(ToString::to_string).collect();
        let own = hall.renderer.negotiate(hall.location.locale.as_slice()).to_string();
        return Ok(Json(json!({ "name": hall.location.name, "language": own, "languages": languages })));
    }
    let entry = |exhibit: &Exhibit| match &exhibit.kind {
        ExhibitKind::Mail(mail) => json!({ "path": path(exhibit), "subject": mail.subject }),
        ExhibitKind::Page(_) => json!({ "path": path(exhibit) }),
    };
    Ok(Json(hall.exhibits(language)?.iter().map(entry).collect()))
}

/// One page or mail: `de/mails/reset_link/named.html`, or `.txt`.
async fn show(
    State(hall): State<Arc<Hall>>,
    Path((language, wanted)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let (wanted, ending) = wanted.rsplit_once('.').unwrap_or((&wanted, ""));
    let exhibit = hall.exhibits(&language)?.into_iter().find(|exhibit| path(exhibit) == wanted);
    match (exhibit.map(|exhibit| exhibit.kind), ending) {
        (Some(ExhibitKind::Page(page)), "html") => Ok(Html(page.html).into_response()),
        (Some(ExhibitKind::Mail(mail)), "html") => Ok(Html(mail.html).into_response()),
        (Some(ExhibitKind::Mail(mail)), "txt") => Ok(mail.text.into_response()),
        _ => Err(nothing()),
    }
}

/// What pages link to.
async fn asset(State(hall): State<Arc<Hall>>, Path(name): Path<String>) -> Response {
    if name == format!("location-{}.css", hall.location.id) {
        return ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], hall.look.css()).into_response();
    }
    match hall.renderer.assets().iter().find(|asset| asset.path.ends_with(&format!("/{name}"))) {
        Some(asset) => ([(header::CONTENT_TYPE, asset.content_type)], asset.bytes.to_vec()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn path(exhibit: &Exhibit) -> String {
    format!("{}/{}", exhibit.template.trim_end_matches(".html"), exhibit.sample)
}
