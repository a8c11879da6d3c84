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

    assert!(target.len() <= LONGEST_TARGET && target.bytes().all(|byte| byte.is_ascii_graphic()), "{target:?}");
    for (key, _) in admitted.url().query_pairs() {
        let key = key.to_ascii_lowercase();
        assert!(key != "token" && !key.starts_with("insforge_"), "{target:?} brings a token of its own");
    }
    let listed = entries.iter().filter(|entry| entry.parse::<Pattern>().is_ok());
    let (before, fragment) = cut(target, '#');
    let is_web = before.starts_with("http://") || before.starts_with("https://");
    if !is_web {
        let (scheme, _) = before.split_once(':').expect("a scheme");
        assert!(!NO_APP.iter().any(|known| scheme.eq_ignore_ascii_case(known)), "{target:?}");
        let is_literal = |entry: &String| is_app(entry, before, fragment);
        assert!(listed.into_iter().any(is_literal), "{target:?} is none of {entries:?}");
        return;
    }
    let plain = Parts::of(before).expect("scheme, host and path");
    assert!(!plain.authority.contains(['\\', '@']), "{target:?}");
    let on_list = |entry: &String| cut(entry, '#').1 == fragment && plain.is_on(cut(entry, '#').0);
    assert!(listed.into_iter().any(on_list), "{target:?} is none of {entries:?}");

    let uri: Uri = before.parse().expect("a URL for another library");
    assert_eq!(uri.authority().map(axum::http::uri::Authority::as_str), Some(plain.authority));
    assert_eq!(uri.scheme_str(), Some(plain.scheme));
    assert_eq!(admitted.url().path(), uri.path());
}

/// Some of the schemes that browsers and systems keep for themselves.
const NO_APP: [&str; 8] = ["javascript", "data", "file", "blob", "about", "intent", "content", "vbscript"];

/// A text up to a letter, and what follows it.
fn cut(text: &str, at: char) -> (&str, Option<&str>) {
    text.split_once(at).map_or((text, None), |(before, after)| (before, Some(after)))
}

/// Whether an entry is this very target of an app, its query apart if the entry has none.
fn is_app(entry: &str, target: &str, fragment: Option<&str>) -> bool {
    let (entry, own_fragment) = cut(entry, '#');
    let bare = |text: &str| text.strip_suffix('/').unwrap_or(text).to_owned();
    let whole = |text: &str| (bare(cut(text, '?').0), cut(text, '?').1.map(str::to_owned));
    let (own, given) = (whole(entry), whole(target));
    own_fragment == fragment && own.0 == given.0 && (own.1.is_none() || own.1 == given.1)
}

/// A URL as it is written: what is before `://`, up to the next slash or question mark, and the rest.
struct Parts<'a> {
    scheme: &'a str,
    authority: &'a str,
    path: &'a str,
    query: Option<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at(end);
        let (path, query) = cut(rest, '?');
        Some(Self { scheme, authority, path, query })
    }

    /// Whether an entry of the list, which the operator wrote, admits this: scheme and host exactly, and the rest at least
    /// roughly.
    fn is_on(&self, entry: &str) -> bool {
        // Parsing normalizes what the operator wrote, and must not take a wildcard for the beginning of a query.
        let query = entry.match_indices('?').find(|(at, _)| cut(&entry[at + 1..], '?').0.contains('='));
        let (path, query) = query.map_or((entry, ""), |(at, _)| entry.split_at(at));
        let Ok(url) = Url::parse(&path.replace('?', "[]")) else { return false };
        let host = url.host_str().unwrap_or_default();
        let authority = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        let bare = |text: &str| text.strip_suffix('/').unwrap_or(text).to_owned();
        let pattern = bare(&url.path().replace("[]", "?")) + query;
        let with_query = self.query.map(|query| format!("{}?{query}", bare(self.path)));
        let rest = [Some(bare(self.path)), with_query, self.query.map(|query| format!("{}?{query}", self.path))];
        self.scheme == url.scheme()
            && host_matches(authority.as_bytes(), self.authority.as_bytes())
            && rest.iter().flatten().any(|rest| roughly(pattern.as_bytes(), rest.as_bytes()))
    }
}

/// Whether a pattern matches a host, by trying every length for each `*`, which stays within a label.
fn host_matches(pattern: &[u8], text: &[u8]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((b'*', rest)) => {
            let room = text.iter().position(|byte| b".:".contains(byte)).unwrap_or(text.len());
            (0..=room).any(|length| host_matches(rest, &text[length..]))
        }
        Some((first, rest)) => text.split_first().is_some_and(|(byte, text)| byte == first && host_matches(rest, text)),
    }
}

/// Whether a pattern may match a path and query: `**` is anything, a segment `**` may be missing, `*` stays within a segment,
/// `?` and a class are one byte.
fn roughly(pattern: &[u8], text: &[u8]) -> bool {
    let one = |rest: &[u8]| text.split_first().is_some_and(|(_, text)| roughly(rest, text));
    match pattern {
        [] => text.is_empty(),
        [b'/', b'*', b'*', rest @ ..] if roughly(rest, text) => true,
        [b'*', b'*', rest @ ..] => (0..=text.len()).any(|length| roughly(rest, &text[length..])),
        [b'*', rest @ ..] => {
            let room = text.iter().position(|byte| *byte == b'/').unwrap_or(text.len());
            (0..=room).any(|length| roughly(rest, &text[length..]))
        }
        [b'?', rest @ ..] => one(rest),
        [b'[', rest @ ..] => {
            let end = rest.iter().position(|byte| *byte == b']').map_or(rest.len(), |end| end + 1);
            one(&rest[end..])
        }
        [first, rest @ ..] => text.split_first().is_some_and(|(byte, text)| byte == first && roughly(rest, text)),
    }
}
