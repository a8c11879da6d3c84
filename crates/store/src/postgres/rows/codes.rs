//! The rows of codes, and the count of wrong ones.

use rekey_core::account::Epoch;
use rekey_core::code::{CodeDigest, CodeTry, MAX_CODE_TRIES};
use rekey_core::offer::OfferMark;
use rekey_core::rate::Bucket;
use rekey_core::time::{Timestamp, after};
use rekey_core::{AccountId, AddressKey};
use tokio_postgres::Row;

use crate::postgres::columns::{bytes32, entry, location, location_number, optional_bytes32, optional_id, status};
use crate::postgres::step::Tx;
use crate::postgres::step_error::StepError;
use crate::postgres::value::values;
use crate::rows::{CodeRow, CodeRows, NewCode, Outrun};

/// The counter of an address's wrong tries, in `address_limits`.
const WRONG_CODES: &str = "wrong_codes";

impl CodeRows for Tx {
    async fn mint_code(&self, code: &NewCode) -> Result<(), StepError> {
        self.execute(
            "INSERT INTO codes (address_key, purpose, request, digest, account, epoch, location, tries, expires_at,
                                offer)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9)
             ON CONFLICT (address_key, purpose) DO UPDATE SET
                 request = excluded.request, digest = excluded.digest, account = excluded.account,
                 epoch = excluded.epoch, location = excluded.location, tries = 0, expires_at = excluded.expires_at,
                 offer = excluded.offer",
            values![
                &code.address.as_bytes()[..],
                code.purpose.code(),
                code.request.as_uuid(),
                &code.digest.as_bytes()[..],
                code.owner.map(|(account, _)| account.as_uuid()),
                code.owner.map_or(0, |(_, epoch)| epoch.0),
                location_number(code.location),
                after(self.now(), code.lifetime),
                code.offer.as_ref().map(|offer| &offer.as_bytes()[..]),
            ],
        )
        .await?;
        Ok(())
    }

    async fn count_code_try(&self, attempt: &CodeTry) -> Result<Option<CodeRow>, StepError> {
        let (address, purpose) = (&attempt.address.as_bytes()[..], attempt.purpose.code());
        // For a decoy, which is nobody's, some other account is read (R1). Counting locks the row.
        let counted = self
            .query_opt(
                "WITH counted AS (
                     UPDATE codes SET tries = tries + 1
                     WHERE address_key = $1 AND purpose = $2 AND tries < $3 AND expires_at > $4
                     RETURNING request, digest, account, epoch, location, offer)
                 SELECT counted.request, counted.digest, counted.account, counted.epoch, counted.location,
                     nearest.id, nearest.status, nearest.epoch, counted.offer
                 FROM counted LEFT JOIN LATERAL (
                     SELECT id, status, epoch FROM accounts WHERE id <= coalesce(counted.account, counted.request)
                     ORDER BY id DESC LIMIT 1) AS nearest ON true",
                values![address, purpose, i32::try_from(MAX_CODE_TRIES).unwrap_or(i32::MAX), self.now()],
            )
            .await?;
        counted.as_ref().map(code).transpose()
    }

    async fn delete_code(&self, attempt: &CodeTry) -> Result<(), StepError> {
        let sql = "DELETE FROM codes WHERE address_key = $1 AND purpose = $2";
        self.execute(sql, values![&attempt.address.as_bytes()[..], attempt.purpose.code()]).await?;
        Ok(())
    }

    async fn take_back_code_try(&self, attempt: &CodeTry) -> Result<(), StepError> {
        let sql = "UPDATE codes SET tries = tries - 1 WHERE address_key = $1 AND purpose = $2";
        self.execute(sql, values![&attempt.address.as_bytes()[..], attempt.purpose.code()]).await?;
        Ok(())
    }

    async fn wrong_codes(&self, address: AddressKey) -> Result<Bucket, StepError> {
        let sql = "SELECT full_at FROM address_limits WHERE address_key = $1 AND counter = $2";
        bucket(self.query_opt(sql, values![&address.as_bytes()[..], WRONG_CODES]).await?)
    }

    async fn hold_wrong_codes(&self, address: AddressKey) -> Result<Bucket, StepError> {
        let address = &address.as_bytes()[..];
        // The row has to be there to be locked: two wrong tries at once have to be two.
        self.execute(
            "INSERT INTO address_limits (address_key, counter) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            values![address, WRONG_CODES],
        )
        .await?;
        let held = "SELECT full_at FROM address_limits WHERE address_key = $1 AND counter = $2 FOR UPDATE";
        let row = self.query_opt(held, values![address, WRONG_CODES]).await?.ok_or(Outrun)?;
        bucket(Some(row))
    }

    async fn keep_wrong_codes(&self, address: AddressKey, count: Bucket) -> Result<(), StepError> {
        self.execute(
            "UPDATE address_limits SET full_at = $3 WHERE address_key = $1 AND counter = $2",
            values![&address.as_bytes()[..], WRONG_CODES, count.full_at],
        )
        .await?;
        Ok(())
    }
}

fn code(row: &Row) -> Result<CodeRow, StepError> {
    let (owner, nearest): (Option<AccountId>, Option<AccountId>) = (optional_id(row, 2)?, optional_id(row, 5)?);
    let account = match (nearest, row.try_get::<_, Option<&str>>(6)?, row.try_get::<_, Option<i64>>(7)?) {
        (Some(id), Some(code), Some(epoch)) => Some((id, status(code)?, Epoch(epoch))),
        _ => None,
    };
    Ok(CodeRow {
        request: entry(row, 0)?,
        digest: CodeDigest::from(bytes32(row.try_get(1)?, "codes.digest")?),
        location: location(row.try_get(4)?, "codes.location")?,
        epoch: Epoch(row.try_get(3)?),
        offer: optional_bytes32(row, 8, "codes.offer")?.map(OfferMark::from),
        account: account.filter(|(id, ..)| Some(*id) == owner),
    })
}

fn bucket(row: Option<Row>) -> Result<Bucket, StepError> {
    let full_at: Option<Timestamp> = row.map(|row| row.try_get(0)).transpose()?.flatten();
    Ok(full_at.map_or(Bucket::FULL, |full_at| Bucket { full_at }))
}
