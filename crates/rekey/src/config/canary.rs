//! `[canary]`: a reset to a mailbox of the operator's own, again and again.

use rekey_core::EmailAddress;
use rekey_core::time::Duration;

use super::error::SettingError;
use super::reader::Reader;

/// An address whose budget is spent gets a reset each 15 minutes (R24), and a run may start some seconds early or late.
const SHORTEST_PERIOD: Duration = Duration::from_mins(20);
/// The limit for an email. Shorter than a period, so that a late email does not count as the next one.
const LONGEST_WAIT: Duration = Duration::from_mins(15);
const LONGEST_PERIOD: Duration = Duration::from_hours(7 * 24);

#[derive(Debug, Clone)]
pub struct CanaryConfig {
    /// The account to reset; none: no canary.
    pub email: Option<EmailAddress>,
    /// The program that prints what the mailbox holds, and its arguments.
    pub command: Vec<String>,
    pub every: Duration,
    /// How long the email may take.
    pub within: Duration,
}

impl Default for CanaryConfig {
    fn default() -> Self {
        Self { email: None, command: Vec::new(), every: Duration::from_hours(1), within: Duration::from_mins(10) }
    }
}

impl CanaryConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let default = Self::default();
        Self {
            email: reader.text("email"),
            command: reader.list("command").unwrap_or_default(),
            every: reader.span("every", SHORTEST_PERIOD, LONGEST_PERIOD).unwrap_or(default.every),
            within: reader.span("within", Duration::from_secs(1), LONGEST_WAIT).unwrap_or(default.within),
        }
    }

    pub(super) fn check(&self) -> Option<SettingError> {
        (self.email.is_some() && self.command.is_empty()).then(|| {
            let problem = "is missing; name the program that prints what is in the mailbox of canary.email, such as \
                           [\"/usr/local/bin/read-canary\"]";
            SettingError::new("canary.command", problem)
        })
    }
}
