//! Argon2id, a bounded number at a time (R22).

use std::str::FromStr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash as Phc, Salt};
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Block, Params, Version};
use async_trait::async_trait;
use rekey_core::ports::{HashError, Hasher, Rng};
use rekey_core::{Password, PasswordHash};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many may wait for each one that is hashed: at 20 ms a hash, somebody who waits gets a turn within a second.
const WAITING_PER_THREAD: usize = 40;
/// The costliest hash of another system that is still verified: memory in KiB, passes, lanes. Anything above would
/// let one imported row stop everybody else's sign-ins.
const DEAREST: (u32, u32, u32) = (256 * 1024, 16, 16);
/// Bytes of salt, as RFC 9106 recommends.
const SALT_BYTES: usize = 16;

/// What a hash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// How many passwords are hashed at once; each holds `memory_kib` for good.
    pub threads: usize,
}

/// The cost is outside what Argon2 can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Argon2 needs at least 8 KiB of memory and one pass")]
pub struct HashCostError;

impl HashCost {
    /// 19 MiB and two passes (OWASP's first choice for Argon2id), on each of `threads` threads.
    pub fn recommended(threads: usize) -> Self {
        Self { memory_kib: 19 * 1024, passes: 2, threads }
    }
}

/// The hasher. Cheap to clone; clones share the bound.
#[derive(Clone)]
pub struct Argon2Hasher(Arc<Shared>);

struct Shared {
    cost: Params,
    rng: Arc<dyn Rng>,
    permits: usize,
    threads: Arc<Semaphore>,
    waiting: AtomicUsize,
    shed: AtomicU64,
    max_waiting: usize,
    /// One per thread that ever worked, kept because fresh memory costs as much as half a hash.
    memories: Mutex<Vec<Vec<Block>>>,
}

impl Argon2Hasher {
    /// A hasher that makes hashes of this cost.
    pub fn new(cost: HashCost, rng: Arc<dyn Rng>) -> Result<Self, HashCostError> {
        let params = Params::new(cost.memory_kib, cost.passes, 1, Some(Params::DEFAULT_OUTPUT_LEN));
        let threads = cost.threads.max(1);
        Ok(Self(Arc::new(Shared {
            cost: params.map_err(|_| HashCostError)?,
            rng,
            permits: threads,
            threads: Arc::new(Semaphore::new(threads)),
            waiting: AtomicUsize::new(0),
            shed: AtomicU64::new(0),
            max_waiting: threads * WAITING_PER_THREAD,
            memories: Mutex::default(),
        })))
    }

    /// Does `work` on a thread of its own, with memory that was used before, when its turn comes.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Vec<Block>) -> Result<T, HashError> + Send + 'static,
    ) -> Result<T, HashError> {
        let turn = self.0.turn().await?;
        let shared = self.0.clone();
        // The turn goes along: a request that is given up while its password is hashed still holds it.
        let task = tokio::task::spawn_blocking(move || {
            let mut memory = shared.memories().pop().unwrap_or_default();
            let done = work(&mut memory);
            memory.truncate(shared.cost.block_count());
            shared.memories().push(memory);
            drop(turn);
            done
        });
        task.await.map_err(|error| HashError::Failed(Box::new(error)))?
    }
}

impl Shared {
    /// Waits for a thread, unless too many do already.
    async fn turn(&self) -> Result<OwnedSemaphorePermit, HashError> {
        if let Ok(turn) = self.threads.clone().try_acquire_owned() {
            return Ok(turn);
        }
        let Some(_place) = Place::take(&self.waiting, self.max_waiting) else {
            self.shed.fetch_add(1, Ordering::Relaxed);
            return Err(HashError::Overloaded);
        };
        self.threads.clone().acquire_owned().await.map_err(|error| HashError::Failed(Box::new(error)))
    }

