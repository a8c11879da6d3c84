//! The life of a token, as a model: requests, workers, mails, resets, crashes, races, expiry and epochs.
//!
//! Tests of the program try the interleavings that happen to happen. Here a model checker tries all of them, for
//! three nodes that each may do anything a node does. An action is what the program does without being interleaved:
//! a store step (one transaction that checks everything again), an answer of the SMTP server, a crash. What lies
//! between two store steps of one piece of work, rendering, SMTP, hashing, is where the others come in.
//!
//! Time has no number here. That a lease or a token's life is over is an action that may come at any moment, which
//! takes in every clock and every delay there could be. What could go on for ever (crashes, faults, people who ask
//! again) has a budget, so that every run comes to an end and "in the end" can be checked.
//!
//! [`Offers`] is a model of its own: sign-ups, what contests them, and whose password counts in the end.
//!
//! The model is by hand: it follows `crates/store` (`tokens::use_up`, `outbox::{claim, prepare, settle}`,
//! `recovery::complete`) and says what they must guarantee together. [`Guards`] takes the program's safeguards out one by one; the
//! tests show that the checker then finds the harm that each of them prevents.

mod life;
mod offers;
mod properties;
mod state;

pub use life::{Action, Answer, Guards, Purpose, TokenLife};
pub use offers::{Mail, Offer, OfferAction, OfferGuards, OfferState, Offers, Outcome, Person, Request};
pub use state::{Entry, EntryState, Node, State, Token};
