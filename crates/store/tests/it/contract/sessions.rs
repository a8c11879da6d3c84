//! Sessions and the rotation of their refresh tokens.

use std::str::FromStr;

use rekey_core::account::{Account, AccountStatus};
use rekey_core::outbox::{Content, Decision, NoticeKind};
use rekey_core::ports::{AccountChange, RefreshOutcome, SignInOutcome};
use rekey_core::session::{
    ClaimedDevice, ClientId, KnownPlace, NewSession, Opening, OtherSessions, PLACES_KEPT_FOR, ROTATION_GRACE, Renewal,
    Session,
};
use rekey_core::time::{Duration, after};
use rekey_core::{ClientNetwork, Origin, TokenDigest};
use tokio::task::JoinSet;

use super::Fixture;
use super::fixture::{ANN, LEASE, MICROSECOND, REFRESH_LIFETIME, address, just_before, network, origin};
use super::sweep::KEPT as SWEEP;

/// A session of a client, and its refresh token.
async fn sign_in(f: &Fixture, account: &Account, client: &str) -> (Session, TokenDigest) {
    let new = NewSession { client: ClientId::new(client), ..f.new_session() };
    let refresh = new.refresh;
    (f.open(account, new).await.unwrap(), refresh)
}

/// Refreshes, and the next token, if it went well.
async fn refresh(f: &Fixture, presented: TokenDigest) -> (RefreshOutcome, TokenDigest) {
    let rotation = f.rotation(presented);
    let next = rotation.next.unwrap();
    (f.store.refresh(rotation).await.unwrap(), next)
}

fn rotated(outcome: &RefreshOutcome) -> bool {
    matches!(outcome, RefreshOutcome::Renewed(_))
}

pub(crate) async fn a_refresh_token_is_rotated_and_the_session_lives_on(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (session, first) = f.sign_in(&account).await;
    f.clock.advance(REFRESH_LIFETIME / 2);
    let (outcome, second) = refresh(&f, first).await;
    let RefreshOutcome::Renewed(renewed) = outcome else { panic!("{outcome:?}") };
    assert_eq!((renewed.session.id, renewed.account.id), (session.id, account.id));
    assert_eq!(renewed.session.expires_at, after(f.now(), REFRESH_LIFETIME));
    f.clock.advance(REFRESH_LIFETIME / 2 + MICROSECOND);
    assert!(f.is_alive(&session).await, "beyond the first token's time");
    assert!(rotated(&refresh(&f, second).await.0));
}

pub(crate) async fn a_refresh_token_expires_and_its_session_with_it(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (session, token) = f.sign_in(&account).await;
    f.clock.advance(just_before(REFRESH_LIFETIME));
    assert!(f.is_alive(&session).await);
    f.clock.advance(MICROSECOND);
    assert!(!f.is_alive(&session).await);
    assert!(matches!(refresh(&f, token).await.0, RefreshOutcome::Refused));
}

pub(crate) async fn an_unknown_refresh_token_is_refused(f: Fixture) {
    assert!(matches!(refresh(&f, f.digest()).await.0, RefreshOutcome::Refused));
}

pub(crate) async fn a_replay_within_the_grace_is_refused_without_alarm(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (session, first) = f.sign_in(&account).await;
    let (_, second) = refresh(&f, first).await;
    f.clock.advance(ROTATION_GRACE);
    assert!(matches!(refresh(&f, first).await.0, RefreshOutcome::Refused));
    assert!(f.is_alive(&session).await);
    assert!(rotated(&refresh(&f, second).await.0));
}

pub(crate) async fn a_replay_after_the_grace_ends_the_session(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (session, first) = f.sign_in(&account).await;
    let (_, second) = refresh(&f, first).await;
    f.clock.advance(ROTATION_GRACE + MICROSECOND);
    assert!(matches!(refresh(&f, first).await.0, RefreshOutcome::Stolen));
    assert!(!f.is_alive(&session).await);
    assert!(matches!(refresh(&f, second).await.0, RefreshOutcome::Refused));
    assert!(matches!(refresh(&f, first).await.0, RefreshOutcome::Refused), "the alarm rings once");
    assert_eq!(f.actions().await, ["account_created", "signed_in", "session_stolen"]);
}

pub(crate) async fn of_many_parallel_refreshes_one_rotates(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (session, token) = f.sign_in(&account).await;
    let mut tasks = JoinSet::new();
    for _ in 0..100 {
        let (store, rotation) = (f.store.clone(), f.rotation(token));
        tasks.spawn(async move { store.refresh(rotation).await.unwrap() });
    }
    assert_eq!(tasks.join_all().await.iter().filter(|outcome| rotated(outcome)).count(), 1);
    assert!(f.is_alive(&session).await);
}

