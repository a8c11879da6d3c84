//! By address and password.

use super::{SignIn, SignInError, SignedIn, Visitor};
use crate::account::{Account, AccountStatus};
use crate::audit::{Action, Fact};
use crate::context::Ports;
use crate::digest::AddressKey;
use crate::email_address::EmailAddress;
use crate::error::Fault;
use crate::location::Locations;
use crate::network::ClientNetwork;
use crate::outcome::Named;
use crate::policy::Password;
use crate::ports::{Decoy, Event, NearestAccount, Store};
use crate::presented::Presentation;
use crate::work::Work;

/// What a password is to an address.
enum Checked {
    /// The account's, which may sign in.
    Right(Box<Account>),
    /// The one that was offered at sign-up, and is not the account's.
    Offered,
    /// Nothing.
    Wrong,
}

/// A try that counts as wrong until it ends otherwise.
pub(super) struct TrialUnderWay {
    address: AddressKey,
    network: ClientNetwork,
}

impl TrialUnderWay {
    /// The password was not wrong. If that can't be recorded, the outcome stays the same, and the person has one free
    /// try less.
    pub(super) async fn end(self, store: &dyn Store, entered: bool) {
        let Self { address, network } = self;
        drop(if entered {
            store.welcome(address, network, true).await
        } else {
            store.forgive_trial(address, network).await
        });
    }
}

/// Whether the audit trail counts it: a missing second factor is recorded by its step, and the rest is not a
/// refusal.
fn is_refusal(error: &SignInError) -> bool {
    match error {
        SignInError::Refused | SignInError::MustReset | SignInError::NotVerified => true,
        SignInError::Fault(fault) => matches!(fault, Fault::TooManyWrongPasswords { .. }),
        SignInError::SecondFactor { .. } => false,
    }
}

impl SignIn {
    /// By address and password. Whatever is wrong, saying so takes the same comparisons (R1): text that isn't an
    /// address is looked up as if nobody had it. Only those who know a password for it learn that an address must be
    /// verified: the account's, or the one that was offered at sign-up, for taken addresses as for new ones.
    pub async fn with_password(
        &self,
        username: &str,
        password: &Password,
        visitor: Visitor,
    ) -> Result<SignedIn, SignInError> {
        let network = visitor.origin.network;
        let address = EmailAddress::parse(username).ok();
        let step = self.check_password(address.as_ref(), password, visitor);
        let signed_in = self.observed("password", step).await;
        if let Err(error) = &signed_in
            && is_refusal(error)
        {
            let address = address.map(|address| AddressKey::of(&address, &self.0.key));
            self.0.note(Fact { address, ..Fact::from(network, Action::SignInRefused, error.name()) });
        }
        signed_in
    }

    async fn check_password(
        &self,
        address: Option<&EmailAddress>,
        password: &Password,
        visitor: Visitor,
    ) -> Result<SignedIn, SignInError> {
        let shared = &*self.0;
        let locations = shared.locations().await?;
        let presented = shared.present(password, visitor.origin.network)?;
        if password.is_over_long() {
            return Err(SignInError::Refused);
        }
        let trial = match address {
            Some(address) => match self.begin_trial(address, visitor.origin.network).await {
                Err(fault) => {
                    presented.refund();
                    return Err(fault.into());
                }
                trial => trial?,
            },
            None => None,
        };
        let checked = match shared.work(visitor.origin.network) {
            Ok(work) => self.check(address, password, &locations, &work).await.map(|checked| (checked, work)),
            Err(fault) => Err(fault),
        };
        let entered = match checked {
            Ok((Checked::Wrong, _)) => return Err(SignInError::Refused),
            Ok((Checked::Right(account), work)) => {
                self.let_in(account, password, &locations, visitor, presented, &work).await
            }
            Ok((Checked::Offered, _)) => {
                presented.refund();
                Err(SignInError::NotVerified)
            }
            Err(fault) => {
                presented.refund();
                Err(fault.into())
            }
        };
        if let Some(trial) = trial {
            trial.end(&*shared.ports.store, entered.is_ok()).await;
        }
        entered
    }

