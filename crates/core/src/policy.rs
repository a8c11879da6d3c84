//! What passwords must be like (R16).

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

use crate::common_passwords;
use crate::email_address::EmailAddress;

/// The shortest password that any policy may allow, in code points (NIST 800-63B 3.1.1.2).
pub const SHORTEST_PASSWORD: u32 = 8;
/// The longest password, in code points.
pub const LONGEST_PASSWORD: u32 = 256;
/// Words of an address or name that are shorter than this are in too many good passwords to matter.
const SHORTEST_IDENTITY_WORD: usize = 4;

/// A password as a person typed it: never cut, trimmed or normalised. `Debug` shows nothing.
#[derive(Clone)]
pub struct Password(SecretString);

impl Password {
    /// The password that was typed. Whether it is a good one is for a [`PasswordPolicy`] to say.
    pub fn new(text: impl Into<SecretString>) -> Self {
        Self(text.into())
    }

    /// The password's text, to be hashed.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Whether it is longer than any password that we store, so that it need not be hashed to be wrong.
    pub fn is_over_long(&self) -> bool {
        self.expose().chars().count() > LONGEST_PASSWORD as usize
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// What passwords must be like. Character classes are required only where somebody set them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a rule of its own, as the contracts list them")]
pub struct PasswordPolicy {
    /// The least number of code points.
    pub min_length: u32,
    /// Whether an upper-case letter is needed.
    pub needs_upper: bool,
    /// Whether a lower-case letter is needed.
    pub needs_lower: bool,
    /// Whether a digit is needed.
    pub needs_digit: bool,
    /// Whether a special character is needed.
    pub needs_special: bool,
    /// Which characters are special; none: those that are neither letter, digit nor space.
    pub special_characters: Option<&'static str>,
    /// Whether the current password is refused as the new one. Costs a second hash per reset.
    pub refuses_reuse: bool,
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self {
            min_length: SHORTEST_PASSWORD,
            needs_upper: false,
            needs_lower: false,
            needs_digit: false,
            needs_special: false,
            special_characters: None,
            refuses_reuse: false,
        }
    }
}

/// The parts of a policy that an operator set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PasswordPolicySettings {
    /// See [`PasswordPolicy::min_length`].
    pub min_length: Option<u32>,
    /// See [`PasswordPolicy::needs_upper`].
    pub needs_upper: Option<bool>,
    /// See [`PasswordPolicy::needs_lower`].
    pub needs_lower: Option<bool>,
    /// See [`PasswordPolicy::needs_digit`].
    pub needs_digit: Option<bool>,
    /// See [`PasswordPolicy::needs_special`].
    pub needs_special: Option<bool>,
    /// See [`PasswordPolicy::special_characters`].
    pub special_characters: Option<&'static str>,
    /// See [`PasswordPolicy::refuses_reuse`].
    pub refuses_reuse: Option<bool>,
}

impl PasswordPolicySettings {
    /// These settings, with what they leave open taken from `base`.
    pub fn or(self, base: PasswordPolicy) -> PasswordPolicy {
        PasswordPolicy {
            min_length: self.min_length.unwrap_or(base.min_length).clamp(SHORTEST_PASSWORD, LONGEST_PASSWORD),
            needs_upper: self.needs_upper.unwrap_or(base.needs_upper),
            needs_lower: self.needs_lower.unwrap_or(base.needs_lower),
            needs_digit: self.needs_digit.unwrap_or(base.needs_digit),
            needs_special: self.needs_special.unwrap_or(base.needs_special),
            special_characters: self.special_characters.or(base.special_characters),
            refuses_reuse: self.refuses_reuse.unwrap_or(base.refuses_reuse),
        }
    }

