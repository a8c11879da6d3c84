//! `rekey location preview`: every mail and page of a location, in every language, filled with samples.

use std::error::Error;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use rekey_core::{Engine, Locale, Location, LocationId, Ports};
use rekey_render::{Exhibit, ExhibitKind, Look, Renderer};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::find;
use crate::command_error::{CommandError, with_causes};
use crate::output::stdout;
use crate::template_keeper::TemplateKeeper;

pub(super) const EXAMPLES: &str = "\
Examples:
  rekey location preview 7
  rekey location preview 7 --listen 127.0.0.1:8081

Open the address that it prints. After `location apply` or `location template
set` load the page again; after a change in the folder of templates start the
preview again.";

struct Hall {
    engine: Engine,
    location: LocationId,
    renderer: Arc<Renderer>,
    templates: TemplateKeeper,
}

/// Serves the gallery until it is interrupted.
pub(super) async fn run(
    engine: Engine,
    renderer: Renderer,
    id: LocationId,
    listen: SocketAddr,
) -> Result<(), CommandError> {
    find(&*engine.locations().await?, id)?;
    let taken = |error| {
        CommandError::failed(format!("{listen} can't be used: {error}"))
            .help("choose another one with --listen; port 0 picks a free port")
    };
    let listener = TcpListener::bind(listen).await.map_err(taken)?;
    let address = listener.local_addr().map_err(taken)?;
    let mut out = stdout();
    writeln!(out, "preview of location {id} at http://{address}/ (Ctrl-C ends it)")?;
    out.flush()?;
    drop(out);
    let renderer = Arc::new(renderer);
    let Ports { store, observer, .. } = engine.ports().clone();
    let templates = TemplateKeeper::new(store, renderer.clone(), observer);
    let hall = Arc::new(Hall { engine, location: id, renderer, templates });
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
type ErrorResponse = (StatusCode, String);

fn nothing() -> ErrorResponse {
    (StatusCode::NOT_FOUND, "Not found.".to_owned())
}

impl Hall {
    /// The location with its present settings.
    async fn location(&self) -> Result<Location, ErrorResponse> {
        let locations = self.engine.locations().await.map_err(|fault| failed(&fault))?;
        Ok(locations.get(self.location).ok_or_else(nothing)?.clone())
    }

    async fn exhibits(&self, language: &str) -> Result<Vec<Exhibit>, ErrorResponse> {
        let language: Locale = language.parse().map_err(|_| nothing())?;
        self.templates.look().await.map_err(|error| failed(&error))?;
        let look = Look::of(&self.location().await?);
        self.renderer.gallery(&look, &[language]).map_err(|error| failed(&error))
    }
}

fn failed(error: &dyn Error) -> ErrorResponse {
    (StatusCode::INTERNAL_SERVER_ERROR, with_causes(error))
}

/// `languages.json`, or the list of all that is there in a language: `de.json`.
async fn list(State(hall): State<Arc<Hall>>, Path(list): Path<String>) -> Result<Json<Value>, ErrorResponse> {
    let Some(language) = list.strip_suffix(".json") else { return Err(nothing()) };
    if language == "languages" {
        let location = hall.location().await?;
        let languages: Vec<String> = hall.renderer.languages().iter().map(ToString::to_string).collect();
        let own = hall.renderer.negotiate(location.locale.as_slice()).to_string();
        return Ok(Json(json!({ "name": location.name, "language": own, "languages": languages })));
    }
    let entry = |exhibit: &Exhibit| match &exhibit.kind {
        ExhibitKind::Mail(mail) => json!({ "path": path(exhibit), "subject": mail.subject }),
        ExhibitKind::Page(_) => json!({ "path": path(exhibit) }),
    };
    Ok(Json(hall.exhibits(language).await?.iter().map(entry).collect()))
}

/// One page or mail: `de/mails/reset_link/named.html`, or `.txt`.
async fn show(
    State(hall): State<Arc<Hall>>,
    Path((language, wanted)): Path<(String, String)>,
) -> Result<Response, ErrorResponse> {
    let (wanted, ending) = wanted.rsplit_once('.').unwrap_or((&wanted, ""));
    let exhibit = hall.exhibits(&language).await?.into_iter().find(|exhibit| path(exhibit) == wanted);
    match (exhibit.map(|exhibit| exhibit.kind), ending) {
        (Some(ExhibitKind::Page(page)), "html") => Ok(Html(page.html).into_response()),
        (Some(ExhibitKind::Mail(mail)), "html") => Ok(Html(mail.html).into_response()),
        (Some(ExhibitKind::Mail(mail)), "txt") => Ok(mail.text.into_response()),
        _ => Err(nothing()),
    }
}

async fn asset(State(hall): State<Arc<Hall>>, Path(name): Path<String>) -> Result<Response, ErrorResponse> {
    if name == format!("location-{}.css", hall.location) {
        let css = Look::of(&hall.location().await?).css();
        return Ok(([(header::CONTENT_TYPE, "text/css; charset=utf-8")], css).into_response());
    }
    let asset = hall.renderer.assets().iter().find(|asset| asset.path.ends_with(&format!("/{name}")));
    let asset = asset.ok_or_else(nothing)?;
    Ok(([(header::CONTENT_TYPE, asset.content_type)], asset.bytes.to_vec()).into_response())
}

fn path(exhibit: &Exhibit) -> String {
    format!("{}/{}", exhibit.template.trim_end_matches(".html"), exhibit.sample)
}
