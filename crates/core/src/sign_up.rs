//! Sign-up: people create their own accounts.
//!
//! If addresses must be verified, a stranger may type anybody's. So a sign-up only offers a password: the account is
//! unconfirmed, lets nobody in, and gets the password when the owner of the address confirms an email of this very
//! offer (R26). A second sign-up contests the offer unless its password is known to be the same: accepted ones are
//! compared by hash, refused ones by what this node remembers of the last minutes, because they hash nothing. Then it
//! is unknown whose password is whose, and neither is accepted: the email proves the address, and its owner chooses a
//! password. Other emails that prove the address (a sign-in code, a reset, the email of an older offer) say nothing
//! about the offer, so they don't accept it either.
//!
//! Nobody can reserve an address so that its owner can't sign up: even a sign-up that has to wait leaves an unconfirmed
//! account, which a reset opens.
//!
//! Nothing is looked up before the answer goes out (R1). Offers for taken addresses are stored, too, so that a sign-in
//! with one gets the same answer for every state of the address (R23).

use std::sync::Arc;

use url::Url;

use crate::account::{Account, NewAccount};
use crate::audit::{Action, Fact};
use crate::context::{Context, Ports};
use crate::digest::AddressKey;
use crate::email_address::EmailAddress;
use crate::error::Fault;
use crate::ids::{AccountId, EntryId, LocationId};
use crate::limits::RequestAttempt;
use crate::links::Link;
use crate::locale::Locale;
use crate::location::Location;
use crate::network::ClientNetwork;
use crate::offer::OfferMark;
use crate::outbox::{Channel, Request};
use crate::outcome::{Named, SUPPRESSED};
use crate::policy::{BrokenRule, Identity, Password, PasswordPolicySettings};
use crate::ports::{Acceptance, AccountOffer, Decoy, PatchOutcome, RefusedOffer, Verification};
use crate::profile::{ProfilePatch, ProfileTooLong};
use crate::purpose::Purpose;
use crate::recovery::{InspectError, TokenProblem};
use crate::shown_name::{NamedBy, shown_name};
use crate::sign_in::{SignedIn, Visitor};
use crate::time::Duration;
use crate::token::{NewToken, Token, TokenPurpose};

/// How long an offer is kept that nobody confirms; a new account goes with it.
pub const OFFER_LIFETIME: Duration = Duration::from_hours(24);

/// The service.
#[derive(Clone)]
pub struct SignUps(Arc<Context>);

/// Somebody who signs up, at the default location.
#[derive(Debug)]
pub struct NewPerson {
    /// The address that was typed.
    pub address: EmailAddress,
    /// The password.
    pub password: Password,
    /// What the API's contract requires of passwords. The location's own policy takes precedence.
    pub policy: PasswordPolicySettings,
    /// What to call the person.
    pub name: Option<String>,
    /// The language that the request names.
    pub locale: Option<Locale>,
    /// The channel of the verification email, whose profile says that it signs people up.
    pub channel: Channel,
    /// Where the verification email's link is to lead in the end; checked by the dialect.
    pub redirect_to: Option<Url>,
    /// The language that their browser would take: the email's, if nothing else names one.
    pub browser_locale: Option<Locale>,
    /// Who they are in a session, if they get one at once.
    pub visitor: Visitor,
}

/// What became of a sign-up.
#[derive(Debug)]
pub enum SignedUp {
    /// An email is on its way. The same for every address, whether it has an account or not.
    Verifying,
    /// The person is in.
    In(Box<SignedIn>),
}

/// An address that was proven by a link.
#[derive(Debug)]
pub struct VerifiedAddress {
    /// Its account after the confirmation.
    pub account: Account,
    /// Where the person chooses a password: our own page, with the token of a reset. Given if the account has none that
    /// the person is known to have typed.
    pub new_password: Option<Link>,
}

