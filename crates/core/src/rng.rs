//! Randomness, which ids, codes and tokens are made of.

/// Gives randomness that nobody can guess.
pub trait Rng: Send + Sync {
    /// Fills the bytes.
    fn fill(&self, bytes: &mut [u8]);
}
