//! The cost of a hash: the algorithm and its work factors, without salt or secret. The store keeps a recipe's text
//! beside each hash, so that it knows which recipes are in use without reading hashes.

use std::fmt;
use std::hint::black_box;
use std::num::NonZeroU32;
use std::str::FromStr;

use argon2::{Algorithm, Argon2, Block, Params, Version};
use aws_lc_rs::pbkdf2;
use md5::Md5;
use rekey_core::ports::HashError;
use sha2::{Digest, Sha256, Sha512};

use super::failed;

/// An algorithm with its work factors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Recipe {
    /// Argon2, any of the three: memory in KiB, passes, lanes.
    Argon2 { kind: Argon2Kind, memory_kib: u32, passes: u32, lanes: u32 },
    /// bcrypt: two to the power of this many rounds.
    Bcrypt { cost: u32 },
    /// scrypt, Firebase's included: two to the power of `log_n` blocks of `128 * r` bytes, `p` times.
    Scrypt { log_n: u8, r: u32, p: u32 },
    /// PBKDF2 with HMAC: iterations times the blocks of its output.
    Pbkdf2 { digest: Digests, rounds: u32 },
    /// SHA-256 or SHA-512 as crypt(3) repeats it.
    ShaCrypt { digest: Digests, rounds: u32 },
    /// One SHA-1, SHA-256 or SHA-512 over password and salt.
    Salted { digest: Digests },
    /// phpass: MD5, two to the power of this many times.
    Phpass { log_rounds: u32 },
    /// Drupal's phpass: SHA-512, two to the power of this many times.
    Drupal { log_rounds: u32 },
    /// MD5 as crypt(3) repeats it.
    Md5Crypt,
}

/// How often MD5-crypt repeats MD5.
pub(super) const MD5_CRYPT_ROUNDS: u32 = 1000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Argon2Kind {
    D,
    I,
    Id,
}

/// Which digest a construction is built on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Digests {
    Sha1,
    Sha256,
    Sha512,
}

impl Argon2Kind {
    pub(super) fn algorithm(self) -> Algorithm {
        match self {
            Self::D => Algorithm::Argon2d,
            Self::I => Algorithm::Argon2i,
            Self::Id => Algorithm::Argon2id,
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        [Self::D, Self::I, Self::Id].into_iter().find(|kind| kind.algorithm().as_str() == name)
    }
}

impl Digests {
    /// Its name in PHC strings, Django and Werkzeug.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
            Self::Sha512 => "sha512",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        [Self::Sha1, Self::Sha256, Self::Sha512].into_iter().find(|digest| digest.name() == name)
    }

    /// The length of its output.
    pub(super) fn bytes(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha512 => 64,
        }
    }

    pub(super) fn pbkdf2(self) -> pbkdf2::Algorithm {
        match self {
            Self::Sha1 => pbkdf2::PBKDF2_HMAC_SHA1,
            Self::Sha256 => pbkdf2::PBKDF2_HMAC_SHA256,
            Self::Sha512 => pbkdf2::PBKDF2_HMAC_SHA512,
        }
    }
}

/// About a second of work, 256 MiB. With more expensive hashes, one imported row could stop everybody else's sign-ins.
impl Recipe {
    const MOST_MEMORY_KIB: u64 = 256 * 1024;

