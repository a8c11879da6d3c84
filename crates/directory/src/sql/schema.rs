//! Which columns tables have.

use std::collections::BTreeSet;

use super::database::{Failure, MOST_ROWS, Row, Transaction};
use super::dialect::{Dialect, TableName};
use super::preset::Table;

/// PostgreSQL's catalogue shows columns without rights, too; a statement that needs one is then refused by name.
const POSTGRES: &str = "SELECT attname::text AS name FROM pg_catalog.pg_attribute \
                        WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped";
const MYSQL: &str = "SELECT column_name AS name, collation_name AS collation FROM information_schema.columns \
                     WHERE table_schema = COALESCE(?, DATABASE()) AND table_name = ?";

/// The table with its columns; with none if it is not there.
pub(super) async fn table(
    transaction: &mut dyn Transaction,
    dialect: Dialect,
    name: TableName,
) -> Result<Table, Failure> {
    let (mut columns, mut exact) = (BTreeSet::new(), BTreeSet::new());
    let mut after = String::new();
    // A look-up stops after some rows, so wide tables take several.
    loop {
        let rows = match dialect {
            Dialect::Postgres => {
                let quoted = name.quoted(dialect);
                let sql = format!(
                    "{POSTGRES} AND attname::text COLLATE \"C\" > $2 ORDER BY attname::text COLLATE \"C\" LIMIT {MOST_ROWS}"
                );
                transaction.rows(&sql, &[Some(&quoted), Some(&after)]).await?
            }
            Dialect::MySql => {
                let sql =
                    format!("{MYSQL} AND BINARY column_name > BINARY ? ORDER BY BINARY column_name LIMIT {MOST_ROWS}");
                transaction.rows(&sql, &[name.schema(), Some(name.name()), Some(&after)]).await?
            }
        };
        let compares_case = |row: &Row| {
            let collation = row.get("collation").and_then(Option::as_deref);
            collation.is_some_and(|collation| !collation.ends_with("_ci"))
        };
        exact.extend(rows.iter().filter(|row| compares_case(row)).filter_map(|row| row.get("name").cloned()?));
        let found: Vec<String> = rows.into_iter().filter_map(|mut row| row.remove("name")?).collect();
        let known = columns.len();
        // MySQL's names have no case of their own, and WordPress writes `ID`.
        columns.extend(found.iter().map(|name| name.to_lowercase()));
        columns.extend(found.iter().cloned());
        match found.into_iter().max() {
            Some(last) if columns.len() > known => after = last,
            _ => break,
        }
    }
    Ok(Table { name, columns, exact })
}
