use rekey_core::accounts::AccountDraft;
use rekey_core::location::{LocationSettings, MailMethod};
use rekey_core::outbox::{Channel, Content, NoticeKind};
use rekey_core::policy::PasswordPolicySettings;
use rekey_core::ports::Acceptance;
use rekey_core::recovery::{
    Admission, Afterwards, CompleteError, InspectError, NewRequest, RequestError, TokenProblem,
};
use rekey_core::testing::{APP, PORTAL};
use rekey_core::time::Duration;
use rekey_core::{Fault, Purpose, Token};

use crate::fixture::{ANN, Fixture, NEW_PASSWORD, OLD_PASSWORD, address, draft, location, network, token_in, visitor};

#[tokio::test]
async fn a_forgotten_password_is_reset_and_the_old_one_is_gone() {
    let fixture = Fixture::new().await;
    let token = fixture.reset_token(ANN).await;
    fixture.complete(&token, NEW_PASSWORD).await.unwrap();
    assert!(fixture.sign_in(ANN, NEW_PASSWORD).await.is_ok());
    assert!(fixture.sign_in(ANN, OLD_PASSWORD).await.is_err());
}

#[tokio::test]
async fn a_token_works_once() {
    let fixture = Fixture::new().await;
    let token = fixture.reset_token(ANN).await;
    fixture.complete(&token, NEW_PASSWORD).await.unwrap();
    let again = fixture.complete(&token, "a third password").await;
    assert!(matches!(again, Err(CompleteError::Token(TokenProblem::Used))), "{again:?}");
    assert!(fixture.sign_in(ANN, NEW_PASSWORD).await.is_ok());
}

#[tokio::test]
async fn inspecting_a_token_changes_nothing() {
    let fixture = Fixture::new().await;
    let token = fixture.reset_token(ANN).await;
    for _ in 0..20 {
        let inspected = fixture.engine.recovery.inspect(&token).await.unwrap();
        assert_eq!(inspected.account.email, address(ANN));
    }
    fixture.complete(&token, NEW_PASSWORD).await.unwrap();
}

#[tokio::test]
async fn an_expired_token_is_refused_before_anything_is_hashed() {
    let fixture = Fixture::new().await;
    let token = fixture.reset_token(ANN).await;
    fixture.clock.advance(Duration::from_hours(1));
    let before = fixture.hasher.count();
    let late = fixture.complete(&token, NEW_PASSWORD).await;
    assert!(matches!(late, Err(CompleteError::Token(TokenProblem::Expired))), "{late:?}");
    assert_eq!(fixture.hasher.count(), before);
}

#[tokio::test]
async fn an_unknown_token_is_refused_before_anything_is_hashed() {
    let fixture = Fixture::new().await;
    let before = fixture.hasher.count();
    let token = Token::parse(&"0".repeat(64)).unwrap();
    let unknown = fixture.complete(&token, NEW_PASSWORD).await;
    assert!(matches!(unknown, Err(CompleteError::Token(TokenProblem::Unknown))), "{unknown:?}");
    assert_eq!(fixture.hasher.count(), before);
}

#[tokio::test]
async fn a_refused_password_leaves_the_token_usable() {
    let fixture = Fixture::new().await;
    let token = fixture.reset_token(ANN).await;
    let refused = fixture.complete(&token, "short").await;
    assert!(matches!(&refused, Err(CompleteError::Password(rules)) if rules.len() == 1), "{refused:?}");
    fixture.complete(&token, NEW_PASSWORD).await.unwrap();
}

#[tokio::test]
async fn the_present_password_is_refused_where_the_location_says_so() {
    let fixture = Fixture::new().await;
    let password_policy = PasswordPolicySettings { refuses_reuse: Some(true), ..PasswordPolicySettings::default() };
    fixture.set_location(1, LocationSettings { password_policy, ..LocationSettings::default() }).await;
    let token = fixture.reset_token(ANN).await;
    let refused = fixture.complete(&token, OLD_PASSWORD).await;
    assert!(matches!(&refused, Err(CompleteError::Password(rules)) if rules[0].code() == "reused"), "{refused:?}");
    fixture.complete(&token, NEW_PASSWORD).await.unwrap();
}

