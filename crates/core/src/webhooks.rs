//! Webhooks: events for the product's own backend, and their deliveries. A message is written in the same transaction
//! as the fact that it reports, once per receiver. It carries ids, no address and no secret.

use uuid::Uuid;

use crate::audit::Action;
use crate::time::{Duration, Timestamp};

/// An event that receivers can subscribe to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WebhookEvent {
    /// A reset, or somebody who was signed in, changed a password.
    PasswordChanged,
    /// An operator locked an account.
    AccountLocked,
    /// An operator unlocked an account.
    AccountUnlocked,
    /// The owner of an account said "this wasn't me".
    AccountDisowned,
    /// An account was deleted.
    AccountDeleted,
    /// An operator ended every session of an account.
    SessionsEnded,
    /// An email could not be delivered.
    MailGivenUp,
    /// A person or an operator asked for a recovery mail.
    RecoveryRequested,
    /// A server or provider accepted a mail.
    MailSent,
    /// The server of the mailbox was reported to have a mail.
    MailDelivered,
    /// An email was reported to have come back.
    MailBounced,
    /// An email was reported to be unwanted.
    MailComplained,
}

impl WebhookEvent {
    /// Every event.
    pub const ALL: [Self; 12] = [
        Self::PasswordChanged,
        Self::AccountLocked,
        Self::AccountUnlocked,
        Self::AccountDisowned,
        Self::AccountDeleted,
        Self::SessionsEnded,
        Self::MailGivenUp,
        Self::RecoveryRequested,
        Self::MailSent,
        Self::MailDelivered,
        Self::MailBounced,
        Self::MailComplained,
    ];

    /// The stable name, used in messages, settings and storage.
    pub fn code(self) -> &'static str {
        match self {
            Self::PasswordChanged => "password.changed",
            Self::AccountLocked => "account.locked",
            Self::AccountUnlocked => "account.unlocked",
            Self::AccountDisowned => "account.disowned",
            Self::AccountDeleted => "account.deleted",
            Self::SessionsEnded => "sessions.ended",
            Self::MailGivenUp => "mail.given_up",
            Self::RecoveryRequested => "recovery.requested",
            Self::MailSent => "mail.sent",
            Self::MailDelivered => "mail.delivered",
            Self::MailBounced => "mail.bounced",
            Self::MailComplained => "mail.complained",
        }
    }

    /// The event with this [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.code() == code)
    }

    /// The event of an audit record, if it has one.
    pub fn of(action: Action) -> Option<Self> {
        match action {
            Action::PasswordReset | Action::PasswordChanged => Some(Self::PasswordChanged),
            Action::AccountLocked => Some(Self::AccountLocked),
            Action::AccountUnlocked => Some(Self::AccountUnlocked),
            Action::Disowned => Some(Self::AccountDisowned),
            Action::AccountDeleted => Some(Self::AccountDeleted),
            Action::SessionsEnded => Some(Self::SessionsEnded),
            Action::RecoveryRequested => Some(Self::RecoveryRequested),
            _ => None,
        }
    }
}

/// A receiver and its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Where messages go.
    pub url: String,
    /// Its events.
    pub events: Vec<WebhookEvent>,
}

/// Why messages to receivers that left the settings are given up.
pub const NO_SUCH_RECEIVER: &str = "the settings no longer have this receiver";

/// A message that a worker holds until its lease ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookClaim {
    /// The message's permanent id.
    pub id: Uuid,
    /// The number of the claim. Settling fails if the claim was lost.
    pub number: i64,
    /// Where it goes.
    pub url: String,
    /// What it tells.
    pub event: WebhookEvent,
    /// The particulars: a JSON object.
    pub data: String,
    /// When it happened.
    pub happened_at: Timestamp,
    /// How long ago that was, by the database's clock.
    pub age: Duration,
    /// How often delivery failed before.
    pub failures: u32,
}

/// The outcome of an attempt to deliver a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WebhookSettlement {
    /// The receiver took it.
    Delivered,
    /// It failed; retry after a pause.
    Retry {
        /// How long to wait.
        wait: Duration,
        /// What went wrong, for the operator.
        reason: String,
    },
    /// It failed permanently.
    GaveUp {
        /// What went wrong, for the operator.
        reason: String,
    },
}

impl WebhookSettlement {
    /// The stable name, used in metrics.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Retry { .. } => "retried",
            Self::GaveUp { .. } => "gave_up",
        }
    }
}

/// The messages that wait to be delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WebhooksWaiting {
    /// How many.
    pub count: u64,
    /// How long ago the oldest of their events happened; none if none waits.
    pub oldest: Option<Duration>,
}

/// The state of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebhookState {
    /// To be delivered.
    Pending,
    /// The receiver took it.
    Delivered,
    /// Given up.
    GaveUp,
}

impl WebhookState {
    /// The stable name, used in storage and on the command line.
    pub fn code(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Delivered => "delivered",
            Self::GaveUp => "gave_up",
        }
    }

    /// The state with this [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Pending, Self::Delivered, Self::GaveUp].into_iter().find(|state| state.code() == code)
    }
}

/// A message, as an operator sees it.
#[derive(Debug, Clone)]
pub struct WebhookSummary {
    /// Its name.
    pub id: Uuid,
    /// Where it goes.
    pub url: String,
    /// What it tells.
    pub event: WebhookEvent,
    /// Its state.
    pub state: WebhookState,
    /// When it happened.
    pub happened_at: Timestamp,
    /// How often delivery failed.
    pub failures: u32,
    /// When it is next tried, if it is pending.
    pub due_at: Option<Timestamp>,
    /// The last error.
    pub reason: Option<String>,
}
