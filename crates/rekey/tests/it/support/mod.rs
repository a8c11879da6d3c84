//! A whole server of a test's own: real sockets, a real database, real hashing; time and randomness are the test's.

mod answer;
mod jwt;
mod receiver;
pub(crate) mod samba;
mod server;
pub(crate) mod slapd;
mod smtp;

pub(crate) use answer::Answer;
pub(crate) use jwt::{assert_bearer, claims};
pub(crate) use receiver::{Received, Receiver};
pub(crate) use server::{ANN, Authenticator, Backend, ELSEWHERE, LOCKED, PASSWORD, Setup, TestServer, token_in};
pub(crate) use smtp::{Act, SmtpServer};
