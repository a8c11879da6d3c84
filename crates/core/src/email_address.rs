//! E-mail addresses: the form they are stored in and the canonical form they are compared by (R11).

use std::fmt;
use std::str::FromStr;

use icu_normalizer::ComposingNormalizer;

/// The longest address that SMTP can carry, in bytes (RFC 5321, 4.5.3.1.3, less the angle brackets).
pub const MAX_ADDRESS_BYTES: usize = 254;
/// The longest local part, in bytes (RFC 5321, 4.5.3.1.1).
pub const MAX_LOCAL_PART_BYTES: usize = 64;

/// An address that an email can be sent to. Having one is proof that it is well-formed.
///
/// Two addresses are equal when their canonical forms are (R11).
#[derive(Clone)]
pub struct EmailAddress {
    stored: String,
    canonical: String,
    local_part_bytes: usize,
}

/// Why a text is not an email address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailAddressError {
    /// Nothing but spaces.
    #[error("the email address is empty")]
    Empty,
    /// Longer than SMTP can carry.
    #[error("the email address is longer than {MAX_ADDRESS_BYTES} bytes")]
    TooLong,
    /// No `@`, or nothing on one side of it.
    #[error("an email address has a name, an @ and a domain")]
    NotAnAddress,
    /// The part before the `@` contains characters that are not allowed.
    #[error("the part before the @ is not valid in an email address")]
    LocalPart,
    /// The domain is invalid, or only looks like another.
    #[error("the domain of the email address is not valid")]
    Domain,
}

impl EmailAddress {
    /// Reads an address as a person typed it: surrounding spaces are dropped, all else stays.
    pub fn parse(text: &str) -> Result<Self, EmailAddressError> {
        let stored = text.trim_matches(' ');
        if stored.is_empty() {
            return Err(EmailAddressError::Empty);
        }
        if stored.len() > MAX_ADDRESS_BYTES {
            return Err(EmailAddressError::TooLong);
        }
        let (local, domain) = stored.rsplit_once('@').ok_or(EmailAddressError::NotAnAddress)?;
        if local.is_empty() || domain.is_empty() {
            return Err(EmailAddressError::NotAnAddress);
        }
        check_local_part(local)?;
        let domain = canonical_domain(domain)?;
        let canonical = [local.to_ascii_lowercase().as_str(), "@", &domain].concat();
        if canonical.len() > MAX_ADDRESS_BYTES {
            return Err(EmailAddressError::TooLong);
        }
        Ok(Self { stored: stored.to_owned(), canonical, local_part_bytes: local.len() })
    }

    /// The address as it was given, which is where emails go.
    pub fn as_stored(&self) -> &str {
        &self.stored
    }

    /// The form that addresses are compared by: ASCII letters lower-cased, the domain as A-labels.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// The canonical part before the `@`.
    pub fn local_part(&self) -> &str {
        &self.canonical[..self.local_part_bytes]
    }

    /// The domain as A-labels (ASCII).
    pub fn domain(&self) -> &str {
        &self.canonical[self.local_part_bytes + 1..]
    }

    /// The address with most of its name hidden, for logs and pages: `d•••@example.com`.
    pub fn masked(&self) -> String {
        let first = self.stored.chars().next().unwrap_or('•');
        format!("{first}•••@{}", self.domain())
    }
}

/// A dot-atom (RFC 5321, 4.1.2) with the letters of RFC 6531, and in NFC, so that an address has one spelling.
fn check_local_part(local: &str) -> Result<(), EmailAddressError> {
    let fits = local.len() <= MAX_LOCAL_PART_BYTES
        && local.split('.').all(|atom| !atom.is_empty())
        && local.chars().all(|c| c == '.' || is_atom_character(c))
        && (local.is_ascii() || ComposingNormalizer::new_nfc().is_normalized(local));
    if fits { Ok(()) } else { Err(EmailAddressError::LocalPart) }
}

fn is_atom_character(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c)
    } else {
        !c.is_control() && !c.is_whitespace() && !is_invisible(c)
    }
}

/// Characters that a reader can't see, and that would therefore make two addresses look like one.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// The domain as A-labels, if it is already in one of the two forms that UTS 46 gives it: a domain that would
/// have to be mapped (full-width letters, ligatures) is a look-alike and refused (CVE-2019-19844).
fn canonical_domain(domain: &str) -> Result<String, EmailAddressError> {
    let lower: String = domain.chars().map(lower_case).collect();
    let ascii = if is_plain(&lower) { lower } else { a_labels(&lower).ok_or(EmailAddressError::Domain)? };
    let has_two_labels = ascii.split('.').count() >= 2;
    let last_is_name = ascii.rsplit('.').next().is_some_and(|label| label.bytes().any(|b| b.is_ascii_alphabetic()));
    if has_two_labels && last_is_name { Ok(ascii) } else { Err(EmailAddressError::Domain) }
}

