//! Records as people and programs read them.

use std::io::{self, Write};

use rekey_core::LocationId;
use rekey_core::audit::AuditRecord;
use serde_json::{Value, json};

use crate::output::{Table, instant, json_line};

/// Prints records: a line each, or a JSON object each.
pub(super) fn records(out: &mut impl Write, records: &[&AuditRecord], json: bool) -> io::Result<()> {
    if json {
        return records.iter().try_for_each(|record| json_line(out, &describe(record)));
    }
    let mut table = Table::bare();
    for record in records {
        table.row([
            record.number.to_string(),
            instant(record.at),
            record.action.code().to_owned(),
            if record.count == 1 { record.outcome.clone() } else { format!("{} ×{}", record.outcome, record.count) },
            record.account.map_or_else(|| "-".to_owned(), |id| id.to_string()),
            record.location.map_or_else(|| "-".to_owned(), |id| id.to_string()),
            record.network.map_or_else(|| "-".to_owned(), |network| network.to_string()),
            record.actor.clone().unwrap_or_else(|| "-".to_owned()),
        ]);
    }
    table.print(out)
}

fn describe(record: &AuditRecord) -> Value {
    json!({
        "number": record.number,
        "at": instant(record.at),
        "action": record.action.code(),
        "outcome": record.outcome,
        "count": record.count,
        "account": record.account.map(|id| id.to_string()),
        "address": record.address.map(|key| hex::encode(key.as_bytes())),
        "location": record.location.map(LocationId::get),
        "network": record.network.map(|network| network.to_string()),
        "actor": record.actor,
        "digest": hex::encode(record.digest),
    })
}
