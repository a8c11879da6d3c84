//! Time-based one-time passwords (RFC 6238): SHA-1, six digits, steps of 30 seconds, as authenticator apps expect.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use totp_rs::{Builder, Secret, Totp};
use zeroize::Zeroizing;

use crate::rng::Rng;
use crate::time::Timestamp;

/// How many digits a code has.
const DIGITS: usize = 6;
/// The length of new secrets in bytes: that of SHA-1 (RFC 4226, 4).
const SECRET_BYTES: usize = 20;
/// The shortest imported secret, in bytes: some issuers use 80 bits.
const FEWEST_BYTES: usize = 10;
/// The longest imported secret, in bytes.
const MOST_BYTES: usize = 64;
/// How many steps before and after the present one are accepted: clocks differ, and typing takes a while.
const SKEW: u16 = 1;

/// The secret shared with an authenticator app. `Debug` shows nothing.
#[derive(Clone)]
pub struct TotpSecret(Secret);

/// The text is not a secret of an authenticator app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a secret of 10 to 64 bytes in Base32, such as JBSWY3DPEHPK3PXP")]
pub struct TotpSecretError;

impl TotpSecret {
    /// A new secret.
    pub fn generate(rng: &dyn Rng) -> Self {
        let mut bytes = Zeroizing::new([0; SECRET_BYTES]);
        rng.fill(&mut *bytes);
        Self(Secret::new_stack(*bytes))
    }

    /// A secret from its bytes; `None` if there are too few or too many.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        (FEWEST_BYTES..=MOST_BYTES).contains(&bytes.len()).then(|| Self(Secret::new(bytes.into())))
    }

    /// Reads Base32 as other systems write it: in groups, in lower case, with or without padding.
    pub fn parse(text: &str) -> Result<Self, TotpSecretError> {
        let kept = |c: &char| !c.is_whitespace() && !matches!(c, '-' | '=');
        let plain: Zeroizing<String> = Zeroizing::new(text.chars().filter(kept).collect());
        let secret = Secret::try_from_base32(plain.to_ascii_uppercase()).map_err(|_| TotpSecretError)?;
        Self::from_bytes(secret.as_bytes()).ok_or(TotpSecretError)
    }

    /// Its bytes, for sealing.
    pub fn expose(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// The secret in Base32, for people who type it into an app.
    pub fn expose_base32(&self) -> String {
        self.0.to_base32()
    }

    /// The `otpauth:` URI that apps accept, as text or as a QR code. Apps show `issuer` and `account`.
    pub fn expose_uri(&self, issuer: &str, account: &str) -> String {
        // Neither may contain the separator.
        let (issuer, account) = (issuer.replace(':', " "), account.replace(':', " "));
        let totp = self.builder().with_issuer(Some(issuer)).with_account_name(account).build_noncompliant();
        totp.to_url().unwrap_or_default()
    }

    /// The time-step that the code belongs to, if it is one of those around `now`.
    pub fn step_of(&self, code: &TotpCode, now: Timestamp) -> Option<u64> {
        self.totp().check(code.0.expose_secret(), u64::try_from(now.as_second()).ok()?)
    }

    /// The code of an instant: what an app would show.
    pub fn code_at(&self, at: Timestamp) -> TotpCode {
        let seconds = u64::try_from(at.as_second()).unwrap_or_default();
        TotpCode(self.totp().generate(seconds).to_string().into())
    }

    fn totp(&self) -> Totp {
        self.builder().build_noncompliant()
    }

    fn builder(&self) -> Builder {
        Builder::new().with_secret(self.0.clone()).with_skew(SKEW)
    }
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret(…)")
    }
}

/// The six digits that an app shows. `Debug` shows nothing.
#[derive(Clone)]
pub struct TotpCode(SecretString);

impl TotpCode {
    /// A code as people type it: blanks between digits don't count. `None` unless it is six ASCII digits.
    pub fn parse(text: &str) -> Option<Self> {
        let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        (digits.len() == DIGITS && digits.bytes().all(|b| b.is_ascii_digit())).then(|| Self(digits.into()))
    }

    /// A code that was sent as a number, which knows no leading zeros.
    pub fn from_number(number: i64) -> Option<Self> {
        (0..1_000_000).contains(&number).then(|| Self(format!("{number:06}").into()))
    }

    /// The digits.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for TotpCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::SeededRng;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// RFC 6238, appendix B, the last six of its eight digits.
    #[test]
    fn codes_are_those_of_the_rfc() {
        let secret = TotpSecret::from_bytes(b"12345678901234567890").unwrap();
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(secret.code_at(at(second)).expose(), code, "{second}");
        }
    }

    #[test]
    fn a_code_is_good_one_step_early_and_one_step_late_and_no_longer() {
        let secret = TotpSecret::generate(&SeededRng::new(1));
        let step = 60_000_000;
        let code = secret.code_at(at(i64::from(step) * 30));
        for (offset, good) in [(-31, false), (-30, true), (-1, true), (0, true), (59, true), (60, false)] {
            let found = secret.step_of(&code, at(i64::from(step) * 30 + offset));
            assert_eq!(found, good.then_some(u64::try_from(step).unwrap()), "{offset}");
        }
    }

    #[test]
    fn secrets_are_read_as_other_systems_write_them() {
        let secret = TotpSecret::generate(&SeededRng::new(1));
        let base32 = secret.expose_base32();
        for text in [base32.clone(), base32.to_lowercase(), format!(" {}-{}==\n", &base32[..4], &base32[4..])] {
            assert_eq!(TotpSecret::parse(&text).unwrap().expose(), secret.expose(), "{text:?}");
        }
        for text in ["", "JBSWY3DP", "0189", "JBSWY3DPEHPK3PX!", &"A".repeat(1_000)] {
            assert_eq!(TotpSecret::parse(text).err(), Some(TotpSecretError), "{text:?}");
        }
    }

    #[test]
    fn an_app_can_read_the_uri() {
        let secret = TotpSecret::generate(&SeededRng::new(1));
        let uri = secret.expose_uri("Räder & Co: one", "ann@example.com");
        let url = url::Url::parse(&uri).unwrap();
        assert_eq!((url.scheme(), url.host_str()), ("otpauth", Some("totp")));
        let query: Vec<_> = url.query_pairs().collect();
        assert!(query.contains(&("secret".into(), secret.expose_base32().into())), "{uri}");
        assert!(query.contains(&("issuer".into(), "Räder & Co  one".into())), "{uri}");
        assert!(url.path().ends_with(":ann%40example.com"), "{uri}");
    }

    #[test]
    fn what_is_no_code_is_refused() {
        assert_eq!(TotpCode::parse(" 123 456 ").unwrap().expose(), "123456");
        assert_eq!(TotpCode::from_number(42).unwrap().expose(), "000042");
        for text in ["", "12345", "1234567", "+12345", "１２３４５６", "12-3456"] {
            assert!(TotpCode::parse(text).is_none(), "{text:?}");
        }
        assert!(TotpCode::from_number(-1).is_none() && TotpCode::from_number(1_000_000).is_none());
    }

    #[test]
    fn debug_shows_no_secret() {
        let secret = TotpSecret::generate(&SeededRng::new(1));
        let code = secret.code_at(at(59));
        let shown = format!("{secret:?} {code:?}");
        assert_eq!(shown, "TotpSecret(…) TotpCode(…)");
    }
}
