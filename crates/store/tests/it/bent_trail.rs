//! What somebody with the database alone can do to the audit trail: the janitor deletes nothing that they made old, and
//! `rekey audit verify` reports it before and after (R21).

use std::path::PathBuf;
use std::sync::Arc;

use rekey_core::audit::{Anchor, AuditRecord, ChainCheck, ChainFlaw, ChainPoint};
use rekey_core::ports::Retention;
use rekey_core::testing::ManualClock;
use rekey_core::time::Duration;
use rekey_store::SqlStore;
use rekey_store::postgres::{PostgresSettings, StepClock};
use rekey_store::sqlite::SqliteSettings;

use crate::contract::Fixture;
use crate::postgres::cluster::Cluster;
use crate::postgres::database::Database;

/// A trail, and the hand of somebody who reached the database.
struct Trail {
    f: Fixture,
    hand: Hand,
}

enum Hand {
    Sqlite(PathBuf),
    Postgres(Arc<Database>),
}

/// For how long records are kept here.
const KEPT: Duration = Duration::from_hours(24);

impl Trail {
    /// Five records that are sealed and young.
    async fn of_five(f: Fixture, hand: Hand) -> Self {
        let trail = Self { f, hand };
        for number in 0..5 {
            trail.add(number).await;
        }
        trail.seal().await;
        assert_eq!(trail.flaws().await, []);
        trail
    }

    async fn add(&self, number: u32) {
        self.f.add_account(&format!("person{number}@example.com")).await;
        self.f.clock.advance(Duration::from_secs(1));
    }

    async fn seal(&self) {
        self.f.records(0).await;
    }

    /// Runs SQL in the database, where `AGED` is three days before `at`.
    async fn bend(&self, sql: &str) {
        match &self.hand {
            Hand::Sqlite(path) => {
                let sql = sql.replace("AGED", "at - 259200000000");
                rusqlite::Connection::open(path).unwrap().execute_batch(&sql).unwrap();
            }
            Hand::Postgres(database) => database.run(&sql.replace("AGED", "at - interval '3 days'")).await,
        }
    }

    async fn sweep(&self) -> u64 {
        let retention = Retention { audit: KEPT, ..Retention::default() };
        self.f.store.sweep(retention, 100).await.unwrap().rows
    }

    /// Makes what is there old, in time.
    fn wait(&self) {
        self.f.clock.advance(KEPT);
    }

    async fn numbers(&self) -> Vec<i64> {
        self.all().await.iter().map(|record| record.number).collect()
    }

    async fn all(&self) -> Vec<AuditRecord> {
        self.f.store.audit_records(i64::MIN, 1_000).await.unwrap()
    }

    /// As `rekey audit verify` looks.
    async fn flaws(&self) -> Vec<ChainFlaw> {
        let mut check = ChainCheck::new(&self.f.key, self.f.store.audit_ends().await.unwrap());
        self.all().await.iter().for_each(|record| check.look_at(record));
        check.finish(&self.f.store.audit_ends().await.unwrap())
    }

    async fn anchor(&self) -> Anchor {
        self.f.store.audit_ends().await.unwrap().anchor
    }
}

fn changed(numbers: impl IntoIterator<Item = i64>) -> Vec<ChainFlaw> {
    numbers.into_iter().map(|number| ChainFlaw::Changed { number }).collect()
}

async fn records_that_were_made_old_stay(trail: Trail) {
    trail.bend("UPDATE audit SET at = AGED WHERE number <= 3").await;
    assert_eq!(trail.sweep().await, 0);
    assert_eq!(trail.flaws().await, changed(1..=3));
    assert_eq!(trail.anchor().await.point, ChainPoint::START);
}

async fn records_that_were_made_old_without_their_marks_stay(trail: Trail) {
    trail.bend("UPDATE audit SET at = AGED, mark = NULL, actor = NULL WHERE number <= 3").await;
    assert_eq!(trail.sweep().await, 0);
    assert_eq!(trail.flaws().await, changed(1..=3));
}

async fn records_whose_marks_were_dropped_stay_when_their_time_is_over(trail: Trail) {
    trail.bend("UPDATE audit SET mark = NULL WHERE number = 1").await;
    trail.wait();
    assert_eq!(trail.sweep().await, 0);
    assert_eq!(trail.flaws().await, changed([1]));
}

async fn what_is_whole_goes_up_to_the_first_record_that_was_bent(trail: Trail) {
    trail.bend("UPDATE audit SET outcome = 'refused' WHERE number = 3").await;
    trail.wait();
    assert_eq!(trail.sweep().await, 2);
    assert_eq!(trail.sweep().await, 0);
    assert_eq!(trail.numbers().await, [3, 4, 5]);
    assert_eq!(trail.flaws().await, changed([3]));
}

