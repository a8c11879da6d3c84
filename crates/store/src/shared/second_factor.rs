//! What a try at a second factor comes to, once its row is read.

use rekey_core::ports::SecondFactorState;
use rekey_core::second_factor::{Judgement, RecoveryDigest, SecondFactor, SecondFactorTry, pause_after};
use rekey_core::time::{Duration, Timestamp, after};

use super::corrupt::Corrupt;

/// What is to be written for a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Write {
    /// Nothing: nothing was shown, or it is not looked at.
    Nothing {
        /// What the audit trail says.
        outcome: &'static str,
    },
    /// That one more was wrong: so many count now.
    Wrong(u32),
    /// That the codes of this time-step and of all before it are over.
    Step(i64),
    /// That this recovery code is gone.
    RecoveryCode(RecoveryDigest),
}

/// The outcome of a try that shows nothing.
pub(crate) const ASKED: &str = "asked";
/// The outcome of one that comes after too many wrong ones.
const BLOCKED: &str = "blocked";

/// What is to be written for a try at this factor.
pub(crate) fn judge(attempt: &SecondFactorTry, factor: &SecondFactor, now: Timestamp) -> Result<Write, Corrupt> {
    let judgement = attempt.judge(factor, now).map_err(|_| Corrupt::column("second_factors.sealed"))?;
    Ok(match judgement {
        Judgement::Missing => Write::Nothing { outcome: ASKED },
        Judgement::Blocked => Write::Nothing { outcome: BLOCKED },
        Judgement::Wrong => wrong(factor, now),
        Judgement::Step(step) => Write::Step(step),
        Judgement::RecoveryCode(digest) => Write::RecoveryCode(digest),
    })
}

/// Counts one more wrong try. During a pause none is counted, so that a flood can't lengthen the wait.
pub(crate) fn wrong(factor: &SecondFactor, now: Timestamp) -> Write {
    match factor.blocked_for(now) {
        Some(_) => Write::Nothing { outcome: BLOCKED },
        None => Write::Wrong(factor.counted(now) + 1),
    }
}

/// How long codes of the app are refused from now on, once this is written.
pub(crate) fn blocked_for(factor: &SecondFactor, write: &Write, now: Timestamp) -> Option<Duration> {
    match write {
        Write::Wrong(tries) => Some(pause_after(*tries)).filter(|pause| !pause.is_zero()),
        _ => factor.blocked_for(now),
    }
}

/// The state of a second factor, from its columns; `wrong` holds how many tries were wrong, and when the last of them
/// was.
pub(crate) fn state(
    created_at: Timestamp,
    confirmed_at: Option<Timestamp>,
    recovery_codes: u32,
    wrong: (u32, Timestamp),
    now: Timestamp,
) -> SecondFactorState {
    let (tries, at) = wrong;
    let over = after(at, pause_after(tries));
    let blocked_until = (over > now).then_some(over);
    SecondFactorState { created_at, confirmed_at, recovery_codes, blocked_until }
}
