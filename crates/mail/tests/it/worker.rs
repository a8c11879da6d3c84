//! A worker's step: what became of each entry, and of its mail.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use rekey_core::image::Image;
use rekey_core::location::{Brand, LocationSettings};
use rekey_core::outbox::{Channel, EntryState};
use rekey_core::ports::{CapturedMail, CapturedMails, Undelivered};
use rekey_core::recovery::{DeliveredRequestError, NewRequest, Receipt};
use rekey_core::testing::{PORTAL, REPORTER};
use rekey_core::{ClientNetwork, Purpose};
use rekey_mail::{
    Accepted, CapturedTransport, OutgoingMail, Places, SendError, SendErrorKind, Transport, WorkerSettings,
};
use rekey_render::Renderer;
use rekey_render::context::Place;
use tokio::task::JoinHandle;

use crate::support::{ANN, Gate, Office, Refusing, request};

/// Works until nothing is due, capturing the mails.
async fn captured(office: &Office) -> Vec<Arc<CapturedMail>> {
    let transport = Arc::new(CapturedTransport::new(100));
    let worker = office.worker(transport.clone());
    while worker.step().await.expect("the store works") > 0 {}
    transport.list()
}

async fn one_captured(office: &Office) -> Arc<CapturedMail> {
    let mails = captured(office).await;
    assert_eq!(mails.len(), 1, "{mails:?}");
    mails.into_iter().next().expect("one")
}

/// Asks for a reset and waits, in another task, for the outcome of its first attempt. Returns once the request is accepted.
async fn wait_for_delivery(office: &Office) -> JoinHandle<Result<Receipt, DeliveredRequestError>> {
    let engine = office.engine.clone();
    let asking = tokio::spawn(async move {
        engine.recovery.request_delivered(request(Purpose::ResetPassword, ANN, REPORTER.channel())).await
    });
    while office.entries().await.is_empty() {
        tokio::task::yield_now().await;
    }
    asking
}

#[tokio::test]
async fn a_known_address_gets_its_link() {
    let office = Office::new().await;
    office.ask_for_link().await;
    let mail = one_captured(&office).await;

    assert_eq!((&*mail.to, &*mail.from), (ANN, "Example <no-reply@example.com>"));
    assert!(mail.links[0].starts_with("https://id.example.com/reset?token="), "{:?}", mail.links);
    assert!(office.is_good(&mail.links[0]).await);
    assert!(mail.html.contains("https://id.example.com/reset?token="), "{}", mail.html);
    assert_eq!(mail.code, None);
    let entry = office.entry().await;
    assert_eq!((entry.state, entry.failures, entry.reason), (EntryState::Sent, 0, None));
}

#[tokio::test]
async fn a_mail_whose_first_attempt_is_waited_for_is_left_to_the_process_that_accepted_it() {
    let office = Office::new().await;
    let asking = wait_for_delivery(&office).await;
    let elsewhere = office.worker_of_another_process(Refusing::new(SendErrorKind::Permanent, 1));
    assert_eq!(elsewhere.step().await.unwrap(), 0);
    let worker = office.worker(Refusing::new(SendErrorKind::Permanent, 1));
    while worker.step().await.unwrap() == 0 {
        tokio::task::yield_now().await;
    }
    let asked = asking.await.unwrap();
    assert!(matches!(asked, Err(DeliveredRequestError::Undelivered(Undelivered::NotSent))), "{asked:?}");
}

#[tokio::test]
async fn a_mail_that_nobody_tried_while_it_was_reserved_is_anybodys() {
    let office = Office::new().await;
    let asking = wait_for_delivery(&office).await;
    asking.abort();
    office.clock.advance(Duration::from_secs(5));
    let transport = Arc::new(CapturedTransport::new(1));
    assert_eq!(office.worker_of_another_process(transport.clone()).step().await.unwrap(), 1);
    assert_eq!(transport.list().len(), 1);
}

#[tokio::test]
async fn a_mail_that_carries_a_code_carries_a_link_too() {
    let office = Office::new().await;
    for (purpose, page) in [
        (Purpose::ResetPassword, "/reset?token="),
        (Purpose::SignIn, "/signin?token="),
        (Purpose::VerifyEmail, "/api/auth/email/verify-link?token="),
    ] {
        let email = format!("{}@example.com", purpose.code());
        office.add_account(&email, None).await;
        office.ask(purpose, &email, Channel::PAGES).await;
        if purpose == Purpose::VerifyEmail {
            // Verified already.
            assert!(captured(&office).await.is_empty());
            continue;
        }
        let mail = one_captured(&office).await;
        assert!(mail.links[0].contains(page), "{:?}", mail.links);
        let code = mail.code.as_deref().expect("a code");
        assert!(mail.text.contains(code) && mail.html.contains(code));
    }
}

