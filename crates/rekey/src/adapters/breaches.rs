//! Passwords that leaked elsewhere, looked up with k-anonymity: only the first five of the forty digits of the
//! password's SHA-1 leave the server, which many hundreds of known passwords share. The comparison happens here.

use std::fmt::Write;
use std::time::Duration;

use async_trait::async_trait;
use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use axum::body::Bytes;
use http::{Request, StatusCode};
use rekey_core::Password;
use rekey_core::ports::{Breaches, BreachesUnavailable};
use rekey_http_client::{CallError, HttpClient};
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout_at};
use url::Url;
use zeroize::Zeroizing;

/// Digits of a digest that name a range.
const PREFIX: usize = 5;
const SUFFIX: usize = 35;
/// In bytes. A padded range is some 60 KiB.
const LONGEST_ANSWER: usize = 1 << 20;
/// Concurrent requests. Further ones wait, within their timeout.
const AT_ONCE: usize = 16;

/// A service that answers ranges as Have I Been Pwned does.
pub struct BreachRanges {
    client: HttpClient,
    base: Url,
    timeout: Duration,
    permits: Semaphore,
}

/// Why a range isn't valid.
#[derive(Debug, thiserror::Error)]
enum RangeError {
    #[error("too many other passwords were looked up at the same time")]
    Crowded,
    #[error(transparent)]
    Call(#[from] CallError),
    #[error("the service answered {0}")]
    Refused(StatusCode),
    #[error("the answer is not a range of digests")]
    Nonsense,
}

impl BreachRanges {
    /// Asks below `base`, whose path ends with a slash, and waits this long for each answer.
    pub fn new(client: HttpClient, base: Url, timeout: Duration) -> Self {
        Self { client, base, timeout, permits: Semaphore::new(AT_ONCE) }
    }

    async fn look_up(&self, password: &Password) -> Result<bool, RangeError> {
        let digits = digits(password);
        let (prefix, suffix) = digits.split_at(PREFIX);
        contains(&self.range(prefix).await?, suffix).ok_or(RangeError::Nonsense)
    }

    async fn range(&self, prefix: &str) -> Result<String, RangeError> {
        let deadline = Instant::now() + self.timeout;
        let _permit = timeout_at(deadline, self.permits.acquire()).await.map_err(|_| RangeError::Crowded)?;
        let url = self.base.join(prefix).map_err(|_| RangeError::Nonsense)?;
        // Padding keeps the length of the answer from telling which range it was.
        let request = Request::get(url.as_str()).header("add-padding", "true").body(Bytes::new());
        let request = request.map_err(|_| RangeError::Nonsense)?;
        let answer = self.client.send(request, deadline.saturating_duration_since(Instant::now())).await?;
        if answer.status() != StatusCode::OK {
            return Err(RangeError::Refused(answer.status()));
        }
        String::from_utf8(answer.body(LONGEST_ANSWER).await?.into()).map_err(|_| RangeError::Nonsense)
    }
}

#[async_trait]
impl Breaches for BreachRanges {
    async fn contains(&self, password: &Password) -> Result<bool, BreachesUnavailable> {
        self.look_up(password).await.map_err(|error| {
            tracing::warn!(%error, "a new password was not checked against breached ones");
            BreachesUnavailable
        })
    }
}

/// The password's SHA-1, as upper-case digits.
fn digits(password: &Password) -> Zeroizing<String> {
    let mut digits = Zeroizing::new(String::with_capacity(PREFIX + SUFFIX));
    for byte in digest(&SHA1_FOR_LEGACY_USE_ONLY, password.expose().as_bytes()).as_ref() {
        // Writing into memory does not fail.
        let _ = write!(digits, "{byte:02X}");
    }
    digits
}

/// Whether a range counts this suffix at least once; padding has a count of zero. `None` if the text is not a range.
fn contains(range: &str, suffix: &str) -> Option<bool> {
    let mut found = false;
    let mut lines = range.lines().peekable();
    lines.peek()?;
    for line in lines {
        let (digits, count) = line.split_once(':')?;
        let is_suffix = digits.len() == SUFFIX && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let count: u64 = count.parse().ok().filter(|_| is_suffix)?;
        found |= count > 0 && digits.eq_ignore_ascii_case(suffix);
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_is_not_found_and_nonsense_is_no_range() {
        let (suffix, other) = ("0018A45C4D1DEF81644B54AB7F969B88D65", "00D4F6E8FA6EECAD2A3AA415EEC418D38EC");
        let range = format!("{other}:3\r\n{suffix}:21\r\n");
        assert_eq!(contains(&range, suffix), Some(true));
        assert_eq!(contains(&range, "011053FD0102E94D6AE2F8B83D76FAF94F6"), Some(false));
        assert_eq!(contains(&format!("{suffix}:0\n{other}:1"), suffix), Some(false), "padding");
        for nonsense in ["", "<html>", "{}", suffix, &format!("{suffix}:x"), &format!("{}:1", &suffix[1..])] {
            assert_eq!(contains(nonsense, suffix), None, "{nonsense}");
        }
    }

    #[test]
    fn a_digest_is_forty_upper_case_digits() {
        assert_eq!(digits(&Password::new("password")).as_str(), "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8");
    }
}
