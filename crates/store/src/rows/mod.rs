//! What a step may do with rows: the operations that both databases offer, and that are all their steps consist of.
//!
//! A method is one or two statements and decides nothing; [`steps`](crate::steps) decide. What a step bases a decision
//! on, it reads with a `hold_…` operation: on PostgreSQL that locks the row until the step ends, on SQLite the single
//! writer is the lock. Rows are held in this order, so that steps wait for each other but never deadlock: the codes of
//! an address, address limits, account, token, session, refresh token.
//!
//! Operations that don't need each other's results are awaited together, which on PostgreSQL saves round trips: they
//! run in the order in which they are first polled, which for a join is that of its arguments.

mod accounts;
mod audit;
mod codes;
mod directory;
mod keeping;
mod limits;
mod lone;
mod mails;
mod outbox;
mod reads;
mod second_factors;
mod sessions;
mod sign_ups;
mod tokens;
mod webhooks;

use rekey_core::time::Timestamp;

use crate::shared::corrupt::Corrupt;
use crate::shared::trail::Trail;

pub(crate) use accounts::AccountRows;
pub(crate) use audit::{AuditEvent, AuditRows, DONE, REFUSED};
pub(crate) use codes::{CodeRow, CodeRows, NewCode, PendingCode};
pub(crate) use directory::{DirectoryRows, WriteRow, WriteScope};
pub(crate) use keeping::{Expiring, KeepingRows};
pub(crate) use limits::LimitRows;
pub(crate) use lone::LoneSteps;
pub(crate) use mails::{HandedOver, MailRows, Stop, StoppedMailbox};
pub(crate) use outbox::{HeldClaim, OutboxRows, PreparedMail, SettledEntry};
pub(crate) use reads::Reads;
pub(crate) use second_factors::SecondFactorRows;
pub(crate) use sessions::{RefreshTokenRow, SessionRows};
pub(crate) use sign_ups::SignUpRows;
pub(crate) use tokens::{TokenRow, TokenRows, TokenScope};
pub(crate) use webhooks::WebhookRows;

/// One transaction, at one instant.
pub(crate) trait UnitOfWork {
    /// Why nothing of the step is left behind.
    type Error: From<Corrupt> + From<Outrun>;

    /// The step's only instant: the database's on PostgreSQL, so that nodes whose clocks differ agree (R3).
    fn now(&self) -> Timestamp;

    /// What audit records bear.
    fn trail(&self) -> &Trail;
}

/// Every operation.
pub(crate) trait Rows:
    AccountRows
    + AuditRows
    + CodeRows
    + DirectoryRows
    + KeepingRows
    + LimitRows
    + MailRows
    + OutboxRows
    + SecondFactorRows
    + SessionRows
    + SignUpRows
    + TokenRows
    + WebhookRows
{
}

impl<T> Rows for T where
    T: AccountRows
        + AuditRows
        + CodeRows
        + DirectoryRows
        + KeepingRows
        + LimitRows
        + MailRows
        + OutboxRows
        + SecondFactorRows
        + SessionRows
        + SignUpRows
        + TokenRows
        + WebhookRows
{
}

/// What a step ends with when its transaction is to be committed. A refusal that has counted something is committed,
/// too. Whatever leaves a step by `?` rolls it back instead.
#[derive(Debug)]
#[must_use]
pub(crate) struct Commit<T>(pub(crate) T);

/// How a step over these rows ends: `Ok` commits, `Err` rolls back.
pub(crate) type StepResult<T, R> = Result<Commit<T>, <R as UnitOfWork>::Error>;

/// Another step changed rows that this one relies on. PostgreSQL begins the step again.
#[derive(Debug, thiserror::Error)]
#[error("another step was faster")]
pub(crate) struct Outrun;

/// The step that consists only of this operation.
pub(crate) async fn commit<T, E>(operation: impl Future<Output = Result<T, E>>) -> Result<Commit<T>, E> {
    operation.await.map(Commit)
}
