//! Many times more sign-ins than the cores can hash: memory stays bounded, the rest is shed, health stays green (R22).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::task::JoinSet;

use super::many;
use crate::faults::program::Program;

/// What the server takes at rest, two hashes of 7 MiB in work, and what waits.
const MEMORY_BOUND_KIB: u64 = 128 * 1024;
/// The most that can be set, so that a hash takes long.
const PASSES: u32 = 16;
/// Hundreds at once where two cores hash some tens a second.
const CLIENTS: usize = 300;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_ten_times_more_sign_ins_than_can_be_hashed_memory_is_bounded_and_health_green() {
    let folder = tempfile::tempdir().unwrap();
    let program = Program::new(&format!("sqlite:{}", folder.path().join("rekey.db").display()), 1);
    let server = program.serve_with_passes(PASSES).await;
    let over = Arc::new(AtomicBool::new(false));
    let (hashed, shed) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let client = reqwest::Client::new();
    let mut clients = JoinSet::new();
    for number in 0..CLIENTS {
        let (client, url, over) = (client.clone(), format!("{}/api/token", server.url), over.clone());
        let (hashed, shed) = (hashed.clone(), shed.clone());
        clients.spawn(async move {
            // Addresses of their own, so that no delay holds them back.
            let mut turn = 0;
            while !over.load(Ordering::Relaxed) {
                let username = format!("person{number}-{turn}@example.com");
                let fields = [("grant_type", "password"), ("username", &*username), ("password", "wrong password")];
                let answer = client.post(&url).form(&fields).send().await.expect("an answer");
                match answer.status().as_u16() {
                    400 => hashed.fetch_add(1, Ordering::Relaxed),
                    503 => {
                        assert!(answer.headers().contains_key("retry-after"));
                        shed.fetch_add(1, Ordering::Relaxed)
                    }
                    other => panic!("{other}: {}", answer.text().await.unwrap_or_default()),
                };
                turn += 1;
            }
        });
    }
    let mut largest = 0;
    for _ in 0..many(60, 6) {
        let health = client.get(format!("{}/healthz", server.url)).send().await.expect("health answers");
        assert_eq!(health.status(), 200);
        largest = largest.max(server.resident_kib());
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    over.store(true, Ordering::Relaxed);
    clients.join_all().await;
    let (hashed, shed) = (hashed.load(Ordering::Relaxed), shed.load(Ordering::Relaxed));
    assert!(hashed > 0, "some are heard");
    assert!(shed > 9 * hashed, "ten times more than can be hashed: {hashed} hashed, {shed} shed");
    assert!(largest < MEMORY_BOUND_KIB, "{largest} KiB");
}