#[tokio::test]
async fn a_newer_request_leaves_older_links_good_until_one_of_them_is_used() {
    let fixture = Fixture::new().await;
    let first = fixture.reset_token(ANN).await;
    fixture.clock.advance(Duration::from_mins(2));
    let second = fixture.reset_token(ANN).await;
    assert!(fixture.engine.recovery.inspect(&first).await.is_ok());
    fixture.complete(&first, NEW_PASSWORD).await.unwrap();
    let sibling = fixture.engine.recovery.inspect(&second).await;
    assert!(matches!(sibling, Err(InspectError::Token(TokenProblem::Void))), "{sibling:?}");
}

#[tokio::test]
async fn a_request_from_before_a_reset_is_not_delivered_after_it() {
    let fixture = Fixture::new().await;
    let token = fixture.reset_token(ANN).await;
    fixture.clock.advance(Duration::from_mins(2));
    fixture.ask(Purpose::ResetPassword, ANN, PORTAL.channel()).await.unwrap();
    fixture.complete(&token, NEW_PASSWORD).await.unwrap();
    let letters = fixture.deliver().await;
    assert!(letters.iter().all(|letter| matches!(letter.plan.content, Content::Notice { .. })), "{letters:?}");
}

#[tokio::test]
async fn a_reset_ends_every_session_and_tells_the_person() {
    let fixture = Fixture::new().await;
    let signed_in = fixture.sign_in(ANN, OLD_PASSWORD).await.unwrap();
    let token = fixture.reset_token(ANN).await;
    assert!(fixture.is_signed_in(signed_in.tokens.bearer.expose()).await);
    fixture.complete(&token, NEW_PASSWORD).await.unwrap();
    assert!(!fixture.is_signed_in(signed_in.tokens.bearer.expose()).await);
    assert!(fixture.refresh(&signed_in.tokens.refresh, None).await.is_err());
    let letters = fixture.deliver().await;
    assert_eq!(letters.len(), 1);
    assert!(matches!(letters[0].plan.content, Content::Notice { kind: NoticeKind::PasswordChanged, .. }));
}

#[tokio::test]
async fn the_one_time_jwt_of_a_reset_signs_in_once() {
    let fixture = Fixture::new().await;
    let token = fixture.reset_token(ANN).await;
    let completed = fixture.complete_then(&token, NEW_PASSWORD, Afterwards::OneTimeJwt).await.unwrap();
    let Admission::OneTimeJwt(jwt) = completed.way_in else { panic!("{completed:?}") };
    assert!(!fixture.is_signed_in(jwt.expose()).await, "it is not a bearer token");
    let signed_in = fixture.engine.sign_in.with_one_time_token(jwt.expose(), visitor()).await.unwrap();
    assert!(fixture.is_signed_in(signed_in.bearer.expose()).await);
    assert!(fixture.engine.sign_in.with_one_time_token(jwt.expose(), visitor()).await.is_err());
    assert!(fixture.engine.sign_in.with_one_time_token(signed_in.bearer.expose(), visitor()).await.is_err());
}

#[tokio::test]
async fn the_session_of_a_reset_is_open_at_once() {
    let fixture = Fixture::new().await;
    let token = fixture.reset_token(ANN).await;
    let then = Afterwards::Session { client: None, bearer_lifetime: Duration::from_hours(12) };
    let completed = fixture.complete_then(&token, NEW_PASSWORD, then).await.unwrap();
    let Admission::Session(tokens) = completed.way_in else { panic!("{completed:?}") };
    assert_eq!(tokens.expires_in, Duration::from_hours(12));
    assert!(fixture.is_signed_in(tokens.bearer.expose()).await);
}

