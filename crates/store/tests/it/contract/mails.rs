//! What becomes of mails after they were handed over, and mailboxes that mails are kept from.

use rekey_core::outbox::{
    BOUNCE_STOPS, Bounce, COMPLAINT_STOPS, Channel, Content, Decision, EntryState, MailFate, MailFigures, MailName,
    MailNews, NewsOutcome, SentMail, Settlement, Silence, Stopped,
};
use rekey_core::ports::{Caller, Retention};
use rekey_core::testing::REPORTER;
use rekey_core::time::{Duration, after};
use rekey_core::token::TokenState;
use rekey_core::webhooks::{Subscription, WebhookEvent};
use rekey_core::{EntryId, Purpose};

use super::Fixture;
use super::fixture::{ANN, Delivered, FREE, LEASE, MICROSECOND, just_before, network};

const HARD: MailFate = MailFate::Bounced(Bounce::Permanent);
const SOFT: MailFate = MailFate::Bounced(Bounce::Transient);

/// Has a mail to Ann asked for and handed over.
async fn send(f: &Fixture, purpose: Purpose) -> (EntryId, SentMail) {
    f.accept(ANN, purpose).await;
    let claim = f.claim_one().await;
    f.prepare(&claim).await.unwrap();
    let mail = SentMail { sender: Some("main".to_owned()), provider_id: Some("an-id".to_owned()), ..f.sent_mail(ANN) };
    assert!(f.store.settle(&claim, Settlement::Sent(mail.clone())).await.unwrap());
    (claim.entry, mail)
}

async fn report(f: &Fixture, mail: MailName, to: &str, fate: MailFate) -> NewsOutcome {
    let news = MailNews { mail, mailbox: f.key_of(to), fate, reason: Some("550 no".to_owned()) };
    f.store.note_mail_news(&news).await.unwrap()
}

/// Has Ann's mailbox reported as gone.
async fn bounce(f: &Fixture) -> EntryId {
    let (entry, mail) = send(f, Purpose::ResetPassword).await;
    assert_eq!(report(f, mail.name, ANN, HARD).await, NewsOutcome::Counted);
    entry
}

/// Has Ann called a mail unwanted.
async fn complain(f: &Fixture) {
    let (_, mail) = send(f, Purpose::ResetPassword).await;
    assert_eq!(report(f, mail.name, ANN, MailFate::Complained).await, NewsOutcome::Counted);
}

fn silence(delivered: &Delivered) -> Option<Silence> {
    delivered.decision.silence()
}

/// Asks for a mail by a channel, and gives what a worker makes of it.
async fn ask(f: &Fixture, email: &str, purpose: Purpose, channel: Channel) -> Delivered {
    let request = rekey_core::outbox::Request { channel, ..f.request(email, purpose) };
    f.store.accept_request(f.entry_id(), request, FREE, Duration::ZERO).await.unwrap();
    let claim = f.claim_one().await;
    let delivered = f.prepare(&claim).await.unwrap();
    f.store.settle(&claim, f.sent()).await.unwrap();
    delivered
}

pub(crate) async fn a_mail_that_was_sent_tells_its_way_and_no_address(f: Fixture) {
    let account = f.add_account(ANN).await;
    let (entry, sent) = send(&f, Purpose::ResetPassword).await;
    let mail = f.store.mail(entry).await.unwrap().unwrap();
    assert_eq!((mail.entry, mail.account, mail.state), (entry, Some(account.id), EntryState::Sent));
    assert_eq!((mail.name, mail.sender.as_deref()), (Some(sent.name), Some("main")));
    assert_eq!((mail.provider_id.as_deref(), mail.settled_at), (Some("an-id"), Some(f.now())));
    assert_eq!((mail.delivered_at, mail.bounced, mail.complained_at), (None, None, None));
    assert!(!format!("{mail:?}").contains("example.com"), "{mail:?}");
    assert!(f.store.mail(f.entry_id()).await.unwrap().is_none());
}

