//! Reading the events of senders.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use rekey_core::ports::{EventMessage, EventRejection, Incoming, MailEvents};

/// Reads the messages of one sender.
#[async_trait]
pub trait EventReader: Send + Sync {
    /// Verifies and reads a message.
    async fn read(&self, message: &Incoming) -> Result<EventMessage, EventRejection>;
}

/// The readers of all senders whose events are set up.
#[derive(Default, Clone)]
pub struct EventReaders(BTreeMap<String, Arc<dyn EventReader>>);

impl EventReaders {
    /// Adds that of a sender, by its name.
    pub fn add(&mut self, name: &str, reader: Arc<dyn EventReader>) {
        self.0.insert(name.to_owned(), reader);
    }
}

#[async_trait]
impl MailEvents for EventReaders {
    async fn read(&self, sender: &str, message: &Incoming) -> Result<EventMessage, EventRejection> {
        let reader = self.0.get(sender).ok_or(EventRejection::Unauthenticated)?;
        reader.read(message).await
    }
}