#[tokio::test]
async fn the_cooldown_holds_mails_back_and_counts_for_unknown_addresses_alike() {
    let fixture = Fixture::new().await;
    for email in [ANN, "nobody@example.com"] {
        let ask = || fixture.ask(Purpose::ResetPassword, email, PORTAL.channel());
        assert_eq!(ask().await.unwrap().acceptance, Acceptance::Accepted);
        fixture.clock.advance(Duration::from_secs(20));
        let remaining = Duration::from_secs(40);
        assert_eq!(ask().await.unwrap().acceptance, Acceptance::Suppressed { remaining });
        let asked = fixture.engine.recovery.remaining_cooldown(&address(email), Purpose::ResetPassword).await.unwrap();
        assert_eq!(asked, remaining);
    }
}

#[tokio::test]
async fn no_more_mails_than_the_caps_say_and_the_cooldown_tells_how_long() {
    let fixture = Fixture::new().await;
    for _ in 0..3 {
        let receipt = fixture.ask(Purpose::ResetPassword, ANN, PORTAL.channel()).await.unwrap();
        assert_eq!(receipt.acceptance, Acceptance::Accepted);
        fixture.clock.advance(Duration::from_mins(1));
    }
    let fourth = fixture.ask(Purpose::ResetPassword, ANN, PORTAL.channel()).await.unwrap();
    assert_eq!(fourth.acceptance, Acceptance::Suppressed { remaining: Duration::from_mins(2) });
    assert_eq!(fixture.deliver().await.len(), 3);
}

#[tokio::test]
async fn an_unknown_address_is_told_so_only_by_doors_that_know_the_notice() {
    let fixture = Fixture::new().await;
    fixture.ask(Purpose::ResetPassword, "x@example.com", PORTAL.channel()).await.unwrap();
    assert!(fixture.deliver().await.is_empty());
    fixture.ask(Purpose::ResetPassword, "y@example.com", Channel::PAGES).await.unwrap();
    let letters = fixture.deliver().await;
    assert!(matches!(letters[..], [ref letter] if matches!(letter.plan.content, Content::NoAccount)), "{letters:?}");
    assert!(letters[0].link.is_none() && letters[0].code.is_none());
}

#[tokio::test]
async fn mails_go_to_the_stored_address_and_not_to_the_typed_one() {
    let fixture = Fixture::new().await;
    fixture.add("Bob.Lee@example.com", None).await;
    fixture.ask(Purpose::ResetPassword, "BOB.LEE@EXAMPLE.COM", PORTAL.channel()).await.unwrap();
    let letters = fixture.deliver().await;
    assert_eq!(letters[0].plan.to.as_stored(), "Bob.Lee@example.com");
}

#[tokio::test]
async fn a_locked_account_gets_no_mail_and_its_links_are_void() {
    let fixture = Fixture::new().await;
    let token = fixture.reset_token(ANN).await;
    fixture.engine.accounts.lock(&address(ANN)).await.unwrap().unwrap();
    let refused = fixture.complete(&token, NEW_PASSWORD).await;
    assert!(matches!(refused, Err(CompleteError::Token(TokenProblem::Void))), "{refused:?}");
    fixture.clock.advance(Duration::from_mins(2));
    fixture.ask(Purpose::ResetPassword, ANN, PORTAL.channel()).await.unwrap();
    assert!(fixture.deliver().await.is_empty());
}

