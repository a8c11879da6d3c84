//! The public APIs: translators between their wire formats and the engine, and nothing else. They never import
//! each other.

mod insforge;
mod nexudus;
mod singularity;

use crate::guard::Guard;
use crate::openapi::{Api, Part};

/// A public API that we speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// contracts/nexudus.md: a member portal.
    Nexudus,
    /// contracts/insforge.md: an app's SDK.
    Insforge,
    /// contracts/singularity.md: a reset that knows languages and reports what became of the mail.
    Singularity,
}

impl Dialect {
    /// Every dialect, in the order in which they win shared paths by default.
    pub const ALL: [Self; 3] = [Self::Nexudus, Self::Insforge, Self::Singularity];

    /// The stable name, used in configuration.
    pub fn code(self) -> &'static str {
        match self {
            Self::Nexudus => "nexudus",
            Self::Insforge => "insforge",
            Self::Singularity => "singularity",
        }
    }

    /// The dialect with this [`code`](Self::code).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dialect| dialect.code() == code)
    }

    /// What documents call it.
    pub(crate) fn part(self) -> Part {
        let about = match self {
            Self::Nexudus => "A member portal: forgot password, reset, exchange, sign in.",
            Self::Insforge => "An app's SDK: reset by code or by link, and sessions.",
            Self::Singularity => "A reset that knows languages, shows its cooldown and says what became of the mail.",
        };
        Part { name: self.code(), about, tells_limits: true }
    }

    /// Its routes, behind the guard.
    pub(crate) fn routes(self, guard: &Guard) -> Api {
        match self {
            Self::Nexudus => nexudus::routes(guard),
            Self::Insforge => insforge::routes(guard),
            Self::Singularity => singularity::routes(guard),
        }
    }
}
