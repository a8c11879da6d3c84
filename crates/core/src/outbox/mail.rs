//! What is kept of an email that was handed over, and what is reported of it afterwards (R34).

use std::fmt;
use std::str::FromStr;

use super::EntryState;
use crate::digest::AddressKey;
use crate::email_address::EmailAddress;
use crate::ids::{AccountId, EntryId, LocationId};
use crate::ports::Rng;
use crate::time::{Duration, Timestamp};

/// How long a hard bounce keeps emails from its mailbox (R34).
pub const BOUNCE_STOPS: Duration = Duration::from_hours(24);
/// How long a complaint keeps notices and sign-in codes from its mailbox, unless an operator lifts it.
pub const COMPLAINT_STOPS: Duration = Duration::from_hours(365 * 24);

/// The random name of an email, which its `Message-ID` has before the `@`: 96 bits that nobody can guess, so a report
/// that names it comes from somebody who handled the email. Before them is the second in which it was made, so that
/// emails sent together are neighbours in an index. The email's `Date` says the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MailName([u8; 16]);

impl MailName {
    /// A fresh one.
    pub fn generate(now: Timestamp, rng: &dyn Rng) -> Self {
        let mut bytes = [0; 16];
        let (second, random) = bytes.split_at_mut(4);
        // The last four bytes of eight: enough until 2106, when they start over.
        second.copy_from_slice(&now.as_second().to_be_bytes()[4..]);
        rng.fill(random);
        Self(bytes)
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The name in a `Message-ID`, with or without brackets.
    pub fn of_message_id(id: &str) -> Option<Self> {
        let id = id.trim().trim_start_matches('<').trim_end_matches('>');
        id.split_once('@')?.0.parse().ok()
    }
}

impl From<[u8; 16]> for MailName {
    fn from(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

/// A text that is the name of no mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected 32 hexadecimal digits")]
pub struct NotAMailName;

impl FromStr for MailName {
    type Err = NotAMailName;

    fn from_str(text: &str) -> Result<Self, NotAMailName> {
        let mut bytes = [0; 16];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| NotAMailName)?;
        Ok(Self(bytes))
    }
}

impl fmt::Display for MailName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// What is kept of an email that a server or provider accepted: ids, and no address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentMail {
    /// Its random name.
    pub name: MailName,
    /// The keyed digest of the address that it went to.
    pub mailbox: AddressKey,
    /// The sender that carried it, where the settings name several.
    pub sender: Option<String>,
    /// What the provider calls it.
    pub provider_id: Option<String>,
}

/// What a report says of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailFate {
    /// The server of the mailbox has it.
    Delivered,
    /// It came back.
    Bounced(Bounce),
    /// The person called it unwanted.
    Complained,
}

impl MailFate {
    /// Every fate.
    pub const ALL: [Self; 4] =
        [Self::Delivered, Self::Bounced(Bounce::Permanent), Self::Bounced(Bounce::Transient), Self::Complained];

    /// The stable name, used in figures.
    pub fn code(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Bounced(Bounce::Permanent) => "bounced",
            Self::Bounced(Bounce::Transient) => "bounced_for_now",
            Self::Complained => "complained",
        }
    }
}

/// Why an email came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bounce {
    /// The mailbox takes no mail: a hard bounce.
    Permanent,
    /// This email did not get through, and the next one may: the mailbox is full, its server is away or refuses the
    /// content.
    Transient,
}

impl Bounce {
    /// The stable name, used in storage and output.
    pub fn code(self) -> &'static str {
        match self {
            Self::Permanent => "permanent",
            Self::Transient => "transient",
        }
    }

    /// The bounce with this [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Permanent, Self::Transient].into_iter().find(|bounce| bounce.code() == code)
    }
}

/// A report on an email, from somebody who proved to handle our emails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailReport {
    /// The email that it names.
    pub mail: MailName,
    /// Whose copy of it.
    pub recipient: EmailAddress,
    /// What became of it.
    pub fate: MailFate,
    /// The words of the server that refused it, if any.
    pub reason: Option<String>,
}

/// A report as it is compared with what is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailNews {
    /// The email that it names.
    pub mail: MailName,
    /// The keyed digest of its recipient.
    pub mailbox: AddressKey,
    /// What became of the mail.
    pub fate: MailFate,
    /// Why: one short line without addresses.
    pub reason: Option<String>,
}

