//! Cookies.

use axum::http::header::COOKIE;
use rekey_http::cookies::Cookies;

/// Only our cookies are read, unchanged; over https only those that no other host or path could have set.
pub(crate) fn holds(data: &[u8]) {
    let headers = crate::headers(&COOKIE, data);
    for (secure, prefix) in [(true, "__Host-rekey_"), (false, "rekey_")] {
        let cookies = Cookies::read(&headers, secure);
        for (name, value) in cookies.starting_with("") {
            let pair = format!("{prefix}{name}={value}").into_bytes();
            let stands =
                headers.get_all(COOKIE).iter().flat_map(|header| header.as_bytes().split(|byte| *byte == b';'));
            assert!(stands.map(<[u8]>::trim_ascii).any(|sent| sent == pair), "nobody sent {name}={value}");
            assert!(cookies.get(name).is_some());
        }
        let shown = format!("{cookies:?}");
        assert_eq!(shown, format!("Cookies {{ secure: {secure}, .. }}"), "a value is shown");
    }
}
