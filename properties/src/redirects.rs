//! Redirect targets: tokens are sent to every one that is accepted.

use axum::http::Uri;
use rekey_core::redirect::{AllowList, LONGEST_TARGET, Pattern, ReservedFields};
use url::Url;

const RESERVED: ReservedFields = ReservedFields { names: &["redirectto"], prefixes: &["insforge_"] };

/// The first line is a target, each other one an entry of the list. Two other parsers must agree with an accepted
/// target: one that knows only where the parts of URLs end, and another library. Both must find it on the list.
pub(crate) fn holds(data: &[u8]) {
    let Some(text) = crate::text(data) else { return };
    let (target, entries) = text.split_once('\n').unwrap_or((text, ""));
    let entries: Vec<String> = entries.lines().take(8).map(str::to_owned).collect();
    let Ok(admitted) = AllowList::new(&entries, false).admit(target, RESERVED) else { return };

    let plain = Parts::of(target).expect("scheme, host and path");
    assert!(target.len() <= LONGEST_TARGET && target.bytes().all(|byte| byte.is_ascii_graphic()), "{target:?}");
    assert!(!target.contains(['\\', '#', '@']) || !plain.authority.contains(['\\', '#', '@']), "{target:?}");
    let on_list =
        |entry: &String| entry.parse::<Pattern>().is_ok() && Url::parse(entry).is_ok_and(|entry| plain.is_on(&entry));
    assert!(entries.iter().any(on_list), "{target:?} is none of {entries:?}");

    let uri: Uri = target.parse().expect("a URL for another library");
    assert_eq!(uri.authority().map(axum::http::uri::Authority::as_str), Some(plain.authority));
    assert_eq!(uri.scheme_str(), Some(plain.scheme));
    assert_eq!(admitted.url().path(), uri.path());
    for (key, _) in admitted.url().query_pairs() {
        let key = key.to_ascii_lowercase();
        assert!(key != "token" && !key.starts_with("insforge_"), "{target:?} brings a token of its own");
    }
}

/// The literal parts of a URL: before `://`, up to the next slash, question mark or hash, and up to the query.
struct Parts<'a> {
    scheme: &'a str,
    authority: &'a str,
    path: &'a str,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at(end);
        let path = rest.split(['?', '#']).next().filter(|path| !path.is_empty()).unwrap_or("/");
        Some(Self { scheme, authority, path })
    }

    /// Whether an entry of the operator's list matches this. A wildcard stays within a label of
    /// the host or a segment of the path.
    fn is_on(&self, entry: &Url) -> bool {
        let host = entry.host_str().unwrap_or_default();
        let authority = entry.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        self.scheme == entry.scheme()
            && stands_for(authority.as_bytes(), self.authority.as_bytes(), b".:")
            && stands_for(entry.path().as_bytes(), self.path.as_bytes(), b"/")
    }
}

/// Whether a pattern matches a text, by trying every length for each `*`, which crosses none of `borders`.
fn stands_for(pattern: &[u8], text: &[u8], borders: &[u8]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((b'*', rest)) => {
            let room = text.iter().position(|byte| borders.contains(byte)).unwrap_or(text.len());
            (0..=room).any(|length| stands_for(rest, &text[length..], borders))
        }
        Some((first, rest)) => {
            text.split_first().is_some_and(|(byte, text)| byte == first && stands_for(rest, text, borders))
        }
    }
}
