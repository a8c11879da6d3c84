//! Fields that several routes take.

use rekey_core::{Code, EmailAddress};

use crate::input::{InputError, JsonObject};

/// The address in `email`.
pub(super) fn email(body: &JsonObject) -> Result<EmailAddress, InputError> {
    EmailAddress::parse(body.required_string("email")?)
        .map_err(|_| InputError::malformed("email must be an e-mail address."))
}

/// Six digits, in a field of this name.
pub(super) fn code(body: &JsonObject, field: &str) -> Result<Code, InputError> {
    Code::parse(body.required_string(field)?)
        .ok_or_else(|| InputError::malformed(format!("{field} must be six digits.")))
}
