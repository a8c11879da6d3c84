//! Several senders: which of them an email may go by, and which is tried next.

use std::sync::Arc;

use async_trait::async_trait;

use super::limits::{Closed, Gate, SenderLimits};
use crate::message::OutgoingMail;
use crate::transport::{Accepted, SendError, SendErrorKind, Transport};

/// A sender of the settings.
pub struct NamedSender {
    /// Its name.
    pub name: Arc<str>,
    /// How it sends.
    pub transport: Arc<dyn Transport>,
    /// Its limits.
    pub limits: SenderLimits,
    /// Whether locations use it that name no senders of their own.
    pub shared: bool,
}

/// All senders, in the order in which they are tried.
pub struct Senders(Vec<Sender>);

/// Whether an email is handed over, or all is done but that.
#[derive(Debug, Clone, Copy)]
enum How {
    Earnest,
    Rehearsed,
}

struct Sender {
    named: NamedSender,
    gate: Gate,
}

impl Senders {
    /// These senders, in this order.
    pub fn new(senders: Vec<NamedSender>) -> Self {
        Self(senders.into_iter().map(|named| Sender { gate: Gate::new(named.limits), named }).collect())
    }

    /// How many emails all of them send at once.
    pub fn connections(&self) -> usize {
        self.0.iter().map(|sender| sender.named.limits.connections).sum()
    }

    /// Each of them alone, by its name.
    pub fn each(&self) -> impl Iterator<Item = (&str, &dyn Transport)> {
        self.0.iter().map(|sender| (&*sender.named.name, &*sender.named.transport))
    }

    /// Those that an email may go by, in the order of its location or of the settings; those that fail just now come
    /// last.
    fn of(&self, mail: &OutgoingMail) -> Result<Vec<&Sender>, SendError> {
        let mut senders: Vec<&Sender> = match mail.senders() {
            [] => self.0.iter().filter(|sender| sender.named.shared).collect(),
            names => names.iter().map(|name| self.named(name)).collect::<Result<_, _>>()?,
        };
        senders.sort_by_key(|sender| sender.gate.is_paused());
        Ok(senders)
    }

    fn named(&self, name: &str) -> Result<&Sender, SendError> {
        self.0.iter().find(|sender| *sender.named.name == *name).ok_or_else(|| {
            let reason = format!("the location names the sender `{name}`, which the settings don't have");
            SendError::new(SendErrorKind::Authentication, reason)
        })
    }

    /// Tries one after the other, as long as the email has certainly not arrived.
    async fn first_of(&self, mail: &OutgoingMail, how: How) -> Result<Accepted, SendError> {
        let mut failed: Option<SendError> = None;
        for sender in self.of(mail)? {
            let error = match sender.attempt(mail, how).await {
                Ok(accepted) => return Ok(accepted),
                Err(error) => error,
            };
            let ends = error.kind == SendErrorKind::Permanent || error.may_have_arrived;
            failed = Some(joined(failed, error));
            if ends {
                break;
            }
        }
        Err(failed.unwrap_or_else(|| {
            SendError::new(SendErrorKind::Authentication, "no sender is shared, and the location names none")
        }))
    }
}

impl Sender {
    async fn attempt(&self, mail: &OutgoingMail, how: How) -> Result<Accepted, SendError> {
        let transport = &self.named.transport;
        let outcome = match (self.gate.enter().await, how) {
            (Ok(_turn), How::Earnest) => transport.send(mail).await,
            (Ok(_turn), How::Rehearsed) => transport.rehearse(mail).await.map(|()| Accepted::default()),
            (Err(closed), _) => return Err(self.name(put_off(closed))),
        };
        match outcome {
            Ok(accepted) => {
                self.gate.worked();
                Ok(Accepted { sender: Some(self.named.name.clone()), ..accepted })
            }
            Err(error) => {
                // An email that a sender refuses for good says nothing about the sender.
                if error.kind != SendErrorKind::Permanent {
                    self.gate.failed();
                }
                Err(self.name(error))
            }
        }
    }

    fn name(&self, mut error: SendError) -> SendError {
        error.reason = format!("{}: {}", self.named.name, error.reason);
        error
    }
}

fn put_off(closed: Closed) -> SendError {
    match closed {
        Closed::Busy => SendError::new(SendErrorKind::Transient, "all connections are busy"),
        Closed::Spent(wait) => {
            SendError::new(SendErrorKind::Transient, "its limit of emails is reached").retry_after(Some(wait))
        }
    }
}

/// What failed before, and what failed now: the last word counts.
fn joined(before: Option<SendError>, now: SendError) -> SendError {
    match before {
        None => now,
        Some(before) => SendError {
            reason: format!("{}; {}", before.reason, now.reason),
            // As soon as one of them may be asked again.
            retry_after: before.retry_after.min(now.retry_after),
            ..now
        },
    }
}

#[async_trait]
impl Transport for Senders {
    async fn send(&self, mail: &OutgoingMail) -> Result<Accepted, SendError> {
        self.first_of(mail, How::Earnest).await
    }

    async fn rehearse(&self, mail: &OutgoingMail) -> Result<(), SendError> {
        self.first_of(mail, How::Rehearsed).await.map(|_| ())
    }

    async fn close(&self) {
        for sender in &self.0 {
            sender.named.transport.close().await;
        }
    }
}
