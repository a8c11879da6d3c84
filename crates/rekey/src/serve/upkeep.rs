//! What a server does by the clock.

use std::sync::Arc;
use std::time::Duration;

use rekey_core::ports::{Clock, Event, Observer, Retention, StoreError, Swept, UpkeepStore};
use rekey_core::time::{after, until};
use rekey_core::{Engine, Fault};
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::backups::{BackUps, Round};
use crate::command_error::with_causes;
use crate::telemetry::Meter;
use crate::template_keeper::{ROUND, TemplateKeeper};

/// How often network counts are shared (R13).
const FLUSH: Duration = Duration::from_secs(1);
/// How often refusals are written down.
const RECORD: Duration = Duration::from_mins(1);
/// How often the audit trail is sealed.
const SEAL: Duration = Duration::from_secs(1);
/// How often directories are asked about passwords that they may have set.
const SETTLE: Duration = Duration::from_secs(1);
/// How many of them at once.
const FEW: usize = 10;
/// How often figures are tidied.
const TIDY: Duration = Duration::from_secs(5);
/// How often the clock is compared with the time that passed.
const CLOCK: Duration = Duration::from_secs(5);
/// How often to check whether a backup is due.
const BACK_UP: Duration = Duration::from_mins(1);
/// By how much a clock may be corrected without a word.
const CORRECTION: Duration = Duration::from_secs(2);
/// How often what has expired is deleted.
const SWEEP: Duration = Duration::from_mins(1);
/// How many rows of each kind are deleted at once, so that other steps don't wait for long.
const BATCH: usize = 500;
/// Between two batches.
const BREATH: Duration = Duration::from_millis(50);

/// Shares network counts each second, and once more at the end. If that fails they stay in memory.
pub(super) async fn flush_counts(engine: Engine, stopped: watch::Receiver<()>) {
    every(FLUSH, stopped, "network counts are not shared", || engine.flush_network_counts()).await;
}

/// Writes down what was refused each minute, and once more at the end. If that fails it stays in memory.
pub(super) async fn record_counts(engine: Engine, stopped: watch::Receiver<()>) {
    every(RECORD, stopped, "refusals are not recorded", || engine.record_counts()).await;
}

/// Seals the audit trail each second, and once more at the end. If that fails the records wait in the database.
pub(super) async fn seal(engine: Engine, stopped: watch::Receiver<()>) {
    every(SEAL, stopped, "the audit trail is not sealed", || seal_all(&engine)).await;
}

/// Settles passwords whose writers died, each second. If that fails they wait in the database. A server that stops leaves
/// them to the next one: a directory may take its time to answer.
pub(super) async fn settle_writes(engine: Engine, stopped: watch::Receiver<()>) {
    let step = || settle_all(&engine, &stopped);
    every(SETTLE, stopped.clone(), "passwords that directories may have set are not settled", step).await;
}

/// Checks the templates of locations at intervals. If that fails, the known ones are used until the database is back.
pub(super) async fn keep_templates(keeper: TemplateKeeper, stopped: watch::Receiver<()>) {
    every(ROUND, stopped, "the templates of locations can't be read again", || keeper.look()).await;
}

/// Takes a step at each tick, and once more at the end. That it fails is logged once, until it works again.
async fn every<Step>(period: Duration, mut stopped: watch::Receiver<()>, trouble: &str, step: impl Fn() -> Step)
where
    Step: Future<Output = Result<(), StoreError>>,
{
    let mut ticks = interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut failing = false;
    loop {
        let last = tokio::select! {
            _ = ticks.tick() => false,
            _ = stopped.changed() => true,
        };
        match step().await {
            Ok(()) => failing = false,
            Err(error) if error.is_reported() => {}
            Err(error) if !failing => {
                failing = true;
                tracing::error!(error = with_causes(&error), "{trouble}");
            }
            Err(_) => {}
        }
        if last {
            return;
        }
    }
}

async fn settle_all(engine: &Engine, stopped: &watch::Receiver<()>) -> Result<(), StoreError> {
    while stopped.has_changed().is_ok_and(|has_changed| !has_changed) {
        match engine.recovery.settle_writes(FEW).await {
            Ok(FEW) => {}
            Ok(_) => break,
            Err(Fault::Store(error)) => return Err(error),
            Err(fault) => {
                tracing::error!(%fault, "passwords that directories may have set are not settled");
                break;
            }
        }
    }
    Ok(())
}

async fn seal_all(engine: &Engine) -> Result<(), StoreError> {
    while engine.seal_audit(BATCH).await? == BATCH {
        tokio::time::sleep(BREATH).await;
    }
    Ok(())
}

