//! The rows of second factors.

use rekey_core::AccountId;
use rekey_core::second_factor::{RecoveryDigest, SecondFactor};
use rekey_core::time::Timestamp;

use crate::postgres::step::Tx;
use crate::postgres::step_error::StepError;
use crate::postgres::value::values;
use crate::rows::SecondFactorRows;

impl SecondFactorRows for Tx {
    async fn second_factor(&self, account: AccountId) -> Result<Option<SecondFactor>, StepError> {
        let sql = "SELECT sealed, last_step, wrong_tries, wrong_at FROM second_factors WHERE account = $1";
        let Some(row) = self.query_opt(sql, values![account.as_uuid()]).await? else { return Ok(None) };
        let wrong_tries: i32 = row.try_get(2)?;
        Ok(Some(SecondFactor {
            account,
            sealed: row.try_get(0)?,
            last_step: row.try_get(1)?,
            wrong_tries: u32::try_from(wrong_tries).unwrap_or_default(),
            wrong_at: row.try_get(3)?,
        }))
    }

    async fn write_second_factor(&self, account: AccountId, sealed: &[u8], own: bool) -> Result<(), StepError> {
        self.execute(
            "INSERT INTO second_factors (account, sealed, created_at, last_step, wrong_tries, wrong_at, own)
             VALUES ($1, $2, $3, 0, 0, $4, $5)
             ON CONFLICT (account) DO UPDATE SET sealed = excluded.sealed, created_at = excluded.created_at,
                 last_step = 0, wrong_tries = 0, wrong_at = excluded.wrong_at, own = excluded.own",
            values![account.as_uuid(), sealed, self.now(), Timestamp::UNIX_EPOCH, own],
        )
        .await?;
        Ok(())
    }

    async fn has_own_second_factor(&self, account: AccountId) -> Result<bool, StepError> {
        let sql = "SELECT own FROM second_factors WHERE account = $1";
        let row = self.query_opt(sql, values![account.as_uuid()]).await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?.unwrap_or(false))
    }

    async fn confirm_second_factor(&self, account: AccountId) -> Result<(), StepError> {
        let sql = "UPDATE second_factors SET confirmed_at = $2 WHERE account = $1";
        self.execute(sql, values![account.as_uuid(), self.now()]).await?;
        Ok(())
    }

    async fn delete_second_factor(&self, account: AccountId) -> Result<bool, StepError> {
        let id = account.as_uuid();
        self.execute("DELETE FROM recovery_codes WHERE account = $1", values![id]).await?;
        Ok(self.execute("DELETE FROM second_factors WHERE account = $1", values![id]).await? == 1)
    }

    async fn use_up_time_step(&self, account: AccountId, step: i64) -> Result<bool, StepError> {
        let sql = "UPDATE second_factors SET last_step = $2 WHERE account = $1 AND last_step < $2";
        Ok(self.execute(sql, values![account.as_uuid(), step]).await? == 1)
    }

    async fn use_up_recovery_code(&self, account: AccountId, code: RecoveryDigest) -> Result<bool, StepError> {
        let sql = "DELETE FROM recovery_codes WHERE account = $1 AND digest = $2";
        Ok(self.execute(sql, values![account.as_uuid(), &code.as_bytes()[..]]).await? == 1)
    }

    async fn set_wrong_tries(&self, account: AccountId, tries: u32) -> Result<(), StepError> {
        let tries = i32::try_from(tries).unwrap_or(i32::MAX);
        let sql = "UPDATE second_factors SET wrong_tries = $2, wrong_at = $3 WHERE account = $1";
        self.execute(sql, values![account.as_uuid(), tries, self.now()]).await?;
        Ok(())
    }

    async fn replace_recovery_codes(&self, account: AccountId, codes: &[RecoveryDigest]) -> Result<(), StepError> {
        let digests: Vec<&[u8]> = codes.iter().map(|code| &code.as_bytes()[..]).collect();
        self.execute("DELETE FROM recovery_codes WHERE account = $1", values![account.as_uuid()]).await?;
        let sql = "INSERT INTO recovery_codes (account, digest) SELECT $1, unnest($2::bytea[])";
        self.execute(sql, values![account.as_uuid(), digests]).await?;
        Ok(())
    }
}
