//! A folder in which the program runs, with no setting but those of the test.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// Settings that are enough to run, and hash quickly.
const SETTINGS: &str = r#"
public_url = "https://id.example.com"
secret = "jHQEVb9q15GC+LalJ/yjhhbaoJC8dgrb5oJgHC1J+JQ="
listen = "127.0.0.1:0"
[passwords]
hash_memory_kib = 7168
hash_passes = 1
[telemetry]
metrics_listen = "off"
"#;

/// The folder.
pub(super) struct Sandbox {
    folder: TempDir,
    environment: Vec<(String, String)>,
}

/// What a run came to.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) code: Option<i32>,
    pub(super) out: String,
    pub(super) err: String,
}

impl Sandbox {
    /// An empty folder.
    pub(super) fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), environment: Vec::new() }
    }

    /// A folder with a rekey.toml that is enough.
    pub(super) fn configured() -> Self {
        let sandbox = Self::empty();
        sandbox.write("rekey.toml", SETTINGS);
        sandbox
    }

    /// The same with a database, on which nothing has been done yet.
    pub(super) fn installed() -> Self {
        let sandbox = Self::configured();
        sandbox.run(&["migrate"]).done();
        sandbox
    }

    /// Sets an environment variable.
    pub(super) fn set(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn write(&self, name: &str, content: &str) -> PathBuf {
        std::fs::write(self.path(name), content).unwrap();
        self.path(name)
    }

    /// Adds to rekey.toml.
    pub(super) fn append(&self, lines: &str) {
        let text = std::fs::read_to_string(self.path("rekey.toml")).unwrap();
        self.write("rekey.toml", &format!("{lines}\n{text}"));
    }

    pub(super) fn run(&self, arguments: &[&str]) -> Outcome {
        self.run_with(arguments, "")
    }

    /// Runs with this on standard input.
    pub(super) fn run_with(&self, arguments: &[&str], input: &str) -> Outcome {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
        // A program that ends before it reads is a fair outcome.
        drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
        let output = child.wait_with_output().unwrap();
        Outcome {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Starts a server and waits until it listens.
    pub(super) fn serve(&self, arguments: &[&str]) -> Server {
        let mut running = self.start(arguments);
        let line = running.next_line();
        match line.strip_prefix("listening on ") {
            Some(url) => Server { url: url.to_owned(), running, log: None },
            None => panic!("{line}{:?}", running.errors()),
        }
    }

    /// Starts a program that runs until it is stopped.
    pub(super) fn start(&self, arguments: &[&str]) -> Running {
        let mut child = self.command(arguments).stdin(Stdio::null()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Running { child, out }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rekey"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("REKEY_") || name == "RUST_LOG" {
                command.env_remove(name);
            }
        }
        command.current_dir(self.folder.path()).args(arguments).envs(self.environment.iter().cloned());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}

impl Outcome {
    /// It was done.
    pub(super) fn done(self) -> String {
        assert_eq!(self.code, Some(0), "{self:?}");
        self.out
    }

    /// It failed with this code, and said all of this on standard error.
    pub(super) fn failed(self, code: i32, said: &[&str]) {
        assert_eq!(self.code, Some(code), "{self:?}");
        assert!(self.err.starts_with("error: "), "{}", self.err);
        for text in said {
            assert!(self.err.contains(text), "{text:?} is missing in\n{}", self.err);
        }
    }

    /// It was done; its lines of JSON.
    pub(super) fn json(self) -> Vec<Value> {
        self.done().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// A program that runs until it is stopped or dropped.
pub(super) struct Running {
    child: Child,
    /// Kept open, because a program that can't print is not what is tested.
    out: BufReader<std::process::ChildStdout>,
}

impl Running {
    /// The next line that it prints.
    pub(super) fn next_line(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// The next line, which is JSON.
    pub(super) fn next_json(&mut self) -> Value {
        serde_json::from_str(&self.next_line()).unwrap()
    }

    /// All that it said on standard error, once it has ended.
    fn errors(&mut self) -> String {
        std::io::read_to_string(self.child.stderr.take().unwrap()).unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A server.
pub(super) struct Server {
    running: Running,
    pub(super) url: String,
    /// What it says on standard error, once somebody has begun to read it.
    log: Option<BufReader<std::process::ChildStderr>>,
}

impl Server {
    /// The next line that it prints after the one that says where it listens.
    pub(super) fn next_line(&mut self) -> String {
        self.running.next_line()
    }

    /// Sends SIGTERM, waits, and gives all that it logged.
    pub(super) fn log(mut self) -> String {
        self.terminate();
        self.running.errors()
    }

    /// Sends SIGTERM and waits.
    pub(super) fn stop(mut self) -> ExitStatus {
        self.terminate()
    }

    /// Sends SIGHUP, waits until the log has a line with this, and gives all that was logged since the last time.
    pub(super) fn hang_up(&mut self, until: &str) -> String {
        self.signal("HUP");
        let log = self.log.get_or_insert_with(|| BufReader::new(self.running.child.stderr.take().unwrap()));
        let mut seen = String::new();
        while !seen.lines().last().is_some_and(|line| line.contains(until)) {
            assert!(log.read_line(&mut seen).unwrap() > 0, "the log ended: {seen}");
        }
        seen
    }

    fn terminate(&mut self) -> ExitStatus {
        self.signal("TERM");
        self.running.child.wait().unwrap()
    }

    fn signal(&self, signal: &str) {
        let kill = format!("kill -{signal} {}", self.running.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    }
}

/// Whether nobody but the owner can read a file.
pub(super) fn is_private(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).unwrap().permissions().mode().trailing_zeros() >= 6
}
