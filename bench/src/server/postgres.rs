//! A private PostgreSQL server, from the system's package, in a temporary folder.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use super::outbox::Outbox;
use super::rekey::free_address;
use crate::figures::float;
use crate::machine::{self, is_root};
use crate::people;
use crate::people::HashCost;

/// Where Debian puts the programs, below a folder for each version.
const PROGRAMS: &str = "/usr/lib/postgresql";
/// PostgreSQL refuses to run as root; it then runs as the package's user.
const USER: &str = "postgres";
/// Settings of a small production server: durable commits and rare checkpoints, as with SQLite.
const SETTINGS: [&str; 4] = ["fsync=on", "synchronous_commit=on", "shared_buffers=512MB", "max_wal_size=8GB"];

/// A running cluster. Dropping it stops it.
pub(crate) struct Cluster {
    folder: TempDir,
    programs: PathBuf,
    address: SocketAddr,
}

impl Cluster {
    /// Makes a cluster and starts it.
    pub(crate) fn start() -> Result<Self> {
        let folder = TempDir::with_prefix("rekey-bench-")?;
        let cluster = Self { folder, programs: programs()?, address: free_address()? };
        if is_root() {
            run(Command::new("chown").arg(USER).arg(cluster.folder.path()))?;
        }
        run(cluster.program("initdb").args(["--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync"]))?;
        let address = format!("listen_addresses={} -c port={}", cluster.address.ip(), cluster.address.port());
        let options = [&address, "unix_socket_directories="]
            .into_iter()
            .chain(SETTINGS)
            .fold(String::new(), |options, setting| options + " -c " + setting);
        let log = cluster.folder.path().join("server.log");
        // Without --log the server would keep our pipe open, and we would wait for it to end.
        run(cluster.program("pg_ctl").args(["start", "--wait", "--silent", "--options", &options, "--log"]).arg(log))?;
        Ok(cluster)
    }

    /// What the results say about it.
    pub(crate) fn about(&self) -> String {
        let version = machine::command(&self.programs.join("postgres").display().to_string(), &["--version"]);
        format!("{version}, {}", SETTINGS.join(", "))
    }

