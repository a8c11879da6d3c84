//! Context of the page for the second step of signing in.

use serde::Serialize;

use super::Setback;
use crate::context::PageContext;
use crate::context::values::{FormKeys, Span, sample};

/// Asks for the authenticator app's code or a recovery code. Posts `code` to `/signin/second-factor`.
#[derive(Debug, Clone, Serialize)]
pub struct SecondFactorPage {
    /// The hidden fields.
    pub form: FormKeys,
    /// The account's address.
    pub email: String,
    /// Whether this page follows a reset, whose success it reports.
    pub after_reset: bool,
    /// What was wrong with the code.
    pub problem: Option<SecondFactorProblem>,
    /// Why the form was not looked at.
    pub setback: Option<Setback>,
}

/// What is wrong with a second factor that was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "key", content = "wait")]
pub enum SecondFactorProblem {
    /// It is neither six digits nor a recovery code.
    #[serde(rename = "second-factor-problem-malformed")]
    Malformed,
    /// It is wrong, late or used: one sentence for all.
    #[serde(rename = "second-factor-problem-wrong")]
    Wrong,
    /// Too many were wrong: codes of the app are ignored for this long.
    #[serde(rename = "second-factor-problem-blocked")]
    Blocked(Span),
}

impl PageContext for SecondFactorPage {
    const TEMPLATE: &'static str = "pages/second_factor.html";

    fn samples() -> Vec<(&'static str, Self)> {
        let fresh = Self {
            form: sample::form(),
            email: sample::EMAIL.to_owned(),
            after_reset: false,
            problem: None,
            setback: None,
        };
        let malformed = Self { problem: Some(SecondFactorProblem::Malformed), ..fresh.clone() };
        let wrong = Self { problem: Some(SecondFactorProblem::Wrong), ..fresh.clone() };
        let blocked = Self { problem: Some(SecondFactorProblem::Blocked(sample::minutes(14))), ..fresh.clone() };
        let after_reset = Self { after_reset: true, ..fresh.clone() };
        vec![
            ("fresh", fresh),
            ("after-reset", after_reset),
            ("malformed", malformed),
            ("wrong", wrong),
            ("blocked", blocked),
        ]
    }
}