    fn memories(&self) -> std::sync::MutexGuard<'_, Vec<Vec<Block>>> {
        self.memories.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place in the queue, given back when dropped.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn take(waiting: &'a AtomicUsize, most: usize) -> Option<Self> {
        let one_more = |count: usize| (count < most).then_some(count + 1);
        waiting.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more).ok().map(|_| Self(waiting))
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[async_trait]
impl Hasher for Argon2Hasher {
    async fn hash(&self, password: &Password) -> Result<PasswordHash, HashError> {
        let mut salt = [0; SALT_BYTES];
        self.0.rng.fill(&mut salt);
        let recipe = Recipe {
            algorithm: Algorithm::Argon2id,
            version: Version::V0x13,
            params: self.0.cost.clone(),
            salt: Salt::new(&salt).map_err(failed)?,
        };
        let password = password.clone();
        self.run(move |memory| {
            let phc = Phc {
                algorithm: ARGON2ID_IDENT,
                version: Some(recipe.version.into()),
                params: ParamsString::try_from(&recipe.params).map_err(failed)?,
                hash: Some(recipe.cook(&password, memory)?),
                salt: Some(recipe.salt),
            };
            PasswordHash::from_str(&phc.to_string()).map_err(failed)
        })
        .await
    }

    async fn verify(&self, password: &Password, hash: Option<&PasswordHash>) -> Result<bool, HashError> {
        let known = hash.and_then(Recipe::read);
        let (recipe, expected) = match known {
            Some((recipe, expected)) => (recipe, Some(expected)),
            None => (self.decoy()?, None),
        };
        let password = password.clone();
        self.run(move |memory| {
            let output = recipe.cook(&password, memory)?;
            // `Output` compares in constant time.
            Ok(expected.is_some_and(|expected| expected == output))
        })
        .await
    }

    fn knows(&self, hash: &PasswordHash) -> bool {
        Recipe::read(hash).is_some()
    }
}

/// How busy the hasher is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HasherLoad {
    /// How many may be hashed at once.
    pub permits: usize,
    /// How many are.
    pub busy: usize,
    /// How many wait.
    pub waiting: usize,
    /// How many were turned away so far, because too many waited.
    pub shed: u64,
}

impl Argon2Hasher {
    /// How busy it is.
    pub fn load(&self) -> HasherLoad {
        let permits = self.0.permits;
        HasherLoad {
            permits,
            busy: permits.saturating_sub(self.0.threads.available_permits()),
            waiting: self.0.waiting.load(Ordering::Relaxed),
            shed: self.0.shed.load(Ordering::Relaxed),
        }
    }

    /// What is cooked for whoever has no password: as costly as our own hashes (R1).
    fn decoy(&self) -> Result<Recipe, HashError> {
        Ok(Recipe {
            algorithm: Algorithm::Argon2id,
            version: Version::V0x13,
            params: self.0.cost.clone(),
            salt: Salt::new(&[0; SALT_BYTES]).map_err(failed)?,
        })
    }
}

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> HashError {
    HashError::Failed(Box::new(error))
}

/// All that a hash needs besides the password.
struct Recipe {
    algorithm: Algorithm,
    version: Version,
    params: Params,
    salt: Salt,
}

impl Recipe {
    /// A stored hash's recipe and what should come out. `None` for what can't, or should not, be verified.
    fn read(hash: &PasswordHash) -> Option<(Self, Output)> {
        let phc = Phc::new(hash.expose()).ok()?;
        let params = Params::try_from(&phc).ok()?;
        let (memory, passes, lanes) = DEAREST;
        let bearable = params.m_cost() <= memory && params.t_cost() <= passes && params.p_cost() <= lanes;
        let keyless = params.keyid().is_empty();
        let recipe = Self {
            algorithm: Algorithm::try_from(phc.algorithm.as_str()).ok()?,
            // Hashes from before versions were written are of version 1.0, as the reference decoder reads them.
            version: phc.version.map_or(Ok(Version::V0x10), Version::try_from).ok()?,
            params,
            salt: phc.salt?,
        };
        (bearable && keyless).then_some((recipe, phc.hash?))
    }

    fn cook(&self, password: &Password, memory: &mut Vec<Block>) -> Result<Output, HashError> {
        let blocks = self.params.block_count();
        if memory.len() < blocks {
            memory.resize(blocks, Block::default());
        }
        let length = self.params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN);
        let mut output = vec![0; length];
        Argon2::new(self.algorithm, self.version, self.params.clone())
            .hash_password_into_with_memory(password.expose().as_bytes(), &self.salt, &mut output, memory)
            .map_err(failed)?;
        Output::new(&output).map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use rekey_core::testing::SeededRng;

