//! A PostgreSQL server of the tests' own, from Debian's package, in a temporary folder.
//!
//! Test runners differ: one process for all tests, or one for each; and a process may be killed at any moment. So
//! nothing that a test does ends a server. Each process that uses one holds a shared lock on a file beside it, which
//! the kernel lets go of whatever becomes of the process, and a watchdog, started with the server, ends it and
//! removes the folder once nobody holds that lock any more.

use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The account of Debian's package: PostgreSQL refuses to run as root.
const SERVICE_USER: &str = "postgres";

/// Ends the server, and the pooler if there is one, once nobody holds `users` any more, and removes what they wrote.
/// `starting` keeps newcomers out meanwhile.
const WATCHDOG: &str = r#"
while sleep 1; do
    flock starting flock --nonblock users sh -c '
        [ -f pooler.pid ] && kill -TERM "$(cat pooler.pid)" && timeout 10 sh -c "while [ -f pooler.pid ]; do sleep 0.1; done"
        "$1" stop --pgdata=data --mode=immediate --silent
        rm -rf data log pooler* "$2"' sh "$1" "$2" && exit
done"#;
/// The port in the name of a server's socket that listens on no other.
const SOCKET_PORT: u16 = 5432;
/// The port in the name of the pooler's socket.
const POOLER_PORT: u16 = 6432;

/// A running server.
pub(crate) struct Cluster {
    folder: PathBuf,
    /// What the watchdog removes in the end besides what the server wrote.
    leftover: PathBuf,
    port: u16,
    /// Locked, shared, for as long as this is used.
    _users: File,
}

impl Cluster {
    /// The server that all contract tests share. `fsync` is off: nothing here outlives a power cut anyway.
    pub(crate) fn shared() -> Self {
        let user = fs::metadata("/proc/self").unwrap().uid();
        let folder = std::env::temp_dir().join(format!("rekey-tests-postgres-{user}"));
        // The lock files stay: somebody may be waiting for one of them right now.
        Self::at(folder.clone(), folder.join("none"), SOCKET_PORT, &[])
    }

    /// A server for one test alone, which it may stop and start, with settings of its own.
    pub(crate) fn own(name: &str, settings: &[&str]) -> Self {
        let folder = own_folder(name);
        Self::at(folder.clone(), folder, SOCKET_PORT, settings)
    }

    /// The same, listening on a port of 127.0.0.1 too.
    pub(crate) fn listening(name: &str, port: u16) -> Self {
        let folder = own_folder(name);
        let settings = [format!("port = {port}"), "listen_addresses = '127.0.0.1'".to_owned()];
        Self::at(folder.clone(), folder, port, &[&settings[0], &settings[1]])
    }

    fn at(folder: PathBuf, leftover: PathBuf, port: u16, settings: &[&str]) -> Self {
        fs::create_dir_all(&folder).unwrap();
        let starting = lock_file(&folder, "starting");
        starting.lock().unwrap();
        let users = lock_file(&folder, "users");
        users.lock_shared().unwrap();
        let cluster = Self { folder, leftover, port, _users: users };
        if !cluster.is_running() {
            cluster.create(settings);
            cluster.start();
            cluster.watch();
        }
        cluster
    }

    /// The URL of a database, over the server's socket.
    pub(crate) fn url(&self, database: &str) -> String {
        let host = self.folder.display().to_string().replace('/', "%2F");
        format!("postgres://postgres@{host}:{}/{database}", self.port)
    }

    /// The URL of a database, through PgBouncer in transaction mode, which is started if it is not there yet.
    pub(crate) fn pooled_url(&self, database: &str) -> String {
        self.pooled_url_with(database, "")
    }

    /// The same with more settings of the pooler, if it is not there yet.
    pub(crate) fn pooled_url_with(&self, database: &str, settings: &str) -> String {
        let starting = lock_file(&self.folder, "starting");
        starting.lock().unwrap();
        // Not its own file, which it writes only after it has gone to the background.
        let started = self.folder.join("pooler.started");
        if !started.exists() {
            self.start_pooler(settings);
            File::create(started).unwrap();
        }
        let host = self.folder.display().to_string().replace('/', "%2F");
        format!("postgres://postgres@{host}:{POOLER_PORT}/{database}")
    }

