//! Whole requests to a whole server: every route, every dialect's wire types, the pages and the middleware.

use std::sync::LazyLock;

use axum::body::Body;
use axum::http::{HeaderName, Request, header};
use rekey_core::limits::LimitSettings;
use rekey_core::time::Duration;
use tokio::runtime::{Builder, Runtime};

use crate::server::{Answer, Options, Server};

/// The placeholder for tokens in requests. No answer repeats it.
const PLANTED: &str = "5ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2";
/// Where answers repeat input by design: names and profiles, which may be anything.
const ECHOES: [&str; 3] = ["/v1/", "/api/auth/users", "/api/auth/profiles"];

/// The admin token for `/v1`.
const ADMIN_TOKEN: &str = "the-token-of-the-products-own-backend";

static SERVER: LazyLock<(Runtime, Server)> = LazyLock::new(|| {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let limits = LimitSettings {
        requests_per_address: None,
        mails_per_address: None,
        resets_per_address: None,
        requests_per_network: None,
        failures_per_network: None,
        work_per_network: None,
        verifications_per_network: None,
        longest_sign_in_delay: Duration::ZERO,
    };
    let admin_token = Some(ADMIN_TOKEN.parse().expect("an admin token"));
    let server = runtime.block_on(Server::with(Options { limits, admin_token, ..Options::default() }));
    (runtime, server)
});

/// Whatever is sent, the server answers properly: never with a 500, always with the security headers, and without
/// repeating anything that might be a secret.
pub(crate) fn holds(data: &[u8]) {
    let Some(request) = request(data) else { return };
    let (runtime, server) = &*SERVER;
    let line = format!("{} {}", request.method(), request.uri());
    // No cooldown of an earlier request is left.
    server.pass(61);
    let answer = runtime.block_on(server.send(request));
    assert_ne!(answer.status.as_u16(), 500, "{line}: {}", answer.body);
    is_in_good_order(&line, &answer);
}

/// A request as HTTP/1.1 writes it: a line, headers, an empty line, the body.
fn request(data: &[u8]) -> Option<Request<Body>> {
    let end = data.windows(2).position(|two| two == b"\n\n").unwrap_or(data.len());
    let (head, body) = (&data[..end], data.get(end + 2..).unwrap_or_default());
    let mut lines = crate::text(head)?.lines();
    let (method, target) = lines.next()?.split_once(' ')?;
    let mut request = Request::builder().method(method).uri(target);
    for line in lines {
        let (name, value) = line.split_once(':')?;
        request = request.header(name.trim(), value.trim());
    }
    request.body(Body::from(body.to_vec())).ok().filter(|request| request.uri().path().starts_with('/'))
}

fn is_in_good_order(line: &str, answer: &Answer) {
    let may_echo = ECHOES.iter().any(|path| line.contains(path));
    assert!(may_echo || !answer.body.contains(PLANTED), "{line} is answered with a secret: {}", answer.body);
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{line}");
    for name in ["x-request-id", "cache-control", "referrer-policy"] {
        assert!(!answer.header(HeaderName::from_static(name)).is_empty(), "{line} lacks {name}");
    }
    let kind = answer.header(header::CONTENT_TYPE);
    if kind.starts_with("text/html") {
        let policy = answer.header(header::CONTENT_SECURITY_POLICY);
        assert!(
            policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{line}: {policy}"
        );
    }
    if kind.contains("json") && !answer.body.is_empty() {
        let parsed: Result<serde_json::Value, _> = serde_json::from_str(&answer.body);
        assert!(parsed.is_ok(), "{line} gets an answer that is not JSON: {}", answer.body);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(body: String) -> Answer {
        let headers = ["x-content-type-options", "x-request-id", "cache-control", "referrer-policy"];
        let headers = headers.map(|name| (HeaderName::from_static(name), "nosniff".parse().expect("a value")));
        Answer { status: axum::http::StatusCode::OK, headers: headers.into_iter().collect(), body }
    }

    #[test]
    fn an_answer_in_good_order_passes() {
        is_in_good_order("GET /reset", &answer("nothing".to_owned()));
    }

    #[test]
    #[should_panic(expected = "is answered with a secret")]
    fn an_answer_that_repeats_a_token_is_found() {
        is_in_good_order("GET /reset", &answer(format!("no token: {PLANTED}")));
    }
}
