//! A row that holds what this program never writes.

/// A column holds something that it can't.
#[derive(Debug, thiserror::Error)]
#[error("the column {column} holds something that this version did not write")]
pub(crate) struct Corrupt {
    /// Which one: `table.column`.
    pub(crate) column: &'static str,
}

impl Corrupt {
    /// The complaint about a column, for `ok_or_else` and `map_err`.
    pub(crate) fn column(column: &'static str) -> Self {
        Self { column }
    }
}
