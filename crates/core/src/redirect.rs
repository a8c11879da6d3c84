//! Redirect targets that a client names, checked against an operator's list.
//!
//! A token is added to the target's query, so anyone who reads the target has the token. Targets are therefore accepted
//! only in the one spelling that every reader agrees on, and compared as parsed URLs.

mod glob;

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

use glob::{Glob, PathGlob};

/// The longest target, in bytes.
pub const LONGEST_TARGET: usize = 2_048;

/// Why a target is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// It is not an absolute URL of the web or of an app, or can be read in more than one way.
    #[error("not an absolute URL, written as browsers write it")]
    Malformed,
    /// It contains a field that the redirect itself will add, or a fragment that is not on the list.
    #[error("a fragment, or a query field that the redirect itself adds")]
    Reserved,
    /// It is not on the list.
    #[error("not among the allowed redirect URLs")]
    NotAllowed,
}

/// The query fields that an API's redirects add, which no target may bring along. `token` always is one of them. Names
/// are compared without regard to case.
#[derive(Debug, Clone, Copy)]
pub struct ReservedFields {
    /// Whole names, in lower case.
    pub names: &'static [&'static str],
    /// What names must not begin with, in lower case.
    pub prefixes: &'static [&'static str],
}

impl ReservedFields {
    fn contain(self, field: &str) -> bool {
        let field = field.to_ascii_lowercase();
        field == "token"
            || self.names.contains(&&*field)
            || self.prefixes.iter().any(|prefix| field.starts_with(prefix))
    }
}

/// A target that can be read in one way only. Whether it is allowed is for an [`AllowList`] to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target(Url);

impl Target {
    /// The target's URL.
    pub fn url(&self) -> &Url {
        &self.0
    }

    /// The target's URL.
    pub fn into_url(self) -> Url {
        self.0
    }

    /// Accepts a URL only in the spelling that parsing it gives. Upper-case hosts, default ports, tabs, backslashes,
    /// encoded dots, numbers for addresses, look-alike letters, dot segments: all of them parse to something that is
    /// written otherwise, and somebody might read them otherwise.
    fn parse(text: &str, reserved: ReservedFields) -> Result<Self, TargetError> {
        if text.len() > LONGEST_TARGET {
            return Err(TargetError::Malformed);
        }
        let url = Url::parse(text).map_err(|_| TargetError::Malformed)?;
        let is_bare_host = || url.path() == "/" && url.as_str().strip_suffix('/') == Some(text);
        if !(is_plain(&url, "") || is_of_app(&url)) || !(url.as_str() == text || is_bare_host()) {
            return Err(TargetError::Malformed);
        }
        if url.query_pairs().any(|(key, _)| reserved.contain(&key)) {
            return Err(TargetError::Reserved);
        }
        Ok(Self(url))
    }
}

/// Schemes that no app has for its own: browsers and systems run or open what such a URL holds, or a page that is not
/// the app's.
const FOREIGN_SCHEMES: [&str; 24] = [
    "about",
    "android-app",
    "blob",
    "chrome",
    "chrome-extension",
    "content",
    "data",
    "file",
    "filesystem",
    "ftp",
    "http",
    "https",
    "intent",
    "jar",
    "javascript",
    "mailto",
    "moz-extension",
    "resource",
    "sms",
    "tel",
    "vbscript",
    "view-source",
    "ws",
    "wss",
];

/// Whether it is a URL of an app's own scheme, with a host or a path, and without user. A port is compared like that of
/// a web server: tools that run apps in development name one.
fn is_of_app(url: &Url) -> bool {
    !FOREIGN_SCHEMES.contains(&url.scheme())
        && url.scheme().len() > 1
        && !url.cannot_be_a_base()
        && url.username().is_empty()
        && url.password().is_none()
        && url.as_str().bytes().all(|byte| byte.is_ascii_graphic())
}

/// Whether it is an http or https URL without user, whose host consists of what names in use do, and of `more`. URLs
/// may have other letters there (backticks, braces, quotes), which some readers refuse, or end the host at.
fn is_plain(url: &Url, more: &str) -> bool {
    let in_names = |letter: char| matches!(letter, 'a'..='z' | '0'..='9' | '-' | '_' | '.') || more.contains(letter);
    matches!(url.scheme(), "http" | "https")
        && url.username().is_empty()
        && url.password().is_none()
        && url.host_str().is_some_and(|host| !host.ends_with('.'))
        && url.domain().is_none_or(|name| name.chars().all(in_names))
}