    use super::*;

    fn hasher(threads: usize) -> Argon2Hasher {
        let cost = HashCost { memory_kib: 64, passes: 1, threads };
        Argon2Hasher::new(cost, Arc::new(SeededRng::new(1))).unwrap()
    }

    /// Starts a future, and says whether it has to wait.
    fn is_waiting<F: Future + Unpin>(future: &mut F) -> bool {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        std::pin::Pin::new(future).poll(&mut context).is_pending()
    }

    fn hash(text: &str) -> PasswordHash {
        text.parse().unwrap()
    }

    #[tokio::test]
    async fn a_password_verifies_against_its_own_hash_alone() {
        let hasher = hasher(1);
        let (right, wrong) = (Password::new("right horse"), Password::new("wrong horse"));
        let hash = hasher.hash(&right).await.unwrap();
        assert!(hash.expose().starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{}", hash.expose());
        assert!(hasher.verify(&right, Some(&hash)).await.unwrap());
        assert!(!hasher.verify(&wrong, Some(&hash)).await.unwrap());
        assert_ne!(hasher.hash(&right).await.unwrap(), hash, "the salt is fresh");
    }

    #[tokio::test]
    async fn hashes_of_other_costs_versions_and_kinds_verify() {
        let password = Password::new("password");
        // From the test vectors of the reference implementation (password "password", salt "somesalt").
        for text in [
            "$argon2i$m=256,t=2,p=1$c29tZXNhbHQ$/U3YPXYsSb3q9XxHvc0MLxur+GP960kN9j7emXX8zwY",
            "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8",
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        ] {
            assert!(hasher(1).verify(&password, Some(&hash(text))).await.unwrap(), "{text}");
        }
    }

    #[tokio::test]
    async fn nobodys_password_is_always_wrong_and_costs_a_hash() {
        let hasher = hasher(1);
        assert!(!hasher.verify(&Password::new("anything"), None).await.unwrap());
        let kept: usize = hasher.0.memories().iter().map(Vec::len).sum();
        assert_eq!(kept, hasher.0.cost.block_count(), "the decoy filled the memory of a real hash");
    }

    #[test]
    fn hashes_that_cannot_or_should_not_be_verified_are_not_known() {
        let tail = "c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8";
        let known = |text: &str| hasher(1).knows(&hash(text));
        assert!(known(&format!("$argon2id$v=19$m=19456,t=2,p=1${tail}")));
        assert!(!known(&format!("$argon2id$v=19$m=4194304,t=2,p=1${tail}")), "4 GiB");
        assert!(!known(&format!("$argon2id$v=19$m=1024,t=4000000,p=1${tail}")), "weeks");
        assert!(!known(&format!("$argon2id$v=19$m=1024,t=2,p=1,keyid=AAAA${tail}")), "a pepper we don't have");
        assert!(!known(&format!("$argon2id$v=20$m=1024,t=2,p=1${tail}")), "an unknown version");
        assert!(!known("$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW"), "bcrypt");
        assert!(!known("$argon2id$v=19$m=1024,t=2,p=1$c29tZXNhbHQ"), "no hash");
    }

    #[tokio::test]
    async fn a_full_queue_is_an_overload_and_an_abandoned_place_is_free_again() {
        let hasher = hasher(1);
        let busy = hasher.0.threads.clone().acquire_owned().await.unwrap();
        let mut waiting: Vec<_> = (0..WAITING_PER_THREAD).map(|_| Box::pin(hasher.0.turn())).collect();
        for turn in &mut waiting {
            assert!(is_waiting(turn));
        }
        assert!(matches!(hasher.0.turn().await, Err(HashError::Overloaded)));
        assert_eq!(hasher.load(), HasherLoad { permits: 1, busy: 1, waiting: WAITING_PER_THREAD, shed: 1 });
        waiting.pop();
        let mut last = Box::pin(hasher.0.turn());
        assert!(is_waiting(&mut last));
        drop((waiting, busy));
        assert!(last.await.is_ok());
    }
}
