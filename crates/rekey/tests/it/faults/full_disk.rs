//! A disk that runs full under load and has room again later.

use reqwest::Method;
use serde_json::json;

use super::load::{Load, address, ask, must_be_named};
use super::mails::Mails;
use super::program::Program;
use super::small_disk::SmallDisk;
use super::wait::until;

/// More requests than fit before the disk is full.
const ADDRESSES: usize = 20_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_answered_503_and_when_there_is_room_again_work_goes_on_by_itself() {
    let disk = SmallDisk::mount();
    let mails = Mails::start().await;
    let program = Program::new(&format!("sqlite:{}", disk.path().join("rekey.db").display()), mails.port);
    program.import(ADDRESSES).await;
    let server = program.serve().await;
    let load = Load::default();

    let mut clients = load.run(&server.url, ADDRESSES - 1);
    load.reach(60).await;
    disk.fill();
    until("requests that are refused", async || load.refused() > 50).await;
    clients.shutdown().await;
    for answer in load.take_refused() {
        answer.must_say_not_now();
    }
    let last = address(ADDRESSES - 1);
    must_be_named(
        load.client(),
        &server.url,
        &[
            (Method::POST, "/password/reset-request", json!({ "email": last }), "EMAIL_COOLDOWN_CACHE_FAILURE"),
            (Method::POST, "/login", json!({ "email": last, "password": "a quiet evening" }), "DATABASE_FAILURE"),
        ],
    )
    .await;

    let ready = async || load.client().get(format!("{}/readyz", server.url)).send().await.unwrap();
    let answer = ready().await;
    assert_eq!(answer.status().as_u16(), 503);
    assert_eq!(answer.text().await.unwrap(), "the disk of the database is full\n");
    assert_eq!(server.log().matches("the disk of the database is full;").count(), 1, "{}", server.log());

    disk.make_room();
    until("a server that is ready again", async || ready().await.status() == 200).await;
    until("requests that are accepted again", async || {
        ask(load.client(), &server.url, &last).await.unwrap().status == 200
    })
    .await;
    until("an outbox with nothing left to do", async || program.entries(Some("pending")).await.is_empty()).await;
    let tokens = mails.tokens();
    for address in load.accepted().iter().chain([&last]) {
        let mails = tokens.get(address).map_or(0, Vec::len);
        assert!((1..=2).contains(&mails), "{address}: {mails} mails");
    }
    assert_eq!(program.entries(Some("gave_up")).await.len(), 0);
}
