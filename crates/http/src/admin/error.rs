//! Failures as problem+json (RFC 9457): one table of codes, statuses and sentences. Codes are stable.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use rekey_core::accounts::{DraftError, EditError, StartResetError};
use rekey_core::policy::BrokenRule;
use rekey_core::recovery::{RedeemError, TokenProblem};
use rekey_core::time::Duration;
use rekey_core::{Fault, LocationId};

use super::wire::{Problem, RuleProblem};
use super::{AdminRefusal, AdminRefused};
use crate::error_response::ErrorResponse;
use crate::faults;
use crate::input::InputError;

/// The media type of every failure.
pub(super) const PROBLEM_JSON: &str = "application/problem+json";

/// Everything that `/v1` can refuse.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The input is not what the route takes.
    Input(InputError),
    /// The admin token is missing or wrong.
    Token,
    /// There is no admin token.
    Off,
    /// Nobody has this id.
    NoAccount,
    /// There is nothing under this path.
    NoRoute,
    /// Not by this method.
    Method,
    /// Another account has the address.
    AddressTaken,
    /// Another account has the external id.
    ExternalIdTaken,
    /// A directory keeps what was to be changed.
    InDirectory,
    /// The account is locked.
    Locked,
    /// There is no location of that number.
    Location(LocationId),
    /// The password breaks rules.
    Password(Vec<BrokenRule>),
    /// Passwords with this hash could not be verified.
    Hash(String),
    /// The assertion isn't valid.
    Assertion(TokenProblem),
    /// The address has to wait for its next email.
    TooSoon(Duration),
    /// Another request had this idempotency key.
    KeyReused,
    /// The request with this idempotency key is not answered yet.
    UnderWay,
    /// It has nothing to do with what was asked.
    Fault(Fault),
}

