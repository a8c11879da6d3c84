//! `/openapi.json`, `/openapi/{part}.json` and `/docs`.

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rekey_core::Fault;

use super::document::Written;
use super::{Documents, viewer};
use crate::app::SharedApp;
use crate::pages::{self, Visit};

impl Documents {
    /// Serves the documents, and what renders them.
    pub(crate) fn routes(self, again: fn(&SharedApp) -> Self) -> Router<SharedApp> {
        let parts = self.names().map(|name| (name, format!("/openapi/{name}.json")));
        let listed: Vec<_> = std::iter::once(("All APIs", "/openapi.json".to_owned())).chain(parts).collect();
        let documents = OnDemand { written: Arc::default(), again };
        let of_parts = documents.clone();
        let all = async move |State(app): State<SharedApp>| match documents.get(&app) {
            Ok(written) => json(&written.all),
            Err(fault) => pages::fault_response(fault),
        };
        let part =
            async move |State(app): State<SharedApp>, Path(file): Path<String>, visit: Visit, headers: HeaderMap| {
                let found = of_parts
                    .get(&app)
                    .map(|written| written.part(file.strip_suffix(".json").unwrap_or_default()).map(json));
                match found {
                    Ok(Some(document)) => document,
                    Ok(None) => pages::not_found(visit, headers).await,
                    Err(fault) => pages::fault_response(fault),
                }
            };
        let routes = Router::new().route("/openapi.json", get(all)).route("/openapi/{file}", get(part));
        routes.merge(viewer::routes(&listed, self.walks()))
    }
}

/// The documents, built when one is first requested: building them takes a seventh of the time of a start, and most
/// servers are never asked.
#[derive(Clone)]
struct OnDemand {
    written: Arc<OnceLock<serde_json::Result<Written>>>,
    again: fn(&SharedApp) -> Documents,
}

impl OnDemand {
    fn get(&self, app: &SharedApp) -> Result<&Written, Fault> {
        let written = self.written.get_or_init(|| (self.again)(app).finish());
        written.as_ref().map_err(|error| Fault::Internal(error.to_string().into()))
    }
}

fn json(document: &Bytes) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], document.clone()).into_response()
}
