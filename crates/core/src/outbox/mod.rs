//! The outbox: accepted emails that are not yet delivered. Entries carry ids and purpose, never a secret.

mod channel;
mod decision;
mod mail;
mod plan;
mod redact;

use url::Url;

use crate::account::Epoch;
use crate::digest::AddressKey;
use crate::email_address::EmailAddress;
use crate::ids::{AccountId, EntryId, LocationId};
use crate::locale::Locale;
use crate::origin::Origin;
use crate::purpose::Purpose;
use crate::time::{Duration, Timestamp};
use crate::token::TokenPurpose;

pub(crate) use channel::OPERATOR;
pub use channel::{Channel, ChannelProfile, Channels};
pub use decision::{Chosen, DecisionRules, Facts, Mailed, Minted, Preparation, Verdict};
pub use mail::{
    BOUNCE_STOPS, Bounce, COMPLAINT_STOPS, MailFate, MailFigures, MailName, MailNews, MailRecord, MailReport,
    NewsOutcome, NotAMailName, SentMail, Stopped,
};
pub use plan::{Content, Decision, Plan, Silence};
pub use redact::{redact, redact_greeting};

/// What decides the language of the notice about something: the channel that it was done by, and the languages that were
/// named there.
#[derive(Debug, Clone)]
pub struct NoticeLanguage {
    /// Its profile says whether the account's own language applies.
    pub channel: Channel,
    /// The language that was named there.
    pub locale: Option<Locale>,
    /// The language that the browser would take, where the channel leaves it to browsers.
    pub browser_locale: Option<Locale>,
}

impl From<Channel> for NoticeLanguage {
    /// Where no language was named.
    fn from(channel: Channel) -> Self {
        Self { channel, locale: None, browser_locale: None }
    }
}

/// A recovery request, as the outbox keeps it.
#[derive(Debug, Clone)]
pub struct Request {
    /// What for.
    pub purpose: Purpose,
    /// The address that was typed. It is forgotten once the request is settled.
    pub address: EmailAddress,
    /// What limits and codes know that address by.
    pub address_key: AddressKey,
    /// The channel that it came in by.
    pub channel: Channel,
    /// The location that the request named, or the default one.
    pub location: LocationId,
    /// The language that the request named.
    pub locale: Option<Locale>,
    /// The language that the browser would take.
    pub browser_locale: Option<Locale>,
    /// Where a link is to lead in the end, already checked.
    pub redirect_to: Option<Url>,
    /// Where it came from.
    pub origin: Origin,
    /// Whether its location had a no-account notice left when it was accepted ([`NO_ACCOUNT_NOTICES`]).
    ///
    /// [`NO_ACCOUNT_NOTICES`]: crate::limits::NO_ACCOUNT_NOTICES
    pub notice_allowed: bool,
    /// The account that is to get this address, where the email is to confirm that.
    pub moves: Option<AccountId>,
}

/// An email without a secret in its entry: something happened to the account.
#[derive(Debug, Clone)]
pub struct Notice {
    /// What happened.
    pub kind: NoticeKind,
    /// Whose owner gets it.
    pub account: AccountId,
    /// In whose name.
    pub location: LocationId,
    /// From where it was done.
    pub origin: Origin,
    /// What it says of the language, if it has a say.
    pub language: Option<NoticeLanguage>,
    /// The epoch that the step began: a "this wasn't me" link is good for no other.
    pub epoch: Epoch,
    /// Where it goes, if not to the account's address: the one before, where that was changed. Forgotten once settled.
    pub to: Option<EmailAddress>,
}

/// What a notice tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// The password was changed by a reset (R9).
    PasswordChanged,
    /// Somebody pressed "this wasn't me".
    Disowned,
    /// A second factor was turned on (R8).
    SecondFactorAdded,
    /// The second factor was turned off.
    SecondFactorRemoved,
    /// New recovery codes replaced the old ones.
    RecoveryCodesReplaced,
    /// Somebody with the right password showed wrong codes of the app (R30).
    SecondFactorGuessed,
    /// The account has another address now; the notice goes to the previous one (R9).
    AddressChanged,
    /// A session was used from far away from where it was used before (R30).
    SessionElsewhere,
    /// Somebody signed in from a network or by a device that the account was not signed in to from before (R30).
    NewSignIn,
}

