//! Limits per client network (R13) and per location: counted in bounded memory, shared through the store once a second.
//!
//! What an IPv6 /64 does counts for its /56 and its /48, too, which have a few times its limit (R27).

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use crate::counter::{Counter, Payer};
use crate::error::Fault;
use crate::ids::LocationId;
use crate::network::ClientNetwork;
use crate::ports::{AddressLimits, Clock, NetworkSpend, NetworkStore, SharedCount, StoreError};
use crate::purpose::{MailBudget, Purpose};
use crate::rate::{Bucket, Rate};
use crate::time::{Duration, Timestamp, after, until};

/// How many notices to addresses without an account a location sends: the only emails that strangers can have sent
/// anywhere (R11). Each request that knows the notice counts when it is accepted, whether or not the address has an
/// account: so nobody can tell by what is left (R23).
pub const NO_ACCOUNT_NOTICES: Rate = Rate::new(60, Duration::from_hours(1));

/// How many networks are remembered at once: some 10 MiB. Beyond it, those that are nearest to a full bucket go.
const MAX_NETWORKS: usize = 100_000;

/// How many networks one step of the store shares, so that other steps don't wait for long.
const SHARED_AT_ONCE: usize = 256;

/// A clock that goes back by this much was set. If it goes back by less, another thread merely read it first.
const SET_BACK: Duration = Duration::from_secs(5);

/// How often things may happen, beside what locations say. `None` is off.
#[derive(Debug, Clone, Copy)]
pub struct LimitSettings {
    /// Accepted requests per address and purpose.
    pub requests_per_address: Option<Rate>,
    /// Mails per address, all purposes but resets together.
    pub mails_per_address: Option<Rate>,
    /// Resets per address. When they are spent, there is still one each
    /// [`LONGEST_WAIT_FOR_RESET`](crate::purpose::LONGEST_WAIT_FOR_RESET) (R24).
    pub resets_per_address: Option<Rate>,
    /// Accepted requests per client network.
    pub requests_per_network: Option<Rate>,
    /// Wrong passwords, codes and tokens per client network.
    pub failures_per_network: Option<Rate>,
    /// Requests that hash a password per client network, whatever comes of them (R27).
    pub work_per_network: Option<Rate>,
    /// Accepted requests for verification emails per client network, sign-ups above all, and for sign-in codes where
    /// these sign up: beside no-account notices the only emails that a stranger can have sent to addresses without an
    /// account.
    pub verifications_per_network: Option<Rate>,
    /// The longest wait after wrong passwords for an address ([`crate::trial`]); zero: nobody waits.
    pub longest_sign_in_delay: Duration,
}

impl LimitSettings {
    /// What limits requests of a purpose for an address.
    pub fn of_address(&self, purpose: Purpose, cooldown: Duration) -> AddressLimits {
        let mails = match purpose.mail_budget() {
            MailBudget::Resets => self.resets_per_address,
            MailBudget::Others => self.mails_per_address,
        };
        AddressLimits { cooldown, requests: self.requests_per_address, mails, sign_up: false }
    }

    /// What limits sign-ups with an address.
    pub fn of_sign_up(&self, cooldown: Duration) -> AddressLimits {
        AddressLimits { sign_up: true, ..self.of_address(Purpose::VerifyEmail, cooldown) }
    }
}

impl Default for LimitSettings {
    fn default() -> Self {
        Self {
            requests_per_address: Some(Rate::new(3, Duration::from_mins(15))),
            mails_per_address: Some(Rate::new(20, Duration::from_hours(24))),
            resets_per_address: Some(Rate::new(20, Duration::from_hours(24))),
            requests_per_network: Some(Rate::new(30, Duration::from_mins(15))),
            failures_per_network: Some(Rate::new(50, Duration::from_mins(15))),
            work_per_network: Some(Rate::new(300, Duration::from_mins(15))),
            verifications_per_network: Some(Rate::new(20, Duration::from_hours(1))),
            longest_sign_in_delay: Duration::from_mins(15),
        }
    }
}

