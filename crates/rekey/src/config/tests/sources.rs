//! Every setting has the same meaning whichever source it comes from.

use std::fmt::Debug;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rekey_core::time::Timestamp;
use secrecy::ExposeSecret;

use super::{NEEDED, from, toml_line};
use crate::adapters::geoip_tests::write_database;
use crate::config::settings::{self, Kind, Setting};
use crate::config::{Config, ConfigError, DatabaseUrl, Layer, Secret};
use crate::webhooks::Message;

/// A configuration from one source, laid over what every configuration needs.
fn with(layer: Layer) -> Result<Config, ConfigError> {
    Config::from_layers([Layer::toml("needed.toml", NEEDED).unwrap(), layer], false)
}

fn by_file(toml: &str) -> Result<Config, ConfigError> {
    with(Layer::toml("rekey.toml", toml).unwrap())
}

fn by_variable(name: &str, value: &str) -> Result<Config, ConfigError> {
    with(Layer::environment([(name, value)]))
}

/// All that a configuration says, secrets included, which `Debug` leaves out.
fn all(config: &Config) -> String {
    let postgres = |url: &DatabaseUrl| match url {
        DatabaseUrl::Sqlite(_) => None,
        DatabaseUrl::Postgres(url) => Some(config.database.settings(url)),
    };
    let urls = postgres(&config.server.database_url).map(|settings| {
        (settings.url.expose_secret().to_owned(), settings.direct_url.map(|url| url.expose_secret().to_owned()))
    });
    let secrets: Vec<_> =
        config.server.secret.iter().chain(&config.server.previous_secrets).map(Secret::expose).collect();
    let clients: Vec<_> =
        config.server.introspection_clients.iter().map(|client| client.secret.expose_secret().to_owned()).collect();
    let smtp = config.mail.smtp_url.as_ref().and_then(|smtp| smtp.credentials.as_ref());
    let smtp = smtp.map(|credentials| credentials.password.expose_secret().to_owned());
    let token = config.admin.token == "9tGq7yVgW3pZsm5O8cF10lLcl3E9bRzT0m0m5O8c".parse().ok();
    let webhooks: Vec<_> =
        config.server.webhooks.iter().map(|endpoint| message().signature(&endpoint.secret)).collect();
    let parts: [&dyn Debug; 6] = [&urls, &secrets, &clients, &smtp, &token, &webhooks];
    let mut config = config.clone();
    config.secret_files.clear();
    format!("{config:?} {parts:?}")
}

/// Its signature tells webhook secrets apart.
fn message() -> Message {
    Message { id: String::new(), sent_at: Timestamp::UNIX_EPOCH, body: String::new() }
}

/// What else a setting needs to be usable.
fn companions(setting: &Setting) -> Vec<(&'static str, &'static str)> {
    match setting.path {
        "admin.previous_tokens" => vec![("REKEY_ADMIN__TOKEN", "9tGq7yVgW3pZsm5O8cF10lLcl3E9bRzT0m0m5O8c")],
        "canary.email" => vec![("REKEY_CANARY__COMMAND", "read-canary")],
        "database.direct_url" => vec![("REKEY_DATABASE_URL", "postgres://me:hush@db/rekey")],
        "mail.smtp_url" | "mail.senders" | "mail.folder" | "mail.discard" => {
            vec![("REKEY_MAIL__FROM", "a@example.com")]
        }
        "mail.enabled" => vec![("REKEY_MAIL__FROM", "a@example.com"), ("REKEY_MAIL__FOLDER", "mails")],
        _ => Vec::new(),
    }
}

/// An example with secrets in place of those that everybody knows.
fn usable(example: &str) -> String {
    example
        .replace("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "pDYRg0tGONrBYedcWFjIq7UxNf6rns0+WVZQqjfgod8=")
        .replace("3bLyJpLLqq6IImUuW2Zx", "9tGq7yVgW3pZsm5O8cF1")
        .replace("k9mQv3xT8wYp2LhN5bRc7JdF4sGz6AeU1oXiVtKyBqM=", "Vw2nq0T5yLr8sKd1bXc9mJh7gPf4zEa6uOi3vRtBqNM=")
        .replace("7Yf1y0lLcl3E9bRzT0m0m5O8cF1Jm0u1pZsW3gq7yVg=", "9tGq7yVgW3pZsm5O8cF10lLcl3E9bRzT0m0m5O8c")
}

/// What a configuration needs besides this setting.
fn needed(setting: &Setting) -> &'static str {
    if setting.path == "secret" { "public_url = \"https://id.example.com\"" } else { NEEDED }
}

