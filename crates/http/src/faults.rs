//! What faults look like over HTTP, in every format: the status, a sentence, when to try again. The cause is logged and
//! never sent.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use rekey_core::Fault;
use rekey_core::time::{Duration, whole_seconds};

use crate::headers::log_with_request;

/// The status.
pub(crate) fn status(fault: &Fault) -> StatusCode {
    match fault {
        Fault::TooManyFromNetwork { .. } | Fault::TooManyWrongPasswords { .. } => StatusCode::TOO_MANY_REQUESTS,
        Fault::Overloaded { .. } | Fault::MailDisabled | Fault::Store(_) | Fault::Directory(_) => {
            StatusCode::SERVICE_UNAVAILABLE
        }
        Fault::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// A sentence for a person.
pub(crate) fn sentence(fault: &Fault) -> &'static str {
    match fault {
        Fault::TooManyFromNetwork { .. } => "Too many requests from your network. Try again later.",
        Fault::TooManyWrongPasswords { .. } => {
            "Too many failed sign-ins for this address. Wait before you try again, or reset the password."
        }
        Fault::Overloaded { .. } => "The service is busy. Try again in a moment.",
        Fault::MailDisabled => "Email is switched off here.",
        Fault::Store(_) | Fault::Directory(_) => "The service is not available at the moment. Try again later.",
        Fault::Internal(_) => "Something went wrong on our side.",
    }
}

/// When to try again, where that is known.
pub(crate) fn retry_after(fault: &Fault) -> Option<Duration> {
    match fault {
        Fault::TooManyFromNetwork { retry_after }
        | Fault::TooManyWrongPasswords { retry_after }
        | Fault::Overloaded { retry_after } => Some(*retry_after),
        Fault::Store(_) => Some(Duration::from_secs(5)),
        Fault::Directory(error) => Some(error.retry_after()),
        Fault::MailDisabled | Fault::Internal(_) => None,
    }
}

/// Tells the operator, with the cause.
pub(crate) fn log(fault: &Fault) {
    let cause = std::error::Error::source(fault).map(tracing::field::display);
    log_with_request(|| match fault {
        Fault::TooManyFromNetwork { .. } | Fault::TooManyWrongPasswords { .. } | Fault::MailDisabled => {
            tracing::info!("{fault}");
        }
        Fault::Overloaded { .. } => tracing::warn!("{fault}"),
        Fault::Store(error) if error.is_reported() => tracing::debug!(cause, "{fault}"),
        Fault::Store(_) | Fault::Directory(_) | Fault::Internal(_) => tracing::error!(cause, "{fault}"),
    });
}

/// Says in the headers when to try again: whole seconds, rounded up, one at least.
pub(crate) fn ask_to_wait(headers: &mut HeaderMap, wait: Duration) {
    headers.insert(header::RETRY_AFTER, HeaderValue::from(whole_seconds(wait).max(1)));
}
