//! What steps come to, by a few stable names: what figures tell apart.

use crate::error::Fault;

/// What went well.
pub(crate) const DONE: &str = "done";

/// What has to wait for the cooldown of its address.
pub(crate) const SUPPRESSED: &str = "suppressed";

/// Something that goes wrong under a name of its own.
pub(crate) trait Named {
    /// The stable name.
    fn name(&self) -> &'static str;
}

impl Named for Fault {
    fn name(&self) -> &'static str {
        match self {
            Self::TooManyFromNetwork { .. } => "too_many_from_network",
            Self::TooManyWrongPasswords { .. } => "too_many_wrong_passwords",
            Self::Overloaded { .. } => "overloaded",
            Self::MailDisabled => "mail_disabled",
            Self::Store(_) => "store_failed",
            Self::Directory(_) => "directory_failed",
            Self::Internal(_) => "internal",
        }
    }
}
