//! `[tokens]`: how long secrets live (R5).

use rekey_core::location::{LONGEST_LIFETIME, LONGEST_NOT_ME_LIFETIME, LifetimeSettings, Lifetimes, SHORTEST_LIFETIME};
use rekey_core::time::Duration;

use super::reader::Reader;

/// Locations may override all but the last two.
#[derive(Debug, Clone, Copy)]
pub struct TokensConfig {
    /// See [`Lifetimes::link`].
    pub link: Duration,
    /// See [`Lifetimes::code`].
    pub code: Duration,
    /// See [`Lifetimes::exchanged_token`].
    pub exchanged_token: Duration,
    /// See [`Lifetimes::one_time_token`].
    pub one_time_token: Duration,
    /// See [`Lifetimes::not_me_link`].
    pub not_me_link: Duration,
    /// Applies where neither the client nor its API sets another lifetime.
    pub bearer: Duration,
    pub refresh: Duration,
}

const SHORTEST_REFRESH: Duration = Duration::from_mins(1);
const LONGEST_REFRESH: Duration = Duration::from_hours(365 * 24);

/// The lifetimes that `[tokens]` and a location's `lifetimes` have in common.
pub(super) fn lifetimes(reader: &mut Reader<'_>) -> LifetimeSettings {
    let mut lifetime = |key| reader.span(key, SHORTEST_LIFETIME, LONGEST_LIFETIME);
    LifetimeSettings {
        link: lifetime("link"),
        code: lifetime("code"),
        exchanged_token: lifetime("exchanged_token"),
        one_time_token: lifetime("one_time_token"),
        not_me_link: reader.span("not_me_link", SHORTEST_LIFETIME, LONGEST_NOT_ME_LIFETIME),
    }
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
            // docs/contracts/nexudus.md
            refresh: Duration::from_hours(15 * 24),
        }
    }
}

impl TokensConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let default = Self::default();
        let LifetimeSettings { link, code, exchanged_token, one_time_token, not_me_link } = lifetimes(reader);
        Self {
            link: link.unwrap_or(default.link),
            code: code.unwrap_or(default.code),
            exchanged_token: exchanged_token.unwrap_or(default.exchanged_token),
            one_time_token: one_time_token.unwrap_or(default.one_time_token),
            not_me_link: not_me_link.unwrap_or(default.not_me_link),
            bearer: reader.span("bearer", SHORTEST_LIFETIME, LONGEST_LIFETIME).unwrap_or(default.bearer),
            refresh: reader.span("refresh", SHORTEST_REFRESH, LONGEST_REFRESH).unwrap_or(default.refresh),
        }
    }

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
