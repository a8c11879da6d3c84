//! An empty database of a test's own.

use std::sync::atomic::{AtomicUsize, Ordering};

use rekey_core::time::Duration;
use tokio::task::JoinHandle;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, NoTls, SimpleQueryMessage};

use super::cluster::Cluster;

static CREATED: AtomicUsize = AtomicUsize::new(0);

/// A database that is dropped with this value, even if clients are connected.
pub(crate) struct Database {
    cluster: Cluster,
    name: String,
}

impl Database {
    pub(crate) async fn create(cluster: Cluster) -> Self {
        Self::create_with(cluster, "").await
    }

    /// The same with options of `CREATE DATABASE`.
    pub(crate) async fn create_with(cluster: Cluster, options: &str) -> Self {
        let name = format!("t{}_{}", std::process::id(), CREATED.fetch_add(1, Ordering::Relaxed));
        let database = Self { cluster, name };
        database.command(&format!("DROP DATABASE IF EXISTS {}", database.name)).await;
        database.command(&format!("CREATE DATABASE {} {options}", database.name)).await;
        database
    }

    pub(crate) fn url(&self) -> String {
        self.cluster.url(&self.name)
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn pooled_url(&self) -> String {
        self.cluster.pooled_url(&self.name)
    }

    /// Through a pooler with more settings than the usual ones. For a cluster of the test's own.
    pub(crate) fn pooled_url_with(&self, settings: &str) -> String {
        self.cluster.pooled_url_with(&self.name, settings)
    }

    pub(crate) fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    /// Runs SQL in this database. After a deadlock with nodes that work there it begins again, as migrations do.
    pub(crate) async fn run(&self, sql: &str) {
        while let Err(error) = execute(&self.url(), sql).await {
            assert_eq!(error.code(), Some(&SqlState::T_R_DEADLOCK_DETECTED), "{error:?}");
        }
    }

    /// The first column of the first row of a query.
    pub(crate) async fn text(&self, sql: &str) -> Option<String> {
        Session::open(&self.url()).await.unwrap().text(sql).await
    }

    /// Waits until a query says yes.
    pub(crate) async fn wait_for(&self, sql: &str) {
        let session = Session::open(&self.url()).await.unwrap();
        let waiting = async {
            while session.text(sql).await.as_deref() != Some("t") {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), waiting).await.expect(sql);
    }

    /// A session that has run a statement in a transaction, which ends with the value.
    pub(crate) async fn hold(&self, sql: &str) -> Session {
        let session = Session::open(&self.url()).await.unwrap();
        session.run(&format!("BEGIN; {sql}")).await;
        session
    }

    /// Runs SQL beside this database.
    pub(crate) async fn command(&self, sql: &str) {
        execute(&self.cluster.url("postgres"), sql).await.unwrap();
    }
}

/// A connection of a test's own.
pub(crate) struct Session {
    client: Client,
    driver: JoinHandle<Result<(), tokio_postgres::Error>>,
}

impl Session {
    async fn open(url: &str) -> Result<Self, tokio_postgres::Error> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        Ok(Self { client, driver: tokio::spawn(connection) })
    }

    pub(crate) async fn run(&self, sql: &str) {
        self.client.batch_execute(sql).await.unwrap();
    }

    /// The first column of the first row of a query.
    pub(crate) async fn text(&self, sql: &str) -> Option<String> {
        let messages = self.client.simple_query(sql).await.unwrap();
        messages.iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row.get(0)?.to_owned()),
            _ => None,
        })
    }
}

/// Runs SQL over a connection of its own.
async fn execute(url: &str, sql: &str) -> Result<(), tokio_postgres::Error> {
    let session = Session::open(url).await?;
    let done = session.client.batch_execute(sql).await;
    drop(session.client);
    let _ = session.driver.await;
    done
}

impl Drop for Database {
    fn drop(&mut self) {
        let sql = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        let url = self.cluster.url("postgres");
        // A test's runtime can't wait here, and may be gone; a server that was crashed does not answer.
        let drop = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let _ = runtime.block_on(execute(&url, &sql));
        });
        let _ = drop.join();
    }
}