async fn a_beginning_that_was_moved_stays_to_be_seen_until_it_is_accepted(trail: Trail) {
    trail
        .bend(
            "UPDATE audit_ends SET number = 2, digest = (SELECT digest FROM audit WHERE number = 2) WHERE name = 'anchor';
             DELETE FROM audit WHERE number <= 2",
        )
        .await;
    trail.wait();
    assert_eq!(trail.sweep().await, 0);
    assert_eq!(trail.flaws().await, [ChainFlaw::AnchorMoved]);
    trail.f.store.accept_audit(&trail.f.key).await.unwrap();
    assert_eq!(trail.sweep().await, 3);
    assert_eq!(trail.flaws().await, []);
}

async fn a_moved_beginning_with_a_mark_from_elsewhere_stays_to_be_seen(trail: Trail) {
    trail.f.store.accept_audit(&trail.f.key).await.unwrap();
    trail
        .bend(
            "UPDATE audit_ends SET number = 2, digest = (SELECT digest FROM audit WHERE number = 2),
                    mark = (SELECT mark FROM audit_ends WHERE name = 'accepted') WHERE name = 'anchor';
             DELETE FROM audit WHERE number <= 2",
        )
        .await;
    trail.wait();
    assert_eq!(trail.sweep().await, 0);
    assert_eq!(trail.flaws().await[0], ChainFlaw::AnchorMoved);
}

async fn a_beginning_that_was_moved_to_an_unmarked_record_stays_to_be_seen(trail: Trail) {
    trail
        .bend("INSERT INTO audit (at, action, outcome) SELECT AGED, action, outcome FROM audit WHERE number = 1")
        .await;
    trail.seal().await;
    trail
        .bend(
            "UPDATE audit_ends SET number = 5, digest = (SELECT digest FROM audit WHERE number = 5) WHERE name = 'anchor';
             DELETE FROM audit WHERE number <= 5",
        )
        .await;
    trail.wait();
    assert_eq!(trail.sweep().await, 0);
    assert_eq!(trail.flaws().await, [ChainFlaw::AnchorMoved, ChainFlaw::Unmarked { number: 6 }]);
}

async fn an_old_beginning_that_was_put_back_shows_what_is_missing(trail: Trail) {
    let Anchor { mark, .. } = trail.anchor().await;
    assert_eq!(mark, None);
    trail.wait();
    assert_eq!(trail.sweep().await, 5);
    trail.add(5).await;
    trail.seal().await;
    trail
        .bend(
            "UPDATE audit_ends SET number = 0, digest = (SELECT digest FROM audit_ends WHERE name = 'anchor'), mark = NULL
             WHERE name = 'anchor'",
        )
        .await;
    trail.wait();
    assert_eq!(trail.sweep().await, 0);
    assert_eq!(trail.flaws().await[0], ChainFlaw::AnchorMoved, "the digest is not that of the start");
}

async fn a_record_that_was_removed_keeps_those_behind_it(trail: Trail) {
    trail.bend("DELETE FROM audit WHERE number = 2").await;
    trail.wait();
    assert_eq!(trail.sweep().await, 1);
    assert_eq!(trail.sweep().await, 0);
    assert_eq!(trail.flaws().await, [ChainFlaw::Missing { first: 2, last: 2 }]);
}

async fn records_that_changed_places_stay(trail: Trail) {
    trail
        .bend(
            "UPDATE audit SET number = 100 WHERE number = 1;
             UPDATE audit SET number = 1 WHERE number = 2;
             UPDATE audit SET number = 2 WHERE number = 100",
        )
        .await;
    trail.wait();
    assert_eq!(trail.sweep().await, 0);
    assert!(trail.flaws().await.starts_with(&changed([1, 2])), "{:?}", trail.flaws().await);
}

async fn a_forged_digest_opens_no_way(trail: Trail) {
    trail
        .bend("UPDATE audit SET at = AGED, digest = (SELECT digest FROM audit WHERE number = 2) WHERE number = 1")
        .await;
    assert_eq!(trail.sweep().await, 0);
    assert!(trail.flaws().await.starts_with(&changed([1])), "{:?}", trail.flaws().await);
}

async fn a_row_that_no_program_writes_stays_and_others_are_swept(trail: Trail) {
    trail.bend("UPDATE audit SET at = AGED, action = 'nothing' WHERE number = 1").await;
    trail.f.ask("person0@example.com", rekey_core::Purpose::ResetPassword, crate::contract::fixture::FREE).await;
    assert_eq!(trail.sweep().await, 0);
    trail.f.store.audit_records(0, 10).await.unwrap_err();
    trail.bend("UPDATE audit SET digest = NULL WHERE number = 1").await;
    trail.wait();
    assert_eq!(trail.sweep().await, 0);
}

async fn a_record_that_was_put_in_with_an_old_date_stays_with_all_behind_it(trail: Trail) {
    trail
        .bend("INSERT INTO audit (at, action, outcome) SELECT AGED, action, outcome FROM audit WHERE number = 1")
        .await;
    trail.seal().await;
    trail.add(5).await;
    trail.seal().await;
    trail.wait();
    assert_eq!(trail.sweep().await, 5);
    assert_eq!(trail.sweep().await, 0);
    assert_eq!(trail.numbers().await, [6, 7]);
    assert_eq!(trail.flaws().await, [ChainFlaw::Unmarked { number: 6 }]);
}

