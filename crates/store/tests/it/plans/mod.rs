//! Whatever the stores send while the whole contract runs is explained over large tables: none of it may read one of
//! them from end to end. A step that the contract suite runs is checked there.

mod postgres;
mod sqlite;

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::pin::Pin;
use std::sync::{Mutex, Once};

use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, registry};

use crate::contract::Fixture;

/// How many rows a large table has.
const ROWS: usize = 100_000;
/// Tables that do not grow with people or time: reading all of them is nothing.
const SMALL: [&str; 9] = [
    "audit_ends",
    "data_keys",
    "images",
    "location_templates",
    "locations",
    "notes",
    "notice_limits",
    "refinery_schema_history",
    "webhook_subscriptions",
];
/// Indexes of what waits, which is little.
const SHORT: [&str; 5] = ["audit_unsealed", "directory_writes_due", "outbox_due", "outbox_given_up", "webhooks_due"];
/// How statements end that walk along an index no further than to what they give, where a plan does not say so.
const BOUNDED: [&str; 3] = [
    "FROM accounts a ORDER BY a.canonical_email DESC LIMIT",
    "FROM network_limits ORDER BY full_at DESC LIMIT",
    "FROM outbox ORDER BY id DESC LIMIT",
];
/// How statements end that may read much, because an operator asks at the command line.
const ON_DEMAND: [&str; 6] = [
    "FROM directory_writes w JOIN accounts a ON a.id = w.account ORDER BY w.begun_at LIMIT",
    "FROM outbox WHERE state = 'sent' ORDER BY id DESC LIMIT",
    "FROM outbox WHERE state = 'silent' ORDER BY id DESC LIMIT",
    "FROM outbox WHERE state = 'sent' AND settled_at >",
    "FROM outbox WHERE state = 'sent' AND settled_at > coalesce($1, clock_timestamp()) - $2 * interval '1 second'",
    "FROM webhooks ORDER BY happened_at DESC, id LIMIT",
];

/// A case of the contract.
type Case = (&'static str, fn(Fixture) -> Pin<Box<dyn Future<Output = ()>>>);

/// Cases that do at once, and often, what others do once: they send nothing else.
fn is_crowded(case: &str) -> bool {
    ["many", "parallel", "thousand"].iter().any(|word| case.contains(word))
}

/// A statement that a store sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Statement {
    system: String,
    /// Of its parameters, where the database wants to know them.
    types: String,
    sql: String,
}

impl Visit for Statement {
    fn record_str(&mut self, field: &Field, value: &str) {
        let place = match field.name() {
            "system" => &mut self.system,
            "types" => &mut self.types,
            "sql" => &mut self.sql,
            _ => return,
        };
        value.clone_into(place);
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}

static SEEN: Mutex<BTreeSet<Statement>> = Mutex::new(BTreeSet::new());

struct Recorder;

impl<S: Subscriber> Layer<S> for Recorder {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut statement = Statement::default();
        event.record(&mut statement);
        SEEN.lock().unwrap().insert(statement);
    }
}

/// From now on every statement of this process is kept.
fn record() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let statements = Targets::new().with_target("rekey::sql", LevelFilter::TRACE);
        registry().with(Recorder.with_filter(statements)).init();
    });
}

/// What was sent to this kind of database until now, but for what may read more.
fn seen(system: &str) -> Vec<Statement> {
    let seen = SEEN.lock().unwrap();
    let sent: Vec<_> = seen.iter().filter(|statement| statement.system == system).collect();
    assert!(sent.len() > 100, "{} statements were seen", sent.len());
    // Others, such as locks, have no plan.
    let has_plan = |sql: &str| {
        ["DELETE", "INSERT", "SELECT", "UPDATE", "WITH"].iter().any(|verb| sql.trim_start().starts_with(verb))
    };
    let sent = sent.into_iter().filter(|statement| has_plan(&statement.sql) && !is_known(&statement.sql));
    sent.cloned().collect()
}

fn is_known(sql: &str) -> bool {
    let words = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = words.trim_end_matches(|letter: char| letter.is_numeric() || " ?$".contains(letter));
    BOUNDED.iter().chain(&ON_DEMAND).any(|end| words.ends_with(end))
}
