//! The email that an entry becomes, or why it becomes none.

use super::{Channel, NoticeKind, Stopped};
use crate::directory::DirectoryName;
use crate::email_address::EmailAddress;
use crate::ids::LocationId;
use crate::locale::Locale;
use crate::origin::Origin;
use crate::purpose::Purpose;
use crate::time::{Duration, Timestamp};
use crate::token::TokenDigest;

/// What to send for an entry.
#[derive(Debug, Clone)]
pub enum Decision {
    /// Send this.
    Send(Box<Plan>),
    /// Do everything except send this, and why. The caller gets the outcome that sending would have reported (R1). The
    /// token belongs to nobody.
    Rehearse(Box<Plan>, Silence),
    /// Send nothing, and why.
    Stay(Silence),
}

impl Decision {
    /// The same, unless the mailbox is kept from it: then as for a locked account.
    pub(super) fn unless_stopped(self, stopped: Stopped) -> Self {
        match self {
            Self::Send(plan) => match silence_of_stop(stopped, &plan.content) {
                None => Self::Send(plan),
                Some(silence) if plan.reportable => Self::Rehearse(plan, silence),
                Some(silence) => Self::Stay(silence),
            },
            unsent => unsent,
        }
    }

    /// Why nothing is sent, if so.
    pub fn silence(&self) -> Option<Silence> {
        match self {
            Self::Send(_) => None,
            Self::Rehearse(_, silence) | Self::Stay(silence) => Some(*silence),
        }
    }
}

/// Why an entry is settled without a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// No account, and no notice about that.
    NoAccount,
    /// The account is locked.
    Locked,
    /// The account moved on after the request was accepted (R6).
    Superseded,
    /// The address needs no verifying any more.
    AlreadyVerified,
    /// An earlier email to the mailbox came back for good (R34).
    Bounced,
    /// The mailbox wants no notices and sign-in codes (R34).
    Complained,
    /// The location does not send such notices.
    SwitchedOff,
}

impl Silence {
    /// The stable name, used in storage and audit records.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoAccount => "no_account",
            Self::Locked => "locked",
            Self::Superseded => "superseded",
            Self::AlreadyVerified => "already_verified",
            Self::Bounced => "bounced",
            Self::Complained => "complained",
            Self::SwitchedOff => "switched_off",
        }
    }
}

/// An email to be rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What it says.
    pub content: Content,
    /// Where it goes: the stored address, or the typed one for the no-account notice alone (R11).
    pub to: EmailAddress,
    /// What to call the person.
    pub name: Option<String>,
    /// Its languages, best first.
    pub locales: Vec<Locale>,
    /// In whose name.
    pub location: LocationId,
    /// Whose page its link leads to.
    pub link_location: LocationId,
    /// Whether the outcome is reported to the caller: only where the address would also get an email
    /// without an account, so that the report reveals nothing.
    pub reportable: bool,
}

/// What an email says, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A link, and perhaps a code beside it.
    Recovery {
        /// What for.
        purpose: Purpose,
        /// The channel of the request, which decides where the link leads.
        channel: Channel,
        /// Whether the code is sent too.
        with_code: bool,
        /// How long the link can be used.
        link_lifetime: Duration,
        /// How long the code can be used.
        code_lifetime: Duration,
        /// When it was requested.
        at: Timestamp,
        /// From where.
        origin: Origin,
    },
    /// A link that gives an account this address.
    NewAddress {
        /// How long the link can be used.
        link_lifetime: Duration,
    },
    /// A link for each of several accounts that a directory has under the address.
    Choice {
        /// What each account is called, and the token of its link. Every attempt mints new tokens, so a retry never
        /// sends the same bytes.
        accounts: Vec<(String, TokenDigest)>,
        /// The channel of the request, which decides where the links lead.
        channel: Channel,
        /// How long a link can be used.
        link_lifetime: Duration,
        /// When it was requested.
        at: Timestamp,
        /// From where.
        origin: Origin,
    },
    /// There is no account with this address.
    NoAccount,
    /// Somebody wanted this address, which has an account, for another.
    AddressTaken,
    /// Somebody asked for a new password, but the account has none: the person signs in with this.
    SignsInElsewhere {
        /// The provider's name.
        provider: String,
    },
    /// Something happened.
    Notice {
        /// What.
        kind: NoticeKind,
        /// When.
        at: Timestamp,
        /// From where.
        origin: Origin,
        /// How long its "this wasn't me" link can be used.
        link_lifetime: Duration,
        /// The directory that the account lives in.
        home: Option<DirectoryName>,
    },
}

impl Content {
    /// Whether a link belongs into the mail.
    pub fn carries_link(&self) -> bool {
        matches!(self, Self::Recovery { .. } | Self::Choice { .. } | Self::NewAddress { .. } | Self::Notice { .. })
    }

    /// Whether a code belongs into the mail.
    pub fn carries_code(&self) -> bool {
        matches!(self, Self::Recovery { with_code: true, .. })
    }
}

/// Why a stopped mailbox gets no email of this content, if so. A complaint never stops a reset, nor what proves an
/// address.
fn silence_of_stop(stopped: Stopped, content: &Content) -> Option<Silence> {
    let is_wanted = match content {
        Content::Recovery { purpose, .. } => *purpose != Purpose::SignIn,
        // All but the first answer a reset.
        Content::NewAddress { .. } | Content::Choice { .. } | Content::SignsInElsewhere { .. } => true,
        Content::NoAccount | Content::AddressTaken | Content::Notice { .. } => false,
    };
    if stopped.bounced_until.is_some() {
        Some(Silence::Bounced)
    } else if stopped.complained_until.is_some() && !is_wanted {
        Some(Silence::Complained)
    } else {
        None
    }
}