#[tokio::test]
async fn mails_speak_the_language_of_the_account() {
    let office = Office::new().await;
    office.add_account("jan@example.com", Some("de-AT")).await;
    office.ask(Purpose::ResetPassword, "jan@example.com", PORTAL.channel()).await;
    let german = one_captured(&office).await;
    assert!(german.source.contains("Content-Language: de\r\n"), "{}", german.source);
    office.ask_for_link().await;
    assert_ne!(one_captured(&office).await.subject, german.subject);
}

#[tokio::test]
async fn mails_come_from_their_location() {
    let office = Office::new().await;
    let from = "Old Mill <desk@mill.example>".parse().expect("a mailbox");
    office.set_first_location(LocationSettings { from: Some(from), ..LocationSettings::default() }).await;
    office.ask_for_link().await;
    let mail = one_captured(&office).await;
    assert_eq!(mail.from, "Old Mill <desk@mill.example>");
    assert!(mail.source.contains("@mill.example>\r\n"), "the Message-ID is the sender's: {}", mail.source);
}

#[tokio::test]
async fn an_unknown_address_is_settled_without_a_mail_or_told_that_there_is_no_account() {
    let office = Office::new().await;
    office.ask(Purpose::ResetPassword, "who@example.com", PORTAL.channel()).await;
    assert!(captured(&office).await.is_empty());
    let entry = office.entry().await;
    assert_eq!((entry.state, entry.reason.as_deref()), (EntryState::Silent, Some("no_account")));

    office.ask(Purpose::ResetPassword, "who@example.com", Channel::PAGES).await;
    let notice = one_captured(&office).await;
    assert_eq!((&*notice.to, &notice.code), ("who@example.com", &None));
    assert!(!notice.text.contains("token="), "{}", notice.text);
}

#[tokio::test]
async fn a_reset_is_followed_by_a_notice_and_a_disowned_one_by_another() {
    let office = Office::new().await;
    office.ask_for_link().await;
    let reset = one_captured(&office).await;
    office.complete(&reset.links[0]).await;

    let changed = one_captured(&office).await;
    let not_me = &changed.links[0];
    assert!(not_me.starts_with("https://id.example.com/not-me?token="), "{not_me}");
    assert!(changed.text.contains("192.0.2.x") && !changed.text.contains("192.0.2.7"), "{}", changed.text);

    office.disown(not_me).await;
    let disowned = one_captured(&office).await;
    assert!(
        disowned.links.iter().any(|link| link.starts_with("https://id.example.com/forgot")),
        "{:?}",
        disowned.links
    );
    assert!(!disowned.text.contains("token="), "{}", disowned.text);
}

#[tokio::test]
async fn a_logo_given_as_a_file_comes_with_each_mail_of_its_location() {
    let office = Office::new().await;
    let logo = Image::new([b"\x89PNG\r\n\x1a\n", &[7; 90][..]].concat()).unwrap();
    let brand = Brand { logo_url: Some(logo.name().to_url()), ..Brand::default() };
    let settings = LocationSettings { brand, images: vec![logo.clone()], ..LocationSettings::default() };
    office.set_first_location(settings).await;
    office.ask_for_link().await;
    let mail = one_captured(&office).await;
    let url = format!("https://id.example.com/assets/image-{}", logo.name());
    assert!(mail.html.contains(&format!("src=\"{url}\"")), "as an API sends it: {}", mail.html);
    assert!(mail.source.contains("multipart/related") && mail.source.contains("Content-Type: image/png"));
    assert!(!mail.source.replace("=\r\n", "").contains(&url), "{}", mail.source);
}

/// Knows the tests' network, and in two languages.
struct Atlas;

impl Places for Atlas {
    fn place_of(&self, network: ClientNetwork, language: &str) -> Option<Place> {
        assert_eq!(network.to_string(), "192.0.2.7");
        let (city, country) = if language == "de" { ("Köln", "Deutschland") } else { ("Cologne", "Germany") };
        Some(Place { country: country.to_owned(), city: Some(city.to_owned()), time_zone: None })
    }
}

