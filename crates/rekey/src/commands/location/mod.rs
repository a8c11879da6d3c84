//! `rekey location`.

mod file;
mod view;

use std::io::Write;
use std::path::PathBuf;

use clap::Subcommand;
use rekey_core::LocationId;

use super::location_id;
use crate::config::Config;
use crate::failure::Failure;
use crate::installation::Installation;
use crate::output::stdout;

/// What to do with locations.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make or change locations as a file says; what the file leaves out keeps its value
    #[command(after_help = file::EXAMPLES)]
    Apply {
        /// A TOML file with a table `[[location]]` for each
        file: PathBuf,
    },
    /// List locations
    #[command(after_help = "Example:\n  rekey location list --json | jq .id")]
    List {
        /// Print a JSON object for each
        #[arg(long)]
        json: bool,
    },
    /// Show a location with all that applies to it
    #[command(after_help = "Example:\n  rekey location show 7")]
    Show {
        /// Its number
        #[arg(value_parser = location_id)]
        id: LocationId,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
}

/// Runs it.
pub async fn run(command: Command, config: Config) -> Result<(), Failure> {
    if let Command::Apply { file } = command {
        let patches = file::read(&file)?;
        let ids: Vec<String> = patches.iter().map(|(id, _)| id.to_string()).collect();
        Installation::open(config).await?.store.apply_locations(patches).await?;
        let what = if ids.len() == 1 { "location" } else { "locations" };
        writeln!(stdout(), "{what} {} applied; running servers follow within a second", ids.join(", "))?;
        return Ok(());
    }
    let engine = Installation::open(config).await?.into_engine()?;
    let locations = engine.locations().await?;
    match command {
        Command::Show { id, json } => {
            let location = locations.get(id).ok_or_else(|| {
                Failure::failed(format!("there is no location {id}")).help("`rekey location list` shows all")
            })?;
            Ok(view::show(&mut stdout(), location, json)?)
        }
        Command::List { json } => Ok(view::list(&mut stdout(), &locations, json)?),
        Command::Apply { .. } => Ok(()),
    }
}
