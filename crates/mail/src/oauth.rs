//! Access tokens by OAuth 2.0: client credentials (RFC 6749, 4.4) and refresh tokens (6). Each is one form that is posted;
//! the crates for it bring flows with browsers, and clocks and randomness of their own.

use std::time::Duration;

use http::{Request, StatusCode, header};
use rekey_http_client::{Bytes, HttpClient};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tokio::sync::Mutex;
use tokio::time::Instant;
use url::form_urlencoded;

/// How long a call for a token may take.
const TIMEOUT: Duration = Duration::from_secs(20);
/// The most of an answer that is read, in bytes.
const LONGEST_ANSWER: usize = 64 * 1024;
/// So long before its end a token is renewed.
const AHEAD: Duration = Duration::from_mins(5);
/// How long a token is good if the answer doesn't say.
const USUAL_LIFE: Duration = Duration::from_hours(1);
/// No token is believed to be good for longer.
const LONGEST_LIFE: Duration = Duration::from_hours(24);

/// Tokens for one account at a provider, renewed ahead of time.
pub(crate) struct AccessTokens {
    http: HttpClient,
    url: String,
    /// The form, without the grant's own fields.
    client: Client,
    grant: Grant,
    current: Mutex<Option<Current>>,
}

/// The application, as the provider knows it.
pub(crate) struct Client {
    pub(crate) id: String,
    pub(crate) secret: Option<SecretString>,
    pub(crate) scope: Option<String>,
}

/// By what right.
pub(crate) enum Grant {
    ClientCredentials,
    RefreshToken(SecretString),
}

struct Current {
    token: SecretString,
    renewed_from: Instant,
    good_until: Instant,
}

impl AccessTokens {
    pub(crate) fn new(http: HttpClient, url: String, client: Client, grant: Grant) -> Self {
        Self { http, url, client, grant, current: Mutex::default() }
    }

    /// A token that is good for a while.
    pub(crate) async fn get(&self) -> Result<SecretString, TokenError> {
        let mut current = self.current.lock().await;
        let now = Instant::now();
        if let Some(known) = current.as_ref().filter(|known| now < known.renewed_from) {
            return Ok(known.token.clone());
        }
        match self.fetch().await {
            Ok(fresh) => Ok(current.insert(fresh).token.clone()),
            // There is time left to try again.
            Err(error) => match current.as_ref().filter(|known| now < known.good_until) {
                Some(known) => Ok(known.token.clone()),
                None => Err(error),
            },
        }
    }

    /// Forgets the token: a server has just refused it.
    pub(crate) async fn forget(&self) {
        *self.current.lock().await = None;
    }

    async fn fetch(&self) -> Result<Current, TokenError> {
        let request = Request::post(&self.url)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "application/json")
            .body(Bytes::from(self.form()))
            .map_err(|error| refused(&error.to_string()))?;
        let answer = self.http.send(request, TIMEOUT).await.map_err(|error| unreachable(&error.to_string()))?;
        let status = answer.status();
        let body = match answer.body(LONGEST_ANSWER).await {
            Err(error) if status.is_success() => return Err(unreachable(&error.to_string())),
            body => body.unwrap_or_default(),
        };
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        let text = |key: &str| body.get(key).and_then(Value::as_str);
        let Some(token) = text("access_token").filter(|_| status.is_success()) else {
            // The description may quote the client's name; the code says what is wrong.
            let code = text("error").unwrap_or(if status.is_success() { "without an access token" } else { "" });
            let reason = format!("{} {code}", status.as_u16());
            let is_theirs = status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS;
            return Err(if is_theirs { unreachable(reason.trim()) } else { refused(reason.trim()) });
        };
        // Some servers write the number as a text.
        let seconds = body.get("expires_in").and_then(|life| life.as_u64().or_else(|| life.as_str()?.parse().ok()));
        let life = seconds.map_or(USUAL_LIFE, Duration::from_secs).min(LONGEST_LIFE);
        let now = Instant::now();
        Ok(Current {
            token: SecretString::from(token),
            renewed_from: now + life.saturating_sub(AHEAD.min(life / 2)),
            good_until: now + life,
        })
    }

    fn form(&self) -> String {
        let mut form = form_urlencoded::Serializer::new(String::new());
        match &self.grant {
            Grant::ClientCredentials => {
                form.append_pair("grant_type", "client_credentials");
            }
            Grant::RefreshToken(token) => {
                form.append_pair("grant_type", "refresh_token");
                form.append_pair("refresh_token", token.expose_secret());
            }
        }
        form.append_pair("client_id", &self.client.id);
        if let Some(secret) = &self.client.secret {
            form.append_pair("client_secret", secret.expose_secret());
        }
        if let Some(scope) = &self.client.scope {
            form.append_pair("scope", scope);
        }
        form.finish()
    }
}

/// There is no token.
#[derive(Debug, Clone, thiserror::Error)]
#[error("the token server: {reason}")]
pub(crate) struct TokenError {
    /// Whether it refused us, which the operator has to correct.
    pub(crate) is_refusal: bool,
    reason: String,
}

fn refused(reason: &str) -> TokenError {
    TokenError { is_refusal: true, reason: reason.to_owned() }
}

fn unreachable(reason: &str) -> TokenError {
    TokenError { is_refusal: false, reason: reason.to_owned() }
}
