//! JWTs: RS256, with the key's name in the header (docs/contracts/nexudus.md).

use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use rekey_core::ports::{Claims, ClaimsKind, PublicKey, SignError, Signer};
use rekey_core::time::Timestamp;
use rekey_core::{Jwt, Token};
use serde::{Deserialize, Serialize};
use url::Url;
use zeroize::Zeroizing;

use super::signing::SigningKey;

/// Signs with the newest key that is active, verifies with any.
pub struct JwtSigner {
    issuer: String,
    validation: Validation,
    keys: RwLock<Arc<Keys>>,
}

/// Keys, oldest first.
struct Keys(Vec<(SigningKey, DecodingKey)>);

impl Keys {
    fn parse(keys: Vec<SigningKey>) -> Self {
        let keys = keys.into_iter().map(|key| {
            let PublicKey { modulus, exponent, .. } = key.public();
            let decoding = DecodingKey::from_rsa_raw_components(&modulus, &exponent);
            (key, decoding)
        });
        Self(keys.collect())
    }

    /// The key that signs at `now`: the newest one that is active, or, before any is, the oldest.
    fn at(&self, now: Timestamp) -> Option<&SigningKey> {
        let active = self.0.iter().rev().find(|(key, _)| key.active_at() <= now);
        active.or(self.0.first()).map(|(key, _)| key)
    }
}

/// A JWT's payload. No `Debug`: it holds the token of a one-time JWT.
#[derive(Serialize, Deserialize)]
struct Payload {
    iss: String,
    sub: String,
    iat: i64,
    exp: i64,
    purpose: String,
    /// None: a program of 0.1 made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    aud: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    jti: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sid: Option<String>,
    /// What services that only verify read beside `sub`: the person's address, and that this is a person's token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    role: Option<String>,
}

const BEARER: &str = "bearer";
const ONE_TIME: &str = "one_time";
/// The role of everybody who is signed in.
const ROLE: &str = "authenticated";

/// The `typ` of JWTs of 0.1, whatever they are for. Those have no `aud`.
const EARLIER_TYPE: &str = "JWT";

/// The `typ` of a kind of JWT, so that none works in place of another (RFC 8725, 3.11): of bearer tokens that of RFC 9068.
fn type_of(kind: &ClaimsKind) -> &'static str {
    match kind {
        ClaimsKind::Bearer(_) => "at+jwt",
        ClaimsKind::OneTime(_) => "one-time+jwt",
    }
}

impl JwtSigner {
    /// A signer with these keys, oldest first. `public_url` is the issuer.
    pub fn new(public_url: &Url, keys: Vec<SigningKey>) -> Self {
        let issuer = public_url.as_str().trim_end_matches('/').to_owned();
        let mut validation = Validation::new(Algorithm::RS256);
        validation.set_issuer(&[&issuer]);
        validation.set_required_spec_claims(&["exp", "iss", "sub"]);
        // Each kind has its own, which `verify` compares.
        validation.validate_aud = false;
        // The library would ask the system for the time and allow a minute more; `verify` compares itself.
        validation.validate_exp = false;
        Self { issuer, validation, keys: RwLock::new(Arc::new(Keys::parse(keys))) }
    }

    /// Replaces the keys, oldest first, after a rotation on any node.
    pub fn replace(&self, keys: Vec<SigningKey>) {
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(Keys::parse(keys));
    }

    fn keys(&self) -> Arc<Keys> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whom a JWT is for. Any service may accept bearer tokens; only this server accepts one-time JWTs.
    fn audience(&self, kind: &ClaimsKind) -> String {
        match kind {
            ClaimsKind::Bearer(_) => self.issuer.clone(),
            ClaimsKind::OneTime(_) => format!("{}/one-time", self.issuer),
        }
    }

    /// Whether `typ` and `aud` are those of the kind.
    fn is_of_kind(&self, kind: &ClaimsKind, typ: Option<&str>, aud: Option<&str>) -> bool {
        match (typ, aud) {
            (Some(typ), Some(aud)) => typ == type_of(kind) && aud == self.audience(kind),
            (typ, None) => typ == Some(EARLIER_TYPE),
            (None, Some(_)) => false,
        }
    }

