//! Mailed tokens as JWTs, for front ends whose page reads the address and the expiry from its link.
//!
//! The secret is the `jti`, a [`Token`] of which the store keeps the digest. Everything else is for the page to show:
//! the server reads only the `jti`. The key is internal (R29), so that no service takes such a JWT for an access
//! token.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use url::Url;

use crate::digest::DigestKey;
use crate::email_address::EmailAddress;
use crate::internal_jwt::{self, Claims};
use crate::jwt::Jwt;
use crate::time::{Duration, Timestamp, after};
use crate::token::Token;

/// The kind of these JWTs.
const TYPE: &str = "rekey-link+jwt";

/// What a link says of itself.
pub(crate) struct LinkClaims<'a> {
    /// The page that it leads to.
    pub(crate) page: &'a Url,
    /// The address that it is mailed to.
    pub(crate) address: &'a EmailAddress,
    /// The secret.
    pub(crate) token: &'a Token,
    /// When it is made.
    pub(crate) issued_at: Timestamp,
    /// How long it is valid.
    pub(crate) lifetime: Duration,
}

/// The JWT of a link.
pub(crate) fn write(key: &DigestKey, claims: &LinkClaims<'_>) -> Jwt {
    let LinkClaims { page, address, token, issued_at, lifetime } = claims;
    let claims = [
        ("aud", page.origin().ascii_serialization().into()),
        ("jti", token.expose().into()),
        ("email", address.as_stored().into()),
        ("unique_name", address.as_stored().into()),
        ("iat", Value::from(issued_at.as_second())),
    ];
    let claims: Claims = claims.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    internal_jwt::sign(key, TYPE, claims, after(*issued_at, *lifetime))
}

/// The token of a link: itself, or the `jti` of its JWT.
pub fn token_of_link(text: &str) -> Option<Token> {
    Token::parse(text).or_else(|| {
        let mut parts = text.split('.');
        let (header, payload) = (decode(parts.next()?)?, decode(parts.next()?)?);
        (header["typ"] == TYPE).then_some(())?;
        Token::parse(payload["jti"].as_str()?)
    })
}

fn decode(part: &str) -> Option<Value> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::SeededRng;

    fn encode(json: &Value) -> String {
        URL_SAFE_NO_PAD.encode(json.to_string())
    }

    fn jwt(token: &Token) -> Jwt {
        let page = Url::parse("https://portal.example.com/reset?tab=2").unwrap();
        let address = EmailAddress::parse("Ann@example.com").unwrap();
        let claims = LinkClaims {
            page: &page,
            address: &address,
            token,
            issued_at: Timestamp::UNIX_EPOCH,
            lifetime: Duration::from_hours(1),
        };
        write(&DigestKey::new([7; 32]), &claims)
    }

    #[test]
    fn a_page_reads_address_and_expiry_and_the_server_the_token() {
        let token = Token::generate(&SeededRng::new(1));
        let jwt = jwt(&token);
        let payload = decode(jwt.expose().split('.').nth(1).unwrap()).unwrap();
        assert_eq!((&payload["email"], &payload["exp"]), (&json!("Ann@example.com"), &json!(3_600)));
        assert_eq!(payload["aud"], "https://portal.example.com");
        assert!(payload.get("sub").is_none());
        assert_eq!(token_of_link(jwt.expose()), Some(token.clone()));
        assert_eq!(token_of_link(token.expose()), Some(token));
    }

    #[test]
    fn what_is_not_a_link_of_ours_holds_no_token() {
        let token = Token::generate(&SeededRng::new(1));
        let access = format!("{}.{}.x", encode(&json!({ "alg": "RS256" })), encode(&json!({ "jti": token.expose() })));
        let short = format!("{}.{}.x", encode(&json!({ "typ": TYPE })), encode(&json!({ "jti": "short" })));
        for text in ["", "..", "a.b.c", &access, &short] {
            assert_eq!(token_of_link(text), None, "{text:?}");
        }
    }
}
