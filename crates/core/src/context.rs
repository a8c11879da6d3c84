//! What all services share: the ports, the settings, and what is counted or remembered between requests.

mod directories;
mod recent;

use std::sync::Arc;

use url::Url;

pub use self::directories::Directories;
use self::recent::Recent;
use crate::account::Account;
use crate::audit::{Action, Fact, Tally};
use crate::digest::{AddressKey, DigestKey};
use crate::email_address::EmailAddress;
use crate::error::Fault;
use crate::ids::{EntryId, LocationId};
use crate::limits::{Attempt, Counter, LimitSettings, NetworkLimits, RequestAttempt};
use crate::links::Links;
use crate::location::{Location, LocationDefaults, Locations};
use crate::network::ClientNetwork;
use crate::offer::TypedPasswords;
use crate::outbox::{Channel, Channels};
use crate::outcome::{DONE, Named};
use crate::password_hash::HashRecipe;
use crate::policy::{BrokenRule, Identity, Password, PasswordPolicy, PasswordPolicySettings};
use crate::ports::{Breaches, Clock, Deliveries, Event, Hasher, Observer, Rng, Signer, Store, Vault};
use crate::second_factor::{Proof, SecondFactorTry};
use crate::time::{Duration, Timestamp};
use crate::work::Work;

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
    /// Where accounts live that are not our own.
    pub directories: Directories,
    /// Passwords that leaked elsewhere; none: new passwords are not looked for among them.
    pub breaches: Option<Arc<dyn Breaches>>,
    /// Metrics.
    pub observer: Arc<dyn Observer>,
}

/// The engine's part of the configuration.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where people reach our pages.
    pub public_url: Url,
    /// The defaults of locations.
    pub location_defaults: LocationDefaults,
    /// The profiles of all channels.
    pub channels: Channels,
    /// How often things may happen.
    pub limits: LimitSettings,
    /// How long bearer tokens live, where a dialect does not say.
    pub bearer_lifetime: Duration,
    /// How long refresh tokens live.
    pub refresh_lifetime: Duration,
    /// Whether emails are sent at all.
    pub mail_enabled: bool,
    /// Whether an address without an account gets an email that says so.
    pub no_account_notice: bool,
}

/// What all services share.
pub(crate) struct Context {
    pub(crate) ports: Ports,
    pub(crate) settings: Settings,
    pub(crate) key: DigestKey,
    pub(crate) links: Links,
    pub(crate) limits: NetworkLimits,
    pub(crate) tally: Tally,
    pub(crate) typed: TypedPasswords,
    pub(crate) locations: Recent<Arc<Locations>>,
    hash_recipes: Recent<Arc<[HashRecipe]>>,
}

impl Context {
    pub(crate) fn new(ports: Ports, settings: Settings, key: DigestKey) -> Self {
        Self {
            links: Links::new(settings.public_url.clone()),
            limits: NetworkLimits::new(settings.limits, ports.clock.clone()),
            tally: Tally::default(),
            typed: TypedPasswords::new(key.clone()),
            locations: Recent::default(),
            hash_recipes: Recent::default(),
            key,
            ports,
            settings,
        }
    }

    /// Reports the outcome of a step to the observer.
    pub(crate) async fn observed<T, E: Named>(
        &self,
        step: impl Future<Output = Result<T, E>>,
        event: impl FnOnce(&'static str) -> Event,
    ) -> Result<T, E> {
        let done = step.await;
        self.ports.observer.happened(event(done.as_ref().map_or_else(Named::name, |_| DONE)));
        done
    }

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

    /// Every recipe by which a stored hash was made, at most a second old.
    pub(crate) async fn hash_recipes(&self) -> Result<Arc<[HashRecipe]>, Fault> {
        let read = async || Ok(self.ports.store.hash_recipes().await?.into());
        self.hash_recipes.get(self.now(), read).await
    }

    /// The policy for a password: the location's own rules, over what an API's contract and the installation ask for.
    pub(crate) fn password_policy(&self, location: &Location, contract: PasswordPolicySettings) -> PasswordPolicy {
        location.own_password_policy.or(contract.tightening(self.settings.location_defaults.password_policy))
    }

    /// Every rule that a new password breaks (R16). A password that breaks none is looked up among breached ones. If
    /// the list can't be reached, the password is accepted, so that people can still reset.
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

    /// Takes what an accepted request spends from its network's buckets.
    pub(crate) fn attempt_request(
        &self,
        network: ClientNetwork,
        proves_address: bool,
    ) -> Result<RequestAttempt<'_>, Fault> {
        let request = self.attempt(network, Counter::Requests)?;
        if !proves_address {
            return Ok(RequestAttempt { request, verification: None });
        }
        match self.attempt(network, Counter::Verifications) {
            Ok(verification) => Ok(RequestAttempt { request, verification: Some(verification) }),
            Err(fault) => {
                request.refund();
                Err(fault)
            }
        }
    }

    /// Where mail for an account goes: for one that lives in a directory, the address that the directory gives now.
    /// None: the directory no longer has the account.
    pub(crate) async fn address_of(&self, account: Account) -> Result<Option<EmailAddress>, Fault> {
        let Some(shadow) = account.shadow else { return Ok(Some(account.email)) };
        let entry = self.ports.directories.get(&shadow.directory)?.get(&shadow.key).await?;
        Ok(entry.map(|entry| entry.email))
    }

    /// Charges a network for a request that is about to hash a password. There is no refund: the work is done whatever
    /// the outcome of the request (R27).
    pub(crate) fn work(&self, network: ClientNetwork) -> Result<Work, Fault> {
        drop(self.attempt(network, Counter::Work)?);
        Ok(Work::charged_to(network))
    }

    /// Takes one from the location's notices, for a request that is about to be accepted. `None`: the channel does not
    /// send the notice, or none is left. This never checks whether the address has an account (R23).
    pub(crate) fn notice(&self, channel: &Channel, location: LocationId) -> Option<Attempt<'_>> {
        let knows = self.settings.no_account_notice && self.settings.channels.profile(channel).no_account_notice;
        if !knows {
            return None;
        }
        let notice = self.limits.attempt(location, Counter::Notices);
        if notice.is_err() {
            self.ports.observer.happened(Event::Limited { limit: Counter::Notices.code() });
        }
        notice.ok()
    }

    /// Counts something for the audit trail.
    pub(crate) fn note(&self, fact: Fact) {
        self.tally.note(fact);
    }

    /// Makes the network familiar to the address, after a sign-in from it without a password ([`crate::trial`]). If
    /// this can't be written, the network stays unfamiliar for now.
    pub(crate) async fn welcome(&self, address: &EmailAddress, network: ClientNetwork) {
        if !self.settings.limits.longest_sign_in_delay.is_zero() {
            drop(self.ports.store.welcome(AddressKey::of(address, &self.key), network, false).await);
        }
    }

    pub(crate) fn second_factor_try(&self, proof: Option<Proof>) -> SecondFactorTry {
        let notice = EntryId::new(self.now(), self.rng());
        SecondFactorTry::new(proof, self.ports.vault.clone(), self.key.clone(), notice)
    }
}
