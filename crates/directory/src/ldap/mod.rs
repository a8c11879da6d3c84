//! LDAP servers: OpenLDAP and what behaves like it, and Active Directory.
//!
//! Every call opens its own connection, so that no password is ever sent over one that turns out to be dead.
//! `connection.rs` speaks the protocol, `entry.rs` reads entries, `outcome.rs` says what a server's answer to a write
//! proves, and `openldap.rs` and `active_directory.rs` set passwords.

mod active_directory;
mod connection;
mod entry;
mod openldap;
mod outcome;
mod problem;
mod settings;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use rekey_core::directory::{
    DirectoryEntry, DirectoryError, DirectoryKey, PasswordWrite, Remark, SealedPassword, Standing,
};
use rekey_core::ports::{Clock, Directory, HashError, Rng, WriteError};
use rekey_core::{EmailAddress, Password, Work};
use tokio::sync::Semaphore;

pub use self::settings::{Flavor, LdapSettings, is_filter};

use self::connection::{Connection, Connector};
use self::entry::{Entry, Found};
use self::problem::Problem;
use crate::rest::Rest;
use crate::tls::TlsError;

/// How many connections there are at once.
pub const MOST_CONNECTIONS: usize = 8;

/// The directory.
pub struct LdapDirectory {
    settings: LdapSettings,
    connector: Connector,
    connections: Semaphore,
    rest: Rest,
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
    /// Whether the server can hold a new password against the state of the one before (RFC 4528), as far as is known.
    asserts: AtomicBool,
}

impl LdapDirectory {
    /// The directory of these settings. Fails if TLS can't be set up.
    pub fn new(settings: LdapSettings, clock: Arc<dyn Clock>, rng: Arc<dyn Rng>) -> Result<Self, TlsError> {
        let connector = Connector::new(&settings)?;
        let (connections, asserts) = (Semaphore::new(MOST_CONNECTIONS), AtomicBool::new(true));
        Ok(Self { settings, connector, connections, rest: Rest::default(), clock, rng, asserts })
    }

    /// Within the time of a call, on one of the connections.
    async fn call<T>(&self, work: impl Future<Output = Result<T, Problem>>) -> Result<T, DirectoryError> {
        self.attempt(work).await.map_err(|problem| self.unavailable(problem.reason()))
    }

    async fn attempt<T>(&self, work: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
        let call = async {
            let _permit = self.connections.acquire().await.map_err(|_| Problem::new("it is shutting down"))?;
            work.await
        };
        match tokio::time::timeout(self.settings.timeout, call).await {
            Ok(done) => done,
            Err(_) => Err(Problem::unanswered(format!("it did not answer within {:?}", self.settings.timeout))),
        }
    }

    fn unavailable(&self, reason: impl Into<String>) -> DirectoryError {
        DirectoryError::Unavailable { directory: self.settings.name.clone(), reason: reason.into() }
    }

    async fn connect(&self) -> Result<Connection, Problem> {
        self.connector.connect(&self.settings).await
    }

    /// What the accounts are that match a part of a filter, which is escaped.
    async fn look_up(&self, connection: &mut Connection, part: &str) -> Result<Vec<Found>, Problem> {
        let filter = format!("(&{}{part})", entry::filter(&self.settings));
        let attributes = entry::attributes(self.settings.flavor);
        let entries = connection.search(&self.settings.base, &filter, attributes).await?;
        let now = self.clock.now();
        let mut found = Vec::new();
        for entry in entries {
            let Some(mut account) = entry::read(&entry, self.settings.flavor, now)? else { continue };
            if !self.settings.include_privileged && self.is_privileged(connection, &entry).await? {
                account.entry.standing = Standing::Shut;
            }
            found.push(account);
        }
        Ok(found)
    }

