//! The state of tokens, codes and accounts: the checks that decide which are good.

use rekey_core::account::{Account, AccountStatus, Epoch};
use rekey_core::outbox::{Content, Decision, Verdict};
use rekey_core::session::Session;
use rekey_core::time::Timestamp;
use rekey_core::token::{PassedOn, TokenPurpose, TokenState};
use rekey_core::{AccountId, Purpose, SessionId};

/// What decides whether a token can be used.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TokenFacts {
    /// What it is good for.
    pub(crate) purpose: TokenPurpose,
    /// Whether it was used.
    pub(crate) used: bool,
    /// When it expires.
    pub(crate) expires_at: Timestamp,
    /// The epoch that it was minted in.
    pub(crate) epoch: Epoch,
    /// Whether it is known which address it was mailed to.
    pub(crate) was_mailed: bool,
    /// The epoch that the last reset began which was mailed to that very address.
    pub(crate) mailed_reset: Option<Epoch>,
    /// Its account's status and epoch; none for decoys and deleted accounts.
    pub(crate) account: Option<(AccountStatus, Epoch)>,
}

impl TokenFacts {
    /// Whether the token can be used at `now`. Use is reported first, then expiry, so that only the holder of a fresh
    /// token learns anything about the account.
    pub(crate) fn state(&self, now: Timestamp) -> TokenState {
        if self.used {
            TokenState::Used
        } else if self.expires_at <= now {
            TokenState::Expired
        } else if self.account.is_some_and(|(status, epoch)| self.survives(epoch) && opens(self.purpose, status)) {
            TokenState::Good
        } else {
            TokenState::Void
        }
    }

    /// Whether the token is still valid in this epoch of its account.
    fn survives(&self, epoch: Epoch) -> bool {
        if TokenPurpose::NOT_ME.contains(&self.purpose) && self.was_mailed {
            !ends_not_me_link(self.epoch, self.mailed_reset)
        } else {
            epoch == self.epoch
        }
    }
}

/// Whether a "this wasn't me" link has ended early (R30). Only a later reset that was mailed to the very address of the
/// notice ends it, whatever else happens to the account.
fn ends_not_me_link(notice: Epoch, mailed_reset: Option<Epoch>) -> bool {
    mailed_reset.is_some_and(|reset| reset > notice)
}

/// The account after "this wasn't me". If the link was mailed to another address than the account's, a reset would go
/// to that one, so only an operator can open the account again. A lock is never lost.
pub(crate) fn shut_by(purpose: TokenPurpose, moved: bool, status: AccountStatus) -> AccountStatus {
    if purpose == TokenPurpose::NotMyAddress || moved || status == AccountStatus::Locked {
        AccountStatus::Locked
    } else {
        AccountStatus::Disowned
    }
}

/// Whether a token of this purpose is any good for an account of this status: a disowned account's door opens to a
/// reset alone (R9), an unconfirmed one's to what proves its address, a locked one's to nothing. "This wasn't me" opens
/// nothing, and is heard whatever the status.
fn opens(purpose: TokenPurpose, status: AccountStatus) -> bool {
    if TokenPurpose::NOT_ME.contains(&purpose) {
        return true;
    }
    match status {
        AccountStatus::Active => true,
        AccountStatus::Unconfirmed => {
            proves_address(purpose) || purpose == TokenPurpose::Reset || purpose == TokenPurpose::ExchangedReset
        }
        AccountStatus::Disowned => matches!(purpose, TokenPurpose::Reset | TokenPurpose::ExchangedReset),
        AccountStatus::Locked => false,
    }
}

/// Whether a code of this purpose is any good for an account of this status; the same rule as for its link.
pub(crate) fn code_opens(purpose: Purpose, status: AccountStatus) -> bool {
    opens(purpose.link(), status)
}

/// The session that a token passes on. 0.1 wrote down no end of the bearer token: the token's own end, minutes away,
/// takes its place.
pub(crate) fn passed_on(
    session: Option<SessionId>,
    bearer_expires_at: Option<Timestamp>,
    expires_at: Timestamp,
) -> Option<PassedOn> {
    session.map(|session| PassedOn { session, until: bearer_expires_at.unwrap_or(expires_at) })
}

/// Whether only an explicit end could have ended the session.
pub(crate) fn is_alive(session: &Session, account: &Account, now: Timestamp) -> bool {
    session.expires_at > now && session.epoch == account.epoch && account.status == AccountStatus::Active
}

/// Whether the account may sign in at all.
pub(crate) fn may_sign_in(account: &Account) -> bool {
    account.status == AccountStatus::Active && !account.must_reset
}

/// Whether the account may sign in by a token of this purpose: an unconfirmed one by what confirms it.
pub(crate) fn may_sign_in_by(account: &Account, purpose: TokenPurpose) -> bool {
    may_sign_in(account) || (account.status == AccountStatus::Unconfirmed && proves_address(purpose))
}

/// Whether the holder of a token of this purpose reads the account's emails, and is signed in by it.
pub(crate) fn proves_address(purpose: TokenPurpose) -> bool {
    matches!(purpose, TokenPurpose::SignIn | TokenPurpose::VerifyEmail)
}

/// The owner of a minted code: the link's owner if the email carries the code, else nobody, because a code that was
/// never mailed can only be guessed.
pub(crate) fn code_owner(verdict: &Verdict) -> Option<(AccountId, Epoch)> {
    let told = matches!(
        &verdict.decision,
        Decision::Send(plan) if matches!(plan.content, Content::Recovery { with_code: true, .. })
    );
    verdict.owner.filter(|_| told)
}
