//! `[tokens]`: how long secrets live (R5).

use rekey_core::location::Lifetimes;
use rekey_core::time::Duration;
use serde::{Deserialize, Deserializer};

use super::read;

/// `[tokens]`. Locations may set all but the last two for themselves.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(default)]
pub struct TokensConfig {
    /// See [`Lifetimes::link`].
    #[serde(deserialize_with = "read::lifetime")]
    pub link: Duration,
    /// See [`Lifetimes::code`].
    #[serde(deserialize_with = "read::lifetime")]
    pub code: Duration,
    /// See [`Lifetimes::exchanged_token`].
    #[serde(deserialize_with = "read::lifetime")]
    pub exchanged_token: Duration,
    /// See [`Lifetimes::one_time_token`].
    #[serde(deserialize_with = "read::lifetime")]
    pub one_time_token: Duration,
    /// See [`Lifetimes::not_me_link`].
    #[serde(deserialize_with = "read::not_me_lifetime")]
    pub not_me_link: Duration,
    /// A bearer token, where neither the client nor its API says another.
    #[serde(deserialize_with = "read::lifetime")]
    pub bearer: Duration,
    /// A refresh token.
    #[serde(deserialize_with = "refresh")]
    pub refresh: Duration,
}

impl Default for TokensConfig {
    fn default() -> Self {
        let Lifetimes { link, code, exchanged_token, one_time_token, not_me_link } = Lifetimes::default();
        Self {
            link,
            code,
            exchanged_token,
            one_time_token,
            not_me_link,
            bearer: Duration::from_hours(1),
            // contracts/nexudus.md
            refresh: Duration::from_hours(15 * 24),
        }
    }
}

fn refresh<'de, D: Deserializer<'de>>(input: D) -> Result<Duration, D::Error> {
    read::span_within(input, Duration::from_mins(1), Duration::from_hours(365 * 24))
}

impl TokensConfig {
    /// The part that locations start from.
    pub fn lifetimes(&self) -> Lifetimes {
        Lifetimes {
            link: self.link,
            code: self.code,
            exchanged_token: self.exchanged_token,
            one_time_token: self.one_time_token,
            not_me_link: self.not_me_link,
        }
    }
}
