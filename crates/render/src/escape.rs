//! How values get into templates: as text, never as markup.

use std::fmt::Write as _;

use minijinja::{AutoEscape, Error, ErrorKind, Output, State, Value};

/// Writes a value. In HTML the five characters that mean something in text or in a quoted attribute are escaped
/// (minijinja's own escaping takes `/` too, and links full of `&#x2f;` look like spam to mail filters). A value that
/// is absent is an error: it would read "none".
pub(crate) fn write(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if value.is_none() {
        return Err(Error::new(ErrorKind::InvalidOperation, "an absent value would be printed"));
    }
    let text = value.to_string();
    if value.is_safe() || *state.auto_escape() == AutoEscape::None {
        return Ok(out.write_str(&text)?);
    }
    for c in text.chars() {
        match c {
            '&' => out.write_str("&amp;")?,
            '<' => out.write_str("&lt;")?,
            '>' => out.write_str("&gt;")?,
            '"' => out.write_str("&quot;")?,
            '\'' => out.write_str("&#39;")?,
            other => out.write_char(other)?,
        }
    }
    Ok(())
}
