//! The trace that a request belongs to already: `traceparent`, from a trusted proxy. From anybody else it would let
//! strangers decide what is kept.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Request};
use ipnet::IpNet;
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::TraceContextExt;
use opentelemetry_http::HeaderExtractor;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// Makes a request's span part of the trace that its proxy began.
pub(super) fn follow(span: &Span, request: &Request, trusted: &[IpNet]) {
    if span.is_disabled() {
        return;
    }
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip().to_canonical());
    if peer.is_some_and(|peer| trusted.iter().any(|net| net.contains(&peer))) {
        let context = TraceContextPropagator::new().extract(&HeaderExtractor(request.headers()));
        if context.span().span_context().is_valid() {
            // It can fail only where no traces are made.
            drop(span.set_parent(context));
        }
    }
}
