//! A step on its way to a thread and its answer on the way back.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rekey_core::ports::StoreError;
use tokio::sync::oneshot;

use super::step::{Failure, Step};

/// A step in a queue, whatever it gives.
pub(super) trait Order: Send {
    /// Does the step, perhaps once more, and keeps what it gave last. `Err`: what it wrote has to be rolled back.
    fn run(&mut self, step: &Step<'_>) -> Result<(), Arc<Failure>>;

    /// Hands back what the step gave; if the whole group was lost, that instead.
    fn answer(self: Box<Self>, lost: Option<&Arc<Failure>>);
}

/// The answer to an order. It is an error to await if the thread that took the order is gone.
pub(super) type Answer<T> = oneshot::Receiver<Result<T, StoreError>>;

struct Typed<F, T> {
    step: F,
    given: Option<Result<T, Arc<Failure>>>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

/// An order for a step, and where its answer will be.
pub(super) fn order<T, F>(step: F) -> (Box<dyn Order>, Answer<T>)
where
    F: Fn(&Step<'_>) -> Result<T, Failure> + Send + 'static,
    T: Send + 'static,
{
    let (reply, answer) = oneshot::channel();
    (Box::new(Typed { step, given: None, reply }), answer)
}

impl<T, F> Order for Typed<F, T>
where
    F: Fn(&Step<'_>) -> Result<T, Failure> + Send,
    T: Send,
{
    fn run(&mut self, step: &Step<'_>) -> Result<(), Arc<Failure>> {
        // A step that panics must not take the thread, and with it all later steps, along.
        let given = catch_unwind(AssertUnwindSafe(|| (self.step)(step)))
            .unwrap_or_else(|panic| Err(Failure::Panicked(message(&*panic))))
            .map_err(Arc::new);
        let outcome = given.as_ref().map(|_| ()).map_err(Arc::clone);
        self.given = Some(given);
        outcome
    }

    fn answer(self: Box<Self>, lost: Option<&Arc<Failure>>) {
        let answer = match (lost, self.given) {
            (Some(cause), _) => Err(StoreError::Unavailable(Box::new(GroupLost(cause.clone())))),
            (None, Some(given)) => given.map_err(Failure::into_store_error),
            (None, None) => return,
        };
        // Whoever asked may have gone away; what was done stays done.
        drop(self.reply.send(answer));
    }
}

/// The commit that this step was to be part of did not happen.
#[derive(Debug, thiserror::Error)]
#[error("the transaction was rolled back")]
struct GroupLost(#[source] Arc<Failure>);

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no message").to_owned()
}
