//! Accounts as another system has them now, and what an import changes about existing ones.

use super::{Account, AccountEdit, AccountStatus, Edited, Epoch, ExternalId, NewAccount};
use crate::audit::Action;
use crate::digest::{AddressKey, DigestKey};
use crate::password_hash::PasswordHash;
use crate::time::Timestamp;

/// What an import left behind, so that the next one knows what has changed in the other system since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ImportMark {
    /// Which hash was imported; none if none was, or a reset has replaced its password since.
    pub hash: Option<HashMark>,
    /// Whether the import locked the account.
    pub locked: bool,
    /// The address that the other system had; none if it is unknown.
    pub address: Option<AddressKey>,
}

/// The keyed digest of an imported hash. It survives when a sign-in replaces the hash by one of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashMark([u8; 32]);

impl HashMark {
    /// The mark of a hash.
    pub fn of(hash: &PasswordHash, key: &DigestKey) -> Self {
        Self(key.digest("imported hash", &[hash.expose().as_bytes()]))
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for HashMark {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

/// An account that another system describes, and that may be here already.
#[derive(Debug, Clone)]
pub struct ImportedAccount {
    /// The account to be added if it is not.
    pub account: NewAccount,
    /// Whether the other system says where it belongs.
    pub says_locations: bool,
    /// Whether the other system says if it is locked.
    pub says_status: bool,
}

/// What an import makes of an account that is here.
#[derive(Debug, Clone)]
pub struct Updated {
    /// The account, and what to record.
    pub edited: Edited,
    /// The hash to store, if the other system has a newer one.
    pub password: Option<PasswordHash>,
    /// What the next import has to know.
    pub mark: ImportMark,
    /// Whether a password that was set here was kept, although the other system has another hash.
    pub password_kept: bool,
    /// Whether an address that was changed here was kept, because the other system's is still the one before.
    pub address_kept: bool,
}

impl ImportedAccount {
    /// What the account is known by in the other system.
    pub fn external_id(&self) -> Option<&ExternalId> {
        self.account.external_id.as_ref()
    }

    /// What the import changes about the account that was found for it. Fields that the other system leaves out keep
    /// their value. A hash is newer if it differs from the one that was imported last; a password that was set here is
    /// kept, and so is an address that was changed here, until the other system's own changes. An import unlocks only
    /// what an import locked, because an operator or "this wasn't me" may also have locked it. Pure: the store writes the
    /// result.
    pub fn update(&self, before: &Account, mark: ImportMark, now: Timestamp) -> Updated {
        let theirs = &self.account;
        let is_locked = before.status == AccountStatus::Locked;
        let locked = match theirs.status {
            AccountStatus::Locked => Some(true),
            _ => (mark.locked && is_locked).then_some(false),
        };
        let locked = locked.filter(|_| self.says_status);
        // What its owner disowned needs a reset also after the lock.
        let must_reset = (locked == Some(true) && before.status == AccountStatus::Disowned).then_some(true);
        let is_same_address = theirs.mark.address.is_some() && theirs.mark.address == mark.address;
        let address_kept = is_same_address && theirs.email != before.email;
        let edit = AccountEdit {
            email: (!address_kept).then(|| theirs.email.clone()),
            // What is verified there is the other address.
            email_verified: (theirs.email_verified && !address_kept).then_some(true),
            name: theirs.name.clone().map(Some),
            locale: theirs.locale.clone().map(Some),
            provider: theirs.provider.clone().map(Some),
            profile: Some(theirs.profile.clone()).filter(|profile| !profile.fields().is_empty()),
            locations: self.says_locations.then(|| theirs.locations.clone()),
            external_id: theirs.external_id.clone().map(Some),
            locked,
            must_reset,
            end_sessions: false,
        };
        let mut edited = edit.apply(before, now);
        let is_ours = before.password.is_some() && mark.hash.is_none();
        let newer = theirs
            .password
            .as_ref()
            .filter(|hash| theirs.mark.hash != mark.hash && before.password.as_ref() != Some(hash));
        let password = newer.filter(|_| !is_ours).cloned();
        if password.is_some() {
            edited.actions.push(Action::PasswordImported);
            if edited.account.epoch == before.epoch {
                edited.account.epoch = Epoch(before.epoch.0 + 1);
                edited.account.epoch_at = now;
            }
            edited.account.updated_at = now;
        }
        let password_kept = newer.is_some() && is_ours;
        let mut mark = ImportMark { address: theirs.mark.address.or(mark.address), ..mark };
        if self.says_status {
            mark.locked = locked == Some(true) && (mark.locked || !is_locked);
        }
        if theirs.password.is_some() && !password_kept {
            mark.hash = theirs.mark.hash;
        }
        Updated { edited, password, mark, password_kept, address_kept }
    }
}
