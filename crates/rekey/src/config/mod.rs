//! The configuration: what is read from the file, the environment and `--dev`, checked as a whole, with messages
//! that name the setting and say what would be right.

mod admin;
mod backup;
mod brand;
mod canary;
mod database;
mod directories;
mod error;
mod fixed;
mod image_files;
mod insforge;
mod layer;
mod limits;
mod locations;
mod mail;
mod parse;
mod passwords;
mod published;
mod reader;
mod secret;
mod secret_file;
mod senders;
mod server;
pub mod settings;
mod shared;
mod telemetry;
mod tokens;
mod tree;
mod webhooks;

use std::ffi::OsString;
use std::path::PathBuf;

use rekey_core::Mailbox;
use rekey_core::location::LocationDefaults;
use url::Url;

use crate::directories::DirectorySettings;
use error::reported;
use fixed::Fixed;

pub use image_files::ImageFiles;
use reader::{Found, Reader};
use tree::Table;

pub use admin::AdminConfig;
pub use backup::{BackupConfig, Schedule};
pub use canary::CanaryConfig;
pub use database::{DatabaseConfig, DatabaseUrl, PostgresUrl, whole_path};
pub use error::{ConfigError, SettingError, nearest};
pub use fixed::needs_restart;
pub use insforge::InsforgeConfig;
pub use layer::Layer;
pub use limits::LimitsConfig;
pub use locations::{LocationPatch, parse_locations, read_locations};
pub use mail::{MailConfig, Outlet};
pub use passwords::PasswordsConfig;
pub use secret::Secret;
pub use senders::{SenderConfig, tools as sender_tools};
pub use server::{LogFormat, ServerConfig};
pub use shared::PublicUrl;
pub use telemetry::{MetricsListen, TelemetryConfig};
pub use tokens::TokensConfig;

/// The file that is read if none is named.
pub const DEFAULT_FILE: &str = "rekey.toml";

/// Where the configuration comes from: the global flags.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    pub file: Option<PathBuf>,
    pub dev: bool,
}

impl Sources {
    /// The file that is read: the one that is named, else the usual one if there is one.
    pub fn read_from(&self) -> Option<PathBuf> {
        let usual = || Some(PathBuf::from(DEFAULT_FILE)).filter(|path| path.exists());
        self.file.clone().or_else(usual)
    }
}

#[derive(Debug, Clone)]
pub struct Config {
    pub dev: bool,
    /// The settings outside any section.
    pub server: ServerConfig,
    pub database: DatabaseConfig,
    pub mail: MailConfig,
    pub outlet: Outlet,
    /// The files that secrets were read from.
    pub secret_files: Vec<PathBuf>,
    pub limits: LimitsConfig,
    pub tokens: TokensConfig,
    pub passwords: PasswordsConfig,
    pub backup: BackupConfig,
    pub canary: CanaryConfig,
    pub admin: AdminConfig,
    pub insforge: InsforgeConfig,
    pub telemetry: TelemetryConfig,
    /// Systems that keep accounts elsewhere.
    pub directories: Vec<DirectorySettings>,
    pub(crate) fixed: Fixed,
}

impl Config {
    /// Reads the configuration. The environment overrides the file, the file overrides the defaults.
    pub fn load(
        sources: &Sources,
        environment: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Result<Self, ConfigError> {
        let file = sources.read_from().map(|path| Layer::file(&path)).transpose()?;
        Self::from_layers(file.into_iter().chain([Layer::environment(environment)]), sources.dev)
    }

    /// Puts layers together. Later ones override earlier ones.
    pub fn from_layers(layers: impl IntoIterator<Item = Layer>, dev: bool) -> Result<Self, ConfigError> {
        let (mut table, mut found) = (Table::new(), Found::default());
        for layer in layers {
            found.errors.extend(layer.errors);
            tree::merge(&mut table, layer.table);
        }
        let mut reader = Reader::settings(&table, &mut found);
        let server = ServerConfig::read(&mut reader, dev);
        let mail = reader.section("mail", |mail| MailConfig::read(mail, dev));
        let mut config = Self {
            dev,
            server,
            database: reader.section("database", DatabaseConfig::read),
            mail,
            outlet: Outlet::Off,
            secret_files: Vec::new(),
            limits: reader.section("limits", LimitsConfig::read),
            tokens: reader.section("tokens", TokensConfig::read),
            passwords: reader.section("passwords", PasswordsConfig::read),
            backup: reader.section("backup", BackupConfig::read),
            canary: reader.section("canary", CanaryConfig::read),
            admin: reader.section("admin", AdminConfig::read),
            insforge: reader.section("insforge", InsforgeConfig::read),
            telemetry: reader.section("telemetry", TelemetryConfig::read),
            directories: directories::read(&mut reader),
            fixed: Fixed::of(&table),
        };
        reader.finish();
        let Found { mut errors, secret_files, .. } = found;
        config.secret_files = secret_files;
        config.check(&mut errors);
        if errors.is_empty() {
            return Ok(config);
        }
        for error in errors.iter_mut().filter(|error| error.source.is_none()) {
            let source = error.setting.as_deref().and_then(|setting| tree::source_of(&table, setting));
            error.source = source.map(ToString::to_string);
        }
        Err(ConfigError(errors))
    }

    /// Checks settings against each other. `errors` has those that could not be read, which are not missing.
    fn check(&mut self, errors: &mut Vec<SettingError>) {
        if !reported(errors, "database_url") {
            errors.extend(self.database.check(&self.server.database_url, self.dev));
            errors.extend(self.backup.check(&self.server.database_url));
        }
        errors.extend(self.passwords.check());
        errors.extend(self.canary.check());
        if !self.dev {
            if self.server.public_url.is_none() && !reported(errors, "public_url") {
                errors.push(SettingError::new(
                    "public_url",
                    "is missing; set it to where people reach this server, such as \"https://id.example.com\" \
                     (`rekey config init` writes a file to start from, `rekey serve --dev` needs none)",
                ));
            }
            if self.server.secret.is_none() && !reported(errors, "secret") {
                errors.push(SettingError::new(
                    "secret",
                    "is missing; set it to 32 random bytes in base64, as `openssl rand -base64 32` makes them \
                     (`rekey config init` writes a file with a fresh one)",
                ));
            }
        }
        self.outlet = self.mail.outlet(self.dev, self.server.public_url.as_ref().map(|url| &url.0), errors);
        if let Outlet::Senders(senders, smtp) = &self.outlet {
            errors.extend(senders::check(&self.server, senders, smtp));
        }
        errors.extend(self.mail.signing_keys().err().into_iter().flat_map(|error| error.0));
        errors.extend(self.mail.geoip().err().into_iter().flat_map(|error| error.0));
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

/// The sender of emails that are never sent: without an outlet none is configured.
#[expect(clippy::expect_used, reason = "a constant that a test reads")]
fn nobody() -> Mailbox {
    "nobody@example.com".parse().expect("a constant address")
}

#[cfg(test)]
mod tests;