/// What a network has left of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NetworkQuota {
    /// The counter's stable name.
    pub name: &'static str,
    /// The limit.
    pub rate: Rate,
    /// How long until there is one left; zero if there is.
    pub wait: Duration,
}

/// How much is used of what is counted here, at one instant.
#[derive(Debug, Clone, PartialEq)]
pub struct LimitLoad {
    /// How many counts of networks are remembered.
    pub networks: usize,
    /// Each limit; of one that is off, nothing is used.
    pub budgets: Vec<BudgetLoad>,
    /// The share that each location has used of its notices, from 0 to 1. Others have used none.
    pub notices: BTreeMap<LocationId, f64>,
}

/// How much of one limit is used.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BudgetLoad {
    /// The counter's stable name.
    pub name: &'static str,
    /// The share that the network or location nearest to the limit has used, from 0 to 1.
    pub most_used: f64,
    /// How many networks or locations have nothing left.
    pub used_up: usize,
}

type Key = (Payer, Counter);

/// What this node knows of one bucket.
#[derive(Debug, Clone, Copy)]
struct Count {
    /// As the nodes last agreed on it, with all that happened here since.
    bucket: Bucket,
    /// Taken, and not yet known to be kept or given back.
    under_way: u32,
    /// Kept since the last flush.
    unflushed: u32,
}

impl Count {
    const NONE: Self = Self { bucket: Bucket::FULL, under_way: 0, unflushed: 0 };
}

/// The buckets that a payer's attempt takes from, each with its rate.
fn buckets(payer: Payer, counter: Counter, rate: Rate) -> Vec<(Key, Rate)> {
    match payer {
        Payer::Network(network) => {
            let tier = |(network, factor)| ((Payer::Network(network), counter), rate.times(factor));
            network.tiers().map(tier).collect()
        }
        Payer::Location(_) => vec![((payer, counter), rate)],
    }
}

/// How long it is until each of these buckets has one left.
fn longest_wait(counts: &HashMap<Key, Count>, buckets: &[(Key, Rate)], now: Timestamp) -> Duration {
    let wait = |(key, rate): &(Key, Rate)| counts.get(key).map(|count| count.bucket.wait(*rate, now));
    buckets.iter().filter_map(wait).max().unwrap_or_default()
}

/// The counters of this node.
pub struct NetworkLimits {
    settings: LimitSettings,
    clock: Arc<dyn Clock>,
    counts: Mutex<HashMap<Key, Count>>,
    /// What time it was when the counts were last looked at.
    seen: Mutex<Timestamp>,
}

impl NetworkLimits {
    /// Nothing counted yet.
    pub fn new(settings: LimitSettings, clock: Arc<dyn Clock>) -> Self {
        Self { settings, clock, counts: Mutex::default(), seen: Mutex::new(Timestamp::MIN) }
    }

