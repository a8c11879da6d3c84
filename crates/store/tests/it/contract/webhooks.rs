//! Webhooks.

use rekey_core::Purpose;
use rekey_core::account::AccountEdit;
use rekey_core::outbox::Settlement;
use rekey_core::ports::WayIn;
use rekey_core::time::Duration;
use rekey_core::webhooks::{
    Subscription, WebhookClaim, WebhookEvent, WebhookSettlement, WebhookState, WebhooksWaiting,
};
use tokio::task::JoinSet;

use super::Fixture;
use super::fixture::{ANN, LEASE, network};

const SHOP: &str = "https://shop.example.com/hooks";
const OTHER: &str = "https://other.example.com/";

async fn claim(f: &Fixture, url: &str) -> Vec<WebhookClaim> {
    f.store.claim_webhooks(url, 10, LEASE).await.unwrap()
}

async fn subscribe(f: &Fixture, urls: &[&str], events: &[WebhookEvent]) {
    let wanted = urls.iter().map(|url| Subscription { url: (*url).to_owned(), events: events.to_vec() });
    f.store.subscribe(wanted.collect()).await.unwrap();
}

async fn lock(f: &Fixture) -> String {
    let account = f.add_account(ANN).await;
    let edit = AccountEdit { locked: Some(true), ..AccountEdit::default() };
    f.store.edit_account(account.id, edit, network().into(), f.entry_id()).await.unwrap();
    account.id.to_string()
}

pub(crate) async fn each_receiver_is_told_of_what_it_wants(f: Fixture) {
    subscribe(&f, &[SHOP, OTHER], &[WebhookEvent::PasswordChanged, WebhookEvent::MailGivenUp]).await;
    f.add_account(ANN).await;
    let link = f.deliver(ANN, Purpose::ResetPassword).await.link;
    f.store.complete_reset(f.reset(link, "second", WayIn::None)).await.unwrap();
    let account = f.account(ANN).await.id.to_string();
    let happened_at = f.now();
    f.clock.advance(Duration::from_mins(7));
    let mut ids = Vec::new();
    for url in [SHOP, OTHER] {
        let claims = claim(&f, url).await;
        let [claim] = &claims[..] else { panic!("{claims:?}") };
        assert_eq!((claim.url.as_str(), claim.event), (url, WebhookEvent::PasswordChanged));
        assert_eq!((claim.happened_at, claim.age), (happened_at, Duration::from_mins(7)));
        assert!(claim.data.contains(&account) && !claim.data.contains('@'), "{}", claim.data);
        ids.push(claim.id);
    }
    assert_ne!(ids[0], ids[1]);
    let notice = f.claim_one().await;
    assert!(f.store.settle(&notice, Settlement::GaveUp { reason: "550 no".to_owned() }).await.unwrap());
    for url in [SHOP, OTHER] {
        let given_up = claim(&f, url).await.remove(0);
        assert!(given_up.event == WebhookEvent::MailGivenUp && given_up.data.contains("550 no"), "{given_up:?}");
    }
    let dropped = f.accept("bob@example.com", Purpose::ResetPassword).await;
    f.store.drop_entry(dropped, "by hand").await.unwrap();
    let told = claim(&f, SHOP).await.remove(0);
    assert!(told.event == WebhookEvent::MailGivenUp && told.data.contains("by hand"), "{told:?}");
}

pub(crate) async fn nobody_is_told_who_does_not_want_to_know(f: Fixture) {
    subscribe(&f, &[SHOP], &[WebhookEvent::PasswordChanged]).await;
    lock(&f).await;
    subscribe(&f, &[], &[]).await;
    let account = f.account(ANN).await.id;
    f.store.delete_account(account, network().into()).await.unwrap();
    assert!(f.store.webhooks(10).await.unwrap().is_empty());
}

pub(crate) async fn what_goes_to_nobody_any_more_is_given_up(f: Fixture) {
    subscribe(&f, &[SHOP, OTHER], &WebhookEvent::ALL).await;
    lock(&f).await;
    let under_way = claim(&f, SHOP).await.remove(0);
    subscribe(&f, &[OTHER], &WebhookEvent::ALL).await;
    assert!(!f.store.settle_webhook(&under_way, WebhookSettlement::Delivered).await.unwrap());
    let mut listed = f.store.webhooks(10).await.unwrap();
    listed.sort_by(|one, other| one.url.cmp(&other.url));
    let states: Vec<_> = listed.iter().map(|message| (message.state, message.reason.as_deref())).collect();
    let gone = (WebhookState::GaveUp, Some("the settings no longer have this receiver"));
    assert_eq!(states, [(WebhookState::Pending, None), gone]);
}

pub(crate) async fn what_waits_for_a_receiver_goes_to_its_corrected_url(f: Fixture) {
    subscribe(&f, &["https://shop.example.com/hoks", OTHER], &WebhookEvent::ALL).await;
    lock(&f).await;
    let under_way = claim(&f, "https://shop.example.com/hoks").await.remove(0);
    let others = claim(&f, OTHER).await.remove(0);
    subscribe(&f, &[OTHER, SHOP], &WebhookEvent::ALL).await;
    let moved = claim(&f, SHOP).await;
    assert_eq!(moved.iter().map(|claim| claim.id).collect::<Vec<_>>(), [under_way.id]);
    assert!(!f.store.settle_webhook(&under_way, WebhookSettlement::Delivered).await.unwrap());
    assert!(f.store.settle_webhook(&moved[0], WebhookSettlement::Delivered).await.unwrap());
    assert!(f.store.settle_webhook(&others, WebhookSettlement::Delivered).await.unwrap());
}

