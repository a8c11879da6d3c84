//! The rows of sign-ups.

use rekey_core::password_hash::HashRecipe;
use rekey_core::profile::Profile;
use rekey_core::time::Timestamp;
use rekey_core::{AccountId, PasswordHash};
use tokio_postgres::Row;

use crate::postgres::step::Tx;
use crate::postgres::step_error::StepError;
use crate::postgres::value::values;
use crate::rows::SignUpRows;
use crate::shared::corrupt::Corrupt;
use crate::shared::hash_row::recipe_text;
use crate::shared::sign_ups::{Offer, OfferTable, Proven};

impl SignUpRows for Tx {
    async fn offer(&self, table: OfferTable, account: AccountId) -> Result<Option<Offer>, StepError> {
        let columns = "password, hash_recipe, contested, expires_at";
        let sql = format!("SELECT {columns} FROM {} WHERE account = $1", table.name());
        let row = self.query_opt(&sql, values![account.as_uuid()]).await?;
        let offer =
            |row: Row| Ok(Offer { password: password(&row)?, contested: row.try_get(2)?, expires_at: row.try_get(3)? });
        row.map(offer).transpose()
    }

    async fn keep_offer(&self, table: OfferTable, account: AccountId, offer: &Offer) -> Result<(), StepError> {
        let sql = format!(
            "INSERT INTO {} (account, password, hash_recipe, contested, expires_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (account) DO UPDATE SET password = excluded.password, hash_recipe = excluded.hash_recipe,
                 contested = excluded.contested, expires_at = excluded.expires_at",
            table.name()
        );
        let (account, password, recipe) = (account.as_uuid(), offer.password.expose(), recipe_text(&offer.password));
        self.execute(&sql, values![account, password, recipe, offer.contested, offer.expires_at]).await?;
        Ok(())
    }

    async fn contest_sign_up(&self, account: AccountId) -> Result<(), StepError> {
        let sql = "UPDATE sign_ups SET contested = true WHERE account = $1";
        self.execute(sql, values![account.as_uuid()]).await?;
        Ok(())
    }

    async fn delete_offers(&self, account: AccountId) -> Result<(), StepError> {
        self.execute("DELETE FROM sign_ups WHERE account = $1", values![account.as_uuid()]).await?;
        self.execute("DELETE FROM declined_offers WHERE account = $1", values![account.as_uuid()]).await?;
        Ok(())
    }

    async fn refused_until(&self, account: AccountId) -> Result<Option<Timestamp>, StepError> {
        let sql = "SELECT expires_at FROM refused_offers WHERE account = $1";
        let row = self.query_opt(sql, values![account.as_uuid()]).await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }

    async fn keep_refused(&self, account: AccountId, until: Timestamp) -> Result<(), StepError> {
        self.execute(
            "INSERT INTO refused_offers (account, expires_at) VALUES ($1, $2)
             ON CONFLICT (account) DO UPDATE SET expires_at = excluded.expires_at",
            values![account.as_uuid(), until],
        )
        .await?;
        Ok(())
    }

    async fn replace_offered_hash(
        &self,
        account: AccountId,
        old: &PasswordHash,
        new: &PasswordHash,
    ) -> Result<(), StepError> {
        self.execute(
            "UPDATE sign_ups SET password = $2, hash_recipe = $3 WHERE account = $1 AND password = $4",
            values![account.as_uuid(), new.expose(), recipe_text(new), old.expose()],
        )
        .await?;
        Ok(())
    }

    async fn write_proven(&self, account: AccountId, proven: &Proven) -> Result<(), StepError> {
        self.execute(
            "UPDATE accounts SET email_verified = true, password = $2, hash_recipe = $5,
                 name = CASE WHEN $3 THEN name END, profile = CASE WHEN $3 THEN profile ELSE '{}' END, must_reset = $6, updated_at = $4
             WHERE id = $1",
            values![
                account.as_uuid(),
                proven.password.as_ref().map(PasswordHash::expose),
                proven.keeps_person,
                self.now(),
                proven.password.as_ref().map(recipe_text),
                proven.must_reset
            ],
        )
        .await?;
        Ok(())
    }

    async fn set_profile(&self, account: AccountId, profile: &Profile, name: Option<&str>) -> Result<(), StepError> {
        self.execute(
            "UPDATE accounts SET profile = $2::text::json, name = $3, updated_at = $4 WHERE id = $1",
            values![account.as_uuid(), profile.to_json(), name, self.now()],
        )
        .await?;
        Ok(())
    }
}

/// The offered password of a row that begins with it and its recipe.
pub(super) fn password(row: &Row) -> Result<PasswordHash, StepError> {
    let recipe = HashRecipe(row.try_get(1)?);
    Ok(PasswordHash::new(row.try_get(0)?, recipe).map_err(|_| Corrupt::column("sign_ups.password"))?)
}
