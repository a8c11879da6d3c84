//! The rows of codes, and the count of wrong ones.

use rekey_core::account::Epoch;
use rekey_core::code::{CodeDigest, CodeTry, WRONG_CODES_WINDOW, WrongCodes};
use rekey_core::offer::OfferMark;
use rekey_core::time::after;
use rekey_core::{AccountId, AddressKey, EntryId, Purpose};
use tokio_postgres::Row;

use crate::postgres::columns::{bytes32, entry, location, location_number, optional_bytes32, optional_id, status};
use crate::postgres::step::Tx;
use crate::postgres::step_error::StepError;
use crate::postgres::value::values;
use crate::rows::{CodeRow, CodeRows, NewCode, PendingCode};
use crate::shared::corrupt::Corrupt;
use crate::shared::wrong_codes::{from_bytes, to_bytes};

impl CodeRows for Tx {
    async fn hold_codes(&self, address: AddressKey) -> Result<(), StepError> {
        // Missing rows can't be locked. Trials use the first bytes of the key for their lock.
        let number = address.as_bytes().last_chunk().map_or(0, |bytes| i64::from_be_bytes(*bytes));
        self.query("SELECT pg_advisory_xact_lock($1)", values![number]).await?;
        Ok(())
    }

    async fn mint_code(&self, code: &NewCode) -> Result<(), StepError> {
        self.execute(
            "INSERT INTO codes (address_key, purpose, request, digest, account, epoch, location, tries, max_tries, expires_at,
                                offer)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, $10)
             ON CONFLICT (address_key, purpose) DO UPDATE SET
                 request = excluded.request, digest = excluded.digest, account = excluded.account,
                 epoch = excluded.epoch, location = excluded.location,
                 tries = CASE WHEN codes.request = excluded.request THEN codes.tries ELSE 0 END,
                 max_tries = CASE WHEN codes.request = excluded.request THEN codes.max_tries
                             ELSE excluded.max_tries END,
                 expires_at = excluded.expires_at, offer = excluded.offer",
            values![
                &code.address.as_bytes()[..],
                code.purpose.code(),
                code.request.as_uuid(),
                &code.digest.as_bytes()[..],
                code.owner.map(|(account, _)| account.as_uuid()),
                code.owner.map_or(0, |(_, epoch)| epoch.0),
                location_number(code.location),
                tries(code.tries),
                after(self.now(), code.lifetime),
                code.offer.as_ref().map(|offer| &offer.as_bytes()[..]),
            ],
        )
        .await?;
        Ok(())
    }

    async fn pending_code(&self, address: AddressKey, purpose: Purpose) -> Result<Option<PendingCode>, StepError> {
        let sql = "SELECT request, digest, greatest(max_tries - tries, 0), expires_at FROM codes
                   WHERE address_key = $1 AND purpose = $2";
        let row = self.query_opt(sql, values![&address.as_bytes()[..], purpose.code()]).await?;
        row.map(|row| {
            let left: i32 = row.try_get(2)?;
            Ok(PendingCode {
                request: entry(&row, 0)?,
                digest: CodeDigest::from(bytes32(row.try_get(1)?, "codes.digest")?),
                tries_left: u32::try_from(left).map_err(|_| Corrupt::column("codes.tries"))?,
                expires_at: row.try_get(3)?,
            })
        })
        .transpose()
    }

    async fn keep_earlier_code(&self, successor: &NewCode) -> Result<(), StepError> {
        self.execute(
            "INSERT INTO earlier_codes (address_key, purpose, digest, request, offer, expires_at)
             SELECT address_key, purpose, digest, request, offer, expires_at FROM codes
             WHERE address_key = $1 AND purpose = $2 AND request = $3
             ON CONFLICT DO NOTHING",
            values![&successor.address.as_bytes()[..], successor.purpose.code(), successor.request.as_uuid()],
        )
        .await?;
        Ok(())
    }

    async fn earlier_codes(&self, attempt: &CodeTry, newest: &CodeRow) -> Result<Vec<CodeDigest>, StepError> {
        let rows = self
            .query(
                "SELECT digest FROM earlier_codes
                 WHERE address_key = $1 AND purpose = $2 AND request = $3 AND offer IS NOT DISTINCT FROM $4
                     AND expires_at > $5",
                values![
                    &attempt.address.as_bytes()[..],
                    attempt.purpose.code(),
                    newest.request.as_uuid(),
                    newest.offer.as_ref().map(|offer| &offer.as_bytes()[..]),
                    self.now(),
                ],
            )
            .await?;
        rows.iter().map(|row| Ok(CodeDigest::from(bytes32(row.try_get(0)?, "earlier_codes.digest")?))).collect()
    }

    async fn forget_earlier_codes(
        &self,
        address: AddressKey,
        purpose: Purpose,
        request: EntryId,
    ) -> Result<(), StepError> {
        let sql = "DELETE FROM earlier_codes WHERE address_key = $1 AND purpose = $2 AND request = $3";
        self.execute(sql, values![&address.as_bytes()[..], purpose.code(), request.as_uuid()]).await?;
        Ok(())
    }

    async fn unused_tries(&self, address: AddressKey, but: Option<Purpose>) -> Result<u32, StepError> {
        let row = self
            .query_opt(
                "SELECT coalesce(sum(max_tries - tries), 0) FROM codes
                 WHERE address_key = $1 AND purpose IS DISTINCT FROM $2 AND tries < max_tries AND expires_at > $3",
                values![&address.as_bytes()[..], but.map(Purpose::code), self.now()],
            )
            .await?;
        let left: i64 = row.map_or(Ok(0), |row| row.try_get(0))?;
        Ok(u32::try_from(left).map_err(|_| Corrupt::column("codes.tries"))?)
    }

    async fn count_code_try(&self, attempt: &CodeTry) -> Result<Option<CodeRow>, StepError> {
        let (address, purpose) = (&attempt.address.as_bytes()[..], attempt.purpose.code());
        // For a decoy, which belongs to nobody, some other account is read (R1). Counting locks the row.
        let counted = self
            .query_opt(
                "WITH counted AS (
                     UPDATE codes SET tries = tries + 1
                     WHERE address_key = $1 AND purpose = $2 AND tries < max_tries AND expires_at > $3
                     RETURNING request, digest, account, epoch, location, offer)
                 SELECT counted.request, counted.digest, counted.account, counted.epoch, counted.location,
                     nearest.id, nearest.status, nearest.epoch, counted.offer
                 FROM counted LEFT JOIN LATERAL (
                     SELECT id, status, epoch FROM accounts WHERE id <= coalesce(counted.account, counted.request)
                     ORDER BY id DESC LIMIT 1) AS nearest ON true",
                values![address, purpose, self.now()],
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

    async fn wrong_codes(&self, address: AddressKey) -> Result<WrongCodes, StepError> {
        let sql = "SELECT tried_at FROM wrong_codes WHERE address_key = $1";
        let row = self.query_opt(sql, values![&address.as_bytes()[..]]).await?;
        row.map_or(Ok(WrongCodes::NONE), |row| Ok(from_bytes(row.try_get(0)?)?))
    }

    async fn keep_wrong_codes(&self, address: AddressKey, codes: &WrongCodes) -> Result<(), StepError> {
        self.execute(
            "INSERT INTO wrong_codes (address_key, tried_at, over_at) VALUES ($1, $2, $3)
             ON CONFLICT (address_key) DO UPDATE SET tried_at = excluded.tried_at, over_at = excluded.over_at",
            values![&address.as_bytes()[..], &to_bytes(codes)[..], after(self.now(), WRONG_CODES_WINDOW)],
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

fn tries(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}
