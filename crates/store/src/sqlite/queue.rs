//! The writer's queue. Steps that a person waits for have priority; background steps share their commits.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use rekey_core::time::Duration;

use super::job::Job;
use crate::shared::background;

/// The most foreground steps in one commit. It bounds how long the first of them waits for its answer.
const LARGEST_GROUP: usize = 256;
/// The most background steps in one commit while nobody waits.
const LARGEST_BACKGROUND: usize = 64;
/// How long background steps wait after people were answered. People who ask again at once would otherwise wait for a
/// commit that is not theirs.
const BACKGROUND_WAIT: Duration = Duration::from_millis(2);
/// After a commit for at least this many people, the next one waits until half as many have asked again. The first of
/// them would otherwise get a commit of its own, which all others wait for.
const CROWD: usize = 8;
/// It waits as long as another arrives within this time,
const PAUSE: Duration = Duration::from_micros(100);
/// at most this often.
const PAUSES: u32 = 10;

/// The kind of caller that waits for a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Priority {
    /// A person.
    Interactive,
    /// A mail worker, a clock.
    Background,
}

/// Why a step was not queued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Full;

/// What the writer should do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Run this group.
    Work,
    /// Nothing arrived for a while.
    Rest,
    /// The queue was closed.
    End,
}

/// The sending end. When it is dropped, the writer finishes the queued steps and ends.
pub(super) struct Queue {
    shared: Arc<Shared>,
    capacity: usize,
}

/// The receiving end, for the writer.
pub(super) struct Jobs {
    shared: Arc<Shared>,
    /// How many steps of the last group people waited for.
    answered: usize,
    /// [`PAUSE`].
    pause: Duration,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// Wakes the writer when what it waits for has arrived.
    wakeup: Condvar,
}

