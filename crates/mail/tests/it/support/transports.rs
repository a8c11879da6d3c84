//! Transports that tests hold in their hand.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use rekey_mail::{Accepted, OutgoingMail, SendError, SendErrorKind, Transport};
use tokio::sync::{Semaphore, mpsc};

/// Refuses the next mails in this way, then takes all; keeps what it was given.
pub(crate) struct Refusing {
    kind: SendErrorKind,
    left: AtomicUsize,
    texts: Mutex<Vec<String>>,
}

impl Refusing {
    pub(crate) fn new(kind: SendErrorKind, times: usize) -> Arc<Self> {
        Arc::new(Self { kind, left: AtomicUsize::new(times), texts: Mutex::default() })
    }

    /// The plain texts of every attempt, refused or not.
    pub(crate) fn texts(&self) -> Vec<String> {
        self.texts.lock().unwrap().clone()
    }
}

#[async_trait]
impl Transport for Refusing {
    async fn send(&self, mail: &OutgoingMail) -> Result<Accepted, SendError> {
        self.texts.lock().unwrap().push(mail.content().text.clone());
        let refused = self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        match refused {
            Ok(_) => Err(SendError::new(self.kind, "RCPT TO: refused")),
            Err(_) => Ok(Accepted::default()),
        }
    }

    async fn rehearse(&self, _: &OutgoingMail) -> Result<(), SendError> {
        Ok(())
    }
}

/// Says when a mail comes, and takes it when the test lets it through.
pub(crate) struct GatedTransport {
    gate: Semaphore,
    arrivals: mpsc::UnboundedSender<String>,
    inside: AtomicUsize,
    most_inside: AtomicUsize,
    closed: AtomicUsize,
}

/// The test's side of a [`GatedTransport`].
pub(crate) struct Gate {
    pub(crate) transport: Arc<GatedTransport>,
    arrivals: mpsc::UnboundedReceiver<String>,
}

impl Gate {
    pub(crate) fn new() -> Self {
        let (sender, arrivals) = mpsc::unbounded_channel();
        let transport = Arc::new(GatedTransport {
            gate: Semaphore::new(0),
            arrivals: sender,
            inside: AtomicUsize::new(0),
            most_inside: AtomicUsize::new(0),
            closed: AtomicUsize::new(0),
        });
        Self { transport, arrivals }
    }

    /// Waits for the next mail to come to the gate; gives its address.
    pub(crate) async fn arrival(&mut self) -> String {
        self.arrivals.recv().await.expect("the transport lives")
    }

    /// Lets so many mails through, now or later.
    pub(crate) fn open(&self, mails: usize) {
        self.transport.gate.add_permits(mails);
    }

    /// How many mails were being sent at once, at most.
    pub(crate) fn most_inside(&self) -> usize {
        self.transport.most_inside.load(Ordering::SeqCst)
    }

    /// Whether the transport knows that no more will come.
    pub(crate) fn is_closed(&self) -> bool {
        self.transport.closed.load(Ordering::SeqCst) == 1
    }
}

#[async_trait]
impl Transport for GatedTransport {
    async fn send(&self, mail: &OutgoingMail) -> Result<Accepted, SendError> {
        let inside = self.inside.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_inside.fetch_max(inside, Ordering::SeqCst);
        self.arrivals.send(mail.to().as_stored().to_owned()).expect("the test listens");
        self.gate.acquire().await.expect("the gate is never removed").forget();
        self.inside.fetch_sub(1, Ordering::SeqCst);
        Ok(Accepted::default())
    }

    async fn rehearse(&self, _: &OutgoingMail) -> Result<(), SendError> {
        Ok(())
    }

    async fn close(&self) {
        self.closed.fetch_add(1, Ordering::SeqCst);
    }
}
