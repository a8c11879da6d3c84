//! The rows of tokens.

use rekey_core::account::Epoch;
use rekey_core::offer::OfferMark;
use rekey_core::time::{Timestamp, after};
use rekey_core::token::{NewToken, TokenDigest, TokenPurpose, TokenRecord};
use rekey_core::{AccountId, AddressKey, EmailAddress};
use tokio_postgres::Row;
use url::Url;

use crate::postgres::columns::{location, location_number, optional_bytes32, optional_id, status};
use crate::postgres::step::Tx;
use crate::postgres::step_error::StepError;
use crate::postgres::value::values;
use crate::rows::{TokenRow, TokenRows, TokenScope};
use crate::shared::corrupt::Corrupt;
use crate::shared::standing::{TokenFacts, passed_on};
use crate::shared::token_row;

impl TokenRows for Tx {
    async fn hold_token(&self, digest: TokenDigest) -> Result<Option<TokenRow>, StepError> {
        let digest = &digest.as_bytes()[..];
        self.execute(
            "SELECT FROM accounts JOIN tokens ON tokens.account = accounts.id WHERE tokens.digest = $1
             FOR NO KEY UPDATE OF accounts",
            values![digest],
        )
        .await?;
        self.query_opt(LOOK_UP, values![digest, self.now()]).await?.as_ref().map(token).transpose()
    }

    async fn keep_mailed_reset(
        &self,
        account: AccountId,
        address: AddressKey,
        epoch: Epoch,
        until: Timestamp,
    ) -> Result<(), StepError> {
        self.execute(
            "INSERT INTO mailed_resets (account, address_key, epoch, expires_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (account, address_key) DO UPDATE SET epoch = excluded.epoch, expires_at = excluded.expires_at",
            values![account.as_uuid(), &address.as_bytes()[..], epoch.0, until],
        )
        .await?;
        Ok(())
    }

    async fn use_up_token(&self, digest: TokenDigest) -> Result<bool, StepError> {
        let sql = "UPDATE tokens SET used_at = $2 WHERE digest = $1 AND used_at IS NULL";
        Ok(self.execute(sql, values![&digest.as_bytes()[..], self.now()]).await? == 1)
    }

    async fn mint_token(&self, token: &NewToken, scope: &TokenScope<'_>) -> Result<Timestamp, StepError> {
        let expires_at = after(self.now(), token.lifetime);
        self.execute(
            "INSERT INTO tokens (digest, purpose, account, epoch, location, session, redirect_to, expires_at, offer,
                                 mailed_to, bearer_expires_at, moves_to)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            values![
                &token.digest.as_bytes()[..],
                token.purpose.code(),
                scope.owner.map(|(account, _)| account.as_uuid()),
                scope.owner.map_or(0, |(_, epoch)| epoch.0),
                location_number(scope.location),
                scope.session.map(|passed| passed.session.as_uuid()),
                scope.redirect_to.map(Url::as_str),
                expires_at,
                scope.offer.as_ref().map(|offer| &offer.as_bytes()[..]),
                scope.mailed_to.as_ref().map(|address| &address.as_bytes()[..]),
                scope.session.map(|passed| passed.until),
                scope.moves_to.map(EmailAddress::as_stored),
            ],
        )
        .await?;
        Ok(expires_at)
    }
}

/// A token with the state of its account, and the instant, for a statement outside of a step.
pub(super) const LOOK_UP: &str = "SELECT tokens.purpose, tokens.account, tokens.location, tokens.session, \
     tokens.expires_at, tokens.used_at IS NOT NULL, tokens.epoch, accounts.status, accounts.epoch, \
     tokens.redirect_to, coalesce($2, clock_timestamp()), tokens.offer, tokens.mailed_to, \
     tokens.bearer_expires_at, mailed_resets.epoch, tokens.moves_to \
     FROM tokens LEFT JOIN accounts ON accounts.id = tokens.account \
     LEFT JOIN mailed_resets ON mailed_resets.account = tokens.account AND mailed_resets.address_key = tokens.mailed_to \
     WHERE tokens.digest = $1";

/// What [`LOOK_UP`] gives.
pub(super) fn token(row: &Row) -> Result<TokenRow, StepError> {
    let purpose = TokenPurpose::from_code(row.try_get(0)?).ok_or(Corrupt::column("tokens.purpose"))?;
    let expires_at: Timestamp = row.try_get(4)?;
    let account_epoch: Option<i64> = row.try_get(8)?;
    let account = match (row.try_get::<_, Option<&str>>(7)?, account_epoch) {
        (Some(code), Some(epoch)) => Some((status(code)?, Epoch(epoch))),
        _ => None,
    };
    let mailed_to = optional_bytes32(row, 12, "tokens.mailed_to")?.map(AddressKey::from);
    let facts = TokenFacts {
        purpose,
        used: row.try_get(5)?,
        expires_at,
        epoch: Epoch(row.try_get(6)?),
        was_mailed: mailed_to.is_some(),
        mailed_reset: row.try_get::<_, Option<i64>>(14)?.map(Epoch),
        account,
    };
    let redirect_to = row.try_get::<_, Option<&str>>(9)?.map(str::parse).transpose();
    let record = TokenRecord {
        purpose,
        account: optional_id(row, 1)?,
        location: location(row.try_get(2)?, "tokens.location")?,
        session: passed_on(optional_id(row, 3)?, row.try_get(13)?, expires_at),
        redirect_to: redirect_to.map_err(|_| Corrupt::column("tokens.redirect_to"))?,
        mailed_to,
        moves_to: token_row::moves_to(row.try_get(15)?)?,
        state: facts.state(row.try_get(10)?),
        expires_at,
    };
    let offer = optional_bytes32(row, 11, "tokens.offer")?.map(OfferMark::from);
    Ok(TokenRow { record, offer })
}
