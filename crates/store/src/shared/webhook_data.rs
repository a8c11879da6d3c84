//! What webhook messages carry: ids, no address and no secret.

use rekey_core::outbox::Bounce;
use rekey_core::{AccountId, EntryId, LocationId};
use serde_json::{Value, json};

/// Of something that happened to an account.
pub(crate) fn of_account(account: Option<AccountId>, location: Option<LocationId>) -> String {
    let account = account.map(|id| id.to_string());
    json!({ "account": account, "location": location.map(LocationId::get) }).to_string()
}

/// Of an email that was handed over, or delivered.
pub(crate) fn of_mail(entry: EntryId, account: Option<AccountId>, location: LocationId) -> String {
    mail(entry, account, location).to_string()
}

/// Of an email that came back, permanently or not, or is unwanted. The reason names no address.
pub(crate) fn of_unwelcome_mail(
    (entry, account, location): (EntryId, Option<AccountId>, LocationId),
    bounce: Option<Bounce>,
    reason: Option<&str>,
) -> String {
    let mut data = mail(entry, account, location);
    if let Some(bounce) = bounce {
        data["permanent"] = (bounce == Bounce::Permanent).into();
    }
    data["reason"] = reason.into();
    data.to_string()
}

fn mail(entry: EntryId, account: Option<AccountId>, location: LocationId) -> Value {
    json!({
        "entry": entry.to_string(),
        "account": account.map(|id| id.to_string()),
        "location": location.get(),
    })
}

/// Of an email that was given up. The reason names no address.
pub(crate) fn of_failed_mail(entry: EntryId, reason: Option<&str>) -> String {
    json!({ "entry": entry.to_string(), "reason": reason }).to_string()
}
