//! The keys of an installation: made on the first start, kept in the database, readable with the setting `secret`
//! alone.

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