/// Tidies the figures now and then, whether anybody reads them or not.
pub(super) async fn tidy(meter: Arc<Meter>, mut stopped: watch::Receiver<()>) {
    let mut ticks = interval(TIDY);
    loop {
        tokio::select! {
            _ = ticks.tick() => meter.tidy(),
            _ = stopped.changed() => return,
        }
    }
}

/// Makes backups when they are due. One that could not be made is tried again each minute, and reported once until it works
/// again.
pub(super) async fn back_up(back_ups: BackUps, mut stopped: watch::Receiver<()>) {
    let back_ups = Arc::new(back_ups);
    let mut ticks = interval(BACK_UP);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut failing = false;
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = stopped.changed() => return,
        }
        let step = {
            let back_ups = back_ups.clone();
            tokio::task::spawn_blocking(move || back_ups.step())
        };
        let outcome = tokio::select! {
            outcome = step => outcome,
            // A server that stops does not wait for it. After a reload it is finished all the same, under its lock.
            _ = stopped.changed() => return,
        };
        match outcome.unwrap_or_else(|error| Err(error.to_string())) {
            Ok(Round::Made { file, bytes, accounts, removed }) => {
                failing = false;
                let file = file.display().to_string();
                tracing::info!(file, bytes, accounts, removed, "a backup is written and checked");
            }
            Err(error) if !failing => {
                failing = true;
                tracing::error!(error, "no backup could be made; the server tries again each minute");
            }
            Ok(Round::NotDue) => failing = false,
            Err(_) => {}
        }
    }
}

/// Logs that the machine's clock was set while the server runs.
pub(super) async fn watch_clock(clock: Arc<dyn Clock>, mut stopped: watch::Receiver<()>) {
    let mut ticks = interval(CLOCK);
    let (mut seen, mut seen_at) = (clock.now(), Instant::now());
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = stopped.changed() => return,
        }
        let (now, now_at) = (clock.now(), Instant::now());
        let expected = after(seen, now_at - seen_at);
        let (back, forward) = (until(expected, now), until(now, expected));
        if back > CORRECTION {
            let seconds = back.as_secs();
            tracing::warn!(
                seconds,
                "the clock was set back; on SQLite, everything with a due time waits that much longer"
            );
        } else if forward > CORRECTION {
            let seconds = forward.as_secs();
            tracing::warn!(
                seconds,
                "the clock was set forward; on SQLite, links, codes and sessions end that much earlier"
            );
        }
        (seen, seen_at) = (now, now_at);
    }
}

/// Deletes what has expired, in small batches.
pub(super) async fn sweep(engine: Engine, retention: Retention, mut stopped: watch::Receiver<()>) {
    let mut ticks = interval(SWEEP);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = stopped.changed() => return,
        }
        let ports = engine.ports();
        if let Err(error) = sweep_all(&*ports.store, &*ports.observer, retention, &stopped).await
            && !error.is_reported()
        {
            tracing::error!(error = with_causes(&error), "what has expired is not deleted");
        }
    }
}

