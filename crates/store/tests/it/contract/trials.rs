//! Sign-ins by password, before it is known whether they are right.

use rekey_core::ClientNetwork;
use rekey_core::time::Duration;
use rekey_core::trial::{FREE_STRANGE_TRIES, FREE_TRIES};

use super::Fixture;
use super::fixture::{ANN, network};

const LONGEST: Duration = Duration::from_mins(15);
const FIRST_WAIT: Duration = Duration::from_secs(1);

fn stranger(number: u32) -> ClientNetwork {
    format!("198.51.{}.{}", number / 250, number % 250).parse().unwrap()
}

async fn begin(f: &Fixture, email: &str, network: ClientNetwork) -> Option<Duration> {
    f.store.begin_trial(f.key_of(email), network, LONGEST).await.unwrap()
}

pub(crate) async fn wrong_passwords_make_the_next_try_wait_for_its_own_network_and_address_alone(f: Fixture) {
    for _ in 0..FREE_TRIES {
        assert_eq!(begin(&f, ANN, network()).await, None);
    }
    assert_eq!(begin(&f, ANN, network()).await, Some(FIRST_WAIT));
    assert_eq!(begin(&f, ANN, stranger(1)).await, None);
    assert_eq!(begin(&f, "bob@example.com", network()).await, None);
    f.clock.advance(FIRST_WAIT);
    assert_eq!(begin(&f, ANN, network()).await, None);
    assert_eq!(begin(&f, ANN, network()).await, Some(FIRST_WAIT * 2));
}

pub(crate) async fn a_try_that_was_right_does_not_count(f: Fixture) {
    for _ in 0..FREE_TRIES * 3 {
        assert_eq!(begin(&f, ANN, network()).await, None);
        f.store.forgive_trial(f.key_of(ANN), network()).await.unwrap();
    }
    for number in 0..FREE_STRANGE_TRIES * 2 {
        assert_eq!(begin(&f, ANN, stranger(number)).await, None, "strangers who were right make nobody wait");
        f.store.welcome(f.key_of(ANN), stranger(number), true).await.unwrap();
    }
}

pub(crate) async fn a_newcomer_to_a_contested_address_waits_once_and_a_familiar_network_does_not(f: Fixture) {
    f.store.welcome(f.key_of(ANN), network(), false).await.unwrap();
    for number in 0..FREE_STRANGE_TRIES {
        assert_eq!(begin(&f, ANN, stranger(number)).await, None);
    }
    let newcomer = stranger(1000);
    assert_eq!(begin(&f, ANN, newcomer).await, Some(FIRST_WAIT));
    assert_eq!(begin(&f, ANN, newcomer).await, Some(FIRST_WAIT), "asking again makes it no longer");
    assert_eq!(begin(&f, ANN, network()).await, None);
    f.clock.advance(FIRST_WAIT);
    assert_eq!(begin(&f, ANN, newcomer).await, None);
}

pub(crate) async fn of_many_parallel_tries_no_more_are_looked_at_than_are_free(f: Fixture) {
    let tries = (0..40).map(|_| {
        let (store, key) = (f.store.clone(), f.key_of(ANN));
        tokio::spawn(async move { store.begin_trial(key, network(), LONGEST).await.unwrap() })
    });
    let mut admitted = 0;
    for tried in tries.collect::<Vec<_>>() {
        admitted += u32::from(tried.await.unwrap().is_none());
    }
    assert_eq!(admitted, FREE_TRIES);
}
