//! `/assets/…`: what pages link to.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use rekey_core::LocationId;
use rekey_core::image::Image;
use rekey_render::{Look, gzip};

use super::error::not_found;
use super::visit::Visit;
use crate::app::SharedApp;

use Content::{Packed, Plain};

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
        let bytes = if takes_gzip(&headers) { Packed(asset.gzipped().to_vec()) } else { Plain(asset.bytes.to_vec()) };
        return file(asset.content_type, FOR_GOOD, bytes);
    }
    if let Some(image) = name.strip_prefix("image-").and_then(|name| name.parse().ok()) {
        return match app.engine.images.get(image).await {
            Ok(Some(image)) => picture(&image),
            Ok(None) => not_found(visit, headers).await,
            Err(fault) => visit.fault(fault).into_response(),
        };
    }
    let colors = location_of(&name).and_then(|id| visit.location_with(id)).map(|location| Look::of(location).css());
    match colors {
        Some(css) => {
            let bytes = if takes_gzip(&headers) { Packed(gzip(css.as_bytes())) } else { Plain(css.into_bytes()) };
            file("text/css; charset=utf-8", FOR_AN_HOUR, bytes)
        }
        None => not_found(visit, headers).await,
    }
}

/// A logo or icon. Opened on its own, it may do nothing.
fn picture(image: &Image) -> Response {
    let headers = [
        (header::CONTENT_TYPE, image.name().kind().media_type()),
        (header::CACHE_CONTROL, FOR_GOOD),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
    ];
    (headers, image.bytes().to_vec()).into_response()
}

/// What is sent. None of it is secret, so compressing it reveals nothing, as it might for a page with a form token.
enum Content {
    Plain(Vec<u8>),
    Packed(Vec<u8>),
}

fn file(content_type: &'static str, caching: &'static str, content: Content) -> Response {
    let common = [
        (header::CONTENT_TYPE, content_type),
        (header::CACHE_CONTROL, caching),
        (header::VARY, header::ACCEPT_ENCODING.as_str()),
    ];
    match content {
        Plain(bytes) => (common, bytes).into_response(),
        Packed(bytes) => (common, [(header::CONTENT_ENCODING, "gzip")], bytes).into_response(),
    }
}

/// Whether the browser unpacks gzip (RFC 9110, 12.5.3).
fn takes_gzip(headers: &HeaderMap) -> bool {
    let values = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = weight.trim().strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0_f32));
        name.trim().eq_ignore_ascii_case("gzip") && !refused
    })
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
    fn gzip_goes_to_browsers_that_take_it() {
        let takes =
            |value: &str| takes_gzip(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, value.parse().unwrap())]));
        assert!(takes("gzip, deflate, br, zstd") && takes("br;q=1.0, GZIP;q=0.8"));
        assert!(!takes("") && !takes("br") && !takes("gzip;q=0") && !takes("gzip;q=0.0, br"));
        assert!(!takes_gzip(&HeaderMap::new()));
    }

    #[test]
    fn a_location_has_one_style_sheet_under_one_name() {
        assert_eq!(location_of("location-7.css"), LocationId::new(7));
        for name in ["location-07.css", "location-+7.css", "location-0.css", "location-.css", "location-7.js", "7.css"]
        {
            assert_eq!(location_of(name), None, "{name}");
        }
    }
}
