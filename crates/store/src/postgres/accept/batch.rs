//! A group of requests: those for addresses without recent requests by one statement, the others in a transaction.

use std::collections::HashSet;

use rekey_core::outbox::Request;
use rekey_core::ports::{Acceptance, StoreError};
use rekey_core::time::{Timestamp, until};
use rekey_core::{AddressKey, Locale};
use tokio_postgres::Row;
use uuid::Uuid;

use super::PendingRequest;
use super::counts::{self, instants};
use super::ledger::Ledger;
use crate::postgres::columns::{bytes32, location_number};
use crate::postgres::step::{Database, Tx};
use crate::postgres::step_error::StepError;
use crate::postgres::value::{Value, micros, value, values};
use crate::rows::Commit;
use crate::shared::address_counts::NEVER;

/// When the requests of [`accept_new`] are decided. The counters of new addresses differ only in the time, which the
/// database adds.
const START: Timestamp = Timestamp::constant(1_800_000_000, 0);

/// Accepts the requests for addresses that have no counters, by one statement that is a transaction of its own. `None`:
/// the address has counters, or another node is just adding them, and nothing was written for it.
pub(super) async fn accept_new(
    database: &Database,
    pending: &[&PendingRequest],
) -> Result<Vec<Option<Acceptance>>, StoreError> {
    let mut ledger = ledger(pending);
    let acceptances = decide(&mut ledger, pending, START);
    let entries = Entries::of(pending, &acceptances, database.injected_now());
    let limited: Vec<bool> = entries.accepted.iter().map(|new| ledger.limits(&new.request.address_key)).collect();
    let changes: Vec<_> = ledger.changes().collect();
    let addresses: Vec<&[u8]> = changes.iter().map(|change| &change.address.as_bytes()[..]).collect();
    let later = |instant: Timestamp| if instant == NEVER { -1 } else { micros(until(instant, START)) };
    let spans: Vec<i64> = changes.iter().flat_map(|change| change.counts.instants().map(later)).collect();
    let counted = values![limited, addresses, spans];
    let rows = database.alone(ACCEPT_NEW, &[&entries.values()[..], counted].concat()).await?;
    let taken = rows.iter().map(address).collect::<Result<HashSet<_>, _>>()?;
    let outcome = |(pending, acceptance): (&&PendingRequest, Acceptance)| {
        taken.contains(&pending.request.address_key).then_some(acceptance)
    };
    Ok(pending.iter().zip(acceptances).map(outcome).collect())
}

/// Decides a group of requests, in order, and writes what was accepted: two round trips, the second with the commit.
///
/// Existing rows are locked in order. Missing rows can't be locked: if another node inserts one meanwhile, our insert
/// does nothing, and the whole group is decided again with that row.
pub(super) async fn accept(database: &Database, pending: &[&PendingRequest]) -> Result<Vec<Acceptance>, StoreError> {
    let ledger = ledger(pending);
    let wanted = wanted(&ledger);
    database
        .step_after(READ, values![wanted], |tx, rows| {
            let ledger = ledger.clone();
            async move { decide_by(&tx, pending, ledger, &rows, Next::Commit).await.map(Commit) }
        })
        .await
}

/// The same, within a larger step.
pub(super) async fn accept_in(tx: &Tx, pending: &[&PendingRequest]) -> Result<Vec<Acceptance>, StepError> {
    let ledger = ledger(pending);
    let wanted = wanted(&ledger);
    let rows = tx.query(READ, values![wanted]).await?;
    decide_by(tx, pending, ledger, &rows, Next::Step).await
}

/// What follows in the step that accepts.
#[derive(Clone, Copy)]
enum Next {
    /// More of the step.
    Step,
    /// The commit, which goes out with the last statement.
    Commit,
}

/// Reads and locks existing rows one by one, in the order of the keys. LATERAL gives the planner no choice, however
/// small the table was when it made the plan.
const READ: &str = concat!(
    "SELECT wanted.address_key, found.* FROM unnest($1::bytea[]) AS wanted (address_key) CROSS JOIN LATERAL (SELECT ",
    instants!(),
    " FROM address_budgets WHERE address_budgets.address_key = wanted.address_key FOR UPDATE) AS found"
);

fn ledger(pending: &[&PendingRequest]) -> Ledger {
    Ledger::of(pending.iter().map(|pending| (&pending.request, &pending.limits)))
}

/// The addresses of a ledger, as [`READ`] takes them.
fn wanted(ledger: &Ledger) -> Vec<&[u8]> {
    ledger.addresses().map(|address| &address.as_bytes()[..]).collect()
}

/// The address in the first column.
fn address(row: &Row) -> Result<AddressKey, StepError> {
    Ok(bytes32(row.try_get(0)?, "address_key")?.into())
}

/// Decides each request, in order.
fn decide(ledger: &mut Ledger, pending: &[&PendingRequest], now: Timestamp) -> Vec<Acceptance> {
    pending.iter().map(|pending| ledger.decide(&pending.request, &pending.limits, now)).collect()
}

/// Decides by the rows that were read, and writes.
async fn decide_by(
    tx: &Tx,
    pending: &[&PendingRequest],
    mut ledger: Ledger,
    rows: &[Row],
    next: Next,
) -> Result<Vec<Acceptance>, StepError> {
    for row in rows {
        ledger.read(address(row)?, counts::counts(row, 1)?);
    }
    let acceptances = decide(&mut ledger, pending, tx.now());
    counts::write(tx, &ledger.changes().collect::<Vec<_>>()).await?;
    let entries = Entries::of(pending, &acceptances, Some(tx.now()));
    if !entries.accepted.is_empty() {
        let values = entries.values();
        match next {
            Next::Step => tx.execute(PUT, &values).await.map(|_| ())?,
            Next::Commit => tx.finish(PUT, &values).await?,
        }
    }
    Ok(acceptances)
}

