//! Failures: a dialect's table of them, and their answers. The answers and the OpenAPI document use the same rows.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rekey_core::Fault;
use rekey_core::time::Duration;
use serde::Serialize;
use utoipa::ToSchema;

use crate::faults;

/// A row of a table of failures.
pub(crate) trait ErrorResponse: From<Fault> {
    /// The body's type. Its schema must be among the components of the API.
    type Body: Serialize + ToSchema;

    /// The type of that body.
    const MEDIA_TYPE: &'static str = "application/json";

    /// The status.
    fn status(&self) -> StatusCode;

    /// The body.
    fn body(&self) -> Self::Body;

    /// What distinguishes this failure from others with its status: its code, if it has one, and its sentence.
    fn summary(&self) -> String;

    /// What happened on our side, if that is why.
    fn fault(&self) -> Option<&Fault>;

    /// When to try again, if the failure knows. A fault's own time need not be repeated here.
    fn wait(&self) -> Option<Duration> {
        None
    }

    /// How to authenticate (RFC 9110, 11.6.1), if that is missing.
    fn challenge(&self) -> Option<&'static str> {
        None
    }

    /// When to try again, where that is known.
    fn retry_after(&self) -> Option<Duration> {
        self.wait().or_else(|| self.fault().and_then(faults::retry_after))
    }

    /// The answer, with its headers. A fault's cause goes to the log.
    fn answer(&self) -> Response {
        let mut response = (self.status(), Json(self.body())).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(Self::MEDIA_TYPE));
        self.head(&mut response);
        response
    }

    /// The answer's headers, for a body that somebody else writes. A fault's cause goes to the log.
    fn head(&self, response: &mut Response) {
        if let Some(fault) = self.fault() {
            faults::log(fault);
        }
        if let Some(challenge) = self.challenge() {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        if let Some(wait) = self.retry_after() {
            faults::ask_to_wait(response.headers_mut(), wait);
        }
    }
}

/// A fault in the format of a table, for middleware.
pub(crate) fn fault_response<F: ErrorResponse + IntoResponse>(fault: Fault) -> Response {
    F::from(fault).into_response()
}
