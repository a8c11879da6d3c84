//! MySQL and MariaDB.

use async_trait::async_trait;
use mysql_async::prelude::Queryable;
use mysql_async::{Error, IoError, OptsBuilder, Params, Pool, PoolConstraints, PoolOpts, SslOpts, TxOpts, Value};
use rekey_core::time::Duration;

use super::database::{Database, Failure, IDLE_SECONDS, MOST_ROWS, Mode, Row, Transaction};
use super::dialect::Dialect;
use super::server::Encryption;
use crate::tls::{TlsError, roots};

pub(super) struct MySql {
    pool: Pool,
    timeout: Duration,
}

impl MySql {
    pub(super) fn new(
        options: mysql_async::Opts,
        encryption: &Encryption,
        timeout: Duration,
        connections: usize,
    ) -> Result<Self, TlsError> {
        let tls = match encryption {
            Encryption::Off => None,
            Encryption::Verified(file) => {
                let roots = roots(file.as_deref())?.into_iter().map(|root| root.to_vec().into());
                Some(SslOpts::default().with_root_certs(roots.collect()).with_disable_built_in_roots(true))
            }
        };
        let constraints = PoolConstraints::new(0, connections.max(1)).unwrap_or_default();
        // Each server reads the comments that are meant for it.
        let limits = format!(
            "SET SESSION innodb_lock_wait_timeout = {seconds}/*M!, max_statement_time = {seconds}*/\
             /*!50708 , max_execution_time = {} */",
            timeout.as_millis(),
            seconds = timeout.as_secs().max(1),
        );
        let options = OptsBuilder::from_opts(options)
            .ssl_opts(tls)
            .prefer_socket(Some(false))
            .client_found_rows(true)
            .pool_opts(PoolOpts::default().with_constraints(constraints))
            .setup(vec![limits]);
        Ok(Self { pool: Pool::new(options), timeout })
    }
}

#[async_trait]
impl Database for MySql {
    fn dialect(&self) -> Dialect {
        Dialect::MySql
    }

    async fn begin(&self, mode: Mode) -> Result<Box<dyn Transaction>, Failure> {
        let mut options = TxOpts::default();
        options.with_readonly(Some(mode == Mode::Read));
        let transaction = within(self.timeout, self.pool.start_transaction(options)).await?;
        let mut lease = Box::new(Lease { transaction, timeout: self.timeout });
        if mode == Mode::Write {
            let wait = format!("SET SESSION wait_timeout = {IDLE_SECONDS}");
            within(self.timeout, lease.transaction.query_drop(wait)).await?;
        }
        Ok(lease)
    }
}

/// An open transaction. The pool rolls back what is dropped before it is over, and resets the session.
struct Lease {
    transaction: mysql_async::Transaction<'static>,
    timeout: Duration,
}

async fn within<T>(timeout: Duration, answer: impl Future<Output = Result<T, Error>>) -> Result<T, Failure> {
    // A little longer than the server's own time-out, whose answer says more.
    let answer = tokio::time::timeout(timeout + Duration::from_millis(1500), answer).await;
    answer.map_err(|_| Failure::unanswered("no answer in time"))?.map_err(|error| failure(&error))
}

#[async_trait]
impl Transaction for Lease {
    async fn rows(&mut self, sql: &str, values: &[Option<&str>]) -> Result<Vec<Row>, Failure> {
        let sql = format!("SELECT * FROM (\n{sql}\n) AS found LIMIT {}", MOST_ROWS + 1);
        let rows: Vec<mysql_async::Row> = within(self.timeout, self.transaction.exec(sql, positional(values))).await?;
        rows.into_iter().map(read).collect()
    }

    async fn run(&mut self, sql: &str, values: &[Option<&str>]) -> Result<u64, Failure> {
        within(self.timeout, self.transaction.exec_drop(sql, positional(values))).await?;
        Ok(self.transaction.affected_rows())
    }

    async fn commit(self: Box<Self>) -> Result<(), Failure> {
        within(self.timeout, self.transaction.commit()).await
    }

    async fn roll_back(self: Box<Self>) -> Result<(), Failure> {
        within(self.timeout, self.transaction.rollback()).await
    }
}

fn positional(values: &[Option<&str>]) -> Params {
    if values.is_empty() {
        return Params::Empty;
    }
    let value = |value: Option<&str>| value.map_or(Value::NULL, |text| Value::Bytes(text.as_bytes().to_vec()));
    Params::Positional(values.iter().copied().map(value).collect())
}

fn read(row: mysql_async::Row) -> Result<Row, Failure> {
    let columns = row.columns();
    let names = columns.iter().map(|column| column.name_str().to_lowercase());
    names.zip(row.unwrap()).map(|(name, value)| Ok((name.clone(), text(&name, value)?))).collect()
}

fn text(name: &str, value: Value) -> Result<Option<String>, Failure> {
    Ok(Some(match value {
        Value::NULL => return Ok(None),
        // Several ids might become the same text.
        Value::Bytes(bytes) => String::from_utf8(bytes).map_err(|_| {
            Failure::refused(format!("its column `{name}` is binary; select it as text, such as HEX({name}) AS {name}"))
        })?,
        Value::Int(number) => number.to_string(),
        Value::UInt(number) => number.to_string(),
        other => other.as_sql(true),
    }))
}

/// What went wrong. The server's words are repeated where they speak of names and rights; others may hold a value.
fn failure(error: &Error) -> Failure {
    let answer = match error {
        Error::Server(answer) => answer,
        // The library says twice that it is an error of input or output.
        Error::Io(IoError::Io(cause)) => return Failure::unanswered(cause.to_string()),
        other => return Failure::unanswered(other.to_string()),
    };
    // Logins, names, syntax, rights, and a server that is read-only.
    let is_harmless = matches!(
        answer.code,
        1040 | 1044 | 1045 | 1049 | 1054 | 1064 | 1130 | 1142 | 1143 | 1146 | 1205 | 1227 | 1290 | 1370 | 1792 | 1836
    );
    let code = answer.code;
    let reason = if is_harmless { format!("{} (error {code})", answer.message) } else { format!("error {code}") };
    // Shutting down, killed, or lost.
    let is_unclear = matches!(code, 1053 | 1077 | 1080 | 1152 | 1159 | 1161 | 1180 | 1317 | 1927);
    if is_unclear { Failure::unanswered(reason) } else { Failure::refused(reason) }
}
