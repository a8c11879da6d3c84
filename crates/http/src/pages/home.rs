//! `/`: where people land who know nothing but the host.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rekey_render::context::Welcome;

use super::paths::SIGN_IN;
use super::visit::{Answer, Visit};

/// Leads to the location's own site, or to the page to sign in.
pub(crate) async fn lead_on(visit: Visit) -> Response {
    site(&visit).unwrap_or_else(|| visit.redirect(SIGN_IN))
}

/// Leads to the location's own site, if it has one.
pub(super) fn site(visit: &Visit) -> Option<Response> {
    let ours = &visit.app.settings.public_url;
    let home = visit.location().brand.home_url.as_ref();
    // A home that is this very page would lead in circles.
    let home =
        home.filter(|home| home.origin() != ours.origin() || home.path().trim_end_matches('/') != visit.base())?;
    Some((StatusCode::SEE_OTHER, [(header::LOCATION, home.as_str())]).into_response())
}

/// What a development server begins with.
pub(crate) fn welcome(visit: &Visit) -> Answer {
    // It is an account of our own.
    let demo = visit.app.demo.filter(|_| visit.location().directory.is_none());
    let mut page = visit.page(StatusCode::OK, &Welcome { demo, version: env!("CARGO_PKG_VERSION") })?;
    page.headers_mut().insert(header::CONTENT_LANGUAGE, HeaderValue::from_static("en"));
    Ok(page)
}