    /// The stricter of these settings and `base`, rule by rule.
    pub fn tightening(self, base: PasswordPolicy) -> PasswordPolicy {
        let either = |rule: Option<bool>, base: bool| Some(rule.unwrap_or(false) || base);
        let stricter = Self {
            min_length: self.min_length.map(|length| length.max(base.min_length)),
            needs_upper: either(self.needs_upper, base.needs_upper),
            needs_lower: either(self.needs_lower, base.needs_lower),
            needs_digit: either(self.needs_digit, base.needs_digit),
            needs_special: either(self.needs_special, base.needs_special),
            special_characters: self.special_characters,
            refuses_reuse: either(self.refuses_reuse, base.refuses_reuse),
        };
        stricter.or(base)
    }

    /// These settings after a patch.
    #[must_use]
    pub fn patched_by(self, patch: Self) -> Self {
        Self {
            min_length: patch.min_length.or(self.min_length),
            needs_upper: patch.needs_upper.or(self.needs_upper),
            needs_lower: patch.needs_lower.or(self.needs_lower),
            needs_digit: patch.needs_digit.or(self.needs_digit),
            needs_special: patch.needs_special.or(self.needs_special),
            special_characters: patch.special_characters.or(self.special_characters),
            refuses_reuse: patch.refuses_reuse.or(self.refuses_reuse),
        }
    }
}

/// A rule that a password breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BrokenRule {
    /// Fewer code points than this.
    TooShort(u32),
    /// More than [`LONGEST_PASSWORD`] code points.
    TooLong,
    /// No upper-case letter.
    NeedsUpper,
    /// No lower-case letter.
    NeedsLower,
    /// No digit.
    NeedsDigit,
    /// No character that is neither letter, digit nor space.
    NeedsSpecial,
    /// Among the passwords that everybody tries first.
    TooCommon,
    /// Known from a breach.
    Breached,
    /// Little more than the person's address or name.
    ContainsIdentity,
    /// The present password.
    Reused,
    /// One that the account had before, as far as its directory remembers.
    UsedBefore,
    /// The password was changed so recently that its directory takes no other yet.
    ChangedTooRecently,
    /// A rule of the directory's own, in its own words.
    InWords(String),
}

/// The longest words of a directory that a person is shown, in code points.
const LONGEST_WORDS: usize = 200;

impl BrokenRule {
    /// A directory's own words, on one line; `None` if empty.
    pub fn in_words(text: &str) -> Option<Self> {
        let words: Vec<&str> =
            text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
        let line: String = words.join(" ").chars().take(LONGEST_WORDS).collect();
        (!line.is_empty()).then_some(Self::InWords(line))
    }

    /// The rule of this [`code`](Self::code) as a directory names it, `count` being its number, if it has one.
    pub fn from_code(code: &str, count: Option<u32>) -> Option<Self> {
        Some(match code {
            "too_short" => Self::TooShort(count.unwrap_or(SHORTEST_PASSWORD)),
            "too_long" => Self::TooLong,
            "needs_upper" => Self::NeedsUpper,
            "needs_lower" => Self::NeedsLower,
            "needs_digit" => Self::NeedsDigit,
            "needs_special" => Self::NeedsSpecial,
            "too_common" => Self::TooCommon,
            "breached" => Self::Breached,
            "contains_identity" => Self::ContainsIdentity,
            "reused" => Self::Reused,
            "used_before" => Self::UsedBefore,
            "changed_too_recently" => Self::ChangedTooRecently,
            _ => return None,
        })
    }

    /// Whether one of these took more than a look at the password to find: others were asked, or a hash was
    /// made. Such an attempt counts against the client's network, so nobody can repeat it without end.
    pub(crate) fn any_costly(broken: &[Self]) -> bool {
        broken.iter().any(|rule| matches!(rule, Self::Breached | Self::Reused))
    }

    /// The stable name that clients read.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooShort(_) => "too_short",
            Self::TooLong => "too_long",
            Self::NeedsUpper => "needs_upper",
            Self::NeedsLower => "needs_lower",
            Self::NeedsDigit => "needs_digit",
            Self::NeedsSpecial => "needs_special",
            Self::TooCommon => "too_common",
            Self::Breached => "breached",
            Self::ContainsIdentity => "contains_identity",
            Self::Reused => "reused",
            Self::UsedBefore => "used_before",
            Self::ChangedTooRecently => "changed_too_recently",
            Self::InWords(_) => "refused",
        }
    }
}

