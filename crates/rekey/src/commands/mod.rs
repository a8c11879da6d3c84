//! The commands, a file each.

pub mod account;
pub mod audit;
pub mod backup;
pub mod config;
pub mod directory;
pub mod doctor;
pub mod keys;
pub mod location;
pub mod mail;
pub mod migrate;
pub mod outbox;
pub mod webhook;

use std::net::SocketAddr;
use std::str::FromStr;

use rekey_core::{EmailAddress, LocationId};

use crate::spelling::truth;

/// Reads a location's number on the command line.
fn location_id(text: &str) -> Result<LocationId, String> {
    text.parse().ok().and_then(LocationId::new).ok_or_else(|| format!("a location is a number from 1 to {}", i32::MAX))
}

/// Reads an id on the command line.
fn id<T: FromStr>(text: &str) -> Result<T, &'static str> {
    text.parse().map_err(|_| "expected an id such as 0197a8c2-6a52-7e33-9d41-0f6b5a1c2d3e")
}

/// Reads a number on the command line.
fn number<T: FromStr>(text: &str) -> Result<T, &'static str> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("expected a whole number, such as 50");
    }
    text.parse().map_err(|_| "the number is too large")
}

/// Reads how many of a list to print.
fn at_least_one(text: &str) -> Result<usize, &'static str> {
    number(text).and_then(|limit| if limit == 0 { Err("expected 1 or more") } else { Ok(limit) })
}

/// Reads yes or no on the command line, in the usual spellings.
fn yes_or_no(text: &str) -> Result<bool, &'static str> {
    truth(text).ok_or("expected yes or no")
}

/// Reads an address to listen on.
fn listen(text: &str) -> Result<SocketAddr, &'static str> {
    text.parse().map_err(|_| "expected an address with a port, such as 127.0.0.1:8080")
}

/// Reads an email address on the command line.
fn address(text: &str) -> Result<EmailAddress, String> {
    EmailAddress::parse(text).map_err(|error| error.to_string())
}