#[tokio::test]
async fn an_account_without_a_password_gets_one_by_a_reset() {
    let fixture = Fixture::new().await;
    fixture.add("new@example.com", None).await;
    let token = fixture.reset_token("new@example.com").await;
    fixture.complete(&token, NEW_PASSWORD).await.unwrap();
    assert!(fixture.sign_in("new@example.com", NEW_PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_token_of_another_location_is_refused() {
    let fixture = Fixture::new().await;
    fixture.set_location(2, LocationSettings::default()).await;
    let token = fixture.reset_token(ANN).await;
    let new = rekey_core::recovery::NewPassword {
        token: token.clone(),
        password: rekey_core::Password::new(NEW_PASSWORD),
        location: Some(location(2)),
        policy: PasswordPolicySettings::default(),
        then: Afterwards::Nothing,
        origin: network(1).into(),
        language: PORTAL.channel().into(),
    };
    let refused = fixture.engine.recovery.complete(new).await;
    assert!(matches!(refused, Err(CompleteError::Token(TokenProblem::Unknown))), "{refused:?}");
    fixture.complete(&token, NEW_PASSWORD).await.unwrap();
}

#[tokio::test]
async fn a_mail_comes_in_the_name_of_the_accounts_own_location() {
    let fixture = Fixture::new().await;
    let name = Some("Elsewhere".to_owned());
    fixture.set_location(2, LocationSettings { name, ..LocationSettings::default() }).await;
    let request = NewRequest {
        purpose: Purpose::ResetPassword,
        address: address(ANN),
        channel: PORTAL.channel(),
        location: Some(2),
        locale: None,
        browser_locale: None,
        redirect_to: None,
        origin: network(1).into(),
    };
    fixture.engine.recovery.request(request.clone()).await.unwrap();
    let letters = fixture.deliver().await;
    assert_eq!(letters[0].location().id, location(1));
    for number in [99, 0, -1, i64::MAX] {
        let unknown = NewRequest { location: Some(number), ..request.clone() };
        assert!(matches!(fixture.engine.recovery.request(unknown).await, Err(RequestError::UnknownLocation)));
    }
}

#[tokio::test]
async fn links_lead_to_the_locations_own_page_or_to_ours() {
    let fixture = Fixture::new().await;
    fixture.ask(Purpose::ResetPassword, ANN, PORTAL.channel()).await.unwrap();
    let ours = fixture.deliver().await;
    assert!(ours[0].link.as_ref().unwrap().expose().starts_with("https://id.example.com/reset?token="));
    let reset_url = Some("https://portal.example.com/new-password?from=mail".parse().unwrap());
    fixture.set_location(1, LocationSettings { reset_url, ..LocationSettings::default() }).await;
    fixture.clock.advance(Duration::from_mins(2));
    fixture.ask(Purpose::ResetPassword, ANN, PORTAL.channel()).await.unwrap();
    let theirs = fixture.deliver().await;
    let link = theirs[0].link.as_ref().unwrap().expose();
    assert!(link.starts_with("https://portal.example.com/new-password?from=mail&token="), "{link}");
}

#[tokio::test]
async fn a_stranger_chooses_the_brand_of_a_mail_and_not_where_its_link_leads() {
    let fixture = Fixture::new().await;
    let page = |host: &str| LocationSettings {
        reset_url: Some(format!("https://{host}/new-password").parse().unwrap()),
        ..LocationSettings::default()
    };
    fixture.set_location(1, page("own.example.com")).await;
    fixture.set_location(2, page("second.example.com")).await;
    let locations = vec![location(1), location(2)];
    let both = AccountDraft { locations, ..draft("both@example.com") };
    fixture.engine.accounts.create(both).await.unwrap();
    fixture.clock.advance(Duration::from_secs(1));
    let request = NewRequest {
        purpose: Purpose::ResetPassword,
        address: address("both@example.com"),
        channel: PORTAL.channel(),
        location: Some(2),
        locale: None,
        browser_locale: None,
        redirect_to: None,
        origin: network(1).into(),
    };
    fixture.engine.recovery.request(request).await.unwrap();
    let letters = fixture.deliver().await;
    assert_eq!(letters[0].location().id, location(2));
    let link = letters[0].link.as_ref().unwrap().expose();
    assert!(link.starts_with("https://own.example.com/new-password?token="), "{link}");
    let inspected = fixture.engine.recovery.inspect(&token_in(&letters[0])).await.unwrap();
    assert_eq!(inspected.location, location(1), "the page that it leads to can use it");
}

#[tokio::test]
async fn a_code_is_mailed_only_by_doors_that_follow_the_locations_method() {
    let fixture = Fixture::new().await;
    fixture.ask(Purpose::ResetPassword, ANN, PORTAL.channel()).await.unwrap();
    assert!(fixture.deliver().await[0].code.is_none());
    fixture.clock.advance(Duration::from_mins(2));
    fixture.ask(Purpose::ResetPassword, ANN, Channel::PAGES).await.unwrap();
    let letters = fixture.deliver().await;
    assert!(letters[0].code.is_some() && letters[0].link.is_some(), "a link beside it (R4)");
    fixture
        .set_location(1, LocationSettings { reset_method: Some(MailMethod::Link), ..LocationSettings::default() })
        .await;
    fixture.clock.advance(Duration::from_mins(2));
    fixture.ask(Purpose::ResetPassword, ANN, Channel::PAGES).await.unwrap();
    assert!(fixture.deliver().await[0].code.is_none());
}

#[tokio::test]
async fn a_retry_mints_anew_and_the_earlier_link_stays_good() {
    let fixture = Fixture::new().await;
    fixture.ask(Purpose::ResetPassword, ANN, PORTAL.channel()).await.unwrap();
    let delivery = &fixture.engine.delivery;
    let claims = delivery.claim(10, Duration::from_secs(30)).await.unwrap();
    let first = match delivery.prepare(&claims[0], None).await.unwrap() {
        rekey_core::delivery::Prepared::Letter(letter) => token_in(&letter),
        other => panic!("{other:?}"),
    };
    // The worker is gone, and whether its mail arrived nobody knows.
    fixture.clock.advance(Duration::from_secs(31));
    let letters = fixture.deliver().await;
    let second = token_in(&letters[0]);
    assert_ne!(first.digest(), second.digest());
    assert!(fixture.engine.recovery.inspect(&first).await.is_ok());
    fixture.complete(&second, NEW_PASSWORD).await.unwrap();
    assert!(fixture.engine.recovery.inspect(&first).await.is_err());
}

#[tokio::test]
async fn nothing_is_accepted_while_mail_is_switched_off() {
    let fixture = Fixture::with(|settings| settings.mail_enabled = false).await;
    let refused = fixture.ask(Purpose::ResetPassword, ANN, PORTAL.channel()).await;
    assert!(matches!(refused, Err(RequestError::Fault(Fault::MailDisabled))), "{refused:?}");
}

#[tokio::test]
async fn an_operators_link_resets_without_a_mail() {
    let fixture = Fixture::new().await;
    let link = fixture.engine.accounts.reset_link(&address(ANN)).await.unwrap().unwrap();
    let token = Token::parse(link.expose().split_once("token=").unwrap().1).unwrap();
    fixture.complete(&token, NEW_PASSWORD).await.unwrap();
    assert!(fixture.engine.accounts.reset_link(&address("nobody@example.com")).await.unwrap().is_none());
}

#[tokio::test]
async fn a_link_with_a_redirect_target_leads_by_way_of_its_channels_route() {
    let fixture = Fixture::new().await;
    let redirect_to: Option<url::Url> = Some("https://app.example.com/reset".parse().unwrap());
    for (channel, page) in [(APP.channel(), "/app/reset-link?token="), (PORTAL.channel(), "/reset?token=")] {
        let request = NewRequest {
            purpose: Purpose::ResetPassword,
            address: address(ANN),
            channel,
            location: None,
            locale: None,
            browser_locale: None,
            redirect_to: redirect_to.clone(),
            origin: network(1).into(),
        };
        fixture.engine.recovery.request(request).await.unwrap();
        let letters = fixture.deliver().await;
        let link = letters[0].link.as_ref().unwrap().expose();
        assert!(link.strip_prefix("https://id.example.com").unwrap().starts_with(page), "{link}");
        fixture.clock.advance(Duration::from_mins(2));
    }
}
