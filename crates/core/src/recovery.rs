//! Recovery: from "I forgot my password" to a new one.

mod assertion;
mod completion;
mod directory;
mod disown;
mod exchange;
mod hand_over;
mod inspection;
mod new_address;
mod request;

use std::sync::Arc;

pub use assertion::{RedeemError, Redeemed};
pub use completion::{Admission, Afterwards, CompleteError, Completed, NewPassword};
pub use directory::Settled;
pub use exchange::{ExchangeError, Exchanged};
pub use hand_over::HandOver;
pub use inspection::{InspectError, Inspected, TokenProblem};
pub use request::{DeliveredRequestError, NewRequest, Receipt, RequestError};

use crate::context::Context;

/// The service.
#[derive(Clone)]
pub struct Recovery(Arc<Context>);

impl Recovery {
    pub(crate) fn new(shared: Arc<Context>) -> Self {
        Self(shared)
    }
}
