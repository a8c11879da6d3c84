//! Whether what a person shows is their second factor. The store asks inside the step that opens a session, so that
//! counting, using up and opening are one transaction; what is right is decided here, for every way in (R8).

use std::fmt;
use std::sync::Arc;

use super::recovery_code::{RecoveryCode, RecoveryDigest};
use super::totp::{TotpCode, TotpSecret};
use crate::digest::DigestKey;
use crate::ids::AccountId;
use crate::time::{Duration, Timestamp, after, until};
use crate::token::NewToken;
use crate::vault::{Vault, VaultError};

/// How many wrong tries an account survives within [`WRONG_TRIES_COUNT_FOR`] (R8).
pub const MAX_WRONG_TRIES: u32 = 5;
/// How long a wrong try counts, from the last one on.
pub const WRONG_TRIES_COUNT_FOR: Duration = Duration::from_mins(15);

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
    /// How many wrong tries were made one after another.
    pub wrong_tries: u32,
    /// When the last of them was.
    pub wrong_at: Timestamp,
}

impl SecondFactor {
    /// How many of the wrong tries still count.
    pub fn counted(&self, now: Timestamp) -> u32 {
        if after(self.wrong_at, WRONG_TRIES_COUNT_FOR) > now { self.wrong_tries } else { 0 }
    }

    /// How long it is until codes of the app are looked at again, if too many were wrong.
    pub fn blocked_for(&self, now: Timestamp) -> Option<Duration> {
        let is_blocked = self.counted(now) >= MAX_WRONG_TRIES;
        is_blocked.then(|| until(after(self.wrong_at, WRONG_TRIES_COUNT_FOR), now))
    }
}

/// A try at an account's second factor, handed to the store.
#[derive(Clone)]
pub struct SecondFactorTry {
    proof: Option<Proof>,
    vault: Arc<dyn Vault>,
    key: DigestKey,
}

/// What a try comes to. What is right has still to be used up, by a conditional update: of many at once one wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// Nothing was shown.
    Missing,
    /// It is not right.
    Wrong,
    /// Too many were wrong; codes of the app are not looked at for a while.
    Blocked,
    /// It is the code of this time-step.
    Step(i64),
    /// It may be the recovery code with this digest.
    RecoveryCode(RecoveryDigest),
}

impl SecondFactorTry {
    /// A try with this proof, or with none.
    pub fn new(proof: Option<Proof>, vault: Arc<dyn Vault>, key: DigestKey) -> Self {
        Self { proof, vault, key }
    }

    /// Judges what is shown. Recovery codes are looked at even after too many wrong tries, so that nobody who knows
    /// the password can keep the owner out by guessing: 50 bits take no harm from it.
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
    /// Minted where that is missing or wrong, so that the second factor can be shown in a step of its own. The first
    /// one is then used up; otherwise it stays good and can be shown again.
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

    fn judge(factor: &SecondFactor, proof: Option<Proof>, now: Timestamp) -> Judgement {
        let attempt = SecondFactorTry::new(proof, Arc::new(PlainVault), DigestKey::new([1; 32]));
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
        let just_before = after(now, WRONG_TRIES_COUNT_FOR.saturating_sub(Duration::from_micros(1)));
        assert_eq!(judge(&blocked, right(just_before), just_before), Judgement::Blocked);
        let over = after(now, WRONG_TRIES_COUNT_FOR);
        assert!(matches!(judge(&blocked, right(over), over), Judgement::Step(_)));
        let code = RecoveryCode::generate(&SeededRng::new(3));
        assert!(matches!(judge(&blocked, Some(Proof::RecoveryCode(code)), now), Judgement::RecoveryCode(_)));
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
        let attempt = SecondFactorTry::new(proof, Arc::new(Shut), DigestKey::new([1; 32]));
        assert!(attempt.judge(&factor(&secret), now).is_err());
    }
}
