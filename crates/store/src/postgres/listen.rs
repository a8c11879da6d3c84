//! Wake-ups between nodes. A node that put something into the outbox notifies the others by NOTIFY; each has a
//! connection that listens. Nothing depends on it: the workers' next poll finds what a lost wake-up missed.

use std::future::poll_fn;
use std::sync::Arc;

use rekey_core::ports::Deliveries;
use rekey_core::time::Duration;
use tokio_postgres::AsyncMessage;

use super::connect::{ConnectError, PAUSES, Route};
use super::step::Database;
use super::step_error::chain;
use crate::shared::outage::Outage;

/// The shortest time between notifications. A NOTIFY is a commit, and commits with one run one at a time.
const BETWEEN_NOTICES: Duration = Duration::from_millis(10);

/// After how many attempts in a row a lost connection is reported. If the database itself is gone, a step has failed by then.
const REPORTED_AFTER: u32 = 5;

/// Notifies the other nodes whenever something was put into the outbox. Simultaneous wake-ups are merged.
pub(super) async fn tell(database: Database) {
    loop {
        database.news.notified().await;
        // Not worth a retry: the other nodes poll, too.
        if let Err(error) = database.read("SELECT pg_notify('rekey_outbox', '')", &[]).await {
            tracing::debug!(error = chain(&error), "could not notify the other nodes of new email");
        }
        tokio::time::sleep(BETWEEN_NOTICES).await;
    }
}

/// Wakes this node's workers whenever any node put something into the outbox.
pub(super) async fn listen(route: Route, deliveries: Arc<dyn Deliveries>, outage: Arc<Outage>) {
    let (mut failures, mut reported) = (0_u32, false);
    loop {
        let ended = hear(&route, &*deliveries, &mut failures).await;
        // Reported once, until it works again; never if the database is gone, which its steps report.
        reported &= failures > 0;
        if failures >= REPORTED_AFTER && !reported && !outage.is_unavailable() {
            reported = true;
            let reason = ended.err().map_or_else(|| "connection closed".to_owned(), |error| error.to_string());
            tracing::warn!(reason, "no wake-ups from other nodes for now; polling continues");
        }
        tokio::time::sleep(PAUSES.after(failures)).await;
        failures = failures.saturating_add(1);
    }
}

/// Listens on one connection until it breaks.
async fn hear(route: &Route, deliveries: &dyn Deliveries, failures: &mut u32) -> Result<(), ConnectError> {
    let (client, mut connection) = route.open().await?;
    let subscribed = async {
        client.batch_execute("LISTEN rekey_outbox").await.map_err(ConnectError::Unreachable)?;
        *failures = 0;
        // Covers what arrived while nobody listened.
        deliveries.wake();
        std::future::pending().await
    };
    let heard = async {
        while let Some(message) = poll_fn(|context| connection.poll_message(context)).await {
            if let AsyncMessage::Notification(_) = message.map_err(ConnectError::Unreachable)? {
                deliveries.wake();
            }
        }
        Ok(())
    };
    tokio::select! {
        ended = subscribed => ended,
        ended = heard => ended,
    }
}
