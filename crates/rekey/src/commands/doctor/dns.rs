//! What the world can read in DNS.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::{Name, RData};

/// For one query, which is tried twice at most.
const PATIENCE: Duration = Duration::from_secs(2);

pub(super) struct Dns(TokioResolver);

/// The DNS server gave neither a record nor "no such name".
#[derive(Debug, thiserror::Error)]
#[error("DNS does not answer for {name}: {cause}")]
pub(super) struct NoAnswer {
    name: String,
    cause: String,
}

impl Dns {
    /// Asks this server, or those that the system asks.
    pub(super) fn new(server: Option<SocketAddr>) -> Result<Self, String> {
        let builder = match server {
            Some(server) => {
                let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
                    connection.port = server.port();
                    connection
                });
                let server = NameServerConfig::new(server.ip(), true, connections.to_vec());
                let config = ResolverConfig::from_parts(None, Vec::new(), vec![server]);
                TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
            }
            None => TokioResolver::builder_tokio().map_err(|error| error.to_string())?,
        };
        let mut builder = builder;
        builder.options_mut().timeout = PATIENCE;
        builder.options_mut().attempts = 1;
        Ok(Self(builder.build().map_err(|error| error.to_string())?))
    }

    /// The TXT records of a name, each put together from its parts.
    pub(super) async fn texts(&self, name: &str) -> Result<Vec<String>, NoAnswer> {
        let answer = self.0.txt_lookup(absolute(name)).await;
        let records = found(name, answer.map(|lookup| lookup.answers().to_vec()))?;
        let text = |data: &RData| match data {
            RData::TXT(text) => Some(String::from_utf8_lossy(&text.txt_data.concat()).into_owned()),
            _ => None,
        };
        Ok(records.iter().filter_map(|record| text(&record.data)).collect())
    }

    /// The addresses of a host.
    pub(super) async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, NoAnswer> {
        if let Ok(address) = host.parse() {
            return Ok(vec![address]);
        }
        let answer = self.0.lookup_ip(absolute(host)).await;
        found(host, answer.map(|lookup| lookup.iter().collect()))
    }

    /// The names of an address.
    pub(super) async fn names(&self, address: IpAddr) -> Result<Vec<String>, NoAnswer> {
        let answer = self.0.reverse_lookup(Name::from(address)).await;
        let records = found(&address.to_string(), answer.map(|lookup| lookup.answers().to_vec()))?;
        let name = |data: &RData| match data {
            RData::PTR(name) => Some(name.0.to_utf8().trim_end_matches('.').to_owned()),
            _ => None,
        };
        Ok(records.iter().filter_map(|record| name(&record.data)).collect())
    }
}

/// With a dot at its end a name is not looked for in the domains of this machine.
fn absolute(name: &str) -> String {
    format!("{}.", name.trim_end_matches('.'))
}

/// An absent record is an answer, too.
fn found<T>(name: &str, answer: Result<Vec<T>, NetError>) -> Result<Vec<T>, NoAnswer> {
    match answer {
        Ok(records) => Ok(records),
        Err(error) if error.is_nx_domain() || error.is_no_records_found() => Ok(Vec::new()),
        Err(error) => Err(NoAnswer { name: name.to_owned(), cause: error.to_string() }),
    }
}
