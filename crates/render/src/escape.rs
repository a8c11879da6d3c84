//! How values are inserted into templates: as text, never as markup.

use std::borrow::Cow;

use minijinja::{AutoEscape, Error, ErrorKind, Output, State, Value};

/// Writes a value. In HTML the five characters that mean something in text or in a quoted attribute are escaped
/// (minijinja's own escaping takes `/` too, and links full of `&#x2f;` look like spam to mail filters). A value that
/// is absent is an error: it would read "none".
pub(crate) fn write(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if value.is_none() {
        return Err(Error::new(ErrorKind::InvalidOperation, "an absent value would be printed"));
    }
    let text = value.as_str().map_or_else(|| Cow::Owned(value.to_string()), Cow::Borrowed);
    if value.is_safe() || *state.auto_escape() == AutoEscape::None {
        return Ok(out.write_str(&text)?);
    }
    let mut rest = &*text;
    while let Some((plain, entity, after)) = next_entity(rest) {
        out.write_str(plain)?;
        out.write_str(entity)?;
        rest = after;
    }
    Ok(out.write_str(rest)?)
}

/// Splits at the first special character of HTML: the text before it, its escape, and the rest.
fn next_entity(text: &str) -> Option<(&str, &'static str, &str)> {
    text.bytes().enumerate().find_map(|(at, byte)| {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => return None,
        };
        Some((&text[..at], entity, &text[at + 1..]))
    })
}
