//! `[[mail.senders]]`: ways for emails to leave, tried in order.

use std::sync::Arc;

use rekey_core::rate::Rate;
use rekey_http_client::{HttpClient, Networks};
use rekey_mail::SmtpSettings;
use rekey_mail::senders::{
    EventReader, KINDS, Key, Kind, NamedSender, Rotation, SenderLimits, SetupError, Tools, Values,
};
use secrecy::SecretString;

use super::error::SettingError;
use super::reader::Reader;
use super::server::ServerConfig;
use crate::adapters::SystemClock;

/// How senders are written.
const EXPECTED: &str = "tables: [[mail.senders]] with name, kind and what the kind needs in a file, the same as JSON in the \
                        environment, such as [{\"name\": \"main\", \"kind\": \"postmark\", \"token\": \"…\"}]";

/// A sender of the settings. `Debug` shows no secret.
#[derive(Debug, Clone)]
pub struct SenderConfig {
    pub name: String,
    pub kind: &'static Kind,
    values: Values,
    /// The same with what `previous` sets, while secrets are changed.
    previous: Option<Values>,
    pub limits: SenderLimits,
    /// Whether locations use it that name no senders.
    pub shared: bool,
}

impl SenderConfig {
    /// What reads the messages about its emails, if the settings ask for that.
    pub fn events(&self, tools: &Tools) -> Result<Option<Arc<dyn EventReader>>, SetupError> {
        self.kind.events.map_or(Ok(None), |make| make(&self.values, tools))
    }

    /// The sender itself; nothing is connected yet.
    pub fn sender(&self, tools: &Tools) -> Result<NamedSender, SetupError> {
        let mut transport = (self.kind.make)(&self.values, tools)?;
        if let Some(previous) = &self.previous {
            let made = (self.kind.make)(previous, tools);
            let in_previous =
                |error: SetupError| SetupError { message: format!("in previous: {}", error.message), ..error };
            transport = Arc::new(Rotation::new(transport, made.map_err(in_previous)?));
        }
        Ok(NamedSender { name: self.name.as_str().into(), transport, limits: self.limits, shared: self.shared })
    }
}

/// What senders are made with. `smtp` has what mail servers have in common.
pub fn tools(server: &ServerConfig, smtp: SmtpSettings) -> Result<Tools, String> {
    let http = HttpClient::new(Networks::new(server.outbound_networks()));
    let http = http.map_err(|error| format!("TLS can't be set up: {error}"))?;
    Ok(Tools { http, clock: Arc::new(SystemClock), smtp })
}

/// What senders can't be made of.
pub(super) fn check(server: &ServerConfig, senders: &[SenderConfig], smtp: &SmtpSettings) -> Vec<SettingError> {
    let tools = match tools(server, smtp.clone()) {
        Ok(tools) => tools,
        Err(error) => return vec![SettingError::new("mail.senders", error)],
    };
    let errors = senders.iter().enumerate().filter_map(|(index, sender)| {
        let made = sender.sender(&tools).map(|_| ()).and_then(|()| sender.events(&tools).map(|_| ()));
        let SetupError { key, message } = made.err()?;
        Some(SettingError::new(&format!("mail.senders.{index}.{key}"), message))
    });
    errors.collect()
}

/// Reads them. `connections` is what a sender has that sets none.
pub(super) fn read(reader: &mut Reader<'_>, connections: u32) -> Vec<SenderConfig> {
    let mut names: Vec<String> = Vec::new();
    let senders = reader.tables("senders", EXPECTED, |reader| {
        let sender = sender(reader, connections);
        if let Some(SenderConfig { name, .. }) = &sender {
            if names.contains(name) {
                reader.report("name", "duplicate name; each sender needs its own");
            }
            names.push(name.clone());
        }
        sender
    });
    senders.unwrap_or_default()
}

fn sender(reader: &mut Reader<'_>, connections: u32) -> Option<SenderConfig> {
    reader.require("name", "a name of your choice, such as \"main\"");
    reader.require("kind", &known_kinds());
    let name = reader.parsed("name", name);
    let kind = reader.parsed("kind", kind);
    let connections = reader.number("connections", 1, 200).unwrap_or(connections);
    let rate: Option<Rate> = reader.rate_or_off("rate", None);
    let shared = reader.switch("shared").unwrap_or(true);
    let (name, kind) = (name?, kind?);
    let mut values = Values::default();
    for key in kind.keys {
        if key.required {
            reader.require(key.name, key.about);
        }
        if key.list {
            let list: Option<Vec<String>> =
                if key.secret { reader.fresh_secret_list(key.name) } else { reader.list(key.name) };
            if let Some(list) = list {
                values.set_list(key.name, &list);
            }
            continue;
        }
        if let Some(value) = value(reader, key) {
            values.set(key.name, value);
        } else if key.required {
            return None;
        }
    }
    let previous = reader.section("previous", |reader| {
        let mut previous = None;
        for key in kind.keys.iter().filter(|key| !key.list && !key.made_up) {
            if let Some(value) = value(reader, key) {
                previous.get_or_insert_with(|| values.clone()).set(key.name, value);
            }
        }
        previous
    });
    let limits = SenderLimits { connections: usize::try_from(connections).unwrap_or(usize::MAX), rate };
    Some(SenderConfig { name, kind, values, previous, limits, shared })
}

fn value(reader: &mut Reader<'_>, key: &Key) -> Option<SecretString> {
    let value: Option<String> = match (key.secret, key.made_up) {
        (true, true) => reader.fresh_secret(key.name),
        (true, false) => reader.secret(key.name),
        (false, _) => reader.line_of_text(key.name),
    };
    value.map(SecretString::from)
}

fn name(text: &str) -> Result<String, String> {
    let fits = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if text.is_empty() || text.len() > 40 || !text.chars().all(fits) {
        return Err("expected up to 40 lower-case letters, digits and hyphens, such as \"main\"".to_owned());
    }
    Ok(text.to_owned())
}

fn kind(text: &str) -> Result<&'static Kind, String> {
    let known = KINDS.iter().copied().find(|kind| kind.name == text);
    known.ok_or_else(|| format!("unknown kind; expected {}", known_kinds()))
}

fn known_kinds() -> String {
    let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
    format!("one of: {}", names.join(", "))
}
