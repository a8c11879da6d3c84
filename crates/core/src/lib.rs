//! Rekey's rules, without any I/O: who may recover what, how, how often and for how long.
//!
//! Start with [`recovery`], the engine; [`ports`] is what it needs from outside.

pub mod account;
pub mod accounts;
pub mod audit;
pub mod code;
mod common_passwords;
pub mod delivery;
pub mod digest;
pub mod email_address;
pub mod engine;
pub mod error;
pub mod ids;
pub mod jwt;
pub mod language;
pub mod limits;
pub mod links;
pub mod locale;
pub mod location;
pub mod network;
pub mod outbox;
mod outcome;
pub mod password_hash;
pub mod policy;
pub mod ports;
pub mod profile;
pub mod purpose;
pub mod rate;
pub mod recovery;
pub mod redirect;
pub mod second_factor;
pub mod session;
pub mod sign_in;
pub mod sign_up;
pub mod span;
pub mod testing;
pub mod time;
pub mod token;
pub mod trial;
pub mod webhooks;

pub use account::{Account, AccountStatus, Epoch};
pub use code::Code;
pub use digest::{AddressKey, DigestKey};
pub use email_address::{EmailAddress, Mailbox};
pub use engine::{Engine, Ports, Settings};
pub use error::Fault;
pub use ids::{AccountId, EntryId, LocationId, SessionId};
pub use jwt::Jwt;
pub use language::Languages;
pub use locale::Locale;
pub use location::{Location, Locations};
pub use network::ClientNetwork;
pub use password_hash::PasswordHash;
pub use policy::Password;
pub use purpose::Purpose;
pub use token::{Token, TokenDigest, TokenPurpose};
