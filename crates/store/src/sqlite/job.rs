//! A step that is sent to a thread, and the answer that comes back.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use rekey_core::ports::StoreError;
use tokio::sync::oneshot;

use super::step::{Step, StepError};
use crate::rows::Commit;

/// A queued step of any result type.
pub(super) trait Job: Send {
    /// Runs the step, perhaps again, and keeps the last result. `Err`: its writes must be rolled back.
    fn run(&mut self, step: &Step<'_>) -> Result<(), Arc<StepError>>;

    /// Delivers the step's result, or the failure of its whole group.
    fn answer(self: Box<Self>, lost: Option<&Arc<StepError>>);
}

/// The answer to a job. Awaiting it fails if the thread that took the job is gone.
pub(super) type Answer<T> = oneshot::Receiver<Result<T, StoreError>>;

struct Typed<F, T> {
    step: F,
    given: Option<Result<T, Arc<StepError>>>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

/// A job for a step, and where its answer will arrive.
pub(super) fn job<T, F>(step: F) -> (Box<dyn Job>, Answer<T>)
where
    F: AsyncFn(&Step<'_>) -> Result<Commit<T>, StepError> + Send + 'static,
    T: Send + 'static,
{
    let (reply, answer) = oneshot::channel();
    (Box::new(Typed { step, given: None, reply }), answer)
}

impl<T, F> Job for Typed<F, T>
where
    F: AsyncFn(&Step<'_>) -> Result<Commit<T>, StepError> + Send,
    T: Send,
{
    fn run(&mut self, step: &Step<'_>) -> Result<(), Arc<StepError>> {
        // A panicking step must not end the thread, and with it all later steps.
        let given = catch_unwind(AssertUnwindSafe(|| poll_once((self.step)(step))))
            .unwrap_or_else(|panic| Err(StepError::Panicked(message(&*panic))))
            .map(|Commit(given)| given)
            .map_err(Arc::new);
        let outcome = given.as_ref().map(|_| ()).map_err(Arc::clone);
        self.given = Some(given);
        outcome
    }

    fn answer(self: Box<Self>, lost: Option<&Arc<StepError>>) {
        let answer = match (lost, self.given) {
            (Some(cause), _) => Err(match cause.clone().into_store_error() {
                full @ StoreError::DiskFull(_) => full,
                _ => StoreError::Unavailable(Box::new(GroupLost(cause.clone()))),
            }),
            (None, Some(given)) => given.map_err(StepError::into_store_error),
            (None, None) => return,
        };
        // The caller may have gone away; what was done stays done.
        drop(self.reply.send(answer));
    }
}

/// The result of a step. SQLite's row operations finish when first polled, so a step never waits.
fn poll_once<T>(step: impl Future<Output = Result<T, StepError>>) -> Result<T, StepError> {
    match pin!(step).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(given) => given,
        Poll::Pending => Err(StepError::Waited),
    }
}

/// The commit of this step failed.
#[derive(Debug, thiserror::Error)]
#[error("the transaction was rolled back: {0}")]
struct GroupLost(Arc<StepError>);

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no message").to_owned()
}
