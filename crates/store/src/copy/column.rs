//! Columns, and the text form of their values that both databases share: it is what is copied, and what is compared at
//! the end.

use rusqlite::types::ValueRef;
use uuid::Uuid;

/// A column of the target, and what it holds.
#[derive(Debug)]
pub(super) struct Column(pub(super) &'static str, pub(super) Kind);

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Uuid,
    /// As hexadecimal digits.
    Bytes,
    Text,
    /// A whole number; the column says how large.
    Number,
    /// Whole numbers, as `{1,2}`.
    Numbers,
    Bool,
    /// As microseconds since 1970.
    Instant,
    /// Kept character by character.
    Json,
    /// Kept by its meaning.
    BinaryJson,
}

/// A value that does not fit its column.
#[derive(Debug, thiserror::Error)]
#[error("a value of the wrong kind")]
pub(super) struct Misfit;

impl Kind {
    /// The text form of what SQLite holds; none for NULL.
    pub(super) fn text(self, value: ValueRef<'_>) -> Result<Option<String>, Misfit> {
        let text = match (self, value) {
            (_, ValueRef::Null) => return Ok(None),
            (Self::Uuid, ValueRef::Blob(bytes)) => Uuid::from_slice(bytes).map_err(|_| Misfit)?.to_string(),
            (Self::Bytes, ValueRef::Blob(bytes)) => hex::encode(bytes),
            (Self::Number | Self::Instant, ValueRef::Integer(number)) => number.to_string(),
            (Self::Bool, ValueRef::Integer(number)) => (number != 0).to_string(),
            (Self::BinaryJson, ValueRef::Text(text)) => {
                normal(str::from_utf8(text).map_err(|_| Misfit)?).ok_or(Misfit)?
            }
            (Self::Text | Self::Numbers | Self::Json, ValueRef::Text(text)) => {
                str::from_utf8(text).map_err(|_| Misfit)?.to_owned()
            }
            _ => return Err(Misfit),
        };
        Ok(Some(text))
    }

    /// The text form of what PostgreSQL gave for [`reads`](Self::reads).
    pub(super) fn settled(self, text: String) -> Result<String, Misfit> {
        if self == Self::BinaryJson { normal(&text).ok_or(Misfit) } else { Ok(text) }
    }

    /// How a statement of PostgreSQL reads a column as text.
    pub(super) fn reads(self, column: &str) -> String {
        match self {
            Self::Bytes => format!("encode({column}, 'hex')"),
            Self::Instant => format!("(extract(epoch FROM {column}) * 1000000)::bigint::text"),
            _ => format!("{column}::text"),
        }
    }

    /// How a statement of PostgreSQL makes a column's value from a text.
    pub(super) fn writes(self, text: &str) -> String {
        match self {
            Self::Uuid => format!("{text}::uuid"),
            Self::Bytes => format!("decode({text}, 'hex')"),
            Self::Text => text.to_owned(),
            Self::Number => format!("{text}::bigint"),
            Self::Numbers => format!("{text}::integer[]"),
            Self::Bool => format!("{text}::boolean"),
            Self::Instant => format!("'epoch'::timestamptz + {text}::bigint * interval '1 microsecond'"),
            Self::Json => format!("{text}::json"),
            Self::BinaryJson => format!("{text}::jsonb"),
        }
    }
}

/// JSON without spaces, its keys in order.
fn normal(json: &str) -> Option<String> {
    serde_json::from_str::<serde_json::Value>(json).ok().map(|value| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_that_means_the_same_has_one_text() {
        let text = |json: &str| Kind::BinaryJson.text(ValueRef::Text(json.as_bytes())).unwrap().unwrap();
        assert_eq!(text(r#"{"b": 1, "a": [2, null]}"#), text(r#"{"a":[2,null],"b":1}"#));
        assert!(Kind::BinaryJson.text(ValueRef::Text(b"{")).is_err());
    }

    #[test]
    fn a_value_of_another_kind_is_not_guessed_at() {
        assert!(Kind::Uuid.text(ValueRef::Blob(&[1; 15])).is_err());
        assert!(Kind::Instant.text(ValueRef::Text(b"now")).is_err());
        assert!(Kind::Text.text(ValueRef::Text(&[0xff])).is_err());
    }
}
