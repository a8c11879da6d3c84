//! Servers quote addresses and links back at us. What operators read must hold neither (R17).

use crate::message::OutgoingMail;

/// How much of a server's answer is worth keeping, in characters.
const MAX_CHARACTERS: usize = 200;
/// A local part this long is taken out wherever it stands; a shorter one could be any word's part.
const TELLING_LOCAL_PART: usize = 4;
/// So many hexadecimal digits in a row may be a token.
const TELLING_HEX: usize = 24;

/// A server's words about a mail, fit for operators: one line, not too long, without addresses, links and codes.
pub(crate) fn redact(words: &str, mail: &OutgoingMail) -> String {
    let local = mail.to().local_part();
    let code = mail.code().map(rekey_core::Code::expose);
    tidy(words, |word| {
        let lower = word.to_ascii_lowercase();
        let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
        if lower.contains('@') || bare == local || (local.len() >= TELLING_LOCAL_PART && lower.contains(local)) {
            Some("[address]")
        } else if lower.contains("://") || has_long_hex(&lower) {
            Some("[link]")
        } else if code.is_some_and(|code| lower.contains(code)) {
            Some("[code]")
        } else {
            None
        }
    })
}

/// Words of a server that has not been told of any mail yet.
pub(crate) fn redact_greeting(words: &str) -> String {
    tidy(words, |word| word.contains('@').then_some("[address]"))
}

fn tidy(words: &str, cover: impl Fn(&str) -> Option<&'static str>) -> String {
    let line = words
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .map(|word| cover(word).unwrap_or(word))
        .collect::<Vec<_>>()
        .join(" ");
    match line.char_indices().nth(MAX_CHARACTERS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

fn has_long_hex(word: &str) -> bool {
    word.split(|c: char| !c.is_ascii_hexdigit()).any(|run| run.len() >= TELLING_HEX)
}
