//! `/assets/…`: what pages link to.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use rekey_core::LocationId;
use rekey_render::Look;

use super::error::not_found;
use super::visit::Visit;
use crate::app::SharedApp;

/// For files whose names change with their content: a year, in seconds.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";
/// For a location's colours: the query changes with them, but for a second a node may still serve the older ones.
const FOR_AN_HOUR: &str = "public, max-age=3600";

/// A file of the renderer's, or a location's colours.
pub(super) async fn serve(
    State(app): State<SharedApp>,
    Path(name): Path<String>,
    visit: Visit,
    headers: HeaderMap,
) -> Response {
    if let Some(asset) = app.renderer.assets().iter().find(|asset| asset.path.strip_prefix("/assets/") == Some(&name)) {
        return file(asset.content_type, FOR_GOOD, asset.bytes.to_vec());
    }
    let colors = location_of(&name).and_then(|id| visit.location_with(id)).map(|location| Look::of(location).css());
    match colors {
        Some(css) => file("text/css; charset=utf-8", FOR_AN_HOUR, css.into_bytes()),
        None => not_found(visit, headers).await,
    }
}

fn file(content_type: &'static str, caching: &'static str, bytes: Vec<u8>) -> Response {
    let headers = [(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, caching)];
    (headers, bytes).into_response()
}

/// The location whose style sheet has this name: `location-7.css`.
fn location_of(name: &str) -> Option<LocationId> {
    let number = name.strip_prefix("location-")?.strip_suffix(".css")?;
    let id = LocationId::new(number.parse().ok()?)?;
    (id.to_string() == number).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_has_one_style_sheet_under_one_name() {
        assert_eq!(location_of("location-7.css"), LocationId::new(7));
        for name in ["location-07.css", "location-+7.css", "location-0.css", "location-.css", "location-7.js", "7.css"]
        {
            assert_eq!(location_of(name), None, "{name}");
        }
    }
}
