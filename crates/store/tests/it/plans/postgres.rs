//! Plans of PostgreSQL for any parameters: with statistics of large tables, which a server that has run for a while goes
//! by, and with none at all, which a new one goes by, and keeps going by until its tables are analysed.

use std::collections::BTreeMap;
use std::sync::Arc;

use rekey_core::testing::ManualClock;
use rekey_store::SqlStore;
use rekey_store::postgres::{PostgresSettings, StepClock};
use serde_json::Value;

use super::{Case, ROWS, SHORT, SMALL, Statement, is_crowded, record, seen};
use crate::contract::{Fixture, store_contract};
use crate::postgres::cluster::Cluster;
use crate::postgres::database::{Database, Session};

const CASES: &[Case] = store_contract!(@list each);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_step_reads_a_large_table_from_end_to_end() {
    let database = Database::create(Cluster::shared()).await;
    run_the_contract(&database).await;
    fill(&database).await;
    let mut found = all_whole_reads(&database.hold(GENERIC).await).await;

    let young = Database::create(Cluster::shared()).await;
    let settings = PostgresSettings::new(young.url());
    drop(SqlStore::connect_postgres(&settings, StepClock::Database, None).await.unwrap());
    found.extend(all_whole_reads(&young.hold(&format!("{GENERIC}; {PLANNING}")).await).await);
    assert!(found.is_empty(), "{}", found.join("\n\n"));
}

const GENERIC: &str = "SET plan_cache_mode = force_generic_plan";
/// What the store sets on its connections. Statistics of large tables lead to good plans without it.
const PLANNING: &str = "SET enable_seqscan = off; SET enable_bitmapscan = off";

/// Runs every case over one store, whose tables are emptied in between: a database for each would take too long.
async fn run_the_contract(database: &Database) {
    let clock = Arc::new(ManualClock::default());
    let settings = PostgresSettings::new(database.url());
    record();
    let store = SqlStore::connect_postgres(&settings, StepClock::Injected(clock.clone()), None).await.unwrap();
    let store = Arc::new(store);
    let emptying = "SELECT string_agg(format('DELETE FROM %I', tablename), '; ') FROM pg_tables
                    WHERE schemaname = 'public' AND tablename NOT IN ('audit_ends', 'refinery_schema_history')";
    let emptying = database.text(emptying).await.unwrap();
    let empty =
        format!("{emptying}; UPDATE audit_ends SET number = 0, digest = decode(repeat('00', 32), 'hex'), mark = NULL");
    for (_, case) in CASES.iter().filter(|(name, _)| !is_crowded(name)) {
        database.run(&empty).await;
        case(Fixture::new(store.clone(), clock.clone(), ())).await;
    }
    database.run(&empty).await;
}

