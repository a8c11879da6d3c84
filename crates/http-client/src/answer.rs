//! An answer, whose body is read within the call's deadline.

use std::time::Duration;

use http::{HeaderMap, Response, StatusCode};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use tokio::time::{Instant, timeout_at};

use crate::breaker::Call;
use crate::error::CallError;

/// The head of an answer. Dropping it before the body was read closes the connection.
pub struct Answer {
    pub(crate) response: Response<Incoming>,
    pub(crate) call: Call,
    pub(crate) timeout: Duration,
    pub(crate) deadline: Instant,
}

impl Answer {
    /// The status. Redirects are not followed.
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// The body, if it is no longer than `most` bytes.
    pub async fn body(self, most: usize) -> Result<Bytes, CallError> {
        let Self { response, call, timeout, deadline } = self;
        let body = timeout_at(deadline, Limited::new(response.into_body(), most).collect()).await;
        let body = match body {
            Ok(Ok(body)) => Ok(body.to_bytes()),
            Ok(Err(error)) if error.is::<LengthLimitError>() => Err(CallError::TooLong(most)),
            Ok(Err(error)) => Err(CallError::from_chain(&*error)),
            Err(_) => Err(CallError::Timeout(timeout)),
        };
        if body.as_ref().is_err_and(CallError::is_outage) {
            call.failed();
        }
        body
    }
}
