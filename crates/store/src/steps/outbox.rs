//! What mail workers do with entries that they have claimed, and what operators change.

use futures_util::future::{try_join, try_join3, try_join4};
use rekey_core::account::Account;
use rekey_core::audit::Action;
use rekey_core::directory::Home;
use rekey_core::offer::OfferMark;
use rekey_core::outbox::{
    Chosen, Claim, Decision, DecisionRules, EntryState, Facts, Mailed, Minted, Preparation, Request, Settlement,
    Silence, Stopped, Subject, Verdict,
};
use rekey_core::ports::EntryChange;
use rekey_core::time::{Duration, after, until};
use rekey_core::token::TokenState;
use rekey_core::webhooks::WebhookEvent;
use rekey_core::{AddressKey, EmailAddress, EntryId, Purpose};

use super::directory;
use crate::rows::{AuditEvent, Commit, DONE, NewCode, PendingCode, PreparedMail, Rows, StepResult, TokenScope};
use crate::shared::retry::retry;
use crate::shared::sign_ups::OfferTable;
use crate::shared::standing::code_owner;
use crate::shared::webhook_data::{of_failed_mail, of_mail};

/// [`OutboxStore::prepare`](rekey_core::ports::OutboxStore::prepare): read, decided, and written down, whatever was
/// decided, in the same rows (R1).
pub(crate) async fn prepare<R: Rows>(
    rows: &R,
    claim: &Claim,
    home: &Home,
    rules: &DecisionRules,
    minted: Minted,
    earlier: Option<&Mailed>,
) -> StepResult<Option<Preparation>, R> {
    let known = rules.mailbox(&claim.subject, None);
    let reads = try_join3(read(rows, claim, home, rules), holder_of(rows, claim), stop_of(rows, known));
    let (held, ((found, tries), holder, mut stopped)) = match home {
        Home::Here => {
            let (held, read) = try_join(rows.held_claim(claim), reads).await?;
            let Some(held) = held else { return Ok(Commit(None)) };
            (held, read)
        }
        // These reads write a shadow, which takes a claim.
        Home::Directory(..) => {
            let Some(held) = rows.held_claim(claim).await? else { return Ok(Commit(None)) };
            (held, reads.await?)
        }
    };
    if known.is_none() {
        stopped = stop_of(rows, rules.mailbox(&claim.subject, found.first())).await?;
    }
    let facts = Facts {
        accepted_at: claim.accepted_at,
        subject: &claim.subject,
        account: None,
        holder: holder.as_ref(),
        codes_allowed: tries > 0,
        stopped,
    };
    let Chosen { verdict, accounts, links } = match home {
        Home::Directory(_, described) => rules.decide_among(&facts, &found, described, minted),
        Home::Here => {
            let account = found.first();
            let verdict = rules.decide(&Facts { account, ..facts }, minted);
            Chosen { verdict, accounts: account.into_iter().collect(), links: Vec::new() }
        }
    };
    let account = accounts.first().copied();
    if let Some(mailed) = earlier
        && may_be_repeated(rows, claim, mailed, &verdict).await?
    {
        return Ok(Commit(Some(Preparation::Repeat)));
    }
    let redirect_to = claim.subject.redirect_to();
    let offer = offer_to_confirm(rows, claim, account).await?;
    let Verdict { owner, link_location: location, mailed_to, .. } = verdict;
    let moves_to = moved_to(claim);
    let scope = TokenScope { owner, location, session: None, redirect_to, offer, mailed_to, moves_to };
    for (owner, link) in &links {
        rows.mint_token(link, &TokenScope { owner: Some(*owner), ..scope }).await?;
    }
    let of_request = async {
        let Subject::Request(request) = &claim.subject else { return Ok(()) };
        let code = mint_code(rows, claim, request, &verdict, minted, Allowed { tries, offer });
        // Once, however often delivery is tried.
        if held.recorded {
            return code.await;
        }
        for other in accounts.iter().copied().skip(1) {
            record(rows, request, Some(other), &verdict).await?;
        }
        try_join(code, record(rows, request, account, &verdict)).await.map(|_| ())
    };
    let of_mail = PreparedMail {
        name: minted.name,
        mailbox: rules.mailbox(&claim.subject, account),
        owner: match &claim.subject {
            Subject::Request(_) => account.map(|account| account.id),
            Subject::Notice(notice) => Some(notice.account),
        },
    };
    let mark = rows.mark_prepared(claim, &of_mail);
    try_join3(rows.mint_token(&verdict.link, &scope), of_request, mark).await?;
    Ok(Commit(Some(Preparation::Decided(verdict.decision))))
}

