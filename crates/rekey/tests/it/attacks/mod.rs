//! What strangers with many networks and all day try, and what is left to the person whose address they use.

mod bomb;
mod disowned;
mod guessing;
mod lock_out;
mod overload;
mod pre_hijacked;
mod shared_network;
mod turns;

use std::sync::Arc;

use rekey_core::ports::CapturedMail;
use reqwest::Method;
use serde_json::Value;

use crate::support::{Answer, TestServer};

/// The long numbers of the issue, or the short run's.
fn many(full: usize, short: usize) -> usize {
    if std::env::var_os("REKEY_TEST_FULL").is_some() { full } else { short }
}

/// A request from a client network of its own for each number.
async fn from(server: &TestServer, network: usize, path: &str, body: &Value) -> Answer {
    let address = format!("{}.{}.{}.7", 203 - network / 65_536, network / 256 % 256, network % 256);
    Answer::of(server.request(Method::POST, path).header("x-forwarded-for", address).json(body)).await
}

fn to<'a>(mails: &'a [Arc<CapturedMail>], address: &str) -> Vec<&'a Arc<CapturedMail>> {
    mails.iter().filter(|mail| mail.to == address).collect()
}
