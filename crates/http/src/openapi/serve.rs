//! `/openapi.json`, `/openapi/{part}.json` and `/docs`.

use axum::Router;
use axum::body::Bytes;
use axum::http::header;
use axum::routing::get;

use super::{Documents, viewer};
use crate::app::SharedApp;

impl Documents {
    /// Serves the documents, and what renders them.
    pub(crate) fn routes(self) -> Router<SharedApp> {
        let mut routes = Router::new();
        let mut paths = Vec::new();
        for (name, json) in self.finish() {
            let path = name.map_or("/openapi.json".to_owned(), |name| format!("/openapi/{name}.json"));
            let json = Bytes::from(json);
            routes = routes.route(&path, get(async move || ([(header::CONTENT_TYPE, "application/json")], json)));
            paths.push(path);
        }
        routes.merge(viewer::routes(&paths))
    }
}
