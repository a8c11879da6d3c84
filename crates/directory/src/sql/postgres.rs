//! PostgreSQL. Statements go unnamed and their time-outs are set inside each transaction, so that poolers in transaction
//! mode don't matter.

use std::error::Error;
use std::fmt;

use async_trait::async_trait;
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod, Runtime};
use rekey_core::time::Duration;
use tokio_postgres::NoTls;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{Format, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::database::{Database, Failure, IDLE_SECONDS, MOST_ROWS, Mode, Row, Transaction};
use super::dialect::Dialect;
use super::server::Encryption;
use crate::tls::{TlsError, client_config};

/// When TCP keep-alive probes a silent server.
const KEEPALIVE: Duration = Duration::from_secs(30);

pub(super) struct Postgres {
    pool: Pool,
    timeout: Duration,
}

impl Postgres {
    pub(super) fn new(
        mut config: tokio_postgres::Config,
        encryption: &Encryption,
        timeout: Duration,
        connections: usize,
    ) -> Result<Self, TlsError> {
        config.connect_timeout(timeout).keepalives_idle(KEEPALIVE);
        if config.get_application_name().is_none() {
            config.application_name("rekey");
        }
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = match encryption {
            Encryption::Off => Manager::from_config(config, NoTls, recycling),
            Encryption::Verified(roots) => {
                let tls = MakeRustlsConnect::new(client_config(roots.as_deref())?);
                Manager::from_config(config, tls, recycling)
            }
        };
        let pool = Pool::builder(manager).max_size(connections).runtime(Runtime::Tokio1);
        let pool = pool.wait_timeout(Some(timeout)).create_timeout(Some(timeout)).build();
        // A pool with a runtime always builds.
        let pool = pool.map_err(|error| rustls::Error::General(error.to_string()))?;
        Ok(Self { pool, timeout })
    }
}

#[async_trait]
impl Database for Postgres {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    async fn begin(&self, mode: Mode) -> Result<Box<dyn Transaction>, Failure> {
        let client = self.pool.get().await.map_err(|error| match error {
            PoolError::Backend(error) => failure(&error),
            PoolError::Timeout(_) => Failure::unanswered("no connection in time"),
            other => Failure::unanswered(other.to_string()),
        })?;
        let lease = Lease { client: Some(client), timeout: self.timeout };
        let access = match mode {
            Mode::Read => "READ ONLY",
            Mode::Write => "READ WRITE",
        };
        let begin = format!(
            "BEGIN ISOLATION LEVEL READ COMMITTED {access}; SET LOCAL statement_timeout = {}; \
             SET LOCAL idle_in_transaction_session_timeout = {}",
            self.timeout.as_millis(),
            IDLE_SECONDS * 1000,
        );
        lease.batch(&begin).await?;
        Ok(Box::new(lease))
    }
}

/// A connection with an open transaction. One that is dropped before its transaction is over is closed, so that nobody
/// else continues it.
struct Lease {
    client: Option<Object>,
    timeout: Duration,
}

impl Lease {
    fn client(&self) -> Result<&Object, Failure> {
        self.client.as_ref().ok_or_else(|| Failure::unanswered("the connection is closed"))
    }

    async fn batch(&self, sql: &str) -> Result<(), Failure> {
        self.within(self.client()?.batch_execute(sql)).await
    }

    /// Waits a little longer than the server's own time-out, whose answer says more.
    async fn within<T>(&self, answer: impl Future<Output = Result<T, tokio_postgres::Error>>) -> Result<T, Failure> {
        let answer = tokio::time::timeout(self.timeout + Duration::from_millis(500), answer).await;
        answer.map_err(|_| Failure::unanswered("no answer in time"))?.map_err(|error| failure(&error))
    }

    /// Ends the transaction and gives the connection back.
    async fn end(mut self: Box<Self>, sql: &str) -> Result<(), Failure> {
        self.batch(sql).await?;
        drop(self.client.take());
        Ok(())
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            drop(Object::take(client));
        }
    }
}

#[async_trait]
impl Transaction for Lease {
    async fn rows(&mut self, sql: &str, values: &[Option<&str>]) -> Result<Vec<Row>, Failure> {
        // As JSON, values of all types come as text.
        let sql = format!("SELECT row_to_json(found)::text FROM (\n{sql}\n) AS found LIMIT {}", MOST_ROWS + 1);
        let texts: Vec<Text<'_>> = values.iter().map(|value| Text(*value)).collect();
        let rows = self.within(self.client()?.query_typed(&sql, &unknown(&texts))).await?;
        rows.iter()
            .map(|row| {
                let json: String = row.try_get(0).map_err(|error| failure(&error))?;
                read(&json).ok_or_else(|| Failure::refused("it answered with something else than rows"))
            })
            .collect()
    }

    async fn run(&mut self, sql: &str, values: &[Option<&str>]) -> Result<u64, Failure> {
        let texts: Vec<Text<'_>> = values.iter().map(|value| Text(*value)).collect();
        self.within(self.client()?.execute_typed(sql, &unknown(&texts))).await
    }

    async fn commit(self: Box<Self>) -> Result<(), Failure> {
        self.end("COMMIT").await
    }

    async fn roll_back(self: Box<Self>) -> Result<(), Failure> {
        self.end("ROLLBACK").await
    }
}

/// A row in JSON, as text by column.
fn read(json: &str) -> Option<Row> {
    use serde_json::Value;
    let Value::Object(columns) = serde_json::from_str(json).ok()? else { return None };
    let text = |value: Value| match value {
        Value::Null => None,
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    };
    Some(columns.into_iter().map(|(name, value)| (name.to_lowercase(), text(value))).collect())
}

/// A value as text, whose type the server finds out. `Debug` shows nothing.
struct Text<'a>(Option<&'a str>);

impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Text(…)")
    }
}

impl ToSql for Text<'_> {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        let Some(text) = self.0 else { return Ok(IsNull::Yes) };
        out.extend_from_slice(text.as_bytes());
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn encode_format(&self, _: &Type) -> Format {
        Format::Text
    }

    to_sql_checked!();
}

fn unknown<'a>(texts: &'a [Text<'a>]) -> Vec<(&'a (dyn ToSql + Sync), Type)> {
    texts.iter().map(|text| (text as &(dyn ToSql + Sync), Type::UNKNOWN)).collect()
}

/// What went wrong. The server's words are repeated where they speak of names and rights; others may hold a value.
fn failure(error: &tokio_postgres::Error) -> Failure {
    let Some(answer) = error.as_db_error() else {
        let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
        return Failure::unanswered(format!("{error}{cause}"));
    };
    let code = answer.code().code();
    // Access, names and syntax; connections, logins, resources, operators.
    let is_harmless = ["42", "08", "28", "3D", "53", "57", "25"].iter().any(|class| code.starts_with(class));
    let reason =
        if is_harmless { format!("{} (SQLSTATE {code})", answer.message()) } else { format!("SQLSTATE {code}") };
    // The server may have gone down, or lost sight of the outcome, in the middle of a commit.
    let is_unclear = code.starts_with("57P") || code.starts_with("08") || code.starts_with("XX") || code == "40003";
    if is_unclear { Failure::unanswered(reason) } else { Failure::refused(reason) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_every_type_are_read_as_text() {
        let row = read(r#"{"ID": 9007199254740993, "hash": "a\"b", "locked": true, "name": null}"#).unwrap();
        let column = |name: &str| row[name].as_deref();
        assert_eq!((column("id"), column("hash")), (Some("9007199254740993"), Some("a\"b")));
        assert_eq!((column("locked"), column("name")), (Some("true"), None));
    }
}
