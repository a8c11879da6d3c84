//! Second factors: asked for by every step that opens a session (R8), turned on and off.

use rekey_core::account::Account;
use rekey_core::audit::Action;
use rekey_core::outbox::{Notice, NoticeKind};
use rekey_core::ports::{SecondFactorChange, SecondFactorOutcome};
use rekey_core::second_factor::{MAX_WRONG_TRIES, RecoveryDigest, SecondFactor, SecondFactorTry};
use rekey_core::time::Duration;
use rekey_core::{AccountId, ClientNetwork, EntryId, Origin};

use super::address_proof::prove;
use super::held::HeldAccount;
use crate::rows::{AuditEvent, Commit, DONE, REFUSED, Rows, StepResult};
use crate::shared::corrupt::Corrupt;
use crate::shared::second_factor::{Write, blocked_for, judge, wrong};
use crate::shared::sign_ups::Proof;

/// An account whose second factor was shown, or that has none. A session is opened for no other, so that no way in can
/// forget to ask.
#[derive(Debug)]
pub(crate) struct Passed(HeldAccount);

impl Passed {
    /// Of an account that has no second factor; any other is handed back.
    pub(crate) fn without_factor(account: HeldAccount) -> Result<Self, HeldAccount> {
        if account.second_factor { Err(account) } else { Ok(Self(account)) }
    }

    pub(crate) fn into_account(self) -> Box<Account> {
        self.0.into_account()
    }
}

/// What came of asking for a second factor.
#[derive(Debug)]
pub(crate) enum Asked {
    /// Nothing is in the way.
    Passed(Passed),
    /// Nothing right was shown.
    Refused {
        account: HeldAccount,
        /// How long codes of the app are refused, after too many wrong ones.
        blocked_for: Option<Duration>,
    },
}

impl Asked {
    /// Asks for the second factor of an account whose first one was right.
    pub(crate) async fn of<R: Rows>(
        rows: &R,
        account: HeldAccount,
        attempt: &SecondFactorTry,
        origin: Origin,
    ) -> Result<Self, R::Error> {
        let account = match Passed::without_factor(account) {
            Ok(passed) => return Ok(Self::Passed(passed)),
            Err(account) => account,
        };
        let factor = rows.second_factor(account.id).await?.ok_or(Corrupt::column("accounts.second_factor"))?;
        Ok(match use_up(rows, &factor, attempt, Some(origin.network)).await? {
            Ok(Right(())) => Self::Passed(Passed(account)),
            Err(Wrong { blocked_for, begins_pauses }) => {
                if begins_pauses {
                    put_notice(rows, &account, NoticeKind::SecondFactorGuessed, attempt.notice, origin).await?;
                }
                Self::Refused { account, blocked_for }
            }
        })
    }

    /// The same, once the first factor has proved that its holder reads the account's address.
    pub(crate) async fn proved<R: Rows>(
        self,
        rows: &R,
        proof: Proof,
        network: ClientNetwork,
    ) -> Result<Self, R::Error> {
        Ok(match self {
            Self::Passed(Passed(account)) => Self::Passed(Passed(prove(rows, account, proof, network).await?)),
            Self::Refused { account, blocked_for } => {
                Self::Refused { account: prove(rows, account, proof, network).await?, blocked_for }
            }
        })
    }

    pub(crate) fn account(&self) -> &HeldAccount {
        match self {
            Self::Passed(Passed(account)) | Self::Refused { account, .. } => account,
        }
    }
}

/// Something right was shown, and is used up.
struct Right(());

/// Nothing right was shown.
struct Wrong {
    blocked_for: Option<Duration>,
    /// Whether this is the wrong one that begins the pauses. The owner gets an email, once in a run of wrong ones.
    begins_pauses: bool,
}

/// Judges what is shown and uses it up if it is right, by a conditional update.
async fn use_up<R: Rows>(
    rows: &R,
    factor: &SecondFactor,
    attempt: &SecondFactorTry,
    network: Option<ClientNetwork>,
) -> Result<Result<Right, Wrong>, R::Error> {
    let mut write = judge(attempt, factor, rows.now())?;
    let is_right = match write {
        Write::Step(step) => rows.use_up_time_step(factor.account, step).await?,
        Write::RecoveryCode(code) => rows.use_up_recovery_code(factor.account, code).await?,
        Write::Nothing { .. } | Write::Wrong(_) => false,
    };
    if !is_right && matches!(write, Write::Step(_) | Write::RecoveryCode(_)) {
        write = wrong(factor, rows.now());
    }
    if let Write::Wrong(tries) = write {
        rows.set_wrong_tries(factor.account, tries).await?;
    }
    let outcome = match write {
        Write::Nothing { outcome } => outcome,
        Write::Wrong(_) => REFUSED,
        Write::Step(_) | Write::RecoveryCode(_) => DONE,
    };
    let tried = AuditEvent::done(Action::SecondFactorTried).of(factor.account);
    AuditEvent { network, outcome, ..tried }.record(rows).await?;
    if is_right {
        return Ok(Ok(Right(())));
    }
    let begins_pauses = matches!(write, Write::Wrong(MAX_WRONG_TRIES));
    Ok(Err(Wrong { blocked_for: blocked_for(factor, &write, rows.now()), begins_pauses }))
}