#[tokio::test]
async fn a_notice_says_what_a_change_was_made_with_and_where_in_its_own_language() {
    for (locale, facts) in [
        (None, ["Device: Edge on Windows", "Approximate location: Cologne, Germany"]),
        (Some("de"), ["Gerät: Edge auf Windows", "Ungefährer Standort: Köln, Deutschland"]),
    ] {
        let office = Office::new().await;
        office.add_account("kim@example.com", locale).await;
        office.ask(Purpose::ResetPassword, "kim@example.com", PORTAL.channel()).await;
        office.complete(&one_captured(&office).await.links[0]).await;
        let transport = Arc::new(CapturedTransport::new(100));
        let worker = office.worker_of_another_process(transport.clone()).placing(Some(Arc::new(Atlas)));
        while worker.step().await.expect("the store works") > 0 {}
        let notice = &transport.list()[0];
        for (label, fact) in facts.iter().filter_map(|fact| fact.split_once(": ")) {
            assert!(notice.text.contains(&format!("{label}: {fact}")), "{}", notice.text);
            assert!(notice.html.contains(label) && notice.html.contains(fact), "{}", notice.html);
        }
    }
}

#[tokio::test]
async fn a_mail_that_a_browser_requested_says_where_and_one_that_a_server_requested_does_not() {
    let office = Office::new().await;
    office.add_account("kim@example.com", Some("de")).await;
    let transport = Arc::new(CapturedTransport::new(100));
    let worker = office.worker_of_another_process(transport.clone()).placing(Some(Arc::new(Atlas)));
    for purpose in [Purpose::ResetPassword, Purpose::SignIn] {
        office.ask(purpose, "kim@example.com", PORTAL.channel()).await;
        while worker.step().await.expect("the store works") > 0 {}
        let mail = &transport.list()[0];
        for fact in ["Angefordert von:", "Edge auf Windows", "Köln, Deutschland"] {
            assert!(mail.text.contains(fact) && mail.html.contains(fact), "{}", mail.text);
        }
        assert!(!mail.text.contains("192.0.2"), "a network tells people nothing: {}", mail.text);
    }
    let origin = "192.0.2.7".parse::<ClientNetwork>().expect("an IP address").into();
    let by_a_server = NewRequest { origin, ..request(Purpose::ResetPassword, ANN, PORTAL.channel()) };
    office.engine.recovery.request(by_a_server).await.expect("accepted");
    while worker.step().await.expect("the store works") > 0 {}
    let mail = &transport.list()[0];
    assert!(mail.to == ANN && !mail.text.contains("Cologne"), "{}", mail.text);
    assert!(!mail.text.contains("Requested from") && !mail.html.contains("Requested from"), "{}", mail.text);
}

#[tokio::test]
async fn a_refused_mail_waits_and_then_goes_out_once_more_with_the_same_link() {
    let office = Office::new().await;
    let transport = Refusing::new(SendErrorKind::Transient, 1);
    let worker = office.worker(transport.clone());
    office.ask_for_link().await;
    assert_eq!(worker.step().await.unwrap(), 1);

    let entry = office.entry().await;
    assert_eq!((entry.state, entry.failures), (EntryState::Pending, 1));
    assert_eq!(entry.reason.as_deref(), Some("RCPT TO: refused"));
    let wait = office.wait().await;
    assert!((Duration::from_millis(11_250)..=Duration::from_secs(15)).contains(&wait), "{wait:?}");

    assert_eq!(worker.step().await.unwrap(), 0, "it is not due yet");
    office.clock.advance(wait);
    assert_eq!(worker.step().await.unwrap(), 1);
    assert_eq!(office.entry().await.state, EntryState::Sent);

    let links: Vec<String> = transport.texts().iter().map(|text| link_in(text)).collect();
    assert_eq!(links.len(), 2);
    assert_eq!(links[0], links[1]);
    assert!(office.is_good(&links[0]).await);
}

fn link_in(text: &str) -> String {
    text.split_whitespace().find(|word| word.contains("token=")).expect("a link").to_owned()
}

/// Attempts until the newest entry is settled; how old it was at each, in seconds.
async fn attempts(office: &Office, kind: SendErrorKind) -> Vec<u64> {
    let worker = office.worker(Refusing::new(kind, usize::MAX));
    let mut ages = vec![0];
    let mut age = Duration::ZERO;
    loop {
        assert_eq!(worker.step().await.unwrap(), 1);
        if office.entry().await.state != EntryState::Pending {
            return ages;
        }
        let wait = office.wait().await;
        office.clock.advance(wait);
        age += wait;
        ages.push(age.as_secs());
    }
}