impl From<InputError> for Refusal {
    fn from(error: InputError) -> Self {
        Self::Input(error)
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl AdminRefused for Refusal {}

impl From<AdminRefusal> for Refusal {
    fn from(refusal: AdminRefusal) -> Self {
        match refusal {
            AdminRefusal::Off => Self::Off,
            AdminRefusal::Missing | AdminRefusal::Token => Self::Token,
            AdminRefusal::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<DraftError> for Refusal {
    fn from(error: DraftError) -> Self {
        match error {
            DraftError::AddressTaken => Self::AddressTaken,
            DraftError::ExternalIdTaken => Self::ExternalIdTaken,
            DraftError::UnknownLocation(id) => Self::Location(id),
            DraftError::Password(rules) => Self::Password(rules),
            error @ DraftError::UnusableHash(_) => Self::Hash(sentence(&error)),
            error @ (DraftError::Name | DraftError::Provider) => Self::Input(InputError::malformed(sentence(&error))),
            DraftError::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<EditError> for Refusal {
    fn from(error: EditError) -> Self {
        match error {
            EditError::Unknown => Self::NoAccount,
            EditError::AddressTaken => Self::AddressTaken,
            EditError::ExternalIdTaken => Self::ExternalIdTaken,
            EditError::InDirectory => Self::InDirectory,
            EditError::UnknownLocation(id) => Self::Location(id),
            error @ (EditError::NoLocation | EditError::Name | EditError::Provider) => {
                Self::Input(InputError::malformed(sentence(&error)))
            }
            EditError::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<StartResetError> for Refusal {
    fn from(error: StartResetError) -> Self {
        match error {
            StartResetError::Unknown => Self::NoAccount,
            StartResetError::Locked => Self::Locked,
            StartResetError::Fault(fault) => Self::Fault(fault),
        }
    }
}

impl From<RedeemError> for Refusal {
    fn from(error: RedeemError) -> Self {
        match error {
            RedeemError::Token(problem) => Self::Assertion(problem),
            error @ RedeemError::NoAudience => Self::Input(InputError::malformed(format!("{error}."))),
            RedeemError::Fault(fault) => Self::Fault(fault),
        }
    }
}

/// An error's words as a sentence.
fn sentence(error: &dyn std::error::Error) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    format!("{}{}.", first.map(String::from).unwrap_or_default(), letters.as_str())
}

impl Refusal {
    /// Code and title: both stable, neither depends on the request.
    fn row(&self) -> (&'static str, &'static str) {
        match self {
            Self::Input(InputError::TooLarge) => ("payload_too_large", "The body is too large"),
            Self::Input(InputError::UnsupportedMediaType) => ("unsupported_media_type", "The body is not JSON"),
            Self::Input(InputError::Malformed(_)) => ("invalid_request", "The request is not valid"),
            Self::Token => ("unauthorized", "The admin token is missing or wrong"),
            Self::Off => ("admin_api_off", "The API is closed"),
            Self::NoAccount => ("account_not_found", "Unknown account"),
            Self::NoRoute => ("not_found", "Not found"),
            Self::Method => ("method_not_allowed", "The method is not allowed here"),
            Self::AddressTaken => ("address_taken", "The address is in use"),
            Self::ExternalIdTaken => ("external_id_taken", "The external id is in use"),
            Self::InDirectory => ("account_in_directory", "A directory keeps the account"),
            Self::Locked => ("account_locked", "The account is locked"),
            Self::Location(_) => ("unknown_location", "Unknown location"),
            Self::Password(_) => ("password_refused", "The password breaks rules"),
            Self::Hash(_) => ("unusable_password_hash", "The password hash can't be used"),
            Self::Assertion(_) => ("assertion_refused", "The assertion can't be redeemed"),
            Self::TooSoon(_) => ("too_soon", "The address has to wait for its next email"),
            Self::KeyReused => ("idempotency_key_reused", "The idempotency key belongs to another request"),
            Self::UnderWay => ("request_under_way", "The request is under way"),
            Self::Fault(Fault::TooManyFromNetwork { .. } | Fault::TooManyWrongPasswords { .. }) => {
                ("too_many_requests", "Too many failures")
            }
            Self::Fault(Fault::Overloaded { .. }) => ("overloaded", "The service is busy"),
            Self::Fault(Fault::Store(_) | Fault::Directory(_)) => ("unavailable", "The service is not available"),
            Self::Fault(Fault::MailDisabled) => ("mail_disabled", "Email is switched off"),
            Self::Fault(Fault::Internal(_)) => ("internal_error", "Something failed"),
        }
    }

    /// What is wrong this time.
    fn sentence(&self) -> String {
        match self {
            Self::Input(error) => error.to_string(),
            Self::Token => "Send the setting admin.token as a bearer token.".to_owned(),
            Self::Off => "No admin token is set; set admin.token to open /v1.".to_owned(),
            Self::NoAccount => "No account has this id.".to_owned(),
            Self::NoRoute => "See /docs for the routes.".to_owned(),
            Self::Method => "See /docs for the methods of this path.".to_owned(),
            Self::AddressTaken => "Another account has this address.".to_owned(),
            Self::ExternalIdTaken => "Another account has this external id.".to_owned(),
            Self::InDirectory => {
                "Change its address, name, language, provider and profile in the directory.".to_owned()
            }
            Self::Locked => "A locked account gets no email; unlock it first.".to_owned(),
            Self::Location(id) => format!("There is no location {id}."),
            Self::Password(_) => "The password does not meet the location's rules; see errors.".to_owned(),
            Self::Hash(sentence) => sentence.clone(),
            Self::Assertion(TokenProblem::Unknown) => {
                "It isn't an assertion for this audience, or it is more than a minute old.".to_owned()
            }
            Self::Assertion(TokenProblem::Expired) => "It is more than a minute old.".to_owned(),
            Self::Assertion(TokenProblem::Used) => "It was redeemed before.".to_owned(),
            Self::Assertion(TokenProblem::Void) => "Its account has changed since, or can't sign in.".to_owned(),
            Self::TooSoon(_) => "An email was sent a moment ago. Wait before you start another reset.".to_owned(),
            Self::KeyReused => "Use a new key for each request, and repeat a key only with its own request.".to_owned(),
            Self::UnderWay => "The first request with this key is not answered yet. Try again in a moment.".to_owned(),
            Self::Fault(fault) => faults::sentence(fault).to_owned(),
        }
    }
}

impl ErrorResponse for Refusal {
    type Body = Problem;

    const MEDIA_TYPE: &'static str = PROBLEM_JSON;

    fn status(&self) -> StatusCode {
        match self {
            Self::Input(error) => error.status(),
            Self::Token => StatusCode::UNAUTHORIZED,
            Self::Off => StatusCode::FORBIDDEN,
            Self::NoAccount | Self::NoRoute => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::AddressTaken | Self::ExternalIdTaken | Self::InDirectory | Self::Locked | Self::UnderWay => {
                StatusCode::CONFLICT
            }
            Self::Location(_) | Self::Password(_) | Self::Hash(_) | Self::Assertion(_) | Self::KeyReused => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Self::TooSoon(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Fault(fault) => faults::status(fault),
        }
    }

    fn body(&self) -> Problem {
        let (code, title) = self.row();
        let errors = match self {
            Self::Password(rules) => {
                Some(rules.iter().map(|rule| RuleProblem { code: rule.code(), detail: rule.to_string() }).collect())
            }
            _ => None,
        };
        let kind = format!("urn:rekey:problem:{code}");
        Problem { kind, title, status: self.status().as_u16(), detail: self.sentence(), code, errors }
    }

    fn summary(&self) -> String {
        format!("{}: {}", self.row().0, self.sentence())
    }

    fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Fault(fault) => Some(fault),
            _ => None,
        }
    }

    fn wait(&self) -> Option<Duration> {
        match self {
            Self::TooSoon(wait) => Some(*wait),
            Self::UnderWay => Some(Duration::from_secs(1)),
            _ => None,
        }
    }

    fn challenge(&self) -> Option<&'static str> {
        matches!(self, Self::Token).then_some("Bearer realm=\"admin\"")
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        self.answer()
    }
}
