//! What the rules need to know of this API.

use rekey_core::outbox::ChannelProfile;
use rekey_core::session::{OtherSessions, RefreshLife};
use rekey_core::sessions::RefreshRules;

/// Resets are by link, and an address without an account gets no email.
pub(super) const CHANNEL: ChannelProfile = ChannelProfile { portal_links: true, ..ChannelProfile::minimal("nexudus") };

/// A client has one refresh token at a time.
pub(super) const REFRESH: RefreshRules =
    RefreshRules { others: OtherSessions::Superseded, bearer_lifetime: None, life: RefreshLife::ROTATING };
