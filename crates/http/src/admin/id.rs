//! The account that a path names.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use rekey_core::AccountId;

use super::error::Refusal;
use crate::app::SharedApp;

/// An extractor for the account's id. Malformed ids get the answer for unknown accounts.
pub(super) struct Id(pub(super) AccountId);

impl FromRequestParts<SharedApp> for Id {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &SharedApp) -> Result<Self, Refusal> {
        let text = Path::<String>::from_request_parts(parts, app).await.map_err(|_| Refusal::NoAccount)?;
        text.parse().map(Self).map_err(|_| Refusal::NoAccount)
    }
}
