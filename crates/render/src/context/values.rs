//! What many contexts hold.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use rekey_core::time::whole_seconds;

/// The hidden fields of every form, besides the location's number. `Debug` shows none.
#[derive(Clone, Serialize)]
pub struct FormKeys {
    /// Which flow the form belongs to, so that two tabs don't mix. Field `flow`.
    pub flow: Option<String>,
    /// Proof that the form is ours. Field `form_token`.
    pub form_token: String,
    /// What the app began with that sent the person here. Field `state`.
    pub state: Option<String>,
}

impl fmt::Debug for FormKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FormKeys(…)")
    }
}

/// A span of time: seconds, rounded up. Templates say it with `duration(…)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span(pub Duration);

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(whole_seconds(self.0))
    }
}

/// A moment. Templates say it with `instant(…)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instant(pub Timestamp);

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// Values for samples.
pub(crate) mod sample {
    use super::{FormKeys, Instant, Span};
    use jiff::Timestamp;
    use std::time::Duration;
    use url::Url;

    pub(crate) const EMAIL: &str = "ann.miller@example.com";
    pub(crate) const NAME: &str = "Ann Miller";
    pub(crate) const CODE: &str = "482915";

    pub(crate) fn form() -> FormKeys {
        FormKeys { flow: Some("k3v9".to_owned()), form_token: "0f6c1d".to_owned(), state: Some("Xk2f9".to_owned()) }
    }

    /// A link of ours with a made-up token.
    #[expect(clippy::expect_used, reason = "the text is a constant, and samples are rendered by tests")]
    pub(crate) fn link(path: &str) -> Url {
        let token = "9f2c4a7be05d13864c1f".repeat(4);
        Url::parse(&format!("https://account.example.com/{path}?token={}", &token[..64])).expect("a URL")
    }

    #[expect(clippy::expect_used, reason = "the text is a constant, and samples are rendered by tests")]
    pub(crate) fn home() -> Url {
        Url::parse("https://portal.example.com/").expect("a URL")
    }

    pub(crate) fn minutes(minutes: u64) -> Span {
        Span(Duration::from_mins(minutes))
    }

    pub(crate) fn seconds(seconds: u64) -> Span {
        Span(Duration::from_secs(seconds))
    }

    /// 4 March 2026, 05:06 UTC.
    pub(crate) fn instant() -> Instant {
        Instant(Timestamp::constant(1_772_600_760, 0))
    }
}