    /// Takes one from the payer's bucket, and from those of the wider networks around it, while the attempt runs. It
    /// stays taken unless it is [refunded](Attempt::refund), so neither parallel nor interrupted attempts get past the
    /// limit.
    pub fn attempt(&self, payer: impl Into<Payer>, counter: Counter) -> Result<Attempt<'_>, Fault> {
        let Some(rate) = self.rate(counter) else {
            return Ok(Attempt { limits: self, taken: Vec::new() });
        };
        let now = self.clock.now();
        let buckets = buckets(payer.into(), counter, rate);
        let mut counts = self.counts_at(now);
        let retry_after = longest_wait(&counts, &buckets, now);
        if !retry_after.is_zero() {
            return Err(Fault::TooManyFromNetwork { retry_after });
        }
        for (key, rate) in &buckets {
            if counts.len() >= MAX_NETWORKS && !counts.contains_key(key) {
                forget_the_fullest(&mut counts);
            }
            let count = counts.entry(*key).or_insert(Count::NONE);
            count.bucket = count.bucket.spend(*rate, 1, now);
            count.under_way += 1;
        }
        Ok(Attempt { limits: self, taken: buckets })
    }

    /// How much is used of each limit.
    pub fn load_now(&self) -> LimitLoad {
        let now = self.clock.now();
        let unused = |counter: Counter| BudgetLoad { name: counter.code(), most_used: 0.0, used_up: 0 };
        let mut load = LimitLoad { networks: 0, budgets: Counter::ALL.map(unused).to_vec(), notices: BTreeMap::new() };
        for (key, count) in self.counts_at(now).iter() {
            let (payer, counter) = *key;
            load.networks += usize::from(matches!(payer, Payer::Network(_)));
            let Some(rate) = self.rate_of(*key) else { continue };
            let used = count.bucket.used(rate, now);
            if let Some(budget) = load.budgets.iter_mut().find(|budget| budget.name == counter.code()) {
                budget.most_used = budget.most_used.max(used);
                budget.used_up += usize::from(!count.bucket.wait(rate, now).is_zero());
            }
            if let Payer::Location(location) = payer {
                load.notices.insert(location, used);
            }
        }
        load
    }

    /// Takes over what the nodes counted before this one started: a limit holds from the first request on (R31). If
    /// there are more than fit into memory, it takes the emptiest buckets.
    pub async fn load(&self, store: &dyn NetworkStore) -> Result<(), StoreError> {
        let shared = store.shared_counts(MAX_NETWORKS).await?;
        let now = self.clock.now();
        let mut counts = self.counts_at(now);
        for SharedCount { payer, counter, full_in } in shared {
            if self.rate(counter).is_none() {
                continue;
            }
            let bucket = Bucket { full_at: after(now, full_in) };
            counts.entry((payer, counter)).or_insert(Count { bucket, ..Count::NONE });
        }
        Ok(())
    }

    /// What a network has left of each limit that is on. Changes nothing.
    pub fn quotas(&self, network: ClientNetwork) -> Vec<NetworkQuota> {
        let now = self.clock.now();
        let counts = self.counts_at(now);
        let quota = |counter: Counter| {
            let rate = self.rate(counter)?;
            let wait = longest_wait(&counts, &buckets(network.into(), counter, rate), now);
            Some(NetworkQuota { name: counter.code(), rate, wait })
        };
        let of_networks = [Counter::Requests, Counter::Failures, Counter::Work, Counter::Verifications];
        of_networks.into_iter().filter_map(quota).collect()
    }

    /// Tells the other nodes what was counted here since the last flush, and learns what they counted.
    pub async fn flush(&self, store: &dyn NetworkStore) -> Result<(), StoreError> {
        let mut flushed: Vec<(Key, NetworkSpend)> = self
            .lock()
            .iter_mut()
            .filter(|(_, count)| count.unflushed > 0)
            .filter_map(|(key, count)| {
                let rate = self.rate_of(*key)?;
                let spend = NetworkSpend { payer: key.0, counter: key.1.code(), count: count.unflushed, rate };
                Some((*key, spend))
            })
            .collect();
        if flushed.is_empty() {
            return Ok(());
        }
        // Neighbours share pages: a step that writes them together writes few.
        flushed.sort_unstable_by_key(|((payer, _), _)| *payer);
        for part in flushed.chunks(SHARED_AT_ONCE) {
            self.share(part, store).await?;
        }
        let now = self.clock.now();
        self.counts_at(now).retain(|_, count| count.under_way > 0 || count.unflushed > 0 || count.bucket.full_at > now);
        Ok(())
    }

    /// One step of the store, and what is learned from it.
    async fn share(&self, part: &[(Key, NetworkSpend)], store: &dyn NetworkStore) -> Result<(), StoreError> {
        let shared = store.merge_network_counts(part.iter().map(|(_, spend)| *spend).collect()).await?;
        let now = self.clock.now();
        let mut counts = self.counts_at(now);
        for ((key, spend), full_in) in part.iter().zip(shared) {
            if let Some(count) = counts.get_mut(key) {
                count.unflushed = count.unflushed.saturating_sub(spend.count);
                let bucket = Bucket { full_at: after(now, full_in) };
                count.bucket = bucket.spend(spend.rate, count.unflushed + count.under_way, now);
            }
        }
        Ok(())
    }

    fn rate(&self, counter: Counter) -> Option<Rate> {
        match counter {
            Counter::Requests => self.settings.requests_per_network,
            Counter::Failures => self.settings.failures_per_network,
            Counter::Work => self.settings.work_per_network,
            Counter::Verifications => self.settings.verifications_per_network,
            Counter::Notices => Some(NO_ACCOUNT_NOTICES),
        }
    }

    /// The rate of one bucket.
    fn rate_of(&self, (payer, counter): Key) -> Option<Rate> {
        let factor = match payer {
            Payer::Network(network) => network.factor(),
            Payer::Location(_) => 1,
        };
        self.rate(counter).map(|rate| rate.times(factor))
    }

    /// The counts, shifted if the clock was set back. Otherwise every counted network would seem to have spent whatever
    /// refills in that time.
    fn counts_at(&self, now: Timestamp) -> MutexGuard<'_, HashMap<Key, Count>> {
        let mut counts = self.lock();
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let back = until(*seen, now);
        *seen = now;
        if back >= SET_BACK {
            for count in counts.values_mut() {
                count.bucket.full_at = count.bucket.full_at.saturating_sub(back).unwrap_or(now);
            }
        }
        counts
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Count>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes room by dropping half of the networks, those whose buckets are fullest. The store still has what was flushed.
/// Locations are few, and stay.
fn forget_the_fullest(counts: &mut HashMap<Key, Count>) {
    let mut instants: Vec<_> = counts.values().map(|count| count.bucket.full_at).collect();
    let middle = instants.len() / 2;
    let (_, median, _) = instants.select_nth_unstable(middle);
    let median = *median;
    counts.retain(|(payer, _), count| {
        matches!(payer, Payer::Location(_)) || count.under_way > 0 || count.bucket.full_at > median
    });
}

