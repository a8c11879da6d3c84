//! The client over real sockets.

use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{Request, Uri};
use hyper::body::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::Instant;

use crate::breaker::THRESHOLD;
use crate::{Answer, CallError, HttpClient, Networks};

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(30);
/// For calls that are meant to run out of time.
const BRIEF: Duration = Duration::from_millis(200);

/// A server that answers every request with the same bytes and keeps the connection open.
struct Server {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    async fn start(says: impl Into<String>) -> Self {
        Self::on(TcpListener::bind("127.0.0.1:0").await.unwrap(), says)
    }

    fn on(listener: TcpListener, says: impl Into<String>) -> Self {
        let address = listener.local_addr().unwrap();
        let (connections, requests) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Vec::new())));
        let (count, heard, says) = (connections.clone(), requests.clone(), Arc::new(says.into()));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::Relaxed);
                tokio::spawn(answer(stream, says.clone(), heard.clone()));
            }
        });
        Self { address, connections, requests }
    }

    fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
}

async fn answer(mut stream: TcpStream, says: Arc<String>, heard: Arc<Mutex<Vec<String>>>) {
    loop {
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            let Ok(byte) = stream.read_u8().await else { return };
            request.push(byte);
        }
        heard.lock().unwrap().push(String::from_utf8(request).unwrap());
        stream.write_all(says.as_bytes()).await.unwrap();
    }
}

fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

fn client() -> HttpClient {
    HttpClient::new(Networks::default()).unwrap()
}

/// A client that may call these networks, and for which every name has these addresses: one list per look-up.
fn resolving(lists: &[&[&str]], networks: &[&str]) -> (HttpClient, Arc<AtomicUsize>) {
    let lists: Vec<Vec<SocketAddr>> = lists
        .iter()
        .map(|list| list.iter().map(|address| SocketAddr::new(address.parse().unwrap(), 0)).collect())
        .collect();
    let count = Arc::new(AtomicUsize::new(0));
    let look_ups = count.clone();
    let look_up = Arc::new(move |_| {
        let list = lists[look_ups.fetch_add(1, Ordering::Relaxed).min(lists.len() - 1)].clone();
        Box::pin(async move { Ok(list) }) as _
    });
    let networks = Networks::new(networks.iter().map(|network| network.parse().unwrap()).collect());
    (HttpClient::resolving_by(look_up, networks).unwrap(), count)
}

async fn get(client: &HttpClient, url: &str, timeout: Duration) -> Result<Answer, CallError> {
    client.send(Request::get(url).body(Bytes::new()).unwrap(), timeout).await
}

async fn failure(client: &HttpClient, url: &str, timeout: Duration) -> CallError {
    get(client, url, timeout).await.err().expect("no answer")
}

#[tokio::test]
async fn the_other_side_learns_the_request_and_nothing_else() {
    let server = Server::start(ok("well")).await;
    let answer = get(&client(), &format!("{}range/ABCDE?x=1", server.url()), PATIENCE).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.body(4).await.unwrap(), "well");
    let heard = server.requests.lock().unwrap().remove(0);
    let mut lines: Vec<&str> = heard.trim_end().lines().collect();
    lines.sort_unstable();
    let (host, agent) = (format!("host: {}", server.address), concat!("user-agent: rekey/", env!("CARGO_PKG_VERSION")));
    assert_eq!(lines, ["GET /range/ABCDE?x=1 HTTP/1.1", &host, agent]);
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let other = Server::start(ok("")).await;
    let redirect = format!("HTTP/1.1 307 Elsewhere\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n", other.url());
    let server = Server::start(redirect).await;
    assert_eq!(get(&client(), &server.url(), PATIENCE).await.unwrap().status(), 307);
    assert_eq!(other.connections(), 0);
}

#[tokio::test]
async fn a_connection_serves_one_call_after_another() {
    let server = Server::start(ok("well")).await;
    let client = client();
    for _ in 0..3 {
        get(&client, &server.url(), PATIENCE).await.unwrap().body(4).await.unwrap();
    }
    assert_eq!((server.connections(), server.requests.lock().unwrap().len()), (1, 3));
}

#[tokio::test]
async fn plain_http_is_for_this_machine_alone() {
    let server = Server::start(ok("")).await;
    let (client, look_ups) = resolving(&[&["127.0.0.1"]], &["127.0.0.0/8"]);
    let port = server.address.port();
    for url in [format!("http://hooks.example.com:{port}/"), "http://93.184.215.14/".to_owned()] {
        assert!(matches!(failure(&client, &url, PATIENCE).await, CallError::Insecure), "{url}");
    }
    assert_eq!((server.connections(), look_ups.load(Ordering::Relaxed)), (0, 0));
    assert_eq!(get(&client, &format!("http://app.localhost:{port}/"), PATIENCE).await.unwrap().status(), 200);
    let (client, _) = resolving(&[&["10.1.2.3"]], &["10.0.0.0/8"]);
    let refused = failure(&client, "http://app.localhost/", PATIENCE).await;
    assert!(matches!(refused, CallError::Forbidden(_)), "{refused}");
}

