//! What webhook messages carry: ids, no address and no secret.

use rekey_core::{AccountId, EntryId, LocationId};
use serde_json::json;

/// Of something that happened to an account.
pub(crate) fn of_account(account: Option<AccountId>, location: Option<LocationId>) -> String {
    let account = account.map(|id| id.to_string());
    json!({ "account": account, "location": location.map(LocationId::get) }).to_string()
}

/// Of a mail that was given up. The reason names no address.
pub(crate) fn of_mail(entry: EntryId, reason: Option<&str>) -> String {
    json!({ "entry": entry.to_string(), "reason": reason }).to_string()
}
