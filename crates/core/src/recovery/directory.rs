//! Resets whose password a directory keeps.
//!
//! Three steps: the token is marked as being written, the directory sets the password if the previous one is unchanged,
//! and the reset is finished. A process that dies in between leaves the mark. Once its lease is over, the directory's
//! version shows whether the password was written: if not, the link works again, otherwise the reset is finished then.

use super::Recovery;
use super::completion::{Admission, CompleteError, Completed, NewPassword};
use super::inspection::{Inspected, TokenProblem};
use crate::account::Account;
use crate::assertion::Assertion;
use crate::audit::Action;
use crate::digest::AddressKey;
use crate::directory::{DirectoryEntry, DirectoryError, PasswordWrite, Shadow, Standing, WRITE_LEASE, WRITE_TIME};
use crate::email_address::EmailAddress;
use crate::error::Fault;
use crate::ids::{EntryId, LocationId};
use crate::ports::{FinishWrite, NewWrite, PendingWrite, WayIn, WriteBegun, WriteError};
use crate::time::{Duration, after};
use crate::token::{Token, TokenPurpose};
use crate::work::Work;

/// How a write ended whose writer did not end it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// The directory had done it, and the reset is finished.
    Finished,
    /// The directory had not, and the link works again.
    Released,
    /// Somebody else was faster.
    Lost,
}

impl Recovery {
    /// The account of a valid token with what its directory says of it now. `None`: it is gone or shut, or has another
    /// address than the email went to, or another password than when the token was minted.
    pub(super) async fn describe(
        &self,
        account: &Account,
        shadow: &Shadow,
        location: LocationId,
        mailed_to: Option<AddressKey>,
    ) -> Result<Option<(Account, DirectoryEntry)>, Fault> {
        let key = &self.0.key;
        let Some(entry) = self.0.ports.directories.get(&shadow.directory)?.get(&shadow.key).await? else {
            return Ok(None);
        };
        let stands = entry.standing == Standing::Open
            && mailed_to.is_none_or(|address| address == AddressKey::of(&entry.email, key))
            && shadow.version.is_none_or(|version| version == entry.version_digest(key));
        Ok(stands.then(|| (account.clone().described_by(&entry, location), entry)))
    }

    /// Completes a reset in the directory where the account lives. Rekey signs nobody in there: the app does, by an
    /// assertion.
    pub(super) async fn set_in_directory(
        &self,
        new: &NewPassword,
        work: &Work,
        inspected: &Inspected,
        shadow: &Shadow,
        entry: &DirectoryEntry,
        assertion: Option<Assertion>,
    ) -> Result<Completed, CompleteError> {
        let shared = &*self.0;
        let directory = shared.ports.directories.get(&shadow.directory)?;
        let password = directory.seal(work, &new.password).await.map_err(Fault::from)?;
        // Taken before the mark: if the process stalls after marking, its call must not take effect once the mark is
        // gone.
        let expires_at = after(shared.now(), WRITE_TIME);
        let id = self.begin_write(new, inspected, shadow, entry).await?;
        let (key, replaces) = (shadow.key.clone(), entry.version.clone());
        let write = PasswordWrite { id: id.as_uuid(), key, replaces, password, expires_at };
        let refused =
            |problem| self.refuse(Action::ResetRefused, problem, Some(inspected.account.id), new.origin.network);
        let error = match directory.set_password(&write).await {
            Ok(()) => {
                let way_in = assertion.as_ref().map_or(WayIn::None, |assertion| WayIn::OneTime(assertion.minted()));
                let account = self.finish_write(id, entry.email.clone(), way_in).await?;
                let account =
                    account.ok_or_else(|| being_written(shadow, "another process settles it", WRITE_LEASE))?;
                let account = account.described_by(entry, inspected.location);
                let way_in =
                    assertion.map_or(Admission::None, |assertion| Admission::App(self.hand_to_app(&assertion)));
                return Ok(Completed { account, way_in });
            }
            // It may be a late write of ours, so the person gets the notice in any case.
            Err(WriteError::Changed) => {
                self.finish_write(id, entry.email.clone(), WayIn::None).await?;
                return Err(refused(TokenProblem::Void).into());
            }
            Err(WriteError::Unclear(error)) => {
                return Err(being_written(shadow, &error.to_string(), WRITE_LEASE).into());
            }
            Err(WriteError::Refused(broken)) => CompleteError::Password(broken),
            Err(WriteError::Gone) => refused(TokenProblem::Void).into(),
            Err(WriteError::NotDone(error)) => Fault::Directory(error).into(),
        };
        shared.ports.store.release_write(id).await.map_err(Fault::from)?;
        Err(error)
    }

