//! Assertions: what the hosted pages hand to an app at the end of a reset, so that the app can open a session of its
//! own.
//!
//! An assertion is a JWT under an internal key (R29), which the app's backend redeems once. Its `jti` is a [`Token`],
//! of which the store keeps the digest; that binds it to account, location and epoch. The claims are used only in the
//! answer.

use std::fmt;

use serde_json::Value;
use url::Url;

use crate::digest::DigestKey;
use crate::email_address::EmailAddress;
use crate::internal_jwt::{self, Claims};
use crate::time::{Duration, Timestamp, after};
use crate::token::{NewToken, Token, TokenPurpose};

/// How long an assertion is valid.
pub const ASSERTION_LIFETIME: Duration = Duration::from_mins(1);
/// The longest state that an app may begin a reset with, in characters.
pub const LONGEST_STATE: usize = 256;

/// The kind of these JWTs.
const TYPE: &str = "rekey-assertion+jwt";

/// What an app opens `/forgot` with, to recognise the browser in which the reset ends. It comes back unchanged; Rekey
/// gives it no meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppState(String);

impl AppState {
    /// A state; none if it is empty or too long, or has other characters than letters, digits and `-._~=`.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=LONGEST_STATE).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~=".contains(&b));
        fits.then(|| Self(text.to_owned()))
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A reset that an app began in this browser.
#[derive(Debug, Clone)]
pub struct Begun {
    /// The address that was typed.
    pub address: EmailAddress,
    /// What the app began it with.
    pub state: AppState,
}

impl Begun {
    /// The state, if this reset is the one: the browser may have opened the link of another address.
    fn state_for(&self, address: &EmailAddress) -> Option<&AppState> {
        (self.address.canonical() == address.canonical()).then_some(&self.state)
    }
}

/// How somebody proved to be the account's owner. Tokens name the methods in the style of RFC 8176, which has no value
/// for mailed links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Factor {
    /// By a link or code that was mailed.
    Mail,
    /// By a link that an operator handed out.
    Link,
    /// By that and a second factor, which Rekey asked for.
    SecondFactor {
        /// Whether the first one was mailed.
        mailed: bool,
    },
}

impl Factor {
    /// The methods, as `amr` lists them.
    pub fn methods(self) -> &'static [&'static str] {
        match self {
            Self::Mail => &["mail"],
            Self::Link => &["link"],
            Self::SecondFactor { mailed: true } => &["mail", "otp", "mfa"],
            Self::SecondFactor { mailed: false } => &["link", "otp", "mfa"],
        }
    }
}

/// An assertion whose token the store has not minted yet.
#[derive(Debug)]
pub(crate) struct Assertion {
    token: Token,
    done_url: Url,
    factor: Factor,
    state: Option<AppState>,
}

impl Assertion {
    /// An assertion that the reset of this address ends with.
    pub(crate) fn new(
        token: Token,
        done_url: Url,
        factor: Factor,
        begun: Option<&Begun>,
        address: &EmailAddress,
    ) -> Self {
        let state = begun.and_then(|begun| begun.state_for(address)).cloned();
        Self { token, done_url, factor, state }
    }

    /// What the store mints.
    pub(crate) fn minted(&self) -> NewToken {
        NewToken { digest: self.token.digest(), purpose: TokenPurpose::Assertion, lifetime: ASSERTION_LIFETIME }
    }

    /// Where it goes.
    pub(crate) fn handed_over(&self, key: &DigestKey, now: Timestamp) -> HandedOver {
        let state = self.state.as_ref().map(AppState::as_str);
        let claims = [
            ("aud", audience(&self.done_url).into()),
            ("jti", self.token.expose().into()),
            ("amr", self.factor.methods().into()),
            ("state", state.map_or(Value::Null, Value::from)),
        ];
        let claims: Claims = claims.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let jwt = internal_jwt::sign(key, TYPE, claims, after(now, ASSERTION_LIFETIME));
        let mut target = self.done_url.clone();
        target.query_pairs_mut().append_pair("assertion", jwt.expose());
        if let Some(state) = state {
            target.query_pairs_mut().append_pair("state", state);
        }
        HandedOver(target)
    }
}

