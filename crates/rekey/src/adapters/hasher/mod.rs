//! Passwords: hashed by Argon2id, verified against the hashes of many systems, a bounded number at a time (R22).

mod foreign;
mod queue;
mod recipe;
mod refusal_work;
mod stored;
mod turns;
#[cfg(test)]
mod vectors;

use std::sync::{Arc, Mutex, PoisonError};

use argon2::{Block, Params};
use async_trait::async_trait;
use rekey_core::password_hash::{HashRecipe, LONGEST_HASH, UnusableHash};
use rekey_core::ports::{Decoy, HashError, Hasher, Rng};
use rekey_core::{ClientNetwork, Password, PasswordHash, Work};

use queue::HashQueue;
use recipe::Recipe;
use refusal_work::RefusalWork;
use stored::{Argon2Hash, StoredHash};

pub use queue::HasherLoad;

/// Bytes of salt, as RFC 9106 recommends.
const SALT_BYTES: usize = 16;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HashCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    pub passes: u32,
    /// Lanes that the memory is cut into. Each hash works them one after the other.
    pub lanes: u32,
    /// How many passwords are hashed at once; each holds `memory_kib` permanently.
    pub threads: usize,
    /// How many passwords may wait for their turn. Beyond that, requests get 503.
    pub queue: usize,
}

/// The cost is outside what Argon2 can do, or what a stored hash may have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct HashCostError(String);

impl HashCost {
    /// How many may wait for each one that is hashed: at 20 ms a hash, somebody who waits gets a turn within a second.
    pub const WAITING_PER_THREAD: usize = 40;

    /// 19 MiB and two passes (OWASP's first choice for Argon2id), on each of `threads` threads.
    pub fn recommended(threads: usize) -> Self {
        let queue = threads * Self::WAITING_PER_THREAD;
        Self { memory_kib: 19 * 1024, passes: 2, lanes: 1, threads, queue }
    }

    /// The cost as Argon2 takes it.
    fn params(self) -> Result<Params, HashCostError> {
        let Self { memory_kib, passes, lanes, .. } = self;
        let params = Params::new(memory_kib, passes, lanes, Some(Params::DEFAULT_OUTPUT_LEN));
        let params =
            params.map_err(|_| HashCostError("Argon2 needs a pass, a lane, and 8 KiB for each lane".into()))?;
        match (Recipe::Argon2 { kind: recipe::Argon2Kind::Id, memory_kib, passes, lanes }).excess() {
            None => Ok(params),
            Some(limit) => Err(HashCostError(format!("a hash this expensive couldn't be verified again: {limit}"))),
        }
    }

    /// Whether hashes of this cost can be made and verified.
    pub fn check(self) -> Result<(), HashCostError> {
        self.params().map(drop)
    }
}

/// The hasher. Cheap to clone; clones share the bound.
#[derive(Clone)]
pub struct PasswordHasher(Arc<Shared>);

struct Shared {
    cost: Params,
    rng: Arc<dyn Rng>,
    queue: HashQueue,
    /// One per thread that ever worked, kept because fresh memory costs as much as half a hash.
    memories: Mutex<Vec<Vec<Block>>>,
}

impl PasswordHasher {
    /// A hasher that makes hashes of this cost.
    pub fn new(cost: HashCost, rng: Arc<dyn Rng>) -> Result<Self, HashCostError> {
        let queue = HashQueue::new(cost.threads, cost.queue);
        Ok(Self(Arc::new(Shared { cost: cost.params()?, rng, queue, memories: Mutex::default() })))
    }

    pub fn load(&self) -> HasherLoad {
        self.0.queue.load()
    }

    /// Does `work` on a separate thread, with reused memory, when it is the network's turn.
    async fn run<T: Send + 'static>(
        &self,
        network: ClientNetwork,
        work: impl FnOnce(&mut Vec<Block>) -> Result<T, HashError> + Send + 'static,
    ) -> Result<T, HashError> {
        let permit = self.0.queue.acquire(network).await?;
        let shared = self.0.clone();
        // The thread holds the turn, so a request that is dropped while its password is hashed still counts.
        let task = tokio::task::spawn_blocking(move || {
            let mut memory = shared.memories().pop().unwrap_or_default();
            let done = work(&mut memory);
            // What a dearer hash of another system took on top goes back to the system.
            memory.truncate(shared.cost.block_count());
            memory.shrink_to_fit();
            shared.memories().push(memory);
            drop(permit);
            done
        });
        task.await.map_err(|error| HashError::Failed(Box::new(error)))?
    }

    /// What hashes of ours are made by.
    fn own_recipe(&self) -> Recipe {
        let cost = &self.0.cost;
        let (memory_kib, passes, lanes) = (cost.m_cost(), cost.t_cost(), cost.p_cost());
        Recipe::Argon2 { kind: recipe::Argon2Kind::Id, memory_kib, passes, lanes }
    }

    /// The work of a refusal. If no stored hash can be verified by this version, it is one hash of our own.
    fn work(&self, stored: &[HashRecipe]) -> RefusalWork {
        let known: Vec<Recipe> = stored.iter().filter_map(|recipe| recipe.0.parse().ok()).collect();
        RefusalWork::new(if known.is_empty() { vec![self.own_recipe()] } else { known })
    }
}

