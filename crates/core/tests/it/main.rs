//! The engine over SQLite in memory, with time, randomness, hashing and signing that repeat.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that can't continue fails")]

mod accounts;
mod audit;
mod codes;
mod directories;
mod disown;
mod fixture;
mod limits;
mod nothing_remains;
mod notices;
mod observer;
mod person_gets_in;
mod recovery;
mod secrets;
mod sessions;
mod sign_in;
mod two_worlds;
