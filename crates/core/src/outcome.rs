//! What steps come to, by a few stable names: what figures tell apart.

use crate::engine::Shared;
use crate::error::Fault;
use crate::ports::Event;
use crate::recovery::{CompleteError, ExchangeError, InspectError, RequestError, TokenProblem};
use crate::session::SessionError;
use crate::sign_in::SignInError;

/// What went well.
pub(crate) const DONE: &str = "done";

/// Something that goes wrong under a name of its own.
pub(crate) trait Named {
    /// The stable name.
    fn name(&self) -> &'static str;
}

impl Shared {
    /// Tells the observer what a step came to.
    pub(crate) async fn observed<T, E: Named>(
        &self,
        step: impl Future<Output = Result<T, E>>,
        event: impl FnOnce(&'static str) -> Event,
    ) -> Result<T, E> {
        let done = step.await;
        self.ports.observer.happened(event(done.as_ref().map_or_else(Named::name, |_| DONE)));
        done
    }
}

impl Named for Fault {
    fn name(&self) -> &'static str {
        match self {
            Self::TooManyFromNetwork { .. } => "too_many_from_network",
            Self::TooManyWrongPasswords { .. } => "too_many_wrong_passwords",
            Self::Overloaded { .. } => "overloaded",
            Self::MailDisabled => "mail_disabled",
            Self::Store(_) => "store_failed",
            Self::Internal(_) => "internal",
        }
    }
}

impl Named for TokenProblem {
    fn name(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown_token",
            Self::Expired => "expired_token",
            Self::Used => "used_token",
            Self::Void => "void_token",
        }
    }
}

impl Named for RequestError {
    fn name(&self) -> &'static str {
        match self {
            Self::UnknownLocation => "unknown_location",
            Self::Fault(fault) => fault.name(),
        }
    }
}

impl Named for InspectError {
    fn name(&self) -> &'static str {
        match self {
            Self::Token(problem) => problem.name(),
            Self::Fault(fault) => fault.name(),
        }
    }
}

impl Named for CompleteError {
    fn name(&self) -> &'static str {
        match self {
            Self::Token(problem) => problem.name(),
            Self::Password(_) => "password_refused",
            Self::Fault(fault) => fault.name(),
        }
    }
}

impl Named for ExchangeError {
    fn name(&self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Fault(fault) => fault.name(),
        }
    }
}

impl Named for SignInError {
    fn name(&self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::MustReset => "must_reset",
            Self::NotVerified => "not_verified",
            Self::SecondFactor { .. } => "second_factor",
            Self::Fault(fault) => fault.name(),
        }
    }
}

impl Named for SessionError {
    fn name(&self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Fault(fault) => fault.name(),
        }
    }
}
