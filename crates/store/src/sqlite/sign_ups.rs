//! Sign-up: passwords that were offered, and what becomes of them when somebody proves to read the address.

use async_trait::async_trait;
use rekey_core::account::{Account, AccountStatus, NewAccount};
use rekey_core::audit::Action;
use rekey_core::password_hash::HashRecipe;
use rekey_core::ports::{Acceptance, AccountOffer, SignUpStore, StoreError, Verification};
use rekey_core::profile::{ProfilePatch, ProfileTooLong};
use rekey_core::session::{NewSession, Session};
use rekey_core::time::Duration;
use rekey_core::token::{TokenDigest, TokenPurpose};
use rekey_core::{AccountId, ClientNetwork, EmailAddress, PasswordHash};
use rusqlite::{Row, params};

use super::audit::Event;
use super::recovery::{Redeemed, Refusal, accept, redeem};
use super::rows::optional_instant;
use super::step::{Failure, Step};
use super::{SqliteStore, accounts, second_factors, sessions};
use crate::shared::corrupt::Corrupt;
use crate::shared::hash_row::recipe_text;
use crate::shared::sign_ups::{Offer, proven};

#[async_trait]
impl SignUpStore for SqliteStore {
    async fn offered_password(&self, email: &EmailAddress) -> Result<Option<PasswordHash>, StoreError> {
        let canonical = email.canonical().to_owned();
        // Nothing is read of the account itself, so that one that exists takes no longer (R1).
        self.read(move |step| {
            let found = step.one(
                "SELECT password, hash_recipe, contested, expires_at FROM sign_ups
                 WHERE account = (SELECT id FROM accounts WHERE canonical_email = ?1)",
                [&canonical],
                offer,
            )?;
            Ok(found.filter(|offer| offer.stands(step.now)).map(|offer| offer.password))
        })
        .await
    }

    async fn offer_account(&self, offer: AccountOffer) -> Result<Acceptance, StoreError> {
        self.write(move |step| offer_account(step, &offer)).await
    }

    async fn register(
        &self,
        account: NewAccount,
        session: NewSession,
        network: ClientNetwork,
    ) -> Result<Option<(Session, Account)>, StoreError> {
        self.write(move |step| register(step, &account, &session, network)).await
    }

    async fn verify_email(&self, token: TokenDigest, network: ClientNetwork) -> Result<Verification, StoreError> {
        self.write(move |step| verify_email(step, token, network)).await
    }

    async fn patch_profile(
        &self,
        id: AccountId,
        patch: ProfilePatch,
    ) -> Result<Option<Result<Account, ProfileTooLong>>, StoreError> {
        self.write(move |step| patch_profile(step, id, &patch)).await
    }
}

fn offer(row: &Row<'_>) -> Result<Offer, Failure> {
    let password = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
    Ok(Offer {
        password: PasswordHash::new(password, HashRecipe(row.get(1)?))
            .map_err(|_| Corrupt::column("sign_ups.password"))?,
        contested: row.get(2)?,
        expires_at: optional_instant(row, 3)?,
    })
}

/// What was offered for an account's address.
fn offer_for(step: &Step<'_>, account: AccountId) -> Result<Option<Offer>, Failure> {
    step.one(
        "SELECT password, hash_recipe, contested, expires_at FROM sign_ups WHERE account = ?1",
        [account.as_uuid().into_bytes()],
        offer,
    )
}

fn keep_offer(step: &Step<'_>, account: AccountId, offer: &Offer) -> Result<(), Failure> {
    step.execute(
        "INSERT OR REPLACE INTO sign_ups (account, password, hash_recipe, contested, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            account.as_uuid().into_bytes(),
            offer.password.expose(),
            recipe_text(&offer.password),
            offer.contested,
            offer.expires_at.map(rekey_core::time::Timestamp::as_microsecond),
        ],
    )?;
    Ok(())
}

/// A new hash of the password that an account was made with is that password still.
pub(super) fn follow_rehash(
    step: &Step<'_>,
    account: AccountId,
    old: &PasswordHash,
    new: &PasswordHash,
) -> Result<(), Failure> {
    step.execute(
        "UPDATE sign_ups SET password = ?1, hash_recipe = ?2 WHERE account = ?3 AND password = ?4",
        params![new.expose(), recipe_text(new), account.as_uuid().into_bytes(), old.expose()],
    )?;
    Ok(())
}

