//! Sign-up: passwords that were offered, and what becomes of them when somebody proves to read the address.

use async_trait::async_trait;
use rekey_core::account::{Account, AccountStatus, NewAccount};
use rekey_core::audit::Action;
use rekey_core::password_hash::HashRecipe;
use rekey_core::ports::{Acceptance, AccountOffer, SignUpStore, StoreError, Verification};
use rekey_core::profile::{ProfilePatch, ProfileTooLong};
use rekey_core::session::{NewSession, Session};
use rekey_core::time::Timestamp;
use rekey_core::token::{TokenDigest, TokenPurpose};
use rekey_core::{AccountId, ClientNetwork, EmailAddress, PasswordHash};
use tokio_postgres::Row;

use super::accept::accept_one;
use super::audit::Event;
use super::completion::{Refusal, Taken, take};
use super::step::Tx;
use super::trouble::Trouble;
use super::value::values;
use super::{PostgresStore, accounts, second_factors, sessions};
use crate::shared::corrupt::Corrupt;
use crate::shared::hash_row::recipe_text;
use crate::shared::sign_ups::{Offer, proven};

#[async_trait]
impl SignUpStore for PostgresStore {
    async fn offered_password(&self, email: &EmailAddress) -> Result<Option<PasswordHash>, StoreError> {
        let sql = "SELECT sign_ups.password, sign_ups.hash_recipe FROM sign_ups JOIN accounts ON accounts.id = sign_ups.account
                   WHERE accounts.canonical_email = $1 AND sign_ups.expires_at > coalesce($2, clock_timestamp())";
        let now: Option<Timestamp> = self.database.injected_now();
        let rows = self.database.read(sql, values![email.canonical(), now]).await?;
        Ok(rows.first().map(password).transpose()?)
    }

    async fn offer_account(&self, offer: AccountOffer) -> Result<Acceptance, StoreError> {
        let offer = &offer;
        let acceptance = self.database.step(|tx| async move { offer_account(&tx, offer).await }).await?;
        if acceptance == Acceptance::Accepted {
            self.news.notify_one();
        }
        Ok(acceptance)
    }

    async fn register(
        &self,
        account: NewAccount,
        session: NewSession,
        network: ClientNetwork,
    ) -> Result<Option<(Session, Account)>, StoreError> {
        let (account, session) = (&account, &session);
        self.database.step(|tx| async move { register(&tx, account, session, network).await }).await
    }

    async fn verify_email(&self, token: TokenDigest, network: ClientNetwork) -> Result<Verification, StoreError> {
        self.database.step(|tx| async move { verify_email(&tx, token, network).await }).await
    }

    async fn patch_profile(
        &self,
        id: AccountId,
        patch: ProfilePatch,
    ) -> Result<Option<Result<Account, ProfileTooLong>>, StoreError> {
        let patch = &patch;
        self.database.step(|tx| async move { patch_profile(&tx, id, patch).await }).await
    }
}

fn password(row: &Row) -> Result<PasswordHash, Trouble> {
    let recipe = HashRecipe(row.try_get(1)?);
    Ok(PasswordHash::new(row.try_get(0)?, recipe).map_err(|_| Corrupt::column("sign_ups.password"))?)
}

/// What was offered for an account's address. The account is held, so that nobody changes it meanwhile.
async fn offer_for(tx: &Tx, account: AccountId) -> Result<Option<Offer>, Trouble> {
    let sql = "SELECT password, hash_recipe, contested, expires_at FROM sign_ups WHERE account = $1";
    let row = tx.query_opt(sql, values![account.as_uuid()]).await?;
    let offer =
        |row: &Row| Ok(Offer { password: password(row)?, contested: row.try_get(2)?, expires_at: row.try_get(3)? });
    row.as_ref().map(offer).transpose()
}

async fn keep_offer(tx: &Tx, account: AccountId, offer: &Offer) -> Result<(), Trouble> {
    tx.execute(
        "INSERT INTO sign_ups (account, password, hash_recipe, contested, expires_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (account) DO UPDATE SET password = excluded.password, hash_recipe = excluded.hash_recipe,
             contested = excluded.contested, expires_at = excluded.expires_at",
        values![
            account.as_uuid(),
            offer.password.expose(),
            recipe_text(&offer.password),
            offer.contested,
            offer.expires_at
        ],
    )
    .await?;
    Ok(())
}

/// A new hash of the password that an account was made with is that password still.
pub(super) async fn follow_rehash(
    tx: &Tx,
    account: AccountId,
    old: &PasswordHash,
    new: &PasswordHash,
) -> Result<(), Trouble> {
    tx.execute(
        "UPDATE sign_ups SET password = $2, hash_recipe = $3 WHERE account = $1 AND password = $4",
        values![account.as_uuid(), new.expose(), recipe_text(new), old.expose()],
    )
    .await?;
    Ok(())
}

