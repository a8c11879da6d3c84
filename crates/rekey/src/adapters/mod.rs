//! What the rules need from outside, as a real machine has it: time, randomness, hashing, keys.

mod breaches;
mod hasher;
pub mod keys;
mod system;

pub use breaches::BreachRanges;
pub use hasher::{HashCost, HashCostError, HasherLoad, PasswordHasher};
pub use system::{OsRng, SystemClock};
