//! What the rules need to know of this API.

use rekey_core::outbox::ChannelProfile;

/// Callers hear what became of the mail. Its language is the one that the request names, else the location's.
pub(super) const CHANNEL: ChannelProfile = ChannelProfile {
    no_account_notice: true,
    reports_delivery: true,
    account_language: false,
    sets_first_password: true,
    ..ChannelProfile::minimal("singularity")
};