/// An entry of the list: a URL, which may have wildcards if it is one of the web.
///
/// In a host `*` matches a part of one label. In a path `*` matches a part of one segment, `?` one character, `[a-z]`
/// and `[!a-z]` one character of a range or of all others, and a segment `**` any number of segments. A query is
/// compared if the entry has one, with the same wildcards; a fragment is always compared, without wildcards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    /// Scheme, host, port and fragment.
    url: Url,
    path: PathGlob,
    query: Option<Glob>,
}

/// Why a text can't be an entry of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// It is not a URL at all.
    #[error(
        "expected an http or https URL without user, such as \"https://app.example.com/*\", or one of an app, such as \"com.example.app:/reset\""
    )]
    NoUrl,
    /// Anybody could register a host that it admits.
    #[error("a * in the host must come before a name of your own, such as \"https://*.example.com/reset\"")]
    TooWide,
    /// Its wildcards are unknown, or can be read in several ways.
    #[error(
        "wildcards are * in a part of the host or path, ? and [a-z] in the path or query, and ** as a whole segment of the \
         path; braces, parentheses, | and \\ are not supported, and a fragment has no wildcards"
    )]
    Syntax,
    /// It is an app's, and not literal.
    #[error("the URL of an app has no wildcards")]
    NotLiteral,
}

impl FromStr for Pattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        let (before, fragment) = match text.split_once('#') {
            Some((before, fragment)) => (before, Some(fragment)),
            None => (text, None),
        };
        let is_web = |scheme: &str| scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
        let scheme = before.split(':').next().filter(|scheme| *scheme != before).ok_or(PatternError::NoUrl)?;
        if !is_web(scheme) {
            return Self::of_app(text);
        }
        if before.contains(UNSUPPORTED) || fragment.is_some_and(|fragment| fragment.contains(WILD)) {
            return Err(PatternError::Syntax);
        }
        let (head, tail) = split_authority(before);
        let (path, query) = split_query(tail);
        let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
        if path.contains(ONE) {
            return Err(PatternError::Syntax);
        }
        // Parsing must not take a wildcard for the beginning of a query.
        let path = path.replace("[^", "[!").replace('?', ONE);
        let url = Url::parse(&format!("{head}{path}{fragment}")).map_err(|_| PatternError::NoUrl)?;
        // A query is still there where the text has no `://`, and what follows would be ignored.
        if !is_plain(&url, "*") || url.query().is_some() {
            return Err(PatternError::NoUrl);
        }
        if let Some(Host::Domain(host)) = url.host() {
            if !has_own_name_after_wildcards(host) {
                return Err(PatternError::TooWide);
            }
            if host.contains("**") {
                return Err(PatternError::Syntax);
            }
        }
        let path = PathGlob::parse(&url.path().replace(ONE, "?"))?;
        let query = query.map(read_query).transpose()?;
        Ok(Self { text: text.to_owned(), url, path, query })
    }
}

/// What other matchers read as alternatives or escapes, and parsing would encode.
const UNSUPPORTED: [char; 6] = ['{', '}', '(', ')', '|', '\\'];
/// What begins a wildcard in some matcher.
const WILD: [char; 9] = ['*', '[', ']', '{', '}', '(', ')', '|', '\\'];
/// Replaces `?` in a path while it is parsed: an empty class, which has no other meaning.
const ONE: &str = "[]";

/// Scheme and host, and the rest.
fn split_authority(text: &str) -> (&str, &str) {
    let authority = text.find("://").map_or(text.len(), |colon| colon + 3);
    let end = text.get(authority..).and_then(|rest| rest.find(['/', '?'])).map_or(text.len(), |end| authority + end);
    text.split_at(end)
}

/// Path and query. A question mark begins the query if a name and `=` follow; any other matches one character.
fn split_query(text: &str) -> (&str, Option<&str>) {
    let begins = |(_, after): &(usize, &str)| after.split('?').next().is_some_and(|field| field.contains('='));
    let marks = text.match_indices('?').filter_map(|(at, _)| Some((at, text.get(at + 1..)?)));
    match marks.into_iter().find(begins) {
        Some((at, query)) => (text.get(..at).unwrap_or_default(), Some(query)),
        None => (text, None),
    }
}

