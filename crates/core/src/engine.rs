//! The engine: the services that dialects, pages, workers and commands call, over one set of ports.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use url::Url;

use crate::accounts::Accounts;
use crate::audit::{Action, Fact, Tally};
use crate::delivery::Delivery;
use crate::digest::{AddressKey, DigestKey};
use crate::email_address::EmailAddress;
use crate::error::Fault;
use crate::ids::LocationId;
use crate::limits::{Attempt, Counter, LimitSettings, NetworkLimits, NetworkQuota};
use crate::links::Links;
use crate::location::{LocationDates, LocationDefaults, LocationSettings, Locations};
use crate::network::ClientNetwork;
use crate::outbox::Channels;
use crate::password_hash::HashRecipe;
use crate::policy::{BrokenRule, Identity, Password, PasswordPolicy};
use crate::ports::{
    AddressLimits, Breaches, Clock, Deliveries, Event, Hasher, Observer, Rng, Signer, Store, StoreError, Vault,
};
use crate::recovery::Recovery;
use crate::second_factor::{Proof, SecondFactorTry, SecondFactors};
use crate::session::Sessions;
use crate::sign_in::SignIn;
use crate::sign_up::SignUps;
use crate::time::{Duration, Timestamp, after};

/// What the engine needs from outside.
#[derive(Clone)]
pub struct Ports {
    /// Storage.
    pub store: Arc<dyn Store>,
    /// Password hashing.
    pub hasher: Arc<dyn Hasher>,
    /// JWTs.
    pub signer: Arc<dyn Signer>,
    /// Sealing.
    pub vault: Arc<dyn Vault>,
    /// Time, for what the store does not time itself.
    pub clock: Arc<dyn Clock>,
    /// Secrets.
    pub rng: Arc<dyn Rng>,
    /// The mail workers.
    pub deliveries: Arc<dyn Deliveries>,
    /// Passwords that leaked elsewhere; none: new passwords are not looked for among them.
    pub breaches: Option<Arc<dyn Breaches>>,
    /// Whoever keeps count.
    pub observer: Arc<dyn Observer>,
}

/// What the engine is told by the configuration.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where our pages stand.
    pub public_url: Url,
    /// What holds for locations that set nothing else.
    pub location_defaults: LocationDefaults,
    /// The profiles of all channels.
    pub channels: Channels,
    /// How often things may happen.
    pub limits: LimitSettings,
    /// How long bearer tokens live, where a dialect does not say.
    pub bearer_lifetime: Duration,
    /// How long refresh tokens live.
    pub refresh_lifetime: Duration,
    /// Whether mails are sent at all.
    pub mail_enabled: bool,
    /// Whether an address without an account is told so by mail.
    pub no_account_notice: bool,
}

/// The services. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    /// Asking for, inspecting and completing resets.
    pub recovery: Recovery,
    /// Ways in.
    pub sign_in: SignIn,
    /// People who make accounts by themselves.
    pub sign_ups: SignUps,
    /// Keeping second factors.
    pub second_factors: SecondFactors,
    /// Bearer and refresh tokens.
    pub sessions: Sessions,
    /// Keeping accounts.
    pub accounts: Accounts,
    /// The mail workers' side.
    pub delivery: Delivery,
    shared: Arc<Shared>,
}

/// What all services share.
pub(crate) struct Shared {
    pub(crate) ports: Ports,
    pub(crate) settings: Settings,
    pub(crate) key: DigestKey,
    pub(crate) links: Links,
    pub(crate) limits: NetworkLimits,
    tally: Tally,
    locations: Recent<Arc<Locations>>,
    hash_recipes: Recent<Arc<[HashRecipe]>>,
}

