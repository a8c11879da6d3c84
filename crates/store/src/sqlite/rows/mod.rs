//! The row operations in SQLite's SQL. The single writer is the lock: nobody changes what a step has read before the
//! step ends, so holding a row is reading it.

mod accounts;
mod address_counts;
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

use super::step::{Step, StepError};
use crate::rows::UnitOfWork;
use crate::shared::trail::Trail;

impl UnitOfWork for Step<'_> {
    type Error = StepError;

    fn now(&self) -> Timestamp {
        self.now
    }

    fn trail(&self) -> &Trail {
        &self.trail
    }
}
