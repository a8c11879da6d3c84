//! One transaction for a group of requests.

use rekey_core::outbox::Request;
use rekey_core::ports::{Acceptance, StoreError};
use rekey_core::time::{Timestamp, after};
use rekey_core::{AddressKey, Locale};
use tokio_postgres::Row;
use uuid::Uuid;

use super::PendingRequest;
use super::ledger::{Change, Count, Ledger};
use crate::postgres::columns::{bytes32, location_number};
use crate::postgres::step::{Database, Tx};
use crate::postgres::step_error::StepError;
use crate::postgres::value::values;
use crate::rows::{Commit, Outrun};

/// Decides a group of requests, in order, and writes what was accepted: two round trips, the second with the commit.
///
/// Existing rows are locked in order. Missing rows can't be locked: if another node inserts one meanwhile, our insert
/// does nothing, and the whole group is decided again with that row.
pub(super) async fn accept(database: &Database, pending: &[PendingRequest]) -> Result<Vec<Acceptance>, StoreError> {
    let ledger = Ledger::of(pending.iter().map(|pending| (&pending.request, &pending.limits)));
    let (addresses, counters) = wanted(&ledger);
    database
        .step_after(READ, values![addresses, counters], |tx, rows| {
            let ledger = ledger.clone();
            async move { decide(&tx, pending, ledger, &rows, Next::Commit).await.map(Commit) }
        })
        .await
}

/// The same, within a larger step.
pub(super) async fn accept_in(tx: &Tx, pending: &[PendingRequest]) -> Result<Vec<Acceptance>, StepError> {
    let ledger = Ledger::of(pending.iter().map(|pending| (&pending.request, &pending.limits)));
    let (addresses, counters) = wanted(&ledger);
    let rows = tx.query(READ, values![addresses, counters]).await?;
    decide(tx, pending, ledger, &rows, Next::Step).await
}

/// What follows in the step that accepts.
#[derive(Clone, Copy)]
enum Next {
    /// More of the step.
    Step,
    /// The commit, which goes out with the last statement.
    Commit,
}

/// Reads and locks existing rows one by one, in the order of the keys. LATERAL leaves the planner no choice, however
/// small the table was when the plan was made.
const READ: &str = "SELECT wanted.address_key, wanted.counter, found.cooldown_until, found.full_at
     FROM unnest($1::bytea[], $2::text[]) AS wanted (address_key, counter)
     CROSS JOIN LATERAL (
         SELECT cooldown_until, full_at FROM address_limits
         WHERE address_limits.address_key = wanted.address_key AND address_limits.counter = wanted.counter
         FOR UPDATE) AS found";

/// The keys of a ledger, as [`READ`] takes them.
fn wanted(ledger: &Ledger) -> (Vec<&[u8]>, Vec<&str>) {
    ledger.keys().map(|(address, counter)| (&address.as_bytes()[..], *counter)).unzip()
}

/// Decides by the rows that were read, and writes.
async fn decide(
    tx: &Tx,
    pending: &[PendingRequest],
    mut ledger: Ledger,
    rows: &[Row],
    next: Next,
) -> Result<Vec<Acceptance>, StepError> {
    for row in rows {
        let address = AddressKey::from(bytes32(row.try_get(0)?, "address_limits.address_key")?);
        let count = Count { cooldown_until: row.try_get(2)?, full_at: row.try_get(3)? };
        ledger.read(address, row.try_get(1)?, count);
    }
    let acceptances: Vec<_> =
        pending.iter().map(|pending| ledger.decide(&pending.request, &pending.limits, tx.now())).collect();
    let accepted = pending.iter().zip(&acceptances).filter(|(_, acceptance)| **acceptance == Acceptance::Accepted);
    let accepted: Vec<_> = accepted.map(|(pending, _)| pending).collect();
    let changes: Vec<_> = ledger.changes().collect();
    tokio::try_join!(insert_new(tx, &changes), update(tx, &changes))?;
    put_into_outbox(tx, &accepted, next).await?;
    Ok(acceptances)
}

/// The columns of rows to be written.
struct Columns<'a> {
    addresses: Vec<&'a [u8]>,
    counters: Vec<&'a str>,
    cooldowns: Vec<Option<Timestamp>>,
    buckets: Vec<Option<Timestamp>>,
}

