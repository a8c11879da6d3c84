//! Hashes as other systems write them, for directories whose tables hold them.

use std::num::NonZeroU32;

use async_trait::async_trait;
use aws_lc_rs::{hmac, pbkdf2};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use icu_normalizer::ComposingNormalizer;
use md5::{Digest, Md5};
use rekey_core::ports::{HashError, Hasher};
use rekey_core::{Password, Work};
use rekey_directory::sql::{ForeignHasher, HashFormat};
use zeroize::Zeroizing;

use super::{PasswordHasher, SALT_BYTES, failed};

/// bcrypt's cost, as Laravel and Devise choose it.
const BCRYPT_COST: u32 = 12;
/// As Django 5.2 does.
const DJANGO_ITERATIONS: u32 = 1_000_000;
/// phpass: two to the power of this many rounds, as WordPress chose.
const PHPASS_LOG_ROUNDS: usize = 13;

#[async_trait]
impl ForeignHasher for PasswordHasher {
    async fn hash_for(&self, work: &Work, password: &Password, format: HashFormat) -> Result<String, HashError> {
        let prefix = match format {
            HashFormat::Argon2id => "",
            HashFormat::DjangoArgon2 => "argon2",
            _ => {
                let mut salt = [0; SALT_BYTES];
                self.0.rng.fill(&mut salt);
                let password = password.clone();
                return self.run(work.network(), move |_| write(format, password.expose(), salt)).await;
            }
        };
        Ok(format!("{prefix}{}", self.hash(work, password).await?.expose()))
    }
}

fn write(format: HashFormat, password: &str, salt: [u8; SALT_BYTES]) -> Result<String, HashError> {
    match format {
        HashFormat::Bcrypt2a => bcrypt(password.as_bytes(), bcrypt::Version::TwoA, salt),
        HashFormat::Bcrypt2b => bcrypt(password.as_bytes(), bcrypt::Version::TwoB, salt),
        HashFormat::Bcrypt2y => bcrypt(password.as_bytes(), bcrypt::Version::TwoY, salt),
        HashFormat::BetterAuth => better_auth(password, &hex::encode(salt)),
        HashFormat::WordPress => {
            let digested = wordpress_digest(password);
            Ok(format!("$wp{}", bcrypt(digested.as_bytes(), bcrypt::Version::TwoY, salt)?))
        }
        HashFormat::Phpass => Ok(phpass(password, &phpass_text(&salt[..6]))),
        HashFormat::DjangoPbkdf2 | HashFormat::DjangoArgon2 | HashFormat::Argon2id => {
            Ok(django(password, &hex::encode(salt), DJANGO_ITERATIONS))
        }
    }
}

fn bcrypt(password: &[u8], version: bcrypt::Version, salt: [u8; SALT_BYTES]) -> Result<String, HashError> {
    let hash = bcrypt::non_truncating_hash_with_salt(password, BCRYPT_COST, salt).map_err(failed)?;
    Ok(hash.format_for_version(version))
}

/// `pbkdf2_sha256$iterations$salt$hash`, the salt being text.
fn django(password: &str, salt: &str, iterations: u32) -> String {
    let mut output = [0; 32];
    let count = NonZeroU32::new(iterations).unwrap_or(NonZeroU32::MIN);
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, count, salt.as_bytes(), password.as_bytes(), &mut output);
    format!("pbkdf2_sha256${iterations}${salt}${}", STANDARD.encode(output))
}

/// `salt:key` in hexadecimal digits. scrypt gets the digits of the salt, not the bytes, and the password in NFKC.
fn better_auth(password: &str, salt: &str) -> Result<String, HashError> {
    let password = Zeroizing::new(ComposingNormalizer::new_nfkc().normalize(password).into_owned());
    let params = scrypt::Params::new(14, 16, 1).map_err(failed)?;
    let mut key = [0; 64];
    scrypt::scrypt(password.as_bytes(), salt.as_bytes(), &params, &mut key).map_err(failed)?;
    Ok(format!("{salt}:{}", hex::encode(key)))
}

/// What WordPress hands to bcrypt, so that no password is too long: an HMAC of the password as its log-in form sends it.
fn wordpress_digest(password: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA384, b"wp-sha384");
    STANDARD.encode(hmac::sign(&key, as_posted(password).as_bytes()))
}

/// WordPress trims passwords, and escapes what PHP once escaped in forms.
fn as_posted(password: &str) -> Zeroizing<String> {
    let trimmed = password.trim_matches([' ', '\t', '\n', '\r', '\0', '\u{b}']);
    let mut posted = Zeroizing::new(String::with_capacity(2 * trimmed.len()));
    for letter in trimmed.chars() {
        match letter {
            '\'' | '"' | '\\' => posted.extend(['\\', letter]),
            '\0' => posted.push_str("\\0"),
            other => posted.push(other),
        }
    }
    posted
}

/// The letters that phpass writes six bits as.
const PHPASS_LETTERS: &[u8; 64] = b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// phpass' portable hash: MD5 over and over.
fn phpass(password: &str, salt: &str) -> String {
    let password = as_posted(password);
    let mut output = Md5::new().chain_update(salt).chain_update(password.as_bytes()).finalize();
    for _ in 0..1_usize << PHPASS_LOG_ROUNDS {
        output = Md5::new().chain_update(output).chain_update(password.as_bytes()).finalize();
    }
    let rounds = char::from(PHPASS_LETTERS[PHPASS_LOG_ROUNDS]);
    format!("$P${rounds}{salt}{}", phpass_text(&output))
}

/// Bytes as phpass writes them: three in four letters, the lowest bits first.
fn phpass_text(bytes: &[u8]) -> String {
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = group.iter().rev().fold(0_usize, |bits, byte| (bits << 8) | usize::from(*byte));
        for place in 0..=group.len() {
            text.push(char::from(PHPASS_LETTERS[(bits >> (6 * place)) & 63]));
        }
    }
    text
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
            "django-pbkdf2" => django(password, parts[2], parts[1].parse().unwrap()),
            "better-auth" => better_auth(password, parts[0]).unwrap(),
            "phpass" => phpass(password, &hash[4..12]),
            _ => {
                let (prefix, text) = hash.split_at(hash.find("$2").unwrap());
                let parts: bcrypt::HashParts = text.parse().unwrap();
                let digested = wordpress_digest(password);
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
        for [maker, format, password, hash] in vectors() {
            assert_eq!(again(format, password, hash), hash, "{maker}");
            assert_ne!(again(format, "another password", hash), hash, "{maker}");
            formats.push(format);
        }
        for format in HashFormat::ALL.map(HashFormat::name) {
            assert!(formats.contains(&format) || format.contains("argon2"), "no vector of {format}");
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
    async fn what_is_written_is_also_read() {
        let password = Password::new("right horse");
        for format in [HashFormat::DjangoArgon2, HashFormat::DjangoPbkdf2, HashFormat::Bcrypt2a, HashFormat::Bcrypt2y] {
            let hasher = hasher();
            let hash = hasher.hash_for(&WORK, &password, format).await.unwrap();
            let hash = hasher.read(&hash).unwrap();
            assert!(hasher.verify(&WORK, &password, Some(&hash), Decoy::none()).await.unwrap(), "{format:?}");
        }
    }
}
