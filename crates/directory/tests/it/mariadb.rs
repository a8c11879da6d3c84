//! A MariaDB server of the tests' own, from Debian's package, in a temporary folder. A watchdog ends it once no process
//! uses it any more.

use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use mysql_async::Conn;
use mysql_async::prelude::Queryable;
use rekey_core::time::Duration;

/// An account that every system has: servers need not run as root.
const SERVICE_USER: &str = "nobody";

/// Waits until nobody holds `users` any more, ends the server, and removes the folder.
const WATCHDOG: &str = r#"flock users sh -c 'kill "$(cat pid)"; while [ -e pid ]; do sleep 0.1; done'; rm -rf "$1""#;

static SHARED: OnceLock<Arc<Server>> = OnceLock::new();
static CREATED: AtomicUsize = AtomicUsize::new(0);

/// A running server.
pub(crate) struct Server {
    folder: PathBuf,
    /// Locked for as long as this is used.
    _users: File,
}

impl Server {
    /// The server that the tests of this process share.
    pub(crate) fn shared() -> Arc<Self> {
        SHARED.get_or_init(|| Arc::new(Self::start(&["--skip-networking".to_owned()], |_| {}))).clone()
    }

    /// A server that also listens on a port of 127.0.0.1, with the certificate `data/server.pem` that `certify` makes by
    /// the command that it is given.
    pub(crate) fn listening(port: u16, certify: impl FnOnce(&dyn Fn() -> Command)) -> Arc<Self> {
        let settings = [
            "--bind-address=127.0.0.1".to_owned(),
            format!("--port={port}"),
            "--ssl-cert=server.pem".to_owned(),
            "--ssl-key=server.key".to_owned(),
        ];
        Arc::new(Self::start(&settings, |server| certify(&|| server.service("openssl"))))
    }

    fn start(settings: &[String], prepare: impl FnOnce(&Self)) -> Self {
        let number = CREATED.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("rekey-tests-mariadb-{}-{number}", std::process::id()));
        fs::create_dir_all(folder.join("data")).unwrap();
        let users = File::create(folder.join("users")).unwrap();
        users.lock_shared().unwrap();
        if let Some((user, group)) = service_user() {
            for path in [folder.clone(), folder.join("data")] {
                chown(path, Some(user), Some(group)).unwrap();
            }
        }
        let server = Self { folder, _users: users };
        let mut install = server.service("mariadb-install-db");
        install.args(["--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"]);
        install.arg(format!("--datadir={}", server.folder.join("data").display()));
        let installed = install.stderr(Stdio::piped()).output().unwrap();
        let said = String::from_utf8_lossy(&installed.stderr);
        assert!(installed.status.success(), "mariadb-install-db: {}: {said}", installed.status);
        prepare(&server);
        server.serve(settings);
        server
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    #[expect(clippy::zombie_processes, reason = "the watchdog is to outlive this process")]
    fn serve(&self, settings: &[String]) {
        let folder = self.folder.display();
        let mut command = self.service("/usr/sbin/mariadbd");
        command.args(["--no-defaults", "--innodb-flush-log-at-trx-commit=0"]);
        command.arg("--innodb-buffer-pool-size=32M").arg(format!("--datadir={folder}/data"));
        command.arg(format!("--socket={folder}/socket")).arg(format!("--pid-file={folder}/pid"));
        command.args(settings).process_group(0).spawn().unwrap();
        let mut watchdog = self.service("sh");
        watchdog.args(["-c", WATCHDOG, "sh"]).arg(&self.folder);
        watchdog.process_group(0).spawn().unwrap();
    }

    fn service(&self, program: &str) -> Command {
        let mut command = match service_user() {
            Some(_) => {
                let mut command = Command::new("runuser");
                command.args(["-u", SERVICE_USER, "--", program]);
                command
            }
            None => Command::new(program),
        };
        command.current_dir(&self.folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Its socket.
    pub(crate) fn socket(&self) -> PathBuf {
        self.folder.join("socket")
    }

    /// A connection to a database, once the server is up.
    async fn connect(&self, database: &str) -> Conn {
        let url = url("root", &self.socket(), database);
        let connecting = async {
            loop {
                match Conn::from_url(&url).await {
                    Ok(connection) => return connection,
                    Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
                }
            }
        };
        tokio::time::timeout(Duration::from_mins(1), connecting).await.expect("MariaDB starts")
    }
}

/// The URL of a database over a socket.
pub(crate) fn url(user: &str, socket: &Path, database: &str) -> String {
    format!("mysql://{user}@localhost/{database}?socket={}", socket.display().to_string().replace('/', "%2F"))
}

/// A database of a test's own.
pub(crate) struct MariaDb {
    pub(crate) server: Arc<Server>,
    pub(crate) name: String,
}

impl MariaDb {
    pub(crate) async fn create() -> Self {
        Self::create_on(Server::shared()).await
    }

    pub(crate) async fn create_on(server: Arc<Server>) -> Self {
        let name = format!("t{}", CREATED.fetch_add(1, Ordering::Relaxed));
        let mut connection = server.connect("mysql").await;
        let sql = format!("CREATE DATABASE {name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci");
        connection.query_drop(sql).await.unwrap();
        connection.disconnect().await.unwrap();
        Self { server, name }
    }

    /// Runs one statement.
    pub(crate) async fn run(&self, sql: &str) {
        let mut connection = self.server.connect(&self.name).await;
        connection.query_drop(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        connection.disconnect().await.unwrap();
    }

    /// The first column of the first row.
    pub(crate) async fn text(&self, sql: &str) -> Option<String> {
        let mut connection = self.server.connect(&self.name).await;
        let text: Option<Option<String>> = connection.query_first(sql).await.unwrap();
        connection.disconnect().await.unwrap();
        text.flatten()
    }

    /// A connection that has run a statement in a transaction.
    pub(crate) async fn hold(&self, sql: &str) -> Conn {
        let mut connection = self.server.connect(&self.name).await;
        connection.query_drop("START TRANSACTION").await.unwrap();
        connection.query_drop(sql).await.unwrap();
        connection
    }
}

/// The user and group that servers run as, if this process is root.
fn service_user() -> Option<(u32, u32)> {
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let line = users.lines().find_map(|line| line.strip_prefix(&format!("{SERVICE_USER}:")));
    let fields: Vec<&str> = line.expect("a user nobody").split(':').collect();
    Some((fields[1].parse().unwrap(), fields[2].parse().unwrap()))
}
