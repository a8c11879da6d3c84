//! The row operations in PostgreSQL's SQL. Steps of many nodes run side by side: what is held is locked by
//! `FOR NO KEY UPDATE`, which keeps writers out and lets the checks of foreign keys through.

mod accounts;
mod audit;
mod codes;
mod entries;
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

use super::step::Tx;
use super::step_error::StepError;
use crate::rows::UnitOfWork;

impl UnitOfWork for Tx {
    type Error = StepError;

    fn now(&self) -> Timestamp {
        Self::now(self)
    }
}
