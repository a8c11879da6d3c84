//! Writes the history down while it happens.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::history::{Ask, Fate, History, Letter, Mailed, Moment, Span};

/// Cheap to clone; clones write the same history.
#[derive(Clone)]
pub(super) struct Recorder(Arc<Inner>);

struct Inner {
    began: Instant,
    history: Mutex<History>,
    mails: watch::Sender<usize>,
}

impl Recorder {
    pub(super) fn start() -> Self {
        Self(Arc::new(Inner { began: Instant::now(), history: Mutex::default(), mails: watch::Sender::new(0) }))
    }

    pub(super) fn now(&self) -> Moment {
        self.0.began.elapsed()
    }

    /// The span that began then and ends now.
    pub(super) fn since(&self, from: Moment) -> Span {
        Span { from, until: self.now() }
    }

    pub(super) fn write<T>(&self, write: impl FnOnce(&mut History) -> T) -> T {
        write(&mut self.0.history.lock().unwrap())
    }

    pub(super) fn mailed(&self, mail: Mailed) {
        self.write(|history| history.mailed.push(mail));
        self.0.mails.send_modify(|count| *count += 1);
    }

    /// The newest token that was mailed for a request, if one comes in time.
    pub(super) async fn token(&self, ask: Ask, patience: Duration) -> Option<String> {
        let newest = || {
            self.write(|history| {
                let mails = history.mailed.iter().rev();
                let mut links = mails.filter(|mail| (mail.ask, mail.letter) == (ask, Letter::Link));
                links.find(|mail| mail.fate != Fate::Refused).map(|mail| mail.token.clone())
            })
        };
        let mut mails = self.0.mails.subscribe();
        drop(tokio::time::timeout(patience, mails.wait_for(|_| newest().is_some())).await);
        newest()
    }

    /// What was written until now.
    pub(super) fn into_history(self) -> History {
        self.write(std::mem::take)
    }
}