impl NoticeKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::PasswordChanged,
        Self::Disowned,
        Self::SecondFactorAdded,
        Self::SecondFactorRemoved,
        Self::RecoveryCodesReplaced,
        Self::SecondFactorGuessed,
        Self::AddressChanged,
        Self::SessionElsewhere,
        Self::NewSignIn,
    ];

    /// The stable name, used in storage and audit records.
    pub fn code(self) -> &'static str {
        match self {
            Self::PasswordChanged => "password_changed",
            Self::Disowned => "disowned",
            Self::SecondFactorAdded => "second_factor_added",
            Self::SecondFactorRemoved => "second_factor_removed",
            Self::RecoveryCodesReplaced => "recovery_codes_replaced",
            Self::SecondFactorGuessed => "second_factor_guessed",
            Self::AddressChanged => "address_changed",
            Self::SessionElsewhere => "session_elsewhere",
            Self::NewSignIn => "new_sign_in",
        }
    }

    /// The kind with this [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What its "this wasn't me" link is good for.
    pub fn not_me(self) -> TokenPurpose {
        if self == Self::AddressChanged { TokenPurpose::NotMyAddress } else { TokenPurpose::NotMe }
    }
}

/// What an entry is about.
#[derive(Debug, Clone)]
pub enum Subject {
    /// Somebody asked for something.
    Request(Request),
    /// Something happened.
    Notice(Notice),
}

impl Subject {
    /// Where the link of the entry's mail is to lead in the end.
    pub fn redirect_to(&self) -> Option<&Url> {
        match self {
            Self::Request(request) => request.redirect_to.as_ref(),
            Self::Notice(_) => None,
        }
    }
}

/// An entry that a worker holds until its lease ends.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Which entry.
    pub entry: EntryId,
    /// The number of the claim: preparing and settling are refused once it is lost.
    pub number: i64,
    /// What it is about.
    pub subject: Subject,
    /// When it was accepted.
    pub accepted_at: Timestamp,
    /// How long ago that was when it was claimed, by the store's clock: a node's own may be wrong.
    pub age: Duration,
    /// How often delivery failed before.
    pub failures: u32,
}

/// How long a claimed entry is its worker's alone, where nothing else is set.
pub const LEASE: Duration = Duration::from_secs(30);

/// What became of a delivery attempt.
#[derive(Debug, Clone)]
pub enum Settlement {
    /// The server took the mail.
    Sent(SentMail),
    /// There was nothing to send.
    Silent(Silence),
    /// It failed; try again after so long.
    Retry {
        /// How long to wait.
        wait: Duration,
        /// What went wrong, for the operator. No address, no secret.
        reason: String,
    },
    /// It failed permanently.
    GaveUp {
        /// What went wrong, for the operator. No address, no secret.
        reason: String,
    },
    /// It failed, and the caller learns of it. The entry is given up, and the cooldown that the request started ends
    /// (unless a later request started another), so that the caller can retry at once. The longer counts stay.
    Withdrawn {
        /// What went wrong, for the operator. No address, no secret.
        reason: String,
        /// How long the cooldown is that the request began.
        cooldown: Duration,
    },
}

impl Settlement {
    /// The stable name, used in figures.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Sent(_) => "sent",
            Self::Silent(_) => "silent",
            Self::Retry { .. } => "retried",
            Self::GaveUp { .. } => "gave_up",
            Self::Withdrawn { .. } => "withdrawn",
        }
    }
}

/// The state of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryState {
    /// To be delivered.
    Pending,
    /// The server took it.
    Sent,
    /// There was nothing to send.
    Silent,
    /// Given up.
    GaveUp,
}

impl EntryState {
    const ALL: [Self; 4] = [Self::Pending, Self::Sent, Self::Silent, Self::GaveUp];

    /// The stable name, used in storage and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Sent => "sent",
            Self::Silent => "silent",
            Self::GaveUp => "gave_up",
        }
    }

    /// The state with this [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}
