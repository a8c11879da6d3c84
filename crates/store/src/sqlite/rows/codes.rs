//! The rows of codes, and the count of wrong ones.

use rekey_core::account::Epoch;
use rekey_core::code::{CodeDigest, CodeTry, WRONG_CODES_WINDOW, WrongCodes};
use rekey_core::offer::OfferMark;
use rekey_core::time::after;
use rekey_core::{AddressKey, EntryId, Purpose};
use rusqlite::params;

use crate::rows::{CodeRow, CodeRows, NewCode, PendingCode};
use crate::shared::wrong_codes::{from_bytes, to_bytes};
use crate::sqlite::columns::{digest, id, instant, location, optional_digest, status};
use crate::sqlite::step::{Step, StepError};

impl CodeRows for Step<'_> {
    async fn hold_codes(&self, _: AddressKey) -> Result<(), StepError> {
        Ok(())
    }

    async fn mint_code(&self, code: &NewCode) -> Result<(), StepError> {
        let expires_at = after(self.now, code.lifetime);
        self.execute(
            "INSERT INTO codes
                 (address_key, purpose, request, digest, account, epoch, location, tries, max_tries, expires_at, offer)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8, ?9, ?10)
             ON CONFLICT DO UPDATE SET
                 tries = iif(request = ?3, tries, 0), max_tries = iif(request = ?3, max_tries, ?8),
                 request = ?3, digest = ?4, account = ?5, epoch = ?6, location = ?7, expires_at = ?9, offer = ?10",
            params![
                code.address.as_bytes(),
                code.purpose.code(),
                code.request.as_uuid().into_bytes(),
                code.digest.as_bytes(),
                code.owner.map(|(account, _)| account.as_uuid().into_bytes()),
                code.owner.map_or(0, |(_, epoch)| epoch.0),
                code.location.get(),
                code.tries,
                expires_at.as_microsecond(),
                code.offer.as_ref().map(OfferMark::as_bytes),
            ],
        )?;
        Ok(())
    }

    async fn pending_code(&self, address: AddressKey, purpose: Purpose) -> Result<Option<PendingCode>, StepError> {
        self.one(
            "SELECT request, digest, max(max_tries - tries, 0), expires_at FROM codes WHERE address_key = ?1 AND purpose = ?2",
            params![address.as_bytes(), purpose.code()],
            |row| {
                Ok(PendingCode {
                    request: id(row, 0)?,
                    digest: digest(row, 1)?,
                    tries_left: row.get(2)?,
                    expires_at: instant(row, 3)?,
                })
            },
        )
    }

    async fn keep_earlier_code(&self, successor: &NewCode) -> Result<(), StepError> {
        self.execute(
            "INSERT INTO earlier_codes (address_key, purpose, digest, request, offer, expires_at)
             SELECT address_key, purpose, digest, request, offer, expires_at FROM codes
             WHERE address_key = ?1 AND purpose = ?2 AND request = ?3
             ON CONFLICT DO NOTHING",
            params![successor.address.as_bytes(), successor.purpose.code(), successor.request.as_uuid().into_bytes(),],
        )?;
        Ok(())
    }

    async fn earlier_codes(&self, attempt: &CodeTry, newest: &CodeRow) -> Result<Vec<CodeDigest>, StepError> {
        self.all(
            "SELECT digest FROM earlier_codes
             WHERE address_key = ?1 AND purpose = ?2 AND request = ?3 AND offer IS ?4 AND expires_at > ?5",
            params![
                attempt.address.as_bytes(),
                attempt.purpose.code(),
                newest.request.as_uuid().into_bytes(),
                newest.offer.as_ref().map(OfferMark::as_bytes),
                self.micros(),
            ],
            |row| digest(row, 0),
        )
    }

    async fn forget_earlier_codes(
        &self,
        address: AddressKey,
        purpose: Purpose,
        request: EntryId,
    ) -> Result<(), StepError> {
        self.execute(
            "DELETE FROM earlier_codes WHERE address_key = ?1 AND purpose = ?2 AND request = ?3",
            params![address.as_bytes(), purpose.code(), request.as_uuid().into_bytes()],
        )?;
        Ok(())
    }

    async fn unused_tries(&self, address: AddressKey, but: Option<Purpose>) -> Result<u32, StepError> {
        let left = self.one(
            "SELECT coalesce(sum(max_tries - tries), 0) FROM codes
             WHERE address_key = ?1 AND purpose IS NOT ?2 AND tries < max_tries AND expires_at > ?3",
            params![address.as_bytes(), but.map(Purpose::code), self.micros()],
            |row| Ok(row.get(0)?),
        )?;
        Ok(left.unwrap_or_default())
    }

    async fn count_code_try(&self, attempt: &CodeTry) -> Result<Option<CodeRow>, StepError> {
        let counted = self.execute(
            "UPDATE codes SET tries = tries + 1
             WHERE address_key = ?1 AND purpose = ?2 AND tries < max_tries AND expires_at > ?3",
            params![attempt.address.as_bytes(), attempt.purpose.code(), self.micros()],
        )?;
        if counted == 0 {
            return Ok(None);
        }
        // For a decoy, which belongs to nobody, an account is looked up all the same (R1).
        self.one(
            "SELECT c.request, c.digest, c.location, c.epoch, a.id IS NOT NULL, a.id, a.status, a.epoch, c.offer
             FROM codes c LEFT JOIN accounts a ON a.id = coalesce(c.account, c.request)
             WHERE c.address_key = ?1 AND c.purpose = ?2",
            params![attempt.address.as_bytes(), attempt.purpose.code()],
            |row| {
                let has_account: bool = row.get(4)?;
                let account = if has_account { Some((id(row, 5)?, status(row, 6)?, Epoch(row.get(7)?))) } else { None };
                Ok(CodeRow {
                    request: id(row, 0)?,
                    digest: digest(row, 1)?,
                    location: location(row, 2)?,
                    epoch: Epoch(row.get(3)?),
                    offer: optional_digest(row, 8)?,
                    account,
                })
            },
        )
    }

    async fn delete_code(&self, attempt: &CodeTry) -> Result<(), StepError> {
        self.execute(
            "DELETE FROM codes WHERE address_key = ?1 AND purpose = ?2",
            params![attempt.address.as_bytes(), attempt.purpose.code()],
        )?;
        Ok(())
    }

    async fn take_back_code_try(&self, attempt: &CodeTry) -> Result<(), StepError> {
        self.execute(
            "UPDATE codes SET tries = tries - 1 WHERE address_key = ?1 AND purpose = ?2",
            params![attempt.address.as_bytes(), attempt.purpose.code()],
        )?;
        Ok(())
    }

    async fn wrong_codes(&self, address: AddressKey) -> Result<WrongCodes, StepError> {
        let row = self.one("SELECT tried_at FROM wrong_codes WHERE address_key = ?1", [address.as_bytes()], |row| {
            Ok(from_bytes(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)?)
        })?;
        Ok(row.unwrap_or_default())
    }

    async fn keep_wrong_codes(&self, address: AddressKey, codes: &WrongCodes) -> Result<(), StepError> {
        self.execute(
            "INSERT INTO wrong_codes (address_key, tried_at, over_at) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET tried_at = ?2, over_at = ?3",
            params![address.as_bytes(), to_bytes(codes), after(self.now, WRONG_CODES_WINDOW).as_microsecond()],
        )?;
        Ok(())
    }
}