    fn payload(&self, claims: &Claims) -> Payload {
        let (purpose, jti, sid) = match &claims.kind {
            ClaimsKind::Bearer(session) => (BEARER, None, Some(session.to_string())),
            ClaimsKind::OneTime(token) => (ONE_TIME, Some(token.expose().to_owned()), None),
        };
        Payload {
            iss: self.issuer.clone(),
            sub: claims.account.to_string(),
            iat: claims.issued_at.as_second(),
            exp: claims.expires_at.as_second(),
            purpose: purpose.to_owned(),
            aud: Some(self.audience(&claims.kind)),
            jti,
            sid,
            email: claims.email.clone(),
            role: matches!(claims.kind, ClaimsKind::Bearer(_)).then(|| ROLE.to_owned()),
        }
    }
}

impl Payload {
    fn claims(self) -> Option<Claims> {
        let kind = match (self.purpose.as_str(), self.jti, self.sid) {
            (BEARER, None, Some(session)) => ClaimsKind::Bearer(session.parse().ok()?),
            (ONE_TIME, Some(token), None) => ClaimsKind::OneTime(Token::parse(&Zeroizing::new(token))?),
            _ => return None,
        };
        Some(Claims {
            kind,
            account: self.sub.parse().ok()?,
            email: self.email,
            issued_at: Timestamp::from_second(self.iat).ok()?,
            expires_at: Timestamp::from_second(self.exp).ok()?,
        })
    }
}

#[derive(Debug, thiserror::Error)]
#[error("there is no signing key")]
struct NoKey;

