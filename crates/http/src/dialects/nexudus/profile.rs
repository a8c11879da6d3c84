//! What the rules need to know of this API.

use rekey_core::outbox::ChannelProfile;
use rekey_core::session::{OtherSessions, RefreshRules};

/// Mails carry links, and nobody but the account's holder hears of them.
pub(super) const CHANNEL: ChannelProfile = ChannelProfile::minimal("nexudus");

/// A client has one session at a time.
pub(super) const REFRESH: RefreshRules = RefreshRules { others: OtherSessions::Superseded, bearer_lifetime: None };
