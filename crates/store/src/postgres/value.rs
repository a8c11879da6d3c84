//! Values for statements, each with its database type: unnamed statements can't ask the server for it.

use rekey_core::time::{Duration, Timestamp};
use tokio_postgres::types::{ToSql, Type};
use uuid::Uuid;

/// A value and its type.
pub(super) type Value<'a> = (&'a (dyn ToSql + Sync), Type);

/// A Rust type that is always stored in columns of one type.
pub(super) trait Column: ToSql + Sync {
    /// That type.
    const TYPE: Type;
}

macro_rules! columns {
    ($($rust:ty => $one:ident, $many:ident;)+) => {
        $(
            impl Column for $rust {
                const TYPE: Type = Type::$one;
            }
            impl Column for Option<$rust> {
                const TYPE: Type = Type::$one;
            }
            impl Column for Vec<$rust> {
                const TYPE: Type = Type::$many;
            }
            impl Column for Vec<Option<$rust>> {
                const TYPE: Type = Type::$many;
            }
        )+
    };
}

columns! {
    bool => BOOL, BOOL_ARRAY;
    i32 => INT4, INT4_ARRAY;
    i64 => INT8, INT8_ARRAY;
    &str => TEXT, TEXT_ARRAY;
    String => TEXT, TEXT_ARRAY;
    &[u8] => BYTEA, BYTEA_ARRAY;
    Uuid => UUID, UUID_ARRAY;
    Timestamp => TIMESTAMPTZ, TIMESTAMPTZ_ARRAY;
}

/// A value with the type of its Rust type.
pub(super) fn value<T: Column>(value: &T) -> Value<'_> {
    (value, T::TYPE)
}

/// A span as statements take it, which multiply it by `interval '1 microsecond'`.
pub(super) fn micros(span: Duration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}

/// The values of a statement, `$1` first.
macro_rules! values {
    ($($value:expr),* $(,)?) => {
        &[$($crate::postgres::value::value(&$value)),*]
    };
}
pub(super) use values;