/// Refreshes a session and keeps its refresh token.
fn kept(f: &Fixture, presented: TokenDigest) -> Renewal {
    Renewal { next: None, others: OtherSessions::Kept, ..f.rotation(presented) }
}

pub(crate) async fn a_token_that_is_kept_is_good_again_and_lives_on_with_its_session(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (session, token) = f.sign_in(&account).await;
    for _ in 0..3 {
        f.clock.advance(just_before(REFRESH_LIFETIME));
        let outcome = f.store.refresh(kept(&f, token)).await.unwrap();
        let RefreshOutcome::Renewed(renewed) = outcome else { panic!("{outcome:?}") };
        assert_eq!(renewed.session.expires_at, after(f.now(), REFRESH_LIFETIME));
    }
    f.clock.advance(REFRESH_LIFETIME);
    assert!(!f.is_alive(&session).await);
    assert!(matches!(f.store.refresh(kept(&f, token)).await.unwrap(), RefreshOutcome::Refused));
}

pub(crate) async fn a_session_ends_at_its_longest_however_often_it_is_refreshed(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (session, mut token) = f.sign_in(&account).await;
    let longest = REFRESH_LIFETIME * 2;
    for next in [None, Some(f.digest()), None] {
        f.clock.advance(REFRESH_LIFETIME / 2);
        let renewal = Renewal { next, longest_session: Some(longest), ..f.rotation(token) };
        assert!(rotated(&f.store.refresh(renewal).await.unwrap()));
        token = next.unwrap_or(token);
    }
    f.clock.advance(just_before(REFRESH_LIFETIME / 2));
    assert!(f.is_alive(&session).await);
    f.clock.advance(MICROSECOND);
    assert!(!f.is_alive(&session).await);
    assert!(matches!(f.store.refresh(kept(&f, token)).await.unwrap(), RefreshOutcome::Refused));
}

pub(crate) async fn of_many_parallel_refreshes_that_keep_the_token_all_succeed(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (session, token) = f.sign_in(&account).await;
    let mut tasks = JoinSet::new();
    for _ in 0..100 {
        let (store, renewal) = (f.store.clone(), kept(&f, token));
        tasks.spawn(async move { store.refresh(renewal).await.unwrap() });
    }
    assert!(tasks.join_all().await.iter().all(rotated));
    assert!(f.is_alive(&session).await);
}

pub(crate) async fn the_owner_is_told_of_a_use_from_far_away_where_tokens_are_kept(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (_, token) = f.sign_in(&account).await;
    let far = Origin { network: ClientNetwork::from_str("203.0.113.7").unwrap(), ..origin() };
    let near = f.store.refresh(kept(&f, token)).await.unwrap();
    assert!(matches!(near, RefreshOutcome::Renewed(renewed) if !renewed.told));
    for tells in [true, false] {
        let outcome = f.store.refresh(Renewal { origin: far, ..kept(&f, token) }).await.unwrap();
        assert!(matches!(outcome, RefreshOutcome::Renewed(renewed) if renewed.told == tells));
    }
    let told = f.deliver_due().await;
    let Decision::Send(plan) = told.decision else { panic!("{:?}", told.decision) };
    let Content::Notice { kind: NoticeKind::SessionElsewhere, origin, .. } = plan.content else { panic!("{plan:?}") };
    assert_eq!((plan.to, origin), (account.email, far));
}