/// One taken from each bucket that a payer has to do with.
#[must_use = "an attempt that is dropped stays counted"]
pub struct Attempt<'a> {
    limits: &'a NetworkLimits,
    taken: Vec<(Key, Rate)>,
}

impl Attempt<'_> {
    /// Gives the spent units back: the attempt does not count.
    pub fn refund(mut self) {
        self.give_back();
    }

    /// The outcome of a step. If it failed, the network is not to blame and gets its units back.
    pub fn unless_failed<T, E: Into<Fault>>(&mut self, outcome: Result<T, E>) -> Result<T, Fault> {
        outcome.map_err(|failure| {
            self.give_back();
            failure.into()
        })
    }

    fn give_back(&mut self) {
        self.settle(|count, rate| {
            count.bucket.full_at = count.bucket.full_at.saturating_sub(rate.interval()).unwrap_or(count.bucket.full_at);
        });
    }

    fn settle(&mut self, outcome: impl Fn(&mut Count, Rate)) {
        let taken = std::mem::take(&mut self.taken);
        if taken.is_empty() {
            return;
        }
        let mut counts = self.limits.lock();
        for (key, rate) in taken {
            if let Some(count) = counts.get_mut(&key) {
                count.under_way = count.under_way.saturating_sub(1);
                outcome(count, rate);
            }
        }
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        self.settle(|count, _| count.unflushed += 1);
    }
}

/// What a request takes: one of the network's requests, and one of its verification emails if it asks for one.
#[must_use = "an attempt that is dropped stays counted"]
pub struct RequestAttempt<'a> {
    pub(crate) request: Attempt<'a>,
    pub(crate) verification: Option<Attempt<'a>>,
}

