//! Reading what strangers send, strictly: a repeated key, a wrong type or a wrong content type never gets further.
//!
//! Functions that need only bytes and headers are public: a server in front of this one can read them the same way, and
//! `properties/` states what is true for any input.

mod authorization;
mod body;
mod device;
mod fields;
mod forwarded;
mod json;
mod key_case;
mod languages;
mod typed;
mod values;

use axum::http::StatusCode;
use rekey_core::second_factor::Proof;
use rekey_core::sign_in::SecondStep;

pub(crate) use body::{BodyError, MAX_BODY_BYTES, is_media_type, read_body, read_large_body};
pub(crate) use json::{read_body_as, read_object, read_optional_body_as};
pub(crate) use values::{Email, Given, Text, Totp, Whole, code, email, filled, required};

pub use authorization::{Credentials, basic, bearer};
pub use device::device;
pub(crate) use fields::{FORM, read_form_as, read_query};
pub use fields::{Fields, MAX_FIELDS};
pub(crate) use forwarded::is_trusted;
pub use forwarded::{ClientAddressHeader, client_address, forwarded_entry};
pub use json::JsonObject;
pub use key_case::KeyCase;
pub use languages::accepted_languages;

/// What is wrong with an input. The text is a sentence for the developer of the front end; it repeats no value
/// that was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// Over 16 KiB.
    #[error("The body is larger than 16 KiB.")]
    TooLarge,
    /// Not the content type that the route takes.
    #[error("The content type is not supported here.")]
    UnsupportedMediaType,
    /// Not what the route takes.
    #[error("{0}")]
    Malformed(String),
}

impl InputError {
    /// The status that every shape gives it.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
        }
    }

    pub(crate) fn malformed(text: impl Into<String>) -> Self {
        Self::Malformed(text.into())
    }
}

/// Longer than any token that we hand out, JWTs included.
const OVER_LONG: usize = 4_096;

/// Refuses an over-long token where tokens of several kinds are accepted (docs/contracts/README.md).
pub(crate) fn not_too_long(token: &str) -> Result<(), InputError> {
    if token.len() < OVER_LONG { Ok(()) } else { Err(InputError::malformed("The token is too long.")) }
}

/// The second factor in the field `totp`, if it comes along with the password or the code.
pub(crate) fn second_step(totp: Option<&str>) -> Result<SecondStep, InputError> {
    let proof = totp.map(|text| {
        Proof::parse(text).ok_or_else(|| InputError::malformed("totp must be six digits or a recovery code."))
    });
    Ok(SecondStep::AtOnce(proof.transpose()?))
}

/// Refuses unknown fields. The message repeats only what looks like a name.
fn only<'a>(mut fields: impl Iterator<Item = &'a str>, known: &[&str]) -> Result<(), InputError> {
    let Some(unknown) = fields.find(|field| !known.contains(field)) else { return Ok(()) };
    let is_name = (1..=40).contains(&unknown.len())
        && unknown.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    let field = if is_name { format!("Unknown field {unknown}") } else { "Unknown field".to_owned() };
    Err(InputError::malformed(format!("{field}; known fields: {}.", known.join(", "))))
}

impl From<BodyError> for InputError {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::TooLarge => Self::TooLarge,
            BodyError::Broken => Self::malformed("The body could not be read."),
        }
    }
}
