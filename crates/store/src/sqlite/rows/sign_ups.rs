//! The rows of sign-ups.

use rekey_core::password_hash::HashRecipe;
use rekey_core::profile::Profile;
use rekey_core::time::Timestamp;
use rekey_core::{AccountId, PasswordHash};
use rusqlite::{Row, params};

use crate::rows::SignUpRows;
use crate::shared::corrupt::Corrupt;
use crate::shared::hash_row::recipe_text;
use crate::shared::sign_ups::{Offer, OfferTable, Proven};
use crate::sqlite::columns::{instant, optional_instant};
use crate::sqlite::step::{Step, StepError};

impl SignUpRows for Step<'_> {
    async fn offer(&self, table: OfferTable, account: AccountId) -> Result<Option<Offer>, StepError> {
        let sql = match table {
            OfferTable::SignUps => {
                "SELECT password, hash_recipe, contested, expires_at FROM sign_ups WHERE account = ?1"
            }
            OfferTable::Declined => {
                "SELECT password, hash_recipe, contested, expires_at FROM declined_offers WHERE account = ?1"
            }
        };
        self.one(sql, [account.as_uuid().into_bytes()], offer)
    }

    async fn keep_offer(&self, table: OfferTable, account: AccountId, offer: &Offer) -> Result<(), StepError> {
        let sql = match table {
            OfferTable::SignUps => {
                "INSERT OR REPLACE INTO sign_ups (account, password, hash_recipe, contested, expires_at)
                 VALUES (?1, ?2, ?3, ?4, ?5)"
            }
            OfferTable::Declined => {
                "INSERT OR REPLACE INTO declined_offers (account, password, hash_recipe, contested, expires_at)
                 VALUES (?1, ?2, ?3, ?4, ?5)"
            }
        };
        self.execute(
            sql,
            params![
                account.as_uuid().into_bytes(),
                offer.password.expose(),
                recipe_text(&offer.password),
                offer.contested,
                offer.expires_at.map(Timestamp::as_microsecond),
            ],
        )?;
        Ok(())
    }

    async fn contest_sign_up(&self, account: AccountId) -> Result<(), StepError> {
        self.execute("UPDATE sign_ups SET contested = 1 WHERE account = ?1", [account.as_uuid().into_bytes()])?;
        Ok(())
    }

    async fn delete_offers(&self, account: AccountId) -> Result<(), StepError> {
        self.execute("DELETE FROM sign_ups WHERE account = ?1", [account.as_uuid().into_bytes()])?;
        self.execute("DELETE FROM declined_offers WHERE account = ?1", [account.as_uuid().into_bytes()])?;
        Ok(())
    }

    async fn refused_until(&self, account: AccountId) -> Result<Option<Timestamp>, StepError> {
        let sql = "SELECT expires_at FROM refused_offers WHERE account = ?1";
        self.one(sql, [account.as_uuid().into_bytes()], |row| instant(row, 0))
    }

    async fn keep_refused(&self, account: AccountId, until: Timestamp) -> Result<(), StepError> {
        self.execute(
            "INSERT OR REPLACE INTO refused_offers (account, expires_at) VALUES (?1, ?2)",
            params![account.as_uuid().into_bytes(), until.as_microsecond()],
        )?;
        Ok(())
    }

    async fn replace_offered_hash(
        &self,
        account: AccountId,
        old: &PasswordHash,
        new: &PasswordHash,
    ) -> Result<(), StepError> {
        self.execute(
            "UPDATE sign_ups SET password = ?1, hash_recipe = ?2 WHERE account = ?3 AND password = ?4",
            params![new.expose(), recipe_text(new), account.as_uuid().into_bytes(), old.expose()],
        )?;
        Ok(())
    }

    async fn write_proven(&self, account: AccountId, proven: &Proven) -> Result<(), StepError> {
        self.execute(
            "UPDATE accounts SET email_verified = 1, password = ?1, hash_recipe = ?2,
                 name = CASE WHEN ?3 THEN name END, profile = CASE WHEN ?3 THEN profile ELSE '{}' END, must_reset = ?4, updated_at = ?5
             WHERE id = ?6",
            params![
                proven.password.as_ref().map(PasswordHash::expose),
                proven.password.as_ref().map(recipe_text),
                proven.keeps_person,
                proven.must_reset,
                self.micros(),
                account.as_uuid().into_bytes()
            ],
        )?;
        Ok(())
    }

    async fn set_profile(&self, account: AccountId, profile: &Profile, name: Option<&str>) -> Result<(), StepError> {
        self.execute(
            "UPDATE accounts SET profile = ?1, name = ?2, updated_at = ?3 WHERE id = ?4",
            params![profile.to_json(), name, self.micros(), account.as_uuid().into_bytes()],
        )?;
        Ok(())
    }
}

pub(super) fn offer(row: &Row<'_>) -> Result<Offer, StepError> {
    let password = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
    Ok(Offer {
        password: PasswordHash::new(password, HashRecipe(row.get(1)?))
            .map_err(|_| Corrupt::column("sign_ups.password"))?,
        contested: row.get(2)?,
        expires_at: optional_instant(row, 3)?,
    })
}