pub(crate) async fn a_mail_to_nobody_has_no_account(f: Fixture) {
    let (entry, _) = send(&f, Purpose::ResetPassword).await;
    assert_eq!(f.store.mail(entry).await.unwrap().unwrap().account, None);
}

pub(crate) async fn a_report_counts_once_and_for_mail_and_recipient_alone(f: Fixture) {
    f.add_account(ANN).await;
    let (entry, sent) = send(&f, Purpose::ResetPassword).await;
    for fate in [MailFate::Delivered, SOFT, HARD, MailFate::Complained] {
        assert_eq!(report(&f, [1; 16].into(), ANN, fate).await, NewsOutcome::Unknown);
        assert_eq!(report(&f, sent.name, "bob@example.com", fate).await, NewsOutcome::Unknown);
        f.clock.advance(Duration::from_secs(1));
        assert_eq!(report(&f, sent.name, ANN, fate).await, NewsOutcome::Counted, "{fate:?}");
        f.clock.advance(Duration::from_secs(1));
        assert_eq!(report(&f, sent.name, ANN, fate).await, NewsOutcome::Repeated, "{fate:?}");
    }
    assert_eq!(report(&f, sent.name, ANN, SOFT).await, NewsOutcome::Repeated, "it bounced for good");
    let mail = f.store.mail(entry).await.unwrap().unwrap();
    assert!(mail.delivered_at < mail.bounced.map(|(at, _)| at) && mail.complained_at < Some(f.now()), "{mail:?}");
    assert_eq!(mail.bounced.map(|(_, bounce)| bounce), Some(Bounce::Permanent));
    assert_eq!(mail.report.as_deref(), Some("550 no"));
    let actions = f.actions().await;
    let reported = |action: &str| actions.iter().filter(|known| **known == action).count();
    assert_eq!((reported("mail_bounced"), reported("mail_complained")), (2, 1));
}

pub(crate) async fn of_many_parallel_reports_of_one_event_one_counts(f: Fixture) {
    let (_, sent) = send(&f, Purpose::ResetPassword).await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let (store, mailbox) = (f.store.clone(), f.key_of(ANN));
        let news = MailNews { mail: sent.name, mailbox, fate: HARD, reason: None };
        tasks.spawn(async move { store.note_mail_news(&news).await.unwrap() });
    }
    let outcomes = tasks.join_all().await;
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == NewsOutcome::Counted).count(), 1, "{outcomes:?}");
}

pub(crate) async fn a_report_that_comes_before_its_mail_is_settled_counts(f: Fixture) {
    let account = f.add_account(ANN).await;
    f.accept(ANN, Purpose::ResetPassword).await;
    let claim = f.claim_one().await;
    let name = f.prepare(&claim).await.unwrap().name;
    assert_eq!(report(&f, name, "bob@example.com", HARD).await, NewsOutcome::Unknown);
    assert_eq!(report(&f, name, ANN, HARD).await, NewsOutcome::Counted);
    assert!(f.store.settle(&claim, Settlement::Sent(SentMail { name, ..f.sent_mail(ANN) })).await.unwrap());
    let mail = f.store.mail(claim.entry).await.unwrap().unwrap();
    assert_eq!((mail.state, mail.account), (EntryState::Sent, Some(account.id)));
    assert_eq!(mail.bounced, Some((f.now(), Bounce::Permanent)));
    assert_eq!(report(&f, name, ANN, HARD).await, NewsOutcome::Repeated);
    assert!(f.store.stopped(f.key_of(ANN)).await.unwrap().bounced_until.is_some());
}

