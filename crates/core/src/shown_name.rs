//! Names that emails and pages show: of people, and of the providers that they sign in with.
//!
//! A name is text that one person types and another reads in our email, under our sender's address. So it holds nothing
//! that reorders, hides or breaks the text around it; and a name that people give themselves holds nothing that a mail
//! program turns into a link (R11).

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// The longest name that people give themselves, in code points.
pub const LONGEST_OWN_NAME: usize = 100;

/// The longest name that an operator gives, in code points.
pub const LONGEST_NAME: usize = 200;

/// More marks than this on one letter, as no language writes them, reach over the lines around.
const MOST_MARKS: usize = 4;

/// Joiners, which some scripts need between letters.
const JOINERS: [char; 2] = ['\u{200c}', '\u{200d}'];

/// Letters and symbols that look like nothing.
const BLANK: [char; 5] = ['\u{115f}', '\u{1160}', '\u{2800}', '\u{3164}', '\u{ffa0}'];

/// The author of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NamedBy {
    /// The person, or a stranger in their place.
    Themselves,
    /// An operator, or the product's own backend.
    Operator,
}

/// A name breaks the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotAName;

/// What to call a person or a provider: trimmed, and none if nothing is left.
pub(crate) fn shown_name(name: Option<String>, by: NamedBy) -> Result<Option<String>, NotAName> {
    let name = name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    if name.as_ref().is_none_or(|name| is_shown_as_typed(name, by)) { Ok(name) } else { Err(NotAName) }
}

/// Whether people may give themselves this name, which must not be empty.
pub fn is_own_name(name: &str) -> bool {
    shown_name(Some(name.to_owned()), NamedBy::Themselves).is_ok_and(|name| name.is_some())
}

fn is_shown_as_typed(name: &str, by: NamedBy) -> bool {
    let longest = match by {
        NamedBy::Themselves => LONGEST_OWN_NAME,
        NamedBy::Operator => LONGEST_NAME,
    };
    name.chars().count() <= longest
        && has_visible_characters_only(name)
        && (by == NamedBy::Operator || !reads_as_a_link(name))
}

fn has_visible_characters_only(name: &str) -> bool {
    let chars: Vec<char> = name.chars().collect();
    let mut marks = 0;
    chars.iter().enumerate().all(|(index, letter)| {
        let is_mark = is_mark(*letter);
        marks = if is_mark { marks + 1 } else { 0 };
        let joins = || {
            let joined = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|letter| is_joined(*letter));
            joined(index.checked_sub(1)) && joined(index.checked_add(1))
        };
        if JOINERS.contains(letter) { joins() } else { is_visible(*letter) && marks <= MOST_MARKS }
    })
}

fn is_visible(letter: char) -> bool {
    use GeneralCategory as Category;
    let category = letter.general_category();
    let hidden = matches!(
        category,
        Category::Control
            | Category::Format
            | Category::LineSeparator
            | Category::ParagraphSeparator
            | Category::PrivateUse
            | Category::Surrogate
            | Category::Unassigned
    );
    !hidden && !BLANK.contains(&letter)
}

fn is_mark(letter: char) -> bool {
    matches!(letter.general_category(), GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark)
}

/// Whether a joiner beside this letter changes how it looks.
fn is_joined(letter: char) -> bool {
    !letter.is_ascii()
        && (letter.is_alphabetic() || is_mark(letter) || letter.general_category() == GeneralCategory::OtherSymbol)
}

/// Whether a mail program, or its reader, could take it for a link or an address. Letters that look like the
/// punctuation of one count as it.
fn reads_as_a_link(name: &str) -> bool {
    let plain: String = name.chars().flat_map(char::to_lowercase).map(look_alike).collect();
    let is_host = |word: &str| word.trim_matches('.').contains('.');
    let leads_on = |word: &str| word.split_once('/').is_some_and(|(before, _)| is_host(before));
    plain.contains("://")
        || plain.contains("www.")
        || plain.contains('@')
        || plain.contains("mailto:")
        || plain.split(char::is_whitespace).any(leads_on)
        || plain.split(|letter: char| !(letter.is_alphanumeric() || letter == '.' || letter == '-')).any(is_bare_host)
}

