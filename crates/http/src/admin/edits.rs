//! The fields of accounts, read from bodies.

use rekey_core::account::{AccountEdit, ExternalId};
use rekey_core::accounts::{AccountDraft, DraftPassword};
use rekey_core::{EmailAddress, Password};

use super::wire::{CreateAccount, NewStatus, UpdateAccount};
use crate::input::{InputError, JsonObject};

/// An account to be made.
pub(super) fn draft(body: &JsonObject) -> Result<AccountDraft, InputError> {
    body.only(&[
        "email",
        "email_verified",
        "name",
        "locale",
        "provider",
        "locations",
        "password",
        "password_hash",
        "status",
        "profile",
        "external_id",
    ])?;
    let body: CreateAccount = body.read()?;
    let password = match (body.password, body.password_hash) {
        (Some(_), Some(_)) => return Err(InputError::malformed("Give either password or password_hash, not both.")),
        (Some(text), None) => DraftPassword::Plain(Password::new(text)),
        (None, Some(text)) => DraftPassword::Hashed(text.into()),
        (None, None) => DraftPassword::None,
    };
    Ok(AccountDraft {
        email: body.email.0,
        name: body.name,
        locations: body.locations.unwrap_or_default(),
        locale: body.locale,
        provider: body.provider,
        password,
        email_verified: body.email_verified.unwrap_or(false),
        locked: body.status.map(NewStatus::is_locked),
        profile: body.profile.unwrap_or_default(),
        external_id: body.external_id,
    })
}

/// Changes to an account.
pub(super) fn edit(body: &JsonObject) -> Result<AccountEdit, InputError> {
    body.only(&[
        "email",
        "email_verified",
        "name",
        "locale",
        "provider",
        "locations",
        "status",
        "must_reset",
        "profile",
        "external_id",
    ])?;
    let body: UpdateAccount = body.read()?;
    Ok(AccountEdit {
        email: body.email,
        email_verified: body.email_verified,
        name: body.name.0,
        locale: body.locale.0,
        provider: body.provider.0,
        profile: body.profile,
        locations: body.locations,
        external_id: body.external_id.0,
        locked: body.status.map(NewStatus::is_locked),
        must_reset: body.must_reset,
        end_sessions: false,
    })
}

/// An external id in a query.
pub(super) fn external_id(text: &str) -> Result<ExternalId, InputError> {
    text.parse().map_err(|_| InputError::malformed("external_id must have 1 to 255 characters."))
}

/// An address in a query.
pub(super) fn address(text: &str) -> Result<EmailAddress, InputError> {
    EmailAddress::parse(text).map_err(|_| InputError::malformed("email must be an email address."))
}
