//! Sends emails by SMTP.

mod auth;
mod connection;
mod dial;
mod hello;
mod open;
mod pool;
mod reply;
mod session;
mod settings;
mod tls;
mod trouble;
mod url;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use rekey_core::outbox::redact_greeting;
use rekey_core::time::Timestamp;
use tokio::time::Instant;

pub use hello::{HelloName, HelloNameError};
pub use settings::{SmtpCredentials, SmtpOauth, SmtpSettings, SmtpTimeouts, SmtpTls};
pub use tls::{NamedCertificates, NamedCertificatesError, TlsSetupError};
pub use url::SmtpUrlError;

use super::last::LastHandOver;
use super::{Accepted, SendError, Transport};
use crate::message::OutgoingMail;
use pool::Pool;
use session::Session;
use tls::Tls;
use trouble::Failure;

/// Sends emails by SMTP, keeping connections between emails.
pub struct SmtpTransport {
    settings: SmtpSettings,
    tls: Option<Tls>,
    pool: Arc<Pool>,
    last: LastHandOver,
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
        Ok(Self { settings, tls, pool: Arc::default(), last: LastHandOver::default() })
    }

    /// Connects, encrypts and logs in, and sends nothing: what `rekey doctor` tries.
    pub async fn check(&self) -> Result<Seen, SendError> {
        let session = self.open().await.map_err(|failure| failure.into_send_error(redact_greeting))?;
        let seen = session.seen();
        session.quit().await;
        Ok(seen)
    }

    async fn open(&self) -> Result<Session, Failure> {
        Session::open(&self.settings, self.tls.as_ref(), self.pool.count()).await
    }

    /// A kept connection, or a new one. If the server refuses more of them, one of those that are open has to do.
    async fn session(&self) -> Result<Session, Failure> {
        loop {
            if let Some(kept) = self.pool.take() {
                return Ok(kept);
            }
            if self.pool.may_grow() {
                match self.open().await {
                    Err(failure) if failure.refuses_connection() && self.pool.stop_growing() => {}
                    opened => return opened,
                }
            }
            let waiting = tokio::time::timeout(self.settings.timeouts.connect, self.pool.changed());
            waiting.await.map_err(|_| Failure::NoConnectionLeft)?;
        }
    }

    /// A connection over which the server has accepted sender and recipient of the mail.
    async fn announce(&self, mail: &OutgoingMail) -> Result<Session, SendError> {
        loop {
            let session = self.session().await;
            let mut session = session.map_err(|failure| failure.into_send_error(|words| mail.redact(words)))?;
            let was_kept = session.mails() > 0;
            match session.announce(mail).await {
                Ok(()) => return Ok(session),
                Err(failure) if was_kept && failure.ends_connection_before_mail() => self.forget(session),
                Err(failure) => return Err(self.part(session, failure, mail)),
            }
        }
    }

    /// Gives up a kept connection that has ended. The idle ones have waited longer, and have probably ended too.
    fn forget(&self, session: Session) {
        drop(session);
        drop(self.pool.drain());
    }

    /// Leaves a connection after a failure, which is the email's.
    fn part(&self, session: Session, failure: Failure, mail: &OutgoingMail) -> SendError {
        if failure.leaves_connection_usable() {
            self.keep(session);
        }
        failure.into_send_error(|words| mail.redact(words))
    }

    /// Keeps a connection for the next email, unless it has served enough of them.
    fn keep(&self, session: Session) {
        if session.may_go_on() {
            self.pool.keep(session);
        } else {
            tokio::spawn(session.quit());
        }
    }
}

#[async_trait]
impl Transport for SmtpTransport {
    async fn send(&self, mail: &OutgoingMail) -> Result<Accepted, SendError> {
        let (session, handed_over, took) = loop {
            let mut session = self.announce(mail).await?;
            let was_kept = session.mails() > 1;
            let started = Instant::now();
            let handed_over = session.hand_over(mail).await;
            match &handed_over {
                Err(failure) if was_kept && failure.ends_connection_before_mail() => self.forget(session),
                _ => break (session, handed_over, started.elapsed()),
            }
        };
        let outcome = match handed_over {
            Ok(()) => {
                self.keep(session);
                Ok(Accepted::default())
            }
            Err(failure) => Err(self.part(session, failure, mail)),
        };
        self.last.set(took, &outcome);
        outcome
    }

    /// What the server would say of the email itself can't be asked without sending it: that is taken from the last
    /// one.
    async fn rehearse(&self, mail: &OutgoingMail) -> Result<(), SendError> {
        let session = self.announce(mail).await?;
        let outcome = self.last.again(Duration::ZERO).await;
        // The announced email is withdrawn before the connection is used again.
        self.keep(session);
        outcome
    }

    async fn close(&self) {
        for session in self.pool.drain() {
            session.quit().await;
        }
    }
}