/// Whether a word without scheme or path is the name of a host, such as `evil.example`, or an IPv4 address. Initials
/// (`J.R.R.`) are not.
fn is_bare_host(word: &str) -> bool {
    let word = word.trim_matches(['.', '-']);
    let is_host = |(host, last): (&str, &str)| {
        !host.ends_with('.') && last.chars().filter(|letter| letter.is_alphabetic()).nth(1).is_some()
    };
    word.rsplit_once('.').is_some_and(is_host) || word.parse::<std::net::Ipv4Addr>().is_ok()
}

fn look_alike(letter: char) -> char {
    match letter {
        '\u{2024}' | '\u{3002}' | '\u{fe52}' | '\u{ff0e}' | '\u{ff61}' => '.',
        '\\' | '\u{2044}' | '\u{2215}' | '\u{29f8}' | '\u{ff0f}' | '\u{ff3c}' => '/',
        '\u{2236}' | '\u{a789}' | '\u{fe55}' | '\u{ff1a}' => ':',
        '\u{fe6b}' | '\u{ff20}' => '@',
        '\u{ff57}' => 'w',
        letter => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_name(name: &str, by: NamedBy) -> bool {
        shown_name(Some(name.to_owned()), by).is_ok()
    }

    #[test]
    fn names_of_all_kinds_of_people_are_names() {
        let persian = "نیک\u{200c}نام";
        for name in [
            "Ann",
            "J.R.R. Tolkien",
            "Ann Smith, Ph.D.",
            "St. John",
            "Ann ... Bob",
            "O’Neill",
            "Dr. Žluť (née Kůň)",
            "王小明",
            "Ngô Thị Hương",
            "Ann & Bob",
            persian,
        ] {
            assert!(is_name(name, NamedBy::Themselves), "{name}");
        }
        assert_eq!(shown_name(Some("  Ann ".to_owned()), NamedBy::Themselves), Ok(Some("Ann".to_owned())));
        assert_eq!(shown_name(Some(" \n".to_owned()), NamedBy::Themselves), Ok(None));
    }

    #[test]
    fn a_name_holds_nothing_that_hides_reorders_or_breaks_text() {
        for letter in [
            '\n',
            '\0',
            '\u{7f}',
            '\u{85}',
            '\u{ad}',
            '\u{61c}',
            '\u{200b}',
            '\u{200d}',
            '\u{200e}',
            '\u{2028}',
            '\u{2029}',
            '\u{202e}',
            '\u{2060}',
            '\u{2066}',
            '\u{2069}',
            '\u{2800}',
            '\u{3164}',
            '\u{e000}',
            '\u{feff}',
            '\u{fffe}',
            '\u{e0041}',
        ] {
            for by in [NamedBy::Themselves, NamedBy::Operator] {
                assert!(!is_name(&format!("An{letter}n"), by), "{}", letter.escape_unicode());
            }
        }
        assert!(!is_name(&format!("A{}", "\u{301}".repeat(5)), NamedBy::Operator));
    }

    #[test]
    fn a_name_that_people_give_themselves_is_short_and_no_link() {
        for name in [
            "Your prize: https://evil.example/win",
            "HTTP://EVIL.EXAMPLE",
            "see www.evil.example",
            "WWW.evil.example",
            "write to help@evil.example",
            "evil.example/win",
            "evil．example／win",
            "evil.example\\win",
            "ftp：//evil",
            "help＠evil.example",
            "mailto:help",
            "Your prize evil.com",
            "evil.com.",
            "(evil.example),now",
            "Ann,evil.com",
            "evil。com",
            "prize.中国",
            "evil.xn--p1ai",
            "go to 192.0.2.7",
        ] {
            assert!(!is_name(name, NamedBy::Themselves), "{name}");
            assert!(is_name(name, NamedBy::Operator), "{name}");
        }
        assert!(is_name(&"x".repeat(LONGEST_OWN_NAME), NamedBy::Themselves));
        assert!(!is_name(&"x".repeat(LONGEST_OWN_NAME + 1), NamedBy::Themselves));
        assert!(!is_name(&"x".repeat(LONGEST_NAME + 1), NamedBy::Operator));
    }
}
