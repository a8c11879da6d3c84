//! Accepting connections, and letting those that are open finish.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use rekey_http::PublicPath;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tower::ServiceExt;
use tower_http::timeout::TimeoutBody;

use super::connection_limit::{ConnectionLimit, ConnectionPermit};
use super::timed_stream::TimedStream;

/// How long a client may take to send the head of a request, and to begin the next one on an open connection. Different
/// from hyper's own 30 s, so that a test can tell which one applied.
const HEAD_TIMEOUT: Duration = Duration::from_secs(20);
/// How long a client may pause in the middle of a body. The guard of `rekey-http` limits how long a body takes in all.
const BODY_TIMEOUT: Duration = Duration::from_secs(20);
/// The largest head of a request, in bytes; also how much pipelined requests and responses that wait may take.
const LARGEST_HEAD: usize = 16 * 1024;
/// How long a stopping server waits for requests on connections that are open.
const LAST_REQUEST: Duration = Duration::from_millis(500);
/// How long to wait after an error of accepting, such as too many open files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// What answers requests. A reload puts other routes in their place, also for connections that are open.
#[derive(Clone)]
pub(super) struct Routes {
    current: watch::Receiver<Router>,
    /// What people's addresses have before our paths, if requests may still have it.
    public_path: Option<Arc<PublicPath>>,
}

impl Routes {
    /// These, and what replaces them.
    pub(super) fn new(router: Router, public_path: Option<PublicPath>) -> (watch::Sender<Router>, Self) {
        let (replace, current) = watch::channel(router);
        (replace, Self { current, public_path: public_path.map(Arc::new) })
    }

    fn now(&self) -> Router {
        self.current.borrow().clone()
    }
}

/// Connections that are still open.
pub(super) struct Open {
    watched: GracefulShutdown,
    /// Whether responses ask for no further request. Each connection has a receiver.
    leaving: watch::Sender<bool>,
}

impl Open {
    fn none() -> Self {
        Self { watched: GracefulShutdown::new(), leaving: watch::channel(false).0 }
    }

    /// How many.
    pub(super) fn count(&self) -> usize {
        self.watched.count()
    }

    /// Lets each finish the request that it is in, and waits for that. Those without a request get one more chance, because
    /// a proxy may be sending one at this moment, and won't send it again to another node.
    pub(super) async fn finish(self) {
        self.leaving.send_replace(true);
        drop(tokio::time::timeout(LAST_REQUEST, self.leaving.closed()).await);
        self.watched.shutdown().await;
    }
}

