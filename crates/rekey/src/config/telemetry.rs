//! `[telemetry]`: what operators can watch.

use std::net::{Ipv4Addr, SocketAddr};
use std::str::FromStr;

use serde::Deserialize;

use super::read;
use super::server::Listen;

/// Where metrics are served unless somebody says otherwise.
const USUAL_PORT: u16 = 9090;

/// `[telemetry]`
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub struct TelemetryConfig {
    /// Where `/metrics` is served, if that is set.
    #[serde(deserialize_with = "read::some_text")]
    pub metrics_listen: Option<MetricsListen>,
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
