//! The counters of an address, in one row.

use rekey_core::ports::AddressLimits;
use rekey_core::purpose::MailBudget;
use rekey_core::rate::Bucket;
use rekey_core::time::{Duration, Timestamp};
use rekey_core::{AddressKey, Purpose};
use rusqlite::params;

use crate::shared::admission::Admission;
use crate::sqlite::columns::instant;
use crate::sqlite::step::{Step, StepError};

/// The row of an address. It is read and written as a whole.
#[derive(Debug, Clone, Copy)]
pub(super) struct AddressCounts {
    address: AddressKey,
    /// Each budget in its [`slot`].
    mails: [Bucket; 2],
    /// Until when the cooldown runs and how full the bucket is, each purpose in its [`place`].
    purposes: [(Timestamp, Bucket); 3],
    /// Until when the cooldown of the last sign-up runs.
    sign_up_until: Timestamp,
}

impl AddressCounts {
    /// The present counters of an address.
    pub(super) fn read(step: &Step<'_>, address: AddressKey) -> Result<Self, StepError> {
        let row = step.one(
            "SELECT mails_full_at, reset_mails_full_at, reset_password_cooldown_until, reset_password_full_at, sign_in_cooldown_until,
                    sign_in_full_at, verify_email_cooldown_until, verify_email_full_at, sign_up_cooldown_until
             FROM address_budgets WHERE address_key = ?1",
            [address.as_bytes()],
            |row| {
                let bucket = |index| Ok::<_, StepError>(Bucket { full_at: instant(row, index)? });
                let purpose = |index| Ok::<_, StepError>((instant(row, index)?, bucket(index + 1)?));
                let purposes = [purpose(2)?, purpose(4)?, purpose(6)?];
                Ok(Self { address, mails: [bucket(0)?, bucket(1)?], purposes, sign_up_until: instant(row, 8)? })
            },
        )?;
        let never = (Timestamp::UNIX_EPOCH, Bucket { full_at: Timestamp::UNIX_EPOCH });
        Ok(row.unwrap_or(Self { address, mails: [never.1; 2], purposes: [never; 3], sign_up_until: never.0 }))
    }

    /// How long until a request with this purpose is accepted.
    pub(super) fn wait(&self, purpose: Purpose, limits: &AddressLimits, now: Timestamp) -> Duration {
        self.admission(purpose).wait(limits, now)
    }

    /// Counts a request that is accepted now.
    pub(super) fn count(mut self, step: &Step<'_>, purpose: Purpose, limits: &AddressLimits) -> Result<(), StepError> {
        let after = self.admission(purpose).after_request(limits, step.now);
        self.mails[slot(purpose)] = after.mails;
        self.purposes[place(purpose)] = (after.cooldown_until, after.requests);
        self.sign_up_until = after.sign_up_until;
        let limits_nothing = limits.cooldown.is_zero() && limits.requests.is_none() && limits.mails.is_none();
        if limits_nothing { Ok(()) } else { self.write(step) }
    }

    /// Ends a cooldown at `began`, if it still runs until `until`.
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
        let (budget, sign_up_until, mails) = (purpose.mail_budget(), self.sign_up_until, self.mails[slot(purpose)]);
        Admission { budget, cooldown_until, sign_up_until, requests, mails }
    }

    fn write(&self, step: &Step<'_>) -> Result<(), StepError> {
        let [reset, sign_in, verify] = self.purposes;
        let [mails, resets] = self.mails;
        let last = mails.full_at.max(resets.full_at).max(self.sign_up_until);
        let over_at = self.purposes.iter().fold(last, |last, (until, bucket)| last.max(*until).max(bucket.full_at));
        step.execute(
            "INSERT INTO address_budgets
                 (address_key, over_at, mails_full_at, reset_mails_full_at,
                  reset_password_cooldown_until, reset_password_full_at, sign_in_cooldown_until, sign_in_full_at,
                  verify_email_cooldown_until, verify_email_full_at, sign_up_cooldown_until)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO UPDATE SET
                 over_at = ?2, mails_full_at = ?3, reset_mails_full_at = ?4,
                 reset_password_cooldown_until = ?5, reset_password_full_at = ?6,
                 sign_in_cooldown_until = ?7, sign_in_full_at = ?8,
                 verify_email_cooldown_until = ?9, verify_email_full_at = ?10,
                 sign_up_cooldown_until = ?11",
            params![
                self.address.as_bytes(),
                over_at.as_microsecond(),
                mails.full_at.as_microsecond(),
                resets.full_at.as_microsecond(),
                reset.0.as_microsecond(),
                reset.1.full_at.as_microsecond(),
                sign_in.0.as_microsecond(),
                sign_in.1.full_at.as_microsecond(),
                verify.0.as_microsecond(),
                verify.1.full_at.as_microsecond(),
                self.sign_up_until.as_microsecond(),
            ],
        )?;
        Ok(())
    }
}

/// The index of a purpose in [`AddressCounts::purposes`].
fn place(purpose: Purpose) -> usize {
    match purpose {
        Purpose::ResetPassword => 0,
        Purpose::SignIn => 1,
        Purpose::VerifyEmail => 2,
    }
}

/// The index of a purpose's budget in [`AddressCounts::mails`].
fn slot(purpose: Purpose) -> usize {
    match purpose.mail_budget() {
        MailBudget::Others => 0,
        MailBudget::Resets => 1,
    }
}