/// Accepts connections until `stop`, as many at once as the limit allows, and gives those that are open then. The listener
/// is closed with it.
pub(super) async fn accept(
    listener: TcpListener,
    routes: Routes,
    limit: Arc<ConnectionLimit>,
    stop: impl Future<Output = ()>,
) -> Open {
    let open = Open::none();
    let mut stop = pin!(stop);
    loop {
        let next = async {
            let free = limit.free().await;
            (listener.accept().await, free)
        };
        let (stream, peer, free) = tokio::select! {
            () = &mut stop => return open,
            (accepted, free) = next => match accepted {
                Ok((stream, peer)) => (stream, peer, free),
                Err(error) => {
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            }
        };
        let Some(permit) = limit.take(free, peer.ip()) else {
            tracing::debug!(%peer, "closed a connection: its network already has as many as it may have");
            continue;
        };
        spawn(&open, stream, peer, routes.clone(), permit);
    }
}

fn spawn(open: &Open, stream: TcpStream, peer: SocketAddr, routes: Routes, permit: ConnectionPermit) {
    // Answers are small and whole: waiting for more to send would only delay them.
    drop(stream.set_nodelay(true));
    let leaving = open.leaving.subscribe();
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        if let Some(public_path) = &routes.public_path {
            public_path.strip(request.uri_mut());
        }
        let request = request.map(|body| axum::body::Body::new(TimeoutBody::new(BODY_TIMEOUT, body)));
        let (routes, leaving) = (routes.now(), leaving.clone());
        async move {
            let mut response = routes.oneshot(request).await?;
            if *leaving.borrow() {
                response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, Infallible>(response)
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(LARGEST_HEAD)
        .serve_connection(TokioIo::new(TimedStream::new(stream)), service);
    let connection = open.watched.watch(connection);
    tokio::spawn(async move {
        // Clients that hang up or send garbage are not logged.
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection ended early");
        }
        drop(permit);
    });
}

#[cfg(test)]
mod tests {
    use axum::routing::{get, post};
    use tokio::io::{AsyncReadExt, AsyncWriteExt, Interest};
    use tokio::sync::{Notify, oneshot};

    use super::super::timed_stream::WRITE_TIMEOUT;
    use super::*;

    async fn listen() -> (TcpListener, SocketAddr) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        (listener, address)
    }

    #[tokio::test]
    async fn a_request_under_way_is_answered_after_the_word_to_stop_and_no_other_is_taken() {
        let (listener, address) = listen().await;
        let (entered, release) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let handler = {
            let (entered, release) = (entered.clone(), release.clone());
            async move || {
                entered.notify_one();
                release.notified().await;
                "late, but here"
            }
        };
        let router = Router::new().route("/", get(handler));
        let (stop, stopped) = oneshot::channel::<()>();
        let server =
            tokio::spawn(accept(listener, Routes::new(router, None).1, ConnectionLimit::new(10, Vec::new()), async {
                drop(stopped.await);
            }));
        let request = tokio::spawn(reqwest::get(format!("http://{address}/")));
        entered.notified().await;
        drop(stop);
        let open = server.await.unwrap();
        assert_eq!(open.count(), 1);
        assert!(TcpStream::connect(address).await.is_err(), "the listener is closed");
        let mut finish = pin!(open.finish());
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        assert!(finish.as_mut().poll(&mut context).is_pending(), "it waits for the request");
        release.notify_one();
        assert_eq!(request.await.unwrap().unwrap().text().await.unwrap(), "late, but here");
        finish.await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_crosses_the_word_to_stop_is_answered_and_the_connection_closed() {
        let (listener, address) = listen().await;
        let router = Router::new().route("/", get(async || "here"));
        let (stop, stopped) = oneshot::channel::<()>();
        let server =
            tokio::spawn(accept(listener, Routes::new(router, None).1, ConnectionLimit::new(10, Vec::new()), async {
                drop(stopped.await);
            }));
        let (mut used, mut idle) =
            (TcpStream::connect(address).await.unwrap(), TcpStream::connect(address).await.unwrap());
        let ask = b"GET / HTTP/1.1\r\nhost: a\r\n\r\n";
        for stream in [&mut used, &mut idle] {
            stream.write_all(ask).await.unwrap();
            let mut answer = [0; 512];
            let length = stream.read(&mut answer).await.unwrap();
            let answer = String::from_utf8_lossy(&answer[..length]).into_owned();
            assert!(answer.ends_with("here") && !answer.contains("connection: close"), "{answer}");
        }
        drop(stop);
        let begun = tokio::time::Instant::now();
        let finish = tokio::spawn(server.await.unwrap().finish());
        tokio::task::yield_now().await;
        used.write_all(ask).await.unwrap();
        let mut answer = String::new();
        used.read_to_string(&mut answer).await.unwrap();
        assert!(answer.ends_with("here") && answer.contains("connection: close"), "{answer}");
        assert_eq!(idle.read(&mut [0]).await.unwrap(), 0, "closed");
        finish.await.unwrap();
        assert_eq!(begun.elapsed(), LAST_REQUEST, "the idle one had its chance");
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_does_not_finish_the_head_of_its_request_is_hung_up_on() {
        let (listener, address) = listen().await;
        let server = tokio::spawn(accept(
            listener,
            Routes::new(Router::new(), None).1,
            ConnectionLimit::new(10, Vec::new()),
            std::future::pending(),
        ));
        let begun = tokio::time::Instant::now();
        let mut slow = TcpStream::connect(address).await.unwrap();
        slow.write_all(b"GET / HTTP/1.1\r\nhost: ").await.unwrap();
        let mut rest = Vec::new();
        slow.read_to_end(&mut rest).await.unwrap();
        assert_eq!(begun.elapsed().as_secs(), HEAD_TIMEOUT.as_secs());
        server.abort();
    }

    /// Serves 64 KiB at `/`, and at `/body` how many bytes came.
    async fn serve_much() -> (SocketAddr, tokio::task::JoinHandle<Open>) {
        let (listener, address) = listen().await;
        let body = async |body: axum::body::Body| match axum::body::to_bytes(body, LARGEST_HEAD).await {
            Ok(bytes) => bytes.len().to_string(),
            Err(_) => "broken".to_owned(),
        };
        let router = Router::new().route("/", get(async || vec![b'x'; 64 * 1024])).route("/body", post(body));
        let limit = ConnectionLimit::new(10, Vec::new());
        (address, tokio::spawn(accept(listener, Routes::new(router, None).1, limit, std::future::pending())))
    }

    /// As many requests as it takes to fill every buffer on the way back.
    async fn pipeline(stream: &mut TcpStream) {
        for _ in 0..400 {
            stream.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
        }
    }

    /// Reads so many bytes a second, until the server hangs up. Gives how many seconds it took, a minute at most.
    async fn read_slowly(stream: TcpStream, bytes_a_second: usize) -> usize {
        let mut taken = vec![0; bytes_a_second];
        for second in 1..60 {
            tokio::select! {
                // Reading would tell only once all that came before was read.
                _ = stream.ready(Interest::ERROR) => return second,
                () = tokio::time::sleep(Duration::from_secs(1)) => drop(stream.try_read(&mut taken)),
            }
        }
        60
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_pipelines_and_never_reads_is_hung_up_on() {
        let (address, server) = serve_much().await;
        let begun = tokio::time::Instant::now();
        let mut client = TcpStream::connect(address).await.unwrap();
        pipeline(&mut client).await;
        let gone = tokio::time::timeout(Duration::from_mins(1), client.ready(Interest::ERROR)).await;
        assert!(gone.is_ok(), "the connection is still open");
        assert_eq!(begun.elapsed().as_secs(), WRITE_TIMEOUT.as_secs());
        server.abort();
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_reads_a_few_bytes_now_and_then_is_hung_up_on() {
        let (address, server) = serve_much().await;
        let mut client = TcpStream::connect(address).await.unwrap();
        pipeline(&mut client).await;
        let took = read_slowly(client, 32).await;
        assert!(took <= 30, "{took} s");
        server.abort();
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_leaves_off_in_the_middle_of_a_body_is_hung_up_on() {
        let (address, server) = serve_much().await;
        let begun = tokio::time::Instant::now();
        let mut client = TcpStream::connect(address).await.unwrap();
        client.write_all(b"POST /body HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n1234").await.unwrap();
        let mut answer = String::new();
        client.read_to_string(&mut answer).await.unwrap();
        assert!(answer.ends_with("broken"), "{answer}");
        assert_eq!(begun.elapsed().as_secs(), BODY_TIMEOUT.as_secs());
        server.abort();
    }

    #[tokio::test(start_paused = true)]
    async fn an_open_connection_that_asks_for_nothing_more_is_hung_up_on() {
        let (address, server) = serve_much().await;
        let begun = tokio::time::Instant::now();
        let mut client = TcpStream::connect(address).await.unwrap();
        client.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
        let mut answer = Vec::new();
        client.read_to_end(&mut answer).await.unwrap();
        assert!(answer.len() > 64 * 1024);
        assert_eq!(begun.elapsed().as_secs(), HEAD_TIMEOUT.as_secs());
        server.abort();
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_reads_and_pauses_is_served_to_the_end() {
        let (address, server) = serve_much().await;
        let mut client = TcpStream::connect(address).await.unwrap();
        let (mut reader, mut writer) = client.split();
        let mut answers = vec![0; 65_000];
        for _ in 0..3 {
            for _ in 0..100 {
                writer.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.unwrap();
            }
            tokio::time::sleep(WRITE_TIMEOUT.saturating_sub(Duration::from_secs(2))).await;
            for _ in 0..100 {
                reader.read_exact(&mut answers).await.expect("still served");
            }
        }
        server.abort();
    }

    #[tokio::test]
    async fn whose_network_has_as_many_connections_as_it_may_is_hung_up_on() {
        let (listener, address) = listen().await;
        let server = tokio::spawn(accept(
            listener,
            Routes::new(Router::new(), None).1,
            ConnectionLimit::new(2, Vec::new()),
            std::future::pending(),
        ));
        let first = TcpStream::connect(address).await.unwrap();
        let mut second = TcpStream::connect(address).await.unwrap();
        assert_eq!(second.read(&mut [0]).await.unwrap(), 0);
        drop(first);
        server.abort();
    }

    #[tokio::test]
    async fn handlers_see_who_is_connected() {
        let (listener, address) = listen().await;
        let router =
            Router::new().route("/", get(async |ConnectInfo(peer): ConnectInfo<SocketAddr>| peer.ip().to_string()));
        let server = tokio::spawn(accept(
            listener,
            Routes::new(router, None).1,
            ConnectionLimit::new(10, Vec::new()),
            std::future::pending(),
        ));
        let answer = reqwest::get(format!("http://{address}/")).await.unwrap();
        assert_eq!(answer.text().await.unwrap(), "127.0.0.1");
        server.abort();
    }
}
