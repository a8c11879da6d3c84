//! Rekey's SQLite databases: created by the server itself, filled with accounts here, copied for each run.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use rusqlite::{Connection, params};

use super::Server;
use super::outbox::Outbox;
use super::rekey::Rekey;
use super::site::Site;
use crate::people::HashCost;
use crate::{clock, people};

/// How many accounts go into one transaction.
const BATCH: u64 = 100_000;
/// The database's file.
const FILE: &str = "rekey.db";
/// A day.
const DAY_MICROS: i64 = 86_400_000_000;

/// A database with accounts, to be copied.
pub(crate) struct Template {
    home: Home,
    /// How many accounts it has.
    pub(crate) accounts: u64,
    /// How long the very first start took, which creates the keys.
    pub(crate) first_start: Duration,
}

/// A private database for a server.
pub(crate) struct Home(Site);

impl Template {
    /// Lets the server create a database, and adds accounts.
    pub(crate) fn make(rekey: &Rekey, accounts: u64) -> Result<Self> {
        let home = Home::empty()?;
        let (server, first_start) = rekey.serve(&home.0)?;
        drop(server);
        fill(&home.database(), accounts).context("putting accounts into the database")?;
        Ok(Self { home, accounts, first_start })
    }

    /// A copy to run on.
    pub(crate) fn copy(&self) -> Result<Home> {
        let home = Home::empty()?;
        let copy = home.database();
        fs::copy(self.home.database(), &copy)?;
        // The disk must be idle when the run begins.
        fs::File::open(&copy)?.sync_all()?;
        Ok(home)
    }
}

impl Home {
    fn empty() -> Result<Self> {
        let mut site = Site::on("")?;
        site.database_url = format!("sqlite:{}", site.folder().join(FILE).display());
        Ok(Self(site))
    }

    /// The server on this database, and how long its start took.
    pub(crate) fn serve(&self, rekey: &Rekey) -> Result<(Server, Duration)> {
        rekey.serve(&self.0)
    }

    /// Its site.
    pub(crate) fn site(&self) -> &Site {
        &self.0
    }

    /// Gives every account a hash of its password at this cost.
    pub(crate) fn set_hash_cost(&self, cost: HashCost, accounts: u64) -> Result<()> {
        let hashes = people::password_hashes(cost)?;
        let mut conn = Connection::open(self.database())?;
        let transaction = conn.transaction()?;
        for (number, hash) in (0..accounts).zip(hashes.iter().cycle()) {
            transaction
                .prepare_cached("UPDATE accounts SET password = ?1, hash_recipe = ?2 WHERE id = ?3")?
                .execute(params![hash, cost.recipe(), people::account_id(number)])?;
        }
        Ok(transaction.commit()?)
    }

    /// Gives the first accounts a reset token each, good for a day.
    pub(crate) fn mint_tokens(&self, accounts: u64) -> Result<()> {
        let mut conn = Connection::open(self.database())?;
        let transaction = conn.transaction()?;
        let expires_at = clock::unix_micros() + DAY_MICROS;
        for number in 0..accounts {
            let digest = people::token_digest(&people::token(number));
            transaction
                .prepare_cached(
                    "INSERT INTO tokens (digest, purpose, account, epoch, location, expires_at)
                     VALUES (?1, 'reset', ?2, 0, 1, ?3)",
                )?
                .execute(params![digest, people::account_id(number), expires_at])?;
        }
        Ok(transaction.commit()?)
    }

    /// Has so many emails wait, each like that of the first request, but to an account of its own.
    pub(crate) fn fill_outbox(&self, mails: u64) -> Result<()> {
        let mut conn = Connection::open(self.database())?;
        let transaction = conn.transaction()?;
        let now = clock::unix_micros();
        for number in 0..mails {
            let address_key = people::token_digest(&people::token(number));
            transaction
                .prepare_cached(
                    "INSERT INTO outbox (id, state, subject, address, address_key, channel, location, network, accepted_at,
                                         due_at, notice_allowed)
                     SELECT ?1, 'pending', subject, ?2, ?3, channel, location, network, ?4, ?4, notice_allowed
                     FROM outbox WHERE subject = 'reset_password' LIMIT 1",
                )?
                .execute(params![people::account_id(number), people::account_address(number), address_key, now])?;
        }
        Ok(transaction.commit()?)
    }

    /// The outcome of the requests, once the server is gone.
    pub(crate) fn outbox(&self) -> Result<Outbox> {
        let (accepted, backlog): (u32, u32) =
            Connection::open(self.database())?.query_row(Outbox::SQL, [], |row| row.try_into())?;
        Ok(Outbox { accepted: accepted.into(), backlog: backlog.into() })
    }

    /// How many emails wait, of every kind.
    pub(crate) fn waiting_mails(&self) -> Result<u64> {
        let sql = "SELECT count(*) FROM outbox INDEXED BY outbox_due WHERE state = 'pending'";
        let waiting: u32 = Connection::open(self.database())?.query_row(sql, [], |row| row.get(0))?;
        Ok(waiting.into())
    }

    /// Lets all waiting emails be due after this span.
    pub(crate) fn postpone_mails(&self, span: Duration) -> Result<()> {
        let due_at = clock::unix_micros() + i64::try_from(span.as_micros())?;
        let sql = "UPDATE outbox SET due_at = ?1 WHERE state = 'pending'";
        Connection::open(self.database())?.execute(sql, [due_at])?;
        Ok(())
    }

    fn database(&self) -> PathBuf {
        self.0.folder().join(FILE)
    }
}

/// Inserts accounts without durability: an interruption loses nothing of value.
fn fill(database: &Path, accounts: u64) -> Result<()> {
    let mut conn = Connection::open(database)?;
    // Leaving WAL mode writes the rest of the log into the database.
    conn.pragma_update(None, "journal_mode", "off")?;
    conn.pragma_update(None, "synchronous", "off")?;
    conn.pragma_update(None, "cache_size", -262_144)?;
    let (hash, now) = (people::password_hash(HashCost::USUAL, 0)?, clock::unix_micros());
    let progress = ProgressBar::new(accounts);
    progress.set_style(ProgressStyle::with_template("{wide_bar} {human_pos} of {human_len} accounts, {eta} left")?);
    for first in (0..accounts).step_by(usize::try_from(BATCH)?) {
        let transaction = conn.transaction()?;
        for number in first..accounts.min(first + BATCH) {
            insert(&transaction, number, &hash, now)?;
        }
        transaction.commit()?;
        progress.inc(BATCH.min(accounts - first));
    }
    progress.finish_and_clear();
    Ok(())
}

fn insert(conn: &Connection, number: u64, hash: &str, now: i64) -> rusqlite::Result<()> {
    let (id, address) = (people::account_id(number), people::account_address(number));
    conn.prepare_cached(
        "INSERT INTO accounts (id, email, canonical_email, email_verified, name, password, hash_recipe, status,
                               must_reset, epoch, epoch_at, created_at, updated_at)
         VALUES (?1, ?2, ?2, 1, 'A. Person', ?3, ?5, 'active', 0, 0, ?4, ?4, ?4)",
    )?
    .execute(params![id, address, hash, now, HashCost::USUAL.recipe()])?;
    conn.prepare_cached("INSERT INTO account_locations (account, position, location) VALUES (?1, 0, 1)")?
        .execute(params![id])?;
    Ok(())
}
