//! Audit records: who did what, when, from which network, and how it ended. No secrets, no addresses (R21).

mod actor;
mod chain;
mod tally;

pub use actor::{Actor, BackendToken};
pub use chain::{Accepted, Anchor, ChainCheck, ChainEnds, ChainFlaw, ChainPoint, ChainWalk};
pub(crate) use tally::Tally;
pub use tally::{Counted, Fact};

use crate::digest::AddressKey;
use crate::ids::{AccountId, LocationId};
use crate::network::ClientNetwork;
use crate::time::Timestamp;

/// Something that happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// A recovery request was prepared for delivery.
    RecoveryRequested,
    /// A code was tried.
    CodeTried,
    /// A password was reset.
    PasswordReset,
    /// Somebody who was signed in changed their password.
    PasswordChanged,
    /// A password got a hash of the present kind, as its owner signed in.
    PasswordRehashed,
    /// An import brought a newer hash of the password.
    PasswordImported,
    /// "This wasn't me" was pressed.
    Disowned,
    /// A sign-in succeeded.
    SignedIn,
    /// A second factor was tried after the first was right.
    SecondFactorTried,
    /// A second factor was made and waits to be confirmed.
    SecondFactorEnrolled,
    /// A second factor was turned on.
    SecondFactorAdded,
    /// A second factor was turned off.
    SecondFactorRemoved,
    /// New recovery codes replaced the old ones.
    RecoveryCodesReplaced,
    /// A session ended because an old refresh token was played again.
    SessionStolen,
    /// A session was ended by its owner.
    SignedOut,
    /// Somebody proved that an address is its account's.
    EmailVerified,
    /// An account was made.
    AccountCreated,
    /// An account was locked.
    AccountLocked,
    /// An account was unlocked.
    AccountUnlocked,
    /// An account must reset its password.
    ResetDemanded,
    /// An operator made a reset link.
    OperatorReset,
    /// An account was deleted.
    AccountDeleted,
    /// An account got another address.
    AddressChanged,
    /// Something else about an account was changed.
    AccountChanged,
    /// Every session of an account was ended.
    SessionsEnded,
    /// A location was set.
    LocationApplied,
    /// A location got a template of its own, or another one.
    TemplateSet,
    /// A location's own template was removed.
    TemplateRemoved,
    /// A key was made.
    KeyCreated,
    /// A key was sealed under another secret.
    KeyRewrapped,
    /// A refresh token was used up for the next one.
    SessionRefreshed,
    /// A sign-in was refused.
    SignInRefused,
    /// A reset was not completed, because its token isn't valid.
    ResetRefused,
    /// "This wasn't me" failed, because its token isn't valid.
    DisownRefused,
    /// An address was not verified, because the token isn't valid.
    VerificationRefused,
    /// A refresh token was refused.
    RefreshRefused,
    /// A limit of a client network stopped something.
    NetworkLimited,
    /// The product's own backend had the link of a reset mailed.
    ResetStarted,
    /// An operator looked into records without marks, and into the beginning of the chain.
    AuditAccepted,
    /// An app redeemed an assertion.
    AssertionRedeemed,
    /// An assertion was not redeemed, because it isn't valid.
    AssertionRefused,
    /// An email was reported to have come back.
    MailBounced,
    /// An email was reported to be unwanted.
    MailComplained,
    /// An operator let emails to a mailbox through again.
    MailboxReleased,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 44] = [
        Self::RecoveryRequested,
        Self::CodeTried,
        Self::PasswordReset,
        Self::PasswordChanged,
        Self::PasswordRehashed,
        Self::PasswordImported,
        Self::Disowned,
        Self::SignedIn,
        Self::SecondFactorTried,
        Self::SecondFactorEnrolled,
        Self::SecondFactorAdded,
        Self::SecondFactorRemoved,
        Self::RecoveryCodesReplaced,
        Self::SessionStolen,
        Self::SignedOut,
        Self::EmailVerified,
        Self::AccountCreated,
        Self::AccountLocked,
        Self::AccountUnlocked,
        Self::ResetDemanded,
        Self::OperatorReset,
        Self::AccountDeleted,
        Self::AddressChanged,
        Self::AccountChanged,
        Self::SessionsEnded,
        Self::LocationApplied,
        Self::TemplateSet,
        Self::TemplateRemoved,
        Self::KeyCreated,
        Self::KeyRewrapped,
        Self::SessionRefreshed,
        Self::SignInRefused,
        Self::ResetRefused,
        Self::DisownRefused,
        Self::VerificationRefused,
        Self::RefreshRefused,
        Self::NetworkLimited,
        Self::ResetStarted,
        Self::AuditAccepted,
        Self::AssertionRedeemed,
        Self::AssertionRefused,
        Self::MailBounced,
        Self::MailComplained,
        Self::MailboxReleased,
    ];

    /// The stable name, used in storage and output.
    pub fn code(self) -> &'static str {
        match self {
            Self::RecoveryRequested => "recovery_requested",
            Self::CodeTried => "code_tried",
            Self::PasswordReset => "password_reset",
            Self::PasswordChanged => "password_changed",
            Self::PasswordRehashed => "password_rehashed",
            Self::PasswordImported => "password_imported",
            Self::Disowned => "disowned",
            Self::SignedIn => "signed_in",
            Self::SecondFactorTried => "second_factor_tried",
            Self::SecondFactorEnrolled => "second_factor_enrolled",
            Self::SecondFactorAdded => "second_factor_added",
            Self::SecondFactorRemoved => "second_factor_removed",
            Self::RecoveryCodesReplaced => "recovery_codes_replaced",
            Self::SessionStolen => "session_stolen",
            Self::SignedOut => "signed_out",
            Self::EmailVerified => "email_verified",
            Self::AccountCreated => "account_created",
            Self::AccountLocked => "account_locked",
            Self::AccountUnlocked => "account_unlocked",
            Self::ResetDemanded => "reset_demanded",
            Self::OperatorReset => "operator_reset",
            Self::AccountDeleted => "account_deleted",
            Self::AddressChanged => "address_changed",
            Self::AccountChanged => "account_changed",
            Self::SessionsEnded => "sessions_ended",
            Self::LocationApplied => "location_applied",
            Self::TemplateSet => "template_set",
            Self::TemplateRemoved => "template_removed",
            Self::KeyCreated => "key_created",
            Self::KeyRewrapped => "key_rewrapped",
            Self::SessionRefreshed => "session_refreshed",
            Self::SignInRefused => "sign_in_refused",
            Self::ResetRefused => "reset_refused",
            Self::DisownRefused => "disown_refused",
            Self::VerificationRefused => "verification_refused",
            Self::RefreshRefused => "refresh_refused",
            Self::NetworkLimited => "network_limited",
            Self::ResetStarted => "reset_started",
            Self::AuditAccepted => "audit_accepted",
            Self::AssertionRedeemed => "assertion_redeemed",
            Self::AssertionRefused => "assertion_refused",
            Self::MailBounced => "mail_bounced",
            Self::MailComplained => "mail_complained",
            Self::MailboxReleased => "mailbox_released",
        }
    }

    /// The action with this [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.code() == code)
    }
}

/// A record. The store adds it in the same transaction as what it records, or once a minute if it is only counted
/// ([`Counted`]). It gets its number and digest when it is sealed, a moment later.
#[derive(Debug, Clone)]
pub struct AuditRecord {
    /// Its place in the chain, from 1 on, without gaps.
    pub number: i64,
    /// When it happened.
    pub at: Timestamp,
    /// What happened.
    pub action: Action,
    /// Whose account, where there is one.
    pub account: Option<AccountId>,
    /// The keyed digest of the address.
    pub address: Option<AddressKey>,
    /// Which location.
    pub location: Option<LocationId>,
    /// From where.
    pub network: Option<ClientNetwork>,
    /// How it ended: `done`, or a stable code of why not.
    pub outcome: String,
    /// How often, within a minute before.
    pub count: u32,
    /// Who did it: the text of an [`Actor`]. None: a program of 0.1 wrote it.
    pub actor: Option<String>,
    /// Shows that a program with the key wrote it: see [`AuditRecord::mark`]. None: a program of 0.1 did, or somebody
    /// else.
    pub mark: Option<[u8; 32]>,
    /// The digest over the record and the one before it: see [`AuditRecord::seal`].
    pub digest: [u8; 32],
}
