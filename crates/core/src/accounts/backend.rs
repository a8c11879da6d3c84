//! What the product's own backend does with accounts, which it knows by their ids.

use super::Accounts;
use crate::account::{Account, AccountEdit, AccountStatus};
use crate::audit::{Action, Fact};
use crate::digest::AddressKey;
use crate::email_address::EmailAddress;
use crate::error::Fault;
use crate::ids::{AccountId, EntryId, LocationId};
use crate::network::ClientNetwork;
use crate::outbox::{Channel, Request};
use crate::outcome::{DONE, SUPPRESSED};
use crate::ports::{Acceptance, Caller, EditOutcome};
use crate::purpose::Purpose;
use crate::shown_name::{LONGEST_NAME, NamedBy, NotAName, shown_name};
use crate::time::Duration;

/// Why an account was not changed. Nothing of the change was made.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// Nobody has this id.
    #[error("the account does not exist")]
    Unknown,
    /// Another account has the address.
    #[error("another account has this address")]
    AddressTaken,
    /// Another account has the external id.
    #[error("another account has this external id")]
    ExternalIdTaken,
    /// A directory keeps these fields.
    #[error("the account is kept in a directory: change its address, name, language, provider and profile there")]
    InDirectory,
    /// There is no location of that number.
    #[error("there is no location {0}")]
    UnknownLocation(LocationId),
    /// An account belongs to one location at least.
    #[error("an account belongs to one location at least")]
    NoLocation,
    /// The name is too long or contains invisible characters.
    #[error("the name is longer than {LONGEST_NAME} characters or holds control or invisible characters")]
    Name,
    /// The provider's name is too long or contains invisible characters.
    #[error("the provider is longer than {LONGEST_NAME} characters or holds control or invisible characters")]
    Provider,
    /// It has nothing to do with the account.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why no reset was started.
#[derive(Debug, thiserror::Error)]
pub enum StartResetError {
    /// Nobody has this id.
    #[error("the account does not exist")]
    Unknown,
    /// A locked account gets no mail.
    #[error("the account is locked")]
    Locked,
    /// It has nothing to do with the account.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Accounts {
    /// The account with this id.
    pub async fn by_id(&self, id: AccountId) -> Result<Option<Account>, Fault> {
        Ok(self.shared.ports.store.account_by_id(id).await?)
    }

    /// Changes an account, all of the change or nothing.
    pub async fn edit(
        &self,
        id: AccountId,
        mut edit: AccountEdit,
        network: ClientNetwork,
    ) -> Result<Account, EditError> {
        let shared = &*self.shared;
        if let Some(locations) = &mut edit.locations {
            let known = shared.locations().await?;
            if let Some(missing) = locations.iter().find(|id| known.get(**id).is_none()) {
                return Err(EditError::UnknownLocation(*missing));
            }
            if locations.is_empty() {
                return Err(EditError::NoLocation);
            }
        }
        if let Some(name) = &mut edit.name {
            *name = shown_name(name.take(), NamedBy::Operator).map_err(|NotAName| EditError::Name)?;
        }
        if let Some(provider) = &mut edit.provider {
            *provider = shown_name(provider.take(), NamedBy::Operator).map_err(|NotAName| EditError::Provider)?;
        }
        let notice = EntryId::new(shared.now(), shared.rng());
        match shared.ports.store.edit_account(id, edit, self.caller(network), notice).await.map_err(Fault::from)? {
            EditOutcome::Done(account) => {
                shared.ports.deliveries.wake();
                Ok(*account)
            }
            EditOutcome::AddressTaken => Err(EditError::AddressTaken),
            EditOutcome::ExternalIdTaken => Err(EditError::ExternalIdTaken),
            EditOutcome::InDirectory => Err(EditError::InDirectory),
            EditOutcome::Unknown => Err(EditError::Unknown),
        }
    }

    /// Deletes an account with all that belongs to it. `false` if it did not exist.
    pub async fn remove(&self, id: AccountId, network: ClientNetwork) -> Result<bool, Fault> {
        Ok(self.shared.ports.store.delete_account(id, self.caller(network)).await?)
    }

    /// Emails a reset link to the account's address (R18: nobody else sees it). The cooldown and caps of the address
    /// apply. The limits of the caller's network don't, because it asks for many people.
    pub async fn start_reset(&self, id: AccountId, network: ClientNetwork) -> Result<Acceptance, StartResetError> {
        let shared = &*self.shared;
        if !shared.settings.mail_enabled {
            return Err(Fault::MailDisabled.into());
        }
        let account = self.by_id(id).await?.ok_or(StartResetError::Unknown)?;
        if account.status == AccountStatus::Locked {
            return Err(StartResetError::Locked);
        }
        let location = account.own_location();
        let address = shared.address_of(account).await?.ok_or(StartResetError::Unknown)?;
        let acceptance = self.accept_reset(address, location, network).await?;
        let outcome = match acceptance {
            Acceptance::Accepted => DONE,
            Acceptance::Suppressed { .. } => SUPPRESSED,
        };
        let started = Fact::from(network, Action::ResetStarted, outcome);
        shared.note(Fact { account: Some(id), backend: self.backend, ..started });
        Ok(acceptance)
    }

    /// Emails a reset link to an address whose account may live in the directory of this location: the mail worker
    /// looks it up there. The same limits apply.
    pub async fn start_reset_at(
        &self,
        address: EmailAddress,
        location: LocationId,
        network: ClientNetwork,
    ) -> Result<Acceptance, Fault> {
        let shared = &*self.shared;
        if !shared.settings.mail_enabled {
            return Err(Fault::MailDisabled);
        }
        let key = AddressKey::of(&address, &shared.key);
        let acceptance = self.accept_reset(address, location, network).await?;
        if acceptance == Acceptance::Accepted {
            let started = Fact::from(network, Action::ResetStarted, DONE);
            shared.note(Fact { address: Some(key), backend: self.backend, ..started });
        }
        Ok(acceptance)
    }

    async fn accept_reset(
        &self,
        address: EmailAddress,
        location: LocationId,
        network: ClientNetwork,
    ) -> Result<Acceptance, Fault> {
        let shared = &*self.shared;
        let locations = shared.locations().await?;
        let location = locations.get_or_default(location);
        let request = Request {
            purpose: Purpose::ResetPassword,
            address_key: AddressKey::of(&address, &shared.key),
            address,
            channel: Channel::OPERATOR,
            location: location.id,
            locale: None,
            browser_locale: None,
            redirect_to: None,
            origin: network.into(),
            notice_allowed: false,
            moves: None,
        };
        let entry = EntryId::new(shared.now(), shared.rng());
        let limits = shared.settings.limits.of_address(Purpose::ResetPassword, location.cooldown);
        let acceptance = shared.ports.store.accept_request(entry, request, limits, Duration::ZERO).await?;
        if acceptance == Acceptance::Accepted {
            shared.ports.deliveries.wake();
        }
        Ok(acceptance)
    }

    fn caller(&self, network: ClientNetwork) -> Caller {
        Caller { network, backend: self.backend }
    }
}