    /// What is too much about it, if anything is.
    pub(super) fn excess(self) -> Option<&'static str> {
        let (fits, limit) = match self {
            Self::Argon2 { memory_kib, passes, lanes, .. } => (
                u64::from(memory_kib) <= Self::MOST_MEMORY_KIB
                    && u64::from(memory_kib) * u64::from(passes) <= 4 * Self::MOST_MEMORY_KIB
                    && lanes <= 16,
                "m may be 262144 (256 MiB), m times t 1048576, p 16",
            ),
            Self::Bcrypt { cost } => ((4..=14).contains(&cost), "the cost may be 4 to 14"),
            Self::Scrypt { log_n, r, p } => {
                let blocks = (1_u128 << log_n.min(64)) * u128::from(r);
                let fits =
                    blocks * 128 <= u128::from(Self::MOST_MEMORY_KIB) * 1024 && blocks * u128::from(p) <= 1 << 21;
                (
                    fits && log_n > 0 && r > 0 && p > 0,
                    "N times r may be 2097152 (256 MiB), and no more when multiplied by p",
                )
            }
            Self::Pbkdf2 { rounds, .. } => (
                (1..=3_000_000).contains(&rounds),
                "it may have 3,000,000 iterations, for all blocks of its output together",
            ),
            Self::ShaCrypt { rounds, .. } => {
                ((1000..=1_000_000).contains(&rounds), "1,000 to 1,000,000 rounds can be verified")
            }
            Self::Salted { .. } | Self::Md5Crypt => (true, ""),
            Self::Phpass { log_rounds } | Self::Drupal { log_rounds } => {
                ((7..=20).contains(&log_rounds), "2^7 to 2^20 rounds can be verified")
            }
        };
        (!fits).then_some(limit)
    }

    /// Does the work of hashing `password` for nobody (R1).
    pub(super) fn work(self, password: &[u8], salt: &[u8; 16], memory: &mut Vec<Block>) -> Result<(), HashError> {
        match self {
            Self::Argon2 { kind, memory_kib, passes, lanes } => {
                let params = Params::new(memory_kib, passes, lanes, None).map_err(failed)?;
                let mut output = [0; Params::DEFAULT_OUTPUT_LEN];
                let blocks = enough(memory, &params);
                Argon2::new(kind.algorithm(), Version::V0x13, params)
                    .hash_password_into_with_memory(password, salt, &mut output, blocks)
                    .map_err(failed)?;
                black_box(output);
            }
            Self::Bcrypt { cost } => {
                black_box(bcrypt::hash_with_salt(password, cost, *salt).map_err(failed)?);
            }
            Self::Scrypt { log_n, r, p } => {
                let params = scrypt::Params::new(log_n, r, p).map_err(failed)?;
                let mut output = [0; 64];
                scrypt::scrypt(password, salt, &params, &mut output).map_err(failed)?;
                black_box(output);
            }
            Self::Pbkdf2 { digest, rounds } => {
                let Some(iterations) = NonZeroU32::new(rounds) else { return Ok(()) };
                let mut output = [0; 20];
                pbkdf2::derive(digest.pbkdf2(), iterations, salt, password, &mut output);
                black_box(output);
            }
            Self::ShaCrypt { digest, rounds } => {
                let params = sha_crypt::Params::new(rounds).map_err(failed)?;
                match digest {
                    Digests::Sha512 => drop(black_box(sha_crypt::sha512_crypt(password, salt, params))),
                    _ => drop(black_box(sha_crypt::sha256_crypt(password, salt, params))),
                }
            }
            Self::Salted { digest: Digests::Sha512 } => drop(black_box(Sha512::digest(password))),
            Self::Salted { .. } => drop(black_box(Sha256::digest(password))),
            Self::Phpass { log_rounds } => {
                black_box(stretch::<Md5>(password, salt, log_rounds));
            }
            Self::Drupal { log_rounds } => {
                black_box(stretch::<Sha512>(password, salt, log_rounds));
            }
            Self::Md5Crypt => {
                for _ in 0..MD5_CRYPT_ROUNDS {
                    black_box(Md5::new().chain_update(salt).chain_update(password).finalize());
                }
            }
        }
        Ok(())
    }
}

/// A digest over and over, as phpass does it: two to the power of this many rounds.
pub(super) fn stretch<D: Digest>(password: &[u8], salt: &[u8], log_rounds: u32) -> Vec<u8> {
    let mut output = D::new().chain_update(salt).chain_update(password).finalize();
    for _ in 0..1_u64 << log_rounds.min(30) {
        output = D::new().chain_update(output).chain_update(password).finalize();
    }
    output.to_vec()
}

/// The memory, grown to what Argon2 needs with these parameters.
pub(super) fn enough<'a>(memory: &'a mut Vec<Block>, params: &Params) -> &'a mut [Block] {
    let blocks = params.block_count();
    if memory.len() < blocks {
        memory.resize(blocks, Block::default());
    }
    memory
}

impl fmt::Display for Recipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argon2 { kind, memory_kib, passes, lanes } => {
                write!(f, "{} {memory_kib} {passes} {lanes}", kind.algorithm())
            }
            Self::Bcrypt { cost } => write!(f, "bcrypt {cost}"),
            Self::Scrypt { log_n, r, p } => write!(f, "scrypt {log_n} {r} {p}"),
            Self::Pbkdf2 { digest, rounds } => write!(f, "pbkdf2-{} {rounds}", digest.name()),
            Self::ShaCrypt { digest, rounds } => write!(f, "{}-crypt {rounds}", digest.name()),
            Self::Salted { digest } => write!(f, "salted-{}", digest.name()),
            Self::Phpass { log_rounds } => write!(f, "phpass {log_rounds}"),
            Self::Drupal { log_rounds } => write!(f, "drupal {log_rounds}"),
            Self::Md5Crypt => f.write_str("md5-crypt"),
        }
    }
}

/// The text is not a recipe that this version knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoRecipe;

impl FromStr for Recipe {
    type Err = NoRecipe;

