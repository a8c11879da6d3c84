//! Metrics that are collected when they are scraped.

use std::sync::Arc;

use rekey_core::Engine;
use rekey_core::limits::{BudgetLoad, LimitLoad};
use rekey_core::ports::{ConnectionLoad, OutboxDepth, StoreLoad};
use rekey_core::time::{Duration, Timestamp, until};
use rekey_core::webhooks::WebhooksWaiting;
use tokio::sync::Mutex;

use super::catalogue as metrics_of;
use super::meter::{Meter, float};
use super::process::Process;
use crate::adapters::PasswordHasher;

/// Between two queries of the database, however often metrics are scraped.
const SHORTEST_INTERVAL: Duration = Duration::from_secs(1);
/// For the database's answer. Metrics matter most when it does not come.
const PATIENCE: Duration = Duration::from_secs(2);

/// The figures of a server, and where they come from.
pub(crate) struct Figures {
    pub(crate) meter: Arc<Meter>,
    pub(crate) engine: Engine,
    pub(crate) hasher: Arc<PasswordHasher>,
    /// When the database was asked last.
    asked: Mutex<Option<Timestamp>>,
}

impl Figures {
    pub(crate) fn new(meter: Arc<Meter>, engine: Engine, hasher: Arc<PasswordHasher>) -> Self {
        Self { meter, engine, hasher, asked: Mutex::default() }
    }

    pub(crate) async fn render(&self) -> String {
        self.ask_hasher();
        self.tell_limits();
        let process = Process::look();
        self.tell_process(&process);
        self.tell_load();
        self.ask_store().await;
        self.meter.render() + &process.cpu_text()
    }

    fn tell_limits(&self) {
        let LimitLoad { networks, budgets, notices } = self.engine.limit_load();
        self.set(&metrics_of::NETWORKS, float(networks));
        for BudgetLoad { name, most_used, used_up } in budgets {
            self.meter.gauge(&metrics_of::BUDGET_USED, [name]).set(most_used);
            self.meter.gauge(&metrics_of::BUDGET_USED_UP, [name]).set(float(used_up));
        }
        self.meter.tell_notices(&notices);
    }

    fn tell_process(&self, process: &Process) {
        let of_process = [
            (&metrics_of::MEMORY, process.memory),
            (&metrics_of::OPEN_FILES, process.open_files),
            (&metrics_of::MOST_FILES, process.most_files),
        ];
        for (metric, value) in of_process {
            if let Some(value) = value {
                self.set(metric, value);
            }
        }
    }

    fn tell_load(&self) {
        let StoreLoad { waiting, connections } = self.engine.ports().store.load();
        self.set(&metrics_of::STORE_WAITING, float(waiting));
        if let Some(ConnectionLoad { open, busy, limit }) = connections {
            for (state, count) in [("open", open), ("busy", busy), ("limit", limit)] {
                self.meter.gauge(&metrics_of::STORE_CONNECTIONS, [state]).set(float(count));
            }
        }
    }

    fn ask_hasher(&self) {
        let load = self.hasher.load();
        self.set(&metrics_of::HASHING_PERMITS, float(load.permits));
        self.set(&metrics_of::HASHING_BUSY, float(load.busy));
        self.set(&metrics_of::HASHING_WAITING, float(load.waiting));
        self.set(&metrics_of::HASHING_MOST_WAITING, float(load.most_waiting));
        self.meter.counter(&metrics_of::HASHING_SHED, []).absolute(load.shed);
    }

    async fn ask_store(&self) {
        let ports = self.engine.ports();
        let mut asked = self.asked.lock().await;
        let now = ports.clock.now();
        if asked.is_some_and(|asked| asked <= now && until(now, asked) < SHORTEST_INTERVAL) {
            return;
        }
        *asked = Some(now);
        let depth = tokio::time::timeout(PATIENCE, ports.store.outbox_depth()).await;
        let up = matches!(depth, Ok(Ok(_)));
        self.set(&metrics_of::STORE_UP, f64::from(u8::from(up)));
        if let Ok(Ok(depth)) = depth {
            self.tell_depth(depth);
            let webhooks = tokio::time::timeout(PATIENCE, ports.store.webhooks_waiting()).await;
            if let Ok(Ok(WebhooksWaiting { count, oldest })) = webhooks {
                self.set(&metrics_of::WEBHOOKS_PENDING, float(usize::try_from(count).unwrap_or(usize::MAX)));
                self.set(&metrics_of::WEBHOOKS_OLDEST, oldest.unwrap_or_default().as_secs_f64());
            }
        }
    }

    fn tell_depth(&self, depth: OutboxDepth) {
        let OutboxDepth { due, waiting, gave_up, oldest } = depth;
        for (state, count) in [("due", due), ("waiting", waiting), ("gave_up", gave_up)] {
            let count = float(usize::try_from(count).unwrap_or(usize::MAX));
            self.meter.gauge(&metrics_of::OUTBOX_ENTRIES, [state]).set(count);
        }
        self.set(&metrics_of::OUTBOX_OLDEST, oldest.unwrap_or_default().as_secs_f64());
    }

    fn set(&self, metric: &'static metrics_of::Metric, value: f64) {
        self.meter.gauge(metric, []).set(value);
    }
}