/// The settings that `rekey config schema` lists mean the same from a file, from a variable, and, if they are secret,
/// from a file that either of the two names.
#[test]
fn every_setting_can_be_set_by_every_source_with_the_same_result() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("dkim.pem");
    let pem = STANDARD
        .encode([b"\x30\x2e\x02\x01\0\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20".as_slice(), &[7; 32]].concat());
    std::fs::write(&key, format!("-----BEGIN PRIVATE KEY-----\n{pem}\n-----END PRIVATE KEY-----\n")).unwrap();
    let places = folder.path().join("city.mmdb");
    write_database(&places, "GeoLite2-City", "Cologne");
    let (key, places) = (key.display().to_string(), places.display().to_string());
    for setting in settings::ALL {
        let over = |layer: Layer| {
            let base = Layer::toml("needed.toml", needed(setting)).unwrap();
            let config = Config::from_layers([base, Layer::environment(companions(setting)), layer], false);
            all(&config.unwrap_or_else(|error| panic!("{}: {error}", setting.path)))
        };
        let fresh = |text: &str| {
            usable(text).replace("/etc/rekey/dkim.pem", &key).replace("/var/lib/GeoIP/GeoLite2-City.mmdb", &places)
        };
        let example = fresh(setting.example);
        let toml = over(Layer::toml("rekey.toml", &toml_line(setting, &example)).unwrap());

        let shown = fresh(&setting.example_in_environment());
        for value in [shown.clone(), format!("{shown}\n"), format!(" {shown}\r\n")] {
            let variable = over(Layer::environment([(setting.variable(), value.clone())]));
            assert_eq!(variable, toml, "{}={value:?}", setting.variable());
        }
        let Some(file_path) = setting.file_path() else { continue };
        let path = folder.path().join("value");
        for end in ["", "\n", "\r\n"] {
            std::fs::write(&path, format!("{shown}{end}")).unwrap();
            let reference = format!("{:?}", path.display().to_string());
            let line = toml_line(setting, &reference).replacen(" = ", "_file = ", 1);
            assert_eq!(over(Layer::toml("rekey.toml", &line).unwrap()), toml, "{file_path} with {end:?}");
            let variable = (format!("{}_FILE", setting.variable()), path.display().to_string());
            assert_eq!(over(Layer::environment([variable])), toml, "{file_path} with {end:?}");
        }
    }
}

/// A value of the wrong kind is refused by name, so that something reads every setting in the table.
#[test]
fn every_documented_setting_is_read_by_something() {
    for setting in settings::ALL {
        let wrong = if matches!(setting.kind, Kind::List | Kind::Tables) { "true" } else { "[1]" };
        let error = by_file(&toml_line(setting, wrong)).unwrap_err().to_string();
        assert!(error.lines().any(|line| line.starts_with(&format!("{} (in ", setting.path))), "{error}");
    }
}

#[test]
fn every_documented_default_is_the_one_that_holds() {
    let built_in = format!("{:?}", by_file("").unwrap());
    for setting in settings::ALL.iter().filter(|setting| !setting.default.is_empty()) {
        let stated = by_file(&toml_line(setting, setting.default)).unwrap();
        assert_eq!(format!("{stated:?}"), built_in, "the default of {}", setting.path);
    }
}

#[test]
fn a_secret_and_its_file_together_are_refused_with_both_names() {
    for setting in settings::ALL.iter().filter(|setting| setting.secret) {
        let line = toml_line(setting, setting.example);
        let variable = format!("{}_FILE", setting.variable());
        let error = from(false, &format!("{}{line}", NEEDED.replace("secret =", "#")), &[(&variable, "/nowhere")])
            .unwrap_err()
            .to_string();
        let file_path = setting.file_path().unwrap();
        let expected = format!("{file_path} (in {variable}): {} is set as well (in rekey.toml, line ", setting.path);
        assert!(error.contains(&expected) && error.contains("not both"), "{error}");
    }
}

