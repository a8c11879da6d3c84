//! Throws emails away.

use async_trait::async_trait;

use super::{Accepted, SendError, Transport};
use crate::message::OutgoingMail;

/// Takes every email, whole as it would have been sent, and forgets it: for load tests, where neither a disk nor a
/// mail server is to be measured.
#[derive(Debug, Clone, Copy, Default)]
pub struct DiscardTransport;

#[async_trait]
impl Transport for DiscardTransport {
    async fn send(&self, _mail: &OutgoingMail) -> Result<Accepted, SendError> {
        Ok(Accepted::default())
    }

    async fn rehearse(&self, _mail: &OutgoingMail) -> Result<(), SendError> {
        Ok(())
    }
}
