//! All routes together.

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::{from_fn_with_state, map_request};
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::app::App;
use crate::guard::Guard;
use crate::openapi::{Documents, Part};
use crate::untrusted_proxy::ProxyWatch;
use crate::{admin, dialects, headers, health, inbox, introspection, pages, well_known};

/// What stands beside the dialects.
const SERVICE: Part =
    Part { name: "service", about: "For other services: health, keys, whether a token is good.", tells_limits: false };

/// Everything that this node answers. Serve it with the peer's address
/// (`into_make_service_with_connect_info::<SocketAddr>()`): limits count by it.
pub fn router(app: App) -> Router {
    let app = Arc::new(app);
    let guard = Guard::new(app.clone());
    let mut documents = Documents::new(&app.settings.public_url);
    let mut apis = Router::new();
    for (part, api) in dialects::apis(&app.settings.dialects, &guard) {
        apis = apis.merge(documents.add(part, api));
    }
    let service = health::routes().merge(well_known::routes()).merge(introspection::routes(&guard));
    let mut routes = documents.add(SERVICE, service);
    routes = routes.merge(documents.add(admin::PART, admin::routes(&guard)));
    if !app.settings.cors_origins.is_empty() {
        apis = apis.layer(cors(&app.settings.cors_origins));
    }
    routes = routes.merge(apis);
    routes = routes.merge(guard.around(documents.routes(), pages::fault_response));
    routes = routes.merge(guard.around(pages::routes(), pages::fault_response));
    if app.inbox.is_some() {
        routes = routes.merge(guard.around(inbox::routes(), pages::fault_response));
    }
    let watch = Arc::new(ProxyWatch::new(app.clone()));
    let watched = map_request(move |request: Request| {
        watch.look_at(&request);
        std::future::ready(request)
    });
    routes
        .fallback(pages::not_found)
        .layer(from_fn_with_state(app.clone(), headers::envelope))
        .layer(watched)
        .with_state(app)
}

/// Lets browsers call the dialects from the configured front ends, with cookies.
fn cors(origins: &[String]) -> CorsLayer {
    let origins = origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok());
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            HeaderName::from_static("x-csrf-token"),
            HeaderName::from_static("x-request-id"),
            HeaderName::from_static("client_id"),
        ])
        .expose_headers([
            header::RETRY_AFTER,
            HeaderName::from_static("ratelimit"),
            HeaderName::from_static("ratelimit-policy"),
            HeaderName::from_static("x-request-id"),
        ])
}
