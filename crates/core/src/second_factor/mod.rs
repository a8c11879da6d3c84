//! Second factors (R8): what an account asks for beside password, code or link, at every way in. `check` decides
//! whether what a person shows is right.

mod check;
mod recovery_code;
mod totp;

pub use check::{
    Asking, FIRST_PAUSE, Judgement, LONGEST_PAUSE, MAX_WRONG_TRIES, Proof, SecondFactor, SecondFactorTry, pause_after,
};
pub use recovery_code::{RECOVERY_CODES, RecoveryCode, RecoveryDigest};
pub use totp::{TotpCode, TotpSecret, TotpSecretError};
