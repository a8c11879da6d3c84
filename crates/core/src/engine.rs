//! The engine: the services that dialects, pages, workers and commands call, over one context.

use std::net::IpAddr;
use std::sync::Arc;

use crate::accounts::Accounts;
use crate::audit::BackendToken;
use crate::context::{Context, Ports, Settings};
use crate::delivery::Delivery;
use crate::digest::DigestKey;
use crate::error::Fault;
use crate::ids::LocationId;
use crate::images::Images;
use crate::limits::{Attempt, Counter, LimitLoad, NetworkQuota};
use crate::links::Links;
use crate::location::{LocationDates, LocationSettings, Locations};
use crate::mails::Mails;
use crate::network::ClientNetwork;
use crate::policy::{BrokenRule, Password, PasswordPolicySettings};
use crate::ports::{Store, StoreError};
use crate::recovery::Recovery;
use crate::second_factors::SecondFactors;
use crate::sessions::Sessions;
use crate::sign_in::SignIn;
use crate::sign_up::SignUps;

/// The services. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    /// Asking for, inspecting and completing resets.
    pub recovery: Recovery,
    /// Ways in.
    pub sign_in: SignIn,
    /// Sign-ups.
    pub sign_ups: SignUps,
    /// Keeping second factors.
    pub second_factors: SecondFactors,
    /// Bearer and refresh tokens.
    pub sessions: Sessions,
    /// Keeping accounts.
    pub accounts: Accounts,
    /// The mail workers' side.
    pub delivery: Delivery,
    /// What becomes of emails afterwards.
    pub mails: Mails,
    /// Logos and icons.
    pub images: Arc<Images>,
    shared: Arc<Context>,
}

impl Engine {
    /// The services over these ports. `key` makes the keyed digests.
    pub fn new(ports: Ports, settings: Settings, key: DigestKey) -> Self {
        ports.store.mark_records(&key);
        let shared = Arc::new(Context::new(ports, settings, key));
        Self {
            recovery: Recovery::new(shared.clone()),
            sign_in: SignIn::new(shared.clone()),
            sign_ups: SignUps::new(shared.clone()),
            second_factors: SecondFactors::new(shared.clone()),
            sessions: Sessions::new(shared.clone()),
            accounts: Accounts::new(shared.clone()),
            delivery: Delivery::new(shared.clone()),
            mails: Mails::new(shared.clone()),
            images: Arc::new(Images::new(shared.clone())),
            shared,
        }
    }

    /// Every location, at most a second out of date.
    pub async fn locations(&self) -> Result<Arc<Locations>, Fault> {
        self.shared.locations().await
    }

    /// Changes a location, which may be new, for the product's own backend. This node sees it at once, others within a
    /// second.
    pub async fn change_location(
        &self,
        id: LocationId,
        patch: LocationSettings,
        backend: BackendToken,
    ) -> Result<(), Fault> {
        self.shared.ports.store.apply_locations_by(vec![(id, patch)], Some(backend)).await?;
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

    /// Where emails link to.
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

    /// Counts something that a network tries, at a door of its own: see
    /// [`NetworkLimits::attempt`](crate::limits::NetworkLimits::attempt).
    pub fn attempt(&self, network: ClientNetwork, counter: Counter) -> Result<Attempt<'_>, Fault> {
        self.shared.attempt(network, counter)
    }

    /// The rules of the default location that a password breaks, for APIs that judge it before they ask who sends it.
    /// `contract` is what the API asks of passwords.
    pub async fn check_password(
        &self,
        password: &Password,
        contract: PasswordPolicySettings,
    ) -> Result<Vec<BrokenRule>, Fault> {
        let locations = self.locations().await?;
        Ok(self.shared.password_policy(locations.default(), contract).check_text(password))
    }

    /// What a network has left of its limits.
    pub fn network_quotas(&self, network: ClientNetwork) -> Vec<NetworkQuota> {
        self.shared.limits.quotas(network)
    }

    /// Takes over what the nodes counted until now; to be called before the first request is accepted (R31).
    pub async fn load_shared_counts(&self) -> Result<(), StoreError> {
        let store: &dyn Store = &*self.shared.ports.store;
        self.shared.limits.load(store).await
    }

    /// Shares this node's counts of networks and locations with the others; to be called once a second.
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

    /// Notes a proxy that forwards addresses and is not trusted, for `rekey doctor` to tell.
    pub async fn note_untrusted_proxy(&self, peer: IpAddr) -> Result<(), StoreError> {
        self.shared.ports.store.note_untrusted_proxy(peer).await
    }

    /// How much is used of the limits that this node counts in memory.
    pub fn limit_load(&self) -> LimitLoad {
        self.shared.limits.load_now()
    }
}