#[test]
fn a_file_with_an_unusable_value_is_reported_by_setting_source_and_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    std::fs::write(&path, "hush-hush\n").unwrap();
    let path = path.display().to_string();
    let error = from(false, NEEDED, &[("REKEY_ADMIN__TOKEN_FILE", &path)]).unwrap_err().to_string();
    assert!(error.starts_with(&format!("admin.token_file (in REKEY_ADMIN__TOKEN_FILE): {path}: ")), "{error}");
    assert!(error.contains("32 printable") && !error.contains("hush"), "{error}");
    for (value, says) in [("/nowhere", "/nowhere can't be read"), (".", ". can't be read"), ("[1]", "can't be read")] {
        let error = from(false, NEEDED, &[("REKEY_ADMIN__TOKEN_FILE", value)]).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
    assert!(by_file("[admin]\ntoken_file = \"\"").unwrap_err().to_string().contains("is empty"));
    assert!(by_file("[admin]\ntoken_file = 1").unwrap_err().to_string().contains("expected a string, found a number"));
}

#[test]
fn a_file_of_secrets_holds_one_a_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clients");
    std::fs::write(&path, "shop:9tGq7yVgW3pZsm5O8cF1\r\n\r\nportal:9tGq7yVgW3pZsm5O8cF1\r\n").unwrap();
    let variable = ("REKEY_INTROSPECTION_CLIENTS_FILE", path.display().to_string());
    let config = by_variable(variable.0, &variable.1).unwrap();
    let names: Vec<_> = config.server.introspection_clients.iter().map(|client| client.id.as_str()).collect();
    assert_eq!(names, ["shop", "portal"]);
    assert_eq!(config.secret_files, std::slice::from_ref(&path));
    std::fs::write(&path, "shop:9tGq7yVgW3pZsm5O8cF1\nhush\n").unwrap();
    let error = by_variable(variable.0, &variable.1).unwrap_err().to_string();
    assert!(error.contains("number 2: expected \"name:secret\"") && !error.contains("hush"), "{error}");
}

/// One value of each kind, as people write it.
#[test]
fn a_value_is_read_alike_in_every_spelling() {
    let cases: [(&str, &str, &[&str]); 9] = [
        (
            "database_url",
            "\"sqlite:data/x.db\"",
            &["sqlite:data/x.db\n", " sqlite:data/x.db", "\"sqlite:data/x.db\"\r\n"],
        ),
        ("mail.discard", "false", &["False", "FALSE", "0", "no", "off", "'false'", "n\n"]),
        ("database.pooler", "true", &["True", "TRUE", "1", "yes", "on", "\"true\"", "Y\n"]),
        ("default_location", "7", &["7", " 7\n", "\"7\"", "007"]),
        ("limits.cooldown", "\"90s\"", &["90s\n", "'90s'"]),
        ("limits.requests_per_network", "\"off\"", &["Off", "OFF\n"]),
        ("limits.mails_per_address", "\"3/15m\"", &["3/15m\n", "3 / 15m"]),
        ("public_url", "\"https://x.example\"", &["https://x.example\n", "\"https://x.example\""]),
        (
            "trusted_proxies",
            "[\"10.0.0.0/8\", \"::1\"]",
            &["10.0.0.0/8,::1", "\"10.0.0.0/8\", '::1'\n", "10.0.0.0/8\n::1", "[\"10.0.0.0/8\",\"::1\\n\"]"],
        ),
    ];
    for (path, toml, spellings) in cases {
        let setting = settings::find(path).unwrap();
        let expected = all(&by_file(&toml_line(setting, toml)).unwrap());
        for spelling in spellings {
            let variable =
                by_variable(&setting.variable(), spelling).unwrap_or_else(|error| panic!("{spelling:?}: {error}"));
            assert_eq!(all(&variable), expected, "{}={spelling:?}", setting.variable());
            let quoted = toml::Value::String((*spelling).to_owned()).to_string();
            assert_eq!(all(&by_file(&toml_line(setting, &quoted)).unwrap()), expected, "{path} = {quoted}");
        }
    }
    for (path, plain, other) in [("database.pooler", "1", "true"), ("mail.discard", "0", "false")] {
        let setting = settings::find(path).unwrap();
        let read = |value: &str| all(&by_file(&toml_line(setting, value)).unwrap());
        assert_eq!(read(plain), read(other), "{path}");
    }
}