async fn a_record_that_was_made_old_before_it_was_sealed_stays(trail: Trail) {
    trail.wait();
    assert_eq!(trail.sweep().await, 5);
    trail.add(5).await;
    trail.bend("UPDATE audit SET at = AGED WHERE number IS NULL").await;
    trail.seal().await;
    assert_eq!(trail.sweep().await, 0);
    assert_eq!(trail.flaws().await, [ChainFlaw::Unmarked { number: 6 }]);
}

async fn an_acceptance_that_was_put_in_accepts_nothing(trail: Trail) {
    trail
        .bend("INSERT INTO audit (at, action, outcome) SELECT AGED, action, outcome FROM audit WHERE number = 1")
        .await;
    trail
        .bend(
            "INSERT INTO audit (at, action, outcome) SELECT at, 'audit_accepted', outcome FROM audit WHERE number = 1",
        )
        .await;
    trail.seal().await;
    trail
        .bend(
            "INSERT INTO audit_ends (name, number, digest, mark)
             SELECT 'accepted', 7, digest, mark FROM audit WHERE number = 5",
        )
        .await;
    trail.wait();
    assert_eq!(trail.sweep().await, 5);
    assert_eq!(trail.flaws().await, [6, 7].map(|number| ChainFlaw::Unmarked { number }));
}

async fn an_acceptance_is_not_raised_to_later_records(trail: Trail) {
    trail.f.store.accept_audit(&trail.f.key).await.unwrap();
    trail.seal().await;
    trail
        .bend("INSERT INTO audit (at, action, outcome) SELECT AGED, action, outcome FROM audit WHERE number = 1")
        .await;
    trail.seal().await;
    trail
        .bend(
            "UPDATE audit_ends SET number = 7, digest = (SELECT digest FROM audit WHERE number = 7)
             WHERE name = 'accepted'",
        )
        .await;
    trail.wait();
    assert_eq!(trail.sweep().await, 6);
    assert_eq!(trail.flaws().await, [ChainFlaw::Unmarked { number: 7 }]);
}

async fn rows_outside_the_ends_of_the_chain_are_told(trail: Trail) {
    trail.wait();
    assert_eq!(trail.sweep().await, 5);
    trail.add(5).await;
    trail.seal().await;
    trail.bend("INSERT INTO audit (number, digest, at, action, outcome) SELECT 3, digest, AGED, action, outcome FROM audit").await;
    assert_eq!(trail.flaws().await, changed([3]));
    assert_eq!(trail.sweep().await, 0);
    trail
        .bend("INSERT INTO audit (number, digest, at, action, outcome) SELECT 70, digest, at, action, outcome FROM audit WHERE number = 6")
        .await;
    assert_eq!(trail.flaws().await, changed([3, 70]));
}

/// Makes a test of each case for each database.
macro_rules! cases {
    ($($case:ident)*) => {
        mod sqlite {
            $(#[tokio::test] async fn $case() { super::$case(super::sqlite_trail().await).await; })*
        }
        mod postgres {
            $(#[tokio::test] async fn $case() { super::$case(super::postgres_trail().await).await; })*
        }
    };
}

cases! {
    records_that_were_made_old_stay
    records_that_were_made_old_without_their_marks_stay
    records_whose_marks_were_dropped_stay_when_their_time_is_over
    what_is_whole_goes_up_to_the_first_record_that_was_bent
    a_beginning_that_was_moved_stays_to_be_seen_until_it_is_accepted
    a_moved_beginning_with_a_mark_from_elsewhere_stays_to_be_seen
    a_beginning_that_was_moved_to_an_unmarked_record_stays_to_be_seen
    an_old_beginning_that_was_put_back_shows_what_is_missing
    a_record_that_was_removed_keeps_those_behind_it
    records_that_changed_places_stay
    a_forged_digest_opens_no_way
    a_row_that_no_program_writes_stays_and_others_are_swept
    a_record_that_was_put_in_with_an_old_date_stays_with_all_behind_it
    a_record_that_was_made_old_before_it_was_sealed_stays
    an_acceptance_that_was_put_in_accepts_nothing
    an_acceptance_is_not_raised_to_later_records
    rows_outside_the_ends_of_the_chain_are_told
}

async fn sqlite_trail() -> Trail {
    let (folder, clock) = (tempfile::tempdir().unwrap(), Arc::new(ManualClock::default()));
    let path = folder.path().join("rekey.db");
    let store = SqlStore::open_sqlite(&SqliteSettings::new(&path), clock.clone()).unwrap();
    Trail::of_five(Fixture::new(Arc::new(store), clock, folder), Hand::Sqlite(path)).await
}

async fn postgres_trail() -> Trail {
    let database = Arc::new(Database::create(Cluster::shared()).await);
    let clock = Arc::new(ManualClock::default());
    let settings = PostgresSettings::new(database.url());
    let store = SqlStore::connect_postgres(&settings, StepClock::Injected(clock.clone()), None).await.unwrap();
    Trail::of_five(Fixture::new(Arc::new(store), clock, database.clone()), Hand::Postgres(database)).await
}
