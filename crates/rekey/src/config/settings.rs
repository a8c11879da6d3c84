//! Every setting there is, in the order in which a person reads them: what `config schema` prints, `config init`
//! writes, and misspelt names are compared with.

#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Its name, with a dot between section and key.
    pub path: &'static str,
    /// What kind of value it takes.
    pub kind: Kind,
    /// As TOML; may be empty.
    pub default: &'static str,
    /// A value that works, as TOML.
    pub example: &'static str,
    pub about: &'static str,
    /// Whether it may hold a secret. The same name with `_file` then names a file to read it from.
    pub secret: bool,
}

/// What kind of value a setting takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text; spans of time and rates are texts, too.
    Text,
    Switch,
    Number,
    List,
    /// A list of tables; in the environment, as JSON.
    Tables,
    /// Tables by name; in the environment, as JSON or setting by setting.
    NamedTables,
}

impl Setting {
    /// None if it precedes all sections.
    pub fn section(&self) -> Option<&'static str> {
        self.path.split_once('.').map(|(section, _)| section)
    }

    /// The environment variable that sets it.
    pub fn variable(&self) -> String {
        variable(self.path)
    }

    /// The name of the setting that says which file to read a secret from.
    pub fn file_path(&self) -> Option<String> {
        self.secret.then(|| format!("{}_file", self.path))
    }

    /// The same within the section.
    pub fn file_key(&self) -> Option<String> {
        self.secret.then(|| format!("{}_file", self.key()))
    }

    /// The example as the variable takes it.
    pub fn example_in_environment(&self) -> String {
        let table = toml::from_str::<toml::Table>(&format!("example = {}", self.example));
        match table.ok().and_then(|mut table| table.remove("example")) {
            Some(toml::Value::String(text)) => text,
            Some(toml::Value::Array(items)) if self.kind == Kind::List => {
                items.iter().filter_map(toml::Value::as_str).collect::<Vec<_>>().join(",")
            }
            Some(value @ (toml::Value::Array(_) | toml::Value::Table(_))) => serde_json::json!(value).to_string(),
            _ => self.example.to_owned(),
        }
    }

    /// Its name within the section.
    pub fn key(&self) -> &'static str {
        self.path.rsplit('.').next().unwrap_or(self.path)
    }
}

/// The setting of this name.
pub fn find(path: &str) -> Option<&'static Setting> {
    ALL.iter().find(|setting| setting.path == path)
}

/// Where this key of a file belongs, if one setting has it, and only one.
pub fn place_of_key(key: &str) -> Option<String> {
    let mut named = ALL.iter().filter(|setting| setting.key() == key || setting.file_key().as_deref() == Some(key));
    let setting = named.next().filter(|_| named.next().is_none())?;
    Some(match setting.section() {
        None => format!("move `{key}` above the first [table] of the file"),
        Some(section) => format!("move `{key}` into [{section}]"),
    })
}

/// The environment variable that sets the setting `path`.
pub fn variable(path: &str) -> String {
    format!("REKEY_{}", path.replace('.', "__").to_uppercase())
}

/// Every name that a setting may have, those of files that hold secrets included.
pub fn names() -> Vec<String> {
    ALL.iter().flat_map(|setting| setting.file_path().into_iter().chain([setting.path.to_owned()])).collect()
}

/// A setting that may hold a secret.
const fn secret(setting: Setting) -> Setting {
    Setting { secret: true, ..setting }
}

const fn text(path: &'static str, default: &'static str, example: &'static str, about: &'static str) -> Setting {
    Setting { path, kind: Kind::Text, default, example, about, secret: false }
}

/// A text with a default, which is its own example.
const fn known(path: &'static str, default: &'static str, about: &'static str) -> Setting {
    text(path, default, default, about)
}

const fn switch(path: &'static str, default: &'static str, about: &'static str) -> Setting {
    Setting { path, kind: Kind::Switch, default, example: "true", about, secret: false }
}

