//! Second factors: kept, and asked for by every step that opens a session (R8).

mod keeping;

use async_trait::async_trait;
use rekey_core::account::Account;
use rekey_core::audit::Action;
use rekey_core::ports::{SecondFactorChange, SecondFactorOutcome, SecondFactorState, SecondFactorStore, StoreError};
use rekey_core::second_factor::{SecondFactor, SecondFactorTry};
use rekey_core::time::Duration;
use rekey_core::{AccountId, ClientNetwork, EntryId};
use rusqlite::params;

use super::SqliteStore;
use super::audit::{DONE, Event, REFUSED};
use super::rows::instant;
use super::step::{Failure, Step};
use crate::shared::corrupt::Corrupt;
use crate::shared::second_factor::{Write, blocked_for, judge, wrong};

#[async_trait]
impl SecondFactorStore for SqliteStore {
    async fn change_second_factor(
        &self,
        account: AccountId,
        change: SecondFactorChange,
        notice: EntryId,
    ) -> Result<SecondFactorOutcome, StoreError> {
        self.write(move |step| keeping::change(step, account, &change, notice)).await
    }

    async fn second_factor(&self, account: AccountId) -> Result<Option<SecondFactorState>, StoreError> {
        self.read(move |step| keeping::state(step, account)).await
    }
}

/// Proof that the second factor was asked for, or that there is none. Whoever opens a session has to have it, so that
/// no way in can forget.
pub(super) struct Passed(());

/// What comes of asking.
pub(super) enum Asked {
    /// The way is free.
    Passed(Passed),
    /// Nothing right was shown.
    Shut {
        /// How long codes of the app are not looked at, after too many wrong ones.
        blocked_for: Option<Duration>,
    },
}

/// For an account that has none; nobody is asked then.
pub(super) fn none(account: &Account) -> Option<Passed> {
    (!account.second_factor).then_some(Passed(()))
}

/// For a session that passes another one on, which was asked for it: turning a second factor on ends all that were not.
pub(super) fn passed_on() -> Passed {
    Passed(())
}

/// Asks for the second factor of an account whose first one was right.
pub(super) fn ask(
    step: &Step<'_>,
    account: &Account,
    attempt: &SecondFactorTry,
    network: ClientNetwork,
) -> Result<Asked, Failure> {
    if let Some(passed) = none(account) {
        return Ok(Asked::Passed(passed));
    }
    let factor = read(step, account.id)?.ok_or_else(|| Corrupt::column("accounts.second_factor"))?;
    take(step, &factor, attempt, Some(network))
}

/// Judges what is shown and uses it up if it is right, by a conditional update.
fn take(
    step: &Step<'_>,
    factor: &SecondFactor,
    attempt: &SecondFactorTry,
    network: Option<ClientNetwork>,
) -> Result<Asked, Failure> {
    let mut write = judge(attempt, factor, step.now)?;
    let id = factor.account.as_uuid().into_bytes();
    let taken = match &write {
        Write::Step(number) => step.execute(
            "UPDATE second_factors SET last_step = ?1 WHERE account = ?2 AND last_step < ?1",
            params![number, id],
        )?,
        Write::RecoveryCode(digest) => step
            .execute("DELETE FROM recovery_codes WHERE account = ?1 AND digest = ?2", params![id, digest.as_bytes()])?,
        Write::Nothing { .. } | Write::Wrong(_) => 0,
    };
    if taken == 0 && matches!(write, Write::Step(_) | Write::RecoveryCode(_)) {
        write = wrong(factor, step.now);
    }
    if let Write::Wrong(tries) = write {
        step.execute(
            "UPDATE second_factors SET wrong_tries = ?1, wrong_at = ?2 WHERE account = ?3",
            params![tries, step.micros(), id],
        )?;
    }
    let outcome = match write {
        Write::Nothing { outcome } => outcome,
        Write::Wrong(_) => REFUSED,
        Write::Step(_) | Write::RecoveryCode(_) => DONE,
    };
    let event = Event {
        action: Action::SecondFactorTried,
        account: Some(factor.account),
        address: None,
        location: None,
        network,
        outcome,
    };
    event.record(step)?;
    Ok(if taken == 1 {
        Asked::Passed(Passed(()))
    } else {
        Asked::Shut { blocked_for: blocked_for(factor, &write, step.now) }
    })
}

fn read(step: &Step<'_>, account: AccountId) -> Result<Option<SecondFactor>, Failure> {
    step.one(
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
