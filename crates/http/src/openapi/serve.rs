//! `/openapi.json`, `/openapi/{part}.json` and `/docs`.

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header;
use axum::routing::get;

use super::{Documents, viewer};
use crate::app::SharedApp;

impl Documents {
    /// Serves the documents, and what renders them. They are built when one is first requested: building them takes a
    /// seventh of the time of a start, and most servers are never asked.
    pub(crate) fn routes(self, again: fn(&SharedApp) -> Self) -> Router<SharedApp> {
        let documents: Arc<OnceLock<Vec<Bytes>>> = Arc::default();
        let mut routes = Router::new();
        let walks = self.walks();
        let mut listed = Vec::new();
        for (index, name) in self.names().enumerate() {
            let path = name.map_or("/openapi.json".to_owned(), |name| format!("/openapi/{name}.json"));
            let documents = documents.clone();
            let answer = async move |State(app): State<SharedApp>| {
                let documents = documents.get_or_init(|| again(&app).finish().into_iter().map(Bytes::from).collect());
                ([(header::CONTENT_TYPE, "application/json")], documents.get(index).cloned().unwrap_or_default())
            };
            routes = routes.route(&path, get(answer));
            listed.push((name.unwrap_or("All APIs"), path));
        }
        routes.merge(viewer::routes(&listed, walks))
    }
}
