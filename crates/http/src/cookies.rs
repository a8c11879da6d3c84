//! Cookies: reading ours from a request, and writing all that are set.

use std::fmt;

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use cookie::{Cookie, SameSite};
use rekey_core::time::Duration;
use zeroize::Zeroizing;

/// What every name of ours starts with.
const NAMESPACE: &str = "rekey_";
/// Makes browsers refuse the cookie unless it came over https, from this very host, for every path.
const HOST_PREFIX: &str = "__Host-";

/// Our cookies of a request, by their names without prefixes. `Debug` shows none of them.
#[derive(Clone)]
pub struct Cookies {
    secure: bool,
    pairs: Vec<(String, Zeroizing<String>)>,
}

impl Cookies {
    /// Reads a request's cookies. `secure`: people reach us by https, so that names carry the host prefix.
    pub fn read(headers: &HeaderMap, secure: bool) -> Self {
        let prefix = prefix(secure);
        let pairs = pairs(headers)
            .filter_map(|(name, value)| {
                Some((name.strip_prefix(prefix.as_str())?.to_owned(), Zeroizing::new(value.to_owned())))
            })
            .collect();
        Self { secure, pairs }
    }

    /// A cookie's value.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether the request came without any of our cookies.
    pub(crate) fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Those whose names start so: the remaining name and the value, in the order in which they came.
    pub fn starting_with<'a>(&'a self, start: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.pairs.iter().filter_map(move |(name, value)| Some((name.strip_prefix(start)?, value.as_str())))
    }

    /// A cookie of ours, see [`SetCookie::new`].
    pub fn set(&self, name: &str, value: &str, lifetime: Option<Duration>) -> SetCookie {
        SetCookie::new(format!("{}{name}", prefix(self.secure)), value, lifetime, self.secure)
    }

    /// A cookie that a front end on another site may send with its requests. Browsers accept such cookies only over
    /// https. Without https, it is like every other cookie, which is enough between ports of one host.
    pub fn set_across_sites(&self, name: &str, value: &str, lifetime: Duration) -> SetCookie {
        let SetCookie(mut cookie) = self.set(name, value, Some(lifetime));
        if self.secure {
            cookie.set_same_site(SameSite::None);
        }
        SetCookie(cookie)
    }

    /// A cookie to be forgotten.
    pub fn clear(&self, name: &str) -> SetCookie {
        self.set(name, "", Some(Duration::ZERO))
    }
}

impl fmt::Debug for Cookies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cookies").field("secure", &self.secure).finish_non_exhaustive()
    }
}

/// The names and values of all cookies of a request, ours and others', byte for byte. Cookies that are not text, which
/// others may have set, don't hide ours.
pub(crate) fn pairs(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let values = headers.get_all(header::COOKIE).iter();
    let cookies = values.flat_map(|value| value.as_bytes().split(|byte| *byte == b';'));
    cookies.filter_map(|cookie| std::str::from_utf8(cookie).ok()?.trim_ascii().split_once('='))
}

fn prefix(secure: bool) -> String {
    if secure { format!("{HOST_PREFIX}{NAMESPACE}") } else { NAMESPACE.to_owned() }
}

/// The value of a `Set-Cookie` header. `Debug` shows nothing.
#[derive(Clone, PartialEq)]
pub struct SetCookie(Cookie<'static>);

impl SetCookie {
    /// A cookie for every path of this host that scripts can't read, and that browsers send from other sites only when
    /// a link is followed. Without a lifetime, it is deleted when the browser is closed.
    pub fn new(name: String, value: &str, lifetime: Option<Duration>, secure: bool) -> Self {
        let mut cookie = Cookie::new(name, value.to_owned());
        cookie.set_path("/");
        cookie.set_http_only(true);
        cookie.set_same_site(SameSite::Lax);
        cookie.set_secure(secure);
        cookie.set_max_age(lifetime.and_then(|lifetime| cookie::time::Duration::try_from(lifetime).ok()));
        Self(cookie)
    }

    /// Adds it to a response's headers.
    pub fn append_to(&self, headers: &mut HeaderMap) {
        if let Ok(mut value) = HeaderValue::try_from(self.0.to_string()) {
            value.set_sensitive(true);
            headers.append(header::SET_COOKIE, value);
        }
    }

    #[cfg(test)]
    pub(crate) fn text(&self) -> String {
        self.0.to_string()
    }
}

/// A response that sets cookies, too.
pub(crate) fn with_cookies(response: impl IntoResponse, cookies: impl IntoIterator<Item = SetCookie>) -> Response {
    let mut response = response.into_response();
    cookies.into_iter().for_each(|cookie| cookie.append_to(response.headers_mut()));
    response
}

impl fmt::Debug for SetCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SetCookie(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookies(secure: bool, text: &str) -> Cookies {
        let headers = HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(text).unwrap())]);
        Cookies::read(&headers, secure)
    }

    #[test]
    fn over_https_only_cookies_with_the_host_prefix_count() {
        let text = "rekey_form=theirs; other=1; __Host-rekey_form=ours";
        assert_eq!(cookies(true, text).get("form"), Some("ours"));
        assert_eq!(cookies(false, text).get("form"), Some("theirs"));
        assert_eq!(cookies(false, "form=1; xrekey_form=2").get("form"), None);
    }

    #[test]
    fn cookies_are_read_from_every_header_and_by_the_start_of_their_names() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, "rekey_reset_a=1;rekey_reset_b=2=3".parse().unwrap());
        headers.append(header::COOKIE, "rekey_form=4".parse().unwrap());
        let cookies = Cookies::read(&headers, false);
        assert_eq!(cookies.starting_with("reset_").collect::<Vec<_>>(), [("a", "1"), ("b", "2=3")]);
        assert_eq!(cookies.get("form"), Some("4"));
    }

    #[test]
    fn what_others_set_hides_no_cookie_of_ours() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_bytes(b"theme=\xe9; rekey_form=ours; x=\xc3\xa9").unwrap());
        assert_eq!(Cookies::read(&headers, false).get("form"), Some("ours"));
    }

    #[test]
    fn cookies_are_for_this_host_alone_and_no_script_reads_them() {
        let set = cookies(true, "").set("form", "x", Some(Duration::from_mins(10)));
        assert_eq!(set.text(), "__Host-rekey_form=x; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=600");
        let set = cookies(false, "").set("form", "x", None);
        assert_eq!(set.text(), "rekey_form=x; HttpOnly; SameSite=Lax; Path=/");
        let set = cookies(true, "").set_across_sites("refresh", "x", Duration::from_mins(10));
        assert_eq!(set.text(), "__Host-rekey_refresh=x; HttpOnly; SameSite=None; Secure; Path=/; Max-Age=600");
        let set = cookies(false, "").set_across_sites("refresh", "x", Duration::from_mins(10));
        assert_eq!(set.text(), "rekey_refresh=x; HttpOnly; SameSite=Lax; Path=/; Max-Age=600");
        let cleared = cookies(false, "").clear("form").text();
        assert_eq!(cleared, "rekey_form=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0");
    }
}