const fn number(path: &'static str, default: &'static str, example: &'static str, about: &'static str) -> Setting {
    Setting { path, kind: Kind::Number, default, example, about, secret: false }
}

const fn list(path: &'static str, default: &'static str, example: &'static str, about: &'static str) -> Setting {
    Setting { path, kind: Kind::List, default, example, about, secret: false }
}

pub const ALL: &[Setting] = &[
    known("listen", r#""127.0.0.1:8080""#, "Address and port to listen on. Port 0 picks a free one."),
    text(
        "public_url",
        "",
        r#""https://id.example.com""#,
        "Where people reach this server: every mailed link begins with it. http: is accepted for loopback hosts only.",
    ),
    secret(known(
        "database_url",
        r#""sqlite:data/rekey.db""#,
        "Where the data is stored: sqlite:PATH, or postgres://user:password@host:port/name with libpq's sslmode and sslrootcert.",
    )),
    secret(text(
        "secret",
        "",
        r#""AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=""#,
        "32 random bytes in base64, which seal the keys in the database. Keep a copy, and keep it secret.",
    )),
    secret(list(
        "previous_secrets",
        "[]",
        r#"["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]"#,
        "Earlier values of `secret`, needed until `rekey keys rewrap` has sealed the keys again.",
    )),
    list(
        "dialects",
        r#"["nexudus", "insforge", "singularity"]"#,
        r#"["nexudus"]"#,
        "The public APIs to serve. Where they share a path, the request decides which one answers, then the order here.",
    ),
    list(
        "trusted_proxies",
        "[]",
        r#"["10.0.0.0/8", "::1"]"#,
        "Proxies in front of this server, as addresses or networks. Rekey accepts the client's address only from these.",
    ),
    known(
        "client_address_header",
        r#""X-Forwarded-For""#,
        "The header in which trusted_proxies give the client's address: X-Forwarded-For, Forwarded or X-Real-IP.",
    ),
    list(
        "outbound_networks",
        "[]",
        r#"["10.0.0.0/8", "fd00::/8"]"#,
        "Private networks that webhooks, directories, senders with an HTTP API, breach_check and otlp_endpoint may call. The internet and this machine are always allowed.",
    ),
    number("default_location", "1", "1", "The location of requests that don't name one."),
    list(
        "cors_origins",
        "[]",
        r#"["https://app.example.com"]"#,
        "Origins of front ends whose pages may call Rekey from browsers (CORS).",
    ),
    list(
        "cors_headers",
        "[]",
        r#"["X-Trace-Id"]"#,
        "Request headers that front ends on cors_origins may send, in addition to those that the dialects know.",
    ),
    secret(list(
        "introspection_clients",
        "[]",
        r#"["shop:3bLyJpLLqq6IImUuW2Zx"]"#,
        "Services that may ask /oauth2/introspect whether a bearer token is valid, as name:secret. To change a secret, list the name with both secrets for a while.",
    )),
    Setting {
        path: "webhooks",
        kind: Kind::Tables,
        default: "[]",
        example: r#"[{ url = "https://shop.example.com/hooks", secret = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", events = ["password.changed"] }]"#,
        about: "Receivers of events, each as [[webhooks]] with url, secret (or secret_file) and events. Calls are also signed with previous_secrets, so that a receiver can change its secret.",
        secret: false,
    },
    Setting {
        path: "locations",
        kind: Kind::Tables,
        default: "[]",
        example: r#"[{ id = 7, name = "Example Berlin", locale = "de" }]"#,
        about: "Brands or tenants, each as [[locations]] with an id and the settings that `rekey location apply --help` lists. The server applies them each time it starts; settings that are left out keep their value.",
        secret: false,
    },
    Setting {
        path: "directories",
        kind: Kind::NamedTables,
        default: "{}",
        example: r#"{ app = { kind = "http", url = "https://app.example.com/rekey", secret = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" } }"#,
        about: "Systems that keep accounts, each as [directories.NAME] with kind (http, ldap or sql), url and the settings of that kind (docs/directories.md). A location names one in `directory`.",
        secret: false,
    },
    text(
        "templates",
        "",
        r#""/etc/rekey/templates""#,
        "A folder whose files replace built-in templates, assets and translations of the same name.",
    ),
    known("log_format", r#""auto""#, "text, json, or auto: text on a terminal, JSON elsewhere."),
    switch(
        "database.pooler",
        "false",
        "Whether database_url leads to a pooler in transaction mode, such as PgBouncer. The settings in [database] are for PostgreSQL only.",
    ),
    secret(text(
        "database.direct_url",
        "",
        r#""postgres://user:password@host:5432/name""#,
        "The same database without the pooler, for migrations and notifications. Without it, nodes poll every 5 seconds.",
    )),
    number(
        "database.max_connections",
        "16",
        "16",
        "How many connections a node opens at most, not counting one that waits for notifications.",
    ),
    known("database.statement_timeout", r#""10s""#, "How long a statement may take before its request is refused."),
    known("database.connect_wait", r#""30s""#, "How long to wait at start for a database that isn't up yet."),
    switch(
        "mail.enabled",
        "",
        "Whether to send email. By default, email is sent if smtp_url, senders or folder is set.",
    ),
    secret(text(
        "mail.smtp_url",
        "",
        r#""smtp://user:password@mail.example.com:587""#,
        "The mail server: smtp://user:password@host:port?tls=none|starttls|required, or smtps://… for TLS from the start.",
    )),
    Setting {
        path: "mail.senders",
        kind: Kind::Tables,
        default: "[]",
        example: r#"[{ name = "main", kind = "postmark", token = "3e0c7f5a-0000-4000-8000-000000000000" }]"#,
        about: "Instead of mail.smtp_url: mail servers and providers, tried in order, each as [[mail.senders]] with name, kind and the settings of that kind (docs/senders.md).",
        secret: false,
    },
    text(
        "mail.root_certificates",
        "",
        r#""/etc/rekey/mail-ca.pem""#,
        "PEM file with the mail server's own certificate, or with authorities to trust in addition to the system's.",
    ),
    text(
        "mail.hello_name",
        "",
        r#""id.example.com""#,
        "The name that Rekey gives the mail server (EHLO): a host name, or an address in brackets. Default: the host of public_url.",
    ),
    number("mail.connections", "4", "16", "How many emails are sent at once, each over its own connection: 1 to 200."),
    number(
        "mail.mails_per_connection",
        "50",
        "100",
        "How many emails a connection carries before it is closed: 1 to 100000. Many servers have a limit.",
    ),
    known(
        "mail.connect_timeout",
        r#""10s""#,
        "How long the connection to the mail server and the TLS handshake may each take: 1s to 10m.",
    ),
    known("mail.greeting_timeout", r#""5m""#, "How long the mail server may take to send its greeting: 1s to 10m."),
    known(
        "mail.command_timeout",
        r#""5m""#,
        "How long the mail server may take to answer each command except DATA: 1s to 10m.",
    ),
    known("mail.data_timeout", r#""2m""#, "How long the mail server may take to answer DATA: 1s to 10m."),
    known(
        "mail.block_timeout",
        r#""3m""#,
        "How long the mail server may take to receive 64 KiB of a message: 1s to 10m.",
    ),
    known(
        "mail.answer_timeout",
        r#""10m""#,
        "How long the mail server may take to accept a message: 1s to 10m. If this is too short, emails are sent twice.",
    ),
    text("mail.folder", "", r#""data/mails""#, "A folder to write emails into, instead of a mail server."),
    switch("mail.discard", "false", "For load tests: emails are rendered and discarded, and none is ever sent."),
    text(
        "mail.from",
        "",
        r#""Example <no-reply@example.com>""#,
        "The sender of emails, unless the location sets its own.",
    ),
    list(
        "mail.dkim_keys",
        "[]",
        r#"["example.com:rekey:/etc/rekey/dkim.pem"]"#,
        "Keys that sign emails (DKIM), as domain:selector:file; RSA or Ed25519 in PEM. `rekey doctor` prints the DNS records.",
    ),
    text(
        "mail.geoip_file",
        "",
        r#""/var/lib/GeoIP/GeoLite2-City.mmdb""#,
        "A database of cities or countries in MaxMind's format. With it, notices say where a change came from. A newer file is read automatically.",
    ),
    switch(
        "mail.no_account_notice",
        "true",
        "Whether an address without an account gets an email that says so, if the request came through a page or singularity.",
    ),
    known(
        "mail.wait_for_first_attempt",
        r#""5s""#,
        "How long a singularity request waits for the first attempt to send its email: 0s to 20s.",
    ),
    known(
        "mail.give_up_after",
        r#""1d""#,
        "How long a notice is retried. An email with a link or code is retried for the lifetime of the link, at least 1h and never longer than this.",
    ),
    known(
        "mail.lease",
        r#""30s""#,
        "How long an email belongs to the worker that sends it. If the worker dies, another takes over after this time: 5s to 30s.",
    ),
    known(
        "mail.kept_for",
        r#""7d""#,
        "How long Rekey remembers what became of an email (ids, no addresses): 1d to 90d. Reports on older emails are ignored.",
    ),
    known(
        "limits.cooldown",
        r#""60s""#,
        "Time between two emails to an address, per purpose; for resets at most 15m. \"off\": none.",
    ),
    known(
        "limits.requests_per_address",
        r#""3/15m""#,
        "Accepted requests per address and purpose. \"off\": unlimited.",
    ),
    known(
        "limits.mails_per_address",
        r#""20/1d""#,
        "Accepted requests per address, counted over all purposes except resets.",
    ),
    known(
        "limits.resets_per_address",
        r#""20/1d""#,
        "Accepted resets per address. After that, one more every 15 minutes. \"off\": unlimited.",
    ),
    known("limits.requests_per_network", r#""30/15m""#, "Accepted requests per IPv4 address or IPv6 /64."),
    known(
        "limits.failures_per_network",
        r#""50/15m""#,
        "Wrong passwords, codes and tokens per IPv4 address or IPv6 /64.",
    ),
    known(
        "limits.work_per_network",
        r#""300/15m""#,
        "Requests that hash a password, whatever the outcome, per IPv4 address or IPv6 /64.",
    ),
    known(
        "limits.verifications_per_network",
        r#""20/1h""#,
        "Accepted sign-ups and other requests for verification emails or for codes that sign up, per IPv4 address or IPv6 /64.",
    ),
    known(
        "limits.longest_sign_in_delay",
        r#""15m""#,
        "The longest wait after wrong passwords for an address; each wait is longer than the one before. \"off\": no wait.",
    ),
    known("tokens.link", r#""1h""#, "How long a mailed link can be used: 1m to 24h."),
    known("tokens.code", r#""10m""#, "How long a mailed code can be used."),
    known("tokens.exchanged_token", r#""10m""#, "How long a token from an exchanged code can be used."),
    known("tokens.one_time_token", r#""5m""#, "How long a one-time JWT can be exchanged."),
    known("tokens.not_me_link", r#""7d""#, "How long the \"this wasn't me\" link of a notice can be used."),
    known(
        "tokens.bearer",
        r#""1h""#,
        "How long a bearer token is valid, except those of /api/sys/users/exchange (24h, or validForInMinutes) and insforge (15m).",
    ),
    known("tokens.refresh", r#""15d""#, "How long a refresh token can be used, except those of insforge (7d)."),
    number("passwords.min_length", "8", "8", "How many characters a password needs at least: 8 to 256."),
    switch("passwords.needs_upper", "false", "Whether a password needs an uppercase letter."),
    switch("passwords.needs_lower", "false", "Whether a password needs a lowercase letter."),
    switch("passwords.needs_digit", "false", "Whether a password needs a digit."),
    switch("passwords.needs_special", "false", "Whether a password needs a special character."),
    switch("passwords.refuses_reuse", "false", "Whether a new password must differ from the current one."),
    text(
        "passwords.breach_check",
        r#""off""#,
        r#""https://api.pwnedpasswords.com/range/""#,
        "A service that lists breached passwords, asked with the first 5 hexadecimal digits of a new password's SHA-1. Or \"off\".",
    ),
    known(
        "passwords.breach_check_timeout",
        r#""1s""#,
        "How long breach_check may take; after that, the password is accepted.",
    ),
    number("passwords.hash_memory_kib", "19456", "19456", "Memory of an Argon2id hash, in KiB: 7168 to 262144."),
    number("passwords.hash_passes", "2", "2", "How often an Argon2id hash passes over its memory."),
    number("passwords.hash_lanes", "1", "1", "Lanes of an Argon2id hash, computed one after the other: 1 to 16."),
    number("passwords.hash_threads", "", "2", "How many passwords are hashed at once. Default: one per core."),
    number(
        "passwords.hash_queue",
        "",
        "80",
        "How many passwords may wait to be hashed; beyond that, requests get 503. Default: 40 per thread.",
    ),
    text(
        "insforge.refresh_tokens",
        r#""reusable""#,
        r#""strict""#,
        "\"reusable\": an insforge refresh token stays valid after a refresh. \"strict\": a refresh uses it up, and one that comes back later ends its session.",
    ),
    text(
        "backup.folder",
        "",
        r#""/var/lib/rekey/backups""#,
        "A folder for backups of the SQLite database, which the server makes while it runs. Without it, no backups are made.",
    ),
    text(
        "backup.schedule",
        r#""1d""#,
        r#""03:30""#,
        "How often backups are made (1m to 31d, such as \"6h\"), or at what time of day in UTC. Each backup is checked once it is written.",
    ),
    number("backup.keep", "7", "30", "How many backups stay in the folder: 1 to 10000."),
    text(
        "canary.email",
        "",
        r#""canary@example.com""#,
        "An account of yours. The server requests a reset for it at intervals, and checks that the email arrives.",
    ),
    list(
        "canary.command",
        "[]",
        r#"["/usr/local/bin/read-canary"]"#,
        "The program that prints the newest emails of the canary's mailbox, and its arguments.",
    ),
    known(
        "canary.every",
        r#""1h""#,
        "How often the canary requests a reset: 20m to 7d. Nodes that share a database take turns.",
    ),
    known("canary.within", r#""10m""#, "How long the canary's email may take to arrive: 1s to 15m."),
    secret(text(
        "admin.token",
        "",
        r#""7Yf1y0lLcl3E9bRzT0m0m5O8cF1Jm0u1pZsW3gq7yVg=""#,
        "The token that your backend uses for /v1: at least 32 random characters. Without it, /v1 is closed.",
    )),
    secret(list(
        "admin.previous_tokens",
        "[]",
        r#"["k9mQv3xT8wYp2LhN5bRc7JdF4sGz6AeU1oXiVtKyBqM="]"#,
        "Earlier values of `token` that /v1 still accepts, until every client sends the new one.",
    )),
    text(
        "telemetry.metrics_listen",
        "",
        r#""127.0.0.1:9090""#,
        "Address and port of /metrics, for Prometheus. Default: 127.0.0.1:9090 if that is free; with --dev, any free port. \"off\": no metrics.",
    ),
    text(
        "telemetry.otlp_endpoint",
        "",
        r#""http://127.0.0.1:4318""#,
        "An OpenTelemetry collector for traces, by OTLP over HTTP. Without it, there are no traces.",
    ),
    number(
        "telemetry.trace_one_in",
        "100",
        "100",
        "Keep one trace in this many; 1 keeps all. If a proxy has already decided whether to keep a trace, its decision applies.",
    ),
];
