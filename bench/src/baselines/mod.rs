//! What the machine can do without Rekey.

pub(crate) mod backend;
pub(crate) mod bare;
pub(crate) mod hashing;
pub(crate) mod mail_server;
pub(crate) mod postgres;
pub(crate) mod sqlite;

use std::net::Ipv4Addr;

use anyhow::Result;
use axum::Router;
use axum::serve::ListenerExt as _;
use serde::{Deserialize, Serialize};
use tokio::net::TcpSocket;

/// The path of the requests.
const PATH: &str = "/api/sys/users/startPasswordReset";

/// The body of `startPasswordReset`.
#[derive(Debug, Deserialize)]
struct Body {
    email: String,
    #[serde(rename = "businessId")]
    location: Option<i64>,
}

/// The envelope of its answer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Envelope {
    was_successful: bool,
    value: Option<&'static str>,
    status: u16,
    message: Option<&'static str>,
    errors: Option<&'static str>,
}

impl Envelope {
    const DONE: Self = Self { was_successful: true, value: None, status: 200, message: None, errors: None };
}

/// Serves on a free loopback port, which it prints, until the process is killed.
fn serve(router: impl Future<Output = Result<Router>>) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let router = router.await?;
        // The load opens all connections at once.
        let socket = TcpSocket::new_v4()?;
        socket.bind((Ipv4Addr::LOCALHOST, 0).into())?;
        let listener = socket.listen(4_096)?;
        println!("{}", listener.local_addr()?);
        let listener = listener.tap_io(|stream| {
            // Without it, answers are just slower.
            let _ = stream.set_nodelay(true);
        });
        axum::serve(listener, router).await?;
        Ok(())
    })
}
