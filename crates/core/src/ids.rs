//! Identifiers. Each is its own type, so that they can't be mixed up.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use uuid::Uuid;

use crate::rng::Rng;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// A new identifier: a UUID of version 7, so that rows created together are neighbours in an index.
            pub fn new(now: Timestamp, rng: &dyn Rng) -> Self {
                let mut random = [0; 10];
                rng.fill(&mut random);
                let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
                Self(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
            }

            /// The UUID itself.
            pub fn as_uuid(&self) -> Uuid {
                self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::from_str(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

uuid_id! {
    /// Names an account for its whole life; email addresses may change, this does not.
    AccountId
}
uuid_id! {
    /// Names an outbox entry: a recovery request, or a notice.
    EntryId
}
uuid_id! {
    /// Names a session, the family of refresh tokens that one sign-in starts.
    SessionId
}

/// Names a location. A positive number that the operator chooses; `1` always exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocationId(u32);

impl LocationId {
    /// The location that always exists.
    pub const FIRST: Self = Self(1);

    /// A location's id from a number; `None` for zero, negatives and numbers over 2³¹ − 1.
    pub fn new(number: i64) -> Option<Self> {
        match u32::try_from(number) {
            Ok(id @ 1..=0x7fff_ffff) => Some(Self(id)),
            _ => None,
        }
    }

    /// The number.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl fmt::Display for LocationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
