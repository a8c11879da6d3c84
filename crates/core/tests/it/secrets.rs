//! What `Debug` shows of secrets: it ends up in logs and panics (R17).

use rekey_core::ports::{Claims, ClaimsKind};
use rekey_core::recovery::{Admission, Afterwards};
use rekey_core::{AccountId, Password, Purpose};

use crate::fixture::{ANN, Fixture, NEW_PASSWORD, OLD_PASSWORD, token_in};

#[tokio::test]
async fn debug_shows_no_token_no_code_and_no_password() {
    let fixture = Fixture::new().await;
    fixture.ask(Purpose::ResetPassword, ANN, rekey_core::outbox::Channel::Pages).await.unwrap();
    let letter = fixture.deliver().await.remove(0);
    let token = token_in(&letter);
    let code = letter.code.as_ref().unwrap().expose().to_owned();
    let completed = fixture.complete_then(&token, NEW_PASSWORD, Afterwards::OneTimeJwt).await.unwrap();
    let Admission::OneTimeJwt(jwt) = &completed.way_in else { panic!("{completed:?}") };
    let signed_in = fixture.sign_in(ANN, NEW_PASSWORD).await.unwrap();
    let account =
        AccountId::new(rekey_core::ports::Clock::now(&*fixture.clock), &rekey_core::testing::SeededRng::new(1));
    let claims = Claims {
        kind: ClaimsKind::OneTime(token.expose().to_owned()),
        account,
        issued_at: signed_in.account.created_at,
        expires_at: signed_in.account.created_at,
    };
    let shown = [
        format!("{letter:?}"),
        format!("{token:?}"),
        format!("{completed:?}"),
        format!("{signed_in:?}"),
        format!("{claims:?}"),
        format!("{:?}", Password::new(OLD_PASSWORD)),
    ];
    let tokens = &signed_in.tokens;
    let hash = signed_in.account.password.as_ref().unwrap().expose();
    let secrets =
        [token.expose(), &code, jwt, &tokens.bearer, tokens.refresh.expose(), OLD_PASSWORD, NEW_PASSWORD, hash];
    for text in shown {
        for secret in secrets {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}
