//! A real SMTP server from a package, `tests/smtp/server.mjs`.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use rekey_mail::{NamedCertificates, SmtpCredentials, SmtpSettings, SmtpTls};
use serde::Deserialize;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// Long enough for a busy machine; nothing waits for it when all goes well.
const PATIENCE: Duration = Duration::from_secs(30);
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/smtp");

/// A server that runs as long as this lives.
pub(crate) struct SmtpServer {
    pub(crate) port: u16,
    /// Clients that trust this one trust the server.
    pub(crate) certificate: Option<String>,
    lines: Lines<BufReader<ChildStdout>>,
    _process: Child,
}

/// A mail as the server took it and as an independent reader understands it.
#[derive(Debug, Deserialize)]
pub(crate) struct Received {
    pub(crate) connection: String,
    pub(crate) secure: bool,
    pub(crate) user: Option<String>,
    pub(crate) to: Vec<String>,
    pub(crate) headers: std::collections::BTreeMap<String, String>,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
    pub(crate) source: String,
}

#[derive(Deserialize)]
struct Encryption {
    certificate: String,
}

impl SmtpServer {
    /// Starts one with these options of `server.mjs`.
    pub(crate) async fn start(options: &[&str]) -> Self {
        assert!(
            Path::new(FOLDER).join("node_modules").is_dir(),
            "the test server's packages are missing: run `npm ci` in tests/smtp, or ./test, which does"
        );
        let mut process = Command::new("node")
            .arg("server.mjs")
            .args(options)
            .current_dir(FOLDER)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("node, which runs the test server, is not installed");
        let mut lines = BufReader::new(process.stdout.take().expect("a pipe")).lines();
        let port = soon(next(&mut lines)).await.parse().expect("the first line is the port");
        let encrypted = options.contains(&"--starttls") || options.contains(&"--tls");
        let certificate = if encrypted {
            let line: Encryption = serde_json::from_str(&soon(next(&mut lines)).await).expect("the certificate");
            Some(line.certificate)
        } else {
            None
        };
        Self { port, certificate, lines, _process: process }
    }

    /// Settings for it that trust its certificate.
    pub(crate) fn settings(&self, tls: SmtpTls) -> SmtpSettings {
        let certificates = self.certificate.as_ref().map(|pem| NamedCertificates::from_pem(pem.as_bytes()).unwrap());
        SmtpSettings { root_certificates: certificates, ..SmtpSettings::new("localhost", self.port, tls) }
    }

    /// The same, with a login.
    pub(crate) fn settings_with_login(&self, tls: SmtpTls, username: &str, password: &str) -> SmtpSettings {
        let credentials = SmtpCredentials { username: username.to_owned(), password: password.to_owned().into() };
        SmtpSettings { credentials: Some(credentials), ..self.settings(tls) }
    }

    /// The mail that it takes soon.
    pub(crate) async fn received(&mut self) -> Received {
        soon(self.next_mail()).await
    }

    /// The mail that it takes next, whenever that is.
    pub(crate) async fn next_mail(&mut self) -> Received {
        serde_json::from_str(&next(&mut self.lines).await).expect("a mail as JSON")
    }
}

async fn next(lines: &mut Lines<BufReader<ChildStdout>>) -> String {
    lines.next_line().await.expect("a readable pipe").expect("the test server ended")
}

async fn soon<T>(coming: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, coming).await.expect("the test server is silent")
}
