//! `rekey location list` and `show`.

use std::io::{self, Write};

use rekey_core::{Location, Locations, span};
use serde_json::{Value, json};

use crate::output::{Table, json_line};

pub(super) fn list(out: &mut impl Write, locations: &Locations, json: bool) -> io::Result<()> {
    if json {
        return locations.iter().try_for_each(|location| json_line(out, &describe(location)));
    }
    let mut table = Table::new(&["ID", "NAME", "LOCALE", "METHOD", "FROM", "RESET PAGE"]);
    for location in locations.iter() {
        let default = if location.id == locations.default().id { " (default)" } else { "" };
        table.row([
            location.id.to_string(),
            format!("{}{default}", location.name),
            location.locale.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string),
            location.reset_method.code().to_owned(),
            location.from.to_string(),
            location.reset_url.as_ref().map_or_else(|| "/reset".to_owned(), ToString::to_string),
        ]);
    }
    table.print(out)
}

/// Shows one, field by field.
pub(super) fn show(out: &mut impl Write, location: &Location, json: bool) -> io::Result<()> {
    let description = describe(location);
    if json {
        return json_line(out, &description);
    }
    let mut table = Table::bare();
    flatten(&mut table, "", &description);
    table.print(out)
}

fn flatten(table: &mut Table, name: &str, value: &Value) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let name = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
                flatten(table, &name, value);
            }
        }
        Value::Null => table.row([name, "-"]),
        Value::String(text) => table.row([name, text]),
        other => table.row([name, &other.to_string()]),
    }
}

/// A location with the names that `location apply` takes.
fn describe(location: &Location) -> Value {
    let Location { sign_up, notices, brand, password_policy: policy, lifetimes, .. } = location;
    json!({
        "id": location.id.get(),
        "name": location.name,
        "reset_url": location.reset_url,
        "sign_in_url": location.sign_in_url,
        "verification_url": location.verification_url,
        "reset_method": location.reset_method.code(),
        "sign_up": {
            "open": sign_up.open,
            "verify_email": sign_up.verify_email,
            "verify_method": sign_up.verify_method.code(),
        },
        "allowed_redirect_urls": location.allowed_redirect_urls,
        "cooldown": span::format(location.cooldown),
        "locale": location.locale.as_ref().map(ToString::to_string),
        "from": location.from.to_string(),
        "reply_to": location.reply_to.as_ref().map(ToString::to_string),
        "senders": location.senders,
        "code_in_subject": location.code_in_subject,
        "notices": { "new_sign_in": notices.new_sign_in, "address_taken": notices.address_taken },
        "brand": {
            "accent_color": brand.accent_color,
            "background_color": brand.background_color,
            "corner_radius": brand.corner_radius,
            "font": brand.font,
            "logo_url": brand.logo_url,
            "logo_dark_url": brand.logo_dark_url,
            "favicon_url": brand.favicon_url,
            "home_url": brand.home_url,
            "support_email": brand.support_email,
            "imprint_url": brand.imprint_url,
            "privacy_url": brand.privacy_url,
            "custom_css": brand.custom_css,
        },
        "password_policy": {
            "min_length": policy.min_length,
            "needs_upper": policy.needs_upper,
            "needs_lower": policy.needs_lower,
            "needs_digit": policy.needs_digit,
            "needs_special": policy.needs_special,
            "refuses_reuse": policy.refuses_reuse,
        },
        "lifetimes": {
            "link": span::format(lifetimes.link),
            "code": span::format(lifetimes.code),
            "exchanged_token": span::format(lifetimes.exchanged_token),
            "one_time_token": span::format(lifetimes.one_time_token),
            "not_me_link": span::format(lifetimes.not_me_link),
        },
        "directory": location.directory.as_ref().map(ToString::to_string),
        "done_url": location.done_url,
    })
}
