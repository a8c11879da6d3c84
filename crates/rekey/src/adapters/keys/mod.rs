//! The keys of an installation: created on the first start, kept in the database, readable only with the setting
//! `secret`.

mod jwt;
mod ring;
mod signing;
mod vault;
mod wrapping;

pub use jwt::JwtSigner;
pub use ring::{ANNOUNCEMENT, KeyRing, KeyRingError, Rewrapped};
pub use signing::{SigningKey, SigningKeyError};
pub use vault::{KeyedVault, TotpKey};
pub use wrapping::{Wrapping, WrongSecret};
