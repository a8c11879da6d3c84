//! The result of a check.

use crate::command_error::CommandError;

#[derive(Debug)]
pub(super) struct Finding {
    /// The name of the check, such as `spf example.com`.
    pub(super) check: String,
    pub(super) ok: bool,
    pub(super) text: String,
    /// What to do about a problem, or advice.
    pub(super) to_do: Option<String>,
}

impl Finding {
    /// A check that an error ended, with the error's own advice if it has any.
    pub(super) fn failed(check: impl Into<String>, error: &CommandError, to_do: &str) -> Self {
        Self::problem(check, error.what(), error.advice().unwrap_or(to_do))
    }

    pub(super) fn ok(check: impl Into<String>, text: impl Into<String>) -> Self {
        Self { check: check.into(), ok: true, text: text.into(), to_do: None }
    }

    pub(super) fn problem(check: impl Into<String>, text: impl Into<String>, to_do: impl Into<String>) -> Self {
        Self { check: check.into(), ok: false, text: text.into(), to_do: Some(to_do.into()) }
    }

    /// The same of one of several.
    pub(super) fn of(self, name: &str) -> Self {
        Self { check: format!("{} {name}", self.check), ..self }
    }

    pub(super) fn with_advice(self, advice: impl Into<String>) -> Self {
        Self { to_do: Some(advice.into()), ..self }
    }
}
