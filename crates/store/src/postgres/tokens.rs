//! The rows of tokens: minted, looked at, used up.

use rekey_core::account::Epoch;
use rekey_core::time::{Timestamp, after};
use rekey_core::token::{NewToken, TokenDigest, TokenPurpose, TokenRecord, TokenState};
use rekey_core::{AccountId, LocationId, SessionId};
use tokio_postgres::Row;
use url::Url;

use super::rows::{location, location_number, optional_id, status};
use super::step::Tx;
use super::trouble::Trouble;
use super::value::values;
use crate::shared::corrupt::Corrupt;
use crate::shared::standing::TokenFacts;

/// A token with how its account stands. The last column is the instant, for a statement that runs by itself.
pub(super) const LOOK_UP: &str = "SELECT tokens.purpose, tokens.account, tokens.location, tokens.session, \
     tokens.expires_at, tokens.used_at IS NOT NULL, tokens.epoch, accounts.status, accounts.epoch, \
     tokens.redirect_to, coalesce($2, clock_timestamp()) \
     FROM tokens LEFT JOIN accounts ON accounts.id = tokens.account WHERE tokens.digest = $1";

/// What [`LOOK_UP`] gives.
pub(super) fn record(row: &Row) -> Result<TokenRecord, Trouble> {
    let purpose = TokenPurpose::from_code(row.try_get(0)?).ok_or(Corrupt::column("tokens.purpose"))?;
    let expires_at: Timestamp = row.try_get(4)?;
    let account_epoch: Option<i64> = row.try_get(8)?;
    let account = match (row.try_get::<_, Option<&str>>(7)?, account_epoch) {
        (Some(code), Some(epoch)) => Some((status(code)?, Epoch(epoch))),
        _ => None,
    };
    let facts = TokenFacts { purpose, used: row.try_get(5)?, expires_at, epoch: Epoch(row.try_get(6)?), account };
    let redirect_to = row.try_get::<_, Option<&str>>(9)?.map(str::parse).transpose();
    Ok(TokenRecord {
        purpose,
        account: optional_id(row, 1)?,
        location: location(row.try_get(2)?, "tokens.location")?,
        session: optional_id(row, 3)?,
        redirect_to: redirect_to.map_err(|_| Corrupt::column("tokens.redirect_to"))?,
        state: facts.state(row.try_get(10)?),
        expires_at,
    })
}

/// Locks a token's account, so that nothing about either changes until the step is over, and gives the token.
pub(super) async fn hold(tx: &Tx, digest: TokenDigest) -> Result<Option<TokenRecord>, Trouble> {
    let digest = &digest.as_bytes()[..];
    tx.execute(
        "SELECT FROM accounts JOIN tokens ON tokens.account = accounts.id WHERE tokens.digest = $1
         FOR NO KEY UPDATE OF accounts",
        values![digest],
    )
    .await?;
    tx.query_opt(LOOK_UP, values![digest, tx.now()]).await?.as_ref().map(record).transpose()
}

/// Uses a token up, if nobody did before: the one that gets `true` is the only one (R3).
pub(super) async fn use_up(tx: &Tx, digest: TokenDigest) -> Result<bool, Trouble> {
    let sql = "UPDATE tokens SET used_at = $2 WHERE digest = $1 AND used_at IS NULL";
    Ok(tx.execute(sql, values![&digest.as_bytes()[..], tx.now()]).await? == 1)
}

/// What a new token belongs to.
pub(super) struct Belongings<'a> {
    /// Whose it is, in which epoch; none for a decoy.
    pub(super) owner: Option<(AccountId, Epoch)>,
    /// The location whose mail carries it.
    pub(super) location: LocationId,
    /// The session that it passes on.
    pub(super) session: Option<SessionId>,
    /// Where the request wanted its link to lead in the end.
    pub(super) redirect_to: Option<&'a Url>,
}

/// Mints a token. Gives the instant at which its time is over.
pub(super) async fn mint(tx: &Tx, token: &NewToken, belongings: &Belongings<'_>) -> Result<Timestamp, Trouble> {
    let expires_at = after(tx.now(), token.lifetime);
    tx.execute(
        "INSERT INTO tokens (digest, purpose, account, epoch, location, session, redirect_to, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        values![
            &token.digest.as_bytes()[..],
            token.purpose.code(),
            belongings.owner.map(|(account, _)| account.as_uuid()),
            belongings.owner.map_or(0, |(_, epoch)| epoch.0),
            location_number(belongings.location),
            belongings.session.map(|session| session.as_uuid()),
            belongings.redirect_to.map(Url::as_str),
            expires_at,
        ],
    )
    .await?;
    Ok(expires_at)
}

/// Whether a token is good for one of these purposes.
pub(super) fn is_good_for(record: &TokenRecord, purposes: &[TokenPurpose]) -> bool {
    record.state == TokenState::Good && purposes.contains(&record.purpose)
}