    async fn is_privileged(&self, connection: &mut Connection, entry: &Entry) -> Result<bool, Problem> {
        if entry::same_dn(&entry.dn, &self.settings.bind_dn) || entry::is_administrator(entry) {
            return Ok(true);
        }
        for group in &self.settings.privileged_groups {
            let is_member = match self.settings.flavor {
                Flavor::OpenLdap => openldap::is_member(connection, group, entry).await?,
                Flavor::ActiveDirectory => active_directory::is_member(connection, group, entry).await?,
            };
            if is_member {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn find_on(&self, connection: &mut Connection, address: &EmailAddress) -> Result<Vec<Found>, Problem> {
        let mut found = self.look_up(connection, &entry::address_filter(address)).await?;
        found.retain(|account| account.entry.email.canonical() == address.canonical());
        Ok(found)
    }

    async fn get_on(&self, connection: &mut Connection, key: &DirectoryKey) -> Result<Option<Found>, Problem> {
        let Some(part) = entry::key_filter(self.settings.flavor, key) else { return Ok(None) };
        let mut found = self.look_up(connection, &part).await?;
        found.retain(|account| account.entry.key == *key);
        Ok(found.pop())
    }

    /// Has the server set a password. Meanwhile `sent` is true.
    async fn send(
        &self,
        connection: &mut Connection,
        account: &Found,
        password: &str,
        sent: &AtomicBool,
    ) -> Result<(), WriteError> {
        sent.store(true, Ordering::Relaxed);
        let answered = match self.settings.flavor {
            Flavor::OpenLdap => openldap::set_password(connection, account, password, &self.asserts).await,
            Flavor::ActiveDirectory => active_directory::set_password(connection, account, password).await,
        };
        let answer = match answered {
            Ok(answer) => answer,
            Err(problem) if problem.was_sent() => return Err(WriteError::Unclear(self.unavailable(problem.reason()))),
            Err(problem) => return Err(WriteError::NotDone(self.unavailable(problem.reason()))),
        };
        let broken = match outcome::of(&answer, &self.settings.name) {
            Err(WriteError::Refused(broken)) => broken,
            outcome => return outcome,
        };
        sent.store(false, Ordering::Relaxed);
        let settings = &self.settings;
        Err(WriteError::Refused(match settings.flavor {
            Flavor::OpenLdap if outcome::is_too_short(&answer) => {
                openldap::explain(connection, settings, account, broken).await
            }
            Flavor::OpenLdap => broken,
            Flavor::ActiveDirectory => active_directory::explain(connection, settings, password, broken).await,
        }))
    }

    async fn write(&self, write: &PasswordWrite, sent: &AtomicBool) -> Result<(), WriteError> {
        let not_done = |problem: Problem| WriteError::NotDone(self.unavailable(problem.reason()));
        let mut connection = self.connect().await.map_err(not_done)?;
        let Some(account) = self.get_on(&mut connection, &write.key).await.map_err(not_done)? else {
            return Err(WriteError::Gone);
        };
        if account.entry.standing == Standing::Shut {
            return Err(WriteError::Gone);
        }
        // Servers that can do so compare again in the operation itself; with others there is only a moment in between.
        if account.entry.version.expose() != write.replaces.expose() {
            return Err(WriteError::Changed);
        }
        if self.clock.now() >= write.expires_at {
            return Err(WriteError::NotDone(self.unavailable("it was asked too late")));
        }
        self.send(&mut connection, &account, write.password.expose(), sent).await
    }
}

#[async_trait]
impl Directory for LdapDirectory {
    async fn find(&self, address: &EmailAddress) -> Result<Vec<DirectoryEntry>, DirectoryError> {
        if let Some(reason) = self.rest.reason(self.clock.now()) {
            return Err(self.unavailable(reason));
        }
        let found = self.attempt(async { self.find_on(&mut self.connect().await?, address).await }).await;
        self.rest.note(self.clock.now(), found.as_ref().err().and_then(Problem::silence));
        let found = found.map_err(|problem| self.unavailable(problem.reason()))?;
        Ok(found.into_iter().map(|account| account.entry).collect())
    }

    async fn get(&self, key: &DirectoryKey) -> Result<Option<DirectoryEntry>, DirectoryError> {
        let found = self.call(Box::pin(async { self.get_on(&mut self.connect().await?, key).await })).await?;
        Ok(found.map(|account| account.entry))
    }

    /// The server hashes, so that its own rules count.
    async fn seal(&self, _: &Work, password: &Password) -> Result<SealedPassword, HashError> {
        Ok(SealedPassword::new(password.expose()))
    }

    async fn set_password(&self, write: &PasswordWrite) -> Result<(), WriteError> {
        let sent = AtomicBool::new(false);
        let call = async {
            let Ok(_permit) = self.connections.acquire().await else {
                return Err(WriteError::NotDone(self.unavailable("it is shutting down")));
            };
            self.write(write, &sent).await
        };
        let Ok(done) = tokio::time::timeout(self.settings.timeout, call).await else {
            let error = self.unavailable(format!("it did not answer within {:?}", self.settings.timeout));
            let was_sent = sent.load(Ordering::Relaxed);
            return Err(if was_sent { WriteError::Unclear(error) } else { WriteError::NotDone(error) });
        };
        done
    }

    /// LDAP has no sessions, and no way to end those of programs that use it.
    fn ends_sessions(&self) -> bool {
        false
    }

    async fn examine(&self, _: Option<&EmailAddress>) -> Result<Vec<Remark>, DirectoryError> {
        self.call(Box::pin(async {
            let mut connection = self.connect().await?;
            match self.settings.flavor {
                Flavor::OpenLdap => openldap::examine(&mut connection, &self.settings).await,
                Flavor::ActiveDirectory => active_directory::examine(&mut connection, &self.settings).await,
            }
        }))
        .await
    }

    /// A password that nobody knows shuts the account.
    async fn shut(&self, key: &DirectoryKey) -> Result<(), DirectoryError> {
        let password = self.unknown_password();
        self.call(Box::pin(async {
            let mut connection = self.connect().await?;
            let Some(account) = self.get_on(&mut connection, key).await? else { return Ok(()) };
            // Also of an account that is shut here as privileged: the server decides what may be set.
            match self.send(&mut connection, &account, &password, &AtomicBool::new(false)).await {
                Ok(()) | Err(WriteError::Gone) => Ok(()),
                Err(WriteError::Changed) => Err(Problem::new("the password was changed meanwhile")),
                Err(WriteError::Refused(_)) => Err(Problem::new("its policy refuses a long random password")),
                Err(WriteError::NotDone(error) | WriteError::Unclear(error)) => Err(Problem::new(error.to_string())),
            }
        }))
        .await
    }
}

impl LdapDirectory {
    /// 256 random bits, with a character of each class that policies ask for.
    fn unknown_password(&self) -> String {
        let mut bytes = [0; 32];
        self.rng.fill(&mut bytes);
        bytes.iter().fold("Aa1-".to_owned(), |text, byte| format!("{text}{byte:02x}"))
    }
}