    /// The setting `database_url` for one of its databases.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://postgres@{}/{database}?sslmode=disable", self.address)
    }

    /// Makes a database, as a copy of another one if `template` names one.
    pub(crate) fn create(&self, database: &str, template: Option<&str>) -> Result<()> {
        let template = template.unwrap_or("template1");
        // A server that was just killed may still be connected.
        let left = format!("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{template}'");
        self.sql("postgres", &left)?;
        self.sql("postgres", &format!("CREATE DATABASE {database} TEMPLATE {template}"))?;
        self.sql("postgres", "CHECKPOINT")?;
        Ok(())
    }

    /// Drops a database, if it exists, even if it is in use.
    pub(crate) fn drop(&self, database: &str) -> Result<()> {
        self.sql("postgres", &format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)")).map(|_| ())
    }

    /// Puts accounts into a database that the server has made.
    pub(crate) fn fill(&self, database: &str, accounts: u64) -> Result<()> {
        let (hash, last) = (people::password_hash(HashCost::USUAL, 0)?, accounts - 1);
        // The addresses are those of `people`; the ids rise with the number, as version 7 UUIDs do with time.
        let insert = format!(
            "INSERT INTO accounts (id, email, canonical_email, email_verified, name, password, hash_recipe, locations,
                                   status, must_reset, epoch, epoch_at, created_at, updated_at)
             SELECT {uuid}, address, address, true, 'A. Person', '{hash}', '{recipe}', '{{1}}', 'active', false, 0, now(), now(), now()
             FROM generate_series(0::bigint, {last}) AS n,
                  LATERAL (SELECT 'person-' || lpad(n::text, 10, '0') || '@bench.example') AS person (address)",
            recipe = HashCost::USUAL.recipe(),
            uuid = rising_uuid("1750000000000 + n"),
        );
        self.sql(database, &insert)?;
        self.sql(database, "VACUUM ANALYZE").map(|_| ())
    }

    /// Gives every account a hash of its password at this cost.
    pub(crate) fn set_hash_cost(&self, database: &str, cost: HashCost) -> Result<()> {
        let hashes = people::password_hashes(cost)?.join("','");
        let update = format!(
            "UPDATE accounts SET hash_recipe = '{recipe}',
                 password = hashes[1 + substr(email, length('person-') + 1, 10)::int % cardinality(hashes)]
             FROM (SELECT ARRAY['{hashes}'] AS hashes) AS given",
            recipe = cost.recipe(),
        );
        self.sql(database, &update)?;
        self.sql(database, "VACUUM ANALYZE").map(|_| ())
    }

    /// The outcome of the requests.
    pub(crate) fn outbox(&self, database: &str) -> Result<Outbox> {
        let counts = self.sql(database, Outbox::SQL)?;
        let (accepted, backlog) = counts.split_once('|').context("two counts")?;
        Ok(Outbox { accepted: accepted.parse()?, backlog: backlog.parse()? })
    }

    /// The only row of a query, its columns separated by bars.
    pub(crate) fn sql(&self, database: &str, sql: &str) -> Result<String> {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1", "--command", sql]);
        let output = run(psql.arg(self.url(database)))?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Rows a second that pgbench writes into a table like the outbox, with this many rows a commit and this many
    /// clients.
    pub(crate) fn pgbench(&self, database: &str, clients: u32, rows: u64, measured: Duration) -> Result<f64> {
        self.sql(database, "CREATE TABLE IF NOT EXISTS bench_outbox (LIKE outbox INCLUDING ALL)")?;
        let script = self.folder.path().join("insert.sql");
        std::fs::write(&script, insert_script())?;
        let mut pgbench = Command::new(self.programs.join("pgbench"));
        pgbench
            .args(["--no-vacuum", "--protocol=prepared", "--define", &format!("rows={rows}")])
            .args(["--client", &clients.to_string(), "--time", &measured.as_secs().max(1).to_string()])
            .arg("--file")
            .arg(&script)
            .arg(self.url(database));
        let output = run(&mut pgbench)?;
        let text = String::from_utf8_lossy(&output.stdout);
        let commits = text.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse::<f64>().ok());
        Ok(commits.with_context(|| format!("pgbench did not say how fast it was:\n{text}"))? * float(rows))
    }

    /// One of the programs that own the data.
    fn program(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", USER, "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(self.folder.path()).arg("--pgdata").arg(self.folder.path().join("data"));
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // It may not have started.
        let _ = self.program("pg_ctl").args(["stop", "--mode=immediate", "--silent"]).output();
    }
}

/// The row that accepting a request writes, `:rows` times.
fn insert_script() -> String {
    format!(
        "INSERT INTO bench_outbox (id, subject, address, address_key, channel, location, network, accepted_at, due_at)
         SELECT {uuid}, 'reset_password', 'person-' || lpad(n::text, 10, '0') || '@bench.example',
                sha256(int8send(n)), 'nexudus', 1, '10.0.0.1', now(), now()
         FROM generate_series(1::bigint, :rows) AS n;\n",
        uuid = rising_uuid("(extract(epoch FROM clock_timestamp()) * 1000)::bigint"),
    )
}

/// SQL for a version 7 UUID of these milliseconds.
fn rising_uuid(millis: &str) -> String {
    let random = "md5(random()::text)";
    format!(
        "(lpad(to_hex({millis}), 12, '0') || '7' || substr({random}, 1, 3) || '8' || substr({random}, 4, 15))::uuid"
    )
}

/// The folder of the newest installed version's programs.
fn programs() -> Result<PathBuf> {
    let versions = std::fs::read_dir(PROGRAMS).into_iter().flatten().flatten().map(|entry| entry.path());
    let version = |path: &Path| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
    let newest = versions.filter(|path| path.join("bin/initdb").is_file()).max_by_key(|path| version(path));
    Ok(newest.context("PostgreSQL is not installed: `apt-get install postgresql`")?.join("bin"))
}

/// Runs a command to completion. An error contains its output.
fn run(command: &mut Command) -> Result<Output> {
    let output = command.output().with_context(|| format!("starting {}", command.get_program().display()))?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{} failed: {}", command.get_program().display(), said.trim());
    Ok(output)
}
