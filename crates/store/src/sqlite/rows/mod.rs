//! The row operations in SQLite's SQL. The one writer is the lock: what a step reads nobody else changes before it is
//! over, so that to hold a row is to read it.

mod accounts;
mod address_counts;
mod audit;
mod codes;
mod keeping;
mod limits;
mod outbox;
mod reads;
mod second_factors;
mod sessions;
mod sign_ups;
mod tokens;
mod webhooks;

use rekey_core::time::Timestamp;

use super::step::{Step, StepError};
use crate::rows::UnitOfWork;

impl UnitOfWork for Step<'_> {
    type Error = StepError;

    fn now(&self) -> Timestamp {
        self.now
    }
}
