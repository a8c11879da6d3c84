//! What was counted for an address, in its one row.

use rekey_core::ports::AddressLimits;
use rekey_core::rate::Bucket;
use rekey_core::time::{Duration, Timestamp};
use rekey_core::{AddressKey, Purpose};
use rusqlite::params;

use crate::shared::admission::Admission;
use crate::sqlite::columns::instant;
use crate::sqlite::step::{Step, StepError};

/// The row of an address: read as a whole, changed in one place, written as a whole.
#[derive(Debug, Clone, Copy)]
pub(super) struct AddressCounts {
    address: AddressKey,
    mails: Bucket,
    /// Until when the cooldown runs and how full the bucket is, each purpose in its [`place`].
    purposes: [(Timestamp, Bucket); 3],
}

impl AddressCounts {
    /// What was counted for an address until now.
    pub(super) fn read(step: &Step<'_>, address: AddressKey) -> Result<Self, StepError> {
        let row = step.one(
            "SELECT mails_full_at, reset_password_cooldown_until, reset_password_full_at, sign_in_cooldown_until,
                    sign_in_full_at, verify_email_cooldown_until, verify_email_full_at
             FROM address_limits WHERE address_key = ?1",
            [address.as_bytes()],
            |row| {
                let bucket = |index| Ok::<_, StepError>(Bucket { full_at: instant(row, index)? });
                let purpose = |index| Ok::<_, StepError>((instant(row, index)?, bucket(index + 1)?));
                Ok(Self { address, mails: bucket(0)?, purposes: [purpose(1)?, purpose(3)?, purpose(5)?] })
            },
        )?;
        let never = (Timestamp::UNIX_EPOCH, Bucket { full_at: Timestamp::UNIX_EPOCH });
        Ok(row.unwrap_or(Self { address, mails: never.1, purposes: [never; 3] }))
    }

    /// How long it is until a request of this purpose is accepted.
    pub(super) fn wait(&self, purpose: Purpose, limits: &AddressLimits, now: Timestamp) -> Duration {
        self.admission(purpose).wait(limits, now)
    }

    /// Counts a request that is accepted now.
    pub(super) fn count(mut self, step: &Step<'_>, purpose: Purpose, limits: &AddressLimits) -> Result<(), StepError> {
        let after = self.admission(purpose).after_request(limits, step.now);
        self.mails = after.mails;
        self.purposes[place(purpose)] = (after.cooldown_until, after.requests);
        let limits_nothing = limits.cooldown.is_zero() && limits.requests.is_none() && limits.mails.is_none();
        if limits_nothing { Ok(()) } else { self.write(step) }
    }

    /// Ends a cooldown at `began`, unless it no longer runs until `until`.
    pub(super) fn end_cooldown(
        mut self,
        step: &Step<'_>,
        purpose: Purpose,
        until: Timestamp,
        began: Timestamp,
    ) -> Result<(), StepError> {
        let cooldown = &mut self.purposes[place(purpose)].0;
        if *cooldown != until {
            return Ok(());
        }
        *cooldown = began;
        self.write(step)
    }

    fn admission(&self, purpose: Purpose) -> Admission {
        let (cooldown_until, requests) = self.purposes[place(purpose)];
        Admission { cooldown_until, requests, mails: self.mails }
    }

    fn write(&self, step: &Step<'_>) -> Result<(), StepError> {
        let [reset, sign_in, verify] = self.purposes;
        let over_at =
            self.purposes.iter().fold(self.mails.full_at, |last, (until, bucket)| last.max(*until).max(bucket.full_at));
        step.execute(
            "INSERT INTO address_limits VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO UPDATE SET
                 over_at = ?2, mails_full_at = ?3,
                 reset_password_cooldown_until = ?4, reset_password_full_at = ?5,
                 sign_in_cooldown_until = ?6, sign_in_full_at = ?7,
                 verify_email_cooldown_until = ?8, verify_email_full_at = ?9",
            params![
                self.address.as_bytes(),
                over_at.as_microsecond(),
                self.mails.full_at.as_microsecond(),
                reset.0.as_microsecond(),
                reset.1.full_at.as_microsecond(),
                sign_in.0.as_microsecond(),
                sign_in.1.full_at.as_microsecond(),
                verify.0.as_microsecond(),
                verify.1.full_at.as_microsecond(),
            ],
        )?;
        Ok(())
    }
}

/// Where a purpose stands in [`AddressCounts::purposes`].
fn place(purpose: Purpose) -> usize {
    match purpose {
        Purpose::ResetPassword => 0,
        Purpose::SignIn => 1,
        Purpose::VerifyEmail => 2,
    }
}
