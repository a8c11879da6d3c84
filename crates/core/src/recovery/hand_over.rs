//! Links that lead to a front end's own page.

use url::Url;

use super::{Recovery, TokenProblem};
use crate::error::Fault;
use crate::purpose::Purpose;
use crate::token::Token;

/// The final target of a mailed link.
#[derive(Debug, Clone)]
pub struct HandOver {
    /// The target that the request named. It was allowed then; the caller must check whether it still is.
    pub redirect_to: Url,
    /// What is wrong with the token, if anything.
    pub problem: Option<TokenProblem>,
}

impl Recovery {
    /// Where the link of an email with this purpose leads, even if its token is no longer valid. None if the token is
    /// unknown or its request named no target. Changes nothing (R2).
    pub async fn hand_over(&self, token: &Token, purpose: Purpose) -> Result<Option<HandOver>, Fault> {
        let record = self.0.ports.store.inspect_token(token.digest()).await?;
        Ok(record.filter(|record| record.purpose == purpose.link()).and_then(|record| {
            let problem = TokenProblem::of(record.state);
            record.redirect_to.map(|redirect_to| HandOver { redirect_to, problem })
        }))
    }
}