    fn from_str(text: &str) -> Result<Self, NoRecipe> {
        let mut words = text.split(' ');
        let name = words.next().unwrap_or_default();
        let factors: Vec<u32> = words.map(|word| word.parse().map_err(|_| NoRecipe)).collect::<Result<_, _>>()?;
        let digest = |name: &str| Digests::from_name(name).ok_or(NoRecipe);
        if let Some(kind) = Argon2Kind::from_name(name) {
            let [memory_kib, passes, lanes] = factors[..] else { return Err(NoRecipe) };
            return Ok(Self::Argon2 { kind, memory_kib, passes, lanes });
        }
        match (name, &factors[..]) {
            ("bcrypt", &[cost]) => Ok(Self::Bcrypt { cost }),
            ("phpass", &[log_rounds]) => Ok(Self::Phpass { log_rounds }),
            ("drupal", &[log_rounds]) => Ok(Self::Drupal { log_rounds }),
            ("md5-crypt", []) => Ok(Self::Md5Crypt),
            ("scrypt", &[log_n, r, p]) => Ok(Self::Scrypt { log_n: log_n.try_into().map_err(|_| NoRecipe)?, r, p }),
            (name, &[rounds]) => match (name.strip_prefix("pbkdf2-"), name.strip_suffix("-crypt")) {
                (Some(name), _) => Ok(Self::Pbkdf2 { digest: digest(name)?, rounds }),
                (_, Some(name)) => Ok(Self::ShaCrypt { digest: digest(name)?, rounds }),
                _ => Err(NoRecipe),
            },
            (name, []) => Ok(Self::Salted { digest: digest(name.strip_prefix("salted-").ok_or(NoRecipe)?)? }),
            _ => Err(NoRecipe),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// One of each kind, cheap enough to be run.
    pub(crate) const EACH: [Recipe; 11] = [
        Recipe::Argon2 { kind: Argon2Kind::Id, memory_kib: 64, passes: 1, lanes: 1 },
        Recipe::Argon2 { kind: Argon2Kind::I, memory_kib: 64, passes: 2, lanes: 2 },
        Recipe::Bcrypt { cost: 4 },
        Recipe::Scrypt { log_n: 4, r: 8, p: 1 },
        Recipe::Pbkdf2 { digest: Digests::Sha1, rounds: 1000 },
        Recipe::Pbkdf2 { digest: Digests::Sha256, rounds: 1000 },
        Recipe::ShaCrypt { digest: Digests::Sha512, rounds: 1000 },
        Recipe::Salted { digest: Digests::Sha256 },
        Recipe::Phpass { log_rounds: 7 },
        Recipe::Drupal { log_rounds: 7 },
        Recipe::Md5Crypt,
    ];

    #[test]
    fn recipes_are_read_as_they_are_written_and_can_be_worked() {
        for recipe in EACH {
            assert_eq!(recipe.to_string().parse(), Ok(recipe), "{recipe}");
            assert_eq!(recipe.excess(), None, "{recipe}");
            recipe.work(b"password", &[7; 16], &mut Vec::new()).unwrap();
        }
        for text in ["", "bcrypt", "bcrypt x", "argon2id 1 2", "md5", "pbkdf2-md5 1000", "scrypt 900 8 1", "salted-md5"]
        {
            assert_eq!(text.parse::<Recipe>(), Err(NoRecipe), "{text}");
        }
    }

    #[test]
    fn what_would_take_minutes_or_gigabytes_is_too_much() {
        for recipe in [
            Recipe::Argon2 { kind: Argon2Kind::Id, memory_kib: 4 << 20, passes: 1, lanes: 1 },
            Recipe::Argon2 { kind: Argon2Kind::Id, memory_kib: 1024, passes: u32::MAX, lanes: 1 },
            Recipe::Argon2 { kind: Argon2Kind::Id, memory_kib: 262_144, passes: 5, lanes: 1 },
            Recipe::Bcrypt { cost: 15 },
            Recipe::Bcrypt { cost: 31 },
            Recipe::Scrypt { log_n: 20, r: 8, p: 1 },
            Recipe::Scrypt { log_n: 14, r: 8, p: 1000 },
            Recipe::Scrypt { log_n: 255, r: u32::MAX, p: u32::MAX },
            Recipe::Pbkdf2 { digest: Digests::Sha1, rounds: 3_000_001 },
            Recipe::Pbkdf2 { digest: Digests::Sha1, rounds: 0 },
            Recipe::ShaCrypt { digest: Digests::Sha512, rounds: 999_999_999 },
            Recipe::Phpass { log_rounds: 30 },
            Recipe::Drupal { log_rounds: 30 },
        ] {
            assert!(recipe.excess().is_some(), "{recipe}");
        }
    }
}
