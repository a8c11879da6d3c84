//! Tokens, codes and ids, as links, forms and people return them.

use rekey_core::second_factor::{Proof, RecoveryCode, TotpCode, TotpSecret};
use rekey_core::session::ClientId;
use rekey_core::{AccountId, Code, SessionId, Token};

/// Reading returns what was written, and it is never shown.
pub(crate) fn holds(data: &[u8]) {
    let Some(text) = crate::text(data) else { return };
    if let Some(token) = Token::parse(text) {
        assert!(token.expose() == text && text.len() == 64);
        assert_eq!(format!("{token:?} {:?}", token.digest()), "Token(…) TokenDigest(…)");
    }
    if let Some(code) = Code::parse(text) {
        assert!(code.expose() == text && text.len() == 6);
        assert_eq!(format!("{code:?}"), "Code(…)");
    }
    if let Some(code) = TotpCode::parse(text) {
        let again = TotpCode::parse(code.expose()).expect("digits");
        assert_eq!(again.expose(), code.expose());
        let number = TotpCode::from_number(code.expose().parse().expect("a number")).expect("six digits");
        assert_eq!(number.expose(), code.expose());
        assert_eq!(format!("{code:?}"), "TotpCode(…)");
    }
    if let Some(code) = RecoveryCode::parse(text) {
        let written = code.expose();
        assert_eq!(RecoveryCode::parse(&written).expect("a code").expose(), written);
        let proof = Proof::parse(text).expect("a proof");
        assert_eq!(format!("{code:?} {proof:?}"), "RecoveryCode(…) RecoveryCode(RecoveryCode(…))");
    }
    if let Ok(secret) = TotpSecret::parse(text) {
        let written = secret.expose_base32();
        assert_eq!(TotpSecret::parse(&written).expect("a secret").expose(), secret.expose());
        assert_eq!(format!("{secret:?}"), "TotpSecret(…)");
    }
    if let Ok(id) = text.parse::<AccountId>() {
        assert_eq!(id.to_string().parse(), Ok(id));
    }
    if let Ok(id) = text.parse::<SessionId>() {
        assert_eq!(id.to_string().parse(), Ok(id));
    }
    if let Some(id) = ClientId::new(text) {
        assert!(id.as_str() == text && !text.contains(['\r', '\n', '\0']));
    }
}