impl Shared {
    fn memories(&self) -> std::sync::MutexGuard<'_, Vec<Vec<Block>>> {
        self.memories.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Hasher for PasswordHasher {
    async fn hash(&self, work: &Work, password: &Password) -> Result<PasswordHash, HashError> {
        let mut salt = [0; SALT_BYTES];
        self.0.rng.fill(&mut salt);
        let (params, recipe, password) = (self.0.cost.clone(), self.own_recipe(), password.clone());
        self.run(work.network(), move |memory| {
            let text = Argon2Hash::make(password.expose().as_bytes(), params, &salt, memory)?;
            PasswordHash::new(&text, HashRecipe(recipe.to_string())).map_err(failed)
        })
        .await
    }

    async fn verify(
        &self,
        paid: &Work,
        password: &Password,
        hash: Option<&PasswordHash>,
        decoy: Decoy<'_>,
    ) -> Result<bool, HashError> {
        let hash = hash.and_then(|hash| StoredHash::read(hash.expose()).ok());
        let (work, salt, password) = (self.work(decoy.recipes), decoy.salt, password.clone());
        self.run(paid.network(), move |memory| {
            let password = password.expose().as_bytes();
            if let Some(hash) = &hash
                && hash.matches(password, memory)?
            {
                return Ok(true);
            }
            for recipe in work.remaining_after(hash.as_ref().map(StoredHash::recipe)) {
                recipe.work(password, &salt, memory)?;
            }
            Ok(false)
        })
        .await
    }

    fn read(&self, text: &str) -> Result<PasswordHash, UnusableHash> {
        if text.len() > LONGEST_HASH {
            return Err(UnusableHash::Text);
        }
        let recipe = StoredHash::read(text)?.recipe();
        PasswordHash::new(text, HashRecipe(recipe.to_string()))
    }

    fn is_current(&self, hash: &PasswordHash) -> bool {
        matches!(StoredHash::read(hash.expose()), Ok(StoredHash::Argon2(hash)) if hash.is_made_by(&self.0.cost))
    }
}

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> HashError {
    HashError::Failed(Box::new(error))
}

#[cfg(test)]
mod tests {
    use rekey_core::testing::SeededRng;

    use super::*;

    pub(in super::super::hasher) const WORK: Work = Work::of_operator();

    pub(in super::super::hasher) fn hasher() -> PasswordHasher {
        let cost = HashCost { memory_kib: 64, passes: 1, lanes: 1, threads: 1, queue: 4 };
        PasswordHasher::new(cost, Arc::new(SeededRng::new(1))).unwrap()
    }

    #[tokio::test]
    async fn a_password_verifies_against_its_own_hash_alone() {
        let hasher = hasher();
        let (right, wrong) = (Password::new("right horse"), Password::new("wrong horse"));
        let hash = hasher.hash(&WORK, &right).await.unwrap();
        assert!(hash.expose().starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{}", hash.expose());
        assert!(hasher.verify(&WORK, &right, Some(&hash), Decoy::none()).await.unwrap());
        assert!(!hasher.verify(&WORK, &wrong, Some(&hash), Decoy::none()).await.unwrap());
        assert_ne!(hasher.hash(&WORK, &right).await.unwrap(), hash, "the salt is fresh");
        assert_eq!(hasher.read(hash.expose()).unwrap().recipe(), hash.recipe());
    }

    #[tokio::test]
    async fn nobodys_password_is_always_wrong_and_costs_what_is_stored() {
        let hasher = hasher();
        let kept = || hasher.0.memories().iter().map(Vec::len).sum::<usize>();
        let bcrypt = HashRecipe("bcrypt 4".to_owned());
        assert!(!hasher.verify(&WORK, &Password::new("anything"), None, Decoy::new(&[bcrypt], None)).await.unwrap());
        assert_eq!(kept(), 0, "nothing of ours is stored");
        assert!(!hasher.verify(&WORK, &Password::new("anything"), None, Decoy::none()).await.unwrap());
        assert_eq!(kept(), hasher.0.cost.block_count(), "the decoy filled the memory of a real hash");
    }

    #[tokio::test]
    async fn memory_that_another_systems_dearer_hash_took_is_given_back() {
        let hasher = hasher();
        let dear = HashRecipe("argon2id 1024 1 1".to_owned());
        assert!(!hasher.verify(&WORK, &Password::new("anything"), None, Decoy::new(&[dear], None)).await.unwrap());
        let kept = hasher.0.memories().iter().map(Vec::capacity).sum::<usize>();
        assert_eq!(kept, hasher.0.cost.block_count());
    }

    #[test]
    fn a_hash_is_current_if_it_is_made_as_the_settings_say() {
        let tail = "c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8";
        let current = |text: String| hasher().is_current(&hasher().read(&text).unwrap());
        assert!(current(format!("$argon2id$v=19$m=64,t=1,p=1${tail}")));
        assert!(!current(format!("$argon2id$v=19$m=64,t=2,p=1${tail}")));
        assert!(!current(format!("$argon2id$v=16$m=64,t=1,p=1${tail}")));
        assert!(!current(format!("$argon2i$v=19$m=64,t=1,p=1${tail}")));
        assert!(!current("$2b$04$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW".to_owned()));
    }

    #[test]
    fn settings_that_could_not_be_verified_again_are_refused() {
        let cost = HashCost::recommended(1);
        assert!(cost.check().is_ok());
        assert!(HashCost { memory_kib: 256 * 1024, passes: 4, ..cost }.check().is_ok());
        assert!(HashCost { memory_kib: 256 * 1024, passes: 5, ..cost }.check().is_err());
        assert!(HashCost { memory_kib: 8, lanes: 2, ..cost }.check().is_err());
    }
}