#[tokio::test]
async fn private_addresses_are_called_only_where_a_network_is_named() {
    let server = Server::start(ok("")).await;
    let url = format!("https://hooks.example.com:{}/", server.address.port());
    for addresses in [&["127.0.0.1"][..], &["93.184.215.14", "127.0.0.1"], &["127.0.0.1", "93.184.215.14"]] {
        let refused = failure(&resolving(&[addresses], &[]).0, &url, PATIENCE).await;
        assert!(
            matches!(refused, CallError::Forbidden(address) if address == IpAddr::from([127, 0, 0, 1])),
            "{refused}"
        );
    }
    assert_eq!(server.connections(), 0);
    let (client, _) = resolving(&[&["127.0.0.1"]], &["127.0.0.0/8"]);
    assert!(matches!(failure(&client, &url, BRIEF).await, CallError::Timeout(_) | CallError::Unreachable(_)));
    assert_eq!(server.connections(), 1, "as far as TLS, which this server does not speak");
}

#[tokio::test]
async fn addresses_in_urls_are_checked_as_those_of_names_are() {
    let client = client();
    for url in ["https://10.1.2.3/", "https://[fd00::1]/", "https://[::ffff:169.254.169.254]/", "https://0.0.0.0/"] {
        let refused = failure(&client, url, PATIENCE).await;
        assert!(matches!(refused, CallError::Forbidden(_)), "{url}: {refused}");
    }
}

#[tokio::test]
async fn a_name_that_changes_after_it_was_checked_leads_nowhere_else() {
    let (named, other) = (TcpListener::bind("127.0.0.2:0").await.unwrap(), TcpListener::bind("127.0.0.1:0").await);
    let (named, other) = (Server::on(named, ""), Server::on(other.unwrap(), ""));
    let (client, look_ups) = resolving(&[&["127.0.0.2"], &["127.0.0.1"]], &["127.0.0.2/32"]);
    failure(&client, &format!("https://hooks.example.com:{}/", named.address.port()), BRIEF).await;
    assert_eq!((named.connections(), look_ups.load(Ordering::Relaxed)), (1, 1), "one lookup, whose addresses are used");
    let refused = failure(&client, &format!("https://hooks.example.com:{}/", other.address.port()), PATIENCE).await;
    assert!(matches!(refused, CallError::Forbidden(_)), "{refused}");
    assert_eq!(other.connections(), 0);
}

#[tokio::test]
async fn an_address_that_swallows_packets_does_not_hide_the_next_one() {
    let server = Server::start(ok("")).await;
    let port = server.address.port();
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::from(([127, 0, 0, 2], port))).unwrap();
    // One waiting connection fills its queue; the system then answers no others.
    let swallows = socket.listen(0).unwrap();
    let _waiting = TcpStream::connect(swallows.local_addr().unwrap()).await.unwrap();
    let further = tokio::time::timeout(BRIEF, TcpStream::connect(swallows.local_addr().unwrap()));
    assert!(further.await.is_err(), "it does not swallow");
    let (client, _) = resolving(&[&["127.0.0.2", "127.0.0.1"]], &[]);
    assert_eq!(get(&client, &format!("http://app.localhost:{port}/"), PATIENCE).await.unwrap().status(), 200);
}

#[tokio::test]
async fn a_call_ends_at_its_deadline_whatever_the_other_side_does() {
    let hangs = Server::start("").await;
    let stops = Server::start("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf").await;
    let started = Instant::now();
    assert!(matches!(failure(&client(), &hangs.url(), BRIEF).await, CallError::Timeout(BRIEF)));
    let answer = get(&client(), &stops.url(), BRIEF).await.unwrap();
    assert!(matches!(answer.body(9).await, Err(CallError::Timeout(BRIEF))));
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn no_more_of_a_body_is_read_than_the_caller_wants() {
    let server = Server::start(ok("12345")).await;
    let answer = get(&client(), &server.url(), PATIENCE).await.unwrap();
    assert!(matches!(answer.body(4).await, Err(CallError::TooLong(4))));
    let endless = Server::start(format!("HTTP/1.1 200 OK\r\n\r\n{}", "x".repeat(1 << 16))).await;
    let answer = get(&client(), &endless.url(), PATIENCE).await.unwrap();
    assert!(matches!(answer.body(1 << 15).await, Err(CallError::TooLong(_))));
}

#[tokio::test]
async fn a_destination_that_hangs_is_left_alone_and_others_are_not() {
    let (hangs, well) = (Server::start("").await, Server::start(ok("")).await);
    let client = client();
    for _ in 0..THRESHOLD {
        assert!(matches!(failure(&client, &hangs.url(), BRIEF).await, CallError::Timeout(_)));
    }
    let url: Uri = hangs.url().parse().unwrap();
    assert!(client.pause(&url).is_some());
    let started = Instant::now();
    let refused = failure(&client, &hangs.url(), PATIENCE).await;
    assert!(matches!(refused, CallError::Paused(_)), "{refused}");
    assert_eq!(get(&client, &well.url(), PATIENCE).await.unwrap().status(), 200);
    assert!(started.elapsed() < Duration::from_secs(5));
    assert_eq!(hangs.connections(), THRESHOLD as usize);
}
