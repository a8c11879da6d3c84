//! The installation's secret: 32 bytes, written in base64.

use std::collections::HashSet;
use std::fmt;
use std::path::Path;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rekey_core::ports::Rng;
use zeroize::Zeroizing;

use super::secret_file;

/// What the stored keys are sealed under. `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<[u8; 32]>);

const EXPECTED: &str = "expected 32 bytes in base64, as `openssl rand -base64 32` or `rekey config init` makes them";

/// Different bytes in a random secret of 32: fewer occur once in 10^12 times.
const LEAST_VARIETY: usize = 20;
/// Different steps between neighbouring bytes of a random secret: fewer occur once in 10^9 times. Counting has one.
const LEAST_STEPS: usize = 16;
const MADE_UP: &str = "it does not look random; make one with `openssl rand -base64 32`. If the database was set up \
                       with this one, put it into previous_secrets and run `rekey keys rewrap`";

impl Secret {
    pub fn generate(rng: &dyn Rng) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        rng.fill(&mut *bytes);
        Self(bytes)
    }

    /// The secret in a file that holds nothing else. Errors name the file.
    pub fn read(path: &Path) -> Result<Self, String> {
        secret_file::read(path)?.parse().map_err(|error| format!("{}: {error}", path.display()))
    }

    /// Whether a person made it up. Random ones practically never look like that.
    pub fn is_made_up(&self) -> bool {
        let different = |bytes: &[u8]| bytes.iter().collect::<HashSet<_>>().len();
        let steps = self.bytes().windows(2).map(|pair| pair[1].wrapping_sub(pair[0]));
        let steps = Zeroizing::new(steps.collect::<Vec<u8>>());
        different(self.bytes()) < LEAST_VARIETY || different(&steps) < LEAST_STEPS
    }

    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// In base64, to be written into a file.
    pub fn expose(&self) -> Zeroizing<String> {
        Zeroizing::new(STANDARD.encode(self.bytes()))
    }
}

impl FromStr for Secret {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = Zeroizing::new(STANDARD.decode(text).map_err(|_| EXPECTED)?);
        bytes.as_slice().try_into().map(|bytes| Self(Zeroizing::new(bytes))).map_err(|_| EXPECTED)
    }
}

/// A secret that looks random, as `secret` must.
pub(super) struct RandomSecret(pub Secret);

impl FromStr for RandomSecret {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let secret: Secret = text.parse()?;
        if secret.is_made_up() { Err(MADE_UP) } else { Ok(Self(secret)) }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use rekey_core::testing::SeededRng;

    use super::*;

    #[test]
    fn a_secret_is_read_as_it_is_written_and_shows_nothing() {
        let secret = Secret::generate(&SeededRng::new(1));
        assert_eq!(secret.expose().parse::<Secret>(), Ok(secret.clone()));
        assert_eq!(format!("{secret:?}"), "Secret(…)");
    }

    #[test]
    fn a_secret_that_somebody_made_up_is_good_for_reading_old_keys_alone() {
        let counting = std::array::from_fn(|index| u8::try_from(index).unwrap());
        let made_up = [[0; 32], [7; 32], counting, *b"0123456789abcdef0123456789abcdef"];
        let made_up = made_up.map(|bytes| STANDARD.encode(bytes));
        for text in made_up {
            assert_eq!(text.parse::<RandomSecret>().err(), Some(MADE_UP), "{text}");
            assert!(text.parse::<Secret>().is_ok(), "{text}");
        }
        for seed in 0..1_000 {
            assert!(!Secret::generate(&SeededRng::new(seed)).is_made_up(), "{seed}");
        }
    }

    #[test]
    fn anything_but_32_bytes_is_refused() {
        for text in ["", "hunter2", "AAAA", &STANDARD.encode([0; 31]), &STANDARD.encode([0; 33])] {
            assert_eq!(text.parse::<Secret>(), Err(EXPECTED), "{text}");
        }
    }
}