/// The lower-case form of a capital letter. A letter that isn't the capital of its lower-case form (the Kelvin sign,
/// which lower-cases to k) stays unchanged and is refused later as a look-alike.
fn lower_case(letter: char) -> char {
    let mut small = letter.to_lowercase();
    match (small.next(), small.next()) {
        (Some(small), None) if small.to_uppercase().eq([letter]) => small,
        _ => letter,
    }
}

/// The domain as UTS 46 writes it in ASCII, if it was written in one of the two forms.
fn a_labels(domain: &str) -> Option<String> {
    let ascii = idna::domain_to_ascii_strict(domain).ok()?;
    let (unicode, validity) = idna::domain_to_unicode(&ascii);
    (validity.is_ok() && (domain == ascii || domain == unicode)).then_some(ascii)
}

/// Whether these are labels of ASCII letters, digits and single hyphens, as in most domains. UTS 46 leaves them
/// unchanged, so its tables aren't needed.
fn is_plain(domain: &str) -> bool {
    let is_plain_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
            && !label.starts_with('-')
            && !label.ends_with('-')
            && !label.as_bytes().windows(2).any(|pair| pair == b"--")
    };
    domain.len() <= 253 && domain.split('.').all(is_plain_label)
}

impl PartialEq for EmailAddress {
    fn eq(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }
}

impl Eq for EmailAddress {}

impl FromStr for EmailAddress {
    type Err = EmailAddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

/// Masked, because addresses reach logs through `Debug`.
impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EmailAddress({})", self.masked())
    }
}

/// Who an email comes from: `Name <address>`, or just the address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// The name that mail programs show.
    pub name: Option<String>,
    /// The address.
    pub address: EmailAddress,
}

impl FromStr for Mailbox {
    type Err = EmailAddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let Some((name, rest)) = text.rsplit_once('<') else {
            return Ok(Self { name: None, address: EmailAddress::parse(text)? });
        };
        let address = rest.strip_suffix('>').ok_or(EmailAddressError::NotAnAddress)?;
        let name = shown(name.trim()).ok_or(EmailAddressError::NotAnAddress)?;
        if name.chars().any(char::is_control) {
            return Err(EmailAddressError::NotAnAddress);
        }
        Ok(Self { name: (!name.is_empty()).then_some(name), address: EmailAddress::parse(address)? })
    }
}

/// The name that a display name means: a quoted string without its quotes and backslashes (RFC 5322, 3.2.4), any other
/// text unchanged. `None`: a quote is missing.
fn shown(name: &str) -> Option<String> {
    if !name.starts_with('"') {
        return Some(name.to_owned());
    }
    let mut shown = String::new();
    let mut letters = name.chars().skip(1);
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => shown.push(letters.next()?),
            // What follows the closing quote makes it a text that merely begins with one.
            '"' => {
                return Some(if letters.next().is_none() { shown.trim().to_owned() } else { name.to_owned() });
            }
            letter => shown.push(letter),
        }
    }
    None
}

