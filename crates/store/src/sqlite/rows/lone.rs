//! Steps of one operation.

use rekey_core::EntryId;
use rekey_core::account::Epoch;
use rekey_core::outbox::{Claim, Subject};
use rekey_core::ports::NetworkSpend;
use rekey_core::rate::Bucket;
use rekey_core::time::{Duration, after, until};
use rusqlite::{Row, params};

use crate::rows::LoneSteps;
use crate::shared::subject_row::SubjectRow;
use crate::sqlite::columns::{id, instant, optional_id, row_count};
use crate::sqlite::step::{Step, StepError};

/// The query for pending entries, as [`claimed`] reads them.
macro_rules! pending {
    ($and:literal) => {
        concat!(
            "SELECT id, claim + 1, accepted_at, failures, subject, address, address_key, channel, location, locale,
                    browser_locale, redirect_to, network, account, epoch, notice_allowed, device, moves
             FROM outbox WHERE state = 'pending'",
            $and
        )
    };
}

impl LoneSteps for Step<'_> {
    type Error = StepError;

    async fn claim_due(&self, limit: usize, lease: Duration) -> Result<Vec<Claim>, StepError> {
        let due = pending!(" AND due_at <= ?1 ORDER BY due_at, id LIMIT ?2");
        let claims = self.all(due, params![self.micros(), row_count(limit)], |row| claimed(self, row))?;
        write_claims(self, &claims, lease)?;
        Ok(claims)
    }

    async fn claim_reserved(&self, entries: &[EntryId], lease: Duration) -> Result<Vec<Claim>, StepError> {
        let unclaimed = pending!(" AND id = ?1 AND claim = 0");
        let mut claims = Vec::new();
        for entry in entries {
            claims.extend(self.one(unclaimed, [entry.as_uuid().into_bytes()], |row| claimed(self, row))?);
        }
        write_claims(self, &claims, lease)?;
        Ok(claims)
    }

    async fn renew_claim(&self, claim: &Claim, lease: Duration) -> Result<bool, StepError> {
        let renewed = self.execute(
            "UPDATE outbox SET due_at = ?1 WHERE id = ?2 AND claim = ?3 AND state = 'pending'",
            params![after(self.now, lease).as_microsecond(), claim.entry.as_uuid().into_bytes(), claim.number],
        )?;
        Ok(renewed == 1)
    }

    async fn spend_of_networks(&self, spent: &[NetworkSpend]) -> Result<Vec<Duration>, StepError> {
        spent.iter().map(|spend| merge(self, spend)).collect()
    }
}

fn claimed(step: &Step<'_>, row: &Row<'_>) -> Result<Claim, StepError> {
    let accepted_at = instant(row, 2)?;
    Ok(Claim {
        entry: id(row, 0)?,
        number: row.get(1)?,
        accepted_at,
        age: until(step.now, accepted_at),
        failures: row.get(3)?,
        subject: subject(row, 4)?,
    })
}

fn write_claims(step: &Step<'_>, claims: &[Claim], lease: Duration) -> Result<(), StepError> {
    let lease_ends = after(step.now, lease).as_microsecond();
    for claim in claims {
        step.execute(
            "UPDATE outbox SET claim = ?1, due_at = ?2 WHERE id = ?3",
            params![claim.number, lease_ends, claim.entry.as_uuid().into_bytes()],
        )?;
    }
    Ok(())
}

fn subject(row: &Row<'_>, first: usize) -> Result<Subject, StepError> {
    let account = optional_id(row, first + 9)?;
    let epoch: Option<i64> = row.get(first + 10)?;
    let columns = SubjectRow {
        subject: row.get(first)?,
        address: row.get(first + 1)?,
        address_key: row.get(first + 2)?,
        channel: row.get(first + 3)?,
        location: row.get(first + 4)?,
        locale: row.get(first + 5)?,
        browser_locale: row.get(first + 6)?,
        redirect_to: row.get(first + 7)?,
        network: row.get(first + 8)?,
        notice_allowed: row.get(first + 11)?,
        device: row.get(first + 12)?,
        moves: optional_id(row, first + 13)?,
        notice: account.zip(epoch.map(Epoch)),
    };
    Ok(columns.into_subject()?)
}

/// Spends what a node let through, in a bucket that other nodes spend from, too. How long until it is full.
fn merge(step: &Step<'_>, spend: &NetworkSpend) -> Result<Duration, StepError> {
    let network = spend.payer.to_string();
    let kept = step.one(
        "SELECT full_at FROM network_limits WHERE network = ?1 AND counter = ?2",
        params![network, spend.counter],
        |row| Ok(Bucket { full_at: instant(row, 0)? }),
    )?;
    let Bucket { full_at } = kept.unwrap_or(Bucket::FULL).spend(spend.rate, spend.count, step.now);
    step.execute(
        "INSERT INTO network_limits (network, counter, full_at) VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET full_at = ?3",
        params![network, spend.counter, full_at.as_microsecond()],
    )?;
    Ok(until(full_at, step.now))
}
