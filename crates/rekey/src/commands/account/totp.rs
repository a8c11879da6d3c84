//! `rekey account totp`: second factors.

use std::io::{Read, Write, stderr, stdin};

use clap::Subcommand;
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use rekey_core::second_factor::{RecoveryCode, TotpCode, TotpSecret};
use rekey_core::second_factors::SecondFactorError;
use rekey_core::{EmailAddress, Engine};
use secrecy::ExposeSecret as _;
use serde_json::json;
use zeroize::Zeroizing;

use super::{Of, find, kept_elsewhere, missing};
use crate::command_error::CommandError;
use crate::output::{Table, instant, json_line, stdout};

/// Introduces the recovery codes once sign-ins ask for the second factor.
const ON: &str = "The second factor is on. ";
/// More bytes than any secret has.
const MOST_BYTES: u64 = 1_024;

/// What to do with a second factor.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a secret for an authenticator app; `confirm` then turns the second factor on
    #[command(after_help = "Examples:\n  rekey account totp enrol ana@example.com\n  \
                            printf %s \"$SECRET\" | rekey account totp enrol ana@example.com --secret-stdin\n      \
                            Imports the secret that the person's app already has, and turns it on.")]
    Enrol {
        /// Whose account
        #[command(flatten)]
        of: Of,
        /// Read a secret from another system (Base32) from standard input
        #[arg(long)]
        secret_stdin: bool,
    },
    /// Turn the second factor on, with a code that the app shows; prints the recovery codes
    #[command(after_help = "Example:\n  rekey account totp confirm ana@example.com 123456")]
    Confirm {
        /// Whose account
        #[command(flatten)]
        of: Of,
        /// The code that the app shows
        code: String,
    },
    /// Turn the second factor off
    #[command(after_help = "Example:\n  rekey account totp disable ana@example.com")]
    Disable(Of),
    /// Show whether the second factor is on
    #[command(after_help = "Example:\n  rekey account totp status ana@example.com")]
    Status {
        /// Whose account
        #[command(flatten)]
        of: Of,
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
    /// Print new recovery codes; the old ones are void
    #[command(after_help = "Example:\n  rekey account totp recovery-codes ana@example.com")]
    RecoveryCodes(Of),
}

impl Command {
    fn of(&self) -> &Of {
        match self {
            Self::Enrol { of, .. }
            | Self::Confirm { of, .. }
            | Self::Status { of, .. }
            | Self::Disable(of)
            | Self::RecoveryCodes(of) => of,
        }
    }
}

pub(super) async fn run(engine: &Engine, command: Command) -> Result<(), CommandError> {
    let account = find(engine, command.of()).await?;
    if let Some(refusal) = kept_elsewhere(&account) {
        return Err(refusal);
    }
    let (factors, email) = (&engine.second_factors, &account.email);
    match command {
        Command::Enrol { secret_stdin: false, .. } => enrol(engine, email).await,
        Command::Enrol { secret_stdin: true, .. } => {
            let secret = read_secret(stdin().lock())?;
            print_codes(ON, &factors.import(email, &secret).await.map_err(|error| refuse(email, error))?)
        }
        Command::Confirm { code, .. } => {
            let code = TotpCode::parse(&code).ok_or_else(|| CommandError::usage("a code of the app has six digits"))?;
            print_codes(ON, &factors.confirm(email, code).await.map_err(|error| refuse(email, error))?)
        }
        Command::Disable(_) => {
            factors.remove(email).await.map_err(|error| match error {
                SecondFactorError::None => CommandError::failed(format!("{} has no second factor", email.as_stored())),
                error => refuse(email, error),
            })?;
            let said = "signs in without a second factor now; its sessions are over";
            Ok(writeln!(stdout(), "{} {said}", email.as_stored())?)
        }
        Command::Status { json, .. } => status(engine, email, json).await,
        Command::RecoveryCodes(_) => {
            let codes = factors.replace_recovery_codes(email).await;
            print_codes("", &codes.map_err(|error| refuse(email, error))?)
        }
    }
}

