//! The bare server over durable one-row inserts, committed in groups by one writer thread: what SQLite allows.

use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use anyhow::{Context, Result};
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use rusqlite::Connection;
use tokio::sync::oneshot;

use super::{Body, Envelope, PATH};
use crate::clock;

/// The most rows in one commit, as in Rekey.
const LARGEST_GROUP: usize = 256;
/// Rows that may wait.
const QUEUE: usize = 2_048;

/// A row to be written, and where its commit is reported.
struct Row {
    body: Body,
    done: oneshot::Sender<()>,
}

/// Runs the server.
pub(crate) fn serve(database: &Path) -> Result<()> {
    let conn = open(database).with_context(|| format!("opening {}", database.display()))?;
    let (queue, rows) = sync_channel(QUEUE);
    std::thread::Builder::new().name("writer".to_owned()).spawn(move || {
        // The server stays up, and its answers show that something is wrong.
        if let Err(error) = write(&conn, &rows) {
            eprintln!("the writer ended: {error}");
        }
    })?;
    super::serve(async { Ok(Router::new().route(PATH, post(answer)).with_state(queue)) })
}

async fn answer(State(queue): State<SyncSender<Row>>, Json(body): Json<Body>) -> Result<Json<Envelope>, StatusCode> {
    let (done, committed) = oneshot::channel();
    queue.try_send(Row { body, done }).map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    committed.await.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok(Json(Envelope::DONE))
}

/// A database with Rekey's settings: WAL, an fsync for each commit, rare checkpoints.
fn open(database: &Path) -> rusqlite::Result<Connection> {
    let conn = Connection::open(database)?;
    conn.pragma_update(None, "journal_mode", "wal")?;
    conn.pragma_update(None, "synchronous", "full")?;
    conn.pragma_update(None, "wal_autocheckpoint", 16_000)?;
    conn.execute_batch(
        "CREATE TABLE requests (id INTEGER PRIMARY KEY, email TEXT NOT NULL, location INTEGER, at INTEGER NOT NULL) STRICT",
    )?;
    Ok(conn)
}

fn write(conn: &Connection, rows: &Receiver<Row>) -> rusqlite::Result<()> {
    let mut group = Vec::with_capacity(LARGEST_GROUP);
    while let Ok(first) = rows.recv() {
        group.push(first);
        group.extend(rows.try_iter().take(LARGEST_GROUP - 1));
        conn.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        for row in &group {
            conn.prepare_cached("INSERT INTO requests (email, location, at) VALUES (?1, ?2, ?3)")?.execute((
                &row.body.email,
                row.body.location,
                clock::unix_micros(),
            ))?;
        }
        conn.prepare_cached("COMMIT")?.execute([])?;
        for row in group.drain(..) {
            // The caller may be gone.
            let _ = row.done.send(());
        }
    }
    Ok(())
}
