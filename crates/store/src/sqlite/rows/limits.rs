//! The rows of limits.

use rekey_core::outbox::Request;
use rekey_core::ports::{Acceptance, AddressLimits};
use rekey_core::time::{Duration, Timestamp, after};
use rekey_core::trial::Tries;
use rekey_core::{AddressKey, EntryId, Purpose};
use rusqlite::params;

use super::address_counts;
use super::outbox::add_request;
use crate::rows::LimitRows;
use crate::sqlite::columns::instant;
use crate::sqlite::step::{Step, StepError};

impl LimitRows for Step<'_> {
    async fn accept_request(
        &self,
        id: EntryId,
        request: &Request,
        limits: &AddressLimits,
        reserved: Duration,
    ) -> Result<Acceptance, StepError> {
        if !limits.are_off() {
            let counts = address_counts::read(self, request.address_key)?;
            let remaining = counts.wait(request.purpose, limits, self.now);
            if !remaining.is_zero() {
                return Ok(Acceptance::Suppressed { remaining });
            }
            let counts = counts.after_request(request.purpose, limits, self.now);
            address_counts::write(self, request.address_key, &counts)?;
        }
        add_request(self, id, request, after(self.now, reserved))?;
        Ok(Acceptance::Accepted)
    }

    async fn end_cooldown(
        &self,
        address: AddressKey,
        purpose: Purpose,
        until: Timestamp,
        began: Timestamp,
    ) -> Result<(), StepError> {
        let mut counts = address_counts::read(self, address)?;
        if counts.end_cooldown(purpose, until, began) {
            address_counts::write(self, address, &counts)?;
        }
        Ok(())
    }

    async fn hold_trials(&self, _: AddressKey) -> Result<(), StepError> {
        Ok(())
    }

    async fn tries(&self, address: AddressKey, network: &str) -> Result<Tries, StepError> {
        let row = self.one(
            "SELECT wrong, next_at, familiar_until, over_at FROM sign_in_trials WHERE address_key = ?1 AND network = ?2",
            params![address.as_bytes(), network],
            |row| {
                Ok(Tries {
                    wrong: row.get(0)?,
                    next_at: instant(row, 1)?,
                    familiar_until: instant(row, 2)?,
                    over_at: instant(row, 3)?,
                })
            },
        )?;
        Ok(row.unwrap_or(Tries::NONE))
    }

    async fn keep_tries(&self, address: AddressKey, network: &str, tries: Tries) -> Result<(), StepError> {
        self.execute(
            "INSERT OR REPLACE INTO sign_in_trials (address_key, network, wrong, next_at, familiar_until, over_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                address.as_bytes(),
                network,
                tries.wrong,
                tries.next_at.as_microsecond(),
                tries.familiar_until.as_microsecond(),
                tries.over_at.as_microsecond(),
            ],
        )?;
        Ok(())
    }

    async fn forget_familiar_networks(&self, address: AddressKey) -> Result<(), StepError> {
        self.execute(
            "DELETE FROM sign_in_trials WHERE address_key = ?1 AND familiar_until > ?2",
            params![address.as_bytes(), self.micros()],
        )?;
        Ok(())
    }
}
