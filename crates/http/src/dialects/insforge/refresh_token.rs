//! Refresh tokens as this API's clients hold them: JWTs, whose `exp` the SDK reads for its own cookie. Only `jti` is
//! secret, and only its digest is stored; the JWT names the session that it belongs to (R29).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rekey_core::internal_jwt::{self, Claims};
use rekey_core::sessions::Tokens;
use rekey_core::{DigestKey, Engine, Jwt, SessionId, Token};
use serde_json::Value;

/// The JWT's `typ` and `aud`.
const KIND: &str = "rekey-refresh+jwt";
/// What CSRF tokens are digests of, beside the session that they belong to.
const CSRF_LABEL: &str = "insforge_csrf_session";
/// The same of 0.1, beside the refresh token.
const CSRF_LABEL_OF_0_1: &str = "insforge_csrf";

/// A refresh token that was presented.
pub(super) struct RefreshToken {
    /// What the store knows by its digest.
    pub(super) secret: Token,
    /// The session; none: 0.1 gave only the secret.
    pub(super) session: Option<SessionId>,
}

impl RefreshToken {
    /// One of ours that has not expired; `None` for anything else, such as a token of the system that the app comes
    /// from.
    pub(super) fn parse(engine: &Engine, text: &str) -> Option<Self> {
        if let Some(secret) = Token::parse(text) {
            return Some(Self { secret, session: None });
        }
        let claims = internal_jwt::verify(engine.digest_key(), KIND, text, engine.ports().clock.now())?;
        let claim = |name| claims.get(name).and_then(Value::as_str);
        Some(Self { secret: Token::parse(claim("jti")?)?, session: Some(claim("sid")?.parse().ok()?) })
    }

    /// Whether this CSRF token belongs to it.
    pub(super) fn fits(&self, key: &DigestKey, csrf_token: &[u8]) -> bool {
        let Ok(tag) = URL_SAFE_NO_PAD.decode(csrf_token) else { return false };
        match self.session {
            Some(session) => key.verify(CSRF_LABEL, &[session.as_uuid().as_bytes()], &tag),
            None => key.verify(CSRF_LABEL_OF_0_1, &[self.secret.expose().as_bytes()], &tag),
        }
    }
}

/// A session's refresh token, as its client gets it.
pub(super) fn issue(engine: &Engine, tokens: &Tokens) -> Jwt {
    // Two that are issued within a second differ, too.
    let mut unique = [0; 8];
    engine.ports().rng.fill(&mut unique);
    let claims = [
        ("n", URL_SAFE_NO_PAD.encode(unique).into()),
        ("iat", engine.ports().clock.now().as_second().into()),
        ("jti", tokens.refresh.expose().into()),
        ("sid", tokens.session.to_string().into()),
    ];
    let claims: Claims = claims.into_iter().map(|(name, value): (&str, Value)| (name.to_owned(), value)).collect();
    internal_jwt::sign(engine.digest_key(), KIND, claims, tokens.refresh_until)
}

/// The CSRF token of a session. It stays the same, however often the session is refreshed, because tabs share it.
pub(super) fn csrf_token(key: &DigestKey, session: SessionId) -> String {
    URL_SAFE_NO_PAD.encode(key.digest(CSRF_LABEL, &[session.as_uuid().as_bytes()]))
}
