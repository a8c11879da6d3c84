//! How values of settings are read. Every message says what would be right.

use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::str::FromStr;

use rekey_core::location::{LONGEST_LIFETIME, LONGEST_NOT_ME_LIFETIME, SHORTEST_LIFETIME};
use rekey_core::rate::Rate;
use rekey_core::span;
use rekey_core::time::Duration;
use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};
use url::{Host, Url};

/// How every limit is switched off.
pub(super) const OFF: &str = "off";

/// The longest cooldown.
pub const LONGEST_COOLDOWN: Duration = Duration::from_hours(24);

/// A text that parses.
pub fn text<'de, D: Deserializer<'de>, T: FromStr<Err: Display>>(input: D) -> Result<T, D::Error> {
    String::deserialize(input)?.parse().map_err(D::Error::custom)
}

/// A text that parses, for a setting that may be absent.
pub fn some_text<'de, D: Deserializer<'de>, T: FromStr<Err: Display>>(input: D) -> Result<Option<T>, D::Error> {
    text(input).map(Some)
}

/// How lists of texts are written.
const LIST: &str = "a list: [\"a\", \"b\"] in a file; a,b or the JSON [\"a\", \"b\"] in the environment";

/// A list of texts.
pub fn plain_texts<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<String>, D::Error> {
    list(input, LIST)
}

/// A list. Where there is none, the complaint says what was `expected`.
pub fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    input: D,
    expected: &'static str,
) -> Result<Vec<T>, D::Error> {
    input.deserialize_seq(Items { expected, kind: PhantomData })
}

struct Items<T> {
    expected: &'static str,
    kind: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Items<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        std::iter::from_fn(|| items.next_element().transpose()).collect()
    }
}

/// A list of texts that parse.
pub fn texts<'de, D: Deserializer<'de>, T: FromStr<Err: Display>>(input: D) -> Result<Vec<T>, D::Error> {
    let texts = plain_texts(input)?;
    texts.iter().map(|text| text.parse().map_err(|error| D::Error::custom(format!("`{text}`: {error}")))).collect()
}

/// Why an address that secrets go to is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressFault {
    /// It is no URL, or one that does not begin with https:.
    NoHttps,
    /// It has a user, a query or a fragment.
    NotBare,
    /// It begins with http:, and its host is not this machine.
    InTheOpen,
}

/// An address that secrets go to: https, or http for loopback hosts; no user, query or fragment.
pub fn safe_address(text: &str) -> Result<Url, AddressFault> {
    let url = Url::parse(text).map_err(|_| AddressFault::NoHttps)?;
    let has_user = !url.username().is_empty() || url.password().is_some();
    match (url.scheme(), url.host()) {
        _ if has_user || url.query().is_some() || url.fragment().is_some() => Err(AddressFault::NotBare),
        ("https", Some(_)) => Ok(url),
        ("http", Some(host)) if is_loopback(&host) => Ok(url),
        ("http", Some(_)) => Err(AddressFault::InTheOpen),
        _ => Err(AddressFault::NoHttps),
    }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

/// A rate such as `3/15m`, or `off`.
pub fn rate_or_off<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Rate>, D::Error> {
    let text = String::deserialize(input)?;
    if text == OFF {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|error| D::Error::custom(format!("{error}, or \"{OFF}\"")))
}

/// A cooldown such as `60s`, or `off`.
pub fn cooldown<'de, D: Deserializer<'de>>(input: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(input)?;
    if text == OFF {
        return Ok(Duration::ZERO);
    }
    let span = span::parse(&text).map_err(|error| D::Error::custom(format!("{error}, or \"{OFF}\"")))?;
    within(span, Duration::ZERO, LONGEST_COOLDOWN).map_err(D::Error::custom)
}

/// A cooldown that may be absent.
pub fn some_cooldown<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Duration>, D::Error> {
    cooldown(input).map(Some)
}

/// How long a link, a code or a token lives (R5).
pub fn lifetime<'de, D: Deserializer<'de>>(input: D) -> Result<Duration, D::Error> {
    span_within(input, SHORTEST_LIFETIME, LONGEST_LIFETIME)
}

/// A lifetime that may be absent.
pub fn some_lifetime<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Duration>, D::Error> {
    lifetime(input).map(Some)
}

/// How long a "this wasn't me" link lives.
pub fn not_me_lifetime<'de, D: Deserializer<'de>>(input: D) -> Result<Duration, D::Error> {
    span_within(input, SHORTEST_LIFETIME, LONGEST_NOT_ME_LIFETIME)
}

/// A "this wasn't me" lifetime that may be absent.
pub fn some_not_me_lifetime<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Duration>, D::Error> {
    not_me_lifetime(input).map(Some)
}

/// A span between two bounds.
pub fn span_within<'de, D: Deserializer<'de>>(
    input: D,
    shortest: Duration,
    longest: Duration,
) -> Result<Duration, D::Error> {
    let span = span::parse(&String::deserialize(input)?).map_err(D::Error::custom)?;
    within(span, shortest, longest).map_err(D::Error::custom)
}

fn within(span: Duration, shortest: Duration, longest: Duration) -> Result<Duration, String> {
    if (shortest..=longest).contains(&span) {
        Ok(span)
    } else {
        Err(format!("expected a span from {} to {}", span::format(shortest), span::format(longest)))
    }
}

/// A whole number between two bounds.
pub fn number_within<'de, D: Deserializer<'de>>(input: D, least: u32, most: u32) -> Result<u32, D::Error> {
    let expected = || D::Error::custom(format!("expected a whole number from {least} to {most}"));
    let number = i64::deserialize(input).map_err(|_| expected())?;
    u32::try_from(number).ok().filter(|number| (least..=most).contains(number)).ok_or_else(expected)
}
