//! SMTP servers that misbehave: what became of each mail.

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use rekey_core::outbox::{EntryState, LEASE};
use rekey_core::ports::EntrySummary;
use rekey_mail::{SmtpCredentials, SmtpSettings, SmtpTls, SmtpTransport};

use crate::support::{ANN, Act, At, FaultyServer, Office};

const MAIL_STEPS: [At; 4] = [At::Mail, At::Rcpt, At::Data, At::Message];
const EARLY_STEPS: [At; 2] = [At::Greeting, At::Ehlo];
const FIRST_PAUSE: RangeInclusive<Duration> = Duration::from_millis(11_250)..=Duration::from_secs(15);

/// What became of a mail that met this server once, and how often the message came through.
async fn outcome(at: At, act: Act) -> (EntrySummary, Office, FaultyServer, Arc<SmtpTransport>) {
    let server = FaultyServer::start(at, act, 1).await;
    let mut settings = server.settings(if at == At::StartTls { SmtpTls::Required } else { SmtpTls::None });
    if at == At::Auth {
        let credentials = SmtpCredentials { username: "me".to_owned(), password: "hunter2".to_owned().into() };
        settings = SmtpSettings { credentials: Some(credentials), ..settings };
    }
    let transport = Arc::new(SmtpTransport::new(settings).unwrap());
    let office = Office::new().await;
    office.ask_for_link().await;
    assert_eq!(office.worker(transport.clone()).step().await.unwrap(), 1);
    let entry = office.entry().await;
    (entry, office, server, transport)
}

/// The mail waits for its next try, which works.
async fn assert_retried(at: At, act: Act, reason: &str) {
    let (entry, office, server, transport) = outcome(at, act).await;
    assert_eq!((entry.state, entry.failures), (EntryState::Pending, 1), "{at:?} {act:?}");
    assert_eq!(entry.reason.as_deref(), Some(reason), "{at:?} {act:?}");
    let wait = office.wait().await;
    assert!(FIRST_PAUSE.contains(&wait), "{at:?} {act:?}: {wait:?}");
    if at == At::StartTls {
        // It has no certificate that anybody would trust.
        return;
    }
    let before = server.messages();
    office.clock.advance(wait);
    assert_eq!(office.worker(transport).step().await.unwrap(), 1);
    assert_eq!(office.entry().await.state, EntryState::Sent, "{at:?} {act:?}");
    assert_eq!(server.messages(), before + 1);
}

async fn assert_given_up(at: At, act: Act, reason: &str) {
    let (entry, ..) = outcome(at, act).await;
    assert_eq!((entry.state, entry.reason.as_deref()), (EntryState::GaveUp, Some(reason)), "{at:?} {act:?}");
}

fn step_name(at: At) -> &'static str {
    match at {
        At::Greeting | At::Ehlo | At::Helo => "connecting",
        At::StartTls => "STARTTLS",
        At::Auth => "AUTH",
        At::Reset => "RSET",
        At::Mail => "MAIL FROM",
        At::Rcpt => "RCPT TO",
        At::Data => "DATA",
        At::Message => "the message",
    }
}

#[tokio::test]
async fn a_4xx_at_any_step_is_retried() {
    for at in [At::Greeting, At::Ehlo, At::StartTls, At::Auth, At::Mail, At::Rcpt, At::Data, At::Message] {
        assert_retried(at, Act::Say("451 4.7.1 later"), &format!("{}: 451 4.7.1 later", step_name(at))).await;
    }
}

#[tokio::test]
async fn a_5xx_that_is_about_the_mail_ends_it() {
    for at in MAIL_STEPS {
        assert_given_up(at, Act::Say("550 5.7.1 never"), &format!("{}: 550 5.7.1 never", step_name(at))).await;
    }
}

#[tokio::test]
async fn a_5xx_that_is_about_rate_or_policy_is_retried() {
    for at in MAIL_STEPS {
        let reason = format!("{}: 550 5.7.1 Message rate exceeded", step_name(at));
        assert_retried(at, Act::Say("550 5.7.1 Message rate exceeded"), &reason).await;
    }
    assert_retried(At::Rcpt, Act::Say("554 local policy"), "RCPT TO: 554 local policy").await;
}

#[tokio::test]
async fn a_5xx_that_is_about_us_is_the_operators_to_mend_and_retried() {
    for at in [At::Greeting, At::Ehlo, At::StartTls, At::Auth] {
        assert_retried(at, Act::Say("554 5.7.8 not you"), &format!("{}: 554 5.7.8 not you", step_name(at))).await;
    }
    assert_retried(At::Mail, Act::Say("530 5.7.0 log in"), "MAIL FROM: 530 5.7.0 log in").await;
}

