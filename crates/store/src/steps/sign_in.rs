//! Signing in: by a password that was just verified, by a token, by a code. The same step asks for the second factor
//! (R8).

use rekey_core::LocationId;
use rekey_core::account::Account;
use rekey_core::code::CodeTry;
use rekey_core::outbox::{Notice, NoticeKind};
use rekey_core::ports::SignInOutcome;
use rekey_core::session::Opening;
use rekey_core::token::{TokenDigest, TokenPurpose};

use super::address_proof::drop_unproven_factor;
use super::codes::{RightCode, TriedCode};
use super::held::HeldAccount;
use super::second_factors::Asked;
use super::sessions;
use super::tokens::GoodToken;
use crate::rows::{Commit, Outrun, Rows, StepResult, TokenScope};
use crate::shared::standing::{may_sign_in, may_sign_in_by, proves_address};

/// Refused, with what was counted.
const REFUSED: Commit<SignInOutcome> = Commit(SignInOutcome::Refused);

/// [`SessionStore::open_session`](rekey_core::ports::SessionStore::open_session).
pub(crate) async fn by_password<R: Rows>(
    rows: &R,
    verified: &Account,
    opening: &Opening,
) -> StepResult<SignInOutcome, R> {
    // Another password begins another epoch; the same one's new hash does not.
    let unchanged = |now: &HeldAccount| may_sign_in(now) && now.epoch == verified.epoch;
    let Some(account) = HeldAccount::by_id(rows, verified.id).await?.filter(unchanged) else { return Ok(REFUSED) };
    let location = account.own_location();
    let asked = Asked::of(rows, account, &opening.asking.attempt, opening.origin).await?;
    admit(rows, asked, opening, location).await
}

/// [`SessionStore::redeem_token`](rekey_core::ports::SessionStore::redeem_token).
pub(crate) async fn by_token<R: Rows>(
    rows: &R,
    digest: TokenDigest,
    purposes: &[TokenPurpose],
    opening: &Opening,
) -> StepResult<SignInOutcome, R> {
    let Ok(token) = GoodToken::hold(rows, digest, purposes, None).await? else { return Ok(REFUSED) };
    // What is derived from a session opens none (R29).
    if token.purpose() == TokenPurpose::SignedInRedirect {
        return Ok(REFUSED);
    }
    let admissible = |account: &HeldAccount| may_sign_in_by(account, token.purpose());
    let held = HeldAccount::by_id(rows, token.account()).await?;
    let Some(mut account) = held.filter(admissible) else { return Ok(REFUSED) };
    if proves_address(token.purpose()) {
        account = drop_unproven_factor(rows, account, opening.origin.network).await?;
    }
    let asked = Asked::of(rows, account, &opening.asking.attempt, opening.origin).await?;
    if let (Asked::Refused { blocked_for, .. }, None) = (&asked, &opening.asking.challenge) {
        return Ok(Commit(SignInOutcome::SecondFactor { blocked_for: *blocked_for }));
    }
    let Some(token) = token.spend(rows).await? else { return Ok(REFUSED) };
    if !proves_address(token.purpose()) {
        return admit(rows, asked, opening, token.location()).await;
    }
    let asked = asked.proved(rows, token.proof(), opening.origin.network).await?;
    if asked.account().must_reset {
        return Ok(Commit(SignInOutcome::MustReset));
    }
    admit(rows, asked, opening, token.location()).await
}

/// [`SessionStore::redeem_code`](rekey_core::ports::SessionStore::redeem_code).
pub(crate) async fn by_code<R: Rows>(rows: &R, attempt: &CodeTry, opening: &Opening) -> StepResult<SignInOutcome, R> {
    let tried = RightCode::try_code(rows, attempt, opening.origin.network).await?;
    let TriedCode::Right(code) = tried else { return Ok(REFUSED) };
    // A reset may have begun another epoch between the look at the account and its lock. The next try sees that.
    let held = HeldAccount::by_id(rows, code.account()).await?;
    let account = held.filter(|account| account.epoch == code.epoch()).ok_or(Outrun)?;
    let account = drop_unproven_factor(rows, account, opening.origin.network).await?;
    let asked = Asked::of(rows, account, &opening.asking.attempt, opening.origin).await?;
    if let (Asked::Refused { blocked_for, .. }, None) = (&asked, &opening.asking.challenge) {
        code.give_back(rows).await?;
        return Ok(Commit(SignInOutcome::SecondFactor { blocked_for: *blocked_for }));
    }
    let (location, proof) = (code.location(), code.proof());
    code.use_up(rows).await?;
    let asked = asked.proved(rows, proof, opening.origin.network).await?;
    if asked.account().must_reset {
        return Ok(Commit(SignInOutcome::MustReset));
    }
    if !may_sign_in(asked.account()) {
        return Ok(REFUSED);
    }
    admit(rows, asked, opening, location).await
}

/// Opens the session, or lets the second factor be shown in a step of its own, if a challenge is to be minted for that.
async fn admit<R: Rows>(
    rows: &R,
    asked: Asked,
    opening: &Opening,
    location: LocationId,
) -> StepResult<SignInOutcome, R> {
    Ok(Commit(match asked {
        Asked::Passed(passed) => {
            let opened = sessions::open(rows, passed, &opening.session, opening.origin.network).await?;
            notify_of_new_place(rows, opened.account(), opening).await?;
            SignInOutcome::Open(Box::new(opened.into_parts()))
        }
        Asked::Refused { account, blocked_for } => {
            if let Some(challenge) = &opening.asking.challenge {
                rows.mint_token(challenge, &TokenScope::of(account.owner(), location)).await?;
            }
            SignInOutcome::SecondFactor { blocked_for }
        }
    }))
}

/// Mails the owner about a sign-in from a new network or by a new device (R30).
async fn notify_of_new_place<R: Rows>(rows: &R, account: &Account, opening: &Opening) -> Result<(), R::Error> {
    let new = &opening.session;
    if !sessions::note_place(rows, account.id, opening.origin.network, &new.device).await? {
        return Ok(());
    }
    let notice = Notice {
        kind: NoticeKind::NewSignIn,
        account: account.id,
        location: account.own_location(),
        origin: opening.origin,
        language: None,
        epoch: account.epoch,
        to: None,
    };
    rows.put_notice(new.notice, &notice).await
}
