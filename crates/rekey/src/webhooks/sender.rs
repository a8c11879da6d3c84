//! Sending a message: one connection, one POST, no redirects, no more of the answer than its status.

use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::{Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use url::Url;

use super::Endpoint;
use super::message::Message;

/// How long an attempt may take, from the look-up of the name to the head of the answer.
const TIMEOUT: Duration = Duration::from_secs(15);

/// Why a message was not taken.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The receiver can't be reached, or the connection broke.
    #[error("{0}")]
    Unreachable(String),
    /// It did not answer in time.
    #[error("no answer within {} s", TIMEOUT.as_secs())]
    Slow,
    /// It answered, but not with a 2xx. Redirects are not followed.
    #[error("the receiver answered {0}")]
    Refused(StatusCode),
    /// There is no such receiver any more: no other try.
    #[error("{0}")]
    Gone(String),
}

fn unreachable(error: impl std::fmt::Display) -> SendError {
    SendError::Unreachable(error.to_string())
}

/// How messages leave.
#[derive(Clone)]
pub struct Sender {
    tls: TlsConnector,
}

impl Sender {
    /// Trusts the system's root certificates.
    pub fn new() -> Result<Self, rustls::Error> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        Ok(Self { tls: TlsConnector::from(Arc::new(config.with_root_certificates(roots).with_no_client_auth())) })
    }

    /// Sends a message. The status, if the receiver took it.
    pub async fn send(&self, endpoint: &Endpoint, message: &Message) -> Result<u16, SendError> {
        let status = tokio::time::timeout(TIMEOUT, self.attempt(endpoint, message)).await;
        match status.map_err(|_| SendError::Slow)?? {
            status if status.is_success() => Ok(status.as_u16()),
            StatusCode::GONE => Err(SendError::Gone("the receiver answered 410 Gone".to_owned())),
            status => Err(SendError::Refused(status)),
        }
    }

    async fn attempt(&self, endpoint: &Endpoint, message: &Message) -> Result<StatusCode, SendError> {
        let url = &endpoint.url;
        let host = url.host_str().unwrap_or_default();
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let port = url.port_or_known_default().unwrap_or(443);
        let stream = TcpStream::connect((bare, port)).await.map_err(unreachable)?;
        let request = request(url, message, &endpoint.secret.sign(message))?;
        if url.scheme() == "https" {
            let name = ServerName::try_from(bare.to_owned()).map_err(unreachable)?;
            post(self.tls.connect(name, stream).await.map_err(unreachable)?, request).await
        } else {
            post(stream, request).await
        }
    }
}

fn request(url: &Url, message: &Message, signature: &str) -> Result<Request<Full<Bytes>>, SendError> {
    let host = match (url.host_str().unwrap_or_default(), url.port()) {
        (host, Some(port)) => format!("{host}:{port}"),
        (host, None) => host.to_owned(),
    };
    let path = match (url.path(), url.query()) {
        (path, Some(query)) => format!("{path}?{query}"),
        (path, None) => path.to_owned(),
    };
    Request::post(path)
        .header(header::HOST, host)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::USER_AGENT, concat!("rekey/", env!("CARGO_PKG_VERSION")))
        .header("webhook-id", &message.id)
        .header("webhook-timestamp", message.sent_at.as_second())
        .header("webhook-signature", signature)
        .body(Full::from(message.body.clone()))
        .map_err(unreachable)
}

/// Sends the request and reads the head of the answer; its body is left unread.
async fn post<S>(stream: S, request: Request<Full<Bytes>>) -> Result<StatusCode, SendError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(unreachable)?;
    let connection = tokio::spawn(connection);
    let answer = sender.send_request(request).await;
    connection.abort();
    Ok(answer.map_err(unreachable)?.status())
}
