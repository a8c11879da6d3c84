//! The domain steps, each written once over the row operations that both databases offer ([`crate::rows`]).
//!
//! What a step means is written at its port in `rekey_core::ports`. A step commits what it returns in a
//! [`Commit`](crate::rows::Commit), refusals included: a wrong code must leave its count behind. An error rolls back.
//!
//! Some steps need a proof of what came before: a [`HeldAccount`](held::HeldAccount), a
//! [`SpentToken`](tokens::SpentToken), a [`LivingSession`](held::LivingSession), a [`RightCode`](codes::RightCode), a
//! [`Passed`](second_factors::Passed). Each is made only by the operation that it proves, and used up by what follows.

pub(crate) mod accounts;
mod address_proof;
pub(crate) mod assertions;
pub(crate) mod audit;
pub(crate) mod codes;
pub(crate) mod directory;
pub(crate) mod held;
pub(crate) mod keeping;
pub(crate) mod mails;
pub(crate) mod outbox;
pub(crate) mod own_account;
pub(crate) mod recovery;
pub(crate) mod renewal;
pub(crate) mod second_factors;
pub(crate) mod sessions;
pub(crate) mod sign_in;
pub(crate) mod sign_ups;
pub(crate) mod tokens;
pub(crate) mod trials;
pub(crate) mod webhooks;
