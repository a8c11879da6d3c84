//! The budget of no-account notices, a bucket for each location (R11); and which notice a changed address gets.

use rekey_core::account::{Account, AccountStatus};
use rekey_core::outbox::{Claim, Content, Decision, DecisionRules, NO_ACCOUNT_NOTICES, Notice, NoticeKind, Subject};
use rekey_core::rate::Bucket;
use rekey_core::time::Timestamp;
use rekey_core::{ClientNetwork, LocationId};

/// The location whose budget a claimed entry may spend from: that of a request by a door that knows the notice.
/// Whether it has an account does not matter: known and unknown addresses read and write the same rows (R1).
pub(crate) fn payer(claim: &Claim, rules: &DecisionRules) -> Option<LocationId> {
    match &claim.subject {
        Subject::Request(request) if rules.may_tell_strangers(request) => Some(request.location),
        Subject::Request(_) | Subject::Notice(_) => None,
    }
}

/// Whether there is one left for this entry. One that was paid for is not paid for again when it is retried.
pub(crate) fn is_left(budget: Bucket, claim: &Claim, now: Timestamp) -> bool {
    claim.failures > 0 || budget.wait(NO_ACCOUNT_NOTICES, now).is_zero()
}

/// The budget after this decision about the entry.
pub(crate) fn after(budget: Bucket, claim: &Claim, decision: &Decision, now: Timestamp) -> Bucket {
    let is_notice = matches!(decision, Decision::Send(plan) if matches!(plan.content, Content::NoAccount));
    if is_notice && claim.failures == 0 { budget.spend(NO_ACCOUNT_NOTICES, 1, now) } else { budget }
}

/// What the address before is told of an edit that gave the account another one. A sign-up's address is nobody's yet.
pub(crate) fn of_address_change(before: &Account, now: &Account) -> Option<Notice> {
    let is_told = now.email != before.email && before.status != AccountStatus::Unconfirmed;
    is_told.then(|| Notice {
        kind: NoticeKind::AddressChanged,
        account: now.id,
        location: now.locations.first().copied().unwrap_or(LocationId::FIRST),
        network: ClientNetwork::LOCAL,
        door: None,
        epoch: now.epoch,
        to: Some(before.email.clone()),
    })
}
