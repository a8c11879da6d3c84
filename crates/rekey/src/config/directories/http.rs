//! `kind = "http"`: a backend that answers signed calls.

use rekey_core::directory::DirectoryName;
use rekey_core::time::Duration;
use rekey_http_client::WebhookSecret;
use url::Url;

use crate::config::parse;
use crate::config::reader::Reader;
use crate::directories::{HttpSettings, PasswordForm};

/// Long enough for a backend that hashes. Far below the time that a directory has for a write.
const TIMEOUT: Duration = Duration::from_secs(5);
const SHORTEST_TIMEOUT: Duration = Duration::from_millis(100);
const LONGEST_TIMEOUT: Duration = Duration::from_secs(10);

pub(super) fn read(reader: &mut Reader<'_>, name: Option<DirectoryName>) -> Option<HttpSettings> {
    reader.require("url", "an address such as \"https://app.example.com/rekey\"");
    reader.require("secret", "a secret such as \"whsec_$(openssl rand -base64 32)\"");
    let url = reader.parsed("url", url);
    let secret = reader.fresh_secret::<WebhookSecret>("secret");
    let previous = reader.fresh_secret_list::<WebhookSecret>("previous_secrets").unwrap_or_default();
    let timeout = reader.span("timeout", SHORTEST_TIMEOUT, LONGEST_TIMEOUT).unwrap_or(TIMEOUT);
    let form = reader.parsed("password", |form| match form {
        "argon2id" => Ok(PasswordForm::Argon2id),
        "plain" => Ok(PasswordForm::Plain),
        _ => Err("expected \"argon2id\" or \"plain\"".to_owned()),
    });
    let form = form.unwrap_or(PasswordForm::Argon2id);
    let include_privileged = reader.switch("include_privileged").unwrap_or(false);
    let secret = secret.map(|secret| secret.and(previous));
    Some(HttpSettings { name: name?, url: url?, secret: secret?, timeout, form, include_privileged })
}

fn url(text: &str) -> Result<Url, String> {
    parse::safe_url(text)
        .map_err(|_| "expected https: (http: for loopback hosts only), without user, query or fragment".to_owned())
}
