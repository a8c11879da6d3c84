//! `rekey location preview`: every email and page of a location, in every language, filled with samples, and a panel to
//! try another look.
//!
//! What the panel makes is the text of a `look.toml`. The server reads it as `location apply` does, so that the panel
//! shows what would be applied, or the error that it would meet. The text is part of the paths of what it draws.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, put};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rekey_core::image::{Image, ImageName, MOST_IMAGE_BYTES_READ};
use rekey_core::{Engine, Locale, Location, LocationId, Ports};
use rekey_render::{Contrast, Exhibit, ExhibitKind, Look, Renderer};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use url::Url;

use super::{check_looks, find};
use crate::command_error::{CommandError, with_causes};
use crate::config::{ImageFiles, parse_locations};
use crate::output::stdout;
use crate::template_keeper::TemplateKeeper;

pub(super) const EXAMPLES: &str = "\
Examples:
  rekey location preview 7
  rekey location preview 7 --listen 127.0.0.1:8081

Open the address that it prints. Try colours, corners, fonts and a logo there, copy
the resulting look.toml, and apply it. After `location apply` or `location template
set`, reload the page; after a change in the folder of templates, restart the preview.";

struct Hall {
    engine: Engine,
    location: LocationId,
    renderer: Arc<Renderer>,
    templates: TemplateKeeper,
    /// Images that were tried, by the names of their files.
    tried: Mutex<Arc<BTreeMap<String, Image>>>,
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
    let hall = Arc::new(Hall { engine, location: id, renderer, templates, tried: Mutex::default() });
    Ok(axum::serve(listener, router(hall)).await?)
}

