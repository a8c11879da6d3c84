//! JWTs that clients can read and that only Rekey trusts (R29): signed with `HS256` under a key for each kind, which is
//! derived from the installation's digest key and not published in JWKS.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::Mac;
use serde_json::{Map, Value, json};

use crate::digest::DigestKey;
use crate::jwt::Jwt;
use crate::time::Timestamp;

/// What such a JWT says.
pub type Claims = Map<String, Value>;

/// Ours are never longer, in bytes.
const LONGEST: usize = 2048;

/// Signs claims. `kind` is their `typ`, and their `aud` unless they name one; `exp` tells clients when they are over.
pub fn sign(key: &DigestKey, kind: &str, mut claims: Claims, expires_at: Timestamp) -> Jwt {
    claims.entry("aud").or_insert_with(|| kind.into());
    claims.insert("exp".to_owned(), expires_at.as_second().into());
    let header = json!({"alg": "HS256", "typ": kind});
    let mut jwt = URL_SAFE_NO_PAD.encode(header.to_string());
    jwt.push('.');
    URL_SAFE_NO_PAD.encode_string(Value::Object(claims).to_string(), &mut jwt);
    let signature = key.hs256(kind, jwt.as_bytes()).finalize().into_bytes();
    jwt.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut jwt);
    Jwt::new(jwt)
}

/// The claims of a JWT of this kind that we signed and that has not expired; `None` for anything else.
pub fn verify(key: &DigestKey, kind: &str, jwt: &str, now: Timestamp) -> Option<Claims> {
    let (signed, signature) = jwt.rsplit_once('.').filter(|_| jwt.len() <= LONGEST)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    key.hs256(kind, signed.as_bytes()).verify_slice(&signature).ok()?;
    let (_, payload) = signed.split_once('.')?;
    let claims: Claims = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()?;
    let lives = claims.get("exp").and_then(Value::as_i64).is_some_and(|end| now.as_second() < end);
    lives.then_some(claims)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{Duration, after};

    const KIND: &str = "ticket+jwt";

    fn key() -> DigestKey {
        DigestKey::new([7; 32])
    }

    fn now() -> Timestamp {
        Timestamp::from_second(1_900_000_000).unwrap()
    }

    fn signed() -> String {
        let claims = Claims::from_iter([("jti".to_owned(), "abc".into())]);
        sign(&key(), KIND, claims, after(now(), Duration::from_mins(1))).expose().to_owned()
    }

    #[test]
    fn claims_come_back_until_their_time_is_over() {
        let just_before = after(now(), Duration::from_secs(59));
        assert_eq!(verify(&key(), KIND, &signed(), just_before).unwrap()["jti"], "abc");
        assert!(verify(&key(), KIND, &signed(), after(now(), Duration::from_mins(1))).is_none());
    }

    #[test]
    fn clients_can_read_what_it_says() {
        let jwt = signed();
        let parts: Vec<Value> = jwt
            .split('.')
            .take(2)
            .map(|part| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap())
            .collect();
        assert_eq!(parts[0], json!({"alg": "HS256", "typ": KIND}));
        assert_eq!(parts[1], json!({"aud": KIND, "exp": now().as_second() + 60, "jti": "abc"}));
    }

    #[test]
    fn another_kind_or_key_or_text_is_refused() {
        let jwt = signed();
        assert!(verify(&key(), "other+jwt", &jwt, now()).is_none());
        assert!(verify(&DigestKey::new([8; 32]), KIND, &jwt, now()).is_none());
        let (signed, signature) = jwt.rsplit_once('.').unwrap();
        let none = format!("{}.{}.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#), signed.split_once('.').unwrap().1);
        let tail = format!("{signed}x.{signature}");
        for text in ["", ".", "..", "a.b.c", signed, &none, &tail, &"x".repeat(LONGEST + 1), &jwt[1..]] {
            assert!(verify(&key(), KIND, text, now()).is_none(), "{text:?}");
        }
    }
}
