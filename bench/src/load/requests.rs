//! The requests, each derived from its number.

use std::io::Write as _;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::people;

/// The number of client networks: enough that none reaches its limit within minutes of load.
const NETWORKS: u64 = 1 << 16;

/// Writes the request with this number.
type Writer = Box<dyn Fn(u64, &mut Vec<u8>) + Send + Sync>;

/// A kind of request, and how many of it there are.
pub(crate) struct Requests {
    /// The load ends after this many.
    pub(crate) most: u64,
    writer: Writer,
}

impl Requests {
    /// Writes the request of this number.
    pub(crate) fn write(&self, number: u64, to: &mut Vec<u8>) {
        (self.writer)(number, to);
    }

    fn new(most: u64, writer: impl Fn(u64, &mut Vec<u8>) + Send + Sync + 'static) -> Self {
        Self { most, writer: Box::new(writer) }
    }

    /// `startPasswordReset` for accounts from all over the table.
    pub(crate) fn start_for_accounts(accounts: u64) -> Self {
        Self::start(move |number| people::account_address(people::scattered(number, accounts)))
    }

    /// `startPasswordReset` for each account once.
    pub(crate) fn start_once(accounts: u64) -> Self {
        Self { most: accounts, ..Self::start(people::account_address) }
    }

    /// `startPasswordReset` for addresses without an account, a new one each time.
    pub(crate) fn start_for_strangers() -> Self {
        Self::start(people::stranger_address)
    }

    fn start(address: impl Fn(u64) -> String + Send + Sync + 'static) -> Self {
        let networks = Networks::fresh();
        // Each network may send thirty requests.
        Self::new(NETWORKS * 30, move |number, to| {
            let body = format!(r#"{{"email":"{}","businessId":1}}"#, address(number));
            post(to, "/api/sys/users/startPasswordReset", "application/json", networks.of(number), &body);
        })
    }

    /// `completePasswordReset`, for each account once.
    pub(crate) fn complete(accounts: u64) -> Self {
        Self::complete_by(accounts, people::token)
    }

    /// The same by these tokens.
    pub(crate) fn complete_with(tokens: Vec<String>) -> Self {
        let count = tokens.len() as u64;
        let token = move |number| usize::try_from(number).ok().and_then(|at| tokens.get(at).cloned());
        Self::complete_by(count, move |number| token(number).unwrap_or_default())
    }

    fn complete_by(accounts: u64, token: impl Fn(u64) -> String + Send + Sync + 'static) -> Self {
        let networks = Networks::fresh();
        Self::new(accounts, move |number, to| {
            let (token, password) = (token(number), people::new_password(number));
            let body = format!(r#"{{"Token":"{token}","Password":"{password}","BusinessId":1}}"#);
            post(to, "/api/sys/users/completePasswordReset", "application/json", networks.of(number), &body);
        })
    }

    /// Sign-in by password.
    pub(crate) fn sign_in(accounts: u64) -> Self {
        let networks = Networks::fresh();
        Self::new(u64::MAX, move |number, to| {
            let address = people::account_address(people::scattered(number, accounts)).replace('@', "%40");
            let body = format!("grant_type=password&username={address}&password={}", people::PASSWORD);
            post(to, "/api/token", "application/x-www-form-urlencoded", networks.of(number), &body);
        })
    }
}

/// A block of client networks that no other load of this process uses.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Networks(u64);

impl Networks {
    /// A block that was not handed out yet.
    pub(crate) fn fresh() -> Self {
        static BLOCKS: AtomicU32 = AtomicU32::new(0);
        Self(u64::from(BLOCKS.fetch_add(1, Ordering::Relaxed) % 256) * NETWORKS)
    }

    /// The network of a number, in 10.0.0.0/8. The 65,536 networks repeat.
    pub(crate) fn of(self, number: u64) -> Ipv4Addr {
        let [.., b, c, d] = (self.0 + number % NETWORKS).to_be_bytes();
        Ipv4Addr::new(10, b, c, d)
    }
}

/// Writes a POST from a network.
pub(crate) fn post(to: &mut Vec<u8>, path: &str, media_type: &str, network: Ipv4Addr, body: &str) {
    // Writing into memory does not fail.
    let _ = write!(
        to,
        "POST {path} HTTP/1.1\r\nhost: localhost\r\nx-forwarded-for: {network}\r\ncontent-type: {media_type}\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
}

/// Writes a GET from a network.
pub(crate) fn get(to: &mut Vec<u8>, path: &str, network: Ipv4Addr) {
    // Writing into memory does not fail.
    let _ = write!(to, "GET {path} HTTP/1.1\r\nhost: localhost\r\nx-forwarded-for: {network}\r\n\r\n");
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn text(requests: &Requests, number: u64) -> String {
        let mut bytes = Vec::new();
        requests.write(number, &mut bytes);
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn no_network_asks_more_often_than_it_may() {
        let requests = Requests::start_for_strangers();
        let mut counts: HashMap<String, u32> = HashMap::new();
        for number in (0..requests.most).step_by(1 << 10) {
            let text = text(&requests, number);
            let network = text.split("x-forwarded-for: ").nth(1).unwrap().lines().next().unwrap().to_owned();
            *counts.entry(network).or_default() += 1;
        }
        assert!(counts.values().all(|count| *count <= 30));
        assert!(Networks::fresh().of(0) != Networks::fresh().of(0));
    }

    #[test]
    fn bodies_are_as_long_as_they_say() {
        for requests in [Requests::start_for_accounts(10), Requests::complete(10), Requests::sign_in(10)] {
            let text = text(&requests, 3);
            let (head, body) = text.split_once("\r\n\r\n").unwrap();
            assert!(head.ends_with(&format!("content-length: {}", body.len())));
        }
    }
}
