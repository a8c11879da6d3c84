//! Locations, keys, network counts, notes, the audit trail.

use rekey_core::LocationId;
use rekey_core::email_address::Mailbox;
use rekey_core::limits::{Counter, Payer};
use rekey_core::location::{
    Brand, LifetimeSettings, LocationDates, LocationSettings, MailMethod, NoticeSettings, SignUpSettings,
};
use rekey_core::policy::PasswordPolicySettings;
use rekey_core::ports::{DataKeyKind, DataKeyRow, NetworkSpend, SharedCount, UntrustedProxy};
use rekey_core::rate::Rate;
use rekey_core::time::{Duration, after};
use tokio::task::JoinSet;

use super::Fixture;
use super::fixture::{ANN, network};

fn every_setting() -> LocationSettings {
    LocationSettings {
        name: Some("Haus \"Ö\"".to_owned()),
        sign_in_url: Some("https://portal.example.com/login".parse().unwrap()),
        done_url: Some("https://app.example.com/done".parse().unwrap()),
        verification_url: Some("https://portal.example.com/verify".parse().unwrap()),
        reset_url: Some("https://portal.example.com/reset".parse().unwrap()),
        reset_method: Some(MailMethod::Link),
        sign_up: SignUpSettings { open: Some(true), verify_email: Some(false), verify_method: Some(MailMethod::Link) },
        allowed_redirect_urls: Some(vec!["https://portal.example.com/*".to_owned()]),
        cooldown: Some(Duration::from_millis(1_500)),
        locale: Some("de-AT".parse().unwrap()),
        from: Some("Haus <haus@example.com>".parse::<Mailbox>().unwrap()),
        reply_to: Some("help@example.com".parse().unwrap()),
        senders: Some(vec!["berlin".to_owned()]),
        code_in_subject: Some(true),
        notices: NoticeSettings { new_sign_in: Some(false), address_taken: Some(true) },
        images: Vec::new(),
        brand: Brand {
            accent_color: Some("#aa5500".to_owned()),
            background_color: Some("#fffaf0".to_owned()),
            corner_radius: Some(4),
            font: Some("Georgia, serif".to_owned()),
            logo_url: Some("https://cdn.example.com/logo.png".parse().unwrap()),
            logo_dark_url: Some("https://cdn.example.com/logo-dark.png".parse().unwrap()),
            favicon_url: Some("https://cdn.example.com/icon.png".parse().unwrap()),
            home_url: Some("https://example.com/".parse().unwrap()),
            support_email: Some("help@example.com".to_owned()),
            imprint_url: Some("https://example.com/imprint".parse().unwrap()),
            privacy_url: Some("https://example.com/privacy".parse().unwrap()),
            custom_css: Some(".card { border: 1px solid }".to_owned()),
        },
        password_policy: PasswordPolicySettings {
            min_length: Some(12),
            needs_upper: Some(true),
            needs_lower: Some(false),
            needs_digit: Some(true),
            needs_special: Some(false),
            special_characters: None,
            refuses_reuse: Some(true),
        },
        directory: Some("app".parse().unwrap()),
        lifetimes: LifetimeSettings {
            link: Some(Duration::from_mins(30)),
            code: Some(Duration::from_mins(5)),
            exchanged_token: Some(Duration::from_mins(6)),
            one_time_token: Some(Duration::from_mins(2)),
            not_me_link: Some(Duration::from_hours(24)),
        },
    }
}

pub(crate) async fn locations_come_back_as_they_were_set(f: Fixture) {
    let ids = [3, 1].map(|number| LocationId::new(number).unwrap());
    let patches = vec![(ids[0], every_setting()), (ids[1], LocationSettings::default())];
    f.store.apply_locations(patches).await.unwrap();
    let stored = f.store.locations().await.unwrap();
    assert_eq!(stored, [(ids[1], LocationSettings::default()), (ids[0], every_setting())]);
    assert_eq!(f.actions().await, ["location_applied", "location_applied"]);
    let set_at = f.now();
    f.clock.advance(Duration::from_secs(1));
    f.store.apply_locations(vec![(ids[1], every_setting())]).await.unwrap();
    let dates = |created_at, updated_at| Some(LocationDates { created_at, updated_at });
    assert_eq!(f.store.location_dates(ids[0]).await.unwrap(), dates(set_at, set_at));
    assert_eq!(f.store.location_dates(ids[1]).await.unwrap(), dates(set_at, f.now()));
    assert_eq!(f.store.location_dates(LocationId::new(2).unwrap()).await.unwrap(), None);
}