/// Forgets what was offered for an account's address.
pub(super) fn forget_offer(step: &Step<'_>, account: AccountId) -> Result<(), Failure> {
    step.execute("DELETE FROM sign_ups WHERE account = ?1", [account.as_uuid().into_bytes()])?;
    Ok(())
}

fn offer_account(step: &Step<'_>, offer: &AccountOffer) -> Result<Acceptance, Failure> {
    let acceptance = accept(step, offer.entry, &offer.request, &offer.limits, Duration::ZERO)?;
    let Some(password) = offer.account.password.as_ref().filter(|_| acceptance == Acceptance::Accepted) else {
        return Ok(acceptance);
    };
    // Reading an account's row takes about as long as writing one (R1).
    let id = if let Some(account) = accounts::by_email(step, offer.account.email.canonical())? {
        account.id
    } else {
        let new = NewAccount { password: None, ..offer.account.clone() };
        accounts::insert(step, &new, AccountStatus::Unconfirmed)?;
        new.id
    };
    let offered = Offer::after(offer_for(step, id)?, password, offer.repeats.as_ref(), step.now);
    keep_offer(step, id, &offered)?;
    Ok(acceptance)
}

fn register(
    step: &Step<'_>,
    account: &NewAccount,
    session: &NewSession,
    network: ClientNetwork,
) -> Result<Option<(Session, Account)>, Failure> {
    if !accounts::insert(step, account, AccountStatus::Active)? {
        return Ok(None);
    }
    if let Some(password) = &account.password {
        keep_offer(step, account.id, &Offer { password: password.clone(), contested: false, expires_at: None })?;
    }
    let account = accounts::existing(step, account.id)?;
    let Some(passed) = second_factors::none(&account) else { return Ok(None) };
    let session = sessions::open(step, &account, passed, session, network)?;
    Ok(Some((session, account)))
}

/// Somebody proved to read the account's address, by a token or code of this purpose. The account as it is then.
pub(super) fn prove(
    step: &Step<'_>,
    id: AccountId,
    by: TokenPurpose,
    network: ClientNetwork,
) -> Result<Account, Failure> {
    let account = accounts::existing(step, id)?;
    if account.email_verified && account.status != AccountStatus::Unconfirmed {
        return Ok(account);
    }
    let proven = proven(&account, offer_for(step, id)?.as_ref(), by, step.now);
    step.execute(
        "UPDATE accounts SET email_verified = 1, password = ?1, hash_recipe = ?2, name = CASE WHEN ?3 THEN name END,
             updated_at = ?4
         WHERE id = ?5",
        params![
            proven.password.as_ref().map(PasswordHash::expose),
            proven.password.as_ref().map(recipe_text),
            proven.keeps_name,
            step.micros(),
            id.as_uuid().into_bytes()
        ],
    )?;
    forget_offer(step, id)?;
    Event::done(Action::EmailVerified, id).from(network).record(step)?;
    if proven.begins_epoch {
        return accounts::begin_epoch(step, id, AccountStatus::Active);
    }
    accounts::existing(step, id)
}

fn verify_email(step: &Step<'_>, token: TokenDigest, network: ClientNetwork) -> Result<Verification, Failure> {
    match redeem(step, token, &[TokenPurpose::VerifyEmail], None)? {
        Ok(Redeemed { account, purpose, .. }) => {
            Ok(Verification::Done(Box::new(prove(step, account, purpose, network)?)))
        }
        Err(Refusal::NotGood(state)) => Ok(Verification::Refused(state)),
        Err(Refusal::Unknown) => Ok(Verification::Unknown),
    }
}

fn patch_profile(
    step: &Step<'_>,
    id: AccountId,
    patch: &ProfilePatch,
) -> Result<Option<Result<Account, ProfileTooLong>>, Failure> {
    let Some(account) = accounts::by_id(step, id)? else { return Ok(None) };
    let profile = match account.profile.patched_by(&patch.fields) {
        Ok(profile) => profile,
        Err(too_long) => return Ok(Some(Err(too_long))),
    };
    step.execute(
        "UPDATE accounts SET profile = ?1, name = ?2, updated_at = ?3 WHERE id = ?4",
        params![
            profile.to_json(),
            patch.name.clone().unwrap_or(account.name),
            step.micros(),
            id.as_uuid().into_bytes()
        ],
    )?;
    Ok(Some(Ok(accounts::existing(step, id)?)))
}
