//! A circuit breaker per destination: one that hangs or is down gets no calls for a while, and never more than a few at
//! once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::uri::{Authority, Scheme};
use rekey_core::Backoff;
use tokio::time::Instant;

use crate::error::CallError;

/// How many failures in a row open the breaker.
pub(crate) const THRESHOLD: u32 = 3;
/// How long it stays open: at first, after the next failed attempt, and so on.
const PAUSES: Backoff = Backoff::new(&[
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(5),
    Duration::from_secs(10),
    Duration::from_secs(30),
    Duration::from_mins(1),
]);
/// How many calls one destination may hold at once.
pub const MOST_IN_FLIGHT: usize = 16;

/// Scheme, host and port.
pub(crate) type Destination = (Scheme, Authority);

/// The breakers of all destinations. Healthy, unused ones are dropped.
#[derive(Debug, Default)]
pub(crate) struct Breakers(Mutex<HashMap<Destination, Breaker>>);

#[derive(Debug, Default)]
struct Breaker {
    in_flight: usize,
    /// Failures in a row. Once the breaker is open, failures of calls that began before no longer count.
    failures: u32,
    /// When the next attempt may be made. Set while the breaker is open.
    retry_at: Option<Instant>,
}

/// A call in progress. It counts as a success if it was answered and has not failed by the time it is dropped. A caller
/// that gives up earlier proves nothing about the destination.
#[derive(Debug)]
pub(crate) struct Call {
    breakers: Arc<Breakers>,
    destination: Destination,
    /// Whether this is the one attempt that an open breaker lets through.
    is_probe: bool,
    is_answered: bool,
}

impl Breakers {
    /// Admits a call, or says why it can't be made now.
    pub(crate) fn admit(self: &Arc<Self>, destination: Destination) -> Result<Call, CallError> {
        let mut breakers = self.lock();
        let breaker = breakers.entry(destination.clone()).or_default();
        if let Some(rest) = breaker.pause() {
            return Err(CallError::Paused(rest));
        }
        if breaker.in_flight >= MOST_IN_FLIGHT {
            return Err(CallError::Busy);
        }
        let is_probe = breaker.retry_at.is_some();
        if is_probe {
            // Others wait until this attempt ends. If it never ends, the next is made after the same pause.
            breaker.retry_at = Some(Instant::now() + breaker.backoff());
        }
        breaker.in_flight += 1;
        Ok(Call { breakers: self.clone(), destination, is_probe, is_answered: false })
    }

    /// How long the breaker stays open. None if it is closed or an attempt may be made.
    pub(crate) fn pause(&self, destination: &Destination) -> Option<Duration> {
        self.lock().get(destination)?.pause()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Destination, Breaker>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Breaker {
    fn pause(&self) -> Option<Duration> {
        let rest = self.retry_at?.saturating_duration_since(Instant::now());
        (!rest.is_zero()).then_some(rest)
    }

    fn backoff(&self) -> Duration {
        PAUSES.after(self.failures.saturating_sub(THRESHOLD))
    }
}

impl Call {
    /// The head of the answer arrived.
    pub(crate) fn answered(&mut self) {
        self.is_answered = true;
    }

    /// The destination hung, broke off, or was unreachable.
    pub(crate) fn failed(mut self) {
        self.is_answered = false;
        if let Some(breaker) = self.breakers.lock().get_mut(&self.destination)
            && (self.is_probe || breaker.retry_at.is_none())
        {
            breaker.failures = breaker.failures.saturating_add(1);
            if breaker.failures >= THRESHOLD {
                breaker.retry_at = Some(Instant::now() + breaker.backoff());
            }
        }
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        let mut breakers = self.breakers.lock();
        if let Some(breaker) = breakers.get_mut(&self.destination) {
            breaker.in_flight -= 1;
            if self.is_answered {
                (breaker.failures, breaker.retry_at) = (0, None);
            }
            if breaker.in_flight == 0 && breaker.failures == 0 {
                breakers.remove(&self.destination);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn destination(host: &'static str) -> Destination {
        (Scheme::HTTPS, Authority::from_static(host))
    }

    /// Fails so often in a row.
    fn fail(breakers: &Arc<Breakers>, times: u32) {
        for _ in 0..times {
            breakers.admit(destination("a.example")).unwrap().failed();
        }
    }

    fn paused(breakers: &Arc<Breakers>) -> Option<Duration> {
        match breakers.admit(destination("a.example")) {
            Err(CallError::Paused(rest)) => Some(rest),
            Err(other) => panic!("{other}"),
            Ok(_) => None,
        }
    }

    #[tokio::test(start_paused = true)]
    async fn failures_in_a_row_open_it_for_longer_each_time_and_a_success_closes_it() {
        let breakers = Arc::default();
        fail(&breakers, THRESHOLD);
        for pause in [1, 2, 5, 10, 30, 60, 60] {
            let pause = Duration::from_secs(pause);
            assert_eq!(paused(&breakers), Some(pause));
            assert_eq!(breakers.pause(&destination("a.example")), Some(pause));
            assert_eq!(breakers.pause(&destination("b.example")), None);
            tokio::time::advance(pause).await;
            let probe = breakers.admit(destination("a.example")).unwrap();
            assert!(paused(&breakers).is_some(), "one try at a time");
            probe.failed();
        }
        tokio::time::advance(Duration::from_mins(1)).await;
        breakers.admit(destination("a.example")).unwrap().answered();
        assert_eq!(paused(&breakers), None);
        assert!(breakers.lock().is_empty(), "what is well is forgotten");
    }

    #[tokio::test(start_paused = true)]
    async fn calls_that_fail_together_open_it_once() {
        let breakers = Arc::default();
        let calls: Vec<Call> = (0..8).map(|_| Breakers::admit(&breakers, destination("a.example")).unwrap()).collect();
        calls.into_iter().for_each(Call::failed);
        assert_eq!(paused(&breakers), Some(Duration::from_secs(1)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_try_that_its_caller_gives_up_does_not_hold_it_open_for_ever() {
        let breakers = Arc::default();
        fail(&breakers, THRESHOLD);
        tokio::time::advance(Duration::from_secs(1)).await;
        drop(breakers.admit(destination("a.example")).unwrap());
        assert_eq!(paused(&breakers), Some(Duration::from_secs(1)));
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(paused(&breakers), None);
    }

    #[tokio::test(start_paused = true)]
    async fn one_destination_holds_a_bounded_number_of_calls() {
        let breakers: Arc<Breakers> = Arc::default();
        let mut calls: Vec<Call> =
            (0..MOST_IN_FLIGHT).map(|_| breakers.admit(destination("a.example")).unwrap()).collect();
        assert!(matches!(breakers.admit(destination("a.example")), Err(CallError::Busy)));
        assert!(breakers.admit(destination("b.example")).is_ok());
        calls.pop();
        assert!(breakers.admit(destination("a.example")).is_ok());
    }
}
