//! A manual clock, repeatable randomness, a vault that seals nothing and channels of imaginary APIs, for the tests of
//! every crate.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use zeroize::Zeroizing;

use crate::digest::AddressKey;
use crate::email_address::EmailAddress;
use crate::engine::Engine;
use crate::outbox::{ChannelProfile, Channels, SentMail, Settlement};
use crate::ports::{Clock, Rng, Vault, VaultError};
use crate::time::{Duration, after};

/// A clock that only tests move.
#[derive(Debug)]
pub struct ManualClock(Mutex<Timestamp>);

impl Default for ManualClock {
    /// Starts at 2027-01-15T08:00:00Z.
    fn default() -> Self {
        Self(Mutex::new(Timestamp::constant(1_800_000_000, 0)))
    }
}

impl ManualClock {
    /// Moves forward.
    pub fn advance(&self, span: Duration) {
        let mut now = self.lock();
        *now = after(*now, span);
    }

    /// Moves back, like a machine's clock that somebody sets.
    pub fn set_back(&self, span: Duration) {
        let mut now = self.lock();
        *now = now.saturating_sub(span).unwrap_or(Timestamp::MIN);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Timestamp> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.lock()
    }
}

/// Randomness that is the same for the same seed: SHA-256 over seed and a counter.
#[derive(Debug)]
pub struct SeededRng {
    seed: u64,
    drawn: AtomicU64,
}

impl SeededRng {
    /// Starts over at `seed`.
    pub fn new(seed: u64) -> Self {
        Self { seed, drawn: AtomicU64::new(0) }
    }
}

impl Rng for SeededRng {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let counter = self.drawn.fetch_add(1, Ordering::Relaxed);
            let block =
                Sha256::new().chain_update(self.seed.to_be_bytes()).chain_update(counter.to_be_bytes()).finalize();
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }
}

/// "Seals" by prepending the owner.
#[derive(Debug, Clone, Copy)]
pub struct PlainVault;

impl Vault for PlainVault {
    fn seal(&self, owner: &[u8; 16], secret: &[u8]) -> Result<Vec<u8>, VaultError> {
        Ok([owner.as_slice(), secret].concat())
    }

    fn open(&self, owner: &[u8; 16], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let secret = sealed.strip_prefix(owner).ok_or(VaultError)?;
        Ok(Zeroizing::new(secret.to_vec()))
    }
}

/// Always emails links, and nothing to an address without an account.
pub const PORTAL: ChannelProfile = ChannelProfile::minimal("portal");

/// Reports the outcome of the email to its callers.
pub const REPORTER: ChannelProfile = ChannelProfile {
    no_account_notice: true,
    reports_delivery: true,
    account_language: false,
    sets_first_password: true,
    ..ChannelProfile::minimal("reporter")
};

/// Has routes of its own that links lead to.
pub const APP: ChannelProfile = ChannelProfile {
    follows_reset_method: true,
    reset_redirect_path: Some("app/reset-link"),
    verification_path: Some("app/verify-link"),
    ..ChannelProfile::minimal("app")
};

/// The sign-ups of [`APP`].
pub const APP_SIGN_UP: ChannelProfile = ChannelProfile { code: "app_sign_up", signs_up: true, ..APP };

/// All of them.
pub fn channels() -> Channels {
    Channels::new([PORTAL, REPORTER, APP, APP_SIGN_UP])
}

/// That an engine's mail to this address was handed over, under a name of its own.
pub fn sent_mail(engine: &Engine, to: &EmailAddress) -> Settlement {
    let mut name = [0; 16];
    engine.ports().rng.fill(&mut name);
    let mailbox = AddressKey::of(to, engine.digest_key());
    Settlement::Sent(SentMail { name: name.into(), mailbox, sender: None, provider_id: None })
}