pub(crate) async fn a_mail_that_nobody_was_sent_has_no_name_and_one_that_was_given_up_keeps_it(f: Fixture) {
    f.add_account(ANN).await;
    for (settlement, outcome) in [
        (Settlement::Silent(Silence::Locked), NewsOutcome::Unknown),
        // It may have arrived all the same.
        (Settlement::GaveUp { reason: "no answer".to_owned() }, NewsOutcome::Counted),
    ] {
        f.accept(ANN, Purpose::ResetPassword).await;
        let claim = f.claim_one().await;
        let name = f.prepare(&claim).await.unwrap().name;
        assert!(f.store.settle(&claim, settlement).await.unwrap());
        assert_eq!(report(&f, name, ANN, MailFate::Delivered).await, outcome);
    }
}

pub(crate) async fn a_hard_bounce_stops_every_mail_to_the_mailbox_for_a_day(f: Fixture) {
    f.add_account(ANN).await;
    bounce(&f).await;
    let until = after(f.now(), BOUNCE_STOPS);
    let stopped = Stopped { bounced_until: Some(until), complained_until: None };
    assert_eq!(f.store.stopped(f.key_of(ANN)).await.unwrap(), stopped);
    for purpose in [Purpose::ResetPassword, Purpose::SignIn, Purpose::VerifyEmail] {
        let delivered = ask(&f, "Ann@Example.COM", purpose, Channel::PAGES).await;
        assert_eq!(silence(&delivered), Some(Silence::Bounced), "{purpose:?}");
        assert_eq!(f.state(delivered.link).await, TokenState::Void, "its token is a decoy");
    }
    assert_eq!(silence(&ask(&f, "bob@example.com", Purpose::ResetPassword, Channel::PAGES).await), None);
    f.clock.advance(just_before(BOUNCE_STOPS));
    assert_eq!(silence(&ask(&f, ANN, Purpose::ResetPassword, Channel::PAGES).await), Some(Silence::Bounced));
    f.clock.advance(MICROSECOND);
    assert_eq!(f.store.stopped(f.key_of(ANN)).await.unwrap(), Stopped::default());
    assert_eq!(silence(&ask(&f, ANN, Purpose::ResetPassword, Channel::PAGES).await), None);
}

pub(crate) async fn a_bounce_that_passes_stops_nothing(f: Fixture) {
    f.add_account(ANN).await;
    let (_, mail) = send(&f, Purpose::ResetPassword).await;
    assert_eq!(report(&f, mail.name, ANN, SOFT).await, NewsOutcome::Counted);
    assert_eq!(report(&f, mail.name, ANN, MailFate::Delivered).await, NewsOutcome::Counted);
    assert_eq!(silence(&ask(&f, ANN, Purpose::SignIn, Channel::PAGES).await), None);
}

pub(crate) async fn a_complaint_stops_notices_and_sign_in_codes_and_never_resets(f: Fixture) {
    let account = f.add_account(ANN).await;
    complain(&f).await;
    for (purpose, expected) in
        [(Purpose::SignIn, Some(Silence::Complained)), (Purpose::ResetPassword, None), (Purpose::VerifyEmail, None)]
    {
        assert_eq!(silence(&ask(&f, ANN, purpose, Channel::PAGES).await), expected, "{purpose:?}");
    }
    let told = f.complete(f.reset_link(&account).await).await;
    assert_eq!(silence(&told), Some(Silence::Complained), "the notice of the reset");
    f.clock.advance(COMPLAINT_STOPS);
    assert_eq!(silence(&ask(&f, ANN, Purpose::SignIn, Channel::PAGES).await), None);
}

pub(crate) async fn an_address_without_an_account_that_complained_is_not_told_again(f: Fixture) {
    complain(&f).await;
    let delivered = ask(&f, ANN, Purpose::ResetPassword, Channel::PAGES).await;
    assert_eq!(silence(&delivered), Some(Silence::Complained));
}