#[tokio::test]
async fn a_goodbye_at_any_step_is_retried_on_a_new_connection() {
    for at in MAIL_STEPS {
        assert_retried(at, Act::SayAndDrop("421 4.3.2 closing"), &format!("{}: 421 4.3.2 closing", step_name(at)))
            .await;
    }
}

#[tokio::test]
async fn a_server_that_hangs_at_any_step_is_left_in_time() {
    let cases = EARLY_STEPS.into_iter().chain([At::StartTls, At::Auth, At::Mail, At::Rcpt, At::Data]);
    for at in cases {
        assert_retried(at, Act::Hang, &format!("{}: no answer within 1s", step_name(at))).await;
    }
}

#[tokio::test]
async fn a_server_that_hangs_up_at_any_step_is_tried_again() {
    for at in [At::Greeting, At::Ehlo, At::Auth, At::Mail, At::Rcpt, At::Data] {
        let reason = format!("{}: incomplete response", step_name(at));
        assert_retried(at, Act::Drop, &reason).await;
    }
}

#[tokio::test]
async fn a_mail_that_may_have_arrived_is_sent_again_and_says_so() {
    let reason = "the message: incomplete response; it may have arrived";
    assert_retried(At::Message, Act::Drop, reason).await;
    let reason = "the message: no answer within 1s; it may have arrived";
    assert_retried(At::Message, Act::Hang, reason).await;
}

#[tokio::test]
async fn a_server_that_talks_no_tls_where_it_should_is_tried_again() {
    let (entry, office, ..) = outcome(At::StartTls, Act::Say("220 go ahead\r\nthis is not TLS")).await;
    assert_eq!(entry.state, EntryState::Pending);
    let reason = entry.reason.unwrap();
    assert!(reason.starts_with("STARTTLS: "), "{reason}");
    assert!(FIRST_PAUSE.contains(&office.wait().await));
}

#[tokio::test]
async fn a_server_that_talks_gibberish_is_tried_again() {
    let (entry, ..) = outcome(At::Rcpt, Act::Say("what do you mean?")).await;
    assert_eq!((entry.state, entry.failures), (EntryState::Pending, 1));
    assert!(entry.reason.unwrap().starts_with("RCPT TO: "));
}

#[tokio::test]
async fn an_answer_that_belongs_to_another_command_ends_the_connection() {
    for (at, code) in [(At::Mail, "354"), (At::Rcpt, "354"), (At::Data, "250"), (At::Message, "354")] {
        let answer = if code == "250" { "250 ok" } else { "354 continue" };
        let (entry, _, server, _) = outcome(at, Act::Say(answer)).await;
        assert_eq!((entry.state, entry.failures), (EntryState::Pending, 1), "{at:?}");
        let reason = format!("{}: answered by {code}, which belongs elsewhere", step_name(at));
        assert_eq!(entry.reason.as_deref(), Some(&*reason));
        assert!(!server.commands().contains(&"RSET".to_owned()));
    }
}

#[tokio::test]
async fn what_a_server_quotes_back_is_kept_from_the_operators_eyes() {
    let words = "550-5.1.1 <ann@example.com>: Recipient rejected,\r\n\
                 550-5.1.1 see https://help.example/?user=ann%40example.com and\r\n\
                 550 5.1.1 0123456789abcdef0123456789abcdef for ann";
    let (entry, ..) = outcome(At::Rcpt, Act::Say(words)).await;
    assert_eq!(
        entry.reason.as_deref(),
        Some("RCPT TO: 550 5.1.1 [address] Recipient rejected, see [link] and [link] for [address]")
    );
}

/// Its process was stopped, say, and meanwhile the mail became another worker's.
#[tokio::test]
async fn a_worker_that_was_held_up_for_longer_than_its_lease_sends_no_words() {
    let server = FaultyServer::start(At::StartTls, Act::Drop, 0).await;
    let office = Office::new().await;
    office.ask_for_link().await;
    let worker = office.worker(Arc::new(SmtpTransport::new(server.settings(SmtpTls::None)).unwrap()));
    let held_up = async {
        server.wait_for(&format!("RCPT TO:<{ANN}>")).await;
        office.clock.advance(LEASE);
    };
    let (taken, ()) = tokio::join!(worker.step(), held_up);
    assert_eq!((taken.unwrap(), server.messages()), (1, 0));
    let entry = office.entry().await;
    assert_eq!((entry.state, entry.failures), (EntryState::Pending, 1));
    assert_eq!(entry.reason.as_deref(), Some("the message: too late, this worker was held up"));
}
