//! Values that the settings of a server and of a location have in common.

use std::str::FromStr;

use rekey_core::LocationId;
use url::Url;

use super::parse::{self, UrlFault};
use super::reader::Reader;

/// Reads the number of a location.
pub(super) fn location_id(reader: &mut Reader<'_>, key: &str) -> Option<LocationId> {
    LocationId::new(reader.number(key, 1, i32::MAX.unsigned_abs())?.into())
}

/// Where people reach the server: the start of every link (R12).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(pub Url);

impl FromStr for PublicUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse::safe_url(text).map(Self).map_err(|fault| match fault {
            UrlFault::NotWeb => "expected a URL that begins with https:, such as \"https://id.example.com\"",
            UrlFault::NotBare => "expected a URL without user, query or fragment, such as \"https://id.example.com\"",
            UrlFault::Unencrypted => {
                "http: is accepted for loopback hosts only, because links carry secrets; use https:"
            }
        })
    }
}
