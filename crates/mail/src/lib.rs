//! Mails: what a letter of the engine becomes, how it leaves, and the workers that see to it.

pub mod bounce;
mod deadline;
mod dkim;
mod letter;
mod message;
mod oauth;
mod places;
mod quoted_printable;
pub mod senders;
pub mod transport;
mod wakeups;
mod worker;

pub use dkim::{DkimKey, DkimKeyError, DkimKeys};
pub use message::{ComposeError, Draft, OutgoingMail};
pub use places::Places;
pub use transport::smtp::{
    HelloName, HelloNameError, NamedCertificates, NamedCertificatesError, Seen, SmtpCredentials, SmtpOauth,
    SmtpSettings, SmtpTimeouts, SmtpTls, SmtpUrlError, TlsSetupError,
};
pub use transport::{
    Accepted, CapturedTransport, DiscardTransport, FileTransport, SendError, SendErrorKind, SmtpTransport, Transport,
};
pub use wakeups::{FirstAttemptSettings, Wakeups};
pub use worker::{Worker, WorkerSettings};
