//! The fields of accounts, read from bodies.

use rekey_core::account::AccountEdit;
use rekey_core::accounts::{AccountDraft, DraftPassword};
use rekey_core::profile::{LONGEST_PROFILE, Profile};
use rekey_core::{EmailAddress, Locale, LocationId, Password};

use crate::input::{InputError, JsonObject};

/// An account to be made.
pub(super) fn draft(body: &JsonObject) -> Result<AccountDraft, InputError> {
    body.only(&["email", "email_verified", "name", "locale", "provider", "locations", "password", "password_hash"])?;
    let password = match (body.optional_string("password")?, body.optional_string("password_hash")?) {
        (Some(_), Some(_)) => return Err(InputError::malformed("Give either password or password_hash, not both.")),
        (Some(text), None) => DraftPassword::Plain(Password::new(text)),
        (None, Some(text)) => DraftPassword::Hashed(text.into()),
        (None, None) => DraftPassword::None,
    };
    Ok(AccountDraft {
        email: address(body.required_string("email")?)?,
        name: body.optional_string("name")?.map(str::to_owned),
        locations: locations(body)?.unwrap_or_default(),
        locale: body.optional_string("locale")?.map(locale).transpose()?,
        provider: body.optional_string("provider")?.map(str::to_owned),
        password,
        email_verified: body.optional_bool("email_verified")?.unwrap_or(false),
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
    ])?;
    let locked = match body.optional_string("status")? {
        None => None,
        Some("active") => Some(false),
        Some("locked") => Some(true),
        Some(_) => return Err(InputError::malformed("status must be active or locked.")),
    };
    let language = body.nullable_string("locale")?;
    Ok(AccountEdit {
        email: body.optional_string("email")?.map(address).transpose()?,
        email_verified: body.optional_bool("email_verified")?,
        name: body.nullable_string("name")?.map(|name| name.map(str::to_owned)),
        locale: language.map(|language| language.map(locale).transpose()).transpose()?,
        provider: body.nullable_string("provider")?.map(|provider| provider.map(str::to_owned)),
        profile: body.optional_object("profile")?.map(profile).transpose()?,
        locations: locations(body)?,
        locked,
        must_reset: body.optional_bool("must_reset")?,
        end_sessions: false,
    })
}

/// An address, from a body or a query.
pub(super) fn address(text: &str) -> Result<EmailAddress, InputError> {
    EmailAddress::parse(text).map_err(|_| InputError::malformed("email must be an e-mail address."))
}

fn profile(object: JsonObject) -> Result<Profile, InputError> {
    Profile::default()
        .patched_by(&object.into_fields())
        .map_err(|_| InputError::malformed(format!("profile must be {LONGEST_PROFILE} bytes of JSON at most.")))
}

fn locale(text: &str) -> Result<Locale, InputError> {
    text.parse().map_err(|_| InputError::malformed("locale must be a language tag such as de-AT."))
}

fn locations(body: &JsonObject) -> Result<Option<Vec<LocationId>>, InputError> {
    let wrong = || InputError::malformed("locations must be a list of location numbers, each once, the own one first.");
    let Some(numbers) = body.optional_integers("locations")? else { return Ok(None) };
    let mut locations = Vec::with_capacity(numbers.len());
    for number in numbers {
        let id = LocationId::new(number).filter(|id| !locations.contains(id)).ok_or_else(wrong)?;
        locations.push(id);
    }
    if locations.is_empty() { Err(wrong()) } else { Ok(Some(locations)) }
}