impl<'a> Columns<'a> {
    fn of(changes: impl Iterator<Item = &'a Change>) -> Self {
        let mut columns =
            Self { addresses: Vec::new(), counters: Vec::new(), cooldowns: Vec::new(), buckets: Vec::new() };
        for Change { key: (address, counter), count, .. } in changes {
            columns.addresses.push(address.as_bytes());
            columns.counters.push(counter);
            columns.cooldowns.push(count.cooldown_until);
            columns.buckets.push(count.full_at);
        }
        columns
    }

    /// Runs a statement over the columns. It must write a row for each.
    async fn write(&self, tx: &Tx, sql: &str) -> Result<(), StepError> {
        if self.addresses.is_empty() {
            return Ok(());
        }
        let written = tx.execute(sql, values![self.addresses, self.counters, self.cooldowns, self.buckets]).await?;
        if usize::try_from(written).is_ok_and(|written| written == self.addresses.len()) {
            Ok(())
        } else {
            Err(Outrun.into())
        }
    }
}

async fn insert_new(tx: &Tx, changes: &[Change]) -> Result<(), StepError> {
    Columns::of(changes.iter().filter(|change| change.is_new))
        .write(
            tx,
            "INSERT INTO address_limits (address_key, counter, cooldown_until, full_at)
             SELECT * FROM unnest($1::bytea[], $2::text[], $3::timestamptz[], $4::timestamptz[])
             ON CONFLICT DO NOTHING",
        )
        .await
}

/// Writes existing, locked rows. ON CONFLICT finds each by its key; a join could read the whole table.
async fn update(tx: &Tx, changes: &[Change]) -> Result<(), StepError> {
    Columns::of(changes.iter().filter(|change| !change.is_new))
        .write(
            tx,
            "INSERT INTO address_limits (address_key, counter, cooldown_until, full_at)
             SELECT * FROM unnest($1::bytea[], $2::text[], $3::timestamptz[], $4::timestamptz[])
             ON CONFLICT (address_key, counter) DO UPDATE
                 SET cooldown_until = excluded.cooldown_until, full_at = excluded.full_at",
        )
        .await
}

async fn put_into_outbox(tx: &Tx, accepted: &[&PendingRequest], next: Next) -> Result<(), StepError> {
    if accepted.is_empty() {
        return Ok(());
    }
    let requests = || accepted.iter().map(|pending| &pending.request);
    let ids: Vec<Uuid> = accepted.iter().map(|pending| pending.id.as_uuid()).collect();
    let purposes: Vec<&str> = requests().map(|request| request.purpose.code()).collect();
    let addresses: Vec<&str> = requests().map(|request| request.address.as_stored()).collect();
    let address_keys: Vec<&[u8]> = requests().map(|request| &request.address_key.as_bytes()[..]).collect();
    let channels: Vec<&str> = requests().map(|request| request.channel.code()).collect();
    let locations: Vec<i32> = requests().map(|request| location_number(request.location)).collect();
    let tags = |tag: fn(&Request) -> Option<&Locale>| -> Vec<Option<String>> {
        requests().map(|request| tag(request).map(ToString::to_string)).collect()
    };
    let locales = tags(|request| request.locale.as_ref());
    let browser_locales = tags(|request| request.browser_locale.as_ref());
    let redirects: Vec<Option<String>> =
        requests().map(|request| request.redirect_to.as_ref().map(ToString::to_string)).collect();
    let networks: Vec<String> = requests().map(|request| request.network.to_string()).collect();
    let now = tx.now();
    let notices: Vec<bool> = requests().map(|request| request.notice_allowed).collect();
    let moves: Vec<Option<Uuid>> = requests().map(|request| request.moves.map(|account| account.as_uuid())).collect();
    let due: Vec<Timestamp> = accepted.iter().map(|pending| after(now, pending.reserved)).collect();
    let values = values![
        ids,
        purposes,
        addresses,
        address_keys,
        channels,
        locations,
        locales,
        browser_locales,
        redirects,
        networks,
        due,
        notices,
        moves,
        now
    ];
    match next {
        Next::Step => tx.execute(PUT, values).await.map(|_| ()),
        Next::Commit => tx.finish(PUT, values).await,
    }
}

const PUT: &str = "INSERT INTO outbox (id, subject, address, address_key, channel, location, locale, \
     browser_locale, redirect_to, network, due_at, notice_allowed, moves, accepted_at) \
     SELECT *, $14 FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::integer[], \
     $7::text[], $8::text[], $9::text[], $10::text[], $11::timestamptz[], $12::boolean[], \
     $13::uuid[])";