    async fn begin_write(
        &self,
        new: &NewPassword,
        inspected: &Inspected,
        shadow: &Shadow,
        entry: &DirectoryEntry,
    ) -> Result<EntryId, CompleteError> {
        let shared = &*self.0;
        let id = EntryId::new(shared.now(), shared.rng());
        let write = NewWrite {
            id,
            token: new.token.digest(),
            location: new.location,
            address: AddressKey::of(&entry.email, &shared.key),
            version: entry.version_digest(&shared.key),
            lease: WRITE_LEASE,
            origin: new.origin,
            language: new.language.clone(),
        };
        let refused =
            |problem| self.refuse(Action::ResetRefused, problem, Some(inspected.account.id), new.origin.network);
        match shared.ports.store.begin_write(write).await.map_err(Fault::from)? {
            WriteBegun::Begun => Ok(id),
            WriteBegun::Pending { remaining } => Err(being_written(shadow, "by an earlier attempt", remaining).into()),
            WriteBegun::Refused(state) => Err(refused(TokenProblem::of_bad(state)).into()),
            WriteBegun::Unknown => Err(refused(TokenProblem::Unknown).into()),
        }
    }

    async fn finish_write(&self, id: EntryId, email: EmailAddress, way_in: WayIn) -> Result<Option<Account>, Fault> {
        let shared = &*self.0;
        let finished = shared.ports.store.finish_write(FinishWrite { id, email, way_in }).await?;
        shared.ports.deliveries.wake();
        Ok(finished.map(|account| *account))
    }

    /// Settles up to `limit` writes that their writers left behind, and returns how many. Those that can't be settled
    /// now, because a directory is down, are tried again after another lease.
    pub async fn settle_writes(&self, limit: usize) -> Result<usize, Fault> {
        let store = &self.0.ports.store;
        let writes = store.claim_writes(limit, WRITE_LEASE).await?;
        for write in &writes {
            match self.settle_write(write).await {
                Ok(_) | Err(Fault::Directory(_)) => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(writes.len())
    }

    /// Asks the directory whether it has done a write, and ends it accordingly.
    pub async fn settle_write(&self, write: &PendingWrite) -> Result<Settled, Fault> {
        let shared = &*self.0;
        let entry = shared.ports.directories.get(&write.shadow.directory)?.get(&write.shadow.key).await?;
        let done = entry.filter(|entry| entry.version_digest(&shared.key) != write.version);
        match done {
            Some(entry) => {
                let finished = self.finish_write(write.id, entry.email, WayIn::None).await?;
                Ok(if finished.is_some() { Settled::Finished } else { Settled::Lost })
            }
            None if shared.ports.store.release_write(write.id).await? => Ok(Settled::Released),
            None => Ok(Settled::Lost),
        }
    }

    /// Ends a write at the request of an operator who knows what became of it, whatever its lease. A write that was
    /// `done` is finished like any other, with a notice to the address that the directory has now.
    pub async fn force_write(&self, write: &PendingWrite, done: bool) -> Result<Settled, Fault> {
        let shared = &*self.0;
        if !done {
            let released = shared.ports.store.release_write(write.id).await?;
            return Ok(if released { Settled::Released } else { Settled::Lost });
        }
        let Shadow { directory, key, .. } = &write.shadow;
        let Some(entry) = shared.ports.directories.get(directory)?.get(key).await? else {
            let reason = "the account is gone, so that nobody can be notified".to_owned();
            return Err(DirectoryError::Unavailable { directory: directory.clone(), reason }.into());
        };
        let finished = self.finish_write(write.id, entry.email, WayIn::None).await?;
        Ok(if finished.is_some() { Settled::Finished } else { Settled::Lost })
    }

    /// Has a directory shut the account of a good "this wasn't me" token that lives there. Its address, for the notice.
    pub(super) async fn shut_in_directory(&self, token: &Token) -> Result<Option<EmailAddress>, Fault> {
        let shared = &*self.0;
        if shared.ports.directories.is_empty() {
            return Ok(None);
        }
        let record = shared.ports.store.inspect_token(token.digest()).await?;
        let record = record.filter(|record| TokenPurpose::NOT_ME.contains(&record.purpose));
        let Some(owner) = record.filter(|record| TokenProblem::of(record.state).is_none()).and_then(|r| r.account)
        else {
            return Ok(None);
        };
        let account = shared.ports.store.account_by_id(owner).await?;
        let Some(shadow) = account.and_then(|account| account.shadow) else { return Ok(None) };
        let directory = shared.ports.directories.get(&shadow.directory)?;
        directory.shut(&shadow.key).await?;
        Ok(directory.get(&shadow.key).await?.map(|entry| entry.email))
    }
}

fn being_written(shadow: &Shadow, reason: &str, retry_after: Duration) -> Fault {
    let (directory, reason) = (shadow.directory.clone(), reason.to_owned());
    DirectoryError::BeingWritten { directory, reason, retry_after }.into()
}
