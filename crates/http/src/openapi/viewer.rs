//! `/docs`: Swagger UI, from the binary itself; no other host is involved.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use utoipa_swagger_ui::{Config, SwaggerFile, Url};

use crate::app::SharedApp;
use crate::pages::{self, Visit};

/// Links are relative, so that a path in front of ours does no harm.
const PAGE: &str = include_str!("viewer/page.html");

/// What goes around Swagger UI: our colors, light and dark, and no foreign logo.
const THEME: [(&str, &str, &str); 3] = [
    ("theme.css", "text/css; charset=utf-8", include_str!("viewer/theme.css")),
    ("theme.js", "text/javascript; charset=utf-8", include_str!("viewer/theme.js")),
    ("walk.js", "text/javascript; charset=utf-8", include_str!("viewer/walk.js")),
];

/// As for the other pages, except that the script may request the documents. The digest is of the one style that
/// Swagger UI adds: the colours of its logo.
const POLICY: &str = "default-src 'none'; style-src 'self' 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='; \
                      script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'none'; \
                      base-uri 'none'; frame-ancestors 'none'";

/// Files change only with the program, but their names don't.
const FOR_AN_HOUR: &str = "public, max-age=3600";

/// The viewer, for these documents by name and path, and the walks of the APIs.
pub(super) fn routes(documents: &[(&'static str, String)], walks: String) -> Router<SharedApp> {
    let walks = Bytes::from(walks);
    let documents: Arc<[(&str, String)]> = documents.into();
    let file = move |Path(name): Path<String>, visit: Visit, headers: HeaderMap| {
        let ours = if name == "walks.json" { Some(json(walks.clone())) } else { theme(&name, &visit) };
        let found = ours.or_else(|| {
            let urls = documents.iter().map(|(name, path)| Url::new(name, path.trim_start_matches('/')));
            let config = Config::new(urls).validator_url("none");
            utoipa_swagger_ui::serve(&name, Arc::new(config)).ok().flatten().map(file)
        });
        async move {
            match found {
                Some(found) => found,
                None => pages::not_found(visit, headers).await,
            }
        }
    };
    Router::new().route("/docs", get(page)).route("/docs/{name}", get(file))
}

fn json(text: Bytes) -> Response {
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, FOR_AN_HOUR)], text).into_response()
}

async fn page() -> Response {
    ([(header::CONTENT_SECURITY_POLICY, POLICY)], Html(PAGE)).into_response()
}

/// A file of the theme, or the icon of all pages.
fn theme(name: &str, visit: &Visit) -> Option<Response> {
    let caching = (header::CACHE_CONTROL, FOR_AN_HOUR);
    if name == "icon.svg" {
        return Some(([(header::CONTENT_TYPE, "image/svg+xml"), caching], visit.icon()?).into_response());
    }
    let (_, content_type, text) = THEME.into_iter().find(|(known, ..)| *known == name)?;
    Some(([(header::CONTENT_TYPE, content_type), caching], text).into_response())
}

fn file(found: SwaggerFile<'_>) -> Response {
    let headers = [(header::CONTENT_TYPE, found.content_type.as_str()), (header::CACHE_CONTROL, FOR_AN_HOUR)];
    let mut response = (headers, found.bytes.into_owned()).into_response();
    if found.gzpipped {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}
