//! Opens TCP connections: the addresses of a name race for it (RFC 8305).

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt};
use tokio::net::{TcpStream, lookup_host};

/// How far ahead each address is before the next one joins the race (RFC 8305, 5).
const HEAD_START: Duration = Duration::from_millis(250);

/// Connects to the first address of a host that answers. Small writes leave at once: otherwise each waits for the
/// acknowledgement of the one before, which many servers delay by 40 ms.
pub(super) async fn dial(host: &str, port: u16) -> io::Result<TcpStream> {
    race(lookup_host((host, port)).await?.collect()).await
}

async fn race(addresses: Vec<SocketAddr>) -> io::Result<TcpStream> {
    let mut waiting = families_in_turn(addresses);
    let mut racing = FuturesUnordered::new();
    let mut failure = None;
    loop {
        if let Some(address) = waiting.pop_front() {
            racing.push(TcpStream::connect(address));
        }
        let finished = if waiting.is_empty() {
            racing.next().await
        } else {
            match tokio::time::timeout(HEAD_START, racing.next()).await {
                Ok(finished) => finished,
                Err(_) => continue,
            }
        };
        match finished {
            Some(Ok(stream)) => {
                stream.set_nodelay(true)?;
                return Ok(stream);
            }
            Some(Err(error)) => failure = Some(error),
            None => {
                let none = || io::Error::new(io::ErrorKind::NotFound, "the host has no address");
                return Err(failure.unwrap_or_else(none));
            }
        }
    }
}

/// Both families in turn, beginning with that of the first address: the system sorts the best one to the front.
fn families_in_turn(addresses: Vec<SocketAddr>) -> VecDeque<SocketAddr> {
    let first_is_ipv6 = addresses.first().is_some_and(SocketAddr::is_ipv6);
    let (first, second): (Vec<_>, Vec<_>) =
        addresses.into_iter().partition(|address| address.is_ipv6() == first_is_ipv6);
    let mut second = second.into_iter();
    let mut ordered = VecDeque::new();
    for address in first {
        ordered.push_back(address);
        ordered.extend(second.next());
    }
    ordered.extend(second);
    ordered
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use tokio::net::{TcpListener, TcpSocket};
    use tokio::time::{Instant, timeout};

    use super::*;

    async fn listener() -> (TcpListener, SocketAddr) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        (listener, address)
    }

    /// An address that swallows packets: nobody takes connections off its queue, which is full.
    async fn black_hole() -> (TcpListener, SocketAddr, Vec<TcpStream>) {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
        let listener = socket.listen(1).unwrap();
        let address = listener.local_addr().unwrap();
        let mut queued = Vec::new();
        while let Ok(stream) = timeout(Duration::from_millis(200), TcpStream::connect(address)).await {
            queued.push(stream.unwrap());
        }
        (listener, address, queued)
    }

    #[tokio::test]
    async fn an_address_that_swallows_packets_holds_up_the_next_one_for_a_moment_only() {
        let (_hole, swallows, _queued) = black_hole().await;
        let (_listener, answers) = listener().await;
        let began = Instant::now();
        let stream = race(vec![swallows, answers]).await.unwrap();
        assert_eq!(stream.peer_addr().unwrap(), answers);
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    }

    #[tokio::test]
    async fn an_address_that_refuses_is_followed_by_the_next_at_once() {
        let (closed, refuses) = listener().await;
        drop(closed);
        let (_listener, answers) = listener().await;
        let stream = race(vec![refuses, answers]).await.unwrap();
        assert_eq!(stream.peer_addr().unwrap(), answers);
        assert_eq!(race(vec![refuses]).await.unwrap_err().kind(), io::ErrorKind::ConnectionRefused);
        assert_eq!(race(Vec::new()).await.unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[tokio::test]
    async fn small_writes_are_not_held_back() {
        let (_listener, address) = listener().await;
        assert!(dial("127.0.0.1", address.port()).await.unwrap().nodelay().unwrap());
    }

    #[test]
    fn families_take_turns() {
        let addresses = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect::<Vec<SocketAddr>>();
        let sorted = families_in_turn(addresses(&["[::1]:1", "[::2]:1", "[::3]:1", "1.1.1.1:1", "1.1.1.2:1"]));
        assert_eq!(sorted, addresses(&["[::1]:1", "1.1.1.1:1", "[::2]:1", "1.1.1.2:1", "[::3]:1"]));
        let sorted = families_in_turn(addresses(&["1.1.1.1:1", "[::1]:1", "[::2]:1"]));
        assert_eq!(sorted, addresses(&["1.1.1.1:1", "[::1]:1", "[::2]:1"]));
    }
}
