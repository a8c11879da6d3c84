//! Sends mails by SMTP.

mod auth;
mod connection;
mod dial;
mod hello;
mod pool;
mod reply;
mod session;
mod settings;
mod tls;
mod trouble;
mod url;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use rekey_core::time::Timestamp;
use tokio::time::Instant;

pub use hello::{HelloName, HelloNameError};
pub use settings::{SmtpCredentials, SmtpSettings, SmtpTls};
pub use tls::{NamedCertificates, NamedCertificatesError, TlsSetupError};
pub use url::SmtpUrlError;

use super::{SendError, Transport};
use crate::message::OutgoingMail;
use crate::redact::{redact, redact_greeting};
use pool::Pool;
use session::Session;
use tls::Tls;

/// Sends mails by SMTP, keeping connections between mails.
pub struct SmtpTransport {
    settings: SmtpSettings,
    tls: Option<Tls>,
    pool: Arc<Pool>,
    /// How handing over the last mail went.
    last: Mutex<HandOver>,
}

/// How long a server took over a mail after it was announced, and whether it took it.
#[derive(Clone)]
struct HandOver {
    took: Duration,
    outcome: Result<(), SendError>,
}

/// What a look at the server shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Whether what is sent is encrypted.
    pub encrypted: bool,
    /// Until when its certificate is good, where it shows one.
    pub certificate_until: Option<Timestamp>,
}

impl SmtpTransport {
    /// A transport over these settings. Nothing is connected yet.
    pub fn new(settings: SmtpSettings) -> Result<Self, TlsSetupError> {
        let tls = match settings.tls {
            SmtpTls::None => None,
            SmtpTls::StartTls | SmtpTls::Required | SmtpTls::Implicit => {
                Some(Tls::new(&settings.host, settings.root_certificates.as_ref())?)
            }
        };
        let last = Mutex::new(HandOver { took: Duration::ZERO, outcome: Ok(()) });
        Ok(Self { settings, tls, pool: Arc::default(), last })
    }

    /// Connects, encrypts and logs in, and sends nothing: what `rekey doctor` tries.
    pub async fn check(&self) -> Result<Seen, SendError> {
        let session = self.open().await.map_err(|failure| failure.into_send_error(redact_greeting))?;
        let seen = session.seen();
        session.quit().await;
        Ok(seen)
    }

    async fn open(&self) -> Result<Session, trouble::Failure> {
        Session::open(&self.settings, self.tls.as_ref()).await
    }

    /// A kept connection that still stands, or a new one.
    async fn session(&self) -> Result<Session, trouble::Failure> {
        if let Some(mut kept) = self.pool.take() {
            if kept.is_alive().await {
                return Ok(kept);
            }
            // What became of this one became of the others, which waited longer.
            drop(self.pool.drain());
        }
        self.open().await
    }

    /// A connection over which the server was told from whom and to whom the mail is, and agreed.
    async fn announce(&self, mail: &OutgoingMail) -> Result<Session, SendError> {
        let session = self.session().await;
        let mut session = session.map_err(|failure| failure.into_send_error(|words| redact(words, mail)))?;
        match session.announce(mail).await {
            Ok(()) => Ok(session),
            Err(failure) => Err(self.part(session, failure, mail)),
        }
    }

    /// Leaves a connection after a failure, which is the mail's.
    fn part(&self, session: Session, failure: trouble::Failure, mail: &OutgoingMail) -> SendError {
        if failure.leaves_connection_usable() {
            self.keep(session);
        }
        failure.into_send_error(|words| redact(words, mail))
    }

    /// Keeps a connection for the next mail, unless it has served enough of them.
    fn keep(&self, session: Session) {
        if session.may_go_on() {
            self.pool.keep(session);
        } else {
            tokio::spawn(session.quit());
        }
    }

    fn last(&self) -> MutexGuard<'_, HandOver> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Transport for SmtpTransport {
    async fn send(&self, mail: &OutgoingMail) -> Result<(), SendError> {
        let mut session = self.announce(mail).await?;
        let started = Instant::now();
        let handed_over = session.hand_over(mail).await;
        let took = started.elapsed();
        let outcome = match handed_over {
            Ok(()) => {
                self.keep(session);
                Ok(())
            }
            Err(failure) => Err(self.part(session, failure, mail)),
        };
        *self.last() = HandOver { took, outcome: outcome.clone() };
        outcome
    }

    /// What the server would say of the mail itself can't be asked without sending it: that is taken from the last one.
    async fn rehearse(&self, mail: &OutgoingMail) -> Result<(), SendError> {
        let session = self.announce(mail).await?;
        let last = self.last().clone();
        tokio::time::sleep(last.took).await;
        // What was announced is taken back before the connection is used again.
        self.keep(session);
        last.outcome
    }

    async fn close(&self) {
        for session in self.pool.drain() {
            session.quit().await;
        }
    }
}