pub(crate) async fn a_patch_keeps_what_it_leaves_absent(f: Fixture) {
    f.store.apply_locations(vec![(LocationId::FIRST, every_setting())]).await.unwrap();
    let patch = LocationSettings {
        name: Some("Casa".to_owned()),
        brand: Brand { accent_color: Some("#000000".to_owned()), ..Brand::default() },
        lifetimes: LifetimeSettings { code: Some(Duration::from_mins(9)), ..LifetimeSettings::default() },
        ..LocationSettings::default()
    };
    f.store.apply_locations(vec![(LocationId::FIRST, patch)]).await.unwrap();
    let mut expected = every_setting();
    expected.name = Some("Casa".to_owned());
    expected.brand.accent_color = Some("#000000".to_owned());
    expected.lifetimes.code = Some(Duration::from_mins(9));
    assert_eq!(f.store.locations().await.unwrap(), [(LocationId::FIRST, expected)]);
}

pub(crate) async fn parallel_patches_of_a_location_all_count(f: Fixture) {
    let mut tasks = JoinSet::new();
    let base = every_setting();
    let patches = [
        LocationSettings { name: base.name.clone(), ..LocationSettings::default() },
        LocationSettings { cooldown: base.cooldown, ..LocationSettings::default() },
        LocationSettings { locale: base.locale.clone(), ..LocationSettings::default() },
        LocationSettings { reset_method: base.reset_method, ..LocationSettings::default() },
    ];
    for patch in patches {
        let store = f.store.clone();
        tasks.spawn(async move { store.apply_locations(vec![(LocationId::FIRST, patch)]).await.unwrap() });
    }
    tasks.join_all().await;
    let expected = LocationSettings {
        name: base.name,
        cooldown: base.cooldown,
        locale: base.locale,
        reset_method: base.reset_method,
        ..LocationSettings::default()
    };
    assert_eq!(f.store.locations().await.unwrap(), [(LocationId::FIRST, expected)]);
}

fn key(f: &Fixture, id: &str, kind: DataKeyKind) -> DataKeyRow {
    DataKeyRow {
        id: id.to_owned(),
        kind,
        wrapped: vec![0, 1, 255],
        created_at: f.now(),
        active_at: after(f.now(), Duration::from_mins(10)),
    }
}

pub(crate) async fn keys_are_listed_oldest_first(f: Fixture) {
    for id in ["b", "a", "c"] {
        assert!(f.store.add_data_key(key(&f, id, DataKeyKind::Signing), false).await.unwrap());
        f.clock.advance(Duration::from_secs(1));
    }
    let keys = f.store.data_keys().await.unwrap();
    assert_eq!(keys.iter().map(|key| key.id.as_str()).collect::<Vec<_>>(), ["b", "a", "c"]);
    assert_eq!((keys[0].kind, keys[0].wrapped.as_slice()), (DataKeyKind::Signing, &[0, 1, 255][..]));
    assert_eq!(keys[0].active_at, after(keys[0].created_at, Duration::from_mins(10)));
    assert_eq!(f.actions().await, ["key_created"; 3]);
}

pub(crate) async fn of_many_nodes_that_start_at_once_one_makes_the_first_key(f: Fixture) {
    let mut tasks = JoinSet::new();
    for number in 0..20 {
        let (store, key) = (f.store.clone(), key(&f, &number.to_string(), DataKeyKind::Digest));
        tasks.spawn(async move { store.add_data_key(key, true).await.unwrap() });
    }
    assert_eq!(tasks.join_all().await.into_iter().filter(|added| *added).count(), 1);
    assert_eq!(f.store.data_keys().await.unwrap().len(), 1);
    assert!(f.store.add_data_key(key(&f, "other kind", DataKeyKind::Signing), true).await.unwrap());
}

pub(crate) async fn a_key_is_rewrapped_once_from_what_it_was(f: Fixture) {
    for id in ["a", "b"] {
        assert!(f.store.add_data_key(key(&f, id, DataKeyKind::Signing), false).await.unwrap());
    }
    let until_now = key(&f, "a", DataKeyKind::Signing).wrapped;
    assert!(f.store.rewrap_data_key("a", &until_now, b"new").await.unwrap());
    assert!(!f.store.rewrap_data_key("a", &until_now, b"newer").await.unwrap());
    assert!(!f.store.rewrap_data_key("c", &until_now, b"new").await.unwrap());
    let wrapped: Vec<_> = f.store.data_keys().await.unwrap().into_iter().map(|key| key.wrapped).collect();
    assert_eq!(wrapped, [b"new".to_vec(), until_now]);
    assert_eq!(f.actions().await, ["key_created", "key_created", "key_rewrapped"]);
}