/// A sentence for the person, in English; pages have their own translations.
impl fmt::Display for BrokenRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooShort(min) => write!(f, "Use at least {min} characters."),
            Self::TooLong => write!(f, "Use at most {LONGEST_PASSWORD} characters."),
            Self::NeedsUpper => f.write_str("Add an upper-case letter."),
            Self::NeedsLower => f.write_str("Add a lower-case letter."),
            Self::NeedsDigit => f.write_str("Add a digit."),
            Self::NeedsSpecial => f.write_str("Add a special character, such as ! or #."),
            Self::TooCommon => f.write_str("This password is among the most common ones. Choose another."),
            Self::Breached => f.write_str("This password is known from a data breach. Choose another."),
            Self::ContainsIdentity => f.write_str("This password is little more than your address or name."),
            Self::Reused => f.write_str("This is your present password. Choose another."),
            Self::UsedBefore => f.write_str("You have used this password before. Choose another."),
            Self::ChangedTooRecently => f.write_str("Your password was changed a short while ago. Try again later."),
            Self::InWords(words) => f.write_str(words),
        }
    }
}

/// Whom a password is for, as far as it must not be guessable from that.
#[derive(Debug, Clone, Copy)]
pub struct Identity<'a> {
    /// The account's address.
    pub email: &'a EmailAddress,
    /// The person's name.
    pub name: Option<&'a str>,
}

impl PasswordPolicy {
    /// Every rule that can be checked without hashing and that `password` breaks; empty for a good one.
    pub fn check(&self, password: &Password, identity: Identity<'_>) -> Vec<BrokenRule> {
        let mut broken = self.check_text(password);
        if contains_identity(password.expose(), identity) {
            broken.push(BrokenRule::ContainsIdentity);
        }
        broken
    }

    /// Those of them that don't depend on whose password it is.
    pub fn check_text(&self, password: &Password) -> Vec<BrokenRule> {
        let text = password.expose();
        let length = text.chars().count();
        let has = |test: fn(char) -> bool| text.chars().any(test);
        let rules = [
            (length < self.min_length as usize, BrokenRule::TooShort(self.min_length)),
            (length > LONGEST_PASSWORD as usize, BrokenRule::TooLong),
            (self.needs_upper && !has(char::is_uppercase), BrokenRule::NeedsUpper),
            (self.needs_lower && !has(char::is_lowercase), BrokenRule::NeedsLower),
            (self.needs_digit && !has(char::is_numeric), BrokenRule::NeedsDigit),
            (self.needs_special && !text.chars().any(|c| self.is_special(c)), BrokenRule::NeedsSpecial),
            (common_passwords::contains(text), BrokenRule::TooCommon),
        ];
        rules.into_iter().filter_map(|(broken, rule)| broken.then_some(rule)).collect()
    }

    fn is_special(&self, c: char) -> bool {
        match self.special_characters {
            Some(listed) => listed.contains(c),
            None => !c.is_alphanumeric() && !c.is_whitespace() && !c.is_control(),
        }
    }
}

