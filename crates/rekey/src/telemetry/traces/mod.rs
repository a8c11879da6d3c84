//! Traces for OpenTelemetry: what a request waited for. Off unless a collector is named, and then nothing of it is
//! built: spans cost a look at a flag.
//!
//! Spans are made where things happen, by `tracing`, under [`TARGET`]. None names a person, an address, a network or a
//! secret; a request and its email's delivery, which may be another node's, share the id of their outbox entry (R17).

mod collector;
mod parent;
mod requests;

use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider};
use rekey_core::time::Duration;
use tracing::Level;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::registry::LookupSpan;

use crate::command_error::{CommandError, with_causes};
use crate::config::Config;
use crate::installation::http_client;
use collector::Collector;

pub(crate) use requests::traced;

/// The target of spans that traces are made of; the other crates write it out.
const TARGET: &str = "rekey::trace";
/// How long a server that stops waits for the last spans to be sent.
const FAREWELL: Duration = Duration::from_secs(2);

pub(crate) struct Traces(SdkTracerProvider);

impl Traces {
    /// Begins to send spans to a collector, if one is named. A slow or absent collector delays nothing:
    /// spans wait in a bounded queue, and those that do not fit are dropped.
    pub(crate) fn start(config: &Config) -> Result<Option<Self>, CommandError> {
        let Some(collector) = &config.telemetry.otlp_endpoint else { return Ok(None) };
        let collector = &collector.0;
        let client = Collector::new(collector, http_client(&config.server)?);
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(client)
            .with_endpoint(collector.as_str())
            .with_protocol(Protocol::HttpBinary)
            .build()
            .map_err(|error| CommandError::failed(format!("telemetry.otlp_endpoint: {}", with_causes(&error))))?;
        let resource = Resource::builder()
            .with_service_name("rekey")
            .with_attribute(opentelemetry::KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
            .build();
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            // The sender of a request has decided already whether its trace is kept.
            .with_sampler(Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(
                1.0 / f64::from(config.telemetry.trace_one_in),
            ))))
            .with_resource(resource)
            .build();
        Ok(Some(Self(provider)))
    }

    /// What turns spans into traces.
    pub(crate) fn layer<S>(&self) -> impl Layer<S> + use<S>
    where
        S: tracing::Subscriber + for<'span> LookupSpan<'span>,
    {
        tracing_opentelemetry::layer()
            .with_tracer(self.0.tracer("rekey"))
            .with_location(false)
            .with_threads(false)
            .with_level(false)
            .with_target(false)
            .with_tracked_inactivity(false)
            .with_filter(Targets::new().with_target(TARGET, Level::DEBUG))
    }

    /// Sends the remaining spans.
    pub(crate) async fn finish(self) {
        let ended = tokio::task::spawn_blocking(move || self.0.shutdown_with_timeout(FAREWELL)).await;
        if !matches!(ended, Ok(Ok(()))) {
            tracing::warn!("the last traces were not sent");
        }
    }
}
