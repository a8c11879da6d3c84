//! Invariants of every parser of foreign input, whatever is sent.
//!
//! A property is a function over bytes that panics if it is violated. Every test run tries each over its seeds
//! (`fuzz/seeds`) and over random changes of them; `fuzz/` runs the same functions under libFuzzer, for as long as you
//! like. Where possible a property compares with a second implementation: another library, or one so simple that it
//! can't have the same bug.

#![expect(clippy::expect_used, reason = "a property that does not hold says so by panicking")]

mod addresses;
mod authorization;
mod bounces;
mod cookies;
mod devices;
mod forms;
mod forwarded;
mod hashes;
mod json;
mod jwts;
mod languages;
mod redirects;
mod requests;
mod secrets;

#[path = "../../crates/http/tests/it/server.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "shared with the tests of http, which do more with it")]
mod server;

/// A property: panics if these bytes violate it.
pub type Property = fn(&[u8]);

/// Every property, by the name of its fuzz target and of its folder of seeds.
pub const ALL: [(&str, Property); 14] = [
    ("addresses", addresses::holds),
    ("authorization", authorization::holds),
    ("bounces", bounces::holds),
    ("cookies", cookies::holds),
    ("devices", devices::holds),
    ("forms", forms::holds),
    ("forwarded", forwarded::holds),
    ("hashes", hashes::holds),
    ("json", json::holds),
    ("jwts", jwts::holds),
    ("languages", languages::holds),
    ("redirects", redirects::holds),
    ("requests", requests::holds),
    ("secrets", secrets::holds),
];

/// Checks the property with this name.
///
/// # Panics
/// If it is violated, or does not exist.
pub fn check(name: &str, data: &[u8]) {
    let (_, holds) = ALL.iter().find(|(known, _)| *known == name).expect("a property of that name");
    holds(data);
}

/// The bytes as text. Invalid UTF-8 never reaches a parser of text.
fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok()
}

/// A request's headers: one of this name for each line that can be one.
fn headers(name: &axum::http::HeaderName, data: &[u8]) -> axum::http::HeaderMap {
    let values = data.split(|byte| *byte == b'\n').filter_map(|line| axum::http::HeaderValue::from_bytes(line).ok());
    values.map(|value| (name.clone(), value)).collect()
}
