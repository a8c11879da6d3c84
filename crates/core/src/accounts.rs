//! Account administration, for the command line and for operators' programs over HTTP.

mod backend;

use std::sync::Arc;

pub use backend::{EditError, StartResetError};
use secrecy::{ExposeSecret, SecretString};

use crate::account::{Account, AccountStatus, ExternalId, HashMark, ImportMark, ImportedAccount, NewAccount};
use crate::audit::BackendToken;
use crate::context::Context;
use crate::digest::AddressKey;
use crate::email_address::EmailAddress;
use crate::error::Fault;
use crate::ids::{AccountId, EntryId, LocationId};
use crate::links::Link;
use crate::locale::Locale;
use crate::outbox::OPERATOR;
use crate::password_hash::UnusableHash;
use crate::policy::{BrokenRule, Identity, Password};
use crate::ports::{AccountChange, AccountPage, ImportOutcome};
use crate::profile::Profile;
use crate::purpose::Purpose;
use crate::shown_name::{LONGEST_NAME, NamedBy, NotAName, shown_name};
use crate::token::{NewToken, Token, TokenPurpose};
use crate::work::Work;

/// The service.
#[derive(Clone)]
pub struct Accounts {
    shared: Arc<Context>,
    /// The token of the product's own backend, if it is what calls.
    backend: Option<BackendToken>,
}

/// How many accounts a search reads at a time.
const SEARCH_PAGE: usize = 500;

/// What a search found.
#[derive(Debug)]
pub struct FoundAccounts {
    /// One page of the matching accounts.
    pub accounts: Vec<Account>,
    /// How many match.
    pub total: usize,
}

/// An account as an operator describes it.
#[derive(Debug)]
pub struct AccountDraft {
    /// Its address.
    pub email: EmailAddress,
    /// What to call the person.
    pub name: Option<String>,
    /// Where it belongs, its own location first; empty: the default location.
    pub locations: Vec<LocationId>,
    /// The language of its emails.
    pub locale: Option<Locale>,
    /// What the person signs in with instead of a password, by the name that they know: `Google`.
    pub provider: Option<String>,
    /// Its password.
    pub password: DraftPassword,
    /// Whether the address counts as proven.
    pub email_verified: bool,
    /// Whether it is locked; none: nothing is said about that, and it is open.
    pub locked: Option<bool>,
    /// What an app keeps about the person, except the name.
    pub profile: Profile,
    /// Another system's id of the account.
    pub external_id: Option<ExternalId>,
}

impl AccountDraft {
    /// An account of which only the address is known.
    pub fn new(email: EmailAddress) -> Self {
        Self {
            email,
            name: None,
            locations: Vec::new(),
            locale: None,
            provider: None,
            password: DraftPassword::None,
            email_verified: false,
            locked: None,
            profile: Profile::default(),
            external_id: None,
        }
    }
}

/// The password of an account to be made.
#[derive(Debug)]
pub enum DraftPassword {
    /// None: it is set by a reset.
    None,
    /// To be hashed, if the policy likes it.
    Plain(Password),
    /// Hashed elsewhere: the text of the hash.
    Hashed(SecretString),
}