/// What was made of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewsOutcome {
    /// It was written down.
    Counted,
    /// It is known already.
    Repeated,
    /// No email of ours has this name and recipient.
    Unknown,
}

impl NewsOutcome {
    /// Every outcome.
    pub const ALL: [Self; 3] = [Self::Counted, Self::Repeated, Self::Unknown];

    /// The stable name, used in figures.
    pub fn code(self) -> &'static str {
        match self {
            Self::Counted => "counted",
            Self::Repeated => "repeated",
            Self::Unknown => "unknown",
        }
    }
}

/// What a mailbox is kept from just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stopped {
    /// It bounced: until then it gets nothing.
    pub bounced_until: Option<Timestamp>,
    /// It complained: until then it gets no notices and sign-in codes.
    pub complained_until: Option<Timestamp>,
}

impl Stopped {
    /// What of it holds at an instant.
    #[must_use]
    pub fn at(self, now: Timestamp) -> Self {
        let holds = |until: Option<Timestamp>| until.filter(|until| *until > now);
        Self { bounced_until: holds(self.bounced_until), complained_until: holds(self.complained_until) }
    }
}

/// A mail from its request to what was reported of it, as an operator sees it.
#[derive(Debug, Clone)]
pub struct MailRecord {
    /// The entry of the outbox.
    pub entry: EntryId,
    /// The account that it is about. `None`: nobody has the address, or the entry waits for its first attempt.
    pub account: Option<AccountId>,
    /// The location that the request named.
    pub location: LocationId,
    /// The code of its [`Purpose`](crate::purpose::Purpose) or [`NoticeKind`](super::NoticeKind).
    pub subject: &'static str,
    /// Its state.
    pub state: EntryState,
    /// When it was accepted.
    pub accepted_at: Timestamp,
    /// How often delivery failed.
    pub failures: u32,
    /// When it is tried next, if it is pending.
    pub due_at: Option<Timestamp>,
    /// When it was sent or given up.
    pub settled_at: Option<Timestamp>,
    /// What went wrong last, or why nothing was sent.
    pub reason: Option<String>,
    /// Its random name, once an attempt was made.
    pub name: Option<MailName>,
    /// The sender that carried it.
    pub sender: Option<String>,
    /// What the provider calls it.
    pub provider_id: Option<String>,
    /// When the server of the mailbox was reported to have it.
    pub delivered_at: Option<Timestamp>,
    /// When it was reported to have come back, and whether permanently.
    pub bounced: Option<(Timestamp, Bounce)>,
    /// When the person was reported to have called it unwanted.
    pub complained_at: Option<Timestamp>,
    /// The words of the last report.
    pub report: Option<String>,
}

/// What became of the emails of the last days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MailFigures {
    /// Handed over.
    pub sent: u64,
    /// Of these, reported delivered.
    pub delivered: u64,
    /// Of these, reported back permanently.
    pub bounced: u64,
    /// Of these, called unwanted.
    pub complained: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::SeededRng;

    #[test]
    fn a_name_is_found_in_a_message_id_that_has_one_and_in_no_other() {
        let name: MailName = "00112233445566778899aabbccddeeff".parse().unwrap();
        for id in ["<00112233445566778899aabbccddeeff@example.com>", " 00112233445566778899AABBCCDDEEFF@x "] {
            assert_eq!(MailName::of_message_id(id), Some(name), "{id}");
        }
        for id in ["", "<@example.com>", "00112233445566778899aabbccddeeff", "<0011@example.com>", "<é@example.com>"] {
            assert_eq!(MailName::of_message_id(id), None, "{id}");
        }
        assert_eq!(name.to_string(), "00112233445566778899aabbccddeeff");
    }

    #[test]
    fn names_sort_by_the_second_in_which_they_were_made_and_are_random_otherwise() {
        let rng = SeededRng::new(1);
        let at = |second| MailName::generate(Timestamp::from_second(second).unwrap(), &rng);
        let (first, second, later) = (at(1_800_000_000), at(1_800_000_000), at(1_800_000_001));
        assert!(first < later && second < later);
        assert_eq!(first.as_bytes()[..4], second.as_bytes()[..4]);
        assert_ne!(first.as_bytes()[4..], second.as_bytes()[4..]);
        assert_ne!(first.as_bytes()[4..], later.as_bytes()[4..]);
    }
}
