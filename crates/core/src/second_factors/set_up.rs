//! Set-up in two requests that share a token, for APIs that show recovery codes before the second factor is on. The
//! first shows secret and recovery codes and stores nothing. The second stores the secret and turns it on, if the code
//! is right.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::SecretString;
use zeroize::Zeroizing;

use super::{SecondFactorError, SecondFactors};
use crate::account::Account;
use crate::error::Fault;
use crate::origin::Origin;
use crate::ports::SecondFactorChange;
use crate::second_factor::{Proof, RECOVERY_CODES, RecoveryCode, TotpCode, TotpSecret};
use crate::time::{Duration, Timestamp, after};

/// How long a person has to put the secret into the app.
pub const SET_UP_LIFETIME: Duration = Duration::from_mins(15);

/// What sealed set-ups begin with, and no stored secret.
const MARK: &[u8; 8] = b"set-up-1";

/// How long a code is as it is written down.
const CODE_LENGTH: usize = 11;

/// A second factor that the person is about to set up.
#[derive(Debug)]
pub struct SetUp {
    /// What the authenticator app is to hold.
    pub secret: TotpSecret,
    /// The same as an `otpauth:` URI.
    pub uri: SecretString,
    /// To be written down.
    pub recovery_codes: Vec<RecoveryCode>,
    /// All of that, sealed for the account: presented with the app's code.
    pub token: SecretString,
}

/// Why a set-up was not completed.
#[derive(Debug, thiserror::Error)]
pub enum SetUpError {
    /// The token is not ours, or not this account's.
    #[error("the setup token is not valid")]
    Invalid,
    /// The token has expired.
    #[error("the setup token has expired")]
    Expired,
    /// The second factor was not turned on.
    #[error(transparent)]
    SecondFactor(#[from] SecondFactorError),
}

impl SecondFactors {
    /// Makes what the person is to set up. Changes nothing. Refused until the address is verified.
    pub async fn begin_set_up(&self, account: &Account) -> Result<SetUp, SecondFactorError> {
        if self.is_on(account).await? {
            return Err(SecondFactorError::AlreadyOn);
        }
        if !account.email_verified {
            return Err(SecondFactorError::Unverified);
        }
        let secret = TotpSecret::generate(self.0.rng());
        let recovery_codes = RecoveryCode::generate_set(self.0.rng());
        let token = self.seal_set_up(account, &secret, &recovery_codes)?;
        let uri = self.uri(account, &secret).await?;
        Ok(SetUp { secret, uri, recovery_codes, token })
    }

    /// Turns the second factor of a set-up on, now that the app shows the right code. All sessions end.
    pub async fn complete_set_up(
        &self,
        account: &Account,
        token: &str,
        code: TotpCode,
        origin: Origin,
    ) -> Result<(), SetUpError> {
        let (secret, codes) = self.open_set_up(account, token)?;
        let set_up = SecondFactorChange::SetUp {
            sealed: self.seal(account, &secret).map_err(SecondFactorError::from)?,
            attempt: self.0.second_factor_try(Some(Proof::Totp(code))),
            recovery_codes: codes.iter().map(|code| code.digest(&self.0.key, account.id)).collect(),
        };
        Ok(self.change_from(Some(origin), account, set_up).await?)
    }

    fn seal_set_up(
        &self,
        account: &Account,
        secret: &TotpSecret,
        codes: &[RecoveryCode],
    ) -> Result<SecretString, Fault> {
        let expires_at = after(self.0.now(), SET_UP_LIFETIME).as_second();
        let mut content = Zeroizing::new(Vec::with_capacity(256));
        content.extend_from_slice(MARK);
        content.extend_from_slice(&expires_at.to_be_bytes());
        for code in codes {
            content.extend_from_slice(Zeroizing::new(code.expose()).as_bytes());
        }
        content.extend_from_slice(secret.expose());
        let sealed = self.0.ports.vault.seal(account.id.as_uuid().as_bytes(), &content);
        let sealed = sealed.map_err(|error| Fault::Internal(Box::new(error)))?;
        Ok(URL_SAFE_NO_PAD.encode(sealed).into())
    }

    fn open_set_up(&self, account: &Account, token: &str) -> Result<(TotpSecret, Vec<RecoveryCode>), SetUpError> {
        let sealed = URL_SAFE_NO_PAD.decode(token).map_err(|_| SetUpError::Invalid)?;
        let content = self.0.ports.vault.open(account.id.as_uuid().as_bytes(), &sealed);
        let content = content.map_err(|_| SetUpError::Invalid)?;
        let (expires_at, secret, codes) = read(&content).ok_or(SetUpError::Invalid)?;
        if self.0.now() >= expires_at {
            return Err(SetUpError::Expired);
        }
        Ok((secret, codes))
    }
}

fn read(content: &[u8]) -> Option<(Timestamp, TotpSecret, Vec<RecoveryCode>)> {
    let content = content.strip_prefix(MARK)?;
    let (expires_at, content) = content.split_first_chunk()?;
    let expires_at = Timestamp::from_second(i64::from_be_bytes(*expires_at)).ok()?;
    let (codes, secret) = content.split_at_checked(RECOVERY_CODES * CODE_LENGTH)?;
    let code = |code| RecoveryCode::parse(std::str::from_utf8(code).ok()?);
    let codes = codes.chunks(CODE_LENGTH).map(code).collect::<Option<_>>()?;
    Some((expires_at, TotpSecret::from_bytes(secret)?, codes))
}
