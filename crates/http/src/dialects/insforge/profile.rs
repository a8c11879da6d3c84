//! What the rules need to know of this API.

use rekey_core::outbox::ChannelProfile;
use rekey_core::redirect::ReservedFields;
use rekey_core::session::{OtherSessions, Presented, RefreshLife};
use rekey_core::sessions::RefreshRules;
use rekey_core::time::Duration;

use crate::dialect_settings::RefreshTokens;

/// Resets go by code or by link, and links lead through our routes to a page of the app.
pub(super) const CHANNEL: ChannelProfile = ChannelProfile {
    follows_reset_method: true,
    code_signs_up: true,
    reset_redirect_path: Some("api/auth/email/reset-password-link"),
    verification_path: Some("api/auth/email/verify-link"),
    ..ChannelProfile::minimal("insforge")
};

/// The verification emails of sign-ups.
pub(super) const SIGN_UP: ChannelProfile =
    ChannelProfile { code: "insforge_sign_up", signs_up: true, reset_redirect_path: None, ..CHANNEL };

/// What a redirect adds to the query of the app's page.
pub(super) const RESERVED: ReservedFields = ReservedFields { names: &["redirectto"], prefixes: &["insforge_"] };

/// How long an access token lives (docs/contracts/insforge.md).
pub(super) const ACCESS_LIFETIME: Duration = Duration::from_mins(15);

/// How long a refresh token can be used: as long as its clients keep it.
const REFRESH_LIFETIME: Duration = Duration::from_hours(7 * 24);

/// How long a session lives at most, however often it is refreshed.
const LONGEST_SESSION: Duration = Duration::from_hours(90 * 24);

/// How refresh tokens live. Its clients present one from several tabs and requests at once, and some never take the
/// next one, so that one stays valid until its session ends, unless the operator wants it otherwise.
pub(super) fn refresh_life(setting: RefreshTokens) -> RefreshLife {
    let presented = match setting {
        RefreshTokens::Reusable => Presented::Kept,
        RefreshTokens::Strict => Presented::Replaced,
    };
    RefreshLife { presented, lifetime: Some(REFRESH_LIFETIME), longest_session: Some(LONGEST_SESSION) }
}

/// A session per device.
pub(super) fn refresh_rules(setting: RefreshTokens) -> RefreshRules {
    let life = refresh_life(setting);
    RefreshRules { others: OtherSessions::Kept, bearer_lifetime: Some(ACCESS_LIFETIME), life }
}
