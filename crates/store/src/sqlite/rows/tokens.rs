//! The rows of tokens.

use rekey_core::account::Epoch;
use rekey_core::offer::OfferMark;
use rekey_core::time::{Timestamp, after};
use rekey_core::token::{NewToken, TokenPurpose, TokenRecord};
use rekey_core::{AccountId, AddressKey, EmailAddress, TokenDigest};
use rusqlite::params;
use url::Url;

use crate::rows::{TokenRow, TokenRows, TokenScope};
use crate::shared::corrupt::Corrupt;
use crate::shared::standing::{TokenFacts, passed_on};
use crate::shared::token_row;
use crate::sqlite::columns::{code, instant, location, optional_digest, optional_id, optional_instant, status};
use crate::sqlite::step::{Step, StepError};

impl TokenRows for Step<'_> {
    async fn hold_token(&self, digest: TokenDigest) -> Result<Option<TokenRow>, StepError> {
        look_up(self, digest)
    }

    async fn keep_mailed_reset(
        &self,
        account: AccountId,
        address: AddressKey,
        epoch: Epoch,
        until: Timestamp,
    ) -> Result<(), StepError> {
        self.execute(
            "INSERT OR REPLACE INTO mailed_resets (account, address_key, epoch, expires_at) VALUES (?1, ?2, ?3, ?4)",
            params![account.as_uuid().into_bytes(), address.as_bytes(), epoch.0, until.as_microsecond()],
        )?;
        Ok(())
    }

    async fn use_up_token(&self, digest: TokenDigest) -> Result<bool, StepError> {
        let used = self.execute(
            "UPDATE tokens SET used_at = ?1 WHERE digest = ?2 AND used_at IS NULL AND expires_at > ?1",
            params![self.micros(), digest.as_bytes()],
        )?;
        Ok(used == 1)
    }

    async fn mint_token(&self, token: &NewToken, scope: &TokenScope<'_>) -> Result<Timestamp, StepError> {
        let expires_at = after(self.now, token.lifetime);
        self.execute(
            "INSERT INTO tokens (digest, purpose, account, epoch, location, session, redirect_to, expires_at, offer,
                                 mailed_to, bearer_expires_at, moves_to)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            params![
                token.digest.as_bytes(),
                token.purpose.code(),
                scope.owner.map(|(account, _)| account.as_uuid().into_bytes()),
                scope.owner.map_or(0, |(_, epoch)| epoch.0),
                scope.location.get(),
                scope.session.map(|passed| passed.session.as_uuid().into_bytes()),
                scope.redirect_to.map(Url::as_str),
                expires_at.as_microsecond(),
                scope.offer.as_ref().map(OfferMark::as_bytes),
                scope.mailed_to.as_ref().map(AddressKey::as_bytes),
                scope.session.map(|passed| passed.until.as_microsecond()),
                scope.moves_to.map(EmailAddress::as_stored),
            ],
        )?;
        Ok(expires_at)
    }
}

/// What is known of a token, with its state now.
pub(super) fn look_up(step: &Step<'_>, digest: TokenDigest) -> Result<Option<TokenRow>, StepError> {
    step.one(
        "SELECT t.purpose, t.used_at IS NOT NULL, t.expires_at, t.epoch, t.account, t.location, t.session,
                a.id IS NOT NULL, a.status, a.epoch, t.redirect_to, t.offer, t.mailed_to, t.bearer_expires_at, r.epoch,
                t.moves_to
         FROM tokens t LEFT JOIN accounts a ON a.id = t.account
         LEFT JOIN mailed_resets r ON r.account = t.account AND r.address_key = t.mailed_to
         WHERE t.digest = ?1",
        [digest.as_bytes()],
        |row| {
            let purpose = code(row, 0, "tokens.purpose", TokenPurpose::from_code)?;
            let expires_at = instant(row, 2)?;
            let has_account: bool = row.get(7)?;
            let mailed_to: Option<AddressKey> = optional_digest(row, 12)?;
            let facts = TokenFacts {
                purpose,
                used: row.get(1)?,
                expires_at,
                epoch: Epoch(row.get(3)?),
                was_mailed: mailed_to.is_some(),
                mailed_reset: row.get::<_, Option<i64>>(14)?.map(Epoch),
                account: if has_account { Some((status(row, 8)?, Epoch(row.get(9)?))) } else { None },
            };
            let redirect_to: Option<String> = row.get(10)?;
            let redirect_to = redirect_to.map(|text| text.parse()).transpose();
            let moves_to: Option<String> = row.get(15)?;
            let record = TokenRecord {
                purpose,
                account: optional_id(row, 4)?,
                location: location(row, 5)?,
                session: passed_on(optional_id(row, 6)?, optional_instant(row, 13)?, expires_at),
                redirect_to: redirect_to.map_err(|_| Corrupt::column("tokens.redirect_to"))?,
                mailed_to,
                moves_to: token_row::moves_to(moves_to.as_deref())?,
                state: facts.state(step.now),
                expires_at,
            };
            Ok(TokenRow { record, offer: optional_digest(row, 11)? })
        },
    )
}