/// Deletes batch after batch until nothing is left, or the server stops.
async fn sweep_all(
    store: &dyn UpkeepStore,
    observer: &dyn Observer,
    retention: Retention,
    stopped: &watch::Receiver<()>,
) -> Result<(), StoreError> {
    while stopped.has_changed().is_ok() {
        let Swept { rows } = store.sweep(retention, BATCH).await?;
        observer.happened(Event::Swept { rows });
        if rows < BATCH as u64 {
            break;
        }
        tokio::time::sleep(BREATH).await;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use rekey_core::limits::LimitSettings;
    use rekey_core::location::{Lifetimes, LocationDefaults};
    use rekey_core::policy::PasswordPolicy;
    use rekey_core::ports::{NetworkSpend, Store, Unobserved};
    use rekey_core::rate::Rate;
    use rekey_core::session::{ClaimedDevice, RefreshLife};
    use rekey_core::sign_in::{SecondStep, SignInError, Visitor};
    use rekey_core::testing::{ManualClock, SeededRng};
    use rekey_core::{ClientNetwork, DigestKey, Directories, LocationId, Password, Ports, Settings};
    use rekey_mail::Wakeups;
    use rekey_store::SqlStore;
    use rekey_store::sqlite::SqliteSettings;

    use super::*;
    use crate::adapters::keys::JwtSigner;
    use crate::adapters::{HashCost, PasswordHasher};

    struct Fixture {
        store: Arc<dyn Store>,
        clock: Arc<ManualClock>,
    }

    impl Fixture {
        fn new() -> Self {
            let clock = Arc::new(ManualClock::default());
            let store = SqlStore::open_sqlite(&SqliteSettings::in_memory(), clock.clone()).unwrap();
            Self { store: Arc::new(store), clock }
        }

        /// A node over the store, which lets two failures pass.
        fn node(&self) -> Engine {
            let (rng, public_url) = (Arc::new(SeededRng::new(1)), "http://localhost/".parse::<url::Url>().unwrap());
            let cost = HashCost { memory_kib: 64, passes: 1, ..HashCost::recommended(1) };
            let ports = Ports {
                directories: Directories::default(),
                store: self.store.clone(),
                hasher: Arc::new(PasswordHasher::new(cost, rng.clone()).unwrap()),
                signer: Arc::new(JwtSigner::new(&public_url, Vec::new())),
                clock: self.clock.clone(),
                rng,
                vault: Arc::new(rekey_core::testing::PlainVault),
                deliveries: Arc::new(Wakeups::default()),
                breaches: None,
                observer: Arc::new(Unobserved),
            };
            let failures_per_network = Some(Rate::new(2, Duration::from_hours(1)));
            let settings = Settings {
                public_url,
                location_defaults: LocationDefaults {
                    default_location: LocationId::FIRST,
                    name: "Example".to_owned(),
                    cooldown: Duration::ZERO,
                    from: "a@example.com".parse().unwrap(),
                    password_policy: PasswordPolicy::default(),
                    lifetimes: Lifetimes::default(),
                },
                channels: rekey_core::testing::channels(),
                limits: LimitSettings { failures_per_network, ..LimitSettings::default() },
                bearer_lifetime: Duration::from_mins(1),
                refresh_lifetime: Duration::from_mins(1),
                mail_enabled: true,
                no_account_notice: true,
            };
            Engine::new(ports, settings, DigestKey::new([7; 32]))
        }
    }

    async fn fail(node: &Engine) -> SignInError {
        let visitor = Visitor {
            client: None,
            bearer_lifetime: None,
            refresh_life: RefreshLife::ROTATING,
            second_step: SecondStep::AtOnce(None),
            origin: ClientNetwork::LOCAL.into(),
            device: ClaimedDevice::default(),
        };
        node.sign_in.with_password("nobody@example.com", &Password::new("wrong"), visitor).await.unwrap_err()
    }

    #[tokio::test]
    async fn what_was_counted_is_shared_when_the_server_stops() {
        let fixture = Fixture::new();
        let (running, stopped) = watch::channel(());
        let first = fixture.node();
        for _ in 0..2 {
            assert!(matches!(fail(&first).await, SignInError::Refused));
        }
        drop(running);
        flush_counts(first, stopped).await;

        let second = fixture.node();
        second.load_shared_counts().await.unwrap();
        assert!(matches!(fail(&second).await, SignInError::Fault(Fault::TooManyFromNetwork { .. })));
    }

    /// Leaves this many rows behind that have expired.
    async fn leave_expired_rows(fixture: &Fixture, count: usize) {
        let rate = Rate::new(1, Duration::from_mins(1));
        let spends = (0..count).map(|number| NetworkSpend {
            payer: ClientNetwork::from(IpAddr::from(u32::try_from(number).unwrap().to_be_bytes())).into(),
            counter: "requests",
            count: 1,
            rate,
        });
        fixture.store.merge_network_counts(spends.collect()).await.unwrap();
        fixture.clock.advance(Duration::from_hours(24));
    }

    async fn expired_rows(fixture: &Fixture) -> u64 {
        fixture.store.sweep(Retention::default(), BATCH).await.unwrap().rows
    }

    #[tokio::test(start_paused = true)]
    async fn what_has_expired_is_deleted_without_being_asked() {
        let fixture = Fixture::new();
        leave_expired_rows(&fixture, 1).await;
        let (_running, stopped) = watch::channel(());
        let ran = tokio::time::timeout(SWEEP * 2, sweep(fixture.node(), Retention::default(), stopped)).await;
        assert!(ran.is_err(), "it keeps running while the server runs");
        assert_eq!(expired_rows(&fixture).await, 0);
    }

    #[tokio::test(start_paused = true)]
    async fn more_than_a_batch_is_deleted_batch_by_batch() {
        let fixture = Fixture::new();
        leave_expired_rows(&fixture, 2 * BATCH + 1).await;
        let (_running, stopped) = watch::channel(());
        sweep_all(&*fixture.store, &Unobserved, Retention::default(), &stopped).await.unwrap();
        assert_eq!(expired_rows(&fixture).await, 0);
    }
}
