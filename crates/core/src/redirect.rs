//! Redirect targets that a client names, checked against an operator's list.
//!
//! A token is added to the target's query, so a target is as good as the tokens sent to it. Targets are therefore
//! accepted only in the one spelling that every reader agrees on, and compared as parsed URLs.

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

/// The longest target, in bytes.
pub const LONGEST_TARGET: usize = 2_048;

/// Why a target is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// It is no absolute http or https URL, or one that can be read in more than one way.
    #[error("not an absolute http or https URL, written as browsers write it")]
    Malformed,
    /// It carries what the redirect itself is about to add, or what would hide that from the target's page.
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

    /// Accepts an http or https URL only in the spelling that parsing it gives. Upper-case hosts, default ports, tabs,
    /// backslashes, encoded dots, numbers for addresses, look-alike letters, dot segments: all of them parse to
    /// something that is written otherwise, and somebody might read them otherwise.
    fn parse(text: &str, reserved: ReservedFields) -> Result<Self, TargetError> {
        if text.len() > LONGEST_TARGET {
            return Err(TargetError::Malformed);
        }
        let url = Url::parse(text).map_err(|_| TargetError::Malformed)?;
        let is_bare_host = || url.path() == "/" && url.as_str().strip_suffix('/') == Some(text);
        if !is_plain(&url, "") || !(url.as_str() == text || is_bare_host()) {
            return Err(TargetError::Malformed);
        }
        if url.fragment().is_some() || url.query_pairs().any(|(key, _)| reserved.contain(&key)) {
            return Err(TargetError::Reserved);
        }
        Ok(Self(url))
    }
}

/// Whether it is an http or https URL without user, whose host consists of what names in use do, and of `more`. URLs may
/// have other letters there (backticks, braces, quotes), which some readers refuse, or end the host at.
fn is_plain(url: &Url, more: &str) -> bool {
    let in_names = |letter: char| matches!(letter, 'a'..='z' | '0'..='9' | '-' | '_' | '.') || more.contains(letter);
    matches!(url.scheme(), "http" | "https")
        && url.username().is_empty()
        && url.password().is_none()
        && url.host_str().is_some_and(|host| !host.ends_with('.'))
        && url.domain().is_none_or(|name| name.chars().all(in_names))
}

/// An entry of the list: a URL, or one with `*` in its host or path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    text: String,
    url: Url,
}

/// Why a text is no entry of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// It is no URL to begin with, or one with a part that is never compared.
    #[error(
        "expected an http or https URL without user, query and fragment, in which * stands for anything but the scheme, \
         such as \"https://app.example.com/*\""
    )]
    NoUrl,
    /// Anybody could register a host that it admits.
    #[error("a * in the host must stand before a name of your own, such as \"https://*.example.com/reset\"")]
    TooWide,
}

impl FromStr for Pattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        let url = Url::parse(text).map_err(|_| PatternError::NoUrl)?;
        if !is_plain(&url, "*") || url.query().is_some() || url.fragment().is_some() {
            return Err(PatternError::NoUrl);
        }
        if let Some(Host::Domain(host)) = url.host()
            && !has_own_name_after_wildcards(host)
        {
            return Err(PatternError::TooWide);
        }
        Ok(Self { text: text.to_owned(), url })
    }
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
    fn admits(&self, target: &Target) -> bool {
        let target = target.url();
        let host = match (self.url.host(), target.host()) {
            (Some(Host::Domain(pattern)), Some(Host::Domain(host))) => host_matches(pattern, host),
            (pattern, host) => pattern == host,
        };
        host && self.url.scheme() == target.scheme()
            && self.url.port() == target.port()
            && path_matches(self.url.path(), target.path())
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Label by label: a wildcard stays within one, and stands for at least one character.
fn host_matches(pattern: &str, host: &str) -> bool {
    pattern.split('.').count() == host.split('.').count()
        && pattern.split('.').zip(host.split('.')).all(|(pattern, label)| part_matches(pattern, label, 1))
}

/// Segment by segment: a wildcard stays within one. A segment in which a slash is encoded is two to some readers,
/// so that no wildcard stands for it.
fn path_matches(pattern: &str, path: &str) -> bool {
    let hides_slash = |segment: &str| {
        let segment = segment.to_ascii_lowercase();
        segment.contains("%2f") || segment.contains("%5c") || segment.contains("%00")
    };
    pattern.split('/').count() == path.split('/').count()
        && pattern.split('/').zip(path.split('/')).all(|(pattern, segment)| {
            pattern == segment || (!hides_slash(segment) && part_matches(pattern, segment, 0))
        })
}

/// Whether `text` is `pattern` with each `*` standing for `shortest` or more characters. The earliest place for each
/// piece leaves the most room for the others, so that no place need be tried twice.
fn part_matches(pattern: &str, text: &str, shortest: usize) -> bool {
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let Some(last) = pieces.next_back() else { return rest.is_empty() };
    for piece in pieces {
        let Some(found) = rest.get(shortest..).and_then(|rest| rest.find(piece)) else { return false };
        rest = rest.get(shortest + found + piece.len()..).unwrap_or_default();
    }
    rest.strip_suffix(last).is_some_and(|between| between.len() >= shortest)
}

/// What a location allows.
#[derive(Debug, Clone)]
pub enum AllowList {
    /// Any target: an empty list in development.
    Anything,
    /// What one of these admits; with none of them, nothing.
    Listed(Vec<Pattern>),
}

impl AllowList {
    /// The list of a location. An empty one allows any target in development, and none otherwise. Entries that are no
    /// patterns admit nothing: they can't be written, but may be left from before.
    pub fn new(entries: &[String], development: bool) -> Self {
        if entries.is_empty() && development {
            return Self::Anything;
        }
        Self::Listed(entries.iter().filter_map(|entry| entry.parse().ok()).collect())
    }

    /// The target that a text names, if it is allowed.
    pub fn admit(&self, text: &str, reserved: ReservedFields) -> Result<Target, TargetError> {
        let target = Target::parse(text, reserved)?;
        match self {
            Self::Anything => Ok(target),
            Self::Listed(patterns) if patterns.iter().any(|pattern| pattern.admits(&target)) => Ok(target),
            Self::Listed(_) => Err(TargetError::NotAllowed),
        }
    }
}

#[cfg(test)]
mod targets;
#[cfg(test)]
mod tests;
