//! Wrong passwords at addresses, and the waits between them.

use rekey_core::time::Duration;
use rekey_core::trial::{Trial, Tries, admit};
use rekey_core::{AddressKey, ClientNetwork};

use crate::rows::{Commit, LimitRows, StepResult};
use crate::shared::trial_row::{STRANGE, taken_back};

/// [`TrialStore::begin_trial`](rekey_core::ports::TrialStore::begin_trial).
pub(crate) async fn begin<R: LimitRows>(
    rows: &R,
    address: AddressKey,
    network: ClientNetwork,
    longest: Duration,
) -> StepResult<Option<Duration>, R> {
    rows.hold_trials(address).await?;
    let network = network.to_string();
    let own = rows.tries(address, &network).await?;
    Ok(Commit(match admit(own, rows.tries(address, STRANGE).await?, longest, rows.now()) {
        Trial::Admitted { own, strange } => {
            rows.keep_tries(address, &network, own).await?;
            if let Some(strange) = strange {
                rows.keep_tries(address, STRANGE, strange).await?;
            }
            None
        }
        Trial::Waits(wait) => Some(wait),
        Trial::Queued(wait, own) => {
            rows.keep_tries(address, &network, own).await?;
            Some(wait)
        }
    }))
}

/// [`TrialStore::forgive_trial`](rekey_core::ports::TrialStore::forgive_trial).
pub(crate) async fn forgive<R: LimitRows>(rows: &R, address: AddressKey, network: ClientNetwork) -> StepResult<(), R> {
    rows.hold_trials(address).await?;
    take_back(rows, address, &network.to_string()).await.map(Commit)
}

/// [`TrialStore::welcome`](rekey_core::ports::TrialStore::welcome).
pub(crate) async fn welcome<R: LimitRows>(
    rows: &R,
    address: AddressKey,
    network: ClientNetwork,
    counted: bool,
) -> StepResult<(), R> {
    rows.hold_trials(address).await?;
    let network = network.to_string();
    if counted {
        take_back(rows, address, &network).await?;
    }
    rows.keep_tries(address, &network, Tries::familiar(rows.now())).await.map(Commit)
}

async fn take_back<R: LimitRows>(rows: &R, address: AddressKey, network: &str) -> Result<(), R::Error> {
    let own = rows.tries(address, network).await?;
    let back = taken_back(own, rows.tries(address, STRANGE).await?, rows.now());
    rows.keep_tries(address, network, back.own).await?;
    match back.strange {
        Some(strange) => rows.keep_tries(address, STRANGE, strange).await,
        None => Ok(()),
    }
}
