//! Hashes as other systems write them, for directories whose tables hold them.

use std::num::NonZeroU32;

use async_trait::async_trait;
use rekey_core::ports::{HashError, Hasher};
use rekey_core::{Password, Work};
use rekey_directory::sql::{ForeignHasher, HashFormat};

use super::stored::{Pbkdf2Hash, PhpassHash, ScryptHash, wordpress};
use super::{PasswordHasher, SALT_BYTES, failed};

/// bcrypt's cost, as Laravel and Devise choose it.
const BCRYPT_COST: u32 = 12;
/// As Django 5.2 does.
const DJANGO_ITERATIONS: NonZeroU32 = NonZeroU32::MIN.saturating_add(999_999);
/// phpass: two to the power of this many rounds, as WordPress chose.
const PHPASS_LOG_ROUNDS: u32 = 13;

#[async_trait]
impl ForeignHasher for PasswordHasher {
    async fn hash_for(&self, work: &Work, password: &Password, format: HashFormat) -> Result<String, HashError> {
        let write: fn(&[u8], [u8; SALT_BYTES]) -> Result<String, HashError> = match format {
            HashFormat::Argon2id => return Ok(self.hash(work, password).await?.expose().to_owned()),
            HashFormat::DjangoArgon2 => return Ok(format!("argon2{}", self.hash(work, password).await?.expose())),
            HashFormat::DjangoPbkdf2 => {
                |password, salt| Ok(Pbkdf2Hash::make_django(password, &hex::encode(salt), DJANGO_ITERATIONS))
            }
            HashFormat::Bcrypt2a => |password, salt| bcrypt(password, bcrypt::Version::TwoA, salt),
            HashFormat::Bcrypt2b => |password, salt| bcrypt(password, bcrypt::Version::TwoB, salt),
            HashFormat::Bcrypt2y => |password, salt| bcrypt(password, bcrypt::Version::TwoY, salt),
            HashFormat::BetterAuth => |password, salt| ScryptHash::make_better_auth(password, &hex::encode(salt)),
            HashFormat::WordPress => |password, salt| {
                let hash = bcrypt(wordpress::digest(password).as_bytes(), bcrypt::Version::TwoY, salt)?;
                Ok(format!("$wp{hash}"))
            },
            HashFormat::Phpass => |password, salt| Ok(PhpassHash::make(password, PHPASS_LOG_ROUNDS, &salt[..6])),
        };
        let mut salt = [0; SALT_BYTES];
        self.0.rng.fill(&mut salt);
        let password = password.clone();
        self.run(work.network(), move |_| write(password.expose().as_bytes(), salt)).await
    }
}