/// [`SecondFactorStore::change_second_factor`](rekey_core::ports::SecondFactorStore::change_second_factor).
pub(crate) async fn change<R: Rows>(
    rows: &R,
    id: AccountId,
    change: &SecondFactorChange,
    origin: Option<Origin>,
    notice: EntryId,
) -> StepResult<SecondFactorOutcome, R> {
    use SecondFactorChange as Change;
    let Some(account) = HeldAccount::by_id(rows, id).await? else { return Ok(Commit(SecondFactorOutcome::None)) };
    let by = By { origin, notice };
    let outcome = match change {
        Change::Enrol { .. } | Change::SetUp { .. } | Change::Import { .. } if account.second_factor => {
            SecondFactorOutcome::AlreadyOn
        }
        // Every way in would ask the owner, who has yet to prove the address, for it.
        Change::SetUp { .. } if !account.email_verified => SecondFactorOutcome::Unverified,
        Change::Enrol { sealed } => {
            rows.write_second_factor(id, sealed, false).await?;
            by.record(rows, Action::SecondFactorEnrolled, id).await?;
            SecondFactorOutcome::Done
        }
        Change::SetUp { sealed, attempt, recovery_codes } => {
            rows.write_second_factor(id, sealed, true).await?;
            let outcome = confirm(rows, account, attempt, recovery_codes, by).await?;
            if outcome != SecondFactorOutcome::Done {
                rows.delete_second_factor(id).await?;
            }
            outcome
        }
        Change::Import { sealed, recovery_codes } => {
            rows.write_second_factor(id, sealed, false).await?;
            turn_on(rows, account, recovery_codes, by).await?
        }
        Change::Confirm { attempt, recovery_codes } => confirm(rows, account, attempt, recovery_codes, by).await?,
        Change::ReplaceRecoveryCodes { .. } if !account.second_factor => SecondFactorOutcome::None,
        Change::ReplaceRecoveryCodes { recovery_codes } => {
            rows.replace_recovery_codes(id, recovery_codes).await?;
            by.notify(rows, NoticeKind::RecoveryCodesReplaced, &account).await?;
            by.record(rows, Action::RecoveryCodesReplaced, id).await?;
            SecondFactorOutcome::Done
        }
        Change::Remove => remove(rows, account, by).await?,
    };
    Ok(Commit(outcome))
}

/// By whom a second factor is changed.
#[derive(Clone, Copy)]
struct By {
    /// None: an operator.
    origin: Option<Origin>,
    /// Id for the notice.
    notice: EntryId,
}

impl By {
    fn network(self) -> Option<ClientNetwork> {
        self.origin.map(|origin| origin.network)
    }

    async fn notify<R: Rows>(self, rows: &R, kind: NoticeKind, account: &HeldAccount) -> Result<(), R::Error> {
        put_notice(rows, account, kind, self.notice, self.origin.unwrap_or(ClientNetwork::LOCAL.into())).await
    }

    async fn record<R: Rows>(self, rows: &R, action: Action, account: AccountId) -> Result<(), R::Error> {
        AuditEvent { network: self.network(), ..AuditEvent::done(action).of(account) }.record(rows).await
    }
}

async fn confirm<R: Rows>(
    rows: &R,
    account: HeldAccount,
    attempt: &SecondFactorTry,
    codes: &[RecoveryDigest],
    by: By,
) -> Result<SecondFactorOutcome, R::Error> {
    match rows.second_factor(account.id).await? {
        None => Ok(SecondFactorOutcome::None),
        Some(_) if account.second_factor => Ok(SecondFactorOutcome::AlreadyOn),
        Some(factor) => match use_up(rows, &factor, attempt, by.network()).await? {
            Ok(Right(())) => turn_on(rows, account, codes, by).await,
            Err(Wrong { .. }) => Ok(SecondFactorOutcome::Wrong),
        },
    }
}

async fn turn_on<R: Rows>(
    rows: &R,
    account: HeldAccount,
    codes: &[RecoveryDigest],
    by: By,
) -> Result<SecondFactorOutcome, R::Error> {
    rows.confirm_second_factor(account.id).await?;
    rows.replace_recovery_codes(account.id, codes).await?;
    let account = account.set_second_factor(rows, true).await?;
    by.notify(rows, NoticeKind::SecondFactorAdded, &account).await?;
    by.record(rows, Action::SecondFactorAdded, account.id).await?;
    Ok(SecondFactorOutcome::Done)
}

async fn remove<R: Rows>(rows: &R, mut account: HeldAccount, by: By) -> Result<SecondFactorOutcome, R::Error> {
    if !rows.delete_second_factor(account.id).await? {
        return Ok(SecondFactorOutcome::None);
    }
    // What was never on is not missed.
    if account.second_factor {
        account = account.set_second_factor(rows, false).await?;
        by.notify(rows, NoticeKind::SecondFactorRemoved, &account).await?;
    }
    by.record(rows, Action::SecondFactorRemoved, account.id).await?;
    Ok(SecondFactorOutcome::Done)
}

async fn put_notice<R: Rows>(
    rows: &R,
    account: &HeldAccount,
    kind: NoticeKind,
    id: EntryId,
    origin: Origin,
) -> Result<(), R::Error> {
    let notice = Notice {
        kind,
        account: account.id,
        location: account.own_location(),
        origin,
        language: None,
        epoch: account.epoch,
        to: None,
    };
    rows.put_notice(id, &notice).await
}
