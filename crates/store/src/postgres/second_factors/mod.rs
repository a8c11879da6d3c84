//! Second factors: kept, and asked for by every step that opens a session (R8). Whoever comes here holds the account's
//! row, so that tries stand in line.

mod keeping;

use async_trait::async_trait;
use rekey_core::account::Account;
use rekey_core::audit::Action;
use rekey_core::ports::{SecondFactorChange, SecondFactorOutcome, SecondFactorState, SecondFactorStore, StoreError};
use rekey_core::second_factor::{SecondFactor, SecondFactorTry};
use rekey_core::time::Duration;
use rekey_core::{AccountId, ClientNetwork, EntryId};

use super::PostgresStore;
use super::audit::{DONE, Event, REFUSED};
use super::step::Tx;
use super::trouble::Trouble;
use super::value::values;
use crate::shared::corrupt::Corrupt;
use crate::shared::second_factor::{Write, blocked_for, judge, wrong};

#[async_trait]
impl SecondFactorStore for PostgresStore {
    async fn change_second_factor(
        &self,
        account: AccountId,
        change: SecondFactorChange,
        notice: EntryId,
    ) -> Result<SecondFactorOutcome, StoreError> {
        let change = &change;
        let changed = self.database.step(|tx| async move { keeping::change(&tx, account, change, notice).await });
        let outcome = changed.await?;
        if outcome == SecondFactorOutcome::Done {
            self.news.notify_one();
        }
        Ok(outcome)
    }

    async fn second_factor(&self, account: AccountId) -> Result<Option<SecondFactorState>, StoreError> {
        keeping::state(&self.database, account).await
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
pub(super) async fn ask(
    tx: &Tx,
    account: &Account,
    attempt: &SecondFactorTry,
    network: ClientNetwork,
) -> Result<Asked, Trouble> {
    if let Some(passed) = none(account) {
        return Ok(Asked::Passed(passed));
    }
    let factor = read(tx, account.id).await?.ok_or(Corrupt::column("accounts.second_factor"))?;
    take(tx, &factor, attempt, Some(network)).await
}

/// Judges what is shown and uses it up if it is right, by a conditional update.
async fn take(
    tx: &Tx,
    factor: &SecondFactor,
    attempt: &SecondFactorTry,
    network: Option<ClientNetwork>,
) -> Result<Asked, Trouble> {
    let mut write = judge(attempt, factor, tx.now())?;
    let id = factor.account.as_uuid();
    let taken = match &write {
        Write::Step(number) => {
            let sql = "UPDATE second_factors SET last_step = $2 WHERE account = $1 AND last_step < $2";
            tx.execute(sql, values![id, *number]).await?
        }
        Write::RecoveryCode(digest) => {
            let sql = "DELETE FROM recovery_codes WHERE account = $1 AND digest = $2";
            tx.execute(sql, values![id, &digest.as_bytes()[..]]).await?
        }
        Write::Nothing { .. } | Write::Wrong(_) => 0,
    };
    if taken == 0 && matches!(write, Write::Step(_) | Write::RecoveryCode(_)) {
        write = wrong(factor, tx.now());
    }
    if let Write::Wrong(tries) = write {
        let tries = i32::try_from(tries).unwrap_or(i32::MAX);
        let sql = "UPDATE second_factors SET wrong_tries = $2, wrong_at = $3 WHERE account = $1";
        tx.execute(sql, values![id, tries, tx.now()]).await?;
    }
    let event = Event {
        network,
        outcome: match write {
            Write::Nothing { outcome } => outcome,
            Write::Wrong(_) => REFUSED,
            Write::Step(_) | Write::RecoveryCode(_) => DONE,
        },
        ..Event::done(Action::SecondFactorTried).of(factor.account)
    };
    event.record(tx).await?;
    Ok(if taken == 1 {
        Asked::Passed(Passed(()))
    } else {
        Asked::Shut { blocked_for: blocked_for(factor, &write, tx.now()) }
    })
}

async fn read(tx: &Tx, account: AccountId) -> Result<Option<SecondFactor>, Trouble> {
    let sql = "SELECT sealed, last_step, wrong_tries, wrong_at FROM second_factors WHERE account = $1";
    let Some(row) = tx.query_opt(sql, values![account.as_uuid()]).await? else { return Ok(None) };
    let wrong_tries: i32 = row.try_get(2)?;
    Ok(Some(SecondFactor {
        account,
        sealed: row.try_get(0)?,
        last_step: row.try_get(1)?,
        wrong_tries: u32::try_from(wrong_tries).unwrap_or_default(),
        wrong_at: row.try_get(3)?,
    }))
}