/// Whether so much of the password is the person's address or name that the rest would be too short on its own.
fn contains_identity(password: &str, identity: Identity<'_>) -> bool {
    let mut rest = password.to_lowercase();
    let before = rest.len();
    let name = identity.name.unwrap_or_default().to_lowercase();
    let mut words = vec![identity.email.canonical(), identity.email.local_part(), name.as_str()];
    words.extend(identity.email.local_part().split(['.', '-', '_', '+']));
    words.extend(name.split_whitespace());
    for word in words {
        if word.chars().count() >= SHORTEST_IDENTITY_WORD {
            rest = rest.replace(word, "");
        }
    }
    rest.len() < before && rest.chars().count() < SHORTEST_PASSWORD as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn broken(policy: PasswordPolicy, password: &str) -> Vec<&'static str> {
        let email = EmailAddress::parse("ann.miller@example.com").unwrap();
        let identity = Identity { email: &email, name: Some("Ann Miller") };
        policy.check(&Password::new(password), identity).iter().map(BrokenRule::code).collect()
    }

    #[test]
    fn length_is_counted_in_code_points() {
        let policy = PasswordPolicy::default();
        assert_eq!(broken(policy, "žluťouč"), ["too_short"]);
        assert!(broken(policy, "žluťoučk").is_empty());
        assert!(broken(policy, &"ž".repeat(256)).is_empty());
        assert_eq!(broken(policy, &"ž".repeat(257)), ["too_long"]);
    }

    #[test]
    fn character_classes_are_asked_for_only_where_the_policy_says_so() {
        assert!(broken(PasswordPolicy::default(), "quiet river stone").is_empty());
        let strict = PasswordPolicy {
            needs_upper: true,
            needs_lower: true,
            needs_digit: true,
            needs_special: true,
            ..PasswordPolicy::default()
        };
        assert_eq!(broken(strict, "quiet river stone"), ["needs_upper", "needs_digit", "needs_special"]);
        assert_eq!(broken(strict, "QUIET RIVER 7!"), ["needs_lower"]);
        assert!(broken(strict, "Quiet-river-7").is_empty());
    }

    #[test]
    fn where_special_characters_are_listed_others_are_not_special() {
        let policy = PasswordPolicy { needs_special: true, ..PasswordPolicy::default() };
        assert!(broken(policy, "quiet river ~").is_empty());
        let policy = PasswordPolicy { special_characters: Some("!?"), ..policy };
        assert_eq!(broken(policy, "quiet river ~"), ["needs_special"]);
        assert!(broken(policy, "quiet river ?").is_empty());
    }

    #[test]
    fn of_a_door_and_the_installation_the_stricter_rule_counts() {
        let door = PasswordPolicySettings {
            min_length: Some(8),
            needs_digit: Some(true),
            ..PasswordPolicySettings::default()
        };
        let installation = PasswordPolicy { min_length: 12, needs_upper: true, ..PasswordPolicy::default() };
        let both = PasswordPolicy { min_length: 12, needs_upper: true, needs_digit: true, ..PasswordPolicy::default() };
        assert_eq!(door.tightening(installation), both);
        assert_eq!(PasswordPolicySettings::default().tightening(installation), installation);
    }

    #[test]
    fn common_passwords_are_refused_as_a_whole_and_in_any_case() {
        for common in ["password1", "PassWord1", "qwertyuiop", "iloveyou1"] {
            assert_eq!(broken(PasswordPolicy::default(), common), ["too_common"], "{common}");
        }
        assert!(broken(PasswordPolicy::default(), "password1 and a horse").is_empty());
    }

    #[test]
    fn a_password_that_is_little_more_than_the_person_is_refused() {
        for poor in ["ann.miller@example.com", "ann.miller1", "Miller2024", "ann miller!"] {
            assert_eq!(broken(PasswordPolicy::default(), poor), ["contains_identity"], "{poor}");
        }
        assert!(broken(PasswordPolicy::default(), "miller likes green tea").is_empty());
    }

    #[test]
    fn a_policy_never_goes_below_the_least_length() {
        let settings = PasswordPolicySettings { min_length: Some(3), ..PasswordPolicySettings::default() };
        assert_eq!(settings.or(PasswordPolicy::default()).min_length, SHORTEST_PASSWORD);
    }

    proptest! {
        #[test]
        fn checking_never_panics(password in "\\PC*", name in proptest::option::of("\\PC*")) {
            let email = EmailAddress::parse("a@example.com").unwrap();
            PasswordPolicy::default().check(&Password::new(password), Identity { email: &email, name: name.as_deref() });
        }
    }
}
