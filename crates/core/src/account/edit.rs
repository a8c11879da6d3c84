//! What the product's own backend may change about an account. Passwords are excluded (R18).

use super::{Account, AccountStatus, Epoch, ExternalId};
use crate::audit::Action;
use crate::email_address::EmailAddress;
use crate::ids::LocationId;
use crate::locale::Locale;
use crate::profile::Profile;
use crate::time::Timestamp;

/// Changes to an account; `None` leaves a field unchanged.
#[derive(Debug, Clone, Default)]
pub struct AccountEdit {
    /// Another address. It counts as unproven unless `email_verified` says so, and all that was begun under the old one
    /// is void (R6).
    pub email: Option<EmailAddress>,
    /// Whether the address counts as proven.
    pub email_verified: Option<bool>,
    /// What to call the person; `Some(None)`: nothing.
    pub name: Option<Option<String>>,
    /// The language of its emails; `Some(None)`: none of its own.
    pub locale: Option<Option<Locale>>,
    /// What the person signs in with instead of a password; `Some(None)`: nothing.
    pub provider: Option<Option<String>>,
    /// Another profile in place of the old one.
    pub profile: Option<Profile>,
    /// Where it belongs, its own location first.
    pub locations: Option<Vec<LocationId>>,
    /// Another system's id of the account; `Some(None)`: nothing.
    pub external_id: Option<Option<ExternalId>>,
    /// To lock it, or to open what is locked or disowned.
    pub locked: Option<bool>,
    /// Whether the next sign-in is refused until the password is reset.
    pub must_reset: Option<bool>,
    /// Whether every session, token and code ends.
    pub end_sessions: bool,
}

/// An account after its changes.
#[derive(Debug, Clone)]
pub struct Edited {
    /// The account.
    pub account: Account,
    /// What to record; nothing if nothing was changed.
    pub actions: Vec<Action>,
}

impl AccountEdit {
    /// Whether it changes what a directory keeps about its accounts, and Rekey therefore does not (R32).
    pub fn describes_the_person(&self) -> bool {
        let Self { email, email_verified, name, locale, provider, profile, external_id, .. } = self;
        email.is_some()
            || email_verified.is_some()
            || name.is_some()
            || locale.is_some()
            || provider.is_some()
            || profile.is_some()
            || external_id.is_some()
    }

    /// What becomes of the account. Pure: the store writes it down.
    pub fn apply(&self, before: &Account, now: Timestamp) -> Edited {
        let mut account = before.clone();
        let mut actions = Vec::new();
        let mut begins_epoch = false;
        let mut touched = false;
        if let Some(email) = &self.email {
            if *email != before.email {
                account.email_verified = false;
                begins_epoch = true;
                actions.push(Action::AddressChanged);
            }
            touched |= email.as_stored() != before.email.as_stored();
            account.email = email.clone();
        }
        touched |= set(&mut account.email_verified, self.email_verified);
        touched |= set(&mut account.name, self.name.clone());
        touched |= set(&mut account.locale, self.locale.clone());
        touched |= set(&mut account.provider, self.provider.clone());
        touched |= set(&mut account.external_id, self.external_id.clone());
        touched |= set(&mut account.profile, self.profile.clone());
        touched |= set(&mut account.locations, self.locations.clone());
        if set(&mut account.must_reset, self.must_reset) {
            touched |= !account.must_reset;
            actions.extend(account.must_reset.then_some(Action::ResetDemanded));
        }
        match (self.locked, before.status) {
            (Some(true), status) if status != AccountStatus::Locked => {
                account.status = AccountStatus::Locked;
                begins_epoch = true;
                actions.push(Action::AccountLocked);
            }
            (Some(false), AccountStatus::Locked | AccountStatus::Disowned) => {
                account.status = AccountStatus::Active;
                // The password may be an intruder's (R30).
                account.must_reset |= before.must_reset || before.status == AccountStatus::Disowned;
                actions.push(Action::AccountUnlocked);
            }
            _ => {}
        }
        if self.end_sessions {
            begins_epoch = true;
            actions.push(Action::SessionsEnded);
        }
        if touched && actions.is_empty() {
            actions.push(Action::AccountChanged);
        }
        if begins_epoch {
            account.epoch = Epoch(before.epoch.0 + 1);
            account.epoch_at = now;
        }
        if !actions.is_empty() {
            account.updated_at = now;
        }
        Edited { account, actions }
    }
}

/// Sets a field, if there is a value for it. Whether that changed it.
fn set<T: PartialEq>(field: &mut T, value: Option<T>) -> bool {
    let Some(value) = value.filter(|value| value != field) else { return false };
    *field = value;
    true
}
