//! The engine over SQLite in memory, with time, randomness, hashing and signing that repeat.

mod accounts;
mod codes;
mod disown;
mod fixture;
mod limits;
mod recovery;
mod sessions;
mod sign_in;
