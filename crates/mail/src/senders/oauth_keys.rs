//! The keys of senders that log in by OAuth 2.0.

use crate::oauth::{AccessTokens, Client, Grant};

use super::kind::{Key, SetupError, Tools, Values};

pub(super) const TOKEN_URL: Key = Key::optional(
    "token_url",
    "where tokens come from; without it Microsoft's for the tenant: https://login.microsoftonline.com/TENANT/oauth2/v2.0/token",
);
pub(super) const TENANT: Key = Key::optional("tenant", "Microsoft's tenant: an id or a domain");
pub(super) const CLIENT_ID: Key = Key::required("client_id", "the application's id");
pub(super) const CLIENT_SECRET: Key = Key::optional("client_secret", "the application's secret").secret();
pub(super) const SCOPE: Key = Key::optional("scope", "what the token is for");
pub(super) const REFRESH_TOKEN: Key =
    Key::optional("refresh_token", "a refresh token, as Google gives it; without it the application logs in itself")
        .secret();

/// The tokens that these values ask for.
pub(super) fn tokens(values: &Values, tools: &Tools, usual_scope: &str) -> Result<AccessTokens, SetupError> {
    let url = match (values.text("token_url"), values.text("tenant")) {
        (Some(url), _) => url.to_owned(),
        (None, Some(tenant)) => format!("https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"),
        (None, None) => return Err(SetupError::new("token_url", "is missing; set it, or `tenant` for Microsoft")),
    };
    url.parse::<url::Url>().map_err(|_| SetupError::new("token_url", "expected an address"))?;
    let grant = values.secret("refresh_token").map_or(Grant::ClientCredentials, Grant::RefreshToken);
    if matches!(grant, Grant::ClientCredentials) {
        values.secret("client_secret")?;
    }
    let usual_scope = matches!(grant, Grant::ClientCredentials).then_some(usual_scope);
    let client = Client {
        id: values.text("client_id").unwrap_or_default().to_owned(),
        secret: values.secret("client_secret").ok(),
        scope: values.text("scope").or(usual_scope).map(ToOwned::to_owned),
    };
    Ok(AccessTokens::new(tools.http.clone(), url, client, grant))
}
