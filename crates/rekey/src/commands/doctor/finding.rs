//! What a check found.

/// What a check found, and what to do about it.
#[derive(Debug)]
pub(super) struct Finding {
    /// What was looked at, such as `spf example.com`.
    pub(super) check: String,
    /// Whether all is well.
    pub(super) ok: bool,
    /// What is there.
    pub(super) text: String,
    /// What to do; advice, where all is well.
    pub(super) to_do: Option<String>,
}

impl Finding {
    /// All is well.
    pub(super) fn well(check: impl Into<String>, text: impl Into<String>) -> Self {
        Self { check: check.into(), ok: true, text: text.into(), to_do: None }
    }

    /// Something is amiss.
    pub(super) fn amiss(check: impl Into<String>, text: impl Into<String>, to_do: impl Into<String>) -> Self {
        Self { check: check.into(), ok: false, text: text.into(), to_do: Some(to_do.into()) }
    }

    /// The same finding with advice.
    pub(super) fn with_advice(self, advice: impl Into<String>) -> Self {
        Self { to_do: Some(advice.into()), ..self }
    }
}
