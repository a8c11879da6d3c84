//! What is counted for an address: one row of `address_budgets`, read and written as a whole.

use rekey_core::Purpose;
use rekey_core::ports::AddressLimits;
use rekey_core::purpose::MailBudget;
use rekey_core::rate::Bucket;
use rekey_core::time::{Duration, Timestamp};

use super::admission::Admission;

/// How many instants a row has: when the emails of other purposes and of resets are full again; of resets, sign-ins and
/// verifications each, until when the cooldown runs and when the requests are full again; and until when the cooldown
/// of sign-ups runs.
pub(crate) const COUNT: usize = 9;

/// What a row says of something that has never been counted.
pub(crate) const NEVER: Timestamp = Timestamp::UNIX_EPOCH;

/// The counters of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AddressCounts {
    /// Each budget in its [`slot`].
    mails: [Bucket; 2],
    /// Until when the cooldown runs and how full the bucket is, each purpose in its [`place`].
    purposes: [(Timestamp, Bucket); 3],
    /// Until when the cooldown of the last sign-up runs.
    sign_up_until: Timestamp,
}

impl AddressCounts {
    /// Those of an address without a row.
    pub(crate) const NONE: Self = Self::of([NEVER; COUNT]);

    /// The counters in a row.
    pub(crate) const fn of(row: [Timestamp; COUNT]) -> Self {
        let [mails, resets, reset_until, reset, sign_in_until, sign_in, verify_until, verify, sign_up_until] = row;
        Self {
            mails: [Bucket { full_at: mails }, Bucket { full_at: resets }],
            purposes: [
                (reset_until, Bucket { full_at: reset }),
                (sign_in_until, Bucket { full_at: sign_in }),
                (verify_until, Bucket { full_at: verify }),
            ],
            sign_up_until,
        }
    }

    /// The row of these counters.
    pub(crate) fn instants(&self) -> [Timestamp; COUNT] {
        let ([mails, resets], [reset, sign_in, verify]) = (self.mails, self.purposes);
        [
            mails.full_at,
            resets.full_at,
            reset.0,
            reset.1.full_at,
            sign_in.0,
            sign_in.1.full_at,
            verify.0,
            verify.1.full_at,
            self.sign_up_until,
        ]
    }

    /// When nothing in the row counts any more.
    pub(crate) fn over_at(&self) -> Timestamp {
        self.instants().into_iter().fold(NEVER, Timestamp::max)
    }

    /// How long until a request with this purpose is accepted.
    pub(crate) fn wait(&self, purpose: Purpose, limits: &AddressLimits, now: Timestamp) -> Duration {
        self.admission(purpose).wait(limits, now)
    }

    /// The counters after a request that is accepted at `now`.
    #[must_use]
    pub(crate) fn after_request(mut self, purpose: Purpose, limits: &AddressLimits, now: Timestamp) -> Self {
        let after = self.admission(purpose).after_request(limits, now);
        self.mails[slot(purpose)] = after.mails;
        self.purposes[place(purpose)] = (after.cooldown_until, after.requests);
        self.sign_up_until = after.sign_up_until;
        self
    }

    /// Ends a cooldown at `began`. `false`: it no longer runs until `until`, and nothing has changed.
    pub(crate) fn end_cooldown(&mut self, purpose: Purpose, until: Timestamp, began: Timestamp) -> bool {
        let cooldown = &mut self.purposes[place(purpose)].0;
        let is_this_one = *cooldown == until;
        if is_this_one {
            *cooldown = began;
        }
        is_this_one
    }

    fn admission(&self, purpose: Purpose) -> Admission {
        let (cooldown_until, requests) = self.purposes[place(purpose)];
        let (budget, sign_up_until, mails) = (purpose.mail_budget(), self.sign_up_until, self.mails[slot(purpose)]);
        Admission { budget, cooldown_until, sign_up_until, requests, mails }
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
