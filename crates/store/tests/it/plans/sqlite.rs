//! Plans of SQLite. They do not depend on what the tables hold: nobody makes statistics there.

use std::sync::Arc;

use rekey_core::testing::ManualClock;
use rekey_store::SqlStore;
use rekey_store::sqlite::SqliteSettings;
use rusqlite::Connection;

use super::{Case, SHORT, SMALL, Statement, is_crowded, record, seen};
use crate::contract::{Fixture, store_contract};

const CASES: &[Case] = store_contract!(@list each);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_step_reads_a_large_table_from_end_to_end() {
    record();
    for (_, case) in CASES.iter().filter(|(name, _)| !is_crowded(name)) {
        let clock = Arc::new(ManualClock::default());
        let store = SqlStore::open_sqlite(&SqliteSettings::in_memory(), clock.clone()).unwrap();
        case(Fixture::new(Arc::new(store), clock, ())).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rekey.db");
    drop(SqlStore::open_sqlite(&SqliteSettings::new(&path), Arc::new(ManualClock::default())).unwrap());
    let database = Connection::open(&path).unwrap();
    let statements = seen("sqlite");
    let found = long_reads(&database, &statements);
    assert!(found.is_empty(), "{}", found.join("\n\n"));

    // And each index is there for one of them.
    let named = "SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL";
    let mut named = database.prepare(named).unwrap();
    let indexes: Vec<String> = named.raw_query().mapped(|row| row.get("name")).map(Result::unwrap).collect();
    drop(named);
    for index in indexes {
        database.execute_batch(&format!("BEGIN; DROP INDEX {index}")).unwrap();
        assert!(!long_reads(&database, &statements).is_empty(), "nothing needs {index}");
        database.execute_batch("ROLLBACK").unwrap();
    }
}

/// The lines of plans that tell of long reads, with their statements. One that has no plan counts, too.
fn long_reads(database: &Connection, statements: &[Statement]) -> Vec<String> {
    let mut found = Vec::new();
    for Statement { sql, .. } in statements {
        match database.prepare(&format!("EXPLAIN QUERY PLAN {sql}")) {
            Ok(mut explained) => {
                let details = explained.raw_query().mapped(|row| row.get::<_, String>("detail")).map(Result::unwrap);
                found.extend(details.filter(|detail| is_long(detail)).map(|detail| format!("{detail}\n{sql}")));
            }
            Err(error) => found.push(format!("{error}\n{sql}")),
        }
    }
    found
}

/// Whether a line of a plan reads a long table from end to end.
fn is_long(detail: &str) -> bool {
    let Some((how, what)) = detail.split_once(' ') else { return false };
    let (table, index) = what.split_once(" USING ").map_or((what, None), |(table, by)| (table, by.rsplit(' ').next()));
    // A search names its place in the index in brackets; without one it reads all for the least of it. The two names
    // are not tables: one is empty, the other holds a statement's own rows.
    (how == "SCAN" || (how == "SEARCH" && !what.contains('(')))
        && !["CONSTANT ROW", "found"].contains(&table)
        && !SMALL.contains(&table)
        && !index.is_some_and(|index| SHORT.contains(&index))
}
