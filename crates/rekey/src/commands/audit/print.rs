//! Records as people and programs read them.

use std::io::{self, Write};

use rekey_core::audit::AuditRecord;
use rekey_core::{ClientNetwork, LocationId};
use serde_json::{Value, json};

use crate::output::{Table, instant, json_line};

/// Prints records: a line each, below headings if these are the first, or a JSON object each.
pub(super) fn records(out: &mut impl Write, records: &[&AuditRecord], json: bool, are_first: bool) -> io::Result<()> {
    if json {
        return records.iter().try_for_each(|record| json_line(out, &describe(record)));
    }
    if records.is_empty() {
        return Ok(());
    }
    let headings = ["NUMBER", "AT", "ACTION", "OUTCOME", "ACCOUNT", "LOCATION", "NETWORK", "ACTOR"];
    let mut table = if are_first { Table::new(&headings) } else { Table::bare() };
    for record in records {
        table.row([
            record.number.to_string(),
            instant(record.at),
            record.action.code().to_owned(),
            if record.count == 1 { record.outcome.clone() } else { format!("{} ×{}", record.outcome, record.count) },
            record.account.map_or_else(|| "-".to_owned(), |id| id.to_string()),
            record.location.map_or_else(|| "-".to_owned(), |id| id.to_string()),
            network(record).unwrap_or_else(|| "-".to_owned()),
            record.actor.clone().unwrap_or_else(|| "-".to_owned()),
        ]);
    }
    table.print(out)
}

pub(super) fn describe(record: &AuditRecord) -> Value {
    json!({
        "number": record.number,
        "at": instant(record.at),
        "action": record.action.code(),
        "outcome": record.outcome,
        "count": record.count,
        "account": record.account.map(|id| id.to_string()),
        "address": record.address.map(|key| hex::encode(key.as_bytes())),
        "location": record.location.map(LocationId::get),
        "network": network(record),
        "actor": record.actor,
        "digest": hex::encode(record.digest),
    })
}

/// The network of a record; none of one that came from no person's network.
fn network(record: &AuditRecord) -> Option<String> {
    record.network.filter(|network| *network != ClientNetwork::LOCAL).map(|network| network.to_string())
}
