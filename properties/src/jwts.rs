//! Bearer tokens and one-time JWTs.

use std::sync::LazyLock;

use rekey::adapters::keys::{JwtSigner, SigningKey};
use rekey_core::ports::{Claims, ClaimsKind, Clock as _, Signer as _};
use rekey_core::testing::{ManualClock, SeededRng};
use rekey_core::time::{Duration, Timestamp, after};
use rekey_core::{AccountId, SessionId};

struct Notary {
    signer: JwtSigner,
    claims: Claims,
    jwt: String,
    now: Timestamp,
}

static NOTARY: LazyLock<Notary> = LazyLock::new(|| {
    let (now, rng) = (ManualClock::default().now(), SeededRng::new(1));
    let key = SigningKey::generate().expect("a key");
    let key = SigningKey::parse("key".to_owned(), now, &key).expect("the key");
    let signer = JwtSigner::new(&"https://id.example.com/".parse().expect("a URL"), vec![key]);
    let kind = ClaimsKind::Bearer(SessionId::new(now, &rng));
    let expires_at = after(now, Duration::from_mins(1));
    let claims = Claims { kind, account: AccountId::new(now, &rng), email: None, issued_at: now, expires_at };
    let jwt = signer.sign(&claims).expect("a JWT").expose().to_owned();
    Notary { signer, claims, jwt, now }
});

/// Only tokens that we signed are accepted, in exactly that spelling: neither the bytes that were sent, nor one of our
/// tokens with these bytes inserted.
pub(crate) fn holds(data: &[u8]) {
    let Notary { signer, claims, jwt, now } = &*NOTARY;
    let Some(text) = crate::text(data) else { return };
    assert!(signer.verify(text, *now).is_none(), "{text:?} was accepted");
    for part in 0..3 {
        let mut parts: Vec<&str> = jwt.split('.').collect();
        parts[part] = text;
        let forged = parts.join(".");
        assert!(forged == *jwt || signer.verify(&forged, *now).is_none(), "{forged:?} was accepted");
    }
    let changed: String = match text.split_once(' ').map(|(at, letter)| (at.parse::<usize>(), letter)) {
        Some((Ok(at), letter)) if at < jwt.len() => format!("{}{letter}{}", &jwt[..at], &jwt[at + 1..]),
        _ => return,
    };
    let known = signer.verify(&changed, *now);
    assert_eq!(known.as_ref(), (changed == *jwt).then_some(claims), "{changed:?}");
}
