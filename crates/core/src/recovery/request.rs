//! "I forgot my password": requests, accepted before anything is looked up.

use url::Url;

use super::Recovery;
use crate::account::NewAccount;
use crate::audit::{Action, Fact};
use crate::digest::AddressKey;
use crate::email_address::EmailAddress;
use crate::error::Fault;
use crate::ids::{AccountId, EntryId, LocationId};
use crate::locale::Locale;
use crate::origin::Origin;
use crate::outbox::{Channel, Request};
use crate::outcome::{Named, SUPPRESSED};
use crate::ports::{Acceptance, Event, FirstAttempt, Newcomer, Undelivered};
use crate::purpose::Purpose;
use crate::time::Duration;

/// What a person asks for.
#[derive(Debug, Clone)]
pub struct NewRequest {
    /// What for.
    pub purpose: Purpose,
    /// The address that was typed.
    pub address: EmailAddress,
    /// Its profile says how the request is treated.
    pub channel: Channel,
    /// The number of the location, if the channel names one, whether or not it exists.
    pub location: Option<i64>,
    /// The language of the email, where the request names one.
    pub locale: Option<Locale>,
    /// The language that the browser would take, where the channel leaves it to browsers.
    pub browser_locale: Option<Locale>,
    /// Where the link finally leads; the dialect has checked it.
    pub redirect_to: Option<Url>,
    /// From where.
    pub origin: Origin,
}

/// What became of a request. The same for every address, whether it has an account or not (R1).
#[derive(Debug, Clone, Copy)]
pub struct Receipt {
    /// Whether it was accepted or has to wait.
    pub acceptance: Acceptance,
    /// How long people wait between emails of this purpose.
    pub cooldown: Duration,
}

/// Why a request was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// There is no location of that number. Nothing was changed.
    #[error("no such location")]
    UnknownLocation,
    /// It has nothing to do with the request.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl Named for RequestError {
    fn name(&self) -> &'static str {
        match self {
            Self::UnknownLocation => "unknown_location",
            Self::Fault(fault) => fault.name(),
        }
    }
}

/// Why a request failed whose caller waited for the delivery.
#[derive(Debug, thiserror::Error)]
pub enum DeliveredRequestError {
    /// It was not accepted.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// Its email could not be sent. The request is withdrawn: the address need not wait for its cooldown.
    #[error(transparent)]
    Undelivered(#[from] Undelivered),
}

impl Recovery {
    /// Accepts a request durably, or says how long the address has to wait. This doesn't look for an account: the mail
    /// worker does that later, so that nobody can tell from the answer (R1).
    pub async fn request(&self, new: NewRequest) -> Result<Receipt, RequestError> {
        let (receipt, _) = self.accept(new, None, false).await?;
        Ok(receipt)
    }

    /// Accepts a request for the email that confirms the new address of an account. This doesn't check either whether
    /// another account has the address.
    pub async fn request_new_address(&self, new: NewRequest, account: AccountId) -> Result<Receipt, RequestError> {
        let new = NewRequest { purpose: Purpose::VerifyEmail, ..new };
        let (receipt, _) = self.accept(new, Some(account), false).await?;
        Ok(receipt)
    }

    /// Accepts a request as [`request`](Self::request) does, and waits for the first attempt to deliver it, for as long
    /// as [`Deliveries::first_attempt`](crate::ports::Deliveries::first_attempt) takes. Nobody waits if an address
    /// without an account would get no email, because then there would be nothing to wait for (R1).
    pub async fn request_delivered(&self, new: NewRequest) -> Result<Receipt, DeliveredRequestError> {
        let (receipt, attempt) = self.accept(new, None, true).await?;
        if let Some(attempt) = attempt {
            attempt.outcome.await?;
        }
        Ok(receipt)
    }

