//! What `Debug` shows of secrets: it ends up in logs and panics (R17).

use rekey_core::ports::{Claims, ClaimsKind};
use rekey_core::recovery::{Admission, Afterwards};
use rekey_core::second_factor::{Proof, RecoveryCode};
use rekey_core::sign_in::{SecondStep, Visitor};
use rekey_core::{AccountId, Password, Purpose};

use crate::fixture::{ANN, Fixture, NEW_PASSWORD, OLD_PASSWORD, address, token_in, visitor};

#[tokio::test]
async fn debug_shows_no_token_no_code_and_no_password() {
    let fixture = Fixture::new().await;
    fixture.ask(Purpose::ResetPassword, ANN, rekey_core::outbox::Channel::PAGES).await.unwrap();
    let letter = fixture.deliver().await.remove(0);
    let token = token_in(&letter);
    let code = letter.code.as_ref().unwrap().expose().to_owned();
    let completed = fixture.complete_then(&token, NEW_PASSWORD, Afterwards::OneTimeJwt).await.unwrap();
    let Admission::OneTimeJwt(jwt) = &completed.way_in else { panic!("{completed:?}") };
    let signed_in = fixture.sign_in(ANN, NEW_PASSWORD).await.unwrap();
    let account =
        AccountId::new(rekey_core::ports::Clock::now(&*fixture.clock), &rekey_core::testing::SeededRng::new(1));
    let claims = Claims {
        kind: ClaimsKind::OneTime(token.clone()),
        email: None,
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
        format!("{:?}", (&letter.link, &letter.code, token.digest(), &signed_in.account.password)),
    ];
    let tokens = &signed_in.tokens;
    let hash = signed_in.account.password.as_ref().unwrap().expose();
    let secrets = [
        token.expose(),
        &code,
        jwt.expose(),
        tokens.bearer.expose(),
        tokens.refresh.expose(),
        OLD_PASSWORD,
        NEW_PASSWORD,
        hash,
    ];
    for text in shown {
        for secret in secrets {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}

#[tokio::test]
async fn debug_shows_no_second_factor() {
    let fixture = Fixture::new().await;
    let factors = &fixture.engine.second_factors;
    let enrolment = factors.enrol(&address(ANN)).await.unwrap();
    let code = enrolment.secret.code_at(rekey_core::ports::Clock::now(&*fixture.clock));
    let typed = code.expose().to_owned();
    let proof = Proof::parse(&typed).unwrap();
    let recovery = factors.confirm(&address(ANN), code.clone()).await.unwrap();
    let visitor = Visitor { second_step: SecondStep::AtOnce(Some(proof.clone())), ..visitor() };
    let shown = format!("{enrolment:?} {code:?} {proof:?} {recovery:?} {visitor:?}");
    let written: Vec<String> = recovery.iter().map(RecoveryCode::expose).collect();
    for secret in written.iter().chain([&typed, &enrolment.secret.expose_base32()]) {
        assert!(!shown.contains(secret), "{secret} in {shown}");
        assert!(!shown.contains(&secret.replace('-', "")), "{secret} in {shown}");
    }
}
