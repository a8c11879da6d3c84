//! When to try again, and when to give up (R19).

use rekey_core::Backoff;
use rekey_core::backoff::jittered;
use rekey_core::outbox::Settlement;
use rekey_core::ports::Rng;
use rekey_core::span;
use rekey_core::time::Duration;

use crate::transport::{SendError, SendErrorKind};

/// Between attempts.
const PAUSES: Backoff = Backoff::new(&[
    Duration::from_secs(15),
    Duration::from_mins(1),
    Duration::from_mins(5),
    Duration::from_mins(20),
    Duration::from_hours(1),
]);
/// The longest pause where the operator has to fix something: emails should follow soon after that.
const OPERATOR_PAUSE: Duration = Duration::from_mins(5);

/// An attempt to deliver an entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attempt {
    /// How often it failed before.
    pub(super) failures: u32,
    /// How long ago the entry was accepted.
    pub(super) age: Duration,
    /// How old it may get.
    pub(super) patience: Duration,
}

impl Attempt {
    /// What to do after this attempt failed. The last attempt is made when patience ends, not before.
    pub(super) fn failed(&self, error: &SendError, rng: &dyn Rng) -> Settlement {
        let reason = error.reason.clone();
        let time_left = self.patience.saturating_sub(self.age);
        if error.kind == SendErrorKind::Permanent {
            return Settlement::GaveUp { reason };
        }
        if time_left.is_zero() {
            let tried_for = span::format(Duration::from_secs(self.age.as_secs()));
            return Settlement::GaveUp { reason: format!("{reason}; given up after {tried_for}") };
        }
        let mut pause = PAUSES.after(self.failures);
        if matches!(error.kind, SendErrorKind::Authentication | SendErrorKind::Unreachable) {
            pause = pause.min(OPERATOR_PAUSE);
        }
        let wait = jittered(pause, rng).max(error.retry_after.unwrap_or_default());
        Settlement::Retry { wait: wait.min(time_left), reason }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rekey_core::testing::SeededRng;

    const DAY: Duration = Duration::from_hours(24);

    fn error(kind: SendErrorKind) -> SendError {
        SendError::new(kind, "RCPT TO: 450 later")
    }

    fn wait(failures: u32, kind: SendErrorKind) -> Duration {
        let attempt = Attempt { failures, age: Duration::ZERO, patience: DAY };
        match attempt.failed(&error(kind), &SeededRng::new(u64::from(failures))) {
            Settlement::Retry { wait, .. } => wait,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn pauses_grow_to_an_hour_with_jitter() {
        for (failures, pause) in [(0, 15), (1, 60), (2, 300), (3, 1200), (4, 3600), (5, 3600), (u32::MAX, 3600)] {
            let pause = Duration::from_secs(pause);
            let wait = wait(failures, SendErrorKind::Transient);
            assert!((pause * 3 / 4..=pause).contains(&wait), "{failures}: {wait:?}");
        }
        let attempt = Attempt { failures: 0, age: Duration::ZERO, patience: DAY };
        let rng = SeededRng::new(1);
        let waits: Vec<_> =
            (0..10).map(|_| format!("{:?}", attempt.failed(&error(SendErrorKind::Transient), &rng))).collect();
        assert!(waits.windows(2).all(|pair| pair[0] != pair[1]), "{waits:?}");
    }

    #[test]
    fn what_the_operator_has_to_mend_is_tried_every_five_minutes() {
        for kind in [SendErrorKind::Authentication, SendErrorKind::Unreachable] {
            assert!(wait(0, kind) <= Duration::from_secs(15));
            assert!(wait(9, kind) <= Duration::from_mins(5));
        }
    }

    #[test]
    fn a_provider_that_says_when_is_left_alone_until_then() {
        let attempt = Attempt { failures: 0, age: Duration::ZERO, patience: DAY };
        let busy = error(SendErrorKind::Transient).retry_after(Some(Duration::from_mins(10)));
        let settled = attempt.failed(&busy, &SeededRng::new(1));
        assert!(matches!(settled, Settlement::Retry { wait, .. } if wait == Duration::from_mins(10)));
    }

    #[test]
    fn a_permanent_refusal_ends_it_at_once_and_nothing_else_does() {
        let attempt = Attempt { failures: 0, age: Duration::ZERO, patience: DAY };
        let rng = SeededRng::new(1);
        let ended = attempt.failed(&error(SendErrorKind::Permanent), &rng);
        assert!(matches!(ended, Settlement::GaveUp { reason } if reason == "RCPT TO: 450 later"));
    }

    #[test]
    fn the_last_attempt_is_made_when_patience_ends_and_then_it_is_given_up() {
        let rng = SeededRng::new(1);
        let late = Attempt { failures: 9, age: Duration::from_secs(86_360), patience: DAY };
        let Settlement::Retry { wait, .. } = late.failed(&error(SendErrorKind::Transient), &rng) else { panic!() };
        assert_eq!(wait, Duration::from_secs(40));
        let over = Attempt { failures: 10, age: DAY, patience: DAY };
        let ended = over.failed(&error(SendErrorKind::Transient), &rng);
        assert!(matches!(ended, Settlement::GaveUp { reason } if reason == "RCPT TO: 450 later; given up after 1d"));
    }
}