/// The accepted requests by columns.
struct Entries<'a> {
    /// When they are accepted; none for the database's time.
    now: Option<Timestamp>,
    accepted: Vec<&'a PendingRequest>,
    ids: Vec<Uuid>,
    purposes: Vec<&'a str>,
    addresses: Vec<&'a str>,
    address_keys: Vec<&'a [u8]>,
    channels: Vec<&'a str>,
    locations: Vec<i32>,
    locales: Vec<Option<String>>,
    browser_locales: Vec<Option<String>>,
    redirects: Vec<Option<String>>,
    networks: Vec<String>,
    devices: Vec<Option<String>>,
    notices: Vec<bool>,
    moves: Vec<Option<Uuid>>,
    /// In microseconds.
    reserved: Vec<i64>,
}

impl<'a> Entries<'a> {
    fn of(pending: &[&'a PendingRequest], acceptances: &[Acceptance], now: Option<Timestamp>) -> Self {
        let accepted = pending.iter().zip(acceptances).filter(|(_, acceptance)| **acceptance == Acceptance::Accepted);
        let accepted: Vec<&PendingRequest> = accepted.map(|(pending, _)| *pending).collect();
        let requests = || accepted.iter().map(|pending| &pending.request);
        let tags = |tag: fn(&Request) -> Option<&Locale>| -> Vec<Option<String>> {
            requests().map(|request| tag(request).map(ToString::to_string)).collect()
        };
        Self {
            now,
            ids: accepted.iter().map(|pending| pending.id.as_uuid()).collect(),
            purposes: requests().map(|request| request.purpose.code()).collect(),
            addresses: requests().map(|request| request.address.as_stored()).collect(),
            address_keys: requests().map(|request| &request.address_key.as_bytes()[..]).collect(),
            channels: requests().map(|request| request.channel.code()).collect(),
            locations: requests().map(|request| location_number(request.location)).collect(),
            locales: tags(|request| request.locale.as_ref()),
            browser_locales: tags(|request| request.browser_locale.as_ref()),
            redirects: requests().map(|request| request.redirect_to.as_ref().map(ToString::to_string)).collect(),
            networks: requests().map(|request| request.origin.network.to_string()).collect(),
            devices: requests().map(|request| request.origin.device.map(|device| device.to_string())).collect(),
            notices: requests().map(|request| request.notice_allowed).collect(),
            moves: requests().map(|request| request.moves.map(|account| account.as_uuid())).collect(),
            reserved: accepted.iter().map(|pending| micros(pending.reserved)).collect(),
            accepted,
        }
    }

    /// The values of [`put`].
    fn values(&self) -> [Value<'_>; 15] {
        [
            value(&self.now),
            value(&self.ids),
            value(&self.purposes),
            value(&self.addresses),
            value(&self.address_keys),
            value(&self.channels),
            value(&self.locations),
            value(&self.locales),
            value(&self.browser_locales),
            value(&self.redirects),
            value(&self.networks),
            value(&self.notices),
            value(&self.reserved),
            value(&self.moves),
            value(&self.devices),
        ]
    }
}

/// Puts entries into the outbox: the columns of [`Entries`]. Those of a fixed length are read by their index, because
/// unnesting an array costs the server as much as several rows do.
macro_rules! put {
    () => {
        "INSERT INTO outbox (id, subject, address, address_key, channel, location, locale, browser_locale, \
         redirect_to, network, device, notice_allowed, moves, accepted_at, due_at) \
         SELECT ($2::uuid[])[i::int], subject, address, new.address_key, channel, ($7::integer[])[i::int], locale, \
         browser_locale, redirect_to, network, device, ($12::boolean[])[i::int], ($14::uuid[])[i::int], now, \
         now + ($13::bigint[])[i::int] * interval '1 microsecond' \
         FROM (SELECT coalesce($1, statement_timestamp()) AS now) AS clock, \
         unnest($3::text[], $4::text[], $5::bytea[], $6::text[], $8::text[], $9::text[], $10::text[], $11::text[], $15::text[]) \
         WITH ORDINALITY AS new (subject, address, address_key, channel, locale, browser_locale, redirect_to, network, \
         device, i)"
    };
}

const PUT: &str = put!();

/// New rows of counters are inserted in the order of their keys, so that groups wait for each other and never in a
/// circle. A span of -1 means never.
const ACCEPT_NEW: &str = concat!(
    "WITH counted AS (INSERT INTO address_budgets (address_key, ",
    instants!(),
    ") SELECT address_key, now + nullif(spans[at + 1], -1) * tick, now + nullif(spans[at + 2], -1) * tick, \
     now + nullif(spans[at + 3], -1) * tick, now + nullif(spans[at + 4], -1) * tick, \
     now + nullif(spans[at + 5], -1) * tick, now + nullif(spans[at + 6], -1) * tick, \
     now + nullif(spans[at + 7], -1) * tick, now + nullif(spans[at + 8], -1) * tick, \
     now + nullif(spans[at + 9], -1) * tick \
     FROM (SELECT coalesce($1, statement_timestamp()) AS now, interval '1 microsecond' AS tick, \
     $18::bigint[] AS spans) AS given, \
     (SELECT address_key, 9 * (i::int - 1) AS at FROM unnest($17::bytea[]) WITH ORDINALITY AS new (address_key, i)) AS new \
     ON CONFLICT DO NOTHING RETURNING address_key) ",
    put!(),
    " WHERE NOT ($16::boolean[])[i::int] OR new.address_key IN (SELECT address_key FROM counted) RETURNING address_key"
);