impl Signer for JwtSigner {
    /// The header and signature are put together here, because the library would parse the key for each JWT.
    fn sign(&self, claims: &Claims) -> Result<Jwt, SignError> {
        let keys = self.keys();
        let key = keys.at(claims.issued_at).ok_or_else(|| SignError(Box::new(NoKey)))?;
        let header = serde_json::json!({"alg": "RS256", "kid": key.id(), "typ": type_of(&claims.kind)});
        let payload = serde_json::to_vec(&self.payload(claims)).map_err(|error| SignError(Box::new(error)))?;
        let mut jwt = URL_SAFE_NO_PAD.encode(header.to_string());
        jwt.push('.');
        URL_SAFE_NO_PAD.encode_string(payload, &mut jwt);
        let signature = key.sign(jwt.as_bytes()).map_err(|error| SignError(Box::new(error)))?;
        jwt.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut jwt);
        Ok(Jwt::new(jwt))
    }

    fn verify(&self, jwt: &str, now: Timestamp) -> Option<Claims> {
        let header = jsonwebtoken::decode_header(jwt).ok()?;
        let kid = header.kid?;
        let keys = self.keys();
        let (_, key) = keys.0.iter().find(|(key, _)| key.id() == kid)?;
        let payload = jsonwebtoken::decode::<Payload>(jwt, key, &self.validation).ok()?.claims;
        let aud = payload.aud.clone();
        let claims = payload.claims().filter(|claims| now < claims.expires_at)?;
        self.is_of_kind(&claims.kind, header.typ.as_deref(), aud.as_deref()).then_some(claims)
    }

    fn public_keys(&self) -> Vec<PublicKey> {
        self.keys().0.iter().map(|(key, _)| key.public()).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use rekey_core::ports::Clock;
    use rekey_core::testing::{ManualClock, SeededRng};
    use rekey_core::time::{Duration, after};
    use rekey_core::{AccountId, SessionId};
    use serde_json::json;

    /// Making RSA keys is slow, so the tests share two.
    static KEYS: LazyLock<[Zeroizing<Vec<u8>>; 2]> = LazyLock::new(|| [0, 1].map(|_| SigningKey::generate().unwrap()));

    fn now() -> Timestamp {
        ManualClock::default().now()
    }

    fn key(which: usize, active_at: Timestamp) -> SigningKey {
        SigningKey::parse(format!("key-{which}"), active_at, &KEYS[which]).unwrap()
    }

    fn signer_at(url: &str, keys: Vec<SigningKey>) -> JwtSigner {
        JwtSigner::new(&url.parse().unwrap(), keys)
    }

    fn signer(keys: Vec<SigningKey>) -> JwtSigner {
        signer_at("https://id.example.com/", keys)
    }

    fn signed(signer: &JwtSigner, claims: &Claims) -> String {
        signer.sign(claims).unwrap().expose().to_owned()
    }

    fn bearer() -> Claims {
        let (now, rng) = (now(), SeededRng::new(1));
        let kind = ClaimsKind::Bearer(SessionId::new(now, &rng));
        Claims {
            kind,
            account: AccountId::new(now, &rng),
            email: Some("ann@example.com".to_owned()),
            issued_at: now,
            expires_at: after(now, Duration::from_mins(1)),
        }
    }

    #[test]
    fn claims_come_back_until_their_time_is_over() {
        let signer = signer(vec![key(0, now())]);
        for kind in [bearer().kind, ClaimsKind::OneTime(Token::generate(&SeededRng::new(2)))] {
            let email = bearer().email.filter(|_| matches!(kind, ClaimsKind::Bearer(_)));
            let claims = Claims { kind, email, ..bearer() };
            let jwt = signed(&signer, &claims);
            assert_eq!(signer.verify(&jwt, after(now(), Duration::from_secs(59))), Some(claims));
            assert_eq!(signer.verify(&jwt, after(now(), Duration::from_mins(1))), None);
        }
    }

    #[test]
    fn a_jwt_names_its_key_issuer_and_purpose() {
        let jwt = signed(&signer(vec![key(0, now())]), &bearer());
        let header = jsonwebtoken::decode_header(&jwt).unwrap();
        assert_eq!((header.alg, header.kid.as_deref()), (Algorithm::RS256, Some("key-0")));
        let payload: serde_json::Value = jsonwebtoken::dangerous::insecure_decode_claims(&jwt).unwrap();
        assert_eq!(payload["iss"], "https://id.example.com");
        assert_eq!(payload["purpose"], "bearer");
        assert_eq!((&payload["email"], &payload["role"]), (&json!("ann@example.com"), &json!("authenticated")));
        assert_eq!(payload["sub"], bearer().account.to_string());
    }

    /// Signs what no program of this version would.
    fn forged(typ: Option<&str>, claims: &serde_json::Value) -> String {
        let mut header = serde_json::json!({"alg": "RS256", "kid": "key-0"});
        if let Some(typ) = typ {
            header["typ"] = typ.into();
        }
        let (header, payload) = (header.to_string(), claims.to_string());
        let text = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
        let signature = key(0, now()).sign(text.as_bytes()).unwrap();
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    #[test]
    fn each_kind_has_a_type_and_an_audience_and_works_in_place_of_no_other() {
        let signer = signer(vec![key(0, now())]);
        let one_time = Claims { kind: ClaimsKind::OneTime(Token::generate(&SeededRng::new(2))), ..bearer() };
        let of_kinds = [
            (bearer(), "at+jwt", "https://id.example.com"),
            (one_time, "one-time+jwt", "https://id.example.com/one-time"),
        ];
        for (claims, typ, aud) in &of_kinds {
            let jwt = signed(&signer, claims);
            assert_eq!(jsonwebtoken::decode_header(&jwt).unwrap().typ.as_deref(), Some(*typ));
            let payload: serde_json::Value = jsonwebtoken::dangerous::insecure_decode_claims(&jwt).unwrap();
            assert_eq!(payload["aud"], *aud);
            let verified = |typ: Option<&str>, aud: Option<&str>| {
                let mut payload = payload.clone();
                match aud {
                    Some(aud) => payload["aud"] = aud.into(),
                    None => drop(payload.as_object_mut().unwrap().remove("aud")),
                }
                signer.verify(&forged(typ, &payload), now()).is_some()
            };
            assert!(verified(Some(typ), Some(aud)));
            assert!(verified(Some("JWT"), None), "as 0.1 made them");
            for (other_typ, other_aud) in [
                (Some("at+jwt"), Some("https://id.example.com/one-time")),
                (Some("one-time+jwt"), Some("https://id.example.com")),
                (Some("JWT"), Some(*aud)),
                (Some(*typ), None),
                (Some(*typ), Some("https://other.example.com")),
                (None, Some(*aud)),
                (None, None),
            ] {
                assert!(!verified(other_typ, other_aud), "{other_typ:?} {other_aud:?}");
            }
        }
    }

    #[test]
    fn a_new_key_verifies_at_once_but_signs_only_when_it_is_active() {
        let soon = after(now(), Duration::from_mins(10));
        let signer = signer(vec![key(0, now()), key(1, soon)]);
        let kid = |claims: &Claims| jsonwebtoken::decode_header(signed(&signer, claims)).unwrap().kid.unwrap();
        assert_eq!(kid(&bearer()), "key-0");
        let later = Claims { issued_at: soon, expires_at: after(soon, Duration::from_mins(1)), ..bearer() };
        assert_eq!(kid(&later), "key-1");
        assert!(signer.verify(&signed(&signer, &later), soon).is_some());
        assert!(signer.verify(&signed(&signer, &bearer()), now()).is_some(), "the old key still verifies");
        let ids: Vec<String> = signer.public_keys().into_iter().map(|key| key.id).collect();
        assert_eq!(ids, ["key-0", "key-1"]);
    }

    #[test]
    fn replaced_keys_are_in_use_at_once() {
        let signer = signer(vec![key(0, now())]);
        let before = signed(&signer, &bearer());
        signer.replace(vec![key(0, now()), key(1, now())]);
        assert_eq!(signer.public_keys().len(), 2);
        let after = jsonwebtoken::decode_header(signed(&signer, &bearer())).unwrap();
        assert_eq!(after.kid.as_deref(), Some("key-1"));
        assert!(signer.verify(&before, now()).is_some());
    }

    #[test]
    fn what_another_key_issuer_or_algorithm_signed_is_refused() {
        let ours = signer(vec![key(0, now())]);
        let same_name = SigningKey::parse("key-0".into(), now(), &KEYS[1]).unwrap();
        assert!(ours.verify(&signed(&signer(vec![same_name]), &bearer()), now()).is_none(), "another key");
        assert!(ours.verify(&signed(&signer(vec![key(1, now())]), &bearer()), now()).is_none(), "unknown kid");
        let elsewhere = signer_at("https://evil.example/", vec![key(0, now())]);
        assert!(ours.verify(&signed(&elsewhere, &bearer()), now()).is_none(), "another issuer");

        let jwt = signed(&ours, &bearer());
        let (_, rest) = jwt.split_once('.').unwrap();
        let (payload, _) = rest.split_once('.').unwrap();
        for header in [r#"{"alg":"none","kid":"key-0"}"#, r#"{"alg":"HS256","kid":"key-0"}"#] {
            let forged = format!("{}.{payload}.AAAA", URL_SAFE_NO_PAD.encode(header));
            assert!(ours.verify(&forged, now()).is_none(), "{header}");
        }
    }

    #[test]
    fn a_changed_jwt_is_refused() {
        let signer = signer(vec![key(0, now())]);
        let jwt = signed(&signer, &bearer());
        let body = jwt.find('.').unwrap() + 5;
        let mut bytes = jwt.clone().into_bytes();
        bytes[body] = if bytes[body] == b'A' { b'B' } else { b'A' };
        assert!(signer.verify(&String::from_utf8(bytes).unwrap(), now()).is_none());
        for text in ["", ".", "..", "a.b.c", &jwt[..jwt.len() - 4]] {
            assert!(signer.verify(text, now()).is_none(), "{text:?}");
        }
    }
}
