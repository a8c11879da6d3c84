//! `/`: where people land who know nothing but the host.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rekey_render::context::Welcome;

use super::paths::SIGN_IN;
use super::visit::{Answer, Visit};

/// Leads to the location's own site, or to the page to sign in.
pub(crate) async fn lead_on(visit: Visit) -> Response {
    let ours = &visit.app.settings.public_url;
    let home = visit.location().brand.home_url.as_ref();
    // A home that is this very page would lead in circles.
    match home.filter(|home| home.origin() != ours.origin() || home.path().trim_end_matches('/') != visit.base()) {
        Some(home) => (StatusCode::SEE_OTHER, [(header::LOCATION, home.as_str())]).into_response(),
        None => visit.redirect(SIGN_IN),
    }
}

/// What a development server begins with.
pub(crate) fn welcome(visit: &Visit) -> Answer {
    let mut page = visit.page(StatusCode::OK, &Welcome { demo: visit.app.demo, version: env!("CARGO_PKG_VERSION") })?;
    page.headers_mut().insert(header::CONTENT_LANGUAGE, HeaderValue::from_static("en"));
    Ok(page)
}
