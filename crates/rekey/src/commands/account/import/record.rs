//! A record of the input: named values, whatever the file's format.

use serde_json::{Map, Value};

use crate::spelling;

/// An object of a JSON file, or a row of a CSV file under its headings.
pub(super) struct Record {
    /// The line that it begins on, counted from one.
    pub line: u64,
    pub fields: Map<String, Value>,
}

/// A value says neither `true` nor `false`.
pub(super) struct NotATruth;

/// What is said by `true` and `false`, as JSON, spreadsheets and databases write them. None: nothing is.
pub(super) fn truth(value: &Value) -> Result<Option<bool>, NotATruth> {
    match value {
        Value::Null => Ok(None),
        Value::Bool(truth) => Ok(Some(*truth)),
        Value::Number(number) if number.as_u64() == Some(1) => Ok(Some(true)),
        Value::Number(number) if number.as_u64() == Some(0) => Ok(Some(false)),
        Value::String(text) if text.trim().is_empty() => Ok(None),
        Value::String(text) => spelling::truth(text.trim()).map(Some).ok_or(NotATruth),
        _ => Err(NotATruth),
    }
}
