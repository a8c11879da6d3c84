//! Rows of a JSON Lines file: an object on each line.

use std::io::BufRead;

use serde_json::error::Category;
use serde_json::{Map, Value};

use super::row::{Row, RowError, Texts};

/// Reads the rows. Empty lines are skipped.
pub(super) fn read(input: impl BufRead) -> impl Iterator<Item = Result<Row, RowError>> {
    let lines = input.split(b'\n').enumerate().map(|(index, line)| (index as u64 + 1, line));
    let filled = lines.filter(|(_, line)| !line.as_ref().is_ok_and(|line| line.trim_ascii().is_empty()));
    filled.map(|(line, bytes)| {
        let bytes = bytes.map_err(|error| RowError::row(line, error.to_string()))?;
        let object: Map<String, Value> =
            serde_json::from_slice(&bytes).map_err(|error| RowError::row(line, problem(&error)))?;
        texts(object, line)?.parse(line)
    })
}

fn problem(error: &serde_json::Error) -> String {
    match error.classify() {
        Category::Data => "expected a JSON object".to_owned(),
        _ => format!("expected a JSON object; the JSON is invalid at column {}", error.column()),
    }
}

fn texts(object: Map<String, Value>, line: u64) -> Result<Texts, RowError> {
    let mut texts = Texts::default();
    for (name, value) in object {
        match name.as_str() {
            "email" => texts.email = text(line, &name, value)?,
            "name" => texts.name = text(line, &name, value)?,
            "password_hash" => texts.password_hash = text(line, &name, value)?,
            "locations" => texts.locations = list(line, &name, value)?,
            "locale" => texts.locale = text(line, &name, value)?,
            "provider" => texts.provider = text(line, &name, value)?,
            "email_verified" => texts.email_verified = text(line, &name, value)?,
            _ => return Err(RowError::unknown_field(line, &name)),
        }
    }
    Ok(texts)
}

fn text(line: u64, field: &str, value: Value) -> Result<String, RowError> {
    match value {
        Value::Null => Ok(String::new()),
        Value::String(text) => Ok(text),
        Value::Bool(is) if field == "email_verified" => Ok(is.to_string()),
        _ => Err(RowError::field(line, field, "expected a string")),
    }
}

fn list(line: u64, field: &str, value: Value) -> Result<Vec<String>, RowError> {
    match value {
        Value::Null => Ok(Vec::new()),
        Value::Array(items) => Ok(items.iter().map(ToString::to_string).collect()),
        Value::Number(one) => Ok(vec![one.to_string()]),
        _ => Err(RowError::field(line, field, "expected a list of numbers")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_read_and_empty_lines_left_out() {
        let text = "{\"email\":\"a@example.com\",\"locations\":[1,7],\"email_verified\":true,\"name\":null}\n\n{\"email\":\"b@example.com\"}";
        let rows: Vec<Row> = read(text.as_bytes()).collect::<Result<_, _>>().unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].draft.locations.len(), 2);
        assert!(rows[0].draft.email_verified && !rows[1].draft.email_verified);
    }

    #[test]
    fn a_broken_line_is_named_by_number_and_field() {
        let text =
            "{\"email\":7}\n{\"email\":\"a@example.com\",\"locations\":[\"x\"]}\nnot json\n{\"mail\":\"x\"}\n[7]\n";
        let errors: Vec<String> = read(text.as_bytes()).map(|row| row.unwrap_err().to_string()).collect();
        assert_eq!(errors[0], "line 1, email: expected a string");
        assert!(errors[1].starts_with("line 2, locations: a location is a number"), "{}", errors[1]);
        assert!(errors[2].starts_with("line 3: expected a JSON object"), "{}", errors[2]);
        assert_eq!(errors[3], "line 4, mail: unknown field; did you mean `email`?");
        assert_eq!(errors[4], "line 5: expected a JSON object");
    }
}