fn bcrypt(password: &[u8], version: bcrypt::Version, salt: [u8; SALT_BYTES]) -> Result<String, HashError> {
    let hash = bcrypt::non_truncating_hash_with_salt(password, BCRYPT_COST, salt).map_err(failed)?;
    Ok(hash.format_for_version(version))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{WORK, hasher};
    use super::*;
    use rekey_core::ports::Decoy;

    /// Who made it, the format, the password, the hash (scripts/password-hashes).
    fn vectors() -> impl Iterator<Item = [&'static str; 4]> {
        include_str!("foreign.tsv")
            .lines()
            .map(|line| line.split('\t').collect::<Vec<_>>().try_into().unwrap_or_else(|_| panic!("{line}")))
    }

    /// The hash of a password with the salt of another hash.
    fn again(format: &str, password: &str, hash: &str) -> String {
        let parts: Vec<&str> = hash.split(['$', ':']).collect();
        match format {
            "django-pbkdf2" => Pbkdf2Hash::make_django(password.as_bytes(), parts[2], parts[1].parse().unwrap()),
            "better-auth" => ScryptHash::make_better_auth(password.as_bytes(), parts[0]).unwrap(),
            _ => {
                let (prefix, text) = hash.split_at(hash.find("$2").unwrap());
                let parts: bcrypt::HashParts = text.parse().unwrap();
                let digested = wordpress::digest(password.as_bytes());
                let password = if prefix.is_empty() { password } else { &digested };
                let again = bcrypt::non_truncating_hash_with_salt(password, parts.get_cost(), parts.get_salt_raw());
                let version = match &text[..4] {
                    "$2a$" => bcrypt::Version::TwoA,
                    "$2b$" => bcrypt::Version::TwoB,
                    _ => bcrypt::Version::TwoY,
                };
                format!("{prefix}{}", again.unwrap().format_for_version(version))
            }
        }
    }

    #[test]
    fn hashes_are_those_that_each_systems_own_library_makes() {
        let mut formats: Vec<&str> = Vec::new();
        for [maker, format, password, hash] in vectors().filter(|[_, format, ..]| *format != "phpass") {
            assert_eq!(again(format, password, hash), hash, "{maker}");
            assert_ne!(again(format, "another password", hash), hash, "{maker}");
        }
        formats.extend(vectors().map(|[_, format, ..]| format));
        for format in HashFormat::ALL.map(HashFormat::name) {
            assert!(formats.contains(&format) || format.contains("argon2"), "no vector of {format}");
        }
    }

    #[tokio::test]
    async fn the_longest_password_of_a_format_is_hashed() {
        for format in HashFormat::ALL {
            let longest = Password::new("a".repeat(format.longest().unwrap_or(256)));
            assert!(hasher().hash_for(&WORK, &longest, format).await.is_ok(), "{format:?}");
        }
    }

    #[tokio::test]
    async fn each_hash_has_a_fresh_salt_and_the_look_of_its_format() {
        for (format, start, length) in [
            (HashFormat::Argon2id, "$argon2id$v=19$", None),
            (HashFormat::DjangoArgon2, "argon2$argon2id$v=19$", None),
            (HashFormat::DjangoPbkdf2, "pbkdf2_sha256$1000000$", Some(99)),
            (HashFormat::Bcrypt2a, "$2a$12$", Some(60)),
            (HashFormat::Bcrypt2b, "$2b$12$", Some(60)),
            (HashFormat::Bcrypt2y, "$2y$12$", Some(60)),
            (HashFormat::BetterAuth, "", Some(161)),
            (HashFormat::WordPress, "$wp$2y$12$", Some(63)),
            (HashFormat::Phpass, "$P$B", Some(34)),
        ] {
            let hash = async || hasher().hash_for(&WORK, &Password::new("right horse"), format).await.unwrap();
            let hasher = hasher();
            let first = hasher.hash_for(&WORK, &Password::new("right horse"), format).await.unwrap();
            let second = hasher.hash_for(&WORK, &Password::new("right horse"), format).await.unwrap();
            assert_ne!(first, second, "{format:?}");
            assert!(first.starts_with(start), "{format:?}: {first}");
            assert!(length.is_none_or(|length| first.len() == length), "{format:?}: {first}, {}", first.len());
            assert_eq!(first, hash().await, "the randomness is the port's");
        }
    }

    #[tokio::test]
    async fn what_is_written_is_also_read_and_so_is_what_their_libraries_write() {
        let password = Password::new("it's a \"right\" horse");
        let hasher = hasher();
        let matches = async |text: &str, password: &Password| {
            let hash = hasher.read(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            hasher.verify(&WORK, password, Some(&hash), Decoy::none()).await.unwrap()
        };
        for format in HashFormat::ALL {
            let text = hasher.hash_for(&WORK, &password, format).await.unwrap();
            assert!(matches(&text, &password).await, "{format:?}: {text}");
            assert!(!matches(&text, &Password::new("a wrong horse")).await, "{format:?}: {text}");
        }
        for [maker, _, password, text] in vectors() {
            assert!(matches(text, &Password::new(password)).await, "{maker}: {text}");
            assert!(!matches(text, &Password::new("a wrong horse")).await, "{maker}: {text}");
        }
    }
}
