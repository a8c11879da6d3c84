//! Whether what a person shows is their second factor. The store asks inside the step that opens a session, so that
//! counting, using up and opening are one transaction; what is right is decided here, for every way in (R8).

use std::fmt;
use std::sync::Arc;

use super::recovery_code::{RecoveryCode, RecoveryDigest};
use super::totp::{TotpCode, TotpSecret};
use crate::digest::DigestKey;
use crate::ids::{AccountId, EntryId};
use crate::time::{Duration, Timestamp, after, until};
use crate::token::NewToken;
use crate::vault::{Vault, VaultError};

/// From how many wrong tries on codes of the app pause (R8).
pub const MAX_WRONG_TRIES: u32 = 5;
/// The first pause. Each further wrong try doubles it.
pub const FIRST_PAUSE: Duration = Duration::from_mins(15);
/// The longest pause.
pub const LONGEST_PAUSE: Duration = Duration::from_hours(24);
/// How long until a wrong try is forgotten. A right try clears none: otherwise anybody who knows the password would get
/// more free tries after each of the owner's sign-ins.
const FORGOTTEN_IN: Duration = Duration::from_hours(12);

/// How long codes of the app are refused after so many wrong tries.
pub fn pause_after(wrong_tries: u32) -> Duration {
    let doublings = wrong_tries.checked_sub(MAX_WRONG_TRIES);
    doublings.map_or(Duration::ZERO, |times| FIRST_PAUSE.saturating_mul(1 << times.min(16)).min(LONGEST_PAUSE))
}

/// What a person shows.
#[derive(Debug, Clone)]
pub enum Proof {
    /// What the authenticator app shows.
    Totp(TotpCode),
    /// One of the codes that were written down.
    RecoveryCode(RecoveryCode),
}

impl Proof {
    /// A proof of either kind, as typed; `None` if it can be neither.
    pub fn parse(text: &str) -> Option<Self> {
        let totp = TotpCode::parse(text).map(Self::Totp);
        totp.or_else(|| RecoveryCode::parse(text).map(Self::RecoveryCode))
    }
}

/// An account's second factor, as the store keeps it.
#[derive(Debug, Clone)]
pub struct SecondFactor {
    /// Whose it is.
    pub account: AccountId,
    /// The secret, sealed by the [`Vault`].
    pub sealed: Vec<u8>,
    /// The newest time-step that was used: it and all before are over.
    pub last_step: i64,
    /// How many wrong tries counted when the last of them was made.
    pub wrong_tries: u32,
    /// When that was.
    pub wrong_at: Timestamp,
}

impl SecondFactor {
    /// How many of the wrong tries still count.
    pub fn counted(&self, now: Timestamp) -> u32 {
        let forgotten = until(now, self.wrong_at).as_secs() / FORGOTTEN_IN.as_secs();
        self.wrong_tries.saturating_sub(u32::try_from(forgotten).unwrap_or(u32::MAX))
    }

    /// How long until codes of the app are compared again, if too many were wrong.
    pub fn blocked_for(&self, now: Timestamp) -> Option<Duration> {
        let left = until(after(self.wrong_at, pause_after(self.wrong_tries)), now);
        (!left.is_zero()).then_some(left)
    }
}

/// A try at an account's second factor, handed to the store.
#[derive(Clone)]
pub struct SecondFactorTry {
    proof: Option<Proof>,
    vault: Arc<dyn Vault>,
    key: DigestKey,
    /// The entry of the notice, should this be the try that begins the pauses.
    pub notice: EntryId,
}

/// The outcome of a try. A right code still has to be used up by a conditional update: if many try at once, one wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// Nothing was shown.
    Missing,
    /// It is not right.
    Wrong,
    /// Too many were wrong; codes of the app are refused for a while.
    Blocked,
    /// It is the code of this time-step.
    Step(i64),
    /// It may be the recovery code with this digest.
    RecoveryCode(RecoveryDigest),
}

impl SecondFactorTry {
    /// A try with this proof, or with none.
    pub fn new(proof: Option<Proof>, vault: Arc<dyn Vault>, key: DigestKey, notice: EntryId) -> Self {
        Self { proof, vault, key, notice }
    }

    /// Judges what is shown. Recovery codes are compared even after too many wrong tries, so that nobody who knows the
    /// password can keep the owner out by guessing. With 50 bits, that is safe.
    pub fn judge(&self, factor: &SecondFactor, now: Timestamp) -> Result<Judgement, VaultError> {
        Ok(match &self.proof {
            None => Judgement::Missing,
            Some(Proof::RecoveryCode(code)) => Judgement::RecoveryCode(code.digest(&self.key, factor.account)),
            Some(Proof::Totp(_)) if factor.blocked_for(now).is_some() => Judgement::Blocked,
            Some(Proof::Totp(code)) => {
                let secret = self.vault.open(factor.account.as_uuid().as_bytes(), &factor.sealed)?;
                let secret = TotpSecret::from_bytes(&secret).ok_or(VaultError)?;
                let step = secret.step_of(code, now).and_then(|step| i64::try_from(step).ok());
                step.filter(|step| *step > factor.last_step).map_or(Judgement::Wrong, Judgement::Step)
            }
        })
    }
}

impl fmt::Debug for SecondFactorTry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecondFactorTry").field("proof", &self.proof).finish_non_exhaustive()
    }
}

