//! `kill -9` under load (R19): what was accepted is mailed, at most once more for each kill, and nothing is half done.

use std::collections::BTreeMap;

use super::cluster::Cluster;
use super::database::Database;
use super::load::{Load, complete};
use super::mails::Mails;
use super::program::Program;
use super::random::{Random, seed};
use super::wait::until;

/// The most addresses between two kills.
const ROUND: usize = 250;
/// How many of the mailed tokens are tried.
const SAMPLE: usize = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_accepted_survives_kills_on_sqlite() {
    survive_kills("sqlite:data/rekey.db").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_accepted_survives_kills_on_postgresql() {
    let database = Database::create(Cluster::shared()).await;
    survive_kills(&database.url()).await;
}

async fn survive_kills(database_url: &str) {
    let kills = if std::env::var_os("REKEY_TEST_FULL").is_some() { 20 } else { 5 };
    let random = Random::new(seed());
    let mails = Mails::start().await;
    let program = Program::new(database_url, mails.port);
    program.import(kills * ROUND).await;

    let load = Load::default();
    // How many kills there were when a request was accepted.
    let mut kills_before = BTreeMap::new();
    for kill in 0..kills {
        let server = program.serve().await;
        load.skip_to(kill * ROUND);
        let clients = load.run(&server.url, (kill + 1) * ROUND);
        // In the middle of accepting, or in the middle of mailing.
        if random.below(2) == 0 {
            load.reach(load.accepted().len() + 1 + random.below(ROUND / 2)).await;
        } else {
            mails.reach(mails.count() + 1 + random.below(ROUND / 5)).await;
        }
        server.kill().await;
        clients.join_all().await;
        assert!(load.take_refused().is_empty());
        for address in load.accepted() {
            kills_before.entry(address).or_insert(kill);
        }
    }

    let server = program.serve().await;
    until("an outbox with nothing left to do", async || program.entries(Some("pending")).await.is_empty()).await;
    let tokens = mails.tokens();
    for (address, kills_before) in kills_before {
        let mails = tokens.get(&address).map_or(0, Vec::len);
        let most = 1 + kills - kills_before;
        assert!((1..=most).contains(&mails), "{address}: {mails} mails, accepted before kill {kills_before}");
    }
    // Every entry is settled, as sent; those whose answer was lost on the way are among them.
    let sent = program.entries(Some("sent")).await.len();
    assert_eq!((program.entries(None).await.len(), sent), (sent, tokens.len()));
    try_tokens(&server.url, &load, &random, tokens).await;
}

/// Each mailed token works, once: the first of several as well as the last (R6).
async fn try_tokens(url: &str, load: &Load, random: &Random, tokens: BTreeMap<String, Vec<String>>) {
    let (mut repeated, mut single): (Vec<_>, Vec<_>) =
        tokens.into_values().partition(|tokens: &Vec<String>| tokens.len() > 1);
    let mut samples: Vec<_> = repeated.drain(..).take(SAMPLE / 2).collect();
    while samples.len() < SAMPLE {
        samples.push(single.swap_remove(random.below(single.len())));
    }
    for tokens in samples {
        assert_eq!(complete(load.client(), url, &tokens[0]).await.unwrap().status, 200);
        for token in &tokens {
            assert_eq!(complete(load.client(), url, token).await.unwrap().status, 400);
        }
    }
}
