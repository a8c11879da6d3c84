//! DKIM signatures (RFC 6376; Ed25519 by RFC 8463): an email that left us can be distinguished from one that only claims to.
//!
//! Written here on the one crypto provider, since the crates for it bring an email parser, a resolver with DNSSEC and a
//! second copy of the cryptography with them. Canonicalisation is relaxed for headers and body, which survives what
//! servers do to spaces and line breaks.

mod canonical;
mod key;

use std::fmt::Write as _;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use rekey_core::time::Timestamp;

pub use key::{DkimKey, DkimKeyError};

/// What is signed, if it is there. `From` is listed twice, so that adding a second one is noticed, too.
const SIGNED: [&str; 12] = [
    "from",
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "reply-to",
    "mime-version",
    "content-type",
    "content-language",
    "auto-submitted",
    "x-auto-response-suppress",
];

/// The keys of every sender domain that has some.
#[derive(Debug, Default)]
pub struct DkimKeys(Vec<DkimKey>);

impl DkimKeys {
    /// These keys. Of several for a domain each signs, so that a key can be changed, and Ed25519 tried beside RSA.
    pub fn new(keys: Vec<DkimKey>) -> Self {
        Self(keys)
    }

    /// The keys that sign for this sender domain: those of the domain itself, else of the nearest one above it.
    pub fn for_domain<'a>(&'a self, domain: &str) -> impl Iterator<Item = &'a DkimKey> {
        let mut candidate = Some(domain);
        while let Some(name) = candidate.filter(|name| !self.0.iter().any(|key| key.domain() == *name)) {
            candidate = name.split_once('.').map(|(_, parent)| parent);
        }
        let name = candidate.unwrap_or_default().to_owned();
        self.0.iter().filter(move |key| key.domain() == name)
    }

    /// The message with the signatures of its sender's domain before it.
    pub(crate) fn sign(&self, message: Vec<u8>, domain: &str, at: Timestamp) -> Vec<u8> {
        let mut signed = String::new();
        for key in self.for_domain(domain) {
            signed += &signature(key, &message, at);
        }
        if signed.is_empty() { message } else { [signed.into_bytes(), message].concat() }
    }
}

/// The header `DKIM-Signature`, with its line break.
fn signature(key: &DkimKey, message: &[u8], at: Timestamp) -> String {
    let (head, body) = canonical::split(message);
    let headers = canonical::headers(head);
    let body_hash = BASE64.encode(digest(&SHA256, &canonical::body(body)));
    // The last header of a name is signed first; one that is not there counts as empty.
    let mut unsigned: Vec<_> = headers.iter().collect();
    let mut names = Vec::new();
    let mut input = String::new();
    for name in SIGNED {
        let found = unsigned.iter().rposition(|(known, _)| known == name);
        if let Some(place) = found {
            let (_, value) = unsigned.remove(place);
            let _ = write!(input, "{name}:{value}\r\n");
        }
        if found.is_some() || name == "from" {
            names.push(name);
        }
    }
    let unsealed = format!(
        "v=1; a={}; c=relaxed/relaxed; t={};\r\n d={};\r\n s={};\r\n h={};\r\n bh={body_hash};\r\n b=",
        key.algorithm(),
        at.as_second(),
        key.domain(),
        key.selector(),
        names.join(":\r\n  "),
    );
    input += "dkim-signature:";
    input += &canonical::unfolded(&unsealed);
    format!("DKIM-Signature: {unsealed}{}\r\n", folded(&BASE64.encode(key.sign(input.as_bytes()))))
}

/// Long values go in lines of 72 characters.
fn folded(text: &str) -> String {
    let lines: Vec<&str> =
        text.as_bytes().chunks(72).map(|line| std::str::from_utf8(line).unwrap_or_default()).collect();
    lines.join("\r\n  ")
}
