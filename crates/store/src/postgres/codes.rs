//! The rows of codes: minting and trying (R4).

use rekey_core::account::Epoch;
use rekey_core::audit::Action;
use rekey_core::code::{CodeDigest, CodeTry, MAX_CODE_TRIES};
use rekey_core::rate::Bucket;
use rekey_core::time::{Duration, Timestamp, after};
use rekey_core::{AccountId, AddressKey, ClientNetwork, EntryId, LocationId, Purpose};
use tokio_postgres::Row;

use super::audit::{DONE, Event, REFUSED};
use super::rows::{bytes32, entry, location, location_number, optional_id, status};
use super::step::Tx;
use super::trouble::Trouble;
use super::value::values;
use crate::shared::standing::{after_wrong_code, code_opens};

/// The counter of an address's wrong tries, in `address_limits`.
const WRONG_CODES: &str = "wrong_codes";

/// A code to be written.
pub(super) struct NewCode {
    pub(super) address: AddressKey,
    pub(super) purpose: Purpose,
    pub(super) request: EntryId,
    pub(super) digest: CodeDigest,
    /// None: it is a decoy.
    pub(super) owner: Option<(AccountId, Epoch)>,
    pub(super) location: LocationId,
    pub(super) lifetime: Duration,
}

/// Writes a code in the place of any older one of the address and purpose.
pub(super) async fn mint(tx: &Tx, code: &NewCode) -> Result<(), Trouble> {
    tx.execute(
        "INSERT INTO codes (address_key, purpose, request, digest, account, epoch, location, tries, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8)
         ON CONFLICT (address_key, purpose) DO UPDATE SET
             request = excluded.request, digest = excluded.digest, account = excluded.account,
             epoch = excluded.epoch, location = excluded.location, tries = 0, expires_at = excluded.expires_at",
        values![
            &code.address.as_bytes()[..],
            code.purpose.code(),
            code.request.as_uuid(),
            &code.digest.as_bytes()[..],
            code.owner.map(|(account, _)| account.as_uuid()),
            code.owner.map_or(0, |(_, epoch)| epoch.0),
            location_number(code.location),
            after(tx.now(), code.lifetime),
        ],
    )
    .await?;
    Ok(())
}

/// A right code: whose it was, in which epoch, and where.
pub(super) struct RightCode {
    pub(super) account: AccountId,
    pub(super) epoch: Epoch,
    pub(super) location: LocationId,
}

/// Tries a code: counts the try, then compares. A right one is still to be [used up](use_up). `None`: it was wrong, or
/// there is none, which counts against the address alike.
pub(super) async fn try_code(tx: &Tx, attempt: &CodeTry, network: ClientNetwork) -> Result<Option<RightCode>, Trouble> {
    let (address, purpose) = (&attempt.address.as_bytes()[..], attempt.purpose.code());
    // For a decoy, which is nobody's, some other account is read, and the same compared (R1).
    // Counting locks the row: tries at the same code, from wherever they come, stand in line.
    let counted = tx
        .query_opt(
            "WITH counted AS (
                 UPDATE codes SET tries = tries + 1
                 WHERE address_key = $1 AND purpose = $2 AND tries < $3 AND expires_at > $4
                 RETURNING request, digest, account, epoch, location)
             SELECT counted.request, counted.digest, counted.account, counted.epoch, counted.location,
                 nearest.id, nearest.status, nearest.epoch
             FROM counted LEFT JOIN LATERAL (
                 SELECT id, status, epoch FROM accounts WHERE id <= coalesce(counted.account, counted.request)
                 ORDER BY id DESC LIMIT 1) AS nearest ON true",
            values![address, purpose, i32::try_from(MAX_CODE_TRIES).unwrap_or(i32::MAX), tx.now()],
        )
        .await?;
    let right = counted.map(|row| compare(&row, attempt)).transpose()?.flatten();
    if right.is_none() {
        count_wrong_code(tx, attempt.address).await?;
    }
    let event = Event {
        action: Action::CodeTried,
        account: right.as_ref().map(|right| right.account),
        address: Some(attempt.address),
        location: right.as_ref().map(|right| right.location),
        network: Some(network),
        outcome: if right.is_some() { DONE } else { REFUSED },
    };
    event.record(tx).await?;
    Ok(right)
}

/// Uses up the code that was tried and is right.
pub(super) async fn use_up(tx: &Tx, attempt: &CodeTry) -> Result<(), Trouble> {
    let sql = "DELETE FROM codes WHERE address_key = $1 AND purpose = $2";
    tx.execute(sql, values![&attempt.address.as_bytes()[..], attempt.purpose.code()]).await?;
    Ok(())
}

/// Takes back that the code was tried: it is right, and stays good until a second factor is shown with it.
pub(super) async fn give_back(tx: &Tx, attempt: &CodeTry) -> Result<(), Trouble> {
    let sql = "UPDATE codes SET tries = tries - 1 WHERE address_key = $1 AND purpose = $2";
    tx.execute(sql, values![&attempt.address.as_bytes()[..], attempt.purpose.code()]).await?;
    Ok(())
}

/// Whether the code is right and its account still where it was.
fn compare(row: &Row, attempt: &CodeTry) -> Result<Option<RightCode>, Trouble> {
    let digest = CodeDigest::from(bytes32(row.try_get(1)?, "codes.digest")?);
    let right = attempt.matches(entry(row, 0)?, &digest);
    let epoch: i64 = row.try_get(3)?;
    let location = location(row.try_get(4)?, "codes.location")?;
    let (account, nearest): (Option<AccountId>, _) = (optional_id(row, 2)?, optional_id(row, 5)?);
    let stands = match row.try_get::<_, Option<&str>>(6)? {
        Some(code) => {
            code_opens(attempt.purpose, status(code)?)
                && row.try_get::<_, Option<i64>>(7)? == Some(epoch)
                && nearest == account
        }
        None => false,
    };
    Ok(account.filter(|_| right && stands).map(|account| RightCode { account, epoch: Epoch(epoch), location }))
}

/// The wrong tries of an address.
pub(super) async fn wrong_codes(tx: &Tx, address: AddressKey) -> Result<Bucket, Trouble> {
    let sql = "SELECT full_at FROM address_limits WHERE address_key = $1 AND counter = $2";
    bucket(tx.query_opt(sql, values![&address.as_bytes()[..], WRONG_CODES]).await?)
}

async fn count_wrong_code(tx: &Tx, address: AddressKey) -> Result<(), Trouble> {
    let address = &address.as_bytes()[..];
    // The row has to be there to be locked: two wrong tries at once have to be two.
    tx.execute(
        "INSERT INTO address_limits (address_key, counter) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        values![address, WRONG_CODES],
    )
    .await?;
    let locked = "SELECT full_at FROM address_limits WHERE address_key = $1 AND counter = $2 FOR UPDATE";
    let row = tx.query_opt(locked, values![address, WRONG_CODES]).await?.ok_or(Trouble::Outrun)?;
    let after = after_wrong_code(bucket(Some(row))?, tx.now());
    tx.execute(
        "UPDATE address_limits SET full_at = $3 WHERE address_key = $1 AND counter = $2",
        values![address, WRONG_CODES, after.full_at],
    )
    .await?;
    Ok(())
}

fn bucket(row: Option<Row>) -> Result<Bucket, Trouble> {
    let full_at: Option<Timestamp> = row.map(|row| row.try_get(0)).transpose()?.flatten();
    Ok(full_at.map_or(Bucket::FULL, |full_at| Bucket { full_at }))
}
