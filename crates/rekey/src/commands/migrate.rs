//! `rekey migrate`.

use std::io::Write;
use std::sync::Arc;

use rekey_core::ports::Unobserved;

use crate::adapters::SystemClock;
use crate::config::Config;
use crate::failure::Failure;
use crate::installation::open_store;
use crate::output::stdout;

/// Opening a database brings it up to date.
pub async fn run(config: Config) -> Result<(), Failure> {
    open_store(&config, Arc::new(SystemClock), None, Arc::new(Unobserved)).await?;
    writeln!(stdout(), "{} is up to date", config.server.database_url)?;
    Ok(())
}
