//! Why a call failed.

use std::error::Error;
use std::net::IpAddr;
use std::time::Duration;

/// Why a call failed. The text names neither the URL nor anything that was sent.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The URL is not `https:`, and its host is not this machine. Nothing was sent.
    #[error("only https: URLs may be called, or http: on this machine")]
    Insecure,
    /// The host has an address that must not be called. Nothing was sent.
    #[error("{0} is not a public address; to allow its network, name it in `outbound_networks`")]
    Forbidden(IpAddr),
    /// Earlier calls failed, so none is made for this long. Nothing was sent.
    #[error("paused for {0:.0?} after several failures in a row")]
    Paused(Duration),
    /// The destination has as many open calls as it may. Nothing was sent.
    #[error("too many calls are waiting for this destination")]
    Busy,
    /// The deadline passed.
    #[error("no answer within {0:?}")]
    Timeout(Duration),
    /// The body is longer than the caller accepts.
    #[error("the answer is longer than {0} bytes")]
    TooLong(usize),
    /// No connection, or no TLS. Nothing was sent.
    #[error("{0}")]
    NoConnection(String),
    /// The connection broke.
    #[error("{0}")]
    Unreachable(String),
}

impl CallError {
    /// Why a connection failed: the messages of the error chain, or the address that a look-up refused.
    pub(crate) fn from_chain(error: &(dyn Error + 'static)) -> Self {
        let mut words: Vec<String> = Vec::new();
        let mut next = Some(error);
        while let Some(cause) = next {
            if let Some(Self::Forbidden(address)) = cause.downcast_ref() {
                return Self::Forbidden(*address);
            }
            let text = cause.to_string();
            if words.last().is_none_or(|last| !last.ends_with(&text)) {
                words.push(text);
            }
            next = cause.source();
        }
        Self::Unreachable(words.join(": "))
    }

    /// The same error of a connection that never came about.
    pub(crate) fn before_sending(self) -> Self {
        match self {
            Self::Unreachable(words) => Self::NoConnection(words),
            other => other,
        }
    }

    /// Whether the request may have reached its destination.
    pub fn may_have_arrived(&self) -> bool {
        matches!(self, Self::Timeout(_) | Self::TooLong(_) | Self::Unreachable(_))
    }

    /// Whether the destination is at fault, rather than the call.
    pub(crate) fn is_outage(&self) -> bool {
        matches!(self, Self::Timeout(_) | Self::NoConnection(_) | Self::Unreachable(_))
    }
}
