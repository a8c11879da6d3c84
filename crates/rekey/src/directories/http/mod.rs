//! A backend that answers signed calls: each is one POST to one URL, signed as Standard Webhooks are.
//! docs/directories.md documents them.

mod answer;
mod call;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use http::StatusCode;
use rekey_core::directory::{
    DirectoryEntry, DirectoryError, DirectoryKey, DirectoryName, PasswordWrite, SealedPassword,
};
use rekey_core::ports::{Clock, Directory, HashError, Hasher, Rng, WriteError};
use rekey_core::time::Timestamp;
use rekey_core::{EmailAddress, EntryId, Password, Work};
use rekey_http_client::{HttpClient, WebhookSecret};
use serde_json::json;
use url::Url;

use answer::{accounts, refusal};
use call::{Call, Failure};

/// In what form a backend gets a new password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordForm {
    /// Hashed by Argon2id, as a PHC string.
    Argon2id,
    /// As it was typed: the backend hashes.
    Plain,
}

/// A backend that is a directory.
#[derive(Debug, Clone)]
pub struct HttpSettings {
    /// What the settings call it.
    pub name: DirectoryName,
    /// Where it answers.
    pub url: Url,
    /// What calls are signed with.
    pub secret: WebhookSecret,
    /// For each call, from look-up to the end of the answer.
    pub timeout: Duration,
    /// In what form it gets passwords.
    pub form: PasswordForm,
    /// Whether accounts may be recovered that the backend calls privileged.
    pub include_privileged: bool,
}

/// The directory.
pub(super) struct HttpDirectory {
    settings: HttpSettings,
    client: HttpClient,
    hasher: Arc<dyn Hasher>,
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
}

impl HttpDirectory {
    /// The directory of these settings.
    pub(super) fn new(
        settings: HttpSettings,
        client: HttpClient,
        hasher: Arc<dyn Hasher>,
        clock: Arc<dyn Clock>,
        rng: Arc<dyn Rng>,
    ) -> Self {
        Self { settings, client, hasher, clock, rng }
    }

    async fn call(&self, call: Call) -> Result<(StatusCode, Result<Vec<u8>, Failure>), Failure> {
        let HttpSettings { url, secret, timeout, .. } = &self.settings;
        call.send(&self.client, url, secret, *timeout).await
    }

    /// A call that changes nothing, named at random.
    fn question(&self, kind: &'static str, data: serde_json::Value) -> Call {
        let now = self.clock.now();
        Call { id: EntryId::new(now, &*self.rng).as_uuid(), kind, at: now, data }
    }

    async fn look_up(&self, call: Call) -> Result<Vec<DirectoryEntry>, DirectoryError> {
        let (status, body) = self.call(call).await.map_err(|failure| self.unavailable(failure.reason()))?;
        if !status.is_success() {
            return Err(self.answered(status));
        }
        let body = body.map_err(|failure| self.unavailable(failure.reason()))?;
        accounts(&body, self.settings.include_privileged).map_err(|problem| self.unavailable(problem))
    }

    /// It answered with a status that says no more.
    fn answered(&self, status: StatusCode) -> DirectoryError {
        let advice =
            if status.is_redirection() { "; set url to where that leads, because it is not followed" } else { "" };
        self.unavailable(format!("it answered {status}{advice}"))
    }

    fn unavailable(&self, reason: String) -> DirectoryError {
        DirectoryError::Unavailable { directory: self.settings.name.clone(), reason }
    }
}

#[async_trait]
impl Directory for HttpDirectory {
    async fn find(&self, address: &EmailAddress) -> Result<Vec<DirectoryEntry>, DirectoryError> {
        let call = self.question("directory.find", json!({ "email": address.as_stored() }));
        let mut entries = self.look_up(call).await?;
        entries.retain(|entry| entry.email.canonical() == address.canonical());
        Ok(entries)
    }

    async fn get(&self, key: &DirectoryKey) -> Result<Option<DirectoryEntry>, DirectoryError> {
        let mut entries = self.look_up(self.question("directory.get", json!({ "key": key.as_str() }))).await?;
        entries.retain(|entry| entry.key == *key);
        Ok(entries.pop())
    }

    async fn seal(&self, work: &Work, password: &Password) -> Result<SealedPassword, HashError> {
        Ok(match self.settings.form {
            PasswordForm::Plain => SealedPassword::new(password.expose()),
            PasswordForm::Argon2id => SealedPassword::new(self.hasher.hash(work, password).await?.expose()),
        })
    }

    async fn set_password(&self, write: &PasswordWrite) -> Result<(), WriteError> {
        let now = self.clock.now();
        let field = match self.settings.form {
            PasswordForm::Plain => "password",
            PasswordForm::Argon2id => "password_hash",
        };
        let data = json!({
            "key": write.key.as_str(),
            "version": write.replaces.expose(),
            field: write.password.expose(),
            "idempotency_key": write.id.to_string(),
            "expires_at": whole(write.expires_at).to_string(),
        });
        let call = Call { id: write.id, kind: "directory.set_password", at: now, data };
        match self.call(call).await {
            Ok((status, _)) if status.is_success() => Ok(()),
            Ok((StatusCode::CONFLICT, _)) => Err(WriteError::Changed),
            Ok((StatusCode::NOT_FOUND | StatusCode::GONE, _)) => Err(WriteError::Gone),
            Ok((StatusCode::UNPROCESSABLE_ENTITY, body)) => {
                Err(WriteError::Refused(refusal(&body.unwrap_or_default())))
            }
            Ok((status, _)) if is_refusal(status) => Err(WriteError::NotDone(self.answered(status))),
            Ok((status, _)) => Err(WriteError::Unclear(self.answered(status))),
            Err(Failure::NotSent(reason)) => Err(WriteError::NotDone(self.unavailable(reason))),
            Err(Failure::NoAnswer(reason)) => Err(WriteError::Unclear(self.unavailable(reason))),
        }
    }

    /// The contract of these calls asks for it.
    fn ends_sessions(&self) -> bool {
        true
    }

    async fn shut(&self, key: &DirectoryKey) -> Result<(), DirectoryError> {
        let call = self.question("directory.shut", json!({ "key": key.as_str() }));
        let (status, _) = self.call(call).await.map_err(|failure| self.unavailable(failure.reason()))?;
        if status.is_success() { Ok(()) } else { Err(self.answered(status)) }
    }
}

/// The whole second, which every date library reads.
fn whole(instant: Timestamp) -> Timestamp {
    Timestamp::from_second(instant.as_second()).unwrap_or(instant)
}

/// Whether an answer proves that nothing was changed. Servers and proxies send the other ones when they gave up waiting.
fn is_refusal(status: StatusCode) -> bool {
    let is_timeout = matches!(status, StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS);
    status.is_client_error() && !is_timeout
}