impl Engine {
    /// The services over these ports. `key` makes the keyed digests.
    pub fn new(ports: Ports, settings: Settings, key: DigestKey) -> Self {
        let shared = Arc::new(Shared {
            links: Links::new(settings.public_url.clone()),
            limits: NetworkLimits::new(settings.limits, ports.clock.clone()),
            tally: Tally::default(),
            locations: Recent::default(),
            hash_recipes: Recent::default(),
            key,
            ports,
            settings,
        });
        Self {
            recovery: Recovery::new(shared.clone()),
            sign_in: SignIn::new(shared.clone()),
            sign_ups: SignUps::new(shared.clone()),
            second_factors: SecondFactors::new(shared.clone()),
            sessions: Sessions::new(shared.clone()),
            accounts: Accounts::new(shared.clone()),
            delivery: Delivery::new(shared.clone()),
            shared,
        }
    }

    /// Every location, as it was a second ago at most.
    pub async fn locations(&self) -> Result<Arc<Locations>, Fault> {
        self.shared.locations().await
    }

    /// Changes a location, which may be new. This node sees it at once, others within a second.
    pub async fn change_location(&self, id: LocationId, patch: LocationSettings) -> Result<(), Fault> {
        self.shared.ports.store.apply_locations(vec![(id, patch)]).await?;
        self.shared.locations.forget();
        Ok(())
    }

    /// When a location was set; none: nobody ever did.
    pub async fn location_dates(&self, id: LocationId) -> Result<Option<LocationDates>, Fault> {
        Ok(self.shared.ports.store.location_dates(id).await?)
    }

    /// The configuration that the engine runs by.
    pub fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    /// Where mails link to.
    pub fn links(&self) -> &Links {
        &self.shared.links
    }

    /// What the engine asks for the time, JWTs and storage.
    pub fn ports(&self) -> &Ports {
        &self.shared.ports
    }

    /// The key of keyed digests: pages make their form tokens with it.
    pub fn digest_key(&self) -> &DigestKey {
        &self.shared.key
    }

    /// Counts something that a network tries, at a door of its own: see [`NetworkLimits::attempt`].
    pub fn attempt(&self, network: ClientNetwork, counter: Counter) -> Result<Attempt<'_>, Fault> {
        self.shared.attempt(network, counter)
    }

    /// How a network stands with the limits that are counted by networks.
    pub fn network_quotas(&self, network: ClientNetwork) -> Vec<NetworkQuota> {
        self.shared.limits.quotas(network)
    }

    /// Shares this node's network counts with the others; to be called once a second.
    pub async fn flush_network_counts(&self) -> Result<(), StoreError> {
        let store: &dyn Store = &*self.shared.ports.store;
        self.shared.limits.flush(store).await
    }

    /// Writes down what was refused, and what else is only counted, as records of the audit trail; to be called once a
    /// minute. What can't be written down stays counted.
    pub async fn record_counts(&self) -> Result<(), StoreError> {
        let counted = self.shared.tally.take();
        if counted.is_empty() {
            return Ok(());
        }
        let recorded = self.shared.ports.store.record_counts(counted.clone()).await;
        recorded.inspect_err(|_| self.shared.tally.put_back(&counted))
    }

    /// Seals up to `limit` records of the audit trail; to be called every second or so. How many were sealed.
    pub async fn seal_audit(&self, limit: usize) -> Result<usize, StoreError> {
        self.shared.ports.store.seal_audit(&self.shared.key, limit).await
    }

    /// How many counts per client network this node remembers.
    pub fn remembered_networks(&self) -> usize {
        self.shared.limits.len()
    }
}

impl Shared {
    pub(crate) fn now(&self) -> Timestamp {
        self.ports.clock.now()
    }

    pub(crate) fn rng(&self) -> &dyn Rng {
        &*self.ports.rng
    }

    pub(crate) async fn locations(&self) -> Result<Arc<Locations>, Fault> {
        let store: &dyn Store = &*self.ports.store;
        let read = async || Ok(Locations::resolve(&self.settings.location_defaults, store.locations().await?).into());
        self.locations.get(self.now(), read).await
    }

    /// Every recipe by which a stored hash was made, as it was a second ago at most.
    pub(crate) async fn hash_recipes(&self) -> Result<Arc<[HashRecipe]>, Fault> {
        let read = async || Ok(self.ports.store.hash_recipes().await?.into());
        self.hash_recipes.get(self.now(), read).await
    }

