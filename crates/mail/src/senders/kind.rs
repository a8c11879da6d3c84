//! What a kind of sender is, and what it is set up with.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

use rekey_core::ports::Clock;
use rekey_http_client::HttpClient;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::reader::EventReader;
use crate::transport::Transport;
use crate::transport::smtp::SmtpSettings;

/// Makes the reader of a sender's events. None: its values don't ask for one.
pub type MakeReader = fn(&Values, &Tools) -> Result<Option<Arc<dyn EventReader>>, SetupError>;

/// Makes a sender of its values.
pub type Make = fn(&Values, &Tools) -> Result<Arc<dyn Transport>, SetupError>;

/// A kind of sender.
pub struct Kind {
    /// As the settings name it.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
    /// What it is set up with, besides what all senders have.
    pub keys: &'static [Key],
    /// Sets one up; nothing is connected yet.
    pub make: Make,
    /// Reads its events, if it has any.
    pub events: Option<MakeReader>,
}

/// By its name.
impl std::fmt::Debug for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// Something that a kind is set up with: a text.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about a key")]
pub struct Key {
    /// As the settings name it.
    pub name: &'static str,
    /// Whether nothing works without it.
    pub required: bool,
    /// Whether it is a secret, which a file may hold.
    pub secret: bool,
    /// Whether operators make it up themselves, so that nobody should use an example of it.
    pub made_up: bool,
    /// Whether there may be several.
    pub list: bool,
    /// What it is, with its default.
    pub about: &'static str,
}

impl Key {
    pub(super) const fn required(name: &'static str, about: &'static str) -> Self {
        Self { name, required: true, secret: false, made_up: false, list: false, about }
    }

    pub(super) const fn optional(name: &'static str, about: &'static str) -> Self {
        Self { name, required: false, secret: false, made_up: false, list: false, about }
    }

    pub(super) const fn secret(self) -> Self {
        Self { secret: true, ..self }
    }

    const fn made_up(self) -> Self {
        Self { secret: true, made_up: true, ..self }
    }

    pub(super) const fn list(self) -> Self {
        Self { list: true, ..self }
    }
}

/// Authenticates a provider's events.
pub(super) const EVENT_SECRET: Key =
    Key::optional("event_secret", "the secret that authenticates its delivery reports; without it, all are refused")
        .made_up();
/// During a change of [`EVENT_SECRET`].
pub(super) const PREVIOUS_EVENT_SECRETS: Key =
    Key::optional("previous_event_secrets", "earlier event secrets that are still accepted").made_up().list();

/// The address of an API, where it isn't the usual one.
pub(super) const fn url(about: &'static str) -> Key {
    Key::optional("url", about)
}

/// The values of a sender's keys. `Debug` shows none.
#[derive(Debug, Clone, Default)]
pub struct Values(BTreeMap<&'static str, SecretString>);

impl Values {
    /// Sets the value of a key.
    pub fn set(&mut self, key: &'static str, value: SecretString) {
        self.0.insert(key, value);
    }

    /// Sets the values of a key that may have several.
    pub fn set_list(&mut self, key: &'static str, values: &[String]) {
        // No value has several lines.
        self.0.insert(key, values.join("\n").into());
    }

    pub(super) fn list(&self, key: &str) -> impl Iterator<Item = &str> {
        self.text(key).into_iter().flat_map(str::lines)
    }

    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(ExposeSecret::expose_secret)
    }

    pub(super) fn secret(&self, key: &'static str) -> Result<SecretString, SetupError> {
        self.0.get(key).cloned().ok_or_else(|| SetupError::new(key, "is missing"))
    }

    pub(super) fn parsed<T: FromStr<Err: ToString>>(&self, key: &'static str) -> Result<T, SetupError> {
        let text = self.text(key).ok_or_else(|| SetupError::new(key, "is missing"))?;
        text.parse().map_err(|error: T::Err| SetupError::new(key, error.to_string()))
    }

    /// The base of an API, without a slash at its end.
    pub(super) fn base(&self, usual: &str) -> Result<String, SetupError> {
        self.base_at("url", usual)
    }

    /// The same of another key.
    pub(super) fn base_at(&self, key: &'static str, usual: &str) -> Result<String, SetupError> {
        let Some(text) = self.text(key) else { return Ok(usual.to_owned()) };
        let error = || SetupError::new(key, format!("expected an address such as \"{usual}\""));
        let url = Url::parse(text).map_err(|_| error())?;
        if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
            return Err(error());
        }
        Ok(url.as_str().trim_end_matches('/').to_owned())
    }
}

/// What senders are made with.
#[derive(Clone)]
pub struct Tools {
    /// Calls the APIs.
    pub http: HttpClient,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// What mail servers have in common: name, time-outs, emails on a connection, named certificates.
    pub smtp: SmtpSettings,
}

/// A sender can't be set up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {message}")]
pub struct SetupError {
    /// Because of this key.
    pub key: &'static str,
    /// What is wrong with it. Never its value.
    pub message: String,
}

impl SetupError {
    pub(super) fn new(key: &'static str, message: impl Into<String>) -> Self {
        Self { key, message: message.into() }
    }
}
