//! The canary: a reset to a mailbox of the operator's own, through the real outbox and sender, that has to arrive. It
//! asks as `rekey account send-reset` does, so it spends only its own address's limits.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rekey_core::account::Account;
use rekey_core::ports::{Acceptance, RepeatableRequest, Repetition};
use rekey_core::time::{Duration, Timestamp, after, until};
use rekey_core::token::TokenState;
use rekey_core::{ClientNetwork, Engine, Token, TokenPurpose};
use sha2::{Digest, Sha256};
use tokio::io::AsyncReadExt;
use tokio::process::Command;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::command_error::with_causes;
use crate::config::CanaryConfig;
use crate::telemetry::{CanaryOutcome, Meter};

/// How often to check whether a run is due.
const ROUND: Duration = Duration::from_secs(10);
/// Between two looks into the mailbox.
const LOOK: Duration = Duration::from_secs(5);
/// How long the command may take.
const PATIENCE: Duration = Duration::from_mins(1);
/// How much of what it prints is read.
const MOST: u64 = 4 * 1024 * 1024;
/// By how much the clocks of this node and of the database may differ.
const SKEW: Duration = Duration::from_mins(2);
/// In hexadecimal digits.
const TOKEN_LENGTH: usize = 64;

/// Keeps a canary.
pub(crate) struct Canary {
    pub(crate) engine: Engine,
    pub(crate) settings: CanaryConfig,
    pub(crate) meter: Arc<Meter>,
}

/// Why the canary could not ask for a reset.
type Refusal = String;

impl Canary {
    /// Works until `stopped` closes.
    pub(crate) async fn run(self, mut stopped: watch::Receiver<()>) {
        let mut ticks = interval(ROUND);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = ticks.tick() => {}
                _ = stopped.changed() => return,
            }
            tokio::select! {
                () = self.step() => {}
                _ = stopped.changed() => return,
            }
        }
    }

    /// One reset, if it is time and no other node does it.
    async fn step(&self) {
        match self.is_ours().await {
            Ok(true) => {}
            Ok(false) => return,
            // The outage is reported where it is met first.
            Err(error) => {
                tracing::debug!(error, "the canary does not know whether it is time");
                return;
            }
        }
        let clock = &self.engine.ports().clock;
        let started = clock.now();
        let outcome = match self.ask().await {
            Ok(account) => {
                if self.arrives(&account, started).await {
                    CanaryOutcome::Arrived
                } else {
                    let within = self.settings.within.as_secs();
                    tracing::error!(within, "the canary's email did not arrive");
                    CanaryOutcome::Missing
                }
            }
            Err(reason) => {
                tracing::error!(reason, "the canary could not ask for a reset");
                CanaryOutcome::Failed
            }
        };
        let now = clock.now();
        self.meter.tell_canary(outcome, now, until(now, started));
    }

    /// Whether this node is the first one to come in this stretch of time.
    async fn is_ours(&self) -> Result<bool, String> {
        let ports = self.engine.ports();
        let period = i64::try_from(self.settings.every.as_secs().max(1)).unwrap_or(i64::MAX);
        let stretch = ports.clock.now().as_second().div_euclid(period);
        let key = Sha256::digest(format!("canary {period} {stretch}")).into();
        let request = RepeatableRequest { key, content: [0; 32] };
        let noted = ports.store.begin_request(request, self.settings.every * 2).await;
        Ok(noted.map_err(|error| with_causes(&error))? == Repetition::First)
    }

    async fn ask(&self) -> Result<Account, Refusal> {
        let Some(email) = &self.settings.email else { return Err("canary.email is not set".to_owned()) };
        let accounts = &self.engine.accounts;
        let account = accounts.find(email).await.map_err(|fault| with_causes(&fault))?;
        let account = account.ok_or("canary.email has no account; `rekey account add --no-password` makes one")?;
        match accounts.start_reset(account.id, ClientNetwork::LOCAL).await {
            Ok(Acceptance::Accepted) => Ok(account),
            Ok(Acceptance::Suppressed { .. }) => Err("the limits of its address are spent".to_owned()),
            Err(error) => Err(with_causes(&error)),
        }
    }

    /// Looks into the mailbox until the link is there, or it is too late.
    async fn arrives(&self, account: &Account, started: Timestamp) -> bool {
        let look = async {
            loop {
                match self.read_mailbox().await {
                    Ok(text) => {
                        for token in tokens(&text) {
                            if self.is_its_link(&token, account, started).await {
                                return;
                            }
                        }
                    }
                    Err(reason) => tracing::warn!(reason, "the canary's mailbox can't be read"),
                }
                tokio::time::sleep(LOOK).await;
            }
        };
        timeout(self.settings.within, look).await.is_ok()
    }

    /// Whether a token is good, the account's, and of an email that was made after `started`.
    async fn is_its_link(&self, token: &Token, account: &Account, started: Timestamp) -> bool {
        let Ok(Some(record)) = self.engine.ports().store.inspect_token(token.digest()).await else { return false };
        let Ok(locations) = self.engine.locations().await else { return false };
        let lifetime = locations.get_or_default(record.location).lifetimes.link;
        record.account == Some(account.id)
            && record.purpose == TokenPurpose::Reset
            && record.state == TokenState::Good
            && after(record.expires_at, SKEW) >= after(started, lifetime)
    }

    /// What the command prints.
    async fn read_mailbox(&self) -> Result<String, String> {
        let Some((program, arguments)) = self.settings.command.split_first() else {
            return Err("canary.command is not set".to_owned());
        };
        let mut command = Command::new(program);
        // The server's secrets are not the command's to know.
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("REKEY_")) {
            command.env_remove(name);
        }
        let mut child = command
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("{program} can't be run: {error}"))?;
        let stdout = child.stdout.take().ok_or("the command has no output")?;
        let read = async {
            let mut printed = Vec::new();
            stdout.take(MOST).read_to_end(&mut printed).await?;
            if u64::try_from(printed.len()) == Ok(MOST) {
                return Err(std::io::Error::other("it prints 4 MiB or more; let it print the newest emails only"));
            }
            Ok::<_, std::io::Error>((printed, child.wait().await?))
        };
        match timeout(PATIENCE, read).await {
            Ok(Ok((printed, status))) if status.success() => Ok(String::from_utf8_lossy(&printed).into_owned()),
            Ok(Ok((_, status))) => Err(format!("{program} failed: {status}")),
            Ok(Err(error)) => Err(format!("{program} can't be read from: {error}")),
            Err(_) => Err(format!("{program} took longer than {} s", PATIENCE.as_secs())),
        }
    }
}