    /// Lets a person in whose password was right, if nothing else is in the way.
    async fn let_in(
        &self,
        account: Box<Account>,
        password: &Password,
        locations: &Locations,
        visitor: Visitor,
        mut presented: Presentation<'_>,
        work: &Work,
    ) -> Result<SignedIn, SignInError> {
        let shared = &*self.0;
        if account.must_reset || must_verify(locations, &account) {
            presented.refund();
            return Err(if account.must_reset { SignInError::MustReset } else { SignInError::NotVerified });
        }
        let entry = self.enter(visitor);
        let network = entry.origin.network;
        let outcome = shared.ports.store.open_session(&account, entry.opening()).await;
        let signed_in = match entry.end(shared, presented.unless_failed(outcome)?, presented) {
            Err(SignInError::SecondFactor { challenge, blocked_for, .. }) => {
                return Err(SignInError::SecondFactor { challenge, account: Some(account), blocked_for });
            }
            ended => ended?,
        };
        self.renew_hash(&account, password, network, work).await;
        Ok(signed_in)
    }

    /// Counts a try at an address, if it need not wait. `None` where nobody ever waits.
    pub(super) async fn begin_trial(
        &self,
        address: &EmailAddress,
        network: ClientNetwork,
    ) -> Result<Option<TrialUnderWay>, Fault> {
        let shared = &*self.0;
        let longest = shared.settings.limits.longest_sign_in_delay;
        if longest.is_zero() {
            return Ok(None);
        }
        let address = AddressKey::of(address, &shared.key);
        match shared.ports.store.begin_trial(address, network, longest).await? {
            None => Ok(Some(TrialUnderWay { address, network })),
            Some(retry_after) => {
                shared.ports.observer.happened(Event::Limited { limit: "sign_in" });
                Err(Fault::TooManyWrongPasswords { retry_after })
            }
        }
    }

    /// What a password is to an address.
    async fn check(
        &self,
        address: Option<&EmailAddress>,
        password: &Password,
        locations: &Locations,
        work: &Work,
    ) -> Result<Checked, Fault> {
        let Ports { store, hasher, .. } = &self.0.ports;
        let nearest = match address {
            Some(address) => store.nearest_account(address).await?,
            None => NearestAccount::Another(None),
        };
        // An account that may not sign in counts as having no password, so that the time does not reveal a right one.
        let account = nearest.asked_for().filter(|account| account.status == AccountStatus::Active);
        let hash = account.and_then(|account| account.password.as_ref());
        let stored = self.0.hash_recipes().await?;
        let key = address.map(|address| AddressKey::of(address, &self.0.key));
        if hasher.verify(work, password, hash, Decoy::new(&stored, key)).await?
            && let NearestAccount::AskedFor(account) = nearest
        {
            return Ok(Checked::Right(account));
        }
        let sign_up = locations.default().sign_up;
        if !sign_up.open || !sign_up.verify_email {
            return Ok(Checked::Wrong);
        }
        let offered = match address {
            Some(address) => store.offered_password(address).await?,
            None => None,
        };
        let is_offered = hasher.verify(work, password, offered.as_ref(), Decoy::new(&[], key)).await?;
        Ok(if is_offered { Checked::Offered } else { Checked::Wrong })
    }

    /// Rehashes the password if the stored hash is not what the settings ask for. A failure does not undo the sign-in;
    /// the next one tries again.
    async fn renew_hash(&self, account: &Account, password: &Password, network: ClientNetwork, work: &Work) {
        let Ports { hasher, store, .. } = &self.0.ports;
        let Some(old) = account.password.as_ref().filter(|hash| !hasher.is_current(hash)) else { return };
        let Ok(new) = hasher.hash(work, password).await else { return };
        drop(store.rehash(account.id, old, new, network).await);
    }
}

/// Whether a password that was just found right, or that was offered, waits for its address to be verified.
fn must_verify(locations: &Locations, account: &Account) -> bool {
    let own = account.location_for(locations.default().id);
    !account.email_verified && locations.get_or_default(own).sign_up.verify_email
}
