//! The rows of limits.

use rekey_core::outbox::Request;
use rekey_core::ports::{Acceptance, AddressLimits};
use rekey_core::time::{Duration, Timestamp};
use rekey_core::trial::Tries;
use rekey_core::{AddressKey, EntryId, Purpose};

use crate::postgres::accept::accept_one;
use crate::postgres::step::Tx;
use crate::postgres::step_error::StepError;
use crate::postgres::value::values;
use crate::rows::LimitRows;
use crate::shared::corrupt::Corrupt;

impl LimitRows for Tx {
    async fn accept_request(
        &self,
        id: EntryId,
        request: &Request,
        limits: &AddressLimits,
        reserved: Duration,
    ) -> Result<Acceptance, StepError> {
        let acceptance = accept_one(self, id, request, *limits, reserved).await?;
        if acceptance == Acceptance::Accepted {
            self.announce_mail();
        }
        Ok(acceptance)
    }

    async fn end_cooldown(
        &self,
        address: AddressKey,
        purpose: Purpose,
        until: Timestamp,
        began: Timestamp,
    ) -> Result<(), StepError> {
        let cooldown = match purpose {
            Purpose::ResetPassword => "reset_password_cooldown_until",
            Purpose::SignIn => "sign_in_cooldown_until",
            Purpose::VerifyEmail => "verify_email_cooldown_until",
        };
        let sql = format!("UPDATE address_budgets SET {cooldown} = $1 WHERE address_key = $2 AND {cooldown} = $3");
        self.execute(&sql, values![began, &address.as_bytes()[..], until]).await?;
        Ok(())
    }

    async fn hold_trials(&self, address: AddressKey) -> Result<(), StepError> {
        // Missing rows can't be locked.
        let number = address.as_bytes().first_chunk().map_or(0, |bytes| i64::from_be_bytes(*bytes));
        self.query("SELECT pg_advisory_xact_lock($1)", values![number]).await?;
        Ok(())
    }

    async fn tries(&self, address: AddressKey, network: &str) -> Result<Tries, StepError> {
        let sql = "SELECT wrong, next_at, familiar_until, over_at FROM sign_in_trials
                   WHERE address_key = $1 AND network = $2";
        let Some(row) = self.query_opt(sql, values![&address.as_bytes()[..], network]).await? else {
            return Ok(Tries::NONE);
        };
        let wrong: i32 = row.try_get(0)?;
        Ok(Tries {
            wrong: u32::try_from(wrong).map_err(|_| Corrupt::column("sign_in_trials.wrong"))?,
            next_at: row.try_get(1)?,
            familiar_until: row.try_get(2)?,
            over_at: row.try_get(3)?,
        })
    }

    async fn keep_tries(&self, address: AddressKey, network: &str, tries: Tries) -> Result<(), StepError> {
        self.execute(
            "INSERT INTO sign_in_trials (address_key, network, wrong, next_at, familiar_until, over_at)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (address_key, network) DO UPDATE SET wrong = excluded.wrong, next_at = excluded.next_at,
                 familiar_until = excluded.familiar_until, over_at = excluded.over_at",
            values![
                &address.as_bytes()[..],
                network,
                i32::try_from(tries.wrong).unwrap_or(i32::MAX),
                tries.next_at,
                tries.familiar_until,
                tries.over_at,
            ],
        )
        .await?;
        Ok(())
    }

    async fn forget_familiar_networks(&self, address: AddressKey) -> Result<(), StepError> {
        let sql = "DELETE FROM sign_in_trials WHERE address_key = $1 AND familiar_until > $2";
        self.execute(sql, values![&address.as_bytes()[..], self.now()]).await?;
        Ok(())
    }
}
