//! A mail server of one's own or of a provider, over SMTP.

use std::sync::Arc;

use super::kind::{Key, Kind, SetupError, Tools, Values};
use crate::transport::Transport;
use crate::transport::smtp::{SmtpSettings, SmtpTransport};

pub(super) const KIND: Kind = Kind {
    name: "smtp",
    about: "A mail server",
    keys: &[Key::required(
        "url",
        "as mail.smtp_url: smtp://user:password@host:port?tls=none|starttls|required, or smtps://…",
    )
    .secret()],
    make,
    events: None,
};

fn make(values: &Values, tools: &Tools) -> Result<Arc<dyn Transport>, SetupError> {
    let SmtpSettings { host, port, tls, credentials, .. } = values.parsed("url")?;
    let settings = SmtpSettings { host, port, tls, credentials, ..tools.smtp.clone() };
    let transport = SmtpTransport::new(settings).map_err(|error| SetupError::new("url", error.to_string()))?;
    Ok(Arc::new(transport))
}