/// The app's page that a reset ends at, with its assertion. `Debug` shows nothing.
#[derive(Clone)]
pub struct HandedOver(Url);

impl HandedOver {
    /// The address to redirect to.
    pub fn expose(&self) -> &Url {
        &self.0
    }
}

impl fmt::Debug for HandedOver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HandedOver(…)")
    }
}

/// Who an assertion for this page is meant for.
pub(crate) fn audience(done_url: &Url) -> String {
    done_url.origin().ascii_serialization()
}

/// What an assertion says.
#[derive(Debug)]
pub(crate) struct Asserted {
    pub(crate) token: Token,
    pub(crate) audience: String,
    pub(crate) methods: Vec<String>,
    pub(crate) state: Option<String>,
}

/// Reads an assertion of ours that has not expired.
pub(crate) fn read(key: &DigestKey, text: &str, now: Timestamp) -> Option<Asserted> {
    let claims = internal_jwt::verify(key, TYPE, text, now)?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let methods = claims.get("amr")?.as_array()?;
    Some(Asserted {
        token: Token::parse(text("jti")?)?,
        audience: text("aud")?.to_owned(),
        methods: methods.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        state: text("state").map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::SeededRng;

    fn assertion(begun: Option<&str>) -> Assertion {
        let address = |text| EmailAddress::parse(text).unwrap();
        let begun = begun.map(|by| Begun { address: address(by), state: AppState::parse("s-1").unwrap() });
        let done_url = "https://app.example.com/done".parse().unwrap();
        let token = Token::generate(&SeededRng::new(1));
        Assertion::new(token, done_url, Factor::Mail, begun.as_ref(), &address("Ann@example.com"))
    }

    fn parts(target: &HandedOver) -> (String, Option<String>) {
        let pair = |name: &str| target.expose().query_pairs().find(|(key, _)| key == name).map(|(_, v)| v.into_owned());
        (pair("assertion").unwrap(), pair("state"))
    }

    #[test]
    fn what_is_asserted_comes_back_for_a_minute() {
        let (key, now) = (DigestKey::new([7; 32]), Timestamp::from_second(1_900_000_000).unwrap());
        let assertion = assertion(Some("ann@example.com"));
        let (jwt, state) = parts(&assertion.handed_over(&key, now));
        assert_eq!(state.as_deref(), Some("s-1"));
        let read = |at| read(&key, &jwt, after(now, Duration::from_secs(at)));
        let asserted = read(59).unwrap();
        assert_eq!(asserted.token, assertion.token);
        assert_eq!((asserted.audience.as_str(), asserted.state.as_deref()), ("https://app.example.com", Some("s-1")));
        assert_eq!(asserted.methods, ["mail"]);
        assert!(read(60).is_none());
    }

    #[test]
    fn a_state_belongs_to_the_reset_of_its_own_address() {
        let (key, now) = (DigestKey::new([7; 32]), Timestamp::UNIX_EPOCH);
        for begun in [None, Some("bob@example.com")] {
            assert_eq!(parts(&assertion(begun).handed_over(&key, now)).1, None, "{begun:?}");
        }
    }

    #[test]
    fn a_state_is_short_and_plain() {
        let longest = "a".repeat(LONGEST_STATE);
        for text in ["x", "aZ09-._~=", &longest] {
            assert_eq!(AppState::parse(text).unwrap().as_str(), text);
        }
        for text in ["", "a b", "a&b", "a/b", "é", "a\nb", "https://evil.example", &format!("{longest}a")] {
            assert!(AppState::parse(text).is_none(), "{text:?}");
        }
    }
}
