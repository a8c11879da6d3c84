//! Values that bodies hold, read where they are parsed.

use std::ops::Deref;

use rekey_core::second_factor::Proof;
use rekey_core::{Code, EmailAddress, Password};
use serde::de::{Error, IntoDeserializer};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::InputError;

/// A text that is not empty.
#[derive(Clone)]
pub(crate) struct Text(String);

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.is_empty() { Err(D::Error::custom("is required.")) } else { Ok(Self(text)) }
    }
}

/// Fields hold passwords, tokens and codes.
impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Text(…)")
    }
}

impl Text {
    /// The password that was typed.
    pub(crate) fn password(self) -> Password {
        Password::new(self.0)
    }
}

/// An address.
#[derive(Debug, Clone)]
pub(crate) struct Email(pub(crate) EmailAddress);

impl<'de> Deserialize<'de> for Email {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Text::deserialize(deserializer)?;
        EmailAddress::parse(&text).map(Self).map_err(|_| D::Error::custom("must be an email address."))
    }
}

/// A second factor: what the app shows, or a recovery code.
#[derive(Debug, Clone)]
pub(crate) struct Totp(pub(crate) Proof);

impl<'de> Deserialize<'de> for Totp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Proof::parse(&text).map(Self).ok_or_else(|| D::Error::custom("must be six digits or a recovery code."))
    }
}

/// A whole number. Clients also write it as a string, or with a fraction of zero.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Whole(pub(crate) i64);

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = match Value::deserialize(deserializer)? {
            Value::Number(number) => number.as_i64().or_else(|| whole(number.as_f64()?)),
            Value::String(text) => text.parse().ok(),
            _ => None,
        };
        number.map(Self).ok_or_else(|| D::Error::custom("must be a whole number."))
    }
}

/// A number without a fraction, within what doubles tell apart.
fn whole(number: f64) -> Option<i64> {
    const LARGEST: f64 = 9_007_199_254_740_991.0;
    #[expect(clippy::cast_possible_truncation, reason = "the number is whole, and small enough")]
    (number.fract() == 0.0 && number.abs() <= LARGEST).then_some(number as i64)
}

/// A field whose absence and null differ: with a default, none if it is absent.
#[derive(Default)]
pub(crate) struct Given<T>(pub(crate) Option<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Given<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(|value| Self(Some(value)))
    }
}

/// A field of a form or query that may be absent; an empty one counts as absent, as browsers send them.
pub(crate) fn filled<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.is_empty() { Ok(None) } else { T::deserialize(text.into_deserializer()).map(Some) }
}

/// A field that a form turns out to need.
pub(crate) fn required<T>(field: &str, value: Option<T>) -> Result<T, InputError> {
    value.ok_or_else(|| InputError::malformed(format!("{field} is required.")))
}

/// An address in the field `email`.
pub(crate) fn email(text: &str) -> Result<EmailAddress, InputError> {
    if text.is_empty() {
        return Err(InputError::malformed("email is required."));
    }
    EmailAddress::parse(text).map_err(|_| InputError::malformed("email must be an email address."))
}

/// A mailed code in a field of this name.
pub(crate) fn code(field: &str, text: Option<&str>) -> Result<Code, InputError> {
    let text = text.filter(|text| !text.is_empty());
    let text = text.ok_or_else(|| InputError::malformed(format!("{field} is required.")))?;
    Code::parse(text).ok_or_else(|| InputError::malformed(format!("{field} must be six digits.")))
}
