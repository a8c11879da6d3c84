//! Groups of fields, as in the header of an email, that reports consist of.

use rekey_core::EmailAddress;

/// The fields of a group: names in lower case, and their values.
pub(super) fn fields(text: &str) -> impl Iterator<Item = (String, String)> {
    // A line that begins with a space continues the one before.
    let unfolded = text.replace("\r\n", "\n").replace("\n ", " ").replace("\n\t", " ");
    let field = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
    };
    unfolded.lines().filter_map(field).collect::<Vec<_>>().into_iter()
}

/// A value without a comment. A server's own words may have parentheses, so this is not for them.
pub(super) fn bare(value: &str) -> &str {
    value.split('(').next().unwrap_or_default().trim()
}

/// A value without its type: `rfc822; ann@example.com`, `smtp; 550 no`.
pub(super) fn untyped(value: &str) -> &str {
    value.split_once(';').map_or(value, |(_, rest)| rest).trim()
}

pub(super) fn address(text: &str) -> Option<EmailAddress> {
    EmailAddress::parse(text.trim().trim_start_matches('<').trim_end_matches('>')).ok()
}
