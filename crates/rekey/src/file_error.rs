//! What is wrong with a file, in the words of people who use it.

use std::borrow::Cow;
use std::io::{Error, ErrorKind};

/// Why a file can't be read or written.
pub(crate) fn reason(error: &Error) -> Cow<'static, str> {
    match error.kind() {
        ErrorKind::InvalidData => "it is not UTF-8 text".into(),
        ErrorKind::IsADirectory => "it is a directory".into(),
        ErrorKind::AlreadyExists => "it already exists".into(),
        _ => error.to_string().into(),
    }
}
