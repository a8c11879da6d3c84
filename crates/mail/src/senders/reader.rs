//! Reading what senders tell about mails that they were given.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use rekey_core::ports::{Incoming, MailEvents, Told, Unusable};

/// Reads the messages of one sender.
#[async_trait]
pub trait EventReader: Send + Sync {
    /// Reads a message, if it proves itself.
    async fn read(&self, message: &Incoming) -> Result<Told, Unusable>;
}

/// The readers of all senders that tell something.
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
    async fn read(&self, sender: &str, message: &Incoming) -> Result<Told, Unusable> {
        let reader = self.0.get(sender).ok_or(Unusable::Unproven)?;
        reader.read(message).await
    }
}
