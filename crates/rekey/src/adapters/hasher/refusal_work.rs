//! The work of saying "wrong" (R1). Stored hashes may come from several systems, and some take a hundred times longer
//! than others. The time must show neither whether an address has an account nor which system it came from, so every
//! refusal does the work of all recipes: first the stored hash, if there is one, then the rest. A fixed delay would not
//! hide the difference, because the time of the most expensive hash depends on what else the machine does.

use super::recipe::Recipe;

/// Only the most expensive recipes count, because each refusal waits for all of them.
const MOST_RECIPES: usize = 8;

/// The recipes that a refusal works through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RefusalWork(Vec<Recipe>);

impl RefusalWork {
    /// Recipes that differ only in repetitions count once, with the highest number.
    pub(super) fn new(stored: impl IntoIterator<Item = Recipe>) -> Self {
        let mut recipes: Vec<Recipe> = Vec::new();
        for recipe in stored {
            match recipes.iter_mut().find(|known| known.is_multiple_of_work(recipe)) {
                Some(known) => *known = (*known).max(recipe),
                None => recipes.push(recipe),
            }
        }
        recipes.sort_by_key(|recipe| std::cmp::Reverse(recipe.weight()));
        recipes.truncate(MOST_RECIPES);
        Self(recipes)
    }

    /// The rest, after a hash by `done`.
    pub(super) fn remaining_after(&self, done: Option<Recipe>) -> Vec<Recipe> {
        let Some(done) = done else { return self.0.clone() };
        let left = |recipe: &Recipe| if recipe.is_multiple_of_work(done) { recipe.less(done) } else { vec![*recipe] };
        self.0.iter().flat_map(left).collect()
    }
}

impl Recipe {
    /// Whether the two differ only in repetitions, so that the greater work is the smaller one and a rest. Argon2 and
    /// scrypt have no such rest, because of their memory.
    fn is_multiple_of_work(self, other: Self) -> bool {
        match (self, other) {
            (Self::Bcrypt { .. }, Self::Bcrypt { .. })
            | (Self::Phpass { .. }, Self::Phpass { .. })
            | (Self::Drupal { .. }, Self::Drupal { .. }) => true,
            (Self::Pbkdf2 { digest, .. }, Self::Pbkdf2 { digest: other, .. }) => digest == other,
            (one, other) => one == other,
        }
    }

    /// The work of this recipe without that of `done`, which is of the same kind and no greater.
    fn less(self, done: Self) -> Vec<Self> {
        match (self, done) {
            // 2^c is 2^d and 2^d, 2^(d + 1), … 2^(c - 1).
            (Self::Bcrypt { cost }, Self::Bcrypt { cost: done }) => {
                (done..cost).map(|cost| Self::Bcrypt { cost }).collect()
            }
            (Self::Phpass { log_rounds }, Self::Phpass { log_rounds: done }) => {
                (done..log_rounds).map(|log_rounds| Self::Phpass { log_rounds }).collect()
            }
            (Self::Drupal { log_rounds }, Self::Drupal { log_rounds: done }) => {
                (done..log_rounds).map(|log_rounds| Self::Drupal { log_rounds }).collect()
            }
            (Self::Pbkdf2 { digest, rounds }, Self::Pbkdf2 { rounds: done, .. }) if rounds > done => {
                vec![Self::Pbkdf2 { digest, rounds: rounds - done }]
            }
            _ => Vec::new(),
        }
    }

    /// Its approximate cost in nanoseconds, precise enough to find the most expensive.
    fn weight(self) -> u64 {
        match self {
            Self::Argon2 { memory_kib, passes, .. } => u64::from(memory_kib) * u64::from(passes) * 500,
            Self::Bcrypt { cost } => 50_000 << cost.min(31),
            Self::Phpass { log_rounds } => 200 << log_rounds.min(31),
            Self::Drupal { log_rounds } => 500 << log_rounds.min(31),
            Self::Md5Crypt => 200_000,
            Self::Scrypt { log_n, r, p } => (u64::from(r) * u64::from(p) * 400) << log_n.min(31),
            Self::Pbkdf2 { rounds, .. } | Self::ShaCrypt { rounds, .. } => u64::from(rounds) * 400,
            Self::Salted { .. } => 1_000,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::recipe::{Argon2Kind, Digests};
    use super::*;

    const OURS: Recipe = Recipe::Argon2 { kind: Argon2Kind::Id, memory_kib: 19_456, passes: 2, lanes: 1 };
    const SALTED: Recipe = Recipe::Salted { digest: Digests::Sha512 };

    fn bcrypt(cost: u32) -> Recipe {
        Recipe::Bcrypt { cost }
    }

    fn django(rounds: u32) -> Recipe {
        Recipe::Pbkdf2 { digest: Digests::Sha256, rounds }
    }

    /// The work of a refusal by kind: Argon2 in blocks, bcrypt and PBKDF2 in rounds, digests by number.
    fn sum(refusal: &RefusalWork, done: Option<Recipe>) -> [u64; 4] {
        let mut sums = [0; 4];
        for recipe in done.into_iter().chain(refusal.remaining_after(done)) {
            match recipe {
                Recipe::Argon2 { memory_kib, passes, .. } => sums[0] += u64::from(memory_kib * passes),
                Recipe::Bcrypt { cost } => sums[1] += 1 << cost,
                Recipe::Pbkdf2 { rounds, .. } => sums[2] += u64::from(rounds),
                _ => sums[3] += 1,
            }
        }
        sums
    }

    #[test]
    fn every_refusal_takes_the_same_work() {
        let stored = [OURS, bcrypt(10), bcrypt(12), bcrypt(4), django(260_000), django(1_000_000), SALTED];
        let refusal = RefusalWork::new(stored);
        let nobody = sum(&refusal, None);
        assert_eq!(nobody, [38_912, 4096, 1_000_000, 1]);
        for recipe in stored {
            assert_eq!(sum(&refusal, Some(recipe)), nobody, "{recipe}");
        }
    }

    #[test]
    fn the_work_is_bounded_and_keeps_the_dearest_recipes() {
        let stored = (1..20).map(|passes| Recipe::Argon2 { kind: Argon2Kind::I, memory_kib: 64, passes, lanes: 1 });
        let refusal = RefusalWork::new(stored.chain([bcrypt(12)]));
        assert_eq!(refusal.0.len(), MOST_RECIPES);
        assert_eq!(refusal.0[0], bcrypt(12));
    }
}
