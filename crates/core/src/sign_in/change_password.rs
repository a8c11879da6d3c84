//! A new password, set by somebody who is signed in and knows the old one.

use super::{SignIn, SignInError};
use crate::account::Account;
use crate::audit::{Action, Fact};
use crate::digest::AddressKey;
use crate::error::Fault;
use crate::ids::EntryId;
use crate::origin::Origin;
use crate::outbox::NoticeLanguage;
use crate::outcome::Named;
use crate::password_hash::PasswordHash;
use crate::policy::{BrokenRule, Identity, Password, PasswordPolicy, PasswordPolicySettings};
use crate::ports::{ChangePassword, Decoy};
use crate::sessions::Authenticated;
use crate::work::Work;

/// A password to be changed.
#[derive(Debug)]
pub struct PasswordChange {
    /// The old password.
    pub old: Password,
    /// The new one.
    pub new: Password,
    /// What the API's contract requires of passwords. The location's own policy takes precedence.
    pub policy: PasswordPolicySettings,
    /// From where.
    pub origin: Origin,
    /// The language of the notice.
    pub language: NoticeLanguage,
}

/// Why a password was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangePasswordError {
    /// The account has no password.
    #[error("the account has no password")]
    NoPassword,
    /// The old password is wrong, or the session ended meanwhile.
    #[error("the old password is wrong")]
    Refused,
    /// The new password breaks rules.
    #[error("the password breaks {} rules", .0.len())]
    Password(Vec<BrokenRule>),
    /// It has nothing to do with the passwords.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl SignIn {
    /// Changes the password of somebody who is signed in. The old password counts like one that signs in: it has the
    /// same limits and delays. All other sessions end, with every mailed link and code. Gives the account after the
    /// change.
    pub async fn change_password(
        &self,
        known: &Authenticated,
        change: PasswordChange,
    ) -> Result<Account, ChangePasswordError> {
        let (shared, account, network) = (&*self.0, &known.account, change.origin.network);
        let old = account.password.as_ref().ok_or(ChangePasswordError::NoPassword)?;
        let locations = shared.locations().await?;
        let location = locations.get_or_default(account.location_for(locations.default().id));
        let policy = shared.password_policy(location, change.policy);
        let presented = shared.present(&change.old, network)?;
        let identity = Identity { email: &account.email, name: account.name.as_deref() };
        let broken = shared.judge(policy, &change.new, identity).await;
        if !broken.is_empty() {
            if !BrokenRule::any_costly(&broken) {
                presented.refund();
            }
            return Err(ChangePasswordError::Password(broken));
        }
        let trial = match self.begin_trial(&account.email, network).await {
            Err(fault) => {
                presented.refund();
                return Err(fault.into());
            }
            trial => trial?,
        };
        let hashed = match shared.work(network) {
            Ok(work) => self.hash_new(&change, old, policy, &work).await,
            Err(fault) => Err(fault.into()),
        };
        if matches!(hashed, Err(ChangePasswordError::Refused)) {
            let address = Some(AddressKey::of(&account.email, &shared.key));
            shared.note(Fact { address, ..Fact::from(network, Action::SignInRefused, SignInError::Refused.name()) });
            return Err(ChangePasswordError::Refused);
        }
        if !matches!(&hashed, Err(ChangePasswordError::Password(broken)) if BrokenRule::any_costly(broken)) {
            presented.refund();
        }
        if let Some(trial) = trial {
            trial.end(&*shared.ports.store, hashed.is_ok()).await;
        }
        let step = ChangePassword {
            session: known.session.id,
            old: old.clone(),
            new: hashed?,
            notice: EntryId::new(shared.now(), shared.rng()),
            location: location.id,
            origin: change.origin,
            language: change.language,
        };
        let changed = shared.ports.store.change_password(step).await.map_err(Fault::from)?;
        let changed = changed.ok_or(ChangePasswordError::Refused)?;
        shared.ports.deliveries.wake();
        Ok(changed)
    }

    /// The hash of the new password, if the old one is right.
    async fn hash_new(
        &self,
        change: &PasswordChange,
        old: &PasswordHash,
        policy: PasswordPolicy,
        work: &Work,
    ) -> Result<PasswordHash, ChangePasswordError> {
        let hasher = &self.0.ports.hasher;
        let is_old =
            async |password| hasher.verify(work, password, Some(old), Decoy::none()).await.map_err(Fault::from);
        if change.old.is_over_long() || !is_old(&change.old).await? {
            return Err(ChangePasswordError::Refused);
        }
        if policy.refuses_reuse && is_old(&change.new).await? {
            return Err(ChangePasswordError::Password(vec![BrokenRule::Reused]));
        }
        Ok(hasher.hash(work, &change.new).await.map_err(Fault::from)?)
    }
}