pub(crate) async fn the_owner_is_told_of_a_sign_in_from_a_new_network_or_by_a_new_device(f: Fixture) {
    let account = f.add_account(ANN).await;
    let sign_in = async |from: &str, browser: Option<&str>| {
        let session = NewSession { device: ClaimedDevice::new(browser.map(str::to_owned), None), ..f.new_session() };
        let opening = Opening { session, origin: from.parse::<ClientNetwork>().unwrap().into(), ..f.opening(None) };
        let opened = f.store.open_session(&account, opening).await.unwrap();
        assert!(matches!(opened, SignInOutcome::Open(_)), "{opened:?}");
        f.store.claim(10, LEASE).await.unwrap()
    };
    for (what, from, browser, tells) in [
        ("the first", "192.0.2.7", None, false),
        ("near", "192.0.77.1", None, false),
        ("far", "203.0.113.7", None, true),
        ("known", "203.0.113.8", None, false),
        ("the first device", "192.0.2.7", Some("Firefox"), false),
        ("another device", "192.0.2.7", Some("Chromium"), true),
        ("no device", "192.0.2.7", None, false),
    ] {
        let claims = sign_in(from, browser).await;
        assert_eq!(claims.len(), usize::from(tells), "{what}");
        for claim in claims {
            let Decision::Send(plan) = f.prepare(&claim).await.unwrap().decision else { panic!("a mail") };
            let Content::Notice { kind: NoticeKind::NewSignIn, origin, .. } = plan.content else { panic!("{plan:?}") };
            assert_eq!((plan.to, origin.network), (account.email.clone(), from.parse().unwrap()));
            assert!(f.store.settle(&claim, f.sent()).await.unwrap());
        }
    }
    let sessions = f.store.sessions_of(account.id).await.unwrap();
    let browsers: Vec<_> = sessions.iter().map(|session| session.device.browser().unwrap_or("-").to_owned()).collect();
    assert!(browsers.contains(&"Firefox".to_owned()) && browsers.contains(&"-".to_owned()), "{browsers:?}");
    let places = f.store.places_of(account.id).await.unwrap();
    assert_eq!(places.iter().filter_map(KnownPlace::area).count(), 2, "{places:?}");
    assert_eq!(places.iter().filter_map(KnownPlace::device).count(), 2, "{places:?}");
    f.clock.advance(just_before(PLACES_KEPT_FOR));
    while f.store.sweep(SWEEP, 100).await.unwrap().rows > 0 {}
    assert!(!f.store.places_of(account.id).await.unwrap().is_empty(), "until then they are remembered");
    f.clock.advance(MICROSECOND);
    while f.store.sweep(SWEEP, 100).await.unwrap().rows > 0 {}
    assert_eq!(sign_in("203.0.113.7", Some("Safari")).await.len(), 0, "all is forgotten");
}

pub(crate) async fn a_session_knows_when_and_by_what_it_was_refreshed(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (session, mut token) = f.sign_in(&account).await;
    let living = async || f.store.living_session(session.id).await.unwrap().unwrap().0;
    assert_eq!(living().await.refreshed_at, f.now());
    let firefox = || ClaimedDevice::new(Some("Firefox".to_owned()), Some("Linux".to_owned()));
    let no_system = || ClaimedDevice::new(Some("Safari".to_owned()), None);
    for (named, kept) in [
        (ClaimedDevice::default(), ClaimedDevice::default()),
        (firefox(), firefox()),
        (ClaimedDevice::default(), firefox()),
        (no_system(), no_system()),
    ] {
        f.clock.advance(Duration::from_mins(7));
        let renewal = Renewal { device: named, ..f.rotation(token) };
        token = renewal.next.unwrap();
        assert!(rotated(&f.store.refresh(renewal).await.unwrap()));
        let session = living().await;
        assert_eq!((session.refreshed_at, session.device), (f.now(), kept));
    }
}

pub(crate) async fn a_token_that_was_used_up_is_not_good_again_where_tokens_are_kept(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (session, first) = f.sign_in(&account).await;
    let (_, second) = refresh(&f, first).await;
    f.clock.advance(ROTATION_GRACE * 2);
    assert!(matches!(f.store.refresh(kept(&f, first)).await.unwrap(), RefreshOutcome::Refused));
    assert!(f.is_alive(&session).await, "and no alarm");
    assert!(rotated(&f.store.refresh(kept(&f, second)).await.unwrap()));
}

pub(crate) async fn a_refresh_supersedes_the_other_refresh_tokens_of_account_and_client(f: Fixture) {
    let ann = f.add_account(ANN).await;
    let bob = f.add_account("bob@example.com").await;
    let (older, older_token) = sign_in(&f, &ann, "portal").await;
    let (newer, newer_token) = sign_in(&f, &ann, "portal").await;
    let (other_client, app_token) = sign_in(&f, &ann, "app").await;
    let (other_account, bobs_token) = sign_in(&f, &bob, "portal").await;
    assert!(f.is_alive(&older).await, "a sign-in alone supersedes nothing");

    let by_portal = |token| Renewal { client: ClientId::new("portal"), ..f.rotation(token) };
    assert!(rotated(&f.store.refresh(by_portal(newer_token)).await.unwrap()));
    for session in [&older, &newer, &other_client, &other_account] {
        assert!(f.is_alive(session).await, "their bearer tokens stay good");
    }
    f.clock.advance(ROTATION_GRACE * 2);
    let outcome = f.store.refresh(by_portal(older_token)).await.unwrap();
    assert!(matches!(outcome, RefreshOutcome::Refused), "superseded, which raises no alarm");
    for session in [&older, &newer] {
        assert!(f.is_alive(session).await);
    }
    let by_app = Renewal { client: ClientId::new("app"), ..f.rotation(app_token) };
    for others in [by_app, by_portal(bobs_token)] {
        assert!(rotated(&f.store.refresh(others).await.unwrap()));
    }
}

