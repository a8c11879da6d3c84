//! A mail server that takes access tokens instead of passwords (`XOAUTH2`): Microsoft 365 and Google.

use std::sync::Arc;

use super::kind::{Key, Kind, SetupError, Tools, Values};
use super::oauth_keys::{CLIENT_ID, CLIENT_SECRET, REFRESH_TOKEN, SCOPE, TENANT, TOKEN_URL, tokens};
use crate::transport::Transport;
use crate::transport::smtp::{SmtpOauth, SmtpSettings, SmtpTransport};

pub(super) const KIND: Kind = Kind {
    name: "smtp-oauth",
    about: "A mail server with OAuth 2.0",
    keys: &[
        Key::required("url", "such as smtp://smtp.office365.com:587 or smtp://smtp.gmail.com:587"),
        Key::required("user", "the mailbox that sends"),
        TENANT,
        CLIENT_ID,
        CLIENT_SECRET,
        REFRESH_TOKEN,
        SCOPE,
        TOKEN_URL,
    ],
    make,
    events: None,
};

fn make(values: &Values, tools: &Tools) -> Result<Arc<dyn Transport>, SetupError> {
    let SmtpSettings { host, port, tls, credentials, .. } = values.parsed("url")?;
    if credentials.is_some() {
        return Err(SetupError::new(
            "url",
            "has a password; this kind logs in by tokens, the kind \"smtp\" by passwords",
        ));
    }
    let tokens = tokens(values, tools, "https://outlook.office365.com/.default")?;
    let username = values.text("user").unwrap_or_default().to_owned();
    let oauth = Some(SmtpOauth { username, tokens: Arc::new(tokens) });
    let settings = SmtpSettings { host, port, tls, oauth, ..tools.smtp.clone() };
    let transport = SmtpTransport::new(settings).map_err(|error| SetupError::new("url", error.to_string()))?;
    Ok(Arc::new(transport))
}
