//! Networks that keep the hasher busy, and others that want to sign in (R27).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rekey::adapters::HashCost;
use rekey_core::time::Duration;
use reqwest::{Client, Method};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::from;
use crate::insforge;
use crate::support::{ANN, Answer, PASSWORD, TestServer};

/// How many of one network are under way at once.
const UNDER_WAY: usize = 28;
const OTHERS: usize = 20;

fn sign_in(password: &str) -> Value {
    json!({ "email": ANN, "password": password })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_others_get_in_while_four_networks_flood() {
    let server = TestServer::start_with(|setup| {
        setup.settings.limits.work_per_network = None;
        setup.settings.limits.longest_sign_in_delay = Duration::ZERO;
        setup.hash_cost = HashCost { memory_kib: 1024, passes: 8, ..HashCost::recommended(2) };
    })
    .await;
    let (over, shed) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let mut flood = JoinSet::new();
    for number in 0..4 * UNDER_WAY {
        let (over, shed, client) = (over.clone(), shed.clone(), Client::new());
        let url = format!("{}{}", server.url, insforge::SESSIONS);
        flood.spawn(async move {
            while !over.load(Ordering::Relaxed) {
                // The right password: the budget of failures is not spent.
                let request = client.post(&url).header("x-forwarded-for", format!("198.51.100.{}", number % 4));
                let status = request.json(&sign_in(PASSWORD)).send().await.expect("an answer").status();
                shed.fetch_add(usize::from(status == 503), Ordering::Relaxed);
            }
        });
    }
    while shed.load(Ordering::Relaxed) < 100 {
        tokio::task::yield_now().await;
    }
    let mut others = JoinSet::new();
    for number in 0..OTHERS {
        let request = server.request(Method::POST, insforge::SESSIONS);
        let request = request.header("x-forwarded-for", format!("203.0.113.{number}")).json(&sign_in(PASSWORD));
        others.spawn(async move { Answer::of(request).await.status.as_u16() });
    }
    let answered = others.join_all().await;
    over.store(true, Ordering::Relaxed);
    flood.join_all().await;
    assert_eq!(answered, [200; OTHERS]);
}

#[tokio::test]
async fn ones_own_right_password_spends_the_work_of_a_network() {
    let server = TestServer::start_with(|setup| setup.settings.limits.work_per_network = "3/15m".parse().ok()).await;
    for _ in 0..3 {
        assert_eq!(from(&server, 1, insforge::SESSIONS, &sign_in(PASSWORD)).await.status, 200);
    }
    let fourth = from(&server, 1, insforge::SESSIONS, &sign_in(PASSWORD)).await;
    assert_eq!((fourth.status.as_u16(), fourth.header("retry-after")), (429, Some("300")));
    assert_eq!(fourth.header("ratelimit"), Some("\"work\";r=0;t=300"));
    assert_eq!(from(&server, 2, insforge::SESSIONS, &sign_in(PASSWORD)).await.status, 200);
}
