//! The bare server over durable, grouped inserts into PostgreSQL: what PostgreSQL allows behind HTTP.

use std::sync::Arc;

use anyhow::{Context, Result};
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio_postgres::{Client, NoTls};

use super::{Body, Envelope, PATH};
use crate::clock;

/// The most rows in one commit, as in Rekey.
const LARGEST_GROUP: usize = 256;
/// Rows that may wait.
const QUEUE: usize = 4_096;
/// How many commits run at once, as in Rekey.
const LANES: usize = 2;

/// A row to be written, and where its commit is reported.
struct Row {
    body: Body,
    done: oneshot::Sender<()>,
}

/// Runs the server.
pub(crate) fn serve(url: &str) -> Result<()> {
    super::serve(async {
        let (queue, rows) = mpsc::channel(QUEUE);
        let rows = Arc::new(Mutex::new(rows));
        connect(url).await?.batch_execute(TABLE).await?;
        for _ in 0..LANES {
            let (client, rows) = (connect(url).await?, rows.clone());
            tokio::spawn(async move {
                // The server stays up, and its answers show that something is wrong.
                if let Err(error) = write(&client, &rows).await {
                    eprintln!("a writer ended: {error}");
                }
            });
        }
        Ok(Router::new().route(PATH, post(answer)).with_state(queue))
    })
}

const TABLE: &str = "CREATE TABLE requests (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL, \
                     location bigint, at bigint NOT NULL)";

async fn answer(State(queue): State<mpsc::Sender<Row>>, Json(body): Json<Body>) -> Result<Json<Envelope>, StatusCode> {
    let (done, committed) = oneshot::channel();
    queue.try_send(Row { body, done }).map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    committed.await.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok(Json(Envelope::DONE))
}

async fn connect(url: &str) -> Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.context("connecting to PostgreSQL")?;
    tokio::spawn(async {
        // It ends with the client, which reports its errors.
        let _ = connection.await;
    });
    Ok(client)
}

async fn write(client: &Client, rows: &Mutex<mpsc::Receiver<Row>>) -> Result<(), tokio_postgres::Error> {
    let insert = "INSERT INTO requests (email, location, at) SELECT *, $3 FROM unnest($1::text[], $2::bigint[])";
    let insert = client.prepare(insert).await?;
    let mut group = Vec::with_capacity(LARGEST_GROUP);
    loop {
        if rows.lock().await.recv_many(&mut group, LARGEST_GROUP).await == 0 {
            return Ok(());
        }
        let emails: Vec<&str> = group.iter().map(|row| row.body.email.as_str()).collect();
        let locations: Vec<Option<i64>> = group.iter().map(|row| row.body.location).collect();
        client.execute(&insert, &[&emails, &locations, &clock::unix_micros()]).await?;
        for row in group.drain(..) {
            // The caller may be gone.
            let _ = row.done.send(());
        }
    }
}
