//! What people type or paste into a field, often with other text around it.

use std::collections::BTreeSet;

use rekey_core::email_address::EmailAddressError;
use rekey_core::{Code, EmailAddress};

/// An address as people type or copy it: `Ann <ann@example.com>`, `mailto:ann@example.com`, `ann@example. com` (some
/// keyboards add a space after a full stop) and `ann＠example.com.` are read as `ann@example.com`. An address with other
/// words beside it is refused, because part of them could belong to it.
pub(super) fn read_address(typed: &str) -> Result<EmailAddress, EmailAddressError> {
    let typed: String = typed.chars().map(to_half_width).collect();
    let in_brackets = typed.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(address, _)| address);
    let address = trim(in_brackets.filter(|text| text.contains('@')).unwrap_or(&typed));
    let address = match address.get(..MAILTO.len()) {
        Some(start) if start.eq_ignore_ascii_case(MAILTO) => trim(&address[MAILTO.len()..]),
        _ => address,
    };
    let Some((name, domain)) = address.rsplit_once('@') else { return EmailAddress::parse(address) };
    let labels: Vec<&str> = domain.split('.').map(str::trim).collect();
    EmailAddress::parse(&format!("{}@{}", name.trim_end(), labels.join(".")))
}

const MAILTO: &str = "mailto:";

/// Without what surrounds an address in a text. An apostrophe may be the address's first character.
fn trim(text: &str) -> &str {
    let is_around = |c: char| c.is_whitespace() || is_invisible(c) || "\"“”„‟«»‹›<>()[]【】「」,;:".contains(c);
    let text = text.trim_matches(is_around);
    let text = text.strip_prefix('\'').filter(|rest| rest.ends_with('\'')).unwrap_or(text);
    text.trim_end_matches(|c| is_around(c) || ".!?'’".contains(c))
}

/// The keyboards of Chinese and Japanese have full-width characters, 65248 after their ASCII twins, and a full stop.
fn to_half_width(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '。' | '｡' => '.',
        other => other,
    }
}

/// A code as people type or copy it, even along with its whole email: `123 456`, `123-456`, `١٢٣٤٥٦` and
/// `Your code for Studio 54: 123 456` are read as `123456`. If other characters separate several groups, only one of
/// them may have six digits, unless they are the same.
pub(super) fn read_code(typed: &str) -> Option<Code> {
    let text: String = typed.chars().map(to_ascii_digit).collect();
    // A link's token may hold six digits in a row.
    let without_words: String = text
        .split_inclusive(|c: char| !c.is_ascii_alphanumeric())
        .map(|word| if word.contains(|c: char| c.is_ascii_alphabetic()) { "|" } else { word })
        .collect();
    only_code(&without_words).or_else(|| only_code(&text))
}

/// The six digits of a text, if it has no others.
fn only_code(text: &str) -> Option<Code> {
    let is_between = |c: char| !c.is_ascii_digit() && !c.is_whitespace() && !is_dash(c) && !is_invisible(c);
    let groups = text.split(is_between).map(|group| group.chars().filter(char::is_ascii_digit).collect::<String>());
    let mut codes: BTreeSet<String> = groups.filter(|digits| Code::parse(digits).is_some()).collect();
    codes.pop_first().filter(|_| codes.is_empty()).and_then(|digits| Code::parse(&digits))
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Invisible characters that mail programs put around numbers and addresses: direction marks, joiners.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Keyboards for Arabic, Persian and Japanese type digits of their own, whose last four bits are the digit's value.
fn to_ascii_digit(c: char) -> char {
    match c {
        '٠'..='٩' | '۰'..='۹' | '０'..='９' => char::from_digit(u32::from(c) & 15, 10).unwrap_or(c),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_may_be_typed_in_groups_and_in_the_digits_of_other_scripts() {
        let around = [
            "Your code: 123 456.",
            "123456 – code for Studio 54",
            "code\u{a0}123\u{a0}456",
            "\u{2066}123456\u{2069}",
            "【123456】",
            "コード123456です",
            "code123456",
        ];
        for typed in [" 123 456\t", "123-456", "١٢٣٤٥٦", "۱۲۳ ۴۵۶", "１２３４５６"].into_iter().chain(around)
        {
            assert_eq!(read_code(typed).unwrap().expose(), "123456", "{typed:?}");
        }
        for typed in ["", "12345", "12.3456", "1234567", "1२3456", "123456 or 654321"] {
            assert!(read_code(typed).is_none(), "{typed:?}");
        }
    }

    #[test]
    fn a_code_is_found_in_its_whole_email() {
        let email = "123456 · Your code for Studio 54\nHello, enter this code: 123456 It expires after 10 minutes. \
                     https://studio.example/reset?token=9f654321a4b7c8d9e0f1a2 4 March 2026, 06:06";
        assert_eq!(read_code(email).unwrap().expose(), "123456");
    }

    #[test]
    fn an_address_is_read_out_of_what_stands_around_it() {
        for typed in [
            "ann@example.com",
            " Ann Miller <ann@example.com>; ",
            "<mailto:ann@example.com>",
            "MAILTO:ann@example.com",
            "“ann@example.com”",
            "'ann@example.com'",
            "(ann@example.com).",
            "ann@example.com,",
            "ann @ example.com",
            "ann@example. com",
            "\u{200e}ann@example.com\u{a0}",
            "ａｎｎ＠ｅｘａｍｐｌｅ．ｃｏｍ",
            "ann@example。com",
        ] {
            assert_eq!(read_address(typed).unwrap().as_stored(), "ann@example.com", "{typed:?}");
        }
        assert_eq!(read_address("'ann@example.com").unwrap().as_stored(), "'ann@example.com");
    }

    #[test]
    fn an_address_that_words_stand_beside_is_refused() {
        for typed in
            ["", " ", "ann", "Ann ann@example.com", "ann@example.com or bob", "a@b.com, c@d.com", "Dr. ann@example.com"]
        {
            assert!(read_address(typed).is_err(), "{typed:?}");
        }
        assert_eq!(read_address(" ").unwrap_err(), EmailAddressError::Empty);
    }
}
