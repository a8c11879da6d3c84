//! Servers quote addresses and links back at us. What operators read must hold neither (R17).

use crate::code::Code;
use crate::email_address::EmailAddress;

/// How much of a server's answer is worth keeping, in characters.
const MAX_CHARACTERS: usize = 200;
/// A local part this long is removed wherever it occurs; a shorter one could be part of any word.
const TELLING_LOCAL_PART: usize = 4;
/// So many hexadecimal digits in a row may be a token.
const TELLING_HEX: usize = 24;

/// A server's words about an email to this address, fit for operators: one line, not too long, without addresses, links
/// and the email's code.
pub fn redact(words: &str, to: &EmailAddress, code: Option<&Code>) -> String {
    let local = to.local_part();
    let code = code.map(Code::expose);
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

/// Words of a server that knows of no email yet.
pub fn redact_greeting(words: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn redacted(to: &str, words: &str) -> String {
        redact(words, &EmailAddress::parse(to).unwrap(), Code::parse("482915").as_ref())
    }

    #[test]
    fn addresses_links_and_codes_are_taken_out_in_every_spelling() {
        for (words, expected) in [
            ("<Ann.Lee@Example.com>: no such user", "[address] no such user"),
            ("mailbox 'ANN.LEE' is full", "mailbox [address] is full"),
            ("rejected: ann.lee=example.com", "rejected: [address]"),
            ("sender a@example.com refused", "sender [address] refused"),
            ("URL https://id.example.com/reset?token=1 is listed", "URL [link] is listed"),
            ("bad token=0123456789abcdef0123456789abcdef", "bad [link]"),
            ("spam score of 482915: too many digits", "spam score of [code] too many digits"),
            ("5.7.1 queued as 4bXyz12", "5.7.1 queued as 4bXyz12"),
        ] {
            assert_eq!(redacted("ann.lee@example.com", words), expected);
        }
    }

    #[test]
    fn a_short_name_is_taken_out_as_a_word_and_leaves_other_words_alone() {
        assert_eq!(
            redacted("bo@example.com", "bo: mailbox of BO above quota"),
            "[address] mailbox of [address] above quota"
        );
    }

    #[test]
    fn what_is_kept_is_one_line_of_bounded_length() {
        assert_eq!(redacted("ann@example.com", "one\r\n\ttwo\u{7}  three"), "one two three");
        assert_eq!(redacted("ann@example.com", &"é".repeat(500)).chars().count(), MAX_CHARACTERS + 1);
    }
}
