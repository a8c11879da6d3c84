//! The program, run in a folder with a configuration of its own.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};

use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};

use super::load::address;
use super::wait::within;

/// How much of a server's log is shown when a test fails.
const LOG_SHOWN: usize = 40;

const PROGRAM: &str = env!("CARGO_BIN_EXE_rekey");

/// What the keys of every configuration here are sealed under.
pub(super) const SECRET: &str = "jHQEVb9q15GC+LalJ/yjhhbaoJC8dgrb5oJgHC1J+JQ=";

/// A configuration, in a folder.
pub(crate) struct Program {
    folder: TempDir,
}

impl Program {
    /// A configuration with this database and this SMTP server. Networks are not limited: all clients are in one.
    pub(crate) fn new(database_url: &str, smtp_port: u16) -> Self {
        Self::with_mail(database_url, &format!("smtp_url = \"smtp://127.0.0.1:{smtp_port}?tls=none\""))
    }

    /// The same, with mails that go elsewhere.
    pub(crate) fn with_mail(database_url: &str, mail: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = format!(
            r#"
public_url = "https://id.example.com"
secret = "{SECRET}"
listen = "127.0.0.1:0"
database_url = "{database_url}"
[mail]
{mail}
from = "Example <no-reply@example.com>"
[limits]
requests_per_network = "off"
failures_per_network = "off"
work_per_network = "off"
verifications_per_network = "off"
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

    /// Adds settings to the configuration: what it says of a section already stays.
    pub(super) fn append(&self, settings: &str) {
        let path = self.path("rekey.toml");
        let mut all: toml::Table = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for (section, more) in toml::from_str::<toml::Table>(settings).unwrap() {
            match (all.get_mut(&section).and_then(toml::Value::as_table_mut), more) {
                (Some(known), toml::Value::Table(more)) => known.extend(more),
                (_, more) => drop(all.insert(section, more)),
            }
        }
        std::fs::write(path, toml::to_string(&all).unwrap()).unwrap();
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

    /// A file in the folder.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a command with this on standard input. What it prints.
    pub(super) async fn run(&self, arguments: &[&str], input: &str) -> String {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).await.unwrap();
        let ended = within("a command", child.wait_with_output()).await.unwrap();
        assert!(ended.status.success(), "{ended:?}");
        String::from_utf8(ended.stdout).unwrap()
    }

    /// Runs a command that need not succeed.
    pub(super) async fn try_run(&self, arguments: &[&str]) {
        within("a command", self.command(arguments).output()).await.unwrap();
    }

    /// Starts a server that calls itself so to mail servers. None if it does not start.
    pub(super) async fn try_serve_as(&self, name: &str) -> Option<Server> {
        let mut command = self.command(&["serve"]);
        command.env("REKEY_MAIL__HELLO_NAME", name);
        self.try_start(command).await
    }

    /// Runs a command over another database. What it prints.
    pub(super) async fn run_at(&self, database_url: &str, arguments: &[&str]) -> String {
        let ended = within("a command", self.command_at(database_url, arguments).output()).await.unwrap();
        assert!(ended.status.success(), "{ended:?}");
        String::from_utf8(ended.stdout).unwrap()
    }

    /// Runs a command over another database, which it refuses to do. What it says.
    pub(super) async fn fails(&self, database_url: &str, arguments: &[&str]) -> String {
        let ended = within("a refusal", self.command_at(database_url, arguments).output()).await.unwrap();
        assert!(!ended.status.success(), "{ended:?}");
        String::from_utf8(ended.stderr).unwrap()
    }

    /// Starts a command over another database.
    pub(super) fn spawn(&self, database_url: &str, arguments: &[&str]) -> Child {
        self.command_at(database_url, arguments).spawn().unwrap()
    }

    /// Starts a server over another database.
    pub(super) async fn serve_at(&self, database_url: &str) -> Server {
        self.start(self.command_at(database_url, &["serve"])).await
    }

    fn command_at(&self, database_url: &str, arguments: &[&str]) -> Command {
        let mut command = self.command(arguments);
        command.env("REKEY_DATABASE_URL", database_url);
        command
    }

    /// Starts a server that takes what a file says for the time: `+0`, `-1h`, whenever it looks.
    pub(super) async fn serve_by_clock(&self, file: &Path) -> Server {
        let mut command = self.command(&["serve"]);
        go_by(&mut command, file);
        self.start(command).await
    }

    /// What `rekey doctor` finds, by the clock of such a file, if there is one.
    pub(super) async fn examine(&self, clock: Option<&Path>) -> Vec<Value> {
        let mut command = self.command(&["doctor", "--json"]);
        if let Some(file) = clock {
            go_by(&mut command, file);
        }
        let ended = within("the doctor", command.output()).await.unwrap();
        let lines = String::from_utf8(ended.stdout).unwrap();
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Starts a server whose hashes take so many passes.
    pub(crate) async fn serve_with_passes(&self, passes: u32) -> Server {
        let mut command = self.command(&["serve"]);
        command.env("REKEY_PASSWORDS__HASH_PASSES", passes.to_string());
        self.start(command).await
    }

    /// Starts a server that logs all it can, has metrics, and makes nobody wait between mails.
    pub(super) async fn serve_talkative(&self) -> Server {
        let mut command = self.command(&["serve"]);
        command.env("RUST_LOG", "trace").env("REKEY_TELEMETRY__METRICS_LISTEN", "127.0.0.1:0");
        command.env("REKEY_LIMITS__COOLDOWN", "off");
        let mut server = self.start(command).await;
        let mut line = String::new();
        within("the address of metrics", server.out.read_line(&mut line)).await.unwrap();
        server.metrics = line.trim().strip_prefix("metrics on ").map(str::to_owned);
        server
    }

    /// Starts a server that sends every trace to a collector, soon, and trusts this proxy.
    pub(super) async fn serve_traced(&self, collector: &str, proxy: &str) -> Server {
        let mut command = self.command(&["serve"]);
        command.env("REKEY_TELEMETRY__OTLP_ENDPOINT", collector).env("REKEY_TELEMETRY__TRACE_ONE_IN", "1");
        command.env("REKEY_TRUSTED_PROXIES", proxy).env("REKEY_LIMITS__COOLDOWN", "off");
        command.env("OTEL_BSP_SCHEDULE_DELAY", "100");
        self.start(command).await
    }

    /// Starts a server by another program: an earlier version, or one that starts this one.
    pub(super) async fn serve_by(&self, program: &str, arguments: &[&str]) -> Server {
        self.start(self.command_by(program, arguments)).await
    }

    /// Starts a server and waits until it listens.
    pub(crate) async fn serve(&self) -> Server {
        self.start(self.command(&["serve"])).await
    }

    async fn start(&self, command: Command) -> Server {
        self.try_start(command).await.expect("the server listens")
    }

    async fn try_start(&self, mut command: Command) -> Option<Server> {
        let log = tempfile::NamedTempFile::new_in(self.folder.path()).unwrap().into_temp_path().keep().unwrap();
        let file = std::fs::File::create(&log).unwrap();
        let mut child = command.stderr(file).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        within("the server's start", out.read_line(&mut line)).await.unwrap();
        let mut server = Server { child, url: String::new(), metrics: None, log, out };
        line.trim().strip_prefix("listening on ")?.clone_into(&mut server.url);
        Some(server)
    }

    /// Starts a server as a shell would whose programs may have so many files open unless they ask for more.
    pub(super) async fn serve_with_open_files(&self, files: usize) -> Server {
        let limit = format!("--nofile={files}:");
        self.serve_by("prlimit", &[&limit, PROGRAM, "serve"]).await
    }

    fn command(&self, arguments: &[&str]) -> Command {
        self.command_by(PROGRAM, arguments)
    }

    fn command_by(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
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

/// Has a program take what a file says for the time.
fn go_by(command: &mut Command, file: &Path) {
    let mut libraries = std::fs::read_dir("/usr/lib").unwrap().map(|folder| folder.unwrap().path());
    let library = libraries.find_map(|folder| {
        let library = folder.join("faketime/libfaketimeMT.so.1");
        library.exists().then_some(library)
    });
    command.env("LD_PRELOAD", library.expect("Debian's package faketime is needed"));
    command.env("FAKETIME_TIMESTAMP_FILE", file).env("FAKETIME_NO_CACHE", "1");
    // A clock that is set does not move the monotonic time.
    command.env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
}

/// A server, which is killed when this is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) url: String,
    metrics: Option<String>,
    log: PathBuf,
    /// Kept open, because a server that can't print is not what is tested.
    out: BufReader<ChildStdout>,
}

impl Server {
    /// All that it has logged.
    pub(super) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// Where its metrics are.
    pub(super) fn metrics(&self) -> &str {
        self.metrics.as_deref().expect("a server with metrics")
    }

    /// `kill -9`.
    pub(super) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// SIGTERM.
    pub(super) async fn terminate(&self) {
        self.signal("TERM").await;
    }

    /// Any signal.
    pub(super) async fn signal(&self, name: &str) {
        let id = self.child.id().expect("a running server").to_string();
        assert!(Command::new("kill").args([&format!("-{name}"), &id]).status().await.unwrap().success());
    }

    /// How much memory it has in use now.
    pub(crate) fn resident_kib(&self) -> u64 {
        let id = self.child.id().expect("a running server");
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a size");
        line.trim().trim_end_matches(" kB").parse().unwrap()
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
