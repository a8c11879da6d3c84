//! All routes together.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::http::{HeaderName, HeaderValue, Method, Uri, header};
use axum::middleware::{Next, from_fn};
use axum::routing::get;
use tower::ServiceExt;
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::app::{App, HttpSettings, SharedApp};
use crate::dialects::Fallback;
use crate::guard::Guard;
use crate::openapi::{Documents, Part};
use crate::untrusted_proxy::ProxyWatch;
use crate::{admin, dialects, headers, health, inbox, introspection, mail_events, pages, well_known};

/// The routes beside the dialects.
const SERVICE: Part = Part {
    name: "service",
    about: "For other services: health checks, keys, introspection, events of mail providers.",
    tells_limits: false,
    walk: None,
};

/// Everything that this node answers. Serve it with the peer's address
/// (`into_make_service_with_connect_info::<SocketAddr>()`): limits count by it.
pub fn router(app: App) -> Router {
    let app = Arc::new(app);
    let guard = Guard::new(app.clone());
    let Documented { documents, mut apis, mut fallback, mut routes } = documented(&app, &guard);
    if !app.settings.cors_origins.is_empty() {
        let cors = cors(&app.settings);
        apis = apis.layer(cors.clone());
        fallback.map_owned(|route| route.layer(cors.clone()));
    }
    let respelled = apis.clone().with_state(app.clone());
    routes = routes.merge(apis);
    routes = routes.merge(guard.around(documents.routes(documents_of), pages::fault_response));
    routes = routes.merge(guard.around(pages::routes(), pages::fault_response));
    let beginning = match &app.inbox {
        Some(_) => inbox::routes(),
        None => Router::new().route("/", get(pages::lead_home)),
    };
    routes = routes.merge(guard.around(beginning, pages::fault_response));
    let elsewhere = move |State(app): State<SharedApp>, mut request: Request| async move {
        let path = request.uri().path();
        if let Some(path) = fallback.respelled(path)
            && let Some(uri) = with_path(request.uri(), &path)
        {
            *request.uri_mut() = uri;
            let Ok(response) = respelled.oneshot(request).await;
            return response;
        }
        match fallback.owner(path) {
            Some(route) => route.clone().call(request, app).await,
            None => pages::not_found.call(request, app).await,
        }
    };
    let watch = Arc::new(ProxyWatch::new(app.clone()));
    let shared = app.clone();
    // One layer for both: each boxes the answer once more.
    let envelope = from_fn(move |request: Request, next: Next| {
        watch.look_at(&request);
        headers::envelope(shared.clone(), request, next)
    });
    routes.fallback(elsewhere).layer(envelope).with_state(app)
}

/// Routes that documents describe.
struct Documented {
    documents: Documents,
    /// Those of dialects.
    apis: Router<SharedApp>,
    fallback: Fallback,
    /// The others.
    routes: Router<SharedApp>,
}

fn documented(app: &SharedApp, guard: &Guard) -> Documented {
    let mut documents = Documents::new(&app.settings.public_url);
    let (apis, fallback) = dialects::routes(app, guard, &mut documents);
    let service = health::routes()
        .merge(well_known::routes())
        .merge(introspection::routes(guard))
        .merge(mail_events::routes(guard));
    let service = documents.add(SERVICE, service).into_router();
    let routes = service.merge(documents.add(admin::PART, admin::routes(guard)).into_router());
    Documented { documents, apis, fallback, routes }
}

/// The documents, made again when somebody asks for one.
fn documents_of(app: &SharedApp) -> Documents {
    documented(app, &Guard::new(app.clone())).documents
}

/// The address with another path.
fn with_path(uri: &Uri, path: &str) -> Option<Uri> {
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(format!("{path}{query}").parse().ok()?);
    Uri::from_parts(parts).ok()
}

/// Lets browsers call the dialects from the configured front ends, with cookies.
fn cors(settings: &HttpSettings) -> CorsLayer {
    let origins = settings.cors_origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok());
    let own = dialects::request_headers(&settings.dialects).map(HeaderName::from_static);
    let headers = [header::AUTHORIZATION, header::CONTENT_TYPE, HeaderName::from_static("x-request-id")];
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers(headers.into_iter().chain(own).chain(settings.cors_headers.iter().cloned()).collect::<Vec<_>>())
        .expose_headers([
            header::RETRY_AFTER,
            HeaderName::from_static("ratelimit"),
            HeaderName::from_static("ratelimit-policy"),
            HeaderName::from_static("x-request-id"),
        ])
}