#[test]
fn an_empty_value_is_refused_in_a_file_and_ignored_in_the_environment() {
    for setting in settings::ALL.iter().filter(|setting| !matches!(setting.kind, Kind::List)) {
        let error = by_file(&toml_line(setting, "\"\"")).unwrap_err().to_string();
        assert!(error.contains(&format!("{} (in rekey.toml, line ", setting.path)), "{error}");
        for empty in ["", " ", "\n"] {
            let read = all(&by_variable(&setting.variable(), empty).unwrap());
            assert_eq!(read, all(&by_file("").unwrap()), "{}={empty:?}", setting.variable());
        }
    }
    let config = from(false, &format!("{NEEDED}cors_origins = [\"https://a.example\"]"), &[("REKEY_CORS_ORIGINS", "")]);
    assert!(config.unwrap().server.cors_origins.is_empty());
}

#[test]
fn every_mistake_is_reported_at_once_with_its_source() {
    let file = "listen = \"8080\"\nlisen = 1\n[mail]\nenabled = true\nfrm = \"a@example.com\"\ndkim_keys = [\n  \"a\",\n  \"b\",\n]\n\
                [[webhooks]]\nurl = \"ftp://x\"\nsecret = \"hush\"\nevents = [\"password.changed\", \"x\"]\ncolour = 1\n\
                [diretories.app]\nsecret = \"hush\"\n";
    let error =
        from(false, file, &[("REKEY_LIMITS__COOLDOWN", "soon"), ("REKEY_MAIL_SMTP_URL", "smtp://x")]).unwrap_err();
    let mut lines: Vec<String> = error.0.iter().map(ToString::to_string).collect();
    lines.sort();
    let expected = [
        "diretories.app.secret (in rekey.toml, line 16): unknown setting; did you mean `directories.app.secret`?",
        "limits.cooldown (in REKEY_LIMITS__COOLDOWN): expected a span",
        "lisen (in rekey.toml, line 2): unknown setting; did you mean `listen`?",
        "listen (in rekey.toml, line 1): expected an address with a port",
        "mail.dkim_keys (in rekey.toml, line 7): `a`: expected",
        "mail.dkim_keys (in rekey.toml, line 8): `b`: expected",
        "mail.frm (in rekey.toml, line 5): unknown setting; did you mean `mail.from`?",
        "mail.smtp_url: is missing",
        "mail_smtp_url (in REKEY_MAIL_SMTP_URL): unknown setting; did you mean `mail.smtp_url`? Its variable is REKEY_MAIL__SMTP_URL",
        "public_url: is missing",
        "secret: is missing",
        "webhooks.0.colour (in rekey.toml, line 14): unknown setting; known here: url, ",
        "webhooks.0.events (in rekey.toml, line 13): `x`: unknown event",
        "webhooks.0.secret (in rekey.toml, line 12): expected whsec_",
        "webhooks.0.url (in rekey.toml, line 11): expected https:",
    ];
    assert_eq!(lines.len(), expected.len(), "{lines:#?}");
    for (line, start) in lines.iter().zip(expected) {
        assert!(line.starts_with(start), "{line}\nexpected {start}");
    }
}

#[test]
fn tables_are_set_item_by_item_in_the_environment() {
    let file = "[[webhooks]]\nurl = \"https://a.example/\"\nsecret = \"whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz\"\nevents = [\"password.changed\"]\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret");
    std::fs::write(&path, "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz\n").unwrap();
    let path = path.display().to_string();
    let variables = [
        ("REKEY_WEBHOOKS__0__URL", "https://b.example/"),
        ("REKEY_WEBHOOKS__1__URL", "https://c.example/"),
        ("REKEY_WEBHOOKS__1__SECRET_FILE", path.as_str()),
        ("REKEY_WEBHOOKS__1__EVENTS", "password.changed"),
    ];
    let config = from(false, &format!("{NEEDED}{file}"), &variables).unwrap();
    let urls: Vec<_> = config.server.webhooks.iter().map(|endpoint| endpoint.url.as_str()).collect();
    assert_eq!(urls, ["https://b.example/", "https://c.example/"]);
    let error = from(false, NEEDED, &variables[..1]).unwrap_err().to_string();
    assert!(error.contains("webhooks.0.secret (in REKEY_WEBHOOKS__0__URL): is missing"), "{error}");
}