/// The URI alone goes to standard output, so that it can be piped on.
async fn enrol(engine: &Engine, email: &EmailAddress) -> Result<(), CommandError> {
    let enrolment = engine.second_factors.enrol(email).await.map_err(|error| refuse(email, error))?;
    let mut told = stderr().lock();
    if let Ok(code) = QrCode::new(enrolment.uri.expose_secret()) {
        writeln!(told, "{}", code.render::<Dense1x2>().quiet_zone(true).build())?;
    }
    writeln!(told, "Scan this with the authenticator app, or type {}", enrolment.secret.expose_base32())?;
    writeln!(told, "Then: rekey account totp confirm {} CODE", email.as_stored())?;
    Ok(writeln!(stdout(), "{}", enrolment.uri.expose_secret())?)
}

async fn status(engine: &Engine, email: &EmailAddress, json: bool) -> Result<(), CommandError> {
    let state = engine.second_factors.state(email).await.map_err(|error| refuse(email, error))?;
    if json {
        let described = json!({
            "on": state.as_ref().is_some_and(|state| state.confirmed_at.is_some()),
            "enrolled_at": state.as_ref().map(|state| instant(state.created_at)),
            "confirmed_at": state.as_ref().and_then(|state| state.confirmed_at).map(instant),
            "recovery_codes": state.as_ref().map_or(0, |state| state.recovery_codes),
            "blocked_until": state.as_ref().and_then(|state| state.blocked_until).map(instant),
        });
        return Ok(json_line(&mut stdout(), &described)?);
    }
    let mut table = Table::bare();
    match state {
        None => table.row(["second factor", "none"]),
        Some(state) => {
            let since = state.confirmed_at.map_or_else(|| "waits to be confirmed".to_owned(), instant);
            table.row(["second factor", if state.confirmed_at.is_some() { "on" } else { "not on yet" }]);
            table.row(["since", &since]);
            table.row(["recovery codes", &state.recovery_codes.to_string()]);
            let blocked = state.blocked_until.map_or_else(|| "-".to_owned(), instant);
            table.row(["blocked until", &blocked]);
        }
    }
    Ok(table.print(&mut stdout())?)
}

fn print_codes(told: &str, codes: &[RecoveryCode]) -> Result<(), CommandError> {
    let mut out = stdout();
    for code in codes {
        writeln!(out, "{}", code.expose())?;
    }
    out.flush()?;
    let rest = "These are the recovery codes. Each works once, and they can't be shown again.";
    Ok(writeln!(stderr(), "{told}{rest}")?)
}

fn read_secret(input: impl Read) -> Result<TotpSecret, CommandError> {
    let mut text = Zeroizing::new(String::new());
    let read = input.take(MOST_BYTES).read_to_string(&mut text);
    read.map_err(|error| CommandError::failed(format!("the secret can't be read from standard input: {error}")))?;
    TotpSecret::parse(&text).map_err(|error| CommandError::usage(format!("standard input: {error}")))
}

fn refuse(email: &EmailAddress, error: SecondFactorError) -> CommandError {
    let shown = email.as_stored();
    match error {
        SecondFactorError::NoAccount => missing(email),
        SecondFactorError::AlreadyOn => CommandError::failed(format!("{shown} has a second factor already"))
            .help(format!("rekey account totp disable {shown}, then enrol again")),
        SecondFactorError::Unverified => CommandError::failed(format!("the address {shown} is not verified")),
        SecondFactorError::None => CommandError::failed(format!("{shown} has no second factor"))
            .help(format!("rekey account totp enrol {shown}")),
        SecondFactorError::Wrong => CommandError::failed("the code is wrong, has expired, or has already been used")
            .help("check the clock of the device, wait for the next code, and try again"),
        SecondFactorError::Fault(fault) => fault.into(),
    }
}