pub(crate) async fn callers_who_hear_of_deliveries_hear_nothing_of_stopped_mailboxes(f: Fixture) {
    f.add_account(ANN).await;
    bounce(&f).await;
    let reporter = || REPORTER.channel();
    let known = ask(&f, ANN, Purpose::ResetPassword, reporter()).await;
    let Decision::Rehearse(plan, Silence::Bounced) = &known.decision else { panic!("{:?}", known.decision) };
    assert!(plan.reportable && matches!(plan.content, Content::Recovery { .. }), "{plan:?}");
    // An address without an account is rehearsed alike.
    let stranger = "stranger@example.com";
    let claim = {
        f.accept(stranger, Purpose::ResetPassword).await;
        f.claim_one().await
    };
    f.prepare(&claim).await.unwrap();
    let sent = f.sent_mail(stranger);
    f.store.settle(&claim, Settlement::Sent(sent.clone())).await.unwrap();
    assert_eq!(report(&f, sent.name, stranger, HARD).await, NewsOutcome::Counted);
    let unknown = ask(&f, stranger, Purpose::ResetPassword, reporter()).await;
    assert!(matches!(&unknown.decision, Decision::Rehearse(plan, Silence::Bounced) if plan.reportable));
    for delivered in [known, unknown] {
        assert_eq!(f.state(delivered.link).await, TokenState::Void);
    }
}

pub(crate) async fn an_operator_lets_mails_through_again_and_the_same_report_stops_nothing(f: Fixture) {
    f.add_account(ANN).await;
    let (_, mail) = send(&f, Purpose::ResetPassword).await;
    report(&f, mail.name, ANN, HARD).await;
    let caller = Caller::from(network());
    assert!(f.store.release_mailbox(f.key_of(ANN), Some(caller)).await.unwrap());
    assert!(!f.store.release_mailbox(f.key_of(ANN), None).await.unwrap(), "it is released already");
    assert_eq!(report(&f, mail.name, ANN, HARD).await, NewsOutcome::Repeated);
    assert_eq!(silence(&ask(&f, ANN, Purpose::ResetPassword, Channel::PAGES).await), None);
    assert_eq!(f.actions().await.iter().filter(|action| **action == "mailbox_released").count(), 1);
}

pub(crate) async fn a_stop_that_is_over_is_not_lifted(f: Fixture) {
    let account = f.add_account(ANN).await;
    let released = async || f.store.release_mailbox(f.key_of(ANN), None).await.unwrap();
    bounce(&f).await;
    f.clock.advance(BOUNCE_STOPS);
    assert!(!released().await, "it has ended");
    bounce(&f).await;
    f.clock.advance(just_before(BOUNCE_STOPS));
    assert!(released().await);
    let records = f.records(0).await;
    let lifted: Vec<_> = records.iter().filter(|record| record.action.code() == "mailbox_released").collect();
    assert_eq!(lifted.iter().map(|record| record.account).collect::<Vec<_>>(), [Some(account.id)]);
}

pub(crate) async fn what_became_of_mails_goes_with_the_account(f: Fixture) {
    let account = f.add_account(ANN).await;
    let entry = bounce(&f).await;
    assert!(f.store.delete_account(account.id, network().into()).await.unwrap());
    assert!(f.store.mail(entry).await.unwrap().is_none());
    assert_eq!(f.store.stopped(f.key_of(ANN)).await.unwrap(), Stopped::default());
}

pub(crate) async fn the_mails_of_an_account_are_listed_newest_first_page_by_page(f: Fixture) {
    let account = f.add_account(ANN).await;
    let mut entries = Vec::new();
    for purpose in [Purpose::ResetPassword, Purpose::SignIn, Purpose::VerifyEmail] {
        f.clock.advance(Duration::from_secs(1));
        entries.push(send(&f, purpose).await.0);
        f.clock.advance(Duration::from_secs(1));
        f.deliver("bob@example.com", purpose).await;
    }
    entries.reverse();
    let listed = async |before, limit| {
        let mails = f.store.mails_of(account.id, before, limit).await.unwrap();
        mails.into_iter().map(|mail| mail.entry).collect::<Vec<_>>()
    };
    assert_eq!(listed(None, 10).await, entries);
    assert_eq!(listed(None, 2).await, entries[..2]);
    assert_eq!(listed(Some(entries[1]), 2).await, entries[2..]);
    // A notice belongs to its account before it is sent.
    f.store
        .complete_reset(f.reset(f.reset_link(&account).await, "second", rekey_core::ports::WayIn::None))
        .await
        .unwrap();
    let waiting = f.store.mails_of(account.id, None, 1).await.unwrap().remove(0);
    assert_eq!((waiting.subject, waiting.state), ("password_changed", EntryState::Pending));
}