/// The address that an account is to get by the link of this entry.
fn moved_to(claim: &Claim) -> Option<&EmailAddress> {
    match &claim.subject {
        Subject::Request(request) if request.moves.is_some() => Some(&request.address),
        Subject::Request(_) | Subject::Notice(_) => None,
    }
}

/// The account that has that address meanwhile.
async fn holder_of<R: Rows>(rows: &R, claim: &Claim) -> Result<Option<Account>, R::Error> {
    match moved_to(claim) {
        Some(address) => rows.account_by_email(address).await,
        None => Ok(None),
    }
}

/// What a mailbox is kept from just now.
async fn stop_of<R: Rows>(rows: &R, mailbox: Option<AddressKey>) -> Result<Stopped, R::Error> {
    match mailbox {
        Some(mailbox) => Ok(rows.stop_of(mailbox).await?.at(rows.now())),
        None => Ok(Stopped::default()),
    }
}

/// Whether what was mailed is what would be sent now, and good for half of its life at least.
async fn may_be_repeated<R: Rows>(
    rows: &R,
    claim: &Claim,
    mailed: &Mailed,
    verdict: &Verdict,
) -> Result<bool, R::Error> {
    let Decision::Send(plan) = &verdict.decision else { return Ok(false) };
    if **plan != mailed.plan {
        return Ok(false);
    }
    let lasts = |expires_at, lifetime: Duration| until(expires_at, rows.now()) >= lifetime / 2;
    if let (Subject::Request(request), Some(lifetime)) = (&claim.subject, verdict.code_lifetime)
        && plan.content.carries_code()
    {
        let code = rows.pending_code(request.address_key, request.purpose).await?;
        let is_good = |code: &PendingCode| {
            code.request == claim.entry && code.digest == mailed.minted.code && lasts(code.expires_at, lifetime)
        };
        if !code.as_ref().is_some_and(is_good) {
            return Ok(false);
        }
    }
    if !plan.content.carries_link() {
        return Ok(true);
    }
    let token = rows.hold_token(mailed.minted.link).await?;
    Ok(token.is_some_and(|token| {
        token.record.state == TokenState::Good && lasts(token.record.expires_at, verdict.link.lifetime)
    }))
}

/// The account of a subject, or those that a directory has, and how many tries a new code of its address gets. The two
/// go out together.
async fn read<R: Rows>(
    rows: &R,
    claim: &Claim,
    home: &Home,
    rules: &DecisionRules,
) -> Result<(Vec<Account>, u32), R::Error> {
    let tries = tries_of_new_code(rows, claim, rules);
    if let Home::Directory(directory, found) = home {
        // One after the other: codes are held before accounts.
        let tries = tries.await?;
        return Ok((directory::shadows_of(rows, directory, found, claim.accepted_at).await?, tries));
    }
    let account = async {
        match &claim.subject {
            Subject::Request(Request { moves: Some(account), .. }) => rows.account(*account).await,
            Subject::Request(request) => rows.account_by_email(&request.address).await,
            Subject::Notice(notice) => rows.account(notice.account).await,
        }
    };
    let (account, tries) = try_join(account, tries).await?;
    Ok((account.into_iter().collect(), tries))
}

/// None if the email carries no code. Holds the codes of the address, so that codes which are minted at once for
/// several purposes share what is left. The codes of all attempts at one entry share their tries.
async fn tries_of_new_code<R: Rows>(rows: &R, claim: &Claim, rules: &DecisionRules) -> Result<u32, R::Error> {
    let request = match &claim.subject {
        Subject::Request(request) if rules.may_carry_code(request) => request,
        Subject::Request(_) | Subject::Notice(_) => return Ok(0),
    };
    let (address, purpose) = (request.address_key, request.purpose);
    // Held first, then read: they run in this order.
    let ((), wrong, reserved, pending) = try_join4(
        rows.hold_codes(address),
        rows.wrong_codes(address),
        rows.unused_tries(address, Some(purpose)),
        rows.pending_code(address, purpose),
    )
    .await?;
    Ok(match pending.filter(|code| code.request == claim.entry) {
        Some(code) => code.tries_left,
        None => wrong.tries_of_new_code(reserved, rows.now()),
    })
}

/// The offer that a verification email confirms. For an address without an account, a row is looked for all the same
/// (R1).
async fn offer_to_confirm<R: Rows>(
    rows: &R,
    claim: &Claim,
    account: Option<&Account>,
) -> Result<Option<OfferMark>, R::Error> {
    let verifies = |request: &Request| request.purpose == Purpose::VerifyEmail && request.moves.is_none();
    if !matches!(&claim.subject, Subject::Request(request) if verifies(request)) {
        return Ok(None);
    }
    let id = account.map_or_else(|| claim.entry.as_uuid().into(), |account| account.id);
    let offer = rows.offer(OfferTable::SignUps, id).await?;
    let confirmed = offer.filter(|offer| offer.is_confirmed_by_mail_of(claim.accepted_at, rows.now()));
    Ok(confirmed.map(|offer| offer.mark()))
}

