//! `rekey config`.

mod init;
mod schema;

use std::io::Write;

use clap::Subcommand;

use crate::command_error::CommandError;
use crate::config::{Config, Outlet, Sources};
use crate::installation::renderer;
use crate::output::stdout;

/// What to do with the configuration.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum Command {
    /// Write a commented rekey.toml with a fresh secret
    #[command(after_help = init::EXAMPLES)]
    Init,
    /// Check the settings, and the templates that they name, without starting anything
    Check,
    /// List every setting
    #[command(after_help = schema::EXAMPLES)]
    Schema {
        /// Print a JSON Schema, for editors
        #[arg(long)]
        json: bool,
    },
}

pub fn run(
    command: Command,
    sources: &Sources,
    load: impl FnOnce() -> Result<Config, CommandError>,
) -> Result<(), CommandError> {
    match command {
        Command::Init => init::run(sources),
        Command::Schema { json } => Ok(schema::print(&mut stdout(), json)?),
        Command::Check => {
            let config = load()?;
            renderer(&config)?;
            let mut out = stdout();
            writeln!(out, "The configuration is usable.")?;
            if matches!(config.outlet, Outlet::Off) {
                writeln!(
                    out,
                    "No email is sent: none of mail.smtp_url, mail.senders and mail.folder is set, or mail is switched off."
                )?;
            }
            if matches!(config.outlet, Outlet::Discard) {
                writeln!(out, "EVERY EMAIL IS DISCARDED: mail.discard is set, which is only for load tests.")?;
            }
            Ok(())
        }
    }
}