fn router(hall: Arc<Hall>) -> Router {
    Router::new()
        .route("/", get(|| async { Html(include_str!("preview.html")) }))
        .route("/_preview/languages.json", get(languages))
        .route("/_image/{name}", put(try_image).layer(DefaultBodyLimit::max(MOST_IMAGE_BYTES_READ)))
        .route("/_preview/{language}/{*path}", get(show))
        .route("/_draft/{draft}/{list}", get(draw))
        .route("/_draft/{draft}/assets/{name}", get(drafts_asset))
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

    /// The location with what a draft changes.
    async fn drafted(&self, draft: &str) -> Result<Location, ErrorResponse> {
        let text = URL_SAFE_NO_PAD.decode(draft).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let images = ImageFiles::Given(self.tried());
        let patches = parse_locations("look.toml", &text.ok_or_else(nothing)?, images)
            .map_err(|error| (StatusCode::UNPROCESSABLE_ENTITY, error.to_string()))?;
        let stored = self.engine.ports().store.locations().await.map_err(|error| failed(&error))?;
        check_looks(stored, &patches).map_err(|error| (StatusCode::UNPROCESSABLE_ENTITY, error.what().to_owned()))?;
        let mut location = self.location().await?;
        for (_, patch) in patches.into_iter().filter(|(id, _)| *id == self.location) {
            location.name = patch.name.unwrap_or(location.name);
            location.brand = location.brand.patched_by(patch.brand);
        }
        Ok(location)
    }

    fn tried(&self) -> Arc<BTreeMap<String, Image>> {
        self.tried.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn exhibits(&self, look: &Look, language: &str) -> Result<Vec<Exhibit>, ErrorResponse> {
        let language: Locale = language.parse().map_err(|_| nothing())?;
        self.templates.look().await.map_err(|error| failed(&error))?;
        self.renderer.gallery(look, &[language]).map_err(|error| failed(&error))
    }

    async fn asset(&self, look: &Look, name: &str) -> Result<Response, ErrorResponse> {
        if let Some(name) = name.strip_prefix("image-").and_then(|name| name.parse::<ImageName>().ok()) {
            let tried = self.tried().values().find(|image| image.name() == name).cloned();
            let image = match tried {
                Some(image) => image,
                None => self.engine.images.get(name).await.map_err(|fault| failed(&fault))?.ok_or_else(nothing)?,
            };
            return Ok(([(header::CONTENT_TYPE, name.kind().media_type())], image.bytes().to_vec()).into_response());
        }
        if name == format!("location-{}.css", self.location) {
            return Ok(([(header::CONTENT_TYPE, "text/css; charset=utf-8")], look.css()).into_response());
        }
        let asset = self.renderer.assets().iter().find(|asset| asset.path.ends_with(&format!("/{name}")));
        let asset = asset.ok_or_else(nothing)?;
        Ok(([(header::CONTENT_TYPE, asset.content_type)], asset.bytes.to_vec()).into_response())
    }
}

fn failed(error: &dyn Error) -> ErrorResponse {
    (StatusCode::INTERNAL_SERVER_ERROR, with_causes(error))
}

/// The languages, and what the location is now.
async fn languages(State(hall): State<Arc<Hall>>) -> Result<Json<Value>, ErrorResponse> {
    let Location { id, name, locale, brand, .. } = hall.location().await?;
    let languages: Vec<String> = hall.renderer.languages().iter().map(ToString::to_string).collect();
    let own = hall.renderer.negotiate(locale.as_slice()).to_string();
    let linked = |url: Option<Url>| url.filter(|url| ImageName::from_url(url).is_none());
    let brand = json!({
        "accent_color": brand.accent_color,
        "background_color": brand.background_color,
        "corner_radius": brand.corner_radius.map(|radius| radius.to_string()),
        "font": brand.font,
        "logo_url": linked(brand.logo_url),
        "logo_dark_url": linked(brand.logo_dark_url),
        "favicon_url": linked(brand.favicon_url),
    });
    Ok(Json(json!({ "id": id.get(), "name": name, "brand": brand, "language": own, "languages": languages })))
}

/// Everything in a language (`de.json`), in the look of a draft.
async fn draw(
    State(hall): State<Arc<Hall>>,
    Path((draft, list)): Path<(String, String)>,
) -> Result<Json<Value>, ErrorResponse> {
    let language = list.strip_suffix(".json").ok_or_else(nothing)?;
    let location = hall.drafted(&draft).await?;
    let look = Look::of(&location).under(&format!("/_draft/{draft}"));
    let contrast = |Contrast { scheme, what, ratio, least }: Contrast| json!({ "scheme": scheme, "what": what, "ratio": ratio, "least": least });
    let contrasts: Vec<Value> = look.contrasts().into_iter().map(contrast).collect();
    let exhibits: Vec<Value> = hall.exhibits(&look, language).await?.iter().map(drawn).collect();
    Ok(Json(json!({ "contrasts": contrasts, "exhibits": exhibits })))
}

fn drawn(exhibit: &Exhibit) -> Value {
    let (path, state) = (path(exhibit), exhibit.sample.replace('-', " "));
    match &exhibit.kind {
        ExhibitKind::Mail(mail) => {
            json!({ "path": path, "subject": mail.subject, "state": state, "html": mail.html, "text": mail.text })
        }
        ExhibitKind::Page(page) => {
            json!({ "path": path, "state": state, "html": page.html })
        }
    }
}

/// One page or mail: `de/mails/reset_link/named.html`, or `.txt`.
async fn show(
    State(hall): State<Arc<Hall>>,
    Path((language, wanted)): Path<(String, String)>,
) -> Result<Response, ErrorResponse> {
    let (wanted, ending) = wanted.rsplit_once('.').unwrap_or((&wanted, ""));
    let look = Look::of(&hall.location().await?);
    let exhibit = hall.exhibits(&look, &language).await?.into_iter().find(|exhibit| path(exhibit) == wanted);
    match (exhibit.map(|exhibit| exhibit.kind), ending) {
        (Some(ExhibitKind::Page(page)), "html") => Ok(Html(page.html).into_response()),
        (Some(ExhibitKind::Mail(mail)), "html") => Ok(Html(mail.html).into_response()),
        (Some(ExhibitKind::Mail(mail)), "txt") => Ok(mail.text.into_response()),
        _ => Err(nothing()),
    }
}

async fn asset(State(hall): State<Arc<Hall>>, Path(name): Path<String>) -> Result<Response, ErrorResponse> {
    hall.asset(&Look::of(&hall.location().await?), &name).await
}

async fn drafts_asset(
    State(hall): State<Arc<Hall>>,
    Path((draft, name)): Path<(String, String)>,
) -> Result<Response, ErrorResponse> {
    hall.asset(&Look::of(&hall.drafted(&draft).await?), &name).await
}

/// Takes a file that a draft may name from now on.
async fn try_image(
    State(hall): State<Arc<Hall>>,
    Path(name): Path<String>,
    bytes: Bytes,
) -> Result<StatusCode, ErrorResponse> {
    let refused = |error| (StatusCode::UNPROCESSABLE_ENTITY, format!("{name}: {error}"));
    let image = Image::new(bytes.to_vec()).map_err(refused)?;
    let mut tried = hall.tried.lock().unwrap_or_else(PoisonError::into_inner);
    Arc::make_mut(&mut tried).insert(name, image);
    Ok(StatusCode::NO_CONTENT)
}

fn path(exhibit: &Exhibit) -> String {
    format!("{}/{}", exhibit.template.trim_end_matches(".html"), exhibit.sample)
}