/// As [`FromStr`] reads it.
impl fmt::Display for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) if name.starts_with('"') => {
                let quoted = name.replace('\\', "\\\\").replace('"', "\\\"");
                write!(f, "\"{quoted}\" <{}>", self.address.as_stored())
            }
            Some(name) => write!(f, "{name} <{}>", self.address.as_stored()),
            None => f.write_str(self.address.as_stored()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn canonical(text: &str) -> String {
        EmailAddress::parse(text).unwrap().canonical().to_owned()
    }

    #[test]
    fn ascii_letters_and_no_others_are_lower_cased() {
        assert_eq!(canonical("Ann.LEE@Example.COM"), "ann.lee@example.com");
        assert_eq!(canonical("Åsa@example.com"), "Åsa@example.com");
    }

    #[test]
    fn the_stored_form_keeps_what_was_typed_but_for_outer_spaces() {
        let address = EmailAddress::parse("  Ann@Example.com ").unwrap();
        assert_eq!(address.as_stored(), "Ann@Example.com");
        assert_eq!(address.masked(), "A•••@example.com");
    }

    #[test]
    fn both_forms_of_an_international_domain_are_one_address() {
        assert_eq!(canonical("a@bücher.example"), canonical("a@xn--bcher-kva.example"));
        for text in ["a@BüCHER.example", "a@BÜCHER.EXAMPLE", "a@XN--BCHER-KVA.Example"] {
            assert_eq!(canonical(text), "a@xn--bcher-kva.example", "{text}");
        }
        assert_eq!(canonical("a@ПРИМЕР.РФ"), canonical("a@пример.рф"));
    }

    #[test]
    fn look_alike_and_compatibility_letters_are_refused_or_stay_different() {
        // The first ones are the Kelvin, Ångström and Ohm signs and a capital sharp s, whose small letters have other
        // capitals.
        for look_alike in [
            "a@ban\u{212a}.com",
            "a@\u{212b}s.example",
            "a@\u{2126}.example",
            "a@stra\u{1e9e}e.example",
            "a@Ｅxample.com",
            "a@ｅxample.com",
            "a@exam\u{fb01}le.com",
            "a@example\u{3002}com",
            "a@ex\u{ad}ample.com",
        ] {
            assert_eq!(EmailAddress::parse(look_alike), Err(EmailAddressError::Domain), "{look_alike:?}");
        }
        assert_ne!(canonical("m\u{131}ke@example.com"), canonical("mike@example.com"));
    }

    #[test]
    fn a_local_part_that_is_not_nfc_is_refused() {
        assert_eq!(EmailAddress::parse("a\u{30a}sa@example.com"), Err(EmailAddressError::LocalPart));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long_local = format!("{}@example.com", "a".repeat(65));
        let long_domain = format!("a@{}.com", "b.".repeat(130));
        for text in [
            "",
            "   ",
            "a",
            "@",
            "a@",
            "@example.com",
            "a b@example.com",
            "a@example",
            "a@b..com",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "a@-a.com",
            ".a@example.com",
            "a.@example.com",
            "a..b@example.com",
            "\"a\"@example.com",
            "a@b@example.com",
            "a@exam ple.com",
            "a\0@example.com",
            "a@example.com\n",
            "a\r\nBcc: b@example.com@c.com",
            "a\u{200b}b@example.com",
            &long_local,
            &long_domain,
        ] {
            assert!(EmailAddress::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_mailbox_has_an_optional_name() {
        let mailbox: Mailbox = "Rekey <no-reply@example.com>".parse().unwrap();
        assert_eq!(mailbox.name.as_deref(), Some("Rekey"));
        assert_eq!(mailbox.to_string(), "Rekey <no-reply@example.com>");
        assert_eq!("a@example.com".parse::<Mailbox>().unwrap().name, None);
        assert!("Rekey <a@example.com".parse::<Mailbox>().is_err());
        assert!("\"Rekey <a@example.com>".parse::<Mailbox>().is_err());
        assert!("Re\r\nkey <a@example.com>".parse::<Mailbox>().is_err());
    }

    #[test]
    fn a_quoted_name_loses_its_quotes_and_backslashes_and_no_others() {
        for (text, name) in [
            (r#""Rekey" <a@example.com>"#, "Rekey"),
            (r#""Miller, Ann" <a@example.com>"#, "Miller, Ann"),
            (r#""Ann \"the Boss\" Lee" <a@example.com>"#, r#"Ann "the Boss" Lee"#),
            (r#""C:\\Rekey" <a@example.com>"#, r"C:\Rekey"),
            (r#""a < b" <a@example.com>"#, "a < b"),
            (r#"Ann "the Boss" Lee <a@example.com>"#, r#"Ann "the Boss" Lee"#),
            (r#""Ann" & "Bo" <a@example.com>"#, r#""Ann" & "Bo""#),
            (r"back\slash <a@example.com>", r"back\slash"),
        ] {
            let mailbox: Mailbox = text.parse().unwrap();
            assert_eq!(mailbox.name.as_deref(), Some(name), "{text}");
            assert_eq!(mailbox.to_string().parse::<Mailbox>().unwrap(), mailbox, "{text}");
        }
        assert_eq!("\"\" <a@example.com>".parse::<Mailbox>().unwrap().name, None);
    }

    proptest! {
        #[test]
        fn the_canonical_form_is_idempotent(text in "\\PC{1,12}@[a-zA-Z0-9ü-]{1,8}\\.[a-z]{2,4}") {
            if let Ok(address) = EmailAddress::parse(&text) {
                let again = EmailAddress::parse(address.canonical()).unwrap();
                prop_assert_eq!(again.canonical(), address.canonical());
                prop_assert_eq!(format!("{}@{}", address.local_part(), address.domain()), address.canonical());
            }
        }

        #[test]
        fn a_plain_domain_is_what_uts_46_makes_of_it(domain in "[a-z0-9-]{1,5}(\\.[a-z0-9-]{1,64}){0,4}") {
            if is_plain(&domain) {
                prop_assert_eq!(a_labels(&domain), Some(domain));
            }
        }

        #[test]
        fn parsing_never_panics(text in "\\PC*") {
            let _ = EmailAddress::parse(&text);
        }
    }
}
