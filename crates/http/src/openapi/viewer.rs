//! `/docs`: Swagger UI, from the binary itself; no other host is involved.

use std::sync::Arc;

use axum::Router;
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
const THEME: [(&str, &str, &str); 2] = [
    ("theme.css", "text/css; charset=utf-8", include_str!("viewer/theme.css")),
    ("theme.js", "text/javascript; charset=utf-8", include_str!("viewer/theme.js")),
];

/// As for the other pages, but that the script asks us for the documents. The digest is of the one style that Swagger UI
/// writes of its own accord: the colours of its logo.
const POLICY: &str = "default-src 'none'; style-src 'self' 'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='; \
                      script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'none'; \
                      base-uri 'none'; frame-ancestors 'none'";

/// Files change with the program alone, but their names don't.
const FOR_AN_HOUR: &str = "public, max-age=3600";

/// The viewer, for the documents at these paths.
pub(super) fn routes(paths: &[String]) -> Router<SharedApp> {
    let urls = paths.iter().map(|path| Url::from(path.trim_start_matches('/').to_owned()));
    let config = Arc::new(Config::new(urls).validator_url("none"));
    let file = move |Path(name): Path<String>, visit: Visit, headers: HeaderMap| {
        let ours = theme(&name, &visit);
        let found = utoipa_swagger_ui::serve(&name, config.clone()).ok().flatten();
        async move {
            match (ours, found) {
                (Some(ours), _) => ours,
                (None, Some(found)) => file(found),
                (None, None) => pages::not_found(visit, headers).await,
            }
        }
    };
    Router::new().route("/docs", get(page)).route("/docs/{name}", get(file))
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

fn file(found: SwaggerFile<'static>) -> Response {
    let headers = [(header::CONTENT_TYPE, found.content_type.as_str()), (header::CACHE_CONTROL, FOR_AN_HOUR)];
    let mut response = (headers, found.bytes.into_owned()).into_response();
    if found.gzpipped {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}
