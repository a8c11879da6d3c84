//! An app's backend that keeps accounts in memory and answers a directory's calls. It verifies no signatures.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Result;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use crate::people;

/// The version of each account's password.
type Versions = Arc<[AtomicU64]>;

#[derive(Debug, Deserialize)]
struct Call {
    #[serde(rename = "type")]
    kind: String,
    data: Data,
}

#[derive(Debug, Deserialize)]
struct Data {
    email: Option<String>,
    key: Option<String>,
    version: Option<String>,
}

#[derive(Debug, Serialize)]
struct Found {
    accounts: Vec<Account>,
}

#[derive(Debug, Serialize)]
struct Account {
    key: String,
    email: String,
    version: String,
}

/// Runs the server, with the first so many people.
pub(crate) fn serve(accounts: u64) -> Result<()> {
    let versions: Versions = (0..accounts).map(|_| AtomicU64::new(0)).collect();
    super::serve(async { Ok(Router::new().route("/", post(answer)).with_state(versions)) })
}

async fn answer(State(versions): State<Versions>, Json(call): Json<Call>) -> Response {
    let Data { email, key, version } = call.data;
    let number = email.map_or_else(|| key?.parse().ok(), |email| people::number_of(&email));
    let account = number.and_then(|number| Some((number, versions.get(usize::try_from(number).ok()?)?)));
    match (call.kind.as_str(), account) {
        ("directory.find" | "directory.get", account) => {
            let account = account.map(|(number, version)| Account {
                key: number.to_string(),
                email: people::account_address(number),
                version: version.load(Ordering::Acquire).to_string(),
            });
            Json(Found { accounts: account.into_iter().collect() }).into_response()
        }
        ("directory.set_password", Some((_, current))) => {
            let before = version.and_then(|version| version.parse().ok());
            let is_set = before.is_some_and(|before: u64| {
                current.compare_exchange(before, before + 1, Ordering::AcqRel, Ordering::Acquire).is_ok()
            });
            if is_set { StatusCode::NO_CONTENT } else { StatusCode::CONFLICT }.into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
