//! `[telemetry]`: what operators can watch.

use std::net::{Ipv4Addr, SocketAddr};
use std::str::FromStr;

use serde::{Deserialize, Deserializer};
use url::Url;

use super::read;
use super::server::Listen;

/// Where metrics are served unless somebody says otherwise.
const USUAL_PORT: u16 = 9090;

/// `[telemetry]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub struct TelemetryConfig {
    /// Where `/metrics` is served, if that is set.
    #[serde(deserialize_with = "read::some_text")]
    pub metrics_listen: Option<MetricsListen>,
    /// The collector that takes traces, if there is one.
    #[serde(deserialize_with = "read::some_text")]
    pub otlp_endpoint: Option<Collector>,
    /// Of how many traces one is kept, where nobody has decided before.
    #[serde(deserialize_with = "one_in")]
    pub trace_one_in: u32,
}

impl Default for TelemetryConfig {
    fn default() -> Self {
        Self { metrics_listen: None, otlp_endpoint: None, trace_one_in: 100 }
    }
}

fn one_in<'de, D: Deserializer<'de>>(input: D) -> Result<u32, D::Error> {
    read::number_within(input, 1, 1_000_000)
}

/// A collector of traces: where it takes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collector(pub Url);

impl FromStr for Collector {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let expected = "expected the address of an OTLP collector, such as \"http://127.0.0.1:4318\"";
        let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        let mut url = url.filter(|url| url.query().is_none() && url.fragment().is_none()).ok_or(expected)?;
        // What is named is the collector; where it takes traces is the protocol's affair.
        let path = format!("{}/v1/traces", url.path().trim_end_matches('/'));
        url.set_path(&path);
        Ok(Self(url))
    }
}

/// Where `/metrics` is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricsListen {
    /// Nowhere.
    Off,
    /// Where nobody said, if the address is free.
    Usual(SocketAddr),
    /// There.
    At(SocketAddr),
}

impl TelemetryConfig {
    /// Where `/metrics` is served. In development any free port will do, so that several servers get along.
    pub fn metrics(&self, dev: bool) -> MetricsListen {
        let port = if dev { 0 } else { USUAL_PORT };
        self.metrics_listen.unwrap_or(MetricsListen::Usual(SocketAddr::from((Ipv4Addr::LOCALHOST, port))))
    }
}

impl FromStr for MetricsListen {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == read::OFF {
            return Ok(Self::Off);
        }
        text.parse::<Listen>()
            .map(|listen| Self::At(listen.0))
            .map_err(|error| format!("{error}, or \"{}\"", read::OFF))
    }
}
