//! What the rules need to know of this API.

use rekey_core::outbox::ChannelProfile;
use rekey_core::redirect::ReservedFields;
use rekey_core::session::OtherSessions;
use rekey_core::sessions::RefreshRules;
use rekey_core::time::Duration;

/// Resets go by code or by link, and links lead by way of our routes to a page of the app.
pub(super) const CHANNEL: ChannelProfile = ChannelProfile {
    follows_reset_method: true,
    reset_redirect_path: Some("api/auth/email/reset-password-link"),
    verification_path: Some("api/auth/email/verify-link"),
    ..ChannelProfile::minimal("insforge")
};

/// The verification mails of sign-ups.
pub(super) const SIGN_UP: ChannelProfile =
    ChannelProfile { code: "insforge_sign_up", signs_up: true, reset_redirect_path: None, ..CHANNEL };

/// What a redirect adds to the query of the app's page.
pub(super) const RESERVED: ReservedFields = ReservedFields { names: &["redirectto"], prefixes: &["insforge_"] };

/// How long an access token lives (docs/contracts/insforge.md).
pub(super) const ACCESS_LIFETIME: Duration = Duration::from_mins(15);

/// A session per device.
pub(super) const REFRESH: RefreshRules =
    RefreshRules { others: OtherSessions::Kept, bearer_lifetime: Some(ACCESS_LIFETIME) };