/// Forgets what was offered for an account's address.
pub(super) async fn forget_offer(tx: &Tx, account: AccountId) -> Result<(), Trouble> {
    tx.execute("DELETE FROM sign_ups WHERE account = $1", values![account.as_uuid()]).await?;
    Ok(())
}

async fn offer_account(tx: &Tx, offer: &AccountOffer) -> Result<Acceptance, Trouble> {
    let acceptance = accept_one(tx, offer.entry, &offer.request, offer.limits).await?;
    let Some(password) = offer.account.password.as_ref().filter(|_| acceptance == Acceptance::Accepted) else {
        return Ok(acceptance);
    };
    let id = if let Some(account) = accounts::hold_by_email(tx, &offer.account.email).await? {
        account.id
    } else {
        let new = NewAccount { password: None, ..offer.account.clone() };
        // If another node makes the account meanwhile, the step begins again and finds it.
        let added = accounts::insert(tx, std::slice::from_ref(&new), AccountStatus::Unconfirmed).await?;
        if added.is_empty() {
            return Err(Trouble::Outrun);
        }
        new.id
    };
    let offered = Offer::after(offer_for(tx, id).await?, password, offer.repeats.as_ref(), tx.now());
    keep_offer(tx, id, &offered).await?;
    Ok(acceptance)
}

async fn register(
    tx: &Tx,
    new: &NewAccount,
    session: &NewSession,
    network: ClientNetwork,
) -> Result<Option<(Session, Account)>, Trouble> {
    if accounts::insert(tx, std::slice::from_ref(new), AccountStatus::Active).await?.is_empty() {
        return Ok(None);
    }
    if let Some(password) = &new.password {
        keep_offer(tx, new.id, &Offer { password: password.clone(), contested: false, expires_at: None }).await?;
    }
    let account = accounts::by_id(tx, new.id).await?.ok_or(Corrupt::column("accounts.id"))?;
    let Some(passed) = second_factors::none(&account) else { return Ok(None) };
    let session = sessions::open(tx, &account, passed, session, network).await?;
    Ok(Some((session, account)))
}

/// Somebody proved to read the account's address, by a token or code of this purpose. The account as it is then.
pub(super) async fn prove(
    tx: &Tx,
    id: AccountId,
    by: TokenPurpose,
    network: ClientNetwork,
) -> Result<Account, Trouble> {
    let account = accounts::hold(tx, id).await?.ok_or(Corrupt::column("a reference to accounts.id"))?;
    if account.email_verified && account.status != AccountStatus::Unconfirmed {
        return Ok(account);
    }
    let proven = proven(&account, offer_for(tx, id).await?.as_ref(), by, tx.now());
    tx.execute(
        "UPDATE accounts SET email_verified = true, password = $2, hash_recipe = $5,
             name = CASE WHEN $3 THEN name END, updated_at = $4
         WHERE id = $1",
        values![
            id.as_uuid(),
            proven.password.as_ref().map(PasswordHash::expose),
            proven.keeps_name,
            tx.now(),
            proven.password.as_ref().map(recipe_text)
        ],
    )
    .await?;
    forget_offer(tx, id).await?;
    Event::done(Action::EmailVerified).of(id).from(network).record(tx).await?;
    if proven.begins_epoch {
        return accounts::begin_epoch(tx, id, AccountStatus::Active).await;
    }
    Ok(accounts::by_id(tx, id).await?.ok_or(Corrupt::column("accounts.id"))?)
}

async fn verify_email(tx: &Tx, token: TokenDigest, network: ClientNetwork) -> Result<Verification, Trouble> {
    match take(tx, token, &[TokenPurpose::VerifyEmail], None).await? {
        Ok(Taken { account, purpose, .. }) => {
            Ok(Verification::Done(Box::new(prove(tx, account, purpose, network).await?)))
        }
        Err(Refusal::State(state)) => Ok(Verification::Refused(state)),
        Err(Refusal::Unknown) => Ok(Verification::Unknown),
    }
}

async fn patch_profile(
    tx: &Tx,
    id: AccountId,
    patch: &ProfilePatch,
) -> Result<Option<Result<Account, ProfileTooLong>>, Trouble> {
    let Some(account) = accounts::hold(tx, id).await? else { return Ok(None) };
    let profile = match account.profile.patched_by(&patch.fields) {
        Ok(profile) => profile,
        Err(too_long) => return Ok(Some(Err(too_long))),
    };
    tx.execute(
        "UPDATE accounts SET profile = $2::text::json, name = $3, updated_at = $4 WHERE id = $1",
        values![id.as_uuid(), profile.to_json(), patch.name.clone().unwrap_or(account.name), tx.now()],
    )
    .await?;
    Ok(accounts::by_id(tx, id).await?.map(Ok))
}
