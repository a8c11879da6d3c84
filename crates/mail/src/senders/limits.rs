//! A sender's own limits: how many emails at once, and how many in a time; and a pause after failures in a row.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rekey_core::Backoff;
use rekey_core::rate::Rate;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, timeout};

/// How long an email waits for its turn before it is postponed. Once a sender has finished nothing for this long,
/// emails don't wait for it at all, because waiting ones hold workers that other senders need.
const TURN: Duration = Duration::from_secs(2);
/// How many failures in a row begin a pause.
const THRESHOLD: u32 = 3;
/// The pauses, in which others are tried first.
const PAUSES: Backoff =
    Backoff::new(&[Duration::from_secs(5), Duration::from_secs(15), Duration::from_secs(30), Duration::from_mins(1)]);

/// The limits of a sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SenderLimits {
    /// How many emails at once, at least 1.
    pub connections: usize,
    /// How many in a time, by this process.
    pub rate: Option<Rate>,
}

pub(super) struct Gate {
    slots: Semaphore,
    rate: Option<Rate>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// When as many emails may be sent as the rate allows.
    full_at: Option<Instant>,
    /// When an email last began or ended.
    moved_at: Option<Instant>,
    failures: u32,
    paused_until: Option<Instant>,
}

/// An email that is being sent.
pub(super) struct Turn<'a> {
    gate: &'a Gate,
    _slot: SemaphorePermit<'a>,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.gate.move_on();
    }
}

/// Why an email has to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closed {
    Busy,
    Spent(Duration),
}

impl Gate {
    pub(super) fn new(limits: SenderLimits) -> Self {
        let slots = Semaphore::new(limits.connections.max(1));
        Self { slots, rate: limits.rate, state: Mutex::default() }
    }

    /// Waits a moment for a turn, and spends one email of the rate.
    pub(super) async fn enter(&self) -> Result<Turn<'_>, Closed> {
        let slot = match self.slots.try_acquire() {
            Ok(slot) => slot,
            Err(_) if self.hangs() => return Err(Closed::Busy),
            Err(_) => timeout(TURN, self.slots.acquire()).await.ok().and_then(Result::ok).ok_or(Closed::Busy)?,
        };
        if let Some(wait) = self.spend() {
            return Err(Closed::Spent(wait));
        }
        self.move_on();
        Ok(Turn { gate: self, _slot: slot })
    }

    fn move_on(&self) {
        self.lock().moved_at = Some(Instant::now());
    }

    /// Whether nothing has moved for a while.
    fn hangs(&self) -> bool {
        self.lock().moved_at.is_some_and(|at| at.elapsed() >= TURN)
    }

    /// How long until another email may be sent; none: it may now, and is counted.
    fn spend(&self) -> Option<Duration> {
        let rate = self.rate?;
        let (now, mut state) = (Instant::now(), self.lock());
        let full_at = state.full_at.map_or(now, |full_at| full_at.max(now)) + rate.interval();
        let wait = (full_at - now).saturating_sub(rate.per());
        if wait.is_zero() {
            state.full_at = Some(full_at);
        }
        (!wait.is_zero()).then_some(wait)
    }

    /// Whether others should be tried first.
    pub(super) fn is_paused(&self) -> bool {
        self.lock().paused_until.is_some_and(|until| Instant::now() < until)
    }

    pub(super) fn worked(&self) {
        let mut state = self.lock();
        (state.failures, state.paused_until) = (0, None);
    }

    pub(super) fn failed(&self) {
        let mut state = self.lock();
        state.failures = state.failures.saturating_add(1);
        if let Some(pauses) = state.failures.checked_sub(THRESHOLD) {
            state.paused_until = Some(Instant::now() + PAUSES.after(pauses));
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_rate_lets_so_many_through_and_then_one_at_a_time() {
        let rate = Some("2/10s".parse().unwrap());
        let gate = Gate::new(SenderLimits { connections: 9, rate });
        for _ in 0..2 {
            assert!(gate.enter().await.is_ok());
        }
        assert_eq!(gate.enter().await.err(), Some(Closed::Spent(Duration::from_secs(5))));
        tokio::time::advance(Duration::from_secs(5)).await;
        assert!(gate.enter().await.is_ok());
        assert!(gate.enter().await.is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn a_mail_waits_for_its_turn_for_a_moment_only() {
        let gate = Gate::new(SenderLimits { connections: 1, rate: None });
        let turn = gate.enter().await.ok();
        assert_eq!(gate.enter().await.err(), Some(Closed::Busy));
        drop(turn);
        assert!(gate.enter().await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn no_mail_waits_for_a_sender_that_hangs() {
        let gate = Gate::new(SenderLimits { connections: 1, rate: None });
        let turn = gate.enter().await.ok();
        tokio::time::advance(TURN).await;
        let began = Instant::now();
        assert_eq!(gate.enter().await.err(), Some(Closed::Busy));
        assert_eq!(began.elapsed(), Duration::ZERO);
        drop(turn);
        let turn = gate.enter().await.ok();
        let (waits, ()) = tokio::join!(gate.enter(), async { drop(turn) });
        assert!(waits.is_ok(), "it moves again");
    }

    #[tokio::test(start_paused = true)]
    async fn three_failures_in_a_row_begin_a_pause_and_a_success_ends_it() {
        let gate = Gate::new(SenderLimits { connections: 1, rate: None });
        gate.failed();
        gate.failed();
        assert!(!gate.is_paused());
        gate.failed();
        assert!(gate.is_paused());
        tokio::time::advance(Duration::from_secs(5)).await;
        assert!(!gate.is_paused());
        gate.failed();
        assert!(gate.is_paused());
        gate.worked();
        assert!(!gate.is_paused());
    }
}