    /// With `reports`, an accepted request comes with its first attempt, if there is one to wait for.
    async fn accept(
        &self,
        new: NewRequest,
        moves: Option<AccountId>,
        reports: bool,
    ) -> Result<(Receipt, Option<FirstAttempt>), RequestError> {
        let purpose = new.purpose;
        let accepted = self.accept_entry(new, moves, reports).await;
        let outcome = match &accepted {
            Ok((Receipt { acceptance: Acceptance::Accepted, .. }, _)) => "accepted",
            Ok((Receipt { acceptance: Acceptance::Suppressed { .. }, .. }, _)) => {
                self.0.ports.observer.happened(Event::Limited { limit: "address" });
                SUPPRESSED
            }
            Err(error) => error.name(),
        };
        self.0.ports.observer.happened(Event::Requested { purpose, outcome });
        accepted
    }

    async fn accept_entry(
        &self,
        new: NewRequest,
        moves: Option<AccountId>,
        reports: bool,
    ) -> Result<(Receipt, Option<FirstAttempt>), RequestError> {
        let shared = &*self.0;
        if !shared.settings.mail_enabled {
            return Err(Fault::MailDisabled.into());
        }
        let locations = shared.locations().await?;
        let location = match new.location {
            Some(number) => LocationId::new(number).and_then(|id| locations.get(id)),
            None => Some(locations.default()),
        };
        let may_sign_up = new.purpose == Purpose::SignIn
            && shared.settings.channels.profile(&new.channel).code_signs_up
            && location.is_some_and(|location| location.sign_up.open);
        // Its email goes to addresses without an account, too.
        let proves_address = new.purpose == Purpose::VerifyEmail || may_sign_up;
        let mut attempt = shared.attempt_request(new.origin.network, proves_address)?;
        let Some(location) = location else {
            attempt.refund();
            return Err(RequestError::UnknownLocation);
        };
        let id = EntryId::new(shared.now(), shared.rng());
        let mut notice = if moves.is_some() { None } else { shared.notice(&new.channel, location.id) };
        let first = (reports && notice.is_some()).then(|| shared.ports.deliveries.first_attempt(id));
        let reserved = first.as_ref().map_or(Duration::ZERO, |first| first.reserved);
        let request = Request {
            purpose: new.purpose,
            address_key: AddressKey::of(&new.address, &shared.key),
            address: new.address,
            channel: new.channel,
            location: location.id,
            locale: new.locale,
            browser_locale: new.browser_locale,
            redirect_to: new.redirect_to,
            origin: new.origin,
            notice_allowed: notice.is_some(),
            moves,
        };
        let (network, address) = (request.origin.network, Some(request.address_key));
        let limits = shared.settings.limits.of_address(request.purpose, location.cooldown);
        let accepted = if may_sign_up {
            // The step makes it one that is unconfirmed, if the address has none.
            let newcomer = AccountId::new(shared.now(), shared.rng());
            let account = NewAccount::new(newcomer, request.address.clone(), location.id);
            shared.ports.store.accept_newcomer(Newcomer { entry: id, request, limits, reserved, account }).await
        } else {
            shared.ports.store.accept_request(id, request, limits, reserved).await
        };
        let is_accepted = matches!(accepted, Ok(Acceptance::Accepted));
        if let Some(notice) = notice.take_if(|_| !is_accepted) {
            notice.refund();
        }
        let acceptance = attempt.unless_failed(accepted)?;
        match acceptance {
            Acceptance::Accepted => shared.ports.deliveries.wake(),
            Acceptance::Suppressed { .. } => {
                attempt.refund();
                shared.note(Fact { address, ..Fact::from(network, Action::RecoveryRequested, SUPPRESSED) });
            }
        }
        let cooldown = new.purpose.mail_budget().cooldown(location.cooldown);
        Ok((Receipt { acceptance, cooldown }, first.filter(|_| is_accepted)))
    }

    /// How long the address has to wait before the next request of this purpose; zero if it need not.
    pub async fn remaining_cooldown(&self, address: &EmailAddress, purpose: Purpose) -> Result<Duration, Fault> {
        let shared = &*self.0;
        let limits = shared.settings.limits.of_address(purpose, shared.locations().await?.default().cooldown);
        let key = AddressKey::of(address, &shared.key);
        Ok(shared.ports.store.remaining_cooldown(key, purpose, limits).await?)
    }
}
