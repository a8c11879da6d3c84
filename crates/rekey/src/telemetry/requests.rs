//! Counting HTTP requests: by route template, never by path, because clients may put anything into a path (R17).

use axum::http::{Method, StatusCode};
use metrics::SharedString;
use rekey_core::time::Duration;
use rekey_http::AnswerObserver;

use super::catalogue::HTTP_REQUEST;
use super::meter::Meter;

impl AnswerObserver for Meter {
    fn answered(&self, method: &Method, route: &str, status: StatusCode, took: Duration) {
        let (method, class) = (name(method), class(status));
        let make = || {
            let labels: [SharedString; 3] = [method.into(), route.to_owned().into(), class.into()];
            self.histogram(&HTTP_REQUEST, labels)
        };
        self.answers.tell((method, class), route, make, |histogram| histogram.record(took.as_secs_f64()));
    }
}

/// Methods that somebody made up share a name.
pub(super) fn name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

fn class(status: StatusCode) -> &'static str {
    match status.as_u16() {
        100..200 => "1xx",
        200..300 => "2xx",
        300..400 => "3xx",
        400..500 => "4xx",
        _ => "5xx",
    }
}
