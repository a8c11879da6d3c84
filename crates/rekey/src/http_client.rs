//! A small HTTP client: one connection, one request, no redirects.

use std::sync::Arc;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::{Method, Request, Response, StatusCode, header, http::request};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;
use url::Url;

/// The other side can't be reached, or the connection broke.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unreachable(String);

fn unreachable(error: impl std::fmt::Display) -> Unreachable {
    Unreachable(error.to_string())
}

/// The client. Cheap to clone. Time-outs are for the caller.
#[derive(Clone)]
pub struct HttpClient {
    tls: TlsConnector,
}

/// An answer, whose connection ends with it.
pub struct Answer {
    response: Response<Incoming>,
    _connection: JoinSet<()>,
}

impl Answer {
    /// Its status.
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }

    /// Its body, if that is no longer than `most` bytes.
    pub async fn body(self, most: usize) -> Result<Bytes, Unreachable> {
        Ok(Limited::new(self.response.into_body(), most).collect().await.map_err(unreachable)?.to_bytes())
    }
}

impl HttpClient {
    /// Trusts the system's root certificates.
    pub fn new() -> Result<Self, rustls::Error> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        Ok(Self { tls: TlsConnector::from(Arc::new(config.with_root_certificates(roots).with_no_client_auth())) })
    }

    /// Sends the request that `finish` makes of its head, and reads the head of the answer.
    pub async fn send(
        &self,
        method: Method,
        url: &Url,
        finish: impl FnOnce(request::Builder) -> hyper::http::Result<Request<Full<Bytes>>>,
    ) -> Result<Answer, Unreachable> {
        let request = finish(head(method, url)).map_err(unreachable)?;
        let host = url.host_str().unwrap_or_default();
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let port = url.port_or_known_default().unwrap_or(443);
        let stream = TcpStream::connect((bare, port)).await.map_err(unreachable)?;
        if url.scheme() == "https" {
            let name = ServerName::try_from(bare.to_owned()).map_err(unreachable)?;
            exchange(self.tls.connect(name, stream).await.map_err(unreachable)?, request).await
        } else {
            exchange(stream, request).await
        }
    }
}

fn head(method: Method, url: &Url) -> request::Builder {
    let host = match (url.host_str().unwrap_or_default(), url.port()) {
        (host, Some(port)) => format!("{host}:{port}"),
        (host, None) => host.to_owned(),
    };
    let path = match (url.path(), url.query()) {
        (path, Some(query)) => format!("{path}?{query}"),
        (path, None) => path.to_owned(),
    };
    Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, host)
        .header(header::USER_AGENT, concat!("rekey/", env!("CARGO_PKG_VERSION")))
}

async fn exchange<S>(stream: S, request: Request<Full<Bytes>>) -> Result<Answer, Unreachable>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(unreachable)?;
    let mut driver = JoinSet::new();
    driver.spawn(async move { drop(connection.await) });
    let response = sender.send_request(request).await.map_err(unreachable)?;
    Ok(Answer { response, _connection: driver })
}