pub(crate) async fn a_refresh_may_leave_the_other_sessions_alone(f: Fixture) {
    let ann = f.add_account(ANN).await;
    let (phone, phone_token) = sign_in(&f, &ann, "app").await;
    let (desk, desk_token) = sign_in(&f, &ann, "app").await;
    for token in [phone_token, desk_token] {
        let client = ClientId::new("app");
        let rotation = Renewal { client, others: OtherSessions::Kept, ..f.rotation(token) };
        assert!(rotated(&f.store.refresh(rotation).await.unwrap()));
    }
    assert!(f.is_alive(&phone).await && f.is_alive(&desk).await);
}

pub(crate) async fn a_refresh_token_of_another_client_is_refused_and_stays_good(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (_, token) = sign_in(&f, &account, "portal").await;
    for client in [ClientId::new("app"), None] {
        let outcome = f.store.refresh(Renewal { client, ..f.rotation(token) }).await.unwrap();
        assert!(matches!(outcome, RefreshOutcome::Refused));
    }
    let by_portal = Renewal { client: ClientId::new("portal"), ..f.rotation(token) };
    assert!(rotated(&f.store.refresh(by_portal).await.unwrap()));
}

pub(crate) async fn a_session_ends_once(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (session, token) = f.sign_in(&account).await;
    let (other, _) = f.sign_in(&account).await;
    assert!(f.store.end_session(session.id, network()).await.unwrap());
    assert!(!f.store.end_session(session.id, network()).await.unwrap());
    assert!(!f.is_alive(&session).await);
    assert!(f.is_alive(&other).await);
    assert!(matches!(refresh(&f, token).await.0, RefreshOutcome::Refused));
    assert_eq!(f.actions().await.last(), Some(&"signed_out"));
    assert!(f.store.living_session(f.new_session().id).await.unwrap().is_none());
}

pub(crate) async fn the_living_sessions_of_an_account_are_listed_the_newest_first(f: Fixture) {
    let (ann, bob) = (f.add_account(ANN).await, f.add_account("bob@example.com").await);
    let listed = async || {
        let sessions = f.store.sessions_of(ann.id).await.unwrap();
        sessions.into_iter().map(|session| session.id).collect::<Vec<_>>()
    };
    assert_eq!(listed().await, []);
    let (first, _) = f.sign_in(&ann).await;
    f.clock.advance(Duration::from_secs(1));
    let (second, _) = f.sign_in(&ann).await;
    f.sign_in(&bob).await;
    assert_eq!(listed().await, [second.id, first.id]);
    f.store.end_session(second.id, network()).await.unwrap();
    assert_eq!(listed().await, [first.id]);
    f.clock.advance(REFRESH_LIFETIME);
    assert_eq!(listed().await, [], "their time is over");
    f.sign_in(&ann).await;
    f.store.change_account(&address(ANN), AccountChange::Status(AccountStatus::Locked)).await.unwrap();
    assert_eq!(listed().await, []);
}

pub(crate) async fn any_of_its_refresh_tokens_ends_a_session(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (other, _) = f.sign_in(&account).await;
    for is_rotated in [false, true] {
        let (session, first) = f.sign_in(&account).await;
        let rotation = Renewal { others: OtherSessions::Kept, ..f.rotation(first) };
        let newest = rotation.next.unwrap();
        if is_rotated {
            assert!(rotated(&f.store.refresh(rotation).await.unwrap()));
        }
        f.clock.advance(ROTATION_GRACE * 2);
        assert!(f.store.end_session_of(first, network()).await.unwrap());
        assert!(!f.store.end_session_of(first, network()).await.unwrap());
        assert!(!f.is_alive(&session).await);
        assert!(!f.store.end_session_of(newest, network()).await.unwrap());
        assert_eq!(f.actions().await.last(), Some(&"signed_out"), "and no theft");
    }
    assert!(!f.store.end_session_of(f.digest(), network()).await.unwrap());
    assert!(f.is_alive(&other).await);
}