/// A query is compared byte by byte, so that an entry has to be written as browsers write one.
fn read_query(text: &str) -> Result<Glob, PatternError> {
    let query = Glob::parse(text)?;
    let sample = query.sample();
    let url = Url::parse(&format!("https://example.com/?{sample}")).map_err(|_| PatternError::Syntax)?;
    if url.query() == Some(&*sample) { Ok(query) } else { Err(PatternError::Syntax) }
}

/// Whether what follows the last wildcard is a name that somebody registered: more than a public suffix.
fn has_own_name_after_wildcards(host: &str) -> bool {
    match host.rsplit_once('*') {
        None => true,
        // What follows the wildcard in its own label is part of that label.
        Some((_, rest)) => rest.split_once('.').is_some_and(|(_, fixed)| psl::domain_str(fixed).is_some()),
    }
}

impl Pattern {
    /// The entry of an app.
    fn of_app(text: &str) -> Result<Self, PatternError> {
        let url =
            Url::parse(text).ok().filter(|url| is_of_app(url) && url.as_str() == text).ok_or(PatternError::NoUrl)?;
        if text.contains(WILD) {
            return Err(PatternError::NotLiteral);
        }
        let query = url.query().map(Glob::literal);
        Ok(Self { text: text.to_owned(), path: PathGlob::parse(url.path())?, query, url })
    }

    fn admits(&self, target: &Target) -> bool {
        let target = target.url();
        let host = match (self.url.host(), target.host()) {
            (Some(Host::Domain(pattern)), Some(Host::Domain(host))) if is_plain(target, "") => {
                host_matches(pattern, host)
            }
            (pattern, host) => pattern == host,
        };
        host && self.url.scheme() == target.scheme()
            && self.url.port() == target.port()
            && self.url.fragment() == target.fragment()
            && self.admits_path(target)
    }

    /// A wildcard `?` matches the question mark of a query, too.
    fn admits_path(&self, target: &Url) -> bool {
        match (&self.query, target.query()) {
            (Some(own), query) => self.path.matches(target.path()) && query.is_some_and(|query| own.matches(query)),
            (None, None) => self.path.matches(target.path()),
            (None, Some(query)) => {
                self.path.matches(target.path()) || self.path.matches(&format!("{}?{query}", target.path()))
            }
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Label by label: a wildcard stays within one, and matches at least one character.
fn host_matches(pattern: &str, host: &str) -> bool {
    pattern.split('.').count() == host.split('.').count()
        && pattern.split('.').zip(host.split('.')).all(|(pattern, label)| part_matches(pattern, label))
}

/// Whether `text` is `pattern` with each `*` matching one or more characters. The earliest place for each
/// piece leaves the most room for the others, so that no place need be tried twice.
fn part_matches(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let Some(last) = pieces.next_back() else { return rest.is_empty() };
    for piece in pieces {
        let Some(found) = rest.get(1..).and_then(|rest| rest.find(piece)) else { return false };
        rest = rest.get(1 + found + piece.len()..).unwrap_or_default();
    }
    rest.strip_suffix(last).is_some_and(|between| !between.is_empty())
}

/// What a location allows.
#[derive(Debug, Clone)]
pub enum AllowList {
    /// Any target on the web without a fragment: an empty list in development.
    Anything,
    /// What one of these admits; with none of them, nothing.
    Listed(Vec<Pattern>),
}

impl AllowList {
    /// The list of a location. An empty one allows any target in development, and none otherwise. Entries that are not
    /// patterns admit nothing: they can't be set any more, but may remain from earlier versions.
    pub fn new(entries: &[String], development: bool) -> Self {
        if entries.is_empty() && development {
            return Self::Anything;
        }
        Self::Listed(entries.iter().filter_map(|entry| entry.parse().ok()).collect())
    }

    /// The target that a text names, if it is allowed.
    pub fn admit(&self, text: &str, reserved: ReservedFields) -> Result<Target, TargetError> {
        let target = Target::parse(text, reserved)?;
        let has_fragment = target.url().fragment().is_some();
        match self {
            Self::Anything if is_plain(target.url(), "") && !has_fragment => Ok(target),
            Self::Listed(patterns) if patterns.iter().any(|pattern| pattern.admits(&target)) => Ok(target),
            _ if has_fragment => Err(TargetError::Reserved),
            _ => Err(TargetError::NotAllowed),
        }
    }
}

#[cfg(test)]
mod targets;
#[cfg(test)]
mod tests;
