//! Failures say where and when they happened, which the routes that refuse need not know.

use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::wire::{ErrorBody, Problem};
use crate::headers::Received;

/// Gives a response that carries a [`Problem`] its body.
pub(super) fn fill_in(mut response: Response, path: &str) -> Response {
    let Some(problem) = response.extensions_mut().remove::<Problem>() else { return response };
    let status = response.status();
    let timestamp = Received::now().map(|received| received.at.to_string()).unwrap_or_default();
    let body = ErrorBody::new(status, problem, timestamp, path.to_owned());
    let mut headers = std::mem::take(response.headers_mut());
    // Of the empty body.
    headers.remove(header::CONTENT_LENGTH);
    let mut filled = (status, Json(body)).into_response();
    filled.headers_mut().extend(headers);
    filled
}
