//! `[telemetry]`: what operators can watch.

use std::net::{Ipv4Addr, SocketAddr};
use std::str::FromStr;

use url::Url;

use super::parse::{self, UrlFault};
use super::reader::Reader;

/// Where metrics are served unless somebody says otherwise.
const USUAL_PORT: u16 = 9090;

#[derive(Debug, Clone)]
pub struct TelemetryConfig {
    /// Where `/metrics` is served, if that is set.
    pub metrics_listen: Option<MetricsListen>,
    /// The collector that takes traces, if there is one.
    pub otlp_endpoint: Option<OtlpEndpoint>,
    /// Of how many traces one is kept, where nobody has decided before.
    pub trace_one_in: u32,
}

impl Default for TelemetryConfig {
    fn default() -> Self {
        Self { metrics_listen: None, otlp_endpoint: None, trace_one_in: 100 }
    }
}

/// The URL that a collector accepts traces at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtlpEndpoint(pub Url);

impl FromStr for OtlpEndpoint {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut url = parse::safe_url(text).map_err(|fault| match fault {
            UrlFault::NotWeb | UrlFault::NotBare => {
                "expected the address of an OTLP collector, such as \"http://127.0.0.1:4318\", without user or query"
            }
            UrlFault::Unencrypted => {
                "http: is allowed for loopback hosts only; use https:, or run a collector on this machine"
            }
        })?;
        // The setting names the collector; OTLP defines the path.
        let path = format!("{}/v1/traces", url.path().trim_end_matches('/'));
        url.set_path(&path);
        Ok(Self(url))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricsListen {
    Off,
    /// Where nobody said, if the address is free.
    Usual(SocketAddr),
    At(SocketAddr),
}

impl TelemetryConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            metrics_listen: reader.text("metrics_listen"),
            otlp_endpoint: reader.text("otlp_endpoint"),
            trace_one_in: reader.number("trace_one_in", 1, 1_000_000).unwrap_or(Self::default().trace_one_in),
        }
    }

    /// Where `/metrics` is served. In development any free port will do, so that several servers get along.
    pub fn metrics(&self, dev: bool) -> MetricsListen {
        let port = if dev { 0 } else { USUAL_PORT };
        self.metrics_listen.unwrap_or(MetricsListen::Usual(SocketAddr::from((Ipv4Addr::LOCALHOST, port))))
    }
}

impl FromStr for MetricsListen {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if parse::is_off(text) {
            return Ok(Self::Off);
        }
        parse::socket_address(text).map(Self::At).map_err(|error| format!("{error}, or \"{}\"", parse::OFF))
    }
}
