//! A mail bomb is a trickle: no more emails than the limits allow, and other people's resets still work (R6, R13).

use std::sync::Arc;

use futures_util::stream::{self, StreamExt};
use serde_json::json;

use super::{from, many, to};
use crate::support::{ANN, TestServer};

const START: &str = "/api/sys/users/startPasswordReset";
/// The defaults of `resets_per_address` and `requests_per_network`.
const RESETS_A_DAY: usize = 20;
/// A reset that its person asked for never waits longer (R24), so that strangers can have one sent as often.
const QUARTERS_A_DAY: usize = 96;
const REQUESTS_PER_NETWORK: usize = 30;

async fn others_go_on(server: &TestServer, person: &str, network: usize) {
    assert_eq!(from(server, network, START, &json!({ "email": person })).await.status, 200);
    assert_eq!(to(&server.deliver().await, person).len(), 1, "{person} gets a mail");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_of_requests_for_one_address_sends_no_more_mails_than_its_limits() {
    let server = Arc::new(TestServer::start().await);
    for hour in 0..24 {
        server.add(&format!("other{hour}@example.com"), None).await;
    }
    let a_minute = many(100_000, 10_000) / (24 * 60);
    for hour in 0..24 {
        for minute in 0..60 {
            let requests = (0..a_minute).map(|number| {
                let (server, network) = (server.clone(), (hour * 60 + minute) * a_minute + number);
                async move { from(&server, network, START, &json!({ "email": ANN })).await.status }
            });
            let answers: Vec<_> = stream::iter(requests).buffer_unordered(32).collect().await;
            assert!(answers.iter().all(|status| *status == 200), "{answers:?}");
            server.advance(60);
        }
        others_go_on(&server, &format!("other{hour}@example.com"), 60_000 + hour).await;
    }
    let sent = to(&server.mails(), ANN).len();
    assert!((QUARTERS_A_DAY..=RESETS_A_DAY + QUARTERS_A_DAY).contains(&sent), "{sent} mails");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_for_as_many_addresses_from_one_network_send_no_more_mails_than_its_limit() {
    let server = Arc::new(TestServer::start().await);
    let people = 50;
    for number in 0..people {
        server.add(&format!("person{number}@example.com"), None).await;
    }
    let requests = (0..many(100_000, 10_000)).map(|number| {
        let server = server.clone();
        // Every third address has an account, and they come by turns.
        let name = if number % 3 == 0 { format!("person{}", number / 3 % people) } else { format!("stranger{number}") };
        async move { from(&server, 1, START, &json!({ "email": format!("{name}@example.com") })).await.status.as_u16() }
    });
    let answers: Vec<u16> = stream::iter(requests).buffer_unordered(32).collect().await;
    let accepted = answers.iter().filter(|status| **status == 200).count();
    assert_eq!(accepted, REQUESTS_PER_NETWORK);
    assert!(answers.iter().all(|status| [200, 429].contains(status)));
    let sent = server.deliver().await.len();
    assert!(sent <= REQUESTS_PER_NETWORK, "{sent} mails");
    others_go_on(&server, ANN, 2).await;
}
