//! The mails that a real SMTP server took.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use tokio::sync::watch;
use tokio::task::JoinSet;

use super::smtp_server::{Received, SmtpServer};
use super::wait::within;

/// Takes mails for as long as it lives.
pub(super) struct Mails {
    pub(super) port: u16,
    all: Arc<Mutex<BTreeMap<String, Vec<String>>>>,
    count: watch::Receiver<usize>,
    /// Ends with this value.
    _taking: JoinSet<()>,
}

impl Mails {
    pub(super) async fn start() -> Self {
        let mut server = SmtpServer::start(&[]).await;
        let port = server.port;
        let all = Arc::<Mutex<BTreeMap<String, Vec<String>>>>::default();
        let (counter, count) = watch::channel(0);
        let inbox = all.clone();
        let mut taking = JoinSet::new();
        taking.spawn(async move {
            loop {
                let mail = server.next_mail().await;
                let token = token_in(&mail);
                inbox.lock().unwrap().entry(mail.to[0].clone()).or_default().push(token);
                counter.send_modify(|count| *count += 1);
            }
        });
        Self { port, all, count, _taking: taking }
    }

    /// How many mails it took.
    pub(super) fn count(&self) -> usize {
        *self.count.borrow()
    }

    /// Waits until it has taken so many.
    pub(super) async fn reach(&self, count: usize) {
        let mut counter = self.count.clone();
        within("mails", counter.wait_for(|taken| *taken >= count)).await.unwrap();
    }

    /// The tokens that were mailed, by address, oldest first.
    pub(super) fn tokens(&self) -> BTreeMap<String, Vec<String>> {
        self.all.lock().unwrap().clone()
    }

    /// The newest token that was mailed to an address, once there is one.
    pub(super) async fn token(&self, address: &str) -> String {
        let mut counter = self.count.clone();
        let newest = || self.all.lock().unwrap().get(address).and_then(|tokens| tokens.last().cloned());
        within("a mail", counter.wait_for(|_| newest().is_some())).await.unwrap();
        newest().unwrap()
    }
}

/// The token in a mail's link.
fn token_in(mail: &Received) -> String {
    let (_, rest) = mail.text.split_once("token=").expect("a link");
    rest.chars().take_while(char::is_ascii_hexdigit).collect()
}
