//! The token of the product's own backend.

use std::fmt;
use std::str::FromStr;

use rekey_core::audit::BackendToken;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The shortest admin token, in characters: 32 random bytes make 43 of base64.
pub const SHORTEST_ADMIN_TOKEN: usize = 32;

/// The setting `admin.token` and those before it that are still accepted, kept as digests: that is all that comparing
/// needs. `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct AdminToken(Vec<[u8; 32]>);

/// The text is too weak for an admin token, or does not fit into a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected at least {SHORTEST_ADMIN_TOKEN} printable ASCII characters without spaces, as `openssl rand -base64 32` makes them"
)]
pub struct AdminTokenError;

impl AdminToken {
    /// Accepts these as well, so that a token can be changed while clients still show the one before.
    #[must_use]
    pub fn or(mut self, previous: impl IntoIterator<Item = Self>) -> Self {
        self.0.extend(previous.into_iter().flat_map(|token| token.0));
        self
    }

    /// What the audit trail calls a token.
    pub(crate) fn name_of(presented: &str) -> BackendToken {
        BackendToken::with_digest(digest(presented))
    }

    /// Whether this is the token. Takes as long to say no as yes.
    pub(crate) fn is(&self, presented: &str) -> bool {
        let presented = digest(presented);
        self.0.iter().fold(false, |is, token| is | bool::from(token.ct_eq(&presented)))
    }
}

impl FromStr for AdminToken {
    type Err = AdminTokenError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = text.len() >= SHORTEST_ADMIN_TOKEN && text.bytes().all(|byte| byte.is_ascii_graphic());
        if fits { Ok(Self(vec![digest(text)])) } else { Err(AdminTokenError) }
    }
}

impl fmt::Debug for AdminToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AdminToken(…)")
    }
}

fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_itself_alone_and_shows_nothing() {
        let text = "0123456789abcdef0123456789abcdef";
        let token: AdminToken = text.parse().unwrap();
        assert!(token.is(text));
        assert!(!token.is("0123456789abcdef0123456789abcdeF") && !token.is("") && !token.is(&text[1..]));
        assert_eq!(format!("{token:?}"), "AdminToken(…)");
    }

    #[test]
    fn the_token_before_is_good_beside_the_new_one() {
        let [new, old, other] = ["new", "old", "other"].map(|text| text.repeat(11));
        let token = new.parse::<AdminToken>().unwrap().or([old.parse().unwrap()]);
        assert!(token.is(&new) && token.is(&old) && !token.is(&other));
    }

    #[test]
    fn what_could_be_guessed_or_can_not_stand_in_a_header_is_refused() {
        for text in ["", "hunter2", "0123456789abcdef0123456789abcde", &" ".repeat(40), &"ü".repeat(40)] {
            assert_eq!(text.parse::<AdminToken>(), Err(AdminTokenError), "{text}");
        }
    }
}