/// What a new code is good for.
#[derive(Clone, Copy)]
struct Allowed {
    tries: u32,
    /// The offer that it confirms.
    offer: Option<OfferMark>,
}

async fn mint_code<R: Rows>(
    rows: &R,
    claim: &Claim,
    request: &Request,
    verdict: &Verdict,
    minted: Minted,
    allowed: Allowed,
) -> Result<(), R::Error> {
    let Some(lifetime) = verdict.code_lifetime else { return Ok(()) };
    let code = NewCode {
        address: request.address_key,
        purpose: request.purpose,
        request: claim.entry,
        digest: minted.code,
        owner: code_owner(verdict),
        location: verdict.location,
        tries: allowed.tries,
        lifetime,
        offer: allowed.offer,
    };
    if claim.number > 1 {
        rows.keep_earlier_code(&code).await?;
    }
    rows.mint_code(&code).await
}

async fn record<R: Rows>(
    rows: &R,
    request: &Request,
    account: Option<&Account>,
    verdict: &Verdict,
) -> Result<(), R::Error> {
    let event = AuditEvent {
        action: Action::RecoveryRequested,
        account: account.map(|account| account.id),
        address: Some(request.address_key),
        location: Some(verdict.location),
        network: Some(request.origin.network),
        backend: None,
        outcome: verdict.decision.silence().map_or(DONE, Silence::code),
    };
    event.record(rows).await
}

/// [`OutboxStore::settle`](rekey_core::ports::OutboxStore::settle).
pub(crate) async fn settle<R: Rows>(rows: &R, claim: &Claim, settlement: &Settlement) -> StepResult<bool, R> {
    let (state, reason, sent) = match settlement {
        Settlement::Sent(mail) => (EntryState::Sent, None, Some(mail)),
        Settlement::Silent(silence) => (EntryState::Silent, Some(silence.code()), None),
        Settlement::GaveUp { reason } | Settlement::Withdrawn { reason, .. } => {
            (EntryState::GaveUp, Some(reason.as_str()), None)
        }
        Settlement::Retry { wait, reason } => {
            return rows.put_off(claim, after(rows.now(), *wait), reason).await.map(Commit);
        }
    };
    let Some(settled) = rows.settle_entry(claim, state, reason, sent).await? else { return Ok(Commit(false)) };
    match state {
        EntryState::Sent => {
            let data = of_mail(claim.entry, settled.owner, settled.location);
            rows.put_webhooks(WebhookEvent::MailSent, &data).await?;
        }
        EntryState::GaveUp => {
            rows.put_webhooks(WebhookEvent::MailGivenUp, &of_failed_mail(claim.entry, reason)).await?;
        }
        EntryState::Pending | EntryState::Silent => {}
    }
    if let Subject::Request(request) = &claim.subject
        && claim.number > 1
    {
        rows.forget_earlier_codes(request.address_key, request.purpose, claim.entry).await?;
    }
    if let (Settlement::Withdrawn { cooldown, .. }, Subject::Request(request)) = (settlement, &claim.subject) {
        let cooldown = request.purpose.mail_budget().cooldown(*cooldown);
        let (began, until) = (claim.accepted_at, after(claim.accepted_at, cooldown));
        rows.end_cooldown(request.address_key, request.purpose, until, began).await?;
    }
    Ok(Commit(true))
}

/// [`OutboxStore::retry_entry`](rekey_core::ports::OutboxStore::retry_entry).
pub(crate) async fn retry_entry<R: Rows>(rows: &R, entry: EntryId, lease: Duration) -> StepResult<EntryChange, R> {
    let change = retry(rows.hold_entry(entry).await?.as_ref(), lease);
    if change == EntryChange::Done {
        rows.make_due(entry).await?;
    }
    Ok(Commit(change))
}

/// [`OutboxStore::drop_entry`](rekey_core::ports::OutboxStore::drop_entry).
pub(crate) async fn drop_entry<R: Rows>(rows: &R, entry: EntryId, reason: &str) -> StepResult<EntryChange, R> {
    if rows.give_up(entry, reason).await? {
        rows.put_webhooks(WebhookEvent::MailGivenUp, &of_failed_mail(entry, Some(reason))).await?;
        return Ok(Commit(EntryChange::Done));
    }
    let entry = rows.hold_entry(entry).await?;
    Ok(Commit(entry.map_or(EntryChange::Unknown, |entry| EntryChange::Settled(entry.state))))
}