#[derive(Default)]
struct State {
    answers: VecDeque<Box<dyn Job>>,
    background: VecDeque<Box<dyn Job>>,
    /// What the writer is waiting for.
    awaited: Option<Awaited>,
    closed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Awaited {
    Anything,
    /// A step that a person waits for.
    Person,
    /// This many of them.
    Crowd(usize),
}

/// A queue for at most this many steps of each priority.
pub(super) fn queue(capacity: usize) -> (Queue, Jobs) {
    let shared = Arc::new(Shared::default());
    (Queue { shared: shared.clone(), capacity }, Jobs { shared, answered: 0, pause: PAUSE })
}

impl Queue {
    /// Adds a step.
    pub(super) fn push(&self, priority: Priority, job: Box<dyn Job>) -> Result<(), Full> {
        let mut state = self.shared.lock();
        let steps = match priority {
            Priority::Interactive => &mut state.answers,
            Priority::Background => &mut state.background,
        };
        if steps.len() >= self.capacity {
            return Err(Full);
        }
        steps.push_back(job);
        let is_awaited = match state.awaited {
            Some(Awaited::Anything) => true,
            Some(Awaited::Person) => priority == Priority::Interactive,
            Some(Awaited::Crowd(wanted)) => state.answers.len() >= wanted,
            None => false,
        };
        if is_awaited {
            state.awaited = None;
            drop(state);
            self.shared.wakeup.notify_one();
        }
        Ok(())
    }
}

impl Queue {
    /// How many steps wait.
    pub(super) fn waiting(&self) -> usize {
        let state = self.shared.lock();
        state.answers.len() + state.background.len()
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.wakeup.notify_one();
    }
}

impl Jobs {
    /// Waits for steps and takes those that will share a commit. With `rest`, wakes up once nothing arrived for that
    /// long.
    pub(super) fn next(&mut self, rest: Option<Duration>, group: &mut Vec<Box<dyn Job>>) -> Next {
        let mut state = self.shared.lock();
        let mut company = self.answered > 0;
        let mut wanted = if self.answered >= CROWD { self.answered / 2 } else { 1 };
        let mut pauses = 0;
        loop {
            let (answers, background) = (state.answers.len(), state.background.len());
            let is_enough = if answers > 0 { answers >= wanted } else { background > 0 && !company };
            if is_enough || (state.closed && answers + background > 0) {
                self.answered = answers.min(LARGEST_GROUP);
                state.take(group);
                return Next::Work;
            }
            if state.closed {
                return Next::End;
            }
            let (awaited, patience) = match (answers, background) {
                (0, 0) => (Awaited::Anything, rest),
                (0, _) => (Awaited::Person, Some(BACKGROUND_WAIT)),
                _ => (Awaited::Crowd(wanted), Some(self.pause)),
            };
            state.awaited = Some(awaited);
            let (woken, is_late) = self.shared.wait(state, patience);
            state = woken;
            state.awaited = None;
            if is_late {
                match awaited {
                    Awaited::Crowd(_) if state.answers.len() > answers && pauses < PAUSES => pauses += 1,
                    Awaited::Crowd(_) => wanted = 1,
                    Awaited::Person => company = false,
                    Awaited::Anything if state.answers.is_empty() && state.background.is_empty() => return Next::Rest,
                    Awaited::Anything => {}
                }
            }
        }
    }
}

impl State {
    fn take(&mut self, group: &mut Vec<Box<dyn Job>>) {
        let answers = self.answers.len().min(LARGEST_GROUP);
        let share = match answers {
            0 => LARGEST_BACKGROUND,
            _ => background::share(answers),
        };
        let background = self.background.len().min(share);
        group.extend(self.answers.drain(..answers));
        group.extend(self.background.drain(..background));
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a wake-up, at most this long, and returns whether the time ran out.
    fn wait<'a>(&self, state: MutexGuard<'a, State>, patience: Option<Duration>) -> (MutexGuard<'a, State>, bool) {
        match patience {
            Some(patience) => {
                let waited = self.wakeup.wait_timeout(state, patience);
                let (state, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
                (state, timeout.timed_out())
            }
            None => (self.wakeup.wait(state).unwrap_or_else(PoisonError::into_inner), false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::job::job;
    use super::super::step::Step;
    use super::*;
    use crate::rows::Commit;

    fn push(queue: &Queue, priority: Priority, count: usize) {
        for _ in 0..count {
            let (job, _) = job(async |_: &Step<'_>| Ok(Commit(())));
            queue.push(priority, job).unwrap();
        }
    }

    /// How many steps the next commit will hold.
    fn next(jobs: &mut Jobs) -> usize {
        let mut group = Vec::new();
        assert_eq!(jobs.next(None, &mut group), Next::Work);
        group.len()
    }

    #[test]
    fn people_go_first_and_a_share_of_the_rest_goes_along_so_that_it_never_starves() {
        let (queue, mut jobs) = queue(1_000);
        push(&queue, Priority::Background, 100);
        push(&queue, Priority::Interactive, 32);
        assert_eq!(next(&mut jobs), 32 + 1);
        push(&queue, Priority::Interactive, 128);
        assert_eq!(next(&mut jobs), 128 + 2);
        push(&queue, Priority::Interactive, 500);
        assert_eq!(next(&mut jobs), 256 + 4);
        assert_eq!(next(&mut jobs), 244 + 3);
        assert_eq!(next(&mut jobs), LARGEST_BACKGROUND, "nobody waits");
    }

    #[test]
    fn a_crowd_that_was_answered_together_is_waited_for_and_shares_the_next_commit_again() {
        let (queue, mut jobs) = queue(1_000);
        jobs.pause = Duration::from_hours(1);
        push(&queue, Priority::Interactive, 32);
        assert_eq!(next(&mut jobs), 32);
        std::thread::scope(|scope| {
            scope.spawn(|| push(&queue, Priority::Interactive, 16));
            assert_eq!(next(&mut jobs), 16);
        });
    }

    #[test]
    fn those_who_come_are_not_held_up_long_by_a_crowd_that_stays_away() {
        let (queue, mut jobs) = queue(1_000);
        push(&queue, Priority::Interactive, 32);
        assert_eq!(next(&mut jobs), 32);
        push(&queue, Priority::Interactive, 2);
        assert_eq!(next(&mut jobs), 2);
        push(&queue, Priority::Interactive, 1);
        jobs.pause = Duration::from_hours(1);
        assert_eq!(next(&mut jobs), 1, "two are not a crowd");
    }

    #[test]
    fn neither_urgency_takes_the_others_places() {
        let (queue, _orders) = queue(2);
        push(&queue, Priority::Background, 2);
        let more = |priority| queue.push(priority, job(async |_: &Step<'_>| Ok(Commit(()))).0);
        assert_eq!(more(Priority::Background), Err(Full));
        push(&queue, Priority::Interactive, 2);
        assert_eq!(more(Priority::Interactive), Err(Full));
    }

    #[test]
    fn what_was_ordered_is_taken_although_the_queue_is_gone() {
        let (queue, mut jobs) = queue(10);
        push(&queue, Priority::Interactive, 1);
        assert_eq!(next(&mut jobs), 1);
        push(&queue, Priority::Background, 3);
        drop(queue);
        assert_eq!(next(&mut jobs), 3);
        assert_eq!(jobs.next(None, &mut Vec::new()), Next::End);
    }

    #[test]
    fn rest_is_told_once_nothing_comes() {
        let (_queue, mut jobs) = queue(10);
        assert_eq!(jobs.next(Some(Duration::from_millis(1)), &mut Vec::new()), Next::Rest);
    }
}
