//! What the person of an entry gets: read, decided, and written down, whatever was decided, in the same rows (R1).

use rekey_core::account::Account;
use rekey_core::audit::Action;
use rekey_core::outbox::{Claim, Decision, DecisionRules, Facts, Minted, Request, Silence, Subject, Verdict};
use rekey_core::rate::Bucket;

use super::accounts;
use super::audit::{DONE, Event};
use super::codes::{self, NewCode};
use super::notices;
use super::step::Tx;
use super::tokens::{self, Belongings};
use super::trouble::Trouble;
use super::value::values;
use crate::shared::notices as budget;
use crate::shared::standing::{code_owner, codes_allowed};

/// Prepares a claimed entry: see [`rekey_core::ports::OutboxStore::prepare`].
pub(super) async fn prepare(
    tx: &Tx,
    claim: &Claim,
    rules: &DecisionRules,
    minted: Minted,
) -> Result<Option<Decision>, Trouble> {
    let held = "SELECT FROM outbox WHERE id = $1 AND claim = $2 AND settled_at IS NULL";
    if tx.query_opt(held, values![claim.entry.as_uuid(), claim.number]).await?.is_none() {
        return Ok(None);
    }
    let (account, wrong_codes) = read(tx, &claim.subject).await?;
    let payer = budget::payer(claim, rules);
    let notices_left = match payer {
        Some(location) => Some(notices::hold_budget(tx, location).await?),
        None => None,
    };
    let facts = Facts {
        accepted_at: claim.accepted_at,
        subject: &claim.subject,
        account: account.as_ref(),
        codes_allowed: codes_allowed(wrong_codes, tx.now()),
        notice_left: notices_left.is_some_and(|left| budget::is_left(left, claim, tx.now())),
    };
    let verdict = rules.decide(&facts, minted);
    if let Some((location, left)) = payer.zip(notices_left) {
        notices::keep(tx, location, budget::after(left, claim, &verdict.decision, tx.now())).await?;
    }
    let redirect_to = claim.subject.redirect_to();
    let belongings = Belongings { owner: verdict.owner, location: verdict.location, session: None, redirect_to };
    tokens::mint(tx, &verdict.link, &belongings).await?;
    if let Subject::Request(request) = &claim.subject {
        write_code(tx, claim, request, &verdict, minted).await?;
        record(tx, request, account.as_ref(), &verdict).await?;
    }
    Ok(Some(verdict.decision))
}

/// The account of a subject, and the wrong tries of its address.
async fn read(tx: &Tx, subject: &Subject) -> Result<(Option<Account>, Bucket), Trouble> {
    match subject {
        Subject::Request(request) => {
            tokio::try_join!(accounts::by_email(tx, &request.address), codes::wrong_codes(tx, request.address_key))
        }
        Subject::Notice(notice) => Ok((accounts::by_id(tx, notice.account).await?, Bucket::FULL)),
    }
}

async fn write_code(
    tx: &Tx,
    claim: &Claim,
    request: &Request,
    verdict: &Verdict,
    minted: Minted,
) -> Result<(), Trouble> {
    let Some(lifetime) = verdict.code_lifetime else { return Ok(()) };
    let code = NewCode {
        address: request.address_key,
        purpose: request.purpose,
        request: claim.entry,
        digest: minted.code,
        owner: code_owner(verdict),
        location: verdict.location,
        lifetime,
    };
    codes::mint(tx, &code).await
}

async fn record(tx: &Tx, request: &Request, account: Option<&Account>, verdict: &Verdict) -> Result<(), Trouble> {
    let event = Event {
        action: Action::RecoveryRequested,
        account: account.map(|account| account.id),
        address: Some(request.address_key),
        location: Some(verdict.location),
        network: Some(request.network),
        outcome: verdict.decision.silence().map_or(DONE, Silence::code),
    };
    event.record(tx).await
}
