//! The rows of tokens: minting, looking up, using up.

use rekey_core::account::Epoch;
use rekey_core::time::{Timestamp, after};
use rekey_core::token::{NewToken, TokenPurpose, TokenRecord};
use rekey_core::{AccountId, LocationId, SessionId, TokenDigest};
use rusqlite::params;
use url::Url;

use super::rows::{code, instant, location, optional_id, status};
use super::step::{Failure, Step};
use crate::shared::corrupt::Corrupt;
use crate::shared::standing::TokenFacts;

/// Whom a token is minted for and where.
pub(super) struct Owner<'a> {
    /// None: it is a decoy.
    pub(super) account: Option<(AccountId, Epoch)>,
    pub(super) location: LocationId,
    /// The session that the token passes on.
    pub(super) session: Option<SessionId>,
    /// Where the request wanted its link to lead in the end.
    pub(super) redirect_to: Option<&'a Url>,
}

/// Writes a token. When its time is over.
pub(super) fn mint(step: &Step<'_>, token: &NewToken, owner: &Owner<'_>) -> Result<Timestamp, Failure> {
    let expires_at = after(step.now, token.lifetime);
    step.execute(
        "INSERT INTO tokens (digest, purpose, account, epoch, location, session, redirect_to, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            token.digest.as_bytes(),
            token.purpose.code(),
            owner.account.map(|(account, _)| account.as_uuid().into_bytes()),
            owner.account.map_or(0, |(_, epoch)| epoch.0),
            owner.location.get(),
            owner.session.map(|session| session.as_uuid().into_bytes()),
            owner.redirect_to.map(Url::as_str),
            expires_at.as_microsecond(),
        ],
    )?;
    Ok(expires_at)
}

/// What is known of a token, with how it stands now.
pub(super) fn look_up(step: &Step<'_>, digest: TokenDigest) -> Result<Option<TokenRecord>, Failure> {
    step.one(
        "SELECT t.purpose, t.used_at IS NOT NULL, t.expires_at, t.epoch, t.account, t.location, t.session,
                a.id IS NOT NULL, a.status, a.epoch, t.redirect_to
         FROM tokens t LEFT JOIN accounts a ON a.id = t.account WHERE t.digest = ?1",
        [digest.as_bytes()],
        |row| {
            let purpose = code(row, 0, "tokens.purpose", TokenPurpose::from_code)?;
            let expires_at = instant(row, 2)?;
            let has_account: bool = row.get(7)?;
            let facts = TokenFacts {
                purpose,
                used: row.get(1)?,
                expires_at,
                epoch: Epoch(row.get(3)?),
                account: if has_account { Some((status(row, 8)?, Epoch(row.get(9)?))) } else { None },
            };
            let redirect_to: Option<String> = row.get(10)?;
            let redirect_to = redirect_to.map(|text| text.parse()).transpose();
            Ok(TokenRecord {
                purpose,
                account: optional_id(row, 4)?,
                location: location(row, 5)?,
                session: optional_id(row, 6)?,
                redirect_to: redirect_to.map_err(|_| Corrupt::column("tokens.redirect_to"))?,
                state: facts.state(step.now),
                expires_at,
            })
        },
    )
}

/// Uses a token up. `false`: somebody else did, or its time is over.
pub(super) fn use_up(step: &Step<'_>, digest: TokenDigest) -> Result<bool, Failure> {
    let used = step.execute(
        "UPDATE tokens SET used_at = ?1 WHERE digest = ?2 AND used_at IS NULL AND expires_at > ?1",
        params![step.micros(), digest.as_bytes()],
    )?;
    Ok(used == 1)
}
