//! Accepting connections, and letting those that are open finish.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tower::ServiceExt;

/// How many connections may be open at once; more wait to be accepted (R22).
const MOST_OPEN: usize = 10_000;
/// How long a client may take to send the head of a request, and to begin the next one on an open connection.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// The largest head of a request, in bytes.
const LARGEST_HEAD: usize = 16 * 1024;
/// How long to wait after an error of accepting, such as too many open files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Connections that are still open.
pub(super) struct Open(GracefulShutdown);

impl Open {
    /// How many.
    pub(super) fn count(&self) -> usize {
        self.0.count()
    }

    /// Lets each finish the request that it is in, and waits for that.
    pub(super) async fn finish(self) {
        self.0.shutdown().await;
    }
}

/// Accepts connections until `stop`, and gives those that are open then. The listener is closed with it.
pub(super) async fn accept(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) -> Open {
    let open = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(MOST_OPEN));
    let mut stop = pin!(stop);
    loop {
        let next = async {
            let place = places.clone().acquire_owned().await;
            (listener.accept().await, place)
        };
        let (stream, peer, place) = tokio::select! {
            () = &mut stop => return Open(open),
            (accepted, place) = next => match (accepted, place) {
                (Ok((stream, peer)), Ok(place)) => (stream, peer, place),
                (accepted, _) => {
                    if let Err(error) = accepted {
                        tracing::warn!(%error, "a connection was not accepted");
                    }
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            }
        };
        spawn(&open, stream, peer, router.clone(), place);
    }
}

fn spawn(open: &GracefulShutdown, stream: TcpStream, peer: SocketAddr, router: Router, place: OwnedSemaphorePermit) {
    // Answers are small and whole: waiting for more to send would only delay them.
    drop(stream.set_nodelay(true));
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request.map(axum::body::Body::new))
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(LARGEST_HEAD)
        .serve_connection(TokioIo::new(stream), service);
    let connection = open.watch(connection);
    tokio::spawn(async move {
        // A client that hangs up or sends nonsense is its own affair.
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection ended early");
        }
        drop(place);
    });
}