/// Why a sign-up was refused.
#[derive(Debug, thiserror::Error)]
pub enum SignUpError {
    /// Accounts are made elsewhere.
    #[error("sign-up is off")]
    Closed,
    /// The password breaks rules.
    #[error("the password breaks {} rules", .0.len())]
    Password(Vec<BrokenRule>),
    /// The name is too long, contains invisible characters, or reads as a link.
    #[error("the name is not one")]
    Name,
    /// The address has to wait for its next email; known and unknown ones alike.
    #[error("the address has to wait")]
    TooSoon(Duration),
    /// There is an account with this address, where addresses need no verification.
    #[error("an account with this address exists already")]
    AddressTaken,
    /// It has nothing to do with the sign-up.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Why a profile was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// It would be too long.
    #[error(transparent)]
    TooLong(#[from] ProfileTooLong),
    /// The name is too long, contains invisible characters, or reads as a link.
    #[error("the name is not one")]
    Name,
    /// The account does not exist (any more).
    #[error("the account does not exist")]
    Gone,
    /// It has nothing to do with the profile.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl SignUps {
    pub(crate) fn new(shared: Arc<Context>) -> Self {
        Self(shared)
    }

    /// Makes an account, or has the address verified first, as the location says.
    pub async fn sign_up(&self, new: NewPerson) -> Result<SignedUp, SignUpError> {
        let locations = self.0.locations().await?;
        let location = locations.default();
        if !location.sign_up.open {
            return Err(SignUpError::Closed);
        }
        let name = shown_name(new.name.clone(), NamedBy::Themselves).map_err(|_| SignUpError::Name)?;
        let attempt = self.0.attempt_request(new.visitor.origin.network, location.sign_up.verify_email)?;
        let identity = Identity { email: &new.address, name: name.as_deref() };
        let policy = self.0.password_policy(location, new.policy);
        let broken = self.0.judge(policy, &new.password, identity).await;
        if !broken.is_empty() {
            if !BrokenRule::any_costly(&broken) {
                attempt.refund();
            }
            return Err(SignUpError::Password(broken));
        }
        if location.sign_up.verify_email {
            self.offer(new, name, location, attempt).await
        } else {
            self.register(new, name, location, attempt).await
        }
    }

    /// Known and unknown addresses cost the same lookup, the same comparison and the same hash (R1).
    async fn offer(
        &self,
        new: NewPerson,
        name: Option<String>,
        location: &Location,
        mut attempt: RequestAttempt<'_>,
    ) -> Result<SignedUp, SignUpError> {
        let shared = &*self.0;
        if !shared.settings.mail_enabled {
            attempt.refund();
            return Err(Fault::MailDisabled.into());
        }
        let address_key = AddressKey::of(&new.address, &shared.key);
        let limits = shared.settings.limits.of_sign_up(location.cooldown);
        let waits = shared.ports.store.remaining_cooldown(address_key, Purpose::VerifyEmail, limits).await;
        let remaining = attempt.unless_failed(waits)?;
        if !remaining.is_zero() {
            let refused = RefusedOffer {
                network: new.visitor.origin.network,
                account: self.account(&new, name, location),
                repeats: shared.typed.offer_of(address_key, &new.password, shared.now()),
            };
            attempt.unless_failed(shared.ports.store.refuse_offer(refused).await)?;
            self.note_suppressed(address_key, new.visitor.origin.network);
            attempt.mails_nothing();
            return Err(SignUpError::TooSoon(remaining));
        }
        let standing = attempt.unless_failed(shared.ports.store.offered_password(&new.address).await)?;
        let work = attempt.unless_failed(shared.work(new.visitor.origin.network))?;
        let Ports { hasher, .. } = &shared.ports;
        let decoy = Decoy::new(&[], Some(address_key));
        let same = hasher.verify(&work, &new.password, standing.as_ref(), decoy).await;
        let same = attempt.unless_failed(same)?;
        let request = Request {
            purpose: Purpose::VerifyEmail,
            address_key,
            address: new.address.clone(),
            channel: new.channel.clone(),
            location: location.id,
            locale: new.locale.clone(),
            browser_locale: new.browser_locale.clone(),
            redirect_to: new.redirect_to.clone(),
            origin: new.visitor.origin,
            // By then the address has an account.
            notice_allowed: false,
            moves: None,
        };
        let hash = attempt.unless_failed(hasher.hash(&work, &new.password).await)?;
        let repeats = standing.filter(|_| same).map(|standing| OfferMark::of(&standing));
        let mark = repeats.unwrap_or_else(|| OfferMark::of(&hash));
        let offer = AccountOffer {
            entry: EntryId::new(shared.now(), shared.rng()),
            request,
            limits,
            account: NewAccount { password: Some(hash), ..self.account(&new, name, location) },
            repeats,
        };
        match attempt.unless_failed(shared.ports.store.offer_account(offer).await)? {
            Acceptance::Accepted => {
                shared.typed.remember(address_key, &new.password, mark, shared.now());
                shared.ports.deliveries.wake();
                Ok(SignedUp::Verifying)
            }
            Acceptance::Suppressed { remaining } => {
                self.note_suppressed(address_key, new.visitor.origin.network);
                attempt.mails_nothing();
                Err(SignUpError::TooSoon(remaining))
            }
        }
    }

    fn note_suppressed(&self, address: AddressKey, network: ClientNetwork) {
        let suppressed = Fact::from(network, Action::RecoveryRequested, SUPPRESSED);
        self.0.note(Fact { address: Some(address), ..suppressed });
    }

    async fn register(
        &self,
        new: NewPerson,
        name: Option<String>,
        location: &Location,
        mut attempt: RequestAttempt<'_>,
    ) -> Result<SignedUp, SignUpError> {
        let shared = &*self.0;
        let work = attempt.unless_failed(shared.work(new.visitor.origin.network))?;
        let hash = attempt.unless_failed(shared.ports.hasher.hash(&work, &new.password).await)?;
        let account = NewAccount { password: Some(hash), ..self.account(&new, name, location) };
        let network = new.visitor.origin.network;
        let tokens = new.visitor.mint(shared);
        let registered = shared.ports.store.register(account, tokens.session.clone(), network).await;
        let registered = attempt.unless_failed(registered)?;
        // Stays counted whatever the outcome, because this answer reveals whether an address has an account.
        drop(attempt);
        let (_, account) = registered.ok_or(SignUpError::AddressTaken)?;
        let tokens = tokens.sign(shared, &account)?;
        Ok(SignedUp::In(Box::new(SignedIn { account, tokens })))
    }

    /// The account that a sign-up makes for a new address, without its password.
    fn account(&self, new: &NewPerson, name: Option<String>, location: &Location) -> NewAccount {
        let shared = &*self.0;
        let id = AccountId::new(shared.now(), shared.rng());
        NewAccount { name, ..NewAccount::new(id, new.address.clone(), location.id) }
    }

    /// The button of a verification email's link, which belongs to `location`: the address is its account's. Signs
    /// nobody in.
    pub async fn verify_link(
        &self,
        token: &Token,
        location: LocationId,
        network: ClientNetwork,
    ) -> Result<VerifiedAddress, InspectError> {
        let shared = &*self.0;
        let locations = shared.locations().await?;
        let presented = shared.present(token, network)?;
        let reset = Token::generate(shared.rng());
        let lifetime = locations.get_or_default(location).lifetimes.link;
        let minted = NewToken { digest: reset.digest(), purpose: TokenPurpose::Reset, lifetime };
        let verified = shared.ports.store.verify_email(token.digest(), minted, network).await.map_err(Fault::from)?;
        let problem = match verified {
            Verification::Done(account) => {
                presented.refund();
                let new_password = account.must_reset.then(|| shared.links.own_reset(&reset));
                return Ok(VerifiedAddress { account: *account, new_password });
            }
            Verification::Refused(state) => TokenProblem::of_bad(state),
            Verification::Unknown => TokenProblem::Unknown,
        };
        presented.charge()?;
        Err(self.refuse_link(problem, network))
    }

    fn refuse_link(&self, problem: TokenProblem, network: ClientNetwork) -> InspectError {
        self.0.note(Fact::from(network, Action::VerificationRefused, problem.name()));
        problem.into()
    }

    /// The account with this id, as others may see it: not before its holder confirmed it.
    pub async fn person(&self, id: AccountId) -> Result<Option<Account>, Fault> {
        let account = self.0.ports.store.account_by_id(id).await?;
        Ok(account.filter(|account| account.status != crate::AccountStatus::Unconfirmed))
    }

    /// Changes what is known of a person.
    pub async fn patch_profile(&self, id: AccountId, patch: ProfilePatch) -> Result<Account, ProfileError> {
        let name =
            patch.name.map(|name| shown_name(name, NamedBy::Themselves).map_err(|_| ProfileError::Name)).transpose()?;
        let patch = ProfilePatch { name, fields: patch.fields };
        match self.0.ports.store.patch_profile(id, patch).await.map_err(Fault::from)? {
            PatchOutcome::Done(account) => Ok(*account),
            PatchOutcome::TooLong(too_long) => Err(too_long.into()),
            PatchOutcome::Unknown => Err(ProfileError::Gone),
        }
    }
}
