//! The configuration: what is read from the file, the environment and `--dev`, checked as a whole, with messages
//! that name the setting and say what would be right.

mod admin;
mod complaint;
mod database;
mod layer;
mod limits;
mod mail;
mod passwords;
pub mod read;
mod secret;
mod server;
pub mod settings;
mod telemetry;
mod tokens;
mod webhooks;

use std::path::PathBuf;

use figment::Figment;
use rekey_core::Mailbox;
use rekey_core::location::LocationDefaults;
use serde::Deserialize;
use url::Url;

pub use admin::AdminConfig;
pub use complaint::{Complaint, ConfigError, nearest, unknown};
pub use database::{DatabaseConfig, DatabaseUrl, PostgresUrl, whole_path};
pub use layer::Layer;
pub use limits::LimitsConfig;
pub use mail::{MailConfig, Outlet};
pub use passwords::{PasswordsConfig, min_length};
pub use secret::Secret;
pub use server::{LogFormat, PublicUrl, ServerConfig};
pub use telemetry::{MetricsListen, TelemetryConfig};
pub use tokens::TokensConfig;

/// The file that is read if none is named.
pub const DEFAULT_FILE: &str = "rekey.toml";

/// Where the configuration comes from: the global flags.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// `--config`
    pub file: Option<PathBuf>,
    /// `--dev`
    pub dev: bool,
}

impl Sources {
    /// The file that is read: the one that is named, else the usual one if there is one.
    pub fn read_from(&self) -> Option<PathBuf> {
        let usual = || Some(PathBuf::from(DEFAULT_FILE)).filter(|path| path.exists());
        self.file.clone().or_else(usual)
    }
}

/// The configuration, checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// Whether this is `--dev`.
    pub dev: bool,
    /// The settings outside any section. `secret_file` has been read into `secret`, which `--dev` alone can lack.
    pub server: ServerConfig,
    /// `[database]`
    pub database: DatabaseConfig,
    /// `[mail]`
    pub mail: MailConfig,
    /// How mails leave.
    pub outlet: Outlet,
    /// `[limits]`
    pub limits: LimitsConfig,
    /// `[tokens]`
    pub tokens: TokensConfig,
    /// `[passwords]`
    pub passwords: PasswordsConfig,
    /// `[admin]`
    pub admin: AdminConfig,
    /// `[telemetry]`
    pub telemetry: TelemetryConfig,
}

/// The sections as they are read, before they are checked together.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Sections {
    database: DatabaseConfig,
    mail: MailConfig,
    limits: LimitsConfig,
    tokens: TokensConfig,
    passwords: PasswordsConfig,
    admin: AdminConfig,
    telemetry: TelemetryConfig,
}

impl Config {
    /// Reads the configuration: the environment goes before the file, the file before what is built in.
    pub fn load(
        sources: &Sources,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let file = sources.read_from().map(|path| Layer::file(&path));
        let file = file.transpose().map_err(|complaint| ConfigError(vec![complaint]))?;
        Self::from_layers(file.into_iter().chain([Layer::environment(environment)]), sources.dev)
    }

    /// Puts layers together, later ones before earlier ones.
    pub fn from_layers(layers: impl IntoIterator<Item = Layer>, dev: bool) -> Result<Self, ConfigError> {
        let mut figment = Figment::new();
        if dev {
            figment = figment.merge(Layer::development());
        }
        let mut unknown = Vec::new();
        for layer in layers {
            unknown.extend(layer.unknown_settings());
            figment = figment.merge(layer);
        }
        if !unknown.is_empty() {
            return Err(ConfigError(unknown));
        }
        // Twice, because `flatten` would lose where a value stands.
        Self::check(figment.extract()?, figment.extract()?, dev)
    }

    /// Looks at settings together.
    fn check(mut server: ServerConfig, sections: Sections, dev: bool) -> Result<Self, ConfigError> {
        let Sections { database, mail, limits, tokens, passwords, admin, telemetry } = sections;
        let mut complaints: Vec<_> = database.check(&server.database_url, dev).into_iter().collect();
        complaints.extend(passwords.check());
        if dev {
            if !server.listen.0.ip().is_loopback() {
                let problem = "with --dev the server listens on loopback only, because it knows a password that \
                               everybody knows; use 127.0.0.1, or leave --dev out";
                complaints.push(Complaint::about("listen", problem));
            }
            // --dev keeps a secret of its own beside its own database.
            server.secret = None;
            server.previous_secrets.clear();
        } else {
            complaints.extend(check_public_url(&server));
            match settle_secret(&server) {
                Ok(secret) => server.secret = Some(secret),
                Err(complaint) => complaints.push(complaint),
            }
        }
        let outlet = mail.outlet(dev).unwrap_or_else(|complaint| {
            complaints.push(complaint);
            Outlet::Off
        });
        complaints.extend(mail.signing_keys().err());
        if complaints.is_empty() {
            Ok(Self { dev, server, database, mail, outlet, limits, tokens, passwords, admin, telemetry })
        } else {
            Err(ConfigError(complaints))
        }
    }

    /// What locations start from. The host of `public_url` names them until they have a name.
    pub fn location_defaults(&self, public_url: &Url) -> LocationDefaults {
        let name = if self.dev { "Demo" } else { public_url.host_str().unwrap_or_default() };
        LocationDefaults {
            default_location: self.server.default_location,
            name: name.to_owned(),
            cooldown: self.limits.cooldown,
            from: self.mail.from.clone().unwrap_or_else(nobody),
            password_policy: self.passwords.policy(),
            lifetimes: self.tokens.lifetimes(),
        }
    }
}

/// The sender of mails that are never sent: without an outlet none is configured.
#[expect(clippy::expect_used, reason = "a constant that a test reads")]
fn nobody() -> Mailbox {
    "nobody@example.com".parse().expect("a constant address")
}

fn check_public_url(server: &ServerConfig) -> Option<Complaint> {
    let missing = "is missing; set it to where people reach this server, such as \"https://id.example.com\" \
                   (`rekey config init` writes a file to start from, `rekey serve --dev` needs none)";
    server.public_url.is_none().then(|| Complaint::about("public_url", missing))
}

fn settle_secret(server: &ServerConfig) -> Result<Secret, Complaint> {
    match (&server.secret, &server.secret_file) {
        (Some(_), Some(_)) => Err(Complaint::about("secret_file", "set either secret or secret_file, not both")),
        (Some(secret), None) => Ok(secret.clone()),
        (None, Some(path)) => Secret::read(path).map_err(|problem| Complaint::about("secret_file", problem)),
        (None, None) => Err(Complaint::about(
            "secret",
            "is missing; set it to 32 random bytes in base64, as `openssl rand -base64 32` makes them \
             (`rekey config init` writes a file with a fresh one)",
        )),
    }
}

#[cfg(test)]
mod tests;
