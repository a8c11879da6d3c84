//! The program, run in a folder with a configuration of its own.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};

use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};

use super::load::address;
use super::wait::within;

/// How much of a server's log is shown when a test fails.
const LOG_SHOWN: usize = 40;

/// A configuration, in a folder.
pub(super) struct Program {
    folder: TempDir,
}

impl Program {
    /// A configuration with this database and this SMTP server. Networks are not limited: all clients are in one.
    pub(super) fn new(database_url: &str, smtp_port: u16) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = format!(
            r#"
public_url = "https://id.example.com"
secret = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
listen = "127.0.0.1:0"
database_url = "{database_url}"
[mail]
smtp_url = "smtp://127.0.0.1:{smtp_port}?tls=none"
from = "Example <no-reply@example.com>"
[limits]
requests_per_network = "off"
failures_per_network = "off"
[passwords]
hash_memory_kib = 7168
hash_passes = 1
[telemetry]
metrics_listen = "off"
"#
        );
        std::fs::write(folder.path().join("rekey.toml"), settings).unwrap();
        Self { folder }
    }

    /// Adds the accounts with the numbers from 0.
    pub(super) async fn import(&self, count: usize) {
        let mut rows = "email,email_verified\n".to_owned();
        for number in 0..count {
            writeln!(rows, "{},true", address(number)).unwrap();
        }
        std::fs::write(self.folder.path().join("accounts.csv"), rows).unwrap();
        let ended = within("the import", self.command(&["account", "import", "accounts.csv"]).output()).await.unwrap();
        assert!(ended.status.success(), "{ended:?}");
    }

    /// The outbox's entries in a state, or in any.
    pub(super) async fn entries(&self, state: Option<&str>) -> Vec<Value> {
        let state: Vec<&str> = state.into_iter().flat_map(|state| ["--state", state]).collect();
        let arguments = [&["outbox", "list", "--json", "--limit", "1000000"][..], &state].concat();
        let listed = within("the list", self.command(&arguments).output()).await.unwrap();
        assert!(listed.status.success(), "{listed:?}");
        let lines = String::from_utf8(listed.stdout).unwrap();
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Starts a server and waits until it listens.
    pub(super) async fn serve(&self) -> Server {
        let log = tempfile::NamedTempFile::new_in(self.folder.path()).unwrap().into_temp_path().keep().unwrap();
        let file = std::fs::File::create(&log).unwrap();
        let mut child = self.command(&["serve"]).stderr(file).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        within("the server's start", out.read_line(&mut line)).await.unwrap();
        let mut server = Server { child, url: String::new(), log, _out: out };
        let url = line.trim().strip_prefix("listening on ");
        url.expect("the server listens").clone_into(&mut server.url);
        server
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rekey"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("REKEY_") || name == "RUST_LOG" {
                command.env_remove(name);
            }
        }
        command.current_dir(self.folder.path()).args(arguments).kill_on_drop(true);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}

/// A server, which is killed when this is dropped.
pub(super) struct Server {
    child: Child,
    pub(super) url: String,
    log: PathBuf,
    /// Kept open, because a server that can't print is not what is tested.
    _out: BufReader<ChildStdout>,
}

impl Server {
    /// `kill -9`.
    pub(super) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// SIGTERM.
    pub(super) async fn terminate(&self) {
        let id = self.child.id().expect("a running server").to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
    }

    /// Waits until it has ended.
    pub(super) async fn ended(mut self) -> ExitStatus {
        within("the server's end", self.child.wait()).await.unwrap()
    }
}

/// A test that fails shows what its servers had to say.
impl Drop for Server {
    #[expect(clippy::print_stdout, reason = "test runners show it with the failure")]
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = std::fs::read_to_string(&self.log).unwrap_or_default();
            let lines: Vec<&str> = log.lines().collect();
            println!("{}:\n{}", self.url, lines[lines.len().saturating_sub(LOG_SHOWN)..].join("\n"));
        }
    }
}