pub(crate) async fn nodes_add_to_shared_network_buckets(f: Fixture) {
    let rate = Rate::new(30, Duration::from_mins(15));
    let spend = |counter, count| NetworkSpend { payer: network().into(), counter, count, rate };
    let full_in = Duration::from_secs;
    let first = f.store.merge_network_counts(vec![spend("requests", 2), spend("failures", 1)]).await.unwrap();
    assert_eq!(first, [full_in(60), full_in(30)]);
    let second = f.store.merge_network_counts(vec![spend("failures", 100), spend("requests", 1)]).await.unwrap();
    assert_eq!(second, [full_in(3_030), full_in(90)], "what was counted counts, even beyond the rate");
    f.clock.advance(Duration::from_hours(1));
    let later = f.store.merge_network_counts(vec![spend("requests", 1)]).await.unwrap();
    assert_eq!(later, [full_in(30)]);
    assert!(f.store.merge_network_counts(Vec::new()).await.unwrap().is_empty());
}

pub(crate) async fn a_node_that_starts_reads_the_emptiest_buckets(f: Fixture) {
    let minute = Duration::from_mins(1);
    let location = LocationId::new(7).unwrap();
    let spends = [
        NetworkSpend { payer: network().into(), counter: "requests", count: 1, rate: Rate::new(30, minute) },
        NetworkSpend { payer: location.into(), counter: "notices", count: 3, rate: Rate::new(1, minute) },
        NetworkSpend { payer: network().into(), counter: "failures", count: 2, rate: Rate::new(1, minute) },
        NetworkSpend { payer: network().into(), counter: "of_another_version", count: 9, rate: Rate::new(1, minute) },
    ];
    f.store.merge_network_counts(spends.to_vec()).await.unwrap();
    f.clock.advance(Duration::from_secs(2));
    let full_in =
        |payer: Payer, counter, seconds| SharedCount { payer, counter, full_in: Duration::from_secs(seconds) };
    let notices = full_in(location.into(), Counter::Notices, 178);
    let failures = full_in(network().into(), Counter::Failures, 118);
    assert_eq!(f.store.shared_counts(10).await.unwrap(), [notices, failures], "the third is full again");
    assert_eq!(f.store.shared_counts(2).await.unwrap(), [notices]);
}

pub(crate) async fn parallel_network_counts_are_not_lost(f: Fixture) {
    let rate = Rate::new(30, Duration::from_mins(15));
    let mut tasks = JoinSet::new();
    for _ in 0..50 {
        let store = f.store.clone();
        let spend = NetworkSpend { payer: network().into(), counter: "requests", count: 1, rate };
        tasks.spawn(async move { store.merge_network_counts(vec![spend]).await.unwrap() });
    }
    let furthest = tasks.join_all().await.into_iter().flatten().max();
    assert_eq!(furthest, Some(Duration::from_mins(25)));
}

pub(crate) async fn the_untrusted_proxy_that_was_met_last_is_noted(f: Fixture) {
    assert_eq!(f.store.untrusted_proxy().await.unwrap(), None);
    for peer in ["10.0.0.1", "fd00::1"] {
        f.clock.advance(Duration::from_secs(1));
        let peer = peer.parse().unwrap();
        f.store.note_untrusted_proxy(peer).await.unwrap();
        let noted = UntrustedProxy { peer, seen_at: f.now() };
        assert_eq!(f.store.untrusted_proxy().await.unwrap(), Some(noted));
    }
}

pub(crate) async fn a_note_is_written_once(f: Fixture) {
    assert_eq!(f.store.note("made-by").await.unwrap(), None);
    assert_eq!(f.store.note_once("made-by", "dev").await.unwrap(), "dev");
    assert_eq!(f.store.note_once("made-by", "another").await.unwrap(), "dev");
    assert_eq!(f.store.note("made-by").await.unwrap().as_deref(), Some("dev"));
}

pub(crate) async fn every_step_leaves_a_record(f: Fixture) {
    let account = f.add_account(ANN).await;
    let link = f.reset_link(&account).await;
    let session = f.new_session();
    f.store.complete_reset(f.reset(link, "second", rekey_core::ports::WayIn::Session(session.clone()))).await.unwrap();
    f.store.end_session(session.id, network()).await.unwrap();
    let records = f.records(0).await;
    let told: Vec<_> = records.iter().map(|record| (record.action.code(), record.network)).collect();
    assert_eq!(
        told,
        [
            ("account_created", None),
            ("operator_reset", None),
            ("email_verified", Some(network())),
            ("password_reset", Some(network())),
            ("signed_in", Some(network())),
            ("signed_out", Some(network())),
        ]
    );
    assert!(records.iter().all(|record| record.account == Some(account.id)));
}

pub(crate) async fn a_store_that_works_answers_a_ping(f: Fixture) {
    f.store.ping().await.unwrap();
}
