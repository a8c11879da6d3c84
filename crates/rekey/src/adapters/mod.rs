//! What the rules need from outside, as a real machine has it: time, randomness, hashing, keys.

mod breaches;
mod geoip;
mod hasher;
pub mod keys;
mod system;

pub use breaches::BreachRanges;
#[cfg(test)]
pub(crate) use geoip::tests as geoip_tests;
pub use geoip::{GeoIp, GeoIpError};
pub use hasher::{HashCost, HashCostError, HasherLoad, PasswordHasher};
pub use system::{OsRng, SystemClock};
