//! The command line.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use clap_complete::Shell;

use crate::command_error::CommandError;
use crate::commands::{
    account, audit, backup, config, directory, doctor, keys, location, mail, migrate, outbox, webhook,
};
use crate::config::{Config, Sources};
use crate::telemetry::Traces;
use crate::{logging, serve};

const ABOUT: &str = "An account-recovery server: forgotten passwords, reset safely";

const EXAMPLES: &str = "\
Examples:
  rekey serve --dev                 Try it: no setup, emails at http://127.0.0.1:8080/_dev/inbox
  rekey config init                 Write rekey.toml with a fresh secret
  rekey serve                       Run the server with rekey.toml
  rekey account add --email a@example.com --no-password
  rekey doctor                      Check database, mail server and address

Settings come from rekey.toml (or --config FILE), then from the environment:
REKEY_MAIL__SMTP_URL sets smtp_url in [mail]. `rekey config schema` lists them all.

Exit codes: 0 done, 1 failed, 2 wrong usage or configuration.";

#[derive(Debug, Parser)]
#[command(name = "rekey", version, about = ABOUT, after_help = EXAMPLES, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    global: GlobalArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Args)]
struct GlobalArgs {
    /// Read settings from this file (default: ./rekey.toml, if there is one)
    #[arg(long, value_name = "FILE", global = true)]
    config: Option<PathBuf>,
    /// Run for development: SQLite in data/, emails kept in an inbox, a demo account
    #[arg(long, global = true)]
    dev: bool,
    /// Colour the output: auto does so on terminals, unless `NO_COLOR` is set
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_default_value = true)]
    color: clap::ColorChoice,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server
    #[command(after_help = serve::EXAMPLES)]
    Serve,
    /// Add, show and change accounts
    #[command(subcommand)]
    Account(account::Command),
    /// Set up brands or tenants
    #[command(subcommand)]
    Location(location::Command),
    /// Test directories, and settle interrupted resets
    #[command(subcommand)]
    Directory(directory::Command),
    /// List waiting, sent and given-up emails; retry or drop them
    #[command(subcommand)]
    Outbox(outbox::Command),
    /// Process bounced emails, and let emails to stopped mailboxes through again
    #[command(subcommand)]
    Mail(mail::Command),
    /// Test webhook receivers; list and resend messages
    #[command(subcommand)]
    Webhook(webhook::Command),
    /// Print the audit trail, oldest first
    #[command(after_help = audit::EXAMPLES)]
    Audit(audit::Arguments),
    /// List, rotate and rewrap the keys in the database
    #[command(subcommand)]
    Keys(keys::Command),
    /// Write, check and explain the configuration
    #[command(subcommand)]
    Config(config::Command),
    /// Check database, mail server, address and clock
    #[command(after_help = doctor::EXAMPLES)]
    Doctor(doctor::Arguments),
    /// Copy the SQLite database into a file, while the server runs
    #[command(after_help = backup::EXAMPLES)]
    Backup(backup::Arguments),
    /// Create or upgrade the database, or copy SQLite's data into PostgreSQL
    #[command(after_help = migrate::EXAMPLES)]
    Migrate(migrate::Arguments),
    /// Print a completion script for a shell
    #[command(after_help = "Example:\n  rekey completions bash > /etc/bash_completion.d/rekey")]
    Completions {
        /// Which shell
        shell: Shell,
    },
}

/// Runs the program on the process's arguments and environment.
pub fn main() -> ExitCode {
    let matches = read_negative_numbers(Cli::command()).get_matches();
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    match cli.global.color {
        clap::ColorChoice::Auto => {}
        clap::ColorChoice::Always => anstream::ColorChoice::Always.write_global(),
        clap::ColorChoice::Never => anstream::ColorChoice::Never.write_global(),
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return CommandError::failed(format!("can't start threads: {error}")).report(),
    };
    let outcome = runtime.block_on(run(cli));
    // A backup in progress would keep a stopping server waiting. The next round removes its partial file.
    runtime.shutdown_timeout(Duration::from_secs(1));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

/// Has `--limit -5` refused for its value, and not as a flag that nobody knows.
fn read_negative_numbers(command: clap::Command) -> clap::Command {
    command.allow_negative_numbers(true).mut_subcommands(read_negative_numbers)
}

async fn run(cli: Cli) -> Result<(), CommandError> {
    let sources = Sources { file: cli.global.config, dev: cli.global.dev };
    let load = || Config::load(&sources, std::env::vars_os()).map_err(CommandError::from);
    match cli.command {
        Command::Completions { shell } => {
            let mut out = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "rekey", &mut out);
            Ok(std::io::Write::write_all(&mut crate::output::stdout(), &out)?)
        }
        Command::Config(command) => config::run(command, &sources, load),
        Command::Serve => {
            let config = load()?;
            let traces = Traces::start(&config)?;
            logging::for_server(config.server.log_format, traces.as_ref());
            let served = Box::pin(serve::run(config, &sources)).await;
            if let Some(traces) = traces {
                traces.finish().await;
            }
            served
        }
        command => {
            logging::for_commands();
            let config = load()?;
            match command {
                Command::Account(command) => Box::pin(account::run(command, config)).await,
                Command::Location(command) => Box::pin(location::run(command, config)).await,
                Command::Outbox(command) => Box::pin(outbox::run(command, config)).await,
                Command::Mail(command) => Box::pin(mail::run(command, config)).await,
                Command::Directory(command) => Box::pin(directory::run(command, config)).await,
                Command::Webhook(command) => Box::pin(webhook::run(command, config)).await,
                Command::Audit(arguments) => audit::run(arguments, config).await,
                Command::Keys(command) => Box::pin(keys::run(command, config)).await,
                Command::Doctor(arguments) => {
                    Box::pin(doctor::run(arguments, config, sources.read_from().as_deref())).await
                }
                Command::Backup(arguments) => backup::run(arguments, config).await,
                Command::Migrate(arguments) => migrate::run(arguments, config).await,
                Command::Serve | Command::Config(_) | Command::Completions { .. } => Ok(()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_put_together_without_contradictions() {
        Cli::command().debug_assert();
    }

    #[test]
    fn global_flags_stand_before_or_after_the_command() {
        for arguments in [["rekey", "--dev", "serve"], ["rekey", "serve", "--dev"]] {
            assert!(Cli::parse_from(arguments).global.dev);
        }
    }

    /// Looks at each command, and at what its help ends with.
    fn every_command(look: impl Fn(&str, &clap::Command, &str)) {
        fn visit(command: &clap::Command, path: &str, look: &impl Fn(&str, &clap::Command, &str)) {
            let path = format!("{path} {}", command.get_name());
            let end = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            look(&path, command, &end);
            let inner = command.get_subcommands().filter(|inner| inner.get_name() != "help");
            inner.for_each(|inner| visit(inner, &path, look));
        }
        visit(&Cli::command(), "", &look);
    }

    #[test]
    fn every_command_that_takes_arguments_has_examples() {
        every_command(|path, command, end| {
            let takes_some =
                command.get_arguments().any(|argument| !argument.is_global_set() && argument.get_id() != "help");
            assert!(!takes_some || command.has_subcommands() || end.contains("Example"), "{path}");
        });
    }

    /// clap breaks lines at 100 columns, however wide the terminal is, which would break alignment and comments.
    #[test]
    fn examples_in_help_fit_without_line_breaks() {
        every_command(|path, _, end| {
            for line in end.lines() {
                assert!(line.chars().count() <= 98, "{path}: {line}");
            }
        });
    }
}
