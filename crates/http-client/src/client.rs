//! The client.

use std::sync::Arc;
use std::time::Duration;

use http::uri::Scheme;
use http::{HeaderValue, Request, Uri, header};
use http_body_util::Full;
use hyper::body::Bytes;
use hyper_rustls::{HttpsConnectorBuilder, MaybeHttpsStream};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};
use tower::timeout::Timeout;
use tower::util::BoxCloneSyncService;

use crate::address::{Networks, is_local, literal};
use crate::answer::Answer;
use crate::breaker::{Breakers, Destination};
use crate::error::CallError;
use crate::resolver::{LookUp, Resolver, system};

/// How long all addresses of one family may take to connect. The other family is tried in parallel after a moment.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long look-up, connection and TLS may take together. Such a connection may outlive its call.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(15);
/// How long an unused connection is kept.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);
/// How many unused connections are kept for each destination.
const MOST_IDLE: usize = 4;

const USER_AGENT: HeaderValue = HeaderValue::from_static(concat!("rekey/", env!("CARGO_PKG_VERSION")));

type BoxError = Box<dyn std::error::Error + Send + Sync>;
type Connector = BoxCloneSyncService<Uri, MaybeHttpsStream<TokioIo<TcpStream>>, BoxError>;

/// The client. Clones share connections and breakers.
#[derive(Clone)]
pub struct HttpClient {
    inner: Client<Connector, Full<Bytes>>,
    networks: Networks,
    breakers: Arc<Breakers>,
}

impl HttpClient {
    /// Calls the public internet, this machine and these networks, and trusts the system's root certificates.
    pub fn new(networks: Networks) -> Result<Self, rustls::Error> {
        Self::resolving_by(system(), networks)
    }

    pub(crate) fn resolving_by(look_up: Arc<LookUp>, networks: Networks) -> Result<Self, rustls::Error> {
        let mut http = HttpConnector::new_with_resolver(Resolver { look_up, networks: networks.clone() });
        http.enforce_http(false);
        http.set_nodelay(true);
        http.set_connect_timeout(Some(CONNECT_TIMEOUT));
        let https = HttpsConnectorBuilder::new().with_tls_config(tls()?).https_or_http().enable_http1();
        let connector = BoxCloneSyncService::new(Timeout::new(https.wrap_connector(http), HANDSHAKE_TIMEOUT));
        let inner = Client::builder(TokioExecutor::new())
            .timer(TokioTimer::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE_TIMEOUT)
            .pool_max_idle_per_host(MOST_IDLE)
            .build(connector);
        Ok(Self { inner, networks, breakers: Arc::default() })
    }

    /// Sends a request whose URI is a whole URL, and waits for the head of the answer. `timeout` covers everything
    /// until the end of its body.
    pub async fn send(&self, request: Request<Bytes>, timeout: Duration) -> Result<Answer, CallError> {
        let deadline = Instant::now() + timeout;
        let mut call = self.breakers.admit(self.destination(request.uri())?)?;
        let mut request = request.map(Full::new);
        request.headers_mut().entry(header::USER_AGENT).or_insert(USER_AGENT);
        let error = match timeout_at(deadline, self.inner.request(request)).await {
            Ok(Ok(response)) => {
                call.answered();
                return Ok(Answer { response, call, timeout, deadline });
            }
            Ok(Err(error)) if error.is_connect() => CallError::from_chain(&error).before_sending(),
            Ok(Err(error)) => CallError::from_chain(&error),
            Err(_) => CallError::Timeout(timeout),
        };
        if error.is_outage() {
            call.failed();
        }
        Err(error)
    }

    /// How long calls to this URL stay refused because the last ones failed.
    pub fn pause(&self, url: &Uri) -> Option<Duration> {
        self.breakers.pause(&self.destination(url).ok()?)
    }

    /// Checks a URL as far as that is possible without a look-up.
    fn destination(&self, url: &Uri) -> Result<Destination, CallError> {
        let (Some(scheme), Some(authority)) = (url.scheme(), url.authority()) else {
            return Err(CallError::Insecure);
        };
        let host = authority.host();
        if *scheme != Scheme::HTTPS && !(*scheme == Scheme::HTTP && is_local(host)) {
            return Err(CallError::Insecure);
        }
        // The connector asks no resolver about hosts that are addresses.
        match literal(host) {
            Some(address) if !is_local(host) && !self.networks.admit(host, address) => {
                Err(CallError::Forbidden(address))
            }
            _ => Ok((scheme.clone(), authority.clone())),
        }
    }
}

fn tls() -> Result<ClientConfig, rustls::Error> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}
