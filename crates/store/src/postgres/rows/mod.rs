//! The row operations in PostgreSQL's SQL. Steps of many nodes run in parallel. Held rows are locked by
//! `FOR NO KEY UPDATE`, which blocks writers but not foreign-key checks.

mod accounts;
mod audit;
mod codes;
mod directory;
mod entries;
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

use super::step::Tx;
use super::step_error::StepError;
use crate::rows::UnitOfWork;
use crate::shared::trail::Trail;

impl UnitOfWork for Tx {
    type Error = StepError;

    fn now(&self) -> Timestamp {
        Self::now(self)
    }

    fn trail(&self) -> &Trail {
        Self::trail(self)
    }
}
