//! Every metric. Tests compare dashboard, alerts and docs with this list.

#[derive(Debug)]
pub struct Metric {
    pub name: &'static str,
    pub kind: Kind,
    /// The names of its labels.
    pub labels: &'static [&'static str],
    pub help: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    Counter,
    Gauge,
    /// Counts values by size: the upper bounds of its buckets.
    Histogram(&'static [f64]),
}

/// From a millisecond, a request without hashing on an idle machine, to the longest time that a request may take.
const REQUEST_SECONDS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];
/// From a look-up in a table beside us to a call that gives up.
const DIRECTORY_SECONDS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
/// From a commit on a fast disk to one that everybody notices.
const COMMIT_SECONDS: &[f64] = &[0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];
/// Up to the largest group there is.
const COMMIT_STEPS: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

const fn counter(name: &'static str, labels: &'static [&'static str], help: &'static str) -> Metric {
    Metric { name, kind: Kind::Counter, labels, help }
}

const fn gauge(name: &'static str, labels: &'static [&'static str], help: &'static str) -> Metric {
    Metric { name, kind: Kind::Gauge, labels, help }
}

pub(super) static BUILD_INFO: Metric = gauge("rekey_build_info", &["version"], "Always 1; the label is the version");
pub(super) static START_TIME: Metric =
    gauge("process_start_time_seconds", &[], "When the server started, in seconds since 1970");
pub(super) static CPU: Metric = Metric {
    name: "process_cpu_seconds_total",
    kind: Kind::Counter,
    labels: &[],
    help: "Processor time that was used",
};
pub(super) static MEMORY: Metric = gauge("process_resident_memory_bytes", &[], "Memory in use");
pub(super) static OPEN_FILES: Metric = gauge("process_open_fds", &[], "Files and connections that are open");
pub(super) static MOST_FILES: Metric = gauge("process_max_fds", &[], "How many may be open");
pub(super) static HTTP_REQUEST: Metric = Metric {
    name: "rekey_http_request_duration_seconds",
    kind: Kind::Histogram(REQUEST_SECONDS),
    labels: &["method", "route", "status"],
    help: "How long requests took, by method, route template and status class",
};
pub(super) static REQUESTS: Metric = counter(
    "rekey_recovery_requests_total",
    &["purpose", "outcome"],
    "Recovery requests: accepted, suppressed by a limit of the address, or refused",
);
pub(super) static CODE_EXCHANGES: Metric =
    counter("rekey_code_exchanges_total", &["outcome"], "Codes of reset emails that were tried");
pub(super) static RESETS: Metric = counter("rekey_resets_total", &["outcome"], "Resets that were to be completed");
pub(super) static DISOWNS: Metric =
    counter("rekey_disowns_total", &["outcome"], "Uses of the \"this wasn't me\" button");
pub(super) static SIGN_INS: Metric = counter(
    "rekey_sign_ins_total",
    &["way", "outcome"],
    "Sign-ins, by password, code, link, second factor or one-time token",
);
pub(super) static REFRESHES: Metric =
    counter("rekey_refreshes_total", &["outcome"], "Refresh tokens that were presented");
pub(super) static BREACH_CHECKS: Metric = counter(
    "rekey_breach_checks_total",
    &["outcome"],
    "New passwords looked up among breached ones: clean, breached, or unavailable (accepted unchecked)",
);
pub(super) static TEMPLATE_FAILURES: Metric = counter(
    "rekey_template_failures_total",
    &["when"],
    "Templates of a location that couldn't be loaded or filled; the common ones replaced them",
);
pub(super) static LIMITS_HIT: Metric = counter(
    "rekey_limits_hit_total",
    &["limit"],
    "What a limit refused: address, sign_in (wrong passwords), a network's requests, failures, work or verifications, or a location's notices",
);
pub(super) static BUDGET_USED: Metric = gauge(
    "rekey_budget_used_ratio",
    &["limit"],
    "How much of a limit the network or location nearest to it has used, from 0 to 1",
);
pub(super) static BUDGET_USED_UP: Metric =
    gauge("rekey_budget_used_up", &["limit"], "How many networks or locations have nothing left of a limit");
pub(super) static NOTICES_USED: Metric = gauge(
    "rekey_notices_used_ratio",
    &["location"],
    "How much of its \"no account here\" emails a location has used, from 0 to 1",
);
pub(super) static MAIL_ATTEMPTS: Metric = counter(
    "rekey_mail_attempts_total",
    &["outcome"],
    "Attempts to deliver: sent, silent (nothing to send), retried later, gave_up, withdrawn",
);
pub(super) static MAIL_REPORTS: Metric = counter(
    "rekey_mail_reports_total",
    &["fate", "outcome"],
    "Reports on emails: delivered, bounced, bounced_for_now or complained; counted once, repeated, or unknown (no email of ours)",
);
pub(super) static OUTBOX_ENTRIES: Metric = gauge(
    "rekey_outbox_entries",
    &["state"],
    "Emails in the outbox: due, waiting for a retry or in a worker's hands, gave_up. The same on every node",
);
pub(super) static OUTBOX_OLDEST: Metric =
    gauge("rekey_outbox_oldest_pending_seconds", &[], "Age of the oldest email that is neither sent nor given up");
pub(super) static WEBHOOKS: Metric =
    counter("rekey_webhooks_total", &["outcome"], "Attempts to deliver webhooks: delivered, retried later, gave_up");
pub(super) static WEBHOOKS_PENDING: Metric =
    gauge("rekey_webhooks_pending", &[], "Webhooks that wait to be delivered. The same on every node");
pub(super) static WEBHOOKS_OLDEST: Metric =
    gauge("rekey_webhooks_oldest_pending_seconds", &[], "Age of the oldest webhook that waits");
pub(super) static CANARY_RUNS: Metric =
    counter("rekey_canary_runs_total", &["outcome"], "Resets of the canary: arrived, missing, or failed to ask");
pub(super) static CANARY_SECONDS: Metric =
    gauge("rekey_canary_seconds", &[], "How long the last email of the canary took, from the request to the mailbox");
pub(super) static CANARY_SUCCESS: Metric = gauge(
    "rekey_canary_last_success_timestamp_seconds",
    &[],
    "When an email of the canary arrived last, in seconds since 1970",
);
pub(super) static BACKUP_SUCCESS: Metric =
    gauge("rekey_backup_last_success_timestamp_seconds", &[], "When the newest backup was made, in seconds since 1970");
pub(super) static BACKUP_OVERDUE: Metric =
    gauge("rekey_backup_overdue_seconds", &[], "For how long a backup has been due that could not be made");
pub(super) static DIRECTORY_CALLS: Metric = Metric {
    name: "rekey_directory_call_duration_seconds",
    kind: Kind::Histogram(DIRECTORY_SECONDS),
    labels: &["directory", "call", "outcome"],
    help: "How long calls to directories took: done, refused, unavailable, or unclear (a write of which nobody knows yet)",
};
pub(super) static STORE_CONNECTIONS: Metric =
    gauge("rekey_store_connections", &["state"], "Connections of this node to PostgreSQL: open, busy, and the limit");
pub(super) static STORE_WAITING: Metric =
    gauge("rekey_store_waiting", &[], "Steps that wait for a connection to PostgreSQL, or for SQLite's writer");
pub(super) static STORE_UP: Metric =
    gauge("rekey_store_up", &[], "Whether the database answered when these metrics were collected");
pub(super) static COMMITS: Metric = Metric {
    name: "rekey_store_commit_duration_seconds",
    kind: Kind::Histogram(COMMIT_SECONDS),
    labels: &[],
    help: "How long commits took that steps share (SQLite: all; PostgreSQL: those of accepted requests)",
};
pub(super) static COMMIT_SIZES: Metric = Metric {
    name: "rekey_store_commit_steps",
    kind: Kind::Histogram(COMMIT_STEPS),
    labels: &[],
    help: "How many steps shared a commit",
};
pub(super) static HASHING_PERMITS: Metric =
    gauge("rekey_hashing_permits", &[], "How many passwords may be hashed at once");
pub(super) static HASHING_BUSY: Metric = gauge("rekey_hashing_busy", &[], "How many passwords are being hashed");
pub(super) static HASHING_WAITING: Metric = gauge("rekey_hashing_waiting", &[], "How many passwords wait to be hashed");
pub(super) static HASHING_MOST_WAITING: Metric =
    gauge("rekey_hashing_waiting_limit", &[], "How many passwords may wait to be hashed");
pub(super) static HASHING_SHED: Metric =
    counter("rekey_hashing_shed_total", &[], "Passwords that were not hashed because too many waited");
pub(super) static NETWORKS: Metric =
    gauge("rekey_network_counts", &[], "How many counts per client network this node keeps in memory");
pub(super) static SWEPT: Metric = counter("rekey_swept_rows_total", &[], "Expired rows that were deleted");

/// Every metric, in the order of the docs.
pub static ALL: [&Metric; 44] = [
    &BUILD_INFO,
    &START_TIME,
    &CPU,
    &MEMORY,
    &OPEN_FILES,
    &MOST_FILES,
    &HTTP_REQUEST,
    &REQUESTS,
    &CODE_EXCHANGES,
    &RESETS,
    &DISOWNS,
    &SIGN_INS,
    &REFRESHES,
    &BREACH_CHECKS,
    &TEMPLATE_FAILURES,
    &LIMITS_HIT,
    &BUDGET_USED,
    &BUDGET_USED_UP,
    &NOTICES_USED,
    &MAIL_ATTEMPTS,
    &MAIL_REPORTS,
    &OUTBOX_ENTRIES,
    &OUTBOX_OLDEST,
    &WEBHOOKS,
    &WEBHOOKS_PENDING,
    &WEBHOOKS_OLDEST,
    &CANARY_RUNS,
    &CANARY_SECONDS,
    &CANARY_SUCCESS,
    &BACKUP_SUCCESS,
    &BACKUP_OVERDUE,
    &DIRECTORY_CALLS,
    &STORE_UP,
    &STORE_CONNECTIONS,
    &STORE_WAITING,
    &COMMITS,
    &COMMIT_SIZES,
    &HASHING_PERMITS,
    &HASHING_BUSY,
    &HASHING_WAITING,
    &HASHING_MOST_WAITING,
    &HASHING_SHED,
    &NETWORKS,
    &SWEPT,
];