/// Nobody can say which of them takes the place of which, or it does not want to know.
pub(crate) async fn what_waits_for_a_receiver_goes_to_no_other(f: Fixture) {
    subscribe(&f, &[SHOP, OTHER], &WebhookEvent::ALL).await;
    lock(&f).await;
    subscribe(&f, &["https://one.example.com/", "https://two.example.com/"], &WebhookEvent::ALL).await;
    subscribe(&f, &["https://one.example.com/"], &WebhookEvent::ALL).await;
    let account = f.account(ANN).await.id;
    f.store.delete_account(account, network().into()).await.unwrap();
    subscribe(&f, &["https://three.example.com/"], &[WebhookEvent::AccountLocked]).await;
    let listed = f.store.webhooks(10).await.unwrap();
    assert_eq!(listed.len(), 3, "{listed:?}");
    for message in listed {
        assert_eq!(message.state, WebhookState::GaveUp, "{message:?}");
        assert!(!f.store.retry_webhook(message.id).await.unwrap(), "nobody would get it");
    }
}

pub(crate) async fn a_message_is_retried_given_up_and_tried_again(f: Fixture) {
    subscribe(&f, &[SHOP], &WebhookEvent::ALL).await;
    let account = lock(&f).await;
    let first = claim(&f, SHOP).await.remove(0);
    assert!(first.event == WebhookEvent::AccountLocked && first.data.contains(&account));
    assert!(claim(&f, SHOP).await.is_empty());
    let retry = WebhookSettlement::Retry { wait: Duration::from_secs(5), reason: "500".to_owned() };
    assert!(f.store.settle_webhook(&first, retry.clone()).await.unwrap());
    assert!(!f.store.settle_webhook(&first, retry).await.unwrap(), "the claim is over");
    f.clock.advance(Duration::from_secs(5));
    let second = claim(&f, SHOP).await.remove(0);
    assert_eq!((second.id, second.failures), (first.id, 1));
    let given_up = WebhookSettlement::GaveUp { reason: "410".to_owned() };
    assert!(f.store.settle_webhook(&second, given_up).await.unwrap());
    let listed = f.store.webhooks(10).await.unwrap().remove(0);
    assert_eq!((listed.state, listed.reason.as_deref(), listed.due_at), (WebhookState::GaveUp, Some("410"), None));
    assert!(f.store.retry_webhook(first.id).await.unwrap());
    let third = claim(&f, SHOP).await.remove(0);
    assert!(f.store.settle_webhook(&third, WebhookSettlement::Delivered).await.unwrap());
    assert!(!f.store.retry_webhook(first.id).await.unwrap(), "it was delivered");
    f.clock.advance(Duration::from_hours(8 * 24));
    f.store.sweep(rekey_core::ports::Retention::default(), 10).await.unwrap();
    assert!(f.store.webhooks(10).await.unwrap().is_empty());
}

pub(crate) async fn a_message_whose_worker_is_gone_is_anothers_after_the_lease(f: Fixture) {
    subscribe(&f, &[SHOP], &WebhookEvent::ALL).await;
    lock(&f).await;
    let lost = claim(&f, SHOP).await.remove(0);
    f.clock.advance(LEASE);
    let taken = claim(&f, SHOP).await.remove(0);
    assert_eq!(taken.id, lost.id);
    assert!(!f.store.settle_webhook(&lost, WebhookSettlement::Delivered).await.unwrap());
    assert!(f.store.settle_webhook(&taken, WebhookSettlement::Delivered).await.unwrap());
}

pub(crate) async fn workers_share_no_message(f: Fixture) {
    subscribe(&f, &[SHOP], &WebhookEvent::ALL).await;
    for number in 0..20 {
        let account = f.add_account(&format!("person{number}@example.com")).await;
        f.store.delete_account(account.id, network().into()).await.unwrap();
    }
    let mut tasks = JoinSet::new();
    for _ in 0..8 {
        let store = f.store.clone();
        tasks.spawn(async move { store.claim_webhooks(SHOP, 5, LEASE).await.unwrap() });
    }
    let mut ids: Vec<_> = tasks.join_all().await.into_iter().flatten().map(|claim| claim.id).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((ids.len(), all), (20, 20));
}

pub(crate) async fn what_waits_to_be_delivered_is_counted(f: Fixture) {
    assert_eq!(f.store.webhooks_waiting().await.unwrap(), WebhooksWaiting::default());
    subscribe(&f, &[SHOP, OTHER], &WebhookEvent::ALL).await;
    lock(&f).await;
    f.clock.advance(Duration::from_mins(7));
    let oldest = Some(Duration::from_mins(7));
    assert_eq!(f.store.webhooks_waiting().await.unwrap(), WebhooksWaiting { count: 2, oldest });
    let delivered = claim(&f, SHOP).await.remove(0);
    assert!(f.store.settle_webhook(&delivered, WebhookSettlement::Delivered).await.unwrap());
    assert_eq!(f.store.webhooks_waiting().await.unwrap(), WebhooksWaiting { count: 1, oldest });
}
