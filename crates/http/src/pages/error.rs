//! Answers for missing pages, and where the pages themselves can't answer.

use axum::Json;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rekey_core::Fault;
use rekey_render::context::ErrorKind;
use serde_json::json;

use super::security;
use super::visit::{RenderedError, Visit};
use crate::faults;

/// No such path: a page for people, problem+json (RFC 9457) for programs.
pub(crate) async fn not_found(visit: Visit, headers: HeaderMap) -> Response {
    if accepts_html(&headers) {
        return visit.refusal(StatusCode::NOT_FOUND, ErrorKind::NotFound).into_response();
    }
    let problem = Json(json!({ "type": "about:blank", "title": "Not Found", "status": 404 }));
    (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, "application/problem+json")], problem).into_response()
}

/// A page that does not support this method.
pub(super) async fn method_not_allowed(visit: Visit) -> RenderedError {
    visit.refusal(StatusCode::METHOD_NOT_ALLOWED, ErrorKind::BadRequest)
}

/// A fault outside of the pages, without a visit: a plain page.
#[expect(clippy::needless_pass_by_value, reason = "other shapes of the guard's answer keep the fault")]
pub(crate) fn fault_response(fault: Fault) -> Response {
    faults::log(&fault);
    let mut response = security::plain(faults::status(&fault), faults::sentence(&fault));
    if let Some(wait) = faults::retry_after(&fault) {
        faults::ask_to_wait(response.headers_mut(), wait);
    }
    response
}

/// Whether the client prefers HTML: browsers ask for it, programs do not.
pub(crate) fn accepts_html(headers: &HeaderMap) -> bool {
    let values = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split(','))
        .any(|range| range.split(';').next().is_some_and(|essence| essence.trim().eq_ignore_ascii_case("text/html")))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn browsers_are_told_from_programs_by_what_they_accept() {
        let accepts =
            |text: &str| accepts_html(&HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_str(text).unwrap())]));
        assert!(accepts("text/html,application/xhtml+xml,*/*;q=0.8"));
        assert!(accepts("application/json, Text/HTML;q=0.1"));
        assert!(!accepts("*/*") && !accepts("application/json") && !accepts(""));
        assert!(!accepts_html(&HeaderMap::new()));
    }

    #[test]
    fn a_fault_around_the_pages_says_when_to_try_again_and_nothing_of_its_cause() {
        let fault = Fault::Internal("the secret cause".into());
        assert_eq!(fault_response(fault).status(), StatusCode::INTERNAL_SERVER_ERROR);
        let overload = Fault::Overloaded { retry_after: rekey_core::time::Duration::from_millis(200) };
        let response = fault_response(overload);
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()[header::RETRY_AFTER], "1");
    }
}
