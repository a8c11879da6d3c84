//! Links that hand their holder over to a front end's own page.

use url::Url;

use super::{Recovery, TokenProblem};
use crate::error::Fault;
use crate::purpose::Purpose;
use crate::token::Token;

/// Where a mailed link leads in the end.
#[derive(Debug, Clone)]
pub struct HandOver {
    /// The target that the request named. It was allowed then; whether it still is, the caller asks again.
    pub redirect_to: Url,
    /// What is wrong with the token, if anything is.
    pub problem: Option<TokenProblem>,
}

impl Recovery {
    /// Where the link of a mail of this purpose leads, be its token good or not; none if there is no such token or
    /// its request named no target. Changes nothing (R2).
    pub async fn hand_over(&self, token: &Token, purpose: Purpose) -> Result<Option<HandOver>, Fault> {
        let record = self.0.ports.store.inspect_token(token.digest()).await?;
        Ok(record.filter(|record| record.purpose == purpose.link()).and_then(|record| {
            let problem = TokenProblem::of(record.state);
            record.redirect_to.map(|redirect_to| HandOver { redirect_to, problem })
        }))
    }
}
