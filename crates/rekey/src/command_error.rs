//! How a command ends when it does not go well: what, where, what to do.

use std::fmt;
use std::io;
use std::process::ExitCode;

use rekey_core::Fault;

use crate::adapters::keys::KeyRingError;
use crate::config::ConfigError;
use crate::output::{BAD, GOOD, printable, stderr};

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub struct CommandError {
    kind: Kind,
    what: String,
    help: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Exit code 1.
    Failed,
    /// Exit code 2: the command line or the configuration has to be changed.
    Usage,
    /// Nobody reads the output any more (`rekey audit | head`): no failure at all.
    OutputClosed,
}

impl CommandError {
    /// It was tried and failed.
    pub fn failed(what: impl Into<String>) -> Self {
        Self { kind: Kind::Failed, what: what.into(), help: None }
    }

    /// The command line or the configuration is wrong.
    pub fn usage(what: impl Into<String>) -> Self {
        Self { kind: Kind::Usage, what: what.into(), help: None }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// What went wrong, and where.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// What to do about it, if that is known.
    pub fn advice(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// Tells the person at the terminal, and gives the exit code.
    pub fn report(&self) -> ExitCode {
        if self.kind != Kind::OutputClosed {
            // Nobody is left to hear that standard error is closed.
            drop(self.write(&mut stderr()));
        }
        match self.kind {
            Kind::OutputClosed => ExitCode::SUCCESS,
            Kind::Failed => ExitCode::from(1),
            Kind::Usage => ExitCode::from(2),
        }
    }
}

impl CommandError {
    fn write(&self, out: &mut impl io::Write) -> io::Result<()> {
        writeln!(out, "{BAD}error:{BAD:#} {}", printable(&self.what))?;
        match &self.help {
            Some(help) => writeln!(out, "  {GOOD}help:{GOOD:#} {}", printable(help)),
            None => Ok(()),
        }
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", self.what)?;
        match &self.help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}

impl From<ConfigError> for CommandError {
    fn from(error: ConfigError) -> Self {
        let lines: Vec<String> = error.0.iter().map(|complaint| format!("  {complaint}")).collect();
        Self::usage(format!("the configuration is not usable\n{}", lines.join("\n")))
            .help("`rekey config schema` lists every setting")
    }
}

impl From<KeyRingError> for CommandError {
    fn from(error: KeyRingError) -> Self {
        let what = error.to_string();
        match error {
            KeyRingError::WrongSecret(_) => Self::usage(what).help(
                "set `secret` (or `secret_file`, REKEY_SECRET) to the value the database was set up with; \
                 or add that to previous_secrets; \
                 without it the keys are lost, and a new database is needed",
            ),
            KeyRingError::Damaged(_) => Self::failed(what).help("restore the database from a backup"),
            KeyRingError::Crypto(_) | KeyRingError::Store(_) => Self::failed(with_causes(&error)),
        }
    }
}

impl From<Fault> for CommandError {
    fn from(fault: Fault) -> Self {
        Self::failed(with_causes(&fault))
    }
}

impl From<rekey_core::ports::StoreError> for CommandError {
    fn from(error: rekey_core::ports::StoreError) -> Self {
        Self::failed(with_causes(&error))
    }
}

impl From<io::Error> for CommandError {
    /// From writing output.
    fn from(error: io::Error) -> Self {
        let kind = if error.kind() == io::ErrorKind::BrokenPipe { Kind::OutputClosed } else { Kind::Failed };
        Self { kind, what: format!("the output can't be written: {error}"), help: None }
    }
}

/// An error with all that caused it, as one line.
pub fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
