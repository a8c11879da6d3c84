//! Passwords that leaked elsewhere.

use async_trait::async_trait;

use crate::policy::Password;

/// A list of passwords that are known from data breaches (R16). It learns neither the password nor its digest.
#[async_trait]
pub trait Breaches: Send + Sync {
    /// Whether the password is on the list. Takes a bounded time.
    async fn contains(&self, password: &Password) -> Result<bool, BreachesUnavailable>;
}

/// The list is unreachable, or answers nonsense. The adapter logs why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the list of breached passwords can't be asked")]
pub struct BreachesUnavailable;