#[tokio::test]
async fn a_recovery_mail_is_given_up_when_its_link_would_have_died() {
    let office = Office::new().await;
    office.ask_for_link().await;
    let ages = attempts(&office, SendErrorKind::Transient).await;
    assert_eq!(*ages.last().unwrap(), 3_600, "{ages:?}");
    assert!((5..=6).contains(&ages.len()), "{ages:?}");
    let entry = office.entry().await;
    assert_eq!(entry.state, EntryState::GaveUp);
    assert_eq!(entry.reason.as_deref(), Some("RCPT TO: refused; given up after 1h"));
}

#[tokio::test]
async fn a_notice_is_tried_for_a_day() {
    let office = Office::new().await;
    office.ask_for_link().await;
    let reset = one_captured(&office).await;
    office.complete(&reset.links[0]).await;
    let ages = attempts(&office, SendErrorKind::Transient).await;
    assert_eq!(*ages.last().unwrap(), 24 * 3_600, "{ages:?}");
    let entry = office.entry().await;
    assert_eq!((entry.state, entry.subject), (EntryState::GaveUp, "password_changed"));
}

#[tokio::test]
async fn a_login_that_fails_is_tried_again_and_again_until_the_operator_has_mended_it() {
    let office = Office::new().await;
    office.ask_for_link().await;
    let ages = attempts(&office, SendErrorKind::Authentication).await;
    assert!(ages.windows(2).all(|pair| pair[1] - pair[0] <= 300), "{ages:?}");
    assert_eq!(*ages.last().unwrap(), 3_600);
}

#[tokio::test]
async fn a_permanent_refusal_ends_it_at_once() {
    let office = Office::new().await;
    office.ask_for_link().await;
    assert_eq!(attempts(&office, SendErrorKind::Permanent).await, [0]);
    let entry = office.entry().await;
    assert_eq!((entry.state, entry.reason.as_deref()), (EntryState::GaveUp, Some("RCPT TO: refused")));
}

#[tokio::test]
async fn a_broken_template_keeps_the_mail_until_it_is_mended() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("mails")).unwrap();
    let template = "Subject: Hello\n\n{% if email == \"ann@example.com\" %}{{ no_such_word }}{% endif %}\n";
    std::fs::write(folder.path().join("mails/reset_link.txt"), template).unwrap();
    let broken = Arc::new(Renderer::with_overrides(folder.path()).expect("it works for the samples"));

    let office = Office::new().await;
    office.ask_for_link().await;
    let inbox = Arc::new(CapturedTransport::new(10));
    office.worker_with(inbox.clone(), WorkerSettings::default(), broken).step().await.unwrap();
    let entry = office.entry().await;
    assert_eq!(entry.state, EntryState::Pending);
    let reason = entry.reason.unwrap();
    assert!(reason.starts_with("rendering: template mails/reset_link.txt"), "{reason}");
    assert!(!reason.contains(ANN), "{reason}");

    office.clock.advance(office.wait().await);
    one_captured(&office).await;
}

/// Never comes back.
struct BlackHole;

#[async_trait]
impl Transport for BlackHole {
    async fn send(&self, _: &OutgoingMail) -> Result<Accepted, SendError> {
        std::future::pending().await
    }

    async fn rehearse(&self, _: &OutgoingMail) -> Result<(), SendError> {
        std::future::pending().await
    }
}

#[tokio::test(start_paused = true)]
async fn a_send_without_end_is_left_after_half_an_hour() {
    let office = Office::new().await;
    office.ask_for_link().await;
    let began = tokio::time::Instant::now();
    office.worker(Arc::new(BlackHole)).step().await.unwrap();
    assert!((29..=31).contains(&(began.elapsed().as_secs() / 60)), "{:?}", began.elapsed());
    let entry = office.entry().await;
    assert_eq!((entry.state, entry.failures), (EntryState::Pending, 1));
    assert_eq!(entry.reason.as_deref(), Some("sending took too long; it may have arrived"));
}

