//! The plan covers every column that there is.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use rusqlite::hooks::{AuthAction, AuthContext, Authorization};

use super::plan::{NOTES, TABLES};
use super::source::statement;
use crate::sqlite;

/// Tables without data of their own.
const NOT_READ: &[(&str, &str)] = &[
    // Derived from the columns beside it.
    ("address_budgets", "over_at"),
    // The tables of 0.1, whose rows are in today's tables.
    ("address_limits", "address_key"),
    ("address_limits", "mails_full_at"),
    ("address_limits", "over_at"),
    ("address_limits", "reset_password_cooldown_until"),
    ("address_limits", "reset_password_full_at"),
    ("address_limits", "sign_in_cooldown_until"),
    ("address_limits", "sign_in_full_at"),
    ("address_limits", "verify_email_cooldown_until"),
    ("address_limits", "verify_email_full_at"),
    ("code_failures", "address_key"),
    ("code_failures", "full_at"),
];

#[test]
fn every_column_of_every_table_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rekey.db");
    std::fs::write(&path, "").unwrap();
    let mut conn = sqlite::open_alone(&path).unwrap();
    let columns = "SELECT t.name, c.name FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
                   WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> 'refinery_schema_history'";
    let mut statement_of_columns = conn.prepare(columns).unwrap();
    let there: BTreeSet<(String, String)> =
        statement_of_columns.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    drop(statement_of_columns);

    let read = Arc::new(Mutex::new(BTreeSet::new()));
    let seen = read.clone();
    conn.authorizer(Some(move |context: AuthContext<'_>| {
        if let AuthAction::Read { table_name, column_name } = context.action {
            seen.lock().unwrap().insert((table_name.to_owned(), column_name.to_owned()));
        }
        Authorization::Allow
    }))
    .unwrap();
    for table in TABLES.iter().chain([&NOTES]) {
        for part in table.parts {
            conn.prepare(&statement(table, part, true)).unwrap();
        }
    }
    let read = read.lock().unwrap();
    let left_out: Vec<_> = there.difference(&read).map(|(table, column)| (table.as_str(), column.as_str())).collect();
    assert_eq!(left_out, NOT_READ);
}
