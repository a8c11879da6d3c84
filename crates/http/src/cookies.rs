//! Cookies: reading those of ours that came, writing new ones.

use std::fmt;

use axum::http::{HeaderMap, HeaderValue, header};
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

    /// Those whose names start so: the rest of the name and the value, in the order in which they came.
    pub fn starting_with<'a>(&'a self, start: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.pairs.iter().filter_map(move |(name, value)| Some((name.strip_prefix(start)?, value.as_str())))
    }

    /// A cookie to be set: unreadable for scripts, never sent along from other sites but by a link. Without a
    /// lifetime it goes when the browser is closed.
    pub fn set(&self, name: &str, value: &str, lifetime: Option<Duration>) -> SetCookie {
        let prefix = prefix(self.secure);
        let secure = if self.secure { "; Secure" } else { "" };
        let age = lifetime.map(|lifetime| format!("; Max-Age={}", lifetime.as_secs())).unwrap_or_default();
        SetCookie(format!("{prefix}{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}"))
    }

    /// A cookie that a front end may send along from another site, by a request with credentials. Browsers take such
    /// a one over https alone; otherwise it is like every other one, which is enough between ports of one host.
    pub fn set_across_sites(&self, name: &str, value: &str, lifetime: Duration) -> SetCookie {
        let SetCookie(text) = self.set(name, value, Some(lifetime));
        SetCookie(if self.secure { text.replace("SameSite=Lax", "SameSite=None") } else { text })
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

/// The names and values of all cookies that came, ours and others'. Those that are no text, which others may have set,
/// hide nothing of ours beside them.
pub(crate) fn pairs(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let values = headers.get_all(header::COOKIE).iter();
    let cookies = values.flat_map(|value| value.as_bytes().split(|byte| *byte == b';'));
    cookies.filter_map(|cookie| std::str::from_utf8(cookie).ok()?.trim_ascii().split_once('='))
}

fn prefix(secure: bool) -> String {
    if secure { format!("{HOST_PREFIX}{NAMESPACE}") } else { NAMESPACE.to_owned() }
}

/// The value of a `Set-Cookie` header. `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct SetCookie(String);

impl SetCookie {
    /// Adds it to a response's headers.
    pub fn append_to(&self, headers: &mut HeaderMap) {
        if let Ok(mut value) = HeaderValue::from_str(&self.0) {
            value.set_sensitive(true);
            headers.append(header::SET_COOKIE, value);
        }
    }

    #[cfg(test)]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SetCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SetCookie(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(crate) fn cookies(secure: bool, text: &str) -> Cookies {
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
        assert_eq!(set.as_str(), "__Host-rekey_form=x; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=600");
        let set = cookies(false, "").set("form", "x", None);
        assert_eq!(set.as_str(), "rekey_form=x; Path=/; HttpOnly; SameSite=Lax");
        let set = cookies(true, "").set_across_sites("refresh", "x", Duration::from_mins(10));
        assert_eq!(set.as_str(), "__Host-rekey_refresh=x; Path=/; HttpOnly; SameSite=None; Secure; Max-Age=600");
        let set = cookies(false, "").set_across_sites("refresh", "x", Duration::from_mins(10));
        assert_eq!(set.as_str(), "rekey_refresh=x; Path=/; HttpOnly; SameSite=Lax; Max-Age=600");
        assert!(cookies(false, "").clear("form").as_str().contains("rekey_form=; "));
        assert!(cookies(false, "").clear("form").as_str().ends_with("Max-Age=0"));
    }
}