    fn start_pooler(&self, more: &str) {
        let folder = self.folder.display();
        let settings = format!(
            "[databases]
* = host={folder} user=postgres
[pgbouncer]
listen_addr =
listen_port = {POOLER_PORT}
unix_socket_dir = {folder}
auth_type = any
pool_mode = transaction
default_pool_size = 8
max_client_conn = 1000
logfile = {folder}/pooler.log
pidfile = {folder}/pooler.pid
{more}
"
        );
        fs::write(self.folder.join("pooler.ini"), settings).unwrap();
        run(self.service(Path::new("/usr/sbin/pgbouncer")).args(["--daemon", "pooler.ini"]));
    }

    /// Where the server lives; its own files are in `data`.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Starts the server and waits until it answers.
    pub(crate) fn start(&self) {
        self.control("start", &["--wait", "--log=log"]);
    }

    /// Stops the server without waiting for anyone, as a crash would.
    pub(crate) fn crash(&self) {
        self.control("stop", &["--mode=immediate"]);
    }

    fn is_running(&self) -> bool {
        let status = self.service(&program("pg_ctl")).args(["status", "--pgdata=data"]).status();
        status.unwrap().success()
    }

    fn create(&self, settings: &[&str]) {
        let _ = fs::remove_dir_all(self.folder.join("data"));
        if let Some((user, group)) = service_user() {
            chown(&self.folder, Some(user), Some(group)).unwrap();
        }
        let mut init = self.service(&program("initdb"));
        init.args(["--pgdata=data", "--username=postgres", "--auth=trust", "--no-sync", "--no-instructions"]);
        run(init.args(["--encoding=UTF8", "--locale=C"]));
        let usual = [
            &format!("unix_socket_directories = '{}'", self.folder.display()),
            "listen_addresses = ''",
            "max_connections = 300",
            "fsync = off",
            "full_page_writes = off",
        ];
        let lines: Vec<&str> = usual.into_iter().chain(settings.iter().copied()).collect();
        fs::write(self.folder.join("data/postgresql.auto.conf"), lines.join("\n")).unwrap();
    }

    fn control(&self, action: &str, arguments: &[&str]) {
        run(self.service(&program("pg_ctl")).args([action, "--pgdata=data", "--silent"]).args(arguments));
    }

    #[expect(clippy::zombie_processes, reason = "the watchdog is to outlive this process")]
    fn watch(&self) {
        let mut watchdog = self.service(Path::new("sh"));
        watchdog.arg("-c").arg(WATCHDOG).arg("sh").arg(program("pg_ctl")).arg(&self.leftover);
        watchdog.process_group(0).spawn().unwrap();
    }

    /// A program to be run in the folder, by the user that may run servers.
    pub(crate) fn service(&self, program: &Path) -> Command {
        let mut command = match service_user() {
            Some(_) => {
                let mut command = Command::new("runuser");
                command.args(["-u", SERVICE_USER, "--"]).arg(program);
                command
            }
            None => Command::new(program),
        };
        command.current_dir(&self.folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}

fn own_folder(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("rekey-tests-postgres-{}-{name}", std::process::id()))
}

fn lock_file(folder: &Path, name: &str) -> File {
    File::options().create(true).truncate(false).write(true).open(folder.join(name)).unwrap()
}

/// Runs a program that has to succeed.
pub(crate) fn run(command: &mut Command) {
    let status = command.status().unwrap();
    assert!(status.success(), "{command:?}: {status}");
}

/// The user and group that servers run as, if this process is root.
fn service_user() -> Option<(u32, u32)> {
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let line = users.lines().find_map(|line| line.strip_prefix(&format!("{SERVICE_USER}:")));
    let fields: Vec<&str> = line.expect("the package postgresql makes a user postgres").split(':').collect();
    Some((fields[1].parse().unwrap(), fields[2].parse().unwrap()))
}

/// A program of the newest server version that is installed.
fn program(name: &str) -> PathBuf {
    let installed = fs::read_dir("/usr/lib/postgresql").expect("Debian's package postgresql is needed");
    let version = |path: &PathBuf| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
    let newest = installed.map(|entry| entry.unwrap().path()).max_by_key(version);
    newest.expect("Debian's package postgresql is needed").join("bin").join(name)
}