pub(crate) async fn figures_count_what_was_sent_within_the_span(f: Fixture) {
    for fate in [MailFate::Delivered, HARD, SOFT, MailFate::Complained] {
        let (_, mail) = send(&f, Purpose::ResetPassword).await;
        report(&f, mail.name, ANN, fate).await;
        f.store.release_mailbox(f.key_of(ANN), None).await.unwrap();
        f.clock.advance(Duration::from_secs(1));
    }
    let figures = f.store.mail_figures(Duration::from_mins(1)).await.unwrap();
    assert_eq!(figures, MailFigures { sent: 4, delivered: 1, bounced: 1, complained: 1 });
    f.clock.advance(Duration::from_mins(1));
    assert_eq!(f.store.mail_figures(Duration::from_mins(1)).await.unwrap(), MailFigures::default());
}

pub(crate) async fn receivers_hear_of_requests_and_of_what_became_of_mails(f: Fixture) {
    let account = f.add_account(ANN).await;
    let url = "https://shop.example.com/hooks".to_owned();
    let events = vec![
        WebhookEvent::RecoveryRequested,
        WebhookEvent::MailSent,
        WebhookEvent::MailDelivered,
        WebhookEvent::MailBounced,
        WebhookEvent::MailComplained,
    ];
    f.store.subscribe(vec![Subscription { url: url.clone(), events: events.clone() }]).await.unwrap();
    let (entry, mail) = send(&f, Purpose::ResetPassword).await;
    for fate in [MailFate::Delivered, HARD, MailFate::Complained] {
        f.clock.advance(Duration::from_secs(1));
        report(&f, mail.name, ANN, fate).await;
        report(&f, mail.name, ANN, fate).await;
    }
    let mut told = f.store.claim_webhooks(&url, 10, LEASE).await.unwrap();
    told.sort_by_key(|message| (message.happened_at, message.event));
    let mut expected = events;
    expected.sort();
    let mut heard: Vec<_> = told.iter().map(|message| message.event).collect();
    heard.sort();
    assert_eq!(heard, expected, "each once");
    for message in told {
        let data: serde_json::Value = serde_json::from_str(&message.data).unwrap();
        assert_eq!(data["account"], account.id.to_string(), "{data}");
        assert!(message.event == WebhookEvent::RecoveryRequested || data["entry"] == entry.to_string(), "{data}");
        assert!(message.event != WebhookEvent::MailBounced || data["permanent"] == true, "{data}");
        assert!(!message.data.contains('@'), "{data}");
    }
}

pub(crate) async fn mails_and_stops_are_kept_for_their_time(f: Fixture) {
    let entry = bounce(&f).await;
    let retention = Retention { mails: Duration::from_hours(48), ..Retention::default() };
    let sweep = async || f.store.sweep(retention, 100).await.unwrap();
    f.clock.advance(just_before(BOUNCE_STOPS));
    sweep().await;
    assert!(f.store.stopped(f.key_of(ANN)).await.unwrap().bounced_until.is_some());
    f.clock.advance(MICROSECOND);
    assert!(f.store.mail(entry).await.unwrap().is_some());
    sweep().await;
    assert!(!f.store.release_mailbox(f.key_of(ANN), None).await.unwrap(), "the row is gone");
    assert!(f.store.mail(entry).await.unwrap().is_some());
    f.clock.advance(Duration::from_hours(24));
    sweep().await;
    assert!(f.store.mail(entry).await.unwrap().is_none());
}
