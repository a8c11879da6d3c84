//! What every handler can reach.

use std::sync::Arc;

use axum::http::HeaderName;
use ipnet::IpNet;
use rekey_core::Engine;
use rekey_core::ports::{CapturedMails, MailEvents};
use rekey_render::Renderer;
use rekey_render::context::DemoAccount;
use secrecy::SecretString;
use url::Url;

use crate::admin_token::AdminToken;
use crate::answers::AnswerObserver;
use crate::dialect::Dialect;
use crate::dialect_settings::RefreshTokens;
use crate::input::ClientAddressHeader;
use crate::introspection_client::IntrospectionClient;

/// What the handlers work with.
pub struct App {
    /// The rules.
    pub engine: Engine,
    /// Pages.
    pub renderer: Arc<Renderer>,
    /// What the configuration says about HTTP.
    pub settings: HttpSettings,
    /// Counts answers.
    pub answers: Arc<dyn AnswerObserver>,
    /// What reads providers' messages about emails.
    pub mail_events: Arc<dyn MailEvents>,
    /// The captured emails. Only in development, like `/_dev`.
    pub inbox: Option<Arc<dyn CapturedMails>>,
    /// The key that `/_dev` requires if a development server can be reached from other machines.
    pub inbox_key: Option<SecretString>,
    /// The account that a development server starts with, which its first page tells.
    pub demo: Option<DemoAccount>,
}

impl App {
    /// Whether this is a development server: emails land in the inbox, and rules that need configuration are relaxed.
    pub(crate) fn is_development(&self) -> bool {
        self.inbox.is_some()
    }

    /// Whether people reach us by https.
    pub(crate) fn is_https(&self) -> bool {
        self.settings.public_url.scheme() == "https"
    }
}

/// The handlers' state: one for all of them.
pub(crate) type SharedApp = Arc<App>;

/// What the configuration says about HTTP.
#[derive(Debug, Clone)]
pub struct HttpSettings {
    /// Where people reach the pages.
    pub public_url: Url,
    /// The dialects that are spoken, the first of those that share a path winning it.
    pub dialects: Vec<Dialect>,
    /// The proxies whose word about the client's address is believed (R13).
    pub trusted_proxies: Vec<IpNet>,
    /// The header in which they give it.
    pub client_address_header: ClientAddressHeader,
    /// The front ends that a browser may call from.
    pub cors_origins: Vec<String>,
    /// The request headers that their calls may carry beside those that the dialects know.
    pub cors_headers: Vec<HeaderName>,
    /// The services that may ask whether a bearer token is valid.
    pub introspection_clients: Vec<IntrospectionClient>,
    /// What the product's own backend shows; none: the API is closed.
    pub admin_token: Option<AdminToken>,
    /// How the refresh tokens of `insforge` live.
    pub insforge_refresh_tokens: RefreshTokens,
}