/// Fills every table but the small ones, by the types of its columns.
async fn fill(database: &Database) {
    let small = SMALL.map(|table| format!("'{table}'")).join(", ");
    let filling = format!(
        "SELECT string_agg(format('INSERT INTO %I (%s) SELECT %s FROM generate_series(1, {ROWS}) AS i', table_name, names, contents), '; ' ORDER BY table_name)
         FROM (SELECT table_name, string_agg(column_name, ', ' ORDER BY column_name) AS names,
                   string_agg(CASE
                       WHEN table_name = 'accounts' AND column_name = 'directory' THEN $$CASE WHEN i % 3 = 0 THEN 'app' END$$
                       WHEN table_name = 'accounts' AND column_name IN ('email', 'canonical_email')
                           THEN $$i || '@directory.invalid'$$
                       WHEN table_name = 'accounts'
                               AND column_name IN ('name', 'password', 'hash_recipe', 'locale', 'provider')
                           THEN $$CASE WHEN i % 3 > 0 THEN 'text ' || i % 7 END$$
                       WHEN column_name = 'state' THEN $$(ARRAY['sent', 'pending', 'gave_up'])[1 + (i % 500 = 0)::int + 2 * (i % 500 = 1)::int]$$
                       WHEN column_name IN ('number', 'settled_at') THEN 'CASE WHEN i % 500 > 0 THEN '
                           || CASE data_type WHEN 'bigint' THEN 'i' ELSE 'now()' END || ' END'
                       WHEN data_type = 'text' AND column_name IN ('counter', 'purpose', 'status', 'client', 'hash_recipe', 'url')
                           THEN $$(ARRAY['one', 'two', 'three'])[1 + i % 3]$$
                       ELSE CASE data_type
                           WHEN 'uuid' THEN $$lpad(to_hex(i), 32, '0')::uuid$$
                           WHEN 'text' THEN $$'text ' || i$$
                           WHEN 'bytea' THEN 'int8send(i)'
                           WHEN 'timestamp with time zone' THEN $$now() + i * interval '1 second'$$
                           WHEN 'boolean' THEN 'i % 2 = 0'
                           WHEN 'ARRAY' THEN 'ARRAY[1]'
                           WHEN 'json' THEN $$'{{}}'$$
                           ELSE 'i' END
                       END, ', ' ORDER BY column_name) AS contents
               FROM information_schema.columns
               WHERE table_schema = 'public' AND is_generated = 'NEVER' AND is_identity = 'NO'
                   AND table_name NOT IN ({small})
               GROUP BY table_name) AS tables"
    );
    let filling = database.text(&filling).await.unwrap();
    database.run(&filling).await;
    database.run("ANALYZE").await;
}

async fn all_whole_reads(session: &Session) -> Vec<String> {
    let indexes = "SELECT string_agg(relname || ' ' || pg_get_indexdef(indexrelid, 1, false), ',')
                   FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid";
    let indexes = session.text(indexes).await.unwrap();
    let indexes: BTreeMap<_, _> = indexes.split(',').filter_map(|index| index.split_once(' ')).collect();
    let mut found = Vec::new();
    for statement in seen("postgresql") {
        found.extend(whole_reads(session, &indexes, &statement).await);
    }
    found
}

/// The large tables that a statement reads all of, with its plan. Of each index the first column is known.
async fn whole_reads(session: &Session, indexes: &BTreeMap<&str, &str>, statement: &Statement) -> Option<String> {
    let Statement { types, sql, .. } = statement;
    let count = types.split(", ").filter(|kind| !kind.is_empty()).count();
    let parameters = if count == 0 { String::new() } else { format!("({})", vec!["NULL"; count].join(", ")) };
    let types = if count == 0 { String::new() } else { format!("({types})") };
    session.run(&format!("PREPARE statement {types} AS {sql}")).await;
    let plan = session.text(&format!("EXPLAIN (FORMAT JSON) EXECUTE statement {parameters}")).await.unwrap();
    session.run("DEALLOCATE statement").await;
    let plan: Value = serde_json::from_str(&plan).unwrap();
    let mut tables = Vec::new();
    collect(&plan[0]["Plan"], indexes, false, &mut tables);
    (!tables.is_empty()).then(|| format!("{} is read by\n{sql}\n{plan:#}", tables.join(", ")))
}

/// What is read from end to end, and is not short. An index that is walked along is left as soon as there is enough; one
/// that is entered by any but its first column is never left, however short it is meant to be.
fn collect<'a>(plan: &'a Value, indexes: &BTreeMap<&str, &str>, is_limited: bool, tables: &mut Vec<&'a str>) {
    let [kind, table, index] =
        ["Node Type", "Relation Name", "Index Name"].map(|name| plan[name].as_str().unwrap_or_default());
    let is_walk = !index.is_empty() && plan["Index Cond"].is_null() && !SHORT.contains(&index);
    let is_left = is_limited && plan["Filter"].is_null();
    let first = indexes.get(index).copied().unwrap_or_default();
    let is_beside = plan["Index Cond"].as_str().is_some_and(|condition| !condition.contains(first));
    if !SMALL.contains(&table) && (kind == "Seq Scan" || is_beside || (is_walk && !is_left)) {
        tables.push(table);
    }
    for inner in plan["Plans"].as_array().into_iter().flatten() {
        collect(inner, indexes, kind == "Limit", tables);
    }
}
