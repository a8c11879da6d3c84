//! What the rules need to know of this API.

use rekey_core::outbox::ChannelProfile;
use rekey_core::policy::PasswordPolicySettings;
use rekey_core::session::{OtherSessions, RefreshLife};
use rekey_core::sessions::RefreshRules;

/// Callers hear what became of the email. Its language is the one that the request names, else the location's.
pub(super) const CHANNEL: ChannelProfile = ChannelProfile {
    no_account_notice: true,
    reports_delivery: true,
    account_language: false,
    sets_first_password: true,
    verifies_by_link: true,
    ..ChannelProfile::minimal("singularity")
};

/// The emails of registrations.
pub(super) const SIGN_UP: ChannelProfile = ChannelProfile {
    code: "singularity_sign_up",
    no_account_notice: false,
    reports_delivery: false,
    signs_up: true,
    ..CHANNEL
};

/// What this dialect asks of passwords, where the location says nothing else (docs/contracts/singularity.md).
pub(super) const POLICY: PasswordPolicySettings = PasswordPolicySettings {
    min_length: Some(8),
    needs_upper: Some(true),
    needs_lower: Some(true),
    needs_digit: Some(true),
    needs_special: Some(true),
    special_characters: Some(r#"!@#$%^&*()_+-={}[]\|:;'"<>,.?/"#),
    refuses_reuse: None,
};

/// The client of the sessions that this dialect opens.
pub(super) const CLIENT: &str = "rekey-singularity";

/// Each device has a session of its own.
pub(super) const REFRESH: RefreshRules =
    RefreshRules { others: OtherSessions::Kept, bearer_lifetime: None, life: RefreshLife::ROTATING };
