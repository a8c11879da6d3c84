//! Connections that are kept for the next email, and how many there are.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::time::Instant;

use super::open::{Counted, Open};
use super::session::Session;

/// How long a connection is kept without an email. Servers hang up after five minutes and more.
const KEPT: Duration = Duration::from_secs(20);

/// How long no further connection is tried after the server has refused one.
const CONTENT: Duration = Duration::from_mins(1);

/// Idle connections. A task hangs up those that wait too long; it runs only while there are some.
#[derive(Default)]
pub(super) struct Pool {
    idle: Mutex<Idle>,
    open: Open,
}

#[derive(Default)]
struct Idle {
    sessions: Vec<(Instant, Session)>,
    is_watched: bool,
    /// How many connections the server grants, and until when that is believed.
    most: Option<(usize, Instant)>,
}

impl Pool {
    /// The connection that was used last.
    pub(super) fn take(&self) -> Option<Session> {
        self.lock().sessions.pop().map(|(_, session)| session)
    }

    /// Takes all of them.
    pub(super) fn drain(&self) -> Vec<Session> {
        self.lock().sessions.drain(..).map(|(_, session)| session).collect()
    }

    /// Counts a connection that is about to be opened.
    pub(super) fn count(&self) -> Counted {
        self.open.count()
    }

    /// Whether the server may grant another connection.
    pub(super) fn may_grow(&self) -> bool {
        let most = self.lock().most.filter(|(_, until)| Instant::now() < *until);
        most.is_none_or(|(most, _)| self.open.number() < most)
    }

    /// The server refused another connection. `false`: no other is open.
    pub(super) fn stop_growing(&self) -> bool {
        let open = self.open.number();
        if open > 0 {
            self.lock().most = Some((open, Instant::now() + CONTENT));
        }
        open > 0
    }

    /// Waits until a connection becomes idle or is closed.
    pub(super) async fn changed(&self) {
        self.open.changed().await;
    }

    /// Keeps a connection for the next mail.
    pub(super) fn keep(self: &Arc<Self>, session: Session) {
        let mut idle = self.lock();
        idle.sessions.push((Instant::now(), session));
        if !idle.is_watched {
            idle.is_watched = true;
            tokio::spawn(watch(Arc::downgrade(self)));
        }
        self.open.one_is_idle();
    }

    /// Takes the connections that waited too long; `None` ends the watch, because there is nothing left to watch.
    fn take_stale(&self) -> Option<Vec<Session>> {
        let mut idle = self.lock();
        if idle.sessions.is_empty() {
            idle.is_watched = false;
            return None;
        }
        let stale = idle.sessions.extract_if(.., |(since, _)| since.elapsed() >= KEPT);
        Some(stale.map(|(_, session)| session).collect())
    }

    fn lock(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn watch(pool: Weak<Pool>) {
    loop {
        tokio::time::sleep(KEPT / 2).await;
        let Some(stale) = pool.upgrade().and_then(|pool| pool.take_stale()) else { return };
        for session in stale {
            session.quit().await;
        }
    }
}