impl RequestAttempt<'_> {
    /// See [`Attempt::refund`].
    pub fn refund(mut self) {
        self.give_back();
    }

    /// See [`Attempt::unless_failed`].
    pub fn unless_failed<T, E: Into<Fault>>(&mut self, outcome: Result<T, E>) -> Result<T, Fault> {
        outcome.map_err(|failure| {
            self.give_back();
            failure.into()
        })
    }

    /// The request counts, but no email comes of it.
    pub(crate) fn mails_nothing(mut self) {
        self.verification.iter_mut().for_each(Attempt::give_back);
    }

    fn give_back(&mut self) {
        self.request.give_back();
        self.verification.iter_mut().for_each(Attempt::give_back);
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use super::*;
    use crate::testing::ManualClock;

    fn limits(rate: &str) -> (Arc<ManualClock>, NetworkLimits) {
        let clock = Arc::new(ManualClock::default());
        let settings = LimitSettings { failures_per_network: rate.parse().ok(), ..LimitSettings::default() };
        (clock.clone(), NetworkLimits::new(settings, clock))
    }

    fn network(number: u32) -> ClientNetwork {
        ClientNetwork::from(IpAddr::V4(Ipv4Addr::from(0x0a00_0000 + number)))
    }

    fn fail(limits: &NetworkLimits, number: u32) -> bool {
        limits.attempt(network(number), Counter::Failures).is_ok()
    }

    #[test]
    fn a_network_is_refused_once_its_bucket_is_empty_and_no_other_one_is() {
        let (clock, limits) = limits("2/10m");
        assert!(fail(&limits, 1) && fail(&limits, 1) && !fail(&limits, 1));
        assert!(fail(&limits, 2));
        clock.advance(Duration::from_mins(5));
        assert!(fail(&limits, 1) && !fail(&limits, 1));
    }

    #[test]
    fn attempts_under_way_count_and_refunded_ones_do_not() {
        let (_, limits) = limits("2/10m");
        let first = limits.attempt(network(1), Counter::Failures).unwrap();
        let second = limits.attempt(network(1), Counter::Failures).unwrap();
        assert!(!fail(&limits, 1));
        first.refund();
        assert!(fail(&limits, 1) && !fail(&limits, 1));
        drop(second);
    }

    #[test]
    fn an_attempt_whose_step_failed_does_not_count() {
        let (_, limits) = limits("1/10m");
        let mut attempt = limits.attempt(network(1), Counter::Failures).unwrap();
        assert!(attempt.unless_failed(Err::<(), _>(Fault::Internal("no disk".into()))).is_err());
        drop(attempt);
        let mut attempt = limits.attempt(network(1), Counter::Failures).unwrap();
        assert_eq!(attempt.unless_failed(Ok::<_, Fault>(7)).unwrap(), 7);
        drop(attempt);
        assert!(!fail(&limits, 1));
    }

    #[test]
    fn a_clock_that_is_set_back_shuts_nobody_out_and_lets_nobody_in() {
        let (clock, limits) = limits("2/10m");
        assert!(fail(&limits, 1) && fail(&limits, 1) && fail(&limits, 2));
        clock.set_back(Duration::from_hours(1));
        assert!(fail(&limits, 2) && !fail(&limits, 1) && !fail(&limits, 2));
        clock.advance(Duration::from_mins(5));
        assert!(fail(&limits, 1));
    }

    #[test]
    fn memory_is_bounded_and_the_emptiest_buckets_stay() {
        let (_, limits) = limits("2/10m");
        assert!(fail(&limits, 0) && fail(&limits, 0));
        for number in 1..=u32::try_from(MAX_NETWORKS).unwrap() {
            fail(&limits, number);
        }
        assert!(limits.lock().len() <= MAX_NETWORKS);
        assert!(!fail(&limits, 0));
    }
}