/// How a step that would open a session asks for the second factor.
#[derive(Debug, Clone)]
pub struct Asking {
    /// What is shown with the first factor.
    pub attempt: SecondFactorTry,
    /// Minted if the second factor is missing or wrong, so that it can be shown in a separate step. The first one is
    /// then used up; otherwise it stays valid and can be shown again.
    pub challenge: Option<NewToken>,
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;
    use crate::ports::Clock;
    use crate::testing::{ManualClock, PlainVault, SeededRng};

    fn factor(secret: &TotpSecret) -> SecondFactor {
        let account = AccountId::new(Timestamp::UNIX_EPOCH, &SeededRng::new(2));
        SecondFactor {
            account,
            sealed: PlainVault.seal(account.as_uuid().as_bytes(), secret.expose()).unwrap(),
            last_step: 0,
            wrong_tries: 0,
            wrong_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn notice() -> EntryId {
        EntryId::new(Timestamp::UNIX_EPOCH, &SeededRng::new(4))
    }

    fn judge(factor: &SecondFactor, proof: Option<Proof>, now: Timestamp) -> Judgement {
        let attempt = SecondFactorTry::new(proof, Arc::new(PlainVault), DigestKey::new([1; 32]), notice());
        attempt.judge(factor, now).unwrap()
    }

    #[test]
    fn a_step_that_was_used_and_all_before_it_are_over() {
        let (secret, now) = (TotpSecret::generate(&SeededRng::new(1)), ManualClock::default().now());
        let step = now.as_second() / 30;
        let shown = |at| Some(Proof::Totp(secret.code_at(at)));
        let fresh = factor(&secret);
        assert_eq!(judge(&fresh, shown(now), now), Judgement::Step(step));
        let used = SecondFactor { last_step: step, ..fresh };
        let earlier = Timestamp::from_second(now.as_second() - 30).unwrap();
        assert_eq!(judge(&used, shown(now), now), Judgement::Wrong);
        assert_eq!(judge(&used, shown(earlier), now), Judgement::Wrong);
        assert_eq!(judge(&used, shown(after(now, Duration::from_secs(30))), now), Judgement::Step(step + 1));
    }

    #[test]
    fn after_five_wrong_tries_no_code_of_the_app_is_looked_at_for_a_quarter_of_an_hour() {
        let (secret, now) = (TotpSecret::generate(&SeededRng::new(1)), ManualClock::default().now());
        let blocked = SecondFactor { wrong_tries: MAX_WRONG_TRIES, wrong_at: now, ..factor(&secret) };
        let right = |at| Some(Proof::Totp(secret.code_at(at)));
        let just_before = after(now, FIRST_PAUSE.saturating_sub(Duration::from_micros(1)));
        assert_eq!(judge(&blocked, right(just_before), just_before), Judgement::Blocked);
        let over = after(now, FIRST_PAUSE);
        assert!(matches!(judge(&blocked, right(over), over), Judgement::Step(_)));
        let code = RecoveryCode::generate(&SeededRng::new(3));
        assert!(matches!(judge(&blocked, Some(Proof::RecoveryCode(code)), now), Judgement::RecoveryCode(_)));
    }

    #[test]
    fn pauses_double_up_to_a_day() {
        let minutes: Vec<u64> = (4..15).map(|tries| pause_after(tries).as_secs() / 60).collect();
        assert_eq!(minutes, [0, 15, 30, 60, 120, 240, 480, 960, 1440, 1440, 1440]);
        assert_eq!(pause_after(u32::MAX), LONGEST_PAUSE);
    }

    /// A code of the app is right for three time-steps, so each try is right with a chance of 3 in a million.
    #[test]
    fn one_who_knows_the_password_has_few_tries_in_a_year_however_often_the_owner_signs_in() {
        let begin = ManualClock::default().now();
        let mut factor = SecondFactor { wrong_at: begin, ..factor(&TotpSecret::generate(&SeededRng::new(1))) };
        let (mut tries, mut minute) = (0_u32, 0_u64);
        while minute < 365 * 24 * 60 {
            let now = after(begin, Duration::from_mins(minute));
            match factor.blocked_for(now) {
                None => {
                    factor = SecondFactor { wrong_tries: factor.counted(now) + 1, wrong_at: now, ..factor };
                    tries += 1;
                }
                Some(wait) => minute += wait.as_secs().div_ceil(60),
            }
        }
        assert!(tries < 700, "{tries}");
        assert!(f64::from(tries) * 3e-6 < 0.0025, "a quarter of a percent at most");
        let rested = after(begin, Duration::from_mins(minute + 14 * 24 * 60));
        assert_eq!(factor.counted(rested), 0, "all is forgotten in two weeks");
    }

    #[test]
    fn a_proof_is_told_by_its_form() {
        assert!(matches!(Proof::parse("123 456"), Some(Proof::Totp(_))));
        assert!(matches!(Proof::parse("01abc-defgh"), Some(Proof::RecoveryCode(_))));
        for text in ["", "12345", "1234567", "hello"] {
            assert!(Proof::parse(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn a_secret_that_does_not_open_is_nobodys_fault_but_ours() {
        struct Shut;
        impl Vault for Shut {
            fn seal(&self, _: &[u8; 16], _: &[u8]) -> Result<Vec<u8>, VaultError> {
                Err(VaultError)
            }
            fn open(&self, _: &[u8; 16], _: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
                Err(VaultError)
            }
        }
        let (secret, now) = (TotpSecret::generate(&SeededRng::new(1)), ManualClock::default().now());
        let proof = Some(Proof::Totp(secret.code_at(now)));
        let attempt = SecondFactorTry::new(proof, Arc::new(Shut), DigestKey::new([1; 32]), notice());
        assert!(attempt.judge(&factor(&secret), now).is_err());
    }
}