/// Why an account was not made.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// There is one with this address.
    #[error("an account with this address exists already")]
    AddressTaken,
    /// Another account has the external id.
    #[error("another account has this external id")]
    ExternalIdTaken,
    /// There is no location of that number.
    #[error("there is no location {0}")]
    UnknownLocation(LocationId),
    /// The password breaks rules.
    #[error("the password is refused: {}", sentences(.0))]
    Password(Vec<BrokenRule>),
    /// Passwords with this hash could not be verified.
    #[error(transparent)]
    UnusableHash(#[from] UnusableHash),
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

fn sentences(rules: &[BrokenRule]) -> String {
    rules.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

impl Accounts {
    pub(crate) fn new(shared: Arc<Context>) -> Self {
        Self { shared, backend: None }
    }

    /// The same for the product's own backend, which shows this token.
    #[must_use]
    pub fn for_backend(&self, token: BackendToken) -> Self {
        Self { backend: Some(token), ..self.clone() }
    }

    /// Makes an account.
    pub async fn create(&self, draft: AccountDraft) -> Result<AccountId, DraftError> {
        let account = self.finish(draft).await?;
        let id = account.id;
        let added = self.shared.ports.store.add_accounts_by(vec![account], self.backend).await.map_err(Fault::from)?;
        match added.first() {
            Some(ImportOutcome::Added) => Ok(id),
            Some(ImportOutcome::ExternalIdTaken) => Err(DraftError::ExternalIdTaken),
            _ => Err(DraftError::AddressTaken),
        }
    }

    /// Checks a draft and hashes its password, so that it can be written.
    pub async fn finish(&self, draft: AccountDraft) -> Result<NewAccount, DraftError> {
        let shared = &*self.shared;
        let known = shared.locations().await?;
        if let Some(missing) = draft.locations.iter().find(|id| known.get(**id).is_none()) {
            return Err(DraftError::UnknownLocation(*missing));
        }
        let mut locations = draft.locations;
        if locations.is_empty() {
            locations.push(known.default().id);
        }
        let name = shown_name(draft.name, NamedBy::Operator).map_err(|NotAName| DraftError::Name)?;
        let provider = shown_name(draft.provider, NamedBy::Operator).map_err(|NotAName| DraftError::Provider)?;
        let policy = locations.first().map_or_else(|| known.default(), |id| known.get_or_default(*id)).password_policy;
        let is_hashed = matches!(draft.password, DraftPassword::Hashed(_));
        let password = match draft.password {
            DraftPassword::None => None,
            DraftPassword::Hashed(text) => Some(shared.ports.hasher.read(text.expose_secret())?),
            DraftPassword::Plain(password) => {
                let identity = Identity { email: &draft.email, name: name.as_deref() };
                let broken = shared.judge(policy, &password, identity).await;
                if !broken.is_empty() {
                    return Err(DraftError::Password(broken));
                }
                Some(shared.ports.hasher.hash(&Work::of_operator(), &password).await.map_err(Fault::from)?)
            }
        };
        let hashed_elsewhere = password.as_ref().filter(|_| is_hashed);
        let hash = hashed_elsewhere.map(|hash| HashMark::of(hash, &shared.key));
        let locked = draft.locked.unwrap_or(false);
        let address = AddressKey::of(&draft.email, &shared.key);
        Ok(NewAccount {
            id: AccountId::new(shared.now(), shared.rng()),
            email: draft.email,
            email_verified: draft.email_verified,
            name,
            password,
            locations,
            locale: draft.locale,
            provider,
            profile: draft.profile,
            external_id: draft.external_id,
            status: if locked { AccountStatus::Locked } else { AccountStatus::Active },
            mark: ImportMark { hash, locked, address: Some(address) },
        })
    }

    /// Checks a draft of an account that may already exist, so that [`update`](Self::update) can write it.
    pub async fn finish_import(&self, draft: AccountDraft) -> Result<ImportedAccount, DraftError> {
        let (says_locations, says_status) = (!draft.locations.is_empty(), draft.locked.is_some());
        Ok(ImportedAccount { account: self.finish(draft).await?, says_locations, says_status })
    }

    /// Adds accounts that another system describes, except those that are here already, maybe by an address that was
    /// changed here.
    pub async fn import(&self, accounts: Vec<NewAccount>) -> Result<Vec<ImportOutcome>, Fault> {
        Ok(self.shared.ports.store.import_accounts(accounts).await?)
    }

    /// Brings accounts up to date, by their external ids or else by their addresses, and adds those that are missing.
    pub async fn update(&self, accounts: Vec<ImportedAccount>) -> Result<Vec<ImportOutcome>, Fault> {
        let shared = &*self.shared;
        let notices = accounts.iter().map(|_| EntryId::new(shared.now(), shared.rng())).collect();
        let outcomes = shared.ports.store.update_accounts(accounts, notices).await?;
        shared.ports.deliveries.wake();
        Ok(outcomes)
    }

    /// The account that another system knows by this id.
    pub async fn find_external(&self, id: &ExternalId) -> Result<Option<Account>, Fault> {
        Ok(self.shared.ports.store.account_by_external_id(id).await?)
    }

    /// The account with this address.
    pub async fn find(&self, email: &EmailAddress) -> Result<Option<Account>, Fault> {
        Ok(self.shared.ports.store.account_by_email(email).await?)
    }

    /// Accounts in the order of their addresses, after `after`.
    pub async fn list(&self, after: Option<&str>, limit: usize) -> Result<AccountPage, Fault> {
        Ok(self.shared.ports.store.accounts(after, limit).await?)
    }

    /// Accounts whose address or name contains the text, sorted by address: `limit` of them after the first `offset`,
    /// and how many match in all. Reads all accounts, a page at a time.
    pub async fn search(&self, text: &str, offset: usize, limit: usize) -> Result<FoundAccounts, Fault> {
        let text = text.to_lowercase();
        let fits = |account: &Account| {
            let name = account.name.as_deref().unwrap_or_default();
            account.email.canonical().contains(&text) || name.to_lowercase().contains(&text)
        };
        let mut found = FoundAccounts { accounts: Vec::new(), total: 0 };
        let mut after: Option<String> = None;
        loop {
            let page = self.list(after.as_deref(), SEARCH_PAGE).await?;
            for account in page.accounts.into_iter().filter(&fits) {
                if found.total >= offset && found.accounts.len() < limit {
                    found.accounts.push(account);
                }
                found.total += 1;
            }
            after = page.next;
            if after.is_none() {
                return Ok(found);
            }
        }
    }

    /// Locks: ends sessions and voids tokens, until somebody unlocks. `None` without an account.
    pub async fn lock(&self, email: &EmailAddress) -> Result<Option<Account>, Fault> {
        self.change(email, AccountChange::Status(AccountStatus::Locked)).await
    }

    /// Unlocks, also what its owner disowned. `None` without an account.
    pub async fn unlock(&self, email: &EmailAddress) -> Result<Option<Account>, Fault> {
        self.change(email, AccountChange::Status(AccountStatus::Active)).await
    }

    /// Refuses sign-ins by password until it was reset. `None` without an account.
    pub async fn demand_reset(&self, email: &EmailAddress) -> Result<Option<Account>, Fault> {
        self.change(email, AccountChange::DemandReset).await
    }

    /// Deletes an account with all that belongs to it. `None` without an account.
    pub async fn delete(&self, email: &EmailAddress) -> Result<Option<Account>, Fault> {
        self.change(email, AccountChange::Delete).await
    }

    /// A one-time reset link, for when mail is off. `None` without an account, or if it is locked.
    pub async fn reset_link(&self, email: &EmailAddress) -> Result<Option<Link>, Fault> {
        let shared = &*self.shared;
        let Some(account) = self.find(email).await? else { return Ok(None) };
        let locations = shared.locations().await?;
        let location = locations.get_or_default(account.own_location());
        let token = Token::generate(shared.rng());
        let minted =
            NewToken { digest: token.digest(), purpose: TokenPurpose::Reset, lifetime: location.lifetimes.link };
        let minted = shared.ports.store.mint_token(account.id, location.id, minted).await?;
        Ok(minted.then(|| shared.links.recovery(Purpose::ResetPassword, &OPERATOR, None, location, &token)))
    }

    async fn change(&self, email: &EmailAddress, change: AccountChange) -> Result<Option<Account>, Fault> {
        Ok(self.shared.ports.store.change_account(email, change).await?)
    }
}
