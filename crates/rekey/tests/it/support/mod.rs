//! A whole server of a test's own: real sockets, a real database, real hashing; time and randomness are the test's.

mod server;

pub(crate) use server::{ANN, Answer, PASSWORD, TestServer, token_in};
