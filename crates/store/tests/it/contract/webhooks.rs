//! Webhooks.

use rekey_core::Purpose;
use rekey_core::accounts::AccountEdit;
use rekey_core::outbox::Settlement;
use rekey_core::ports::WayIn;
use rekey_core::time::Duration;
use rekey_core::webhooks::{Subscription, WebhookEvent, WebhookSettlement, WebhookState};
use tokio::task::JoinSet;

use super::Fixture;
use super::fixture::{ANN, LEASE, network};

const SHOP: &str = "https://shop.example.com/hooks";

async fn subscribe(f: &Fixture, urls: &[&str], events: &[WebhookEvent]) {
    let wanted = urls.iter().map(|url| Subscription { url: (*url).to_owned(), events: events.to_vec() });
    f.store.subscribe(wanted.collect()).await.unwrap();
}

async fn lock(f: &Fixture) -> String {
    let account = f.add_account(ANN).await;
    let edit = AccountEdit { locked: Some(true), ..AccountEdit::default() };
    f.store.edit_account(account.id, edit, network()).await.unwrap();
    account.id.to_string()
}

pub(crate) async fn each_receiver_is_told_of_what_it_wants(f: Fixture) {
    subscribe(&f, &[SHOP, "https://other.example.com/"], &WebhookEvent::ALL).await;
    f.add_account(ANN).await;
    let link = f.deliver(ANN, Purpose::ResetPassword).await.link;
    f.store.complete_reset(f.reset(link, "second", WayIn::None)).await.unwrap();
    let claims = f.store.claim_webhooks(10, LEASE).await.unwrap();
    let mut urls: Vec<_> = claims.iter().map(|claim| claim.url.as_str()).collect();
    urls.sort_unstable();
    assert_eq!(urls, ["https://other.example.com/", SHOP]);
    let account = f.account(ANN).await.id.to_string();
    for claim in &claims {
        assert_eq!((claim.event, claim.happened_at), (WebhookEvent::PasswordChanged, f.now()));
        assert!(claim.data.contains(&account) && !claim.data.contains('@'), "{}", claim.data);
    }
    assert_ne!(claims[0].id, claims[1].id);
    let notice = f.claim_one().await;
    assert!(f.store.settle(&notice, Settlement::GaveUp { reason: "550 no".to_owned() }).await.unwrap());
    let given_up = f.store.claim_webhooks(10, LEASE).await.unwrap();
    assert_eq!(given_up.len(), 2);
    assert!(given_up.iter().all(|claim| claim.event == WebhookEvent::MailGivenUp && claim.data.contains("550 no")));
}

pub(crate) async fn nobody_is_told_who_does_not_want_to_know(f: Fixture) {
    subscribe(&f, &[SHOP], &[WebhookEvent::PasswordChanged]).await;
    lock(&f).await;
    subscribe(&f, &[], &[]).await;
    let account = f.account(ANN).await.id;
    f.store.delete_account(account, network()).await.unwrap();
    assert!(f.store.webhooks(10).await.unwrap().is_empty());
}

pub(crate) async fn a_message_is_retried_given_up_and_tried_again(f: Fixture) {
    subscribe(&f, &[SHOP], &WebhookEvent::ALL).await;
    let account = lock(&f).await;
    let first = f.store.claim_webhooks(10, LEASE).await.unwrap().remove(0);
    assert!(first.event == WebhookEvent::AccountLocked && first.data.contains(&account));
    assert!(f.store.claim_webhooks(10, LEASE).await.unwrap().is_empty());
    let retry = WebhookSettlement::Retry { wait: Duration::from_secs(5), reason: "500".to_owned() };
    assert!(f.store.settle_webhook(&first, retry.clone()).await.unwrap());
    assert!(!f.store.settle_webhook(&first, retry).await.unwrap(), "the claim is over");
    f.clock.advance(Duration::from_secs(5));
    let second = f.store.claim_webhooks(10, LEASE).await.unwrap().remove(0);
    assert_eq!((second.id, second.failures), (first.id, 1));
    let given_up = WebhookSettlement::GaveUp { reason: "410".to_owned() };
    assert!(f.store.settle_webhook(&second, given_up).await.unwrap());
    let listed = f.store.webhooks(10).await.unwrap().remove(0);
    assert_eq!((listed.state, listed.reason.as_deref(), listed.due_at), (WebhookState::GaveUp, Some("410"), None));
    assert!(f.store.retry_webhook(first.id).await.unwrap());
    let third = f.store.claim_webhooks(10, LEASE).await.unwrap().remove(0);
    assert!(f.store.settle_webhook(&third, WebhookSettlement::Delivered).await.unwrap());
    assert!(!f.store.retry_webhook(first.id).await.unwrap(), "it was delivered");
    f.clock.advance(Duration::from_hours(8 * 24));
    f.store.sweep(rekey_core::ports::Retention::default(), 10).await.unwrap();
    assert!(f.store.webhooks(10).await.unwrap().is_empty());
}

pub(crate) async fn a_message_whose_worker_is_gone_is_anothers_after_the_lease(f: Fixture) {
    subscribe(&f, &[SHOP], &WebhookEvent::ALL).await;
    lock(&f).await;
    let lost = f.store.claim_webhooks(10, LEASE).await.unwrap().remove(0);
    f.clock.advance(LEASE);
    let taken = f.store.claim_webhooks(10, LEASE).await.unwrap().remove(0);
    assert_eq!(taken.id, lost.id);
    assert!(!f.store.settle_webhook(&lost, WebhookSettlement::Delivered).await.unwrap());
    assert!(f.store.settle_webhook(&taken, WebhookSettlement::Delivered).await.unwrap());
}

pub(crate) async fn workers_share_no_message(f: Fixture) {
    subscribe(&f, &[SHOP], &WebhookEvent::ALL).await;
    for number in 0..20 {
        let account = f.add_account(&format!("person{number}@example.com")).await;
        f.store.delete_account(account.id, network()).await.unwrap();
    }
    let mut tasks = JoinSet::new();
    for _ in 0..8 {
        let store = f.store.clone();
        tasks.spawn(async move { store.claim_webhooks(5, LEASE).await.unwrap() });
    }
    let mut ids: Vec<_> = tasks.join_all().await.into_iter().flatten().map(|claim| claim.id).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((ids.len(), all), (20, 20));
}
