//! The life of a token, as a model: requests, workers, mails, resets, crashes, races, expiry and epochs.
//!
//! Tests of the program exercise the interleavings that happen to occur. Here a model checker tries all of them, for
//! three nodes that may each do anything a node does. An action is what the program does atomically: a store step (one
//! transaction that checks everything again), an answer of the SMTP server, a crash. Between two store steps of one job
//! (rendering, SMTP, hashing) other nodes may act.
//!
//! Time is not counted. The expiry of a lease or token is an action that may happen at any moment, which covers every
//! possible clock and delay. Anything that could repeat for ever (crashes, faults, people who ask again) has a budget,
//! so that every run ends and "eventually" can be checked.
//!
//! [`Offers`] is a separate model: sign-ups, what contests them, and whose password counts eventually. So is [`Writes`]:
//! resets whose password a directory keeps.
//!
//! The model is written by hand. It follows `crates/store` (`tokens::use_up`, `outbox::{claim, prepare, settle}`,
//! `recovery::complete`) and says what they must guarantee together. [`Guards`] removes the program's safeguards one by
//! one; the tests show that the checker then finds the harm that each of them prevents.

mod directory;
mod life;
mod offers;
mod properties;
mod state;

pub use directory::{Call, Mark, Stage, WriteAction, WriteGuards, WriteState, Writes};
pub use life::{Action, Answer, Guards, Purpose, TokenLife};
pub use offers::{Mail, Offer, OfferAction, OfferGuards, OfferState, Offers, Outcome, Person, Request};
pub use state::{Entry, EntryState, Node, State, Token};
