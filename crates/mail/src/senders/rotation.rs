//! A sender whose credentials are being changed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;

use crate::message::OutgoingMail;
use crate::transport::{Accepted, SendError, SendErrorKind, Transport};

/// The same sender with its new credentials and with the previous ones, which are used while the new ones are refused. Which of
/// them works is remembered, so that a change at the provider costs one refused call.
pub struct Rotation {
    new: Arc<dyn Transport>,
    previous: Arc<dyn Transport>,
    prefers_previous: AtomicBool,
}

impl Rotation {
    /// A rotation that begins with the new credentials.
    pub fn new(new: Arc<dyn Transport>, previous: Arc<dyn Transport>) -> Self {
        Self { new, previous, prefers_previous: AtomicBool::new(false) }
    }

    /// Makes a call, and if the credentials are refused, so that nothing was sent, once more with the others.
    async fn attempt<'a, T, F>(&'a self, call: impl Fn(&'a dyn Transport) -> F) -> Result<T, SendError>
    where
        F: Future<Output = Result<T, SendError>>,
    {
        let prefers_previous = self.prefers_previous.load(Ordering::Relaxed);
        let order = if prefers_previous { [&self.previous, &self.new] } else { [&self.new, &self.previous] };
        let refused = match call(&**order[0]).await {
            Err(error) if error.kind == SendErrorKind::Authentication => error,
            outcome => return outcome,
        };
        match call(&**order[1]).await {
            Err(error) if error.kind == SendErrorKind::Authentication => Err(refused),
            outcome => {
                if outcome.is_ok() {
                    self.prefers_previous.store(!prefers_previous, Ordering::Relaxed);
                }
                outcome
            }
        }
    }
}

#[async_trait]
impl Transport for Rotation {
    async fn send(&self, mail: &OutgoingMail) -> Result<Accepted, SendError> {
        self.attempt(|transport| transport.send(mail)).await
    }

    async fn rehearse(&self, mail: &OutgoingMail) -> Result<(), SendError> {
        self.attempt(|transport| transport.rehearse(mail)).await
    }

    async fn close(&self) {
        self.new.close().await;
        self.previous.close().await;
    }
}
