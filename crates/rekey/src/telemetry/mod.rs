//! What a server tells its operators in figures: counted as it happens, read when Prometheus asks.
//!
//! [`catalogue`] lists every metric. None names a person, an address, a network or a secret, and no label takes its
//! values from what clients send (R17).

pub mod catalogue;
mod directories;
mod endpoint;
mod figures;
mod meter;
mod process;
mod requests;
mod series;
mod traces;

pub(crate) use directories::Measured;
pub(crate) use endpoint::{MetricsEndpoint, bind, routes};
pub(crate) use figures::Figures;
pub(crate) use meter::{BackUpFigures, CanaryOutcome, Meter};
pub(crate) use traces::{Traces, traced};
