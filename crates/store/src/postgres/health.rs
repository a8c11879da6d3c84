//! The health of a PostgreSQL server.

use rekey_core::ports::Clock;
use rekey_core::time::{Duration, until};
use tokio_postgres::Client;

use super::connect::{ConnectError, Route, require_utf8};
use super::settings::PostgresSettings;
use crate::health::{Health, TRIES, median};

/// A transaction that writes a few bytes to the log, so that its commit must reach the disk.
const COMMIT: &str = "BEGIN; SELECT pg_logical_emit_message(true, 'rekey', ''); COMMIT";

/// Examines the server over a dedicated connection, which bypasses the pooler if possible.
pub async fn examine(settings: &PostgresSettings, clock: &dyn Clock) -> Result<Health, ConnectError> {
    let route = match Route::direct(settings)? {
        Some(direct) => direct,
        None => Route::everyday(settings)?,
    };
    let (client, connection) = route.open().await?;
    let driver = tokio::spawn(connection);
    let health = async {
        require_utf8(&client).await?;
        look(&client, clock).await.map_err(ConnectError::Unreachable)
    };
    let health = health.await;
    drop(client);
    drop(driver.await);
    health
}

async fn look(client: &Client, clock: &dyn Clock) -> Result<Health, tokio_postgres::Error> {
    let asked = clock.now();
    let now = client.query_typed("SELECT clock_timestamp()", &[]).await?;
    let answered = clock.now();
    let clock_of_database = now.first().map(|row| row.try_get(0)).transpose()?;
    let version = client.query_typed("SELECT split_part(version(), ' on ', 1)", &[]).await?;
    let version = version.first().map(|row| row.try_get(0)).transpose()?.unwrap_or_default();
    let risks = client
        .query_typed(
            "SELECT name || ' = ' || setting FROM pg_settings
             WHERE setting = 'off' AND name IN ('fsync', 'full_page_writes', 'synchronous_commit')
             UNION ALL SELECT 'it is a standby, which takes no writes' WHERE pg_is_in_recovery()",
            &[],
        )
        .await?;
    Ok(Health {
        version,
        answers_in: timed(client, clock, "SELECT 1").await?,
        commits_in: timed(client, clock, COMMIT).await?,
        clock: clock_of_database.map(|now| (now, [asked, answered])),
        risks: risks.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?,
    })
}

async fn timed(client: &Client, clock: &dyn Clock, sql: &str) -> Result<Duration, tokio_postgres::Error> {
    let mut spans = Vec::with_capacity(TRIES);
    for _ in 0..TRIES {
        let started = clock.now();
        client.batch_execute(sql).await?;
        spans.push(until(clock.now(), started));
    }
    Ok(median(spans))
}