    /// Every rule that a new password breaks (R16). One that breaks no other is looked for among breached passwords; if
    /// they can't be asked, it passes: a list that is down keeps nobody from a reset.
    pub(crate) async fn judge(
        &self,
        policy: PasswordPolicy,
        password: &Password,
        identity: Identity<'_>,
    ) -> Vec<BrokenRule> {
        let broken = policy.check(password, identity);
        let Some(breaches) = self.ports.breaches.as_ref().filter(|_| broken.is_empty()) else { return broken };
        let found = breaches.contains(password).await;
        let outcome = match found {
            Ok(true) => "breached",
            Ok(false) => "clean",
            Err(_) => "unavailable",
        };
        self.ports.observer.happened(Event::BreachChecked { outcome });
        if found == Ok(true) { vec![BrokenRule::Breached] } else { broken }
    }

    /// Takes one from a network's bucket, as [`NetworkLimits::attempt`] does.
    pub(crate) fn attempt(&self, network: ClientNetwork, counter: Counter) -> Result<Attempt<'_>, Fault> {
        self.limits.attempt(network, counter).inspect_err(|_| {
            let limit = counter.code();
            self.ports.observer.happened(Event::Limited { limit });
            self.note(Fact::from(network, Action::NetworkLimited, limit));
        })
    }

    /// Counts something for the audit trail.
    pub(crate) fn note(&self, fact: Fact) {
        self.tally.note(fact);
    }

    /// Makes the network familiar to the address, which was entered from it without a password ([`crate::trial`]). If
    /// that can't be written down, it stays strange for now.
    pub(crate) async fn welcome(&self, address: &EmailAddress, network: ClientNetwork) {
        if !self.settings.limits.longest_sign_in_delay.is_zero() {
            drop(self.ports.store.welcome(AddressKey::of(address, &self.key), network, false).await);
        }
    }

    pub(crate) fn second_factor_try(&self, proof: Option<Proof>) -> SecondFactorTry {
        SecondFactorTry::new(proof, self.ports.vault.clone(), self.key.clone())
    }

    pub(crate) fn address_limits(&self, cooldown: Duration) -> AddressLimits {
        AddressLimits {
            cooldown,
            requests: self.settings.limits.requests_per_address,
            mails: self.settings.limits.mails_per_address,
        }
    }
}

/// How long a node goes on with what it read.
const RECENT: Duration = Duration::from_secs(1);

/// What was read last, so that not every request reads what hardly ever changes.
struct Recent<T>(Mutex<Kept<T>>);

struct Kept<T> {
    value: Option<(Timestamp, T)>,
    /// How often it was forgotten: what was read before that is not kept.
    forgotten: u64,
}

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self(Mutex::new(Kept { value: None, forgotten: 0 }))
    }
}

impl<T: Clone> Recent<T> {
    /// Has the next one who asks read again.
    fn forget(&self) {
        let mut kept = self.lock();
        *kept = Kept { value: None, forgotten: kept.forgotten + 1 };
    }

    async fn get(&self, now: Timestamp, read: impl AsyncFnOnce() -> Result<T, StoreError>) -> Result<T, Fault> {
        let (kept, forgotten) = {
            let kept = self.lock();
            (kept.value.clone(), kept.forgotten)
        };
        if let Some((read_at, value)) = kept
            && (read_at..after(read_at, RECENT)).contains(&now)
        {
            return Ok(value);
        }
        let value = read().await?;
        let mut kept = self.lock();
        if kept.forgotten == forgotten {
            kept.value = Some((now, value.clone()));
        }
        Ok(value)
    }

    fn lock(&self) -> MutexGuard<'_, Kept<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_read_before_a_change_is_not_kept_after_it() {
        let (recent, now) = (Recent::default(), Timestamp::UNIX_EPOCH);
        let changed_meanwhile = async || {
            recent.forget();
            Ok(1)
        };
        assert_eq!(recent.get(now, changed_meanwhile).await.unwrap(), 1);
        assert_eq!(recent.get(now, async || Ok(2)).await.unwrap(), 2);
        assert_eq!(recent.get(now, async || Ok(3)).await.unwrap(), 2, "kept for a second");
    }
}
