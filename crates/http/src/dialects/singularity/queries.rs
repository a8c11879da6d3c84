//! The queries of this API.

use rekey_core::Locale;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use utoipa::IntoParams;

use crate::input::{Email, Text, filled};

/// The query of calls that send an email.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct MailQuery {
    /// The language of the email; an unknown one counts as absent.
    #[serde(default)]
    #[param(value_type = Option<String>, example = "de")]
    pub(super) locale: Language,
}

/// The query of calls that cause a notice.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct NoticeQuery {
    /// The language of the email about the change; an unknown one counts as absent.
    #[serde(default)]
    #[param(value_type = Option<String>, example = "de")]
    pub(super) locale: Language,
}

/// The query of calls that send no email, although clients name a language.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct SilentQuery {
    /// Ignored.
    #[serde(default, rename = "locale")]
    #[param(value_type = Option<String>)]
    _locale: Language,
}

/// The query of `reset/cooldown`.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct CooldownQuery {
    #[param(value_type = String, min_length = 1, example = "demo@example.com")]
    pub(super) email: Email,
}

/// The query of `reset`.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ResetQuery {
    /// The token of the email's link.
    #[serde(default, deserialize_with = "filled")]
    #[param(value_type = String, required = true, min_length = 1)]
    pub(super) token: Option<Text>,
    /// The language of the notice about the change; an unknown one counts as absent.
    #[serde(default)]
    #[param(value_type = Option<String>, example = "de")]
    pub(super) locale: Language,
}

/// The query of `email/verification`.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct VerificationQuery {
    /// The token of the email's link.
    #[param(value_type = String, min_length = 1)]
    pub(super) token: Text,
    /// Ignored.
    #[serde(default, rename = "locale")]
    #[param(value_type = Option<String>)]
    _locale: Language,
}

/// The query of `register`.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct RegisterQuery {
    /// `false`: send no email, if addresses need no verification.
    #[serde(default, rename = "send-email", deserialize_with = "filled")]
    #[param(value_type = Option<bool>)]
    pub(super) send_email: Option<Truth>,
    /// The language of the email; an unknown one counts as absent.
    #[serde(default)]
    #[param(value_type = Option<String>, example = "de")]
    pub(super) locale: Language,
}

/// The language of the emails. One that we don't know falls back to the location's: nobody should lose a reset over it.
#[derive(Default)]
pub(super) struct Language(pub(super) Option<Locale>);

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(String::deserialize(deserializer)?.parse().ok()))
    }
}

/// `true` or `false`, in any case.
pub(super) struct Truth(pub(super) bool);

impl<'de> Deserialize<'de> for Truth {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?.to_ascii_lowercase();
        text.parse().map(Self).map_err(|_| D::Error::custom("must be true or false."))
    }
}
