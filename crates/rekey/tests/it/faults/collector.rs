//! A collector of traces, which takes what servers export.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::routing::post;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use tokio::net::TcpListener;

/// Takes traces for as long as the test runs.
pub(super) struct Collector {
    pub(super) url: String,
    taken: Arc<Mutex<Vec<Bytes>>>,
}

impl Collector {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let taken = Arc::<Mutex<Vec<Bytes>>>::default();
        let keep = taken.clone();
        let take = async move |body: Bytes| keep.lock().unwrap().push(body);
        let routes = Router::new().route("/v1/traces", post(take));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { url, taken }
    }

    /// Everything that it received, as a text: spans, attributes, events and resources.
    pub(super) fn text(&self) -> String {
        format!("{:?}", self.requests())
    }

    pub(super) fn find(&self, name: &str) -> Option<Span> {
        let of_resources = self.requests().into_iter().flat_map(|request| request.resource_spans);
        let mut spans = of_resources.flat_map(|of| of.scope_spans).flat_map(|of| of.spans);
        spans.find(|span| span.name == name)
    }

    fn requests(&self) -> Vec<ExportTraceServiceRequest> {
        let taken = self.taken.lock().unwrap().clone();
        taken.into_iter().map(|body| ExportTraceServiceRequest::decode(body).unwrap()).collect()
    }
}