/// Whatever looks like the token of a link in a mailbox: in plain text, quoted-printable or base64 (RFC 2045).
fn tokens(mailbox: &str) -> Vec<Token> {
    let unquoted = mailbox.replace("=\r\n", "").replace("=\n", "").replace("=3D", "=");
    let mut decoded = String::new();
    let mut block = String::new();
    for line in mailbox.lines().chain([""]) {
        let line = line.trim_end();
        if !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte)) {
            block.push_str(line);
            continue;
        }
        if let Ok(bytes) = STANDARD.decode(&block) {
            decoded.push_str(&String::from_utf8_lossy(&bytes));
            decoded.push('\n');
        }
        block.clear();
    }
    let runs = [unquoted.as_str(), decoded.as_str()];
    let runs = runs.iter().flat_map(|text| text.split(|letter: char| !letter.is_ascii_hexdigit()));
    let texts: BTreeSet<&str> = runs.filter(|run| run.len() == TOKEN_LENGTH).collect();
    texts.into_iter().filter_map(Token::parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_found_however_the_mail_is_encoded() {
        let token = "0123456789abcdef".repeat(4);
        let plain = format!("Subject: Hello\n\nhttps://id.example.com/reset?token={token}\n");
        let quoted = format!("https://id.example.com/reset?token=3D{}=\r\n{}\r\n", &token[..20], &token[20..]);
        let encoded = STANDARD.encode(&plain);
        let lines: Vec<&str> = encoded.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
        let encoded = format!("Content-Transfer-Encoding: base64\r\n\r\n{}\r\n\r\n", lines.join("\r\n"));
        for text in [plain, quoted, encoded] {
            let found = tokens(&text);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0].digest(), Token::parse(&token).unwrap().digest());
        }
        assert!(tokens("0123").is_empty());
        assert!(tokens(&"a".repeat(65)).is_empty());
    }
}
