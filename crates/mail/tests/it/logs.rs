//! What operators read in the log.

use std::io::Write;
use std::sync::{Arc, Mutex};

use rekey_core::Purpose;
use rekey_core::outbox::Channel;
use rekey_mail::{CapturedTransport, SendErrorKind, SmtpTls, SmtpTransport};
use tracing_subscriber::filter::LevelFilter;

use crate::support::{ANN, Act, At, FaultyServer, Office, Refusing};

/// Everything that is logged while it is the thread's log.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

#[tokio::test]
async fn every_fault_is_logged_by_entry_and_masked_address_without_any_secret() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);

    let office = Office::new().await;
    let inbox = Arc::new(CapturedTransport::new(10));
    let quoting = FaultyServer::start(At::Rcpt, Act::Say("450 <ann@example.com> later"), 1).await;
    let smtp = Arc::new(SmtpTransport::new(quoting.settings(SmtpTls::None)).unwrap());

    office.ask(Purpose::SignIn, ANN, Channel::PAGES).await;
    let entry = office.entry().await.id.to_string();
    office.worker(smtp).step().await.unwrap();
    office.clock.advance(office.wait().await);
    let refusing = Refusing::new(SendErrorKind::Permanent, 1);
    office.worker(refusing.clone()).step().await.unwrap();
    office.ask_for_link().await;
    office.worker(inbox).step().await.unwrap();

    let log = log.text();
    for expected in ["mail not sent, will be retried", "RCPT TO: 450 [address] later", "mail given up", "mail sent"] {
        assert!(log.contains(expected), "{expected}: {log}");
    }
    assert_eq!(log.matches(&format!(" entry={entry}")).count(), 2, "{log}");
    assert!(log.contains("a•••@example.com"), "{log}");
    let text = &refusing.texts()[0];
    let (_, token) = text.split_once("token=").unwrap();
    let code = text.split_whitespace().find(|word| word.len() == 6 && word.bytes().all(|b| b.is_ascii_digit()));
    for secret in [ANN, &token[..64], code.expect("the mail carries a code")] {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
}
