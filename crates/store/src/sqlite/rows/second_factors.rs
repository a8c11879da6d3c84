//! The rows of second factors.

use rekey_core::AccountId;
use rekey_core::second_factor::{RecoveryDigest, SecondFactor};
use rekey_core::time::Timestamp;
use rusqlite::params;

use crate::rows::SecondFactorRows;
use crate::sqlite::columns::instant;
use crate::sqlite::step::{Step, StepError};

impl SecondFactorRows for Step<'_> {
    async fn second_factor(&self, account: AccountId) -> Result<Option<SecondFactor>, StepError> {
        self.one(
            "SELECT sealed, last_step, wrong_tries, wrong_at FROM second_factors WHERE account = ?1",
            [account.as_uuid().into_bytes()],
            |row| {
                Ok(SecondFactor {
                    account,
                    sealed: row.get(0)?,
                    last_step: row.get(1)?,
                    wrong_tries: row.get(2)?,
                    wrong_at: instant(row, 3)?,
                })
            },
        )
    }

    async fn write_second_factor(&self, account: AccountId, sealed: &[u8], own: bool) -> Result<(), StepError> {
        let never = Timestamp::UNIX_EPOCH.as_microsecond();
        self.execute(
            "INSERT OR REPLACE INTO second_factors (account, sealed, created_at, last_step, wrong_tries, wrong_at, own)
             VALUES (?1, ?2, ?3, 0, 0, ?4, ?5)",
            params![account.as_uuid().into_bytes(), sealed, self.micros(), never, own],
        )?;
        Ok(())
    }

    async fn has_own_second_factor(&self, account: AccountId) -> Result<bool, StepError> {
        let sql = "SELECT own FROM second_factors WHERE account = ?1";
        let own = self.one(sql, [account.as_uuid().into_bytes()], |row| Ok(row.get(0)?))?;
        Ok(own.unwrap_or(false))
    }

    async fn confirm_second_factor(&self, account: AccountId) -> Result<(), StepError> {
        self.execute(
            "UPDATE second_factors SET confirmed_at = ?1 WHERE account = ?2",
            params![self.micros(), account.as_uuid().into_bytes()],
        )?;
        Ok(())
    }

    async fn delete_second_factor(&self, account: AccountId) -> Result<bool, StepError> {
        // This deletes the recovery codes, too.
        let id = account.as_uuid().into_bytes();
        Ok(self.execute("DELETE FROM second_factors WHERE account = ?1", [id])? == 1)
    }

    async fn use_up_time_step(&self, account: AccountId, step: i64) -> Result<bool, StepError> {
        let used = self.execute(
            "UPDATE second_factors SET last_step = ?1 WHERE account = ?2 AND last_step < ?1",
            params![step, account.as_uuid().into_bytes()],
        )?;
        Ok(used == 1)
    }

    async fn use_up_recovery_code(&self, account: AccountId, code: RecoveryDigest) -> Result<bool, StepError> {
        let used = self.execute(
            "DELETE FROM recovery_codes WHERE account = ?1 AND digest = ?2",
            params![account.as_uuid().into_bytes(), code.as_bytes()],
        )?;
        Ok(used == 1)
    }

    async fn set_wrong_tries(&self, account: AccountId, tries: u32) -> Result<(), StepError> {
        self.execute(
            "UPDATE second_factors SET wrong_tries = ?1, wrong_at = ?2 WHERE account = ?3",
            params![tries, self.micros(), account.as_uuid().into_bytes()],
        )?;
        Ok(())
    }

    async fn replace_recovery_codes(&self, account: AccountId, codes: &[RecoveryDigest]) -> Result<(), StepError> {
        let id = account.as_uuid().into_bytes();
        self.execute("DELETE FROM recovery_codes WHERE account = ?1", [id])?;
        for code in codes {
            self.execute("INSERT INTO recovery_codes (account, digest) VALUES (?1, ?2)", params![id, code.as_bytes()])?;
        }
        Ok(())
    }
}
