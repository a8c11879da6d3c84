//! Whether a posted form is one of ours: a form token that only our page could know, and what the browser says of
//! where the post comes from.

use axum::http::{HeaderMap, HeaderName, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rekey_core::DigestKey;
use rekey_core::ports::Rng;
use url::Url;

use crate::loopback::is_loopback_host;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// What form tokens are digests of, beside what they are made from.
const LABEL: &str = "form";

/// The token for forms of a browser that keeps `nonce` in a cookie, and of this flow, if it is one's.
pub(super) fn form_token(key: &DigestKey, nonce: &str, flow: Option<&str>) -> String {
    URL_SAFE_NO_PAD.encode(key.digest(LABEL, &parts(nonce, flow)))
}

/// Whether `token` is the one for this nonce and flow.
pub(super) fn is_form_token(key: &DigestKey, nonce: &str, flow: Option<&str>, token: &str) -> bool {
    URL_SAFE_NO_PAD.decode(token).is_ok_and(|tag| key.verify(LABEL, &parts(nonce, flow), &tag))
}

fn parts<'a>(nonce: &'a str, flow: Option<&'a str>) -> [&'a [u8]; 2] {
    [nonce.as_bytes(), flow.unwrap_or_default().as_bytes()]
}

/// Whether the browser, as far as it says anything, says that the post comes from a page of ours.
pub(super) fn comes_from_us(headers: &HeaderMap, public_url: &Url) -> bool {
    let text = |name: &HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let site_fits = text(&SEC_FETCH_SITE).is_none_or(|site| matches!(site, "same-origin" | "none"));
    let origin_fits = text(&header::ORIGIN).is_none_or(|origin| is_our_origin(origin, text(&header::HOST), public_url));
    site_fits && origin_fits
}

/// Whether the browser says that a post comes from the very host that it goes to, which is not the one that we know:
/// the page was opened by another name.
pub(super) fn came_by_another_name(headers: &HeaderMap, public_url: &Url) -> bool {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let origin = text(&header::ORIGIN).and_then(|origin| Url::parse(origin).ok());
    text(&SEC_FETCH_SITE).is_none_or(|site| site == "same-origin")
        && origin.is_some_and(|origin| {
            origin.origin() != public_url.origin() && origin.host_str() == text(&header::HOST).map(without_port)
        })
}

fn without_port(host: &str) -> &str {
    host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit())).map_or(host, |(name, _)| name)
}

/// The configured origin; where that is a loopback one, any loopback name of the host that was asked will do,
/// because people type `localhost` as well as `127.0.0.1`.
fn is_our_origin(origin: &str, host: Option<&str>, public_url: &Url) -> bool {
    if origin == public_url.origin().ascii_serialization() {
        return true;
    }
    let authority = origin.strip_prefix("http://");
    public_url.host_str().is_some_and(is_loopback_host)
        && authority.is_some()
        && authority == host
        && authority.is_some_and(is_loopback_host)
}

/// 128 random bits as 32 hexadecimal digits.
pub(super) fn random_id(rng: &dyn Rng) -> String {
    let mut bytes = [0; 16];
    rng.fill(&mut bytes);
    format!("{:032x}", u128::from_be_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_token_is_good_for_its_own_nonce_and_flow_alone() {
        let key = DigestKey::new([7; 32]);
        let token = form_token(&key, "nonce", Some("flow"));
        assert!(is_form_token(&key, "nonce", Some("flow"), &token));
        assert!(!is_form_token(&key, "other", Some("flow"), &token));
        assert!(!is_form_token(&key, "nonce", Some("other"), &token));
        assert!(!is_form_token(&key, "nonce", None, &token));
        assert!(!is_form_token(&key, "nonce", Some("flow"), ""));
        assert!(!is_form_token(&DigestKey::new([8; 32]), "nonce", Some("flow"), &token));
    }

    fn accepts(public_url: &str, headers: &[(HeaderName, &str)]) -> bool {
        let headers = headers.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect();
        comes_from_us(&headers, &public_url.parse().unwrap())
    }

    #[test]
    fn a_post_from_another_site_is_none_of_ours() {
        let site = |site| accepts("https://id.example.com/", &[(SEC_FETCH_SITE, site)]);
        assert!(site("same-origin") && site("none"));
        assert!(!site("cross-site") && !site("same-site") && !site(""));
        assert!(accepts("https://id.example.com/", &[]));
    }

    #[test]
    fn the_origin_must_be_the_configured_one_whatever_the_host_header_says() {
        let origin = |origin| {
            accepts("https://id.example.com/base", &[(header::ORIGIN, origin), (header::HOST, "evil.example")])
        };
        assert!(origin("https://id.example.com"));
        for other in ["null", "http://id.example.com", "https://evil.example", "http://evil.example", ""] {
            assert!(!origin(other), "{other:?}");
        }
    }

    #[test]
    fn another_name_of_this_host_is_told_from_another_site() {
        let came = |origin: &str, host: &str, site: &str| {
            let fields = [(header::ORIGIN, origin), (header::HOST, host), (SEC_FETCH_SITE, site)];
            let headers = fields.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect();
            came_by_another_name(&headers, &"https://id.example.com/".parse().unwrap())
        };
        assert!(came("https://id.intern.example", "id.intern.example", "same-origin"));
        assert!(came("http://id.intern.example:8080", "id.intern.example:8080", "same-origin"));
        assert!(!came("https://id.example.com", "id.example.com", "same-origin"));
        assert!(!came("https://evil.example", "id.example.com", "cross-site"));
        assert!(!came("https://evil.example", "evil.example", "cross-site"));
        assert!(!came("null", "id.intern.example", "same-origin"));
    }

    #[test]
    fn on_loopback_every_loopback_name_of_the_host_that_was_asked_is_ours() {
        let origin =
            |origin, host| accepts("http://127.0.0.1:8080/", &[(header::ORIGIN, origin), (header::HOST, host)]);
        assert!(origin("http://localhost:8080", "localhost:8080"));
        assert!(!origin("http://localhost:9090", "localhost:8080"));
        assert!(!origin("http://evil.example:8080", "evil.example:8080"));
        assert!(!accepts(
            "https://id.example.com/",
            &[(header::ORIGIN, "http://localhost:8080"), (header::HOST, "localhost:8080")]
        ));
    }
}
