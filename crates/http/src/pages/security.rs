//! Headers that keep our pages ours: no foreign script, style or frame, no leaking referrer. What every answer carries
//! besides is in `crate::headers`.

use std::collections::BTreeSet;

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use rekey_core::location::Brand;
use url::Url;

/// Which frames a page may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Frames {
    /// None.
    None,
    /// Those of ours; its script may ask us for news, too. The development inbox needs this.
    Own,
}

/// The headers of a page's own. The referrer policy keeps `Origin` on our own forms, which checks rely on; our URLs
/// hold no secrets.
pub(super) fn protect_page(headers: &mut HeaderMap, brand: &Brand, frames: Frames) {
    set(headers, header::CONTENT_SECURITY_POLICY, &content_security_policy(brand, frames));
    set(headers, header::REFERRER_POLICY, "same-origin");
}

/// Lets the form of a page lead on to a page of an app: browsers hold redirects after a post to the policy, too.
pub(crate) fn let_form_lead_to(headers: &mut HeaderMap, target: &Url) {
    const OWN: &str = "form-action 'self'";
    let origin = target.origin();
    // An app's page has no origin: its scheme is all that a policy can name.
    let source = if origin.is_tuple() { origin.ascii_serialization() } else { format!("{}:", target.scheme()) };
    let policy = headers.get(header::CONTENT_SECURITY_POLICY).and_then(|value| value.to_str().ok());
    if let Some(policy) = policy {
        let policy = policy.replace(OWN, &format!("{OWN} {source}"));
        set(headers, header::CONTENT_SECURITY_POLICY, &policy);
    }
}

/// What the browser may load. `form-action` counts for redirects after a post as well: ours stay on our own host.
fn content_security_policy(brand: &Brand, frames: Frames) -> String {
    let images = [&brand.logo_url, &brand.logo_dark_url, &brand.favicon_url];
    let origins = images.into_iter().flatten().map(Url::origin).filter(url::Origin::is_tuple);
    let origins: BTreeSet<String> = origins.map(|origin| format!(" {}", origin.ascii_serialization())).collect();
    let images = String::from_iter(origins);
    let frames = match frames {
        Frames::None => "",
        Frames::Own => "; frame-src 'self'; connect-src 'self'",
    };
    format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:{images}; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'{frames}"
    )
}

/// An error page that needs nothing: no location, no template, no style. For what goes wrong around the pages.
pub(super) fn plain(status: StatusCode, sentence: &str) -> Response {
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{sentence}</title>\n\
         <h1>{sentence}</h1>\n</html>\n"
    );
    (status, Html(html)).into_response()
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_logo_may_come_from_its_own_origin_and_nothing_else_from_anywhere() {
        let logo = "https://cdn.example.com/a/logo.svg".parse().unwrap();
        let policy = content_security_policy(&Brand { logo_url: Some(logo), ..Brand::default() }, Frames::None);
        assert!(policy.contains("img-src 'self' data: https://cdn.example.com;"), "{policy}");
        assert!(policy.starts_with("default-src 'none';"));
        assert!(!policy.contains("unsafe") && !policy.contains('*') && !policy.contains("connect-src"));
        let policy = content_security_policy(&Brand::default(), Frames::None);
        assert!(policy.contains("img-src 'self' data:;"), "{policy}");
    }
}
