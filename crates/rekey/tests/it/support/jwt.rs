//! What clients read of JWTs.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde_json::{Value, json};

use super::TestServer;

/// The claims of a JWT, whose signature fits the published key that its header names.
pub(crate) async fn claims(server: &TestServer, jwt: &str) -> Value {
    let header = URL_SAFE_NO_PAD.decode(jwt.split('.').next().unwrap()).expect("a JWT");
    let header: Value = serde_json::from_slice(&header).unwrap();
    assert_eq!(header["alg"], "RS256");
    let keys = server.get("/.well-known/jwks.json").await.json();
    let key = keys["keys"].as_array().unwrap().iter().find(|key| key["kid"] == header["kid"]).expect("its key");
    assert_eq!((&key["kty"], &key["use"], &key["alg"]), (&json!("RSA"), &json!("sig"), &json!("RS256")));
    let decoding = DecodingKey::from_rsa_components(key["n"].as_str().unwrap(), key["e"].as_str().unwrap());
    let mut validation = Validation::new(Algorithm::RS256);
    // The clock of tests is stopped.
    validation.validate_exp = false;
    // Each kind has a type and an audience of its own.
    let audience = match header["typ"].as_str() {
        Some("at+jwt") => server.url.clone(),
        Some("one-time+jwt") => format!("{}/one-time", server.url),
        other => panic!("{other:?}"),
    };
    validation.set_audience(&[audience]);
    validation.set_issuer(&[&server.url]);
    validation.set_required_spec_claims(&["exp", "iss", "sub", "aud"]);
    decode::<Value>(jwt, &decoding.unwrap(), &validation).expect("a good signature").claims
}

/// Asserts that this is a bearer token of this account from now on, for so many seconds.
pub(crate) async fn assert_bearer(server: &TestServer, jwt: &str, email: &str, seconds: i64) {
    let account = server.engine.accounts.find(&email.parse().unwrap()).await.unwrap().unwrap();
    let (claims, now) = (claims(server, jwt).await, server.now().as_second());
    assert_eq!(
        (&claims["sub"], &claims["iat"], &claims["exp"]),
        (&json!(account.id.to_string()), &json!(now), &json!(now + seconds))
    );
    // Clients of row-level security read these.
    assert_eq!((&claims["role"], &claims["email"]), (&json!("authenticated"), &json!(account.email.canonical())));
    let known = server.engine.sessions.authenticate(jwt).await.expect("a living session");
    assert_eq!(known.account.id, account.id);
}
