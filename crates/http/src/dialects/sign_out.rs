//! Signing out ends the session of every credential that the request presents, by whichever dialect it came: people who
//! sign out must not stay signed in by another one.

use axum::extract::Request;
use axum::http::{HeaderMap, Method};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::MethodRouter;
use rekey_core::{ClientNetwork, Fault};

use super::registration::{Registration, SignOut};
use crate::app::SharedApp;
use crate::client_network::Client;
use crate::cookies::{SetCookie, with_cookies};
use crate::guard::FaultResponse;
use crate::input::bearer;

/// A dialect's sign-out route, which then also ends sessions of the credentials for other enabled dialects.
pub(super) fn everywhere(
    app: &SharedApp,
    own: &'static SignOut,
    fault: FaultResponse,
    spoken: &[&'static Registration],
    route: MethodRouter<SharedApp>,
) -> MethodRouter<SharedApp> {
    let others = spoken.iter().filter_map(|registration| registration.sign_out.as_ref());
    let others: Vec<&'static SignOut> = others.filter(|other| !std::ptr::eq(*other, own)).collect();
    let app = app.clone();
    route.layer(from_fn(move |request: Request, next: Next| {
        let (app, others) = (app.clone(), others.clone());
        async move { sign_out(&app, fault, &others, request, next).await }
    }))
}

async fn sign_out(
    app: &SharedApp,
    fault: FaultResponse,
    others: &[&SignOut],
    request: Request,
    next: Next,
) -> Response {
    if request.method() != Method::POST {
        return next.run(request).await;
    }
    let Client(network) = Client::of(request.extensions(), request.headers(), app);
    let headers = request.headers().clone();
    let response = next.run(request).await;
    // A request that the dialect refuses, for instance one made by another site, ends nothing.
    if !response.status().is_success() {
        return response;
    }
    match end_the_rest(app, others, &headers, network).await {
        Ok(cookies) => with_cookies(response, cookies),
        Err(cause) => fault(cause),
    }
}

async fn end_the_rest(
    app: &SharedApp,
    others: &[&SignOut],
    headers: &HeaderMap,
    network: ClientNetwork,
) -> Result<Vec<SetCookie>, Fault> {
    if let Some(bearer) = bearer(headers) {
        app.engine.sessions.end_of_bearer(bearer, network).await?;
    }
    let mut cookies = Vec::new();
    for other in others {
        cookies.extend((other.end_cookies)(app.clone(), headers.clone(), network).await?);
    }
    Ok(cookies)
}
