//! Supabase: rows of the table `auth.users`.

use rekey_core::time::Timestamp;

use super::{Fields, Problem, first, object, provider, text};
use crate::commands::account::import::row::Said;

pub(super) fn read(fields: &Fields, now: Timestamp) -> Result<Option<Said>, Problem> {
    // Deleted people keep their row, and anonymous ones have no address.
    if !text(fields, "deleted_at").is_empty() || text(fields, "email").is_empty() {
        return Ok(None);
    }
    let about = object(fields, "raw_user_meta_data");
    let password_hash = text(fields, "encrypted_password");
    let id = text(&object(fields, "raw_app_meta_data"), "provider");
    let is_provider = password_hash.is_empty() && id != "email" && id != "phone";
    Ok(Some(Said {
        email: text(fields, "email"),
        name: first([text(&about, "full_name"), text(&about, "name")]),
        provider: if is_provider { provider(&id) } else { String::new() },
        password_hash,
        email_verified: Some(!first([text(fields, "email_confirmed_at"), text(fields, "confirmed_at")]).is_empty()),
        locked: Some(is_banned(&text(fields, "banned_until"), now)?),
        external_id: text(fields, "id"),
        ..Said::default()
    }))
}

fn is_banned(until: &str, now: Timestamp) -> Result<bool, Problem> {
    match until {
        "" => Ok(false),
        "infinity" => Ok(true),
        until => {
            // PostgreSQL writes whole hours of an offset without minutes.
            let until: Timestamp =
                until.parse().map_err(|_| ("status", "banned_until can't be read as a time".to_owned()))?;
            Ok(until > now)
        }
    }
}