#[tokio::test]
async fn slow_sends_hold_half_of_the_slots_and_others_are_cut_off_within_their_lease() {
    let office = Office::new().await;
    for _ in 0..3 {
        office.ask_for_link().await;
    }
    let slow = Arc::new(Slow(Duration::from_secs(4)));
    let settings = WorkerSettings { workers: 3, lease: Duration::from_secs(3), ..WorkerSettings::default() };
    office.worker_set(slow, settings).step().await.unwrap();
    let entries = office.entries().await;
    let sent = entries.iter().filter(|entry| entry.state == EntryState::Sent);
    assert_eq!(sent.count(), 1, "{entries:?}");
    for entry in entries.iter().filter(|entry| entry.state == EntryState::Pending) {
        assert_eq!(entry.reason.as_deref(), Some("sending took too long; it may have arrived"));
    }
}

/// Takes every mail after so long.
struct Slow(Duration);

#[async_trait]
impl Transport for Slow {
    async fn send(&self, _: &OutgoingMail) -> Result<Accepted, SendError> {
        tokio::time::sleep(self.0).await;
        Ok(Accepted::default())
    }

    async fn rehearse(&self, mail: &OutgoingMail) -> Result<(), SendError> {
        self.send(mail).await.map(|_| ())
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_takes_ten_minutes_gets_its_mail_once() {
    let office = Office::new().await;
    office.ask_for_link().await;
    office.worker(Arc::new(Slow(Duration::from_secs(599)))).step().await.unwrap();
    let entry = office.entry().await;
    assert_eq!((entry.state, entry.failures), (EntryState::Sent, 0));
}

/// Takes no mail, and remembers what it was given.
#[derive(Default)]
struct Busy(std::sync::Mutex<Vec<Vec<u8>>>);

#[async_trait]
impl Transport for Busy {
    async fn send(&self, mail: &OutgoingMail) -> Result<Accepted, SendError> {
        self.0.lock().unwrap().push(mail.source().to_vec());
        Err(SendError::new(SendErrorKind::Transient, "the message: 451 later"))
    }

    async fn rehearse(&self, mail: &OutgoingMail) -> Result<(), SendError> {
        self.send(mail).await.map(|_| ())
    }
}

#[tokio::test]
async fn retries_of_a_process_send_the_same_bytes_while_their_link_is_fresh() {
    let office = Office::new().await;
    office.ask_for_link().await;
    let server = Arc::new(Busy::default());
    let worker = office.worker(server.clone());
    worker.step().await.unwrap();
    while office.entry().await.state == EntryState::Pending {
        office.clock.advance(office.wait().await);
        worker.step().await.unwrap();
    }
    let sent = server.0.lock().unwrap().clone();
    // Tried after some 15 s, 1 min, 5 min, 20 min and at the end of the hour that its link lives.
    assert_eq!(sent.len(), 6);
    assert!(sent[..4].iter().all(|mail| *mail == sent[0]), "the same bytes");
    assert!(sent.last() != sent.first(), "another mail with a fresh link");
}

#[tokio::test]
async fn another_process_sends_a_mail_of_its_own() {
    let office = Office::new().await;
    office.ask_for_link().await;
    let server = Arc::new(Busy::default());
    office.worker(server.clone()).step().await.unwrap();
    office.clock.advance(office.wait().await);
    office.worker_of_another_process(server.clone()).step().await.unwrap();
    let sent = server.0.lock().unwrap().clone();
    assert!(sent[0] != sent[1]);
}

#[tokio::test]
async fn an_entry_whose_turn_comes_too_late_is_left_to_the_next_claim() {
    let office = Office::new().await;
    office.ask_for_link().await;
    office.ask_for_link().await;
    let mut gate = Gate::new();
    let settings = WorkerSettings { workers: 1, ..WorkerSettings::default() };
    let worker = office.worker_set(gate.transport.clone(), settings);
    // A first step with something to do lets the second take two at once.
    office.ask_for_link().await;
    gate.open(1);
    assert_eq!(worker.step().await.unwrap(), 1);
    gate.arrival().await;

    let slow = async {
        gate.arrival().await;
        office.clock.advance(Duration::from_secs(20));
        gate.open(1);
    };
    let (taken, ()) = tokio::join!(worker.step(), slow);
    assert_eq!(taken.unwrap(), 2);
    let entry =
        office.entries().await.into_iter().find(|entry| entry.state == EntryState::Pending).expect("one is left");
    assert_eq!((entry.failures, entry.reason), (0, None));

    office.clock.advance(Duration::from_secs(10));
    gate.open(1);
    assert_eq!(worker.step().await.unwrap(), 1);
    assert!(office.entries().await.iter().all(|entry| entry.state == EntryState::Sent));
}
