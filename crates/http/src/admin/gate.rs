//! The gate before routes of the operator's own programs. Each API formats the refusals in its own shape.

use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::IntoResponse;
use rekey_core::accounts::Accounts;
use rekey_core::audit::BackendToken;
use rekey_core::{ClientNetwork, Fault};

use crate::admin_token::AdminToken;
use crate::app::{App, SharedApp};
use crate::client_network::Client;
use crate::input::bearer;
use crate::shared_secret;

/// Why a request is not an operator's.
#[derive(Debug)]
pub(crate) enum AdminRefusal {
    /// The setting `admin.token` is not set, so that there is nobody to be let in: 403.
    Off,
    /// No token came along: 401.
    Missing,
    /// The token is wrong: 401.
    Token,
    /// Too many wrong ones from this network.
    Fault(Fault),
}

/// How an API refuses requests without the admin token.
pub(crate) trait AdminRefused: From<AdminRefusal> + IntoResponse {
    /// A header that may carry the token, and then overrides `Authorization`.
    const KEY_HEADER: Option<&'static str> = None;
    /// How this API's keys begin. At public routes, a bearer that begins so is meant as the token.
    const KEY_PREFIX: Option<&'static str> = None;
}

/// An extractor: the request carries the admin token. It is refused as an `R`.
pub(crate) struct Admin<R> {
    /// What it shows.
    pub(crate) token: BackendToken,
    refusal: PhantomData<R>,
}

impl<R> Admin<R> {
    /// Keeps accounts in its name.
    pub(crate) fn accounts(&self, app: &App) -> Accounts {
        app.engine.accounts.for_backend(self.token)
    }
}

impl<R: AdminRefused> FromRequestParts<SharedApp> for Admin<R> {
    type Rejection = R;

    async fn from_request_parts(parts: &mut Parts, app: &SharedApp) -> Result<Self, R> {
        let Ok(Client(network)) = Client::from_request_parts(parts, app).await;
        let key = R::KEY_HEADER.and_then(|name| parts.headers.get(name)).and_then(|key| key.to_str().ok());
        let token = check(app, network, key.or_else(|| bearer(&parts.headers)))?;
        Ok(Self { token, refusal: PhantomData })
    }
}

/// The operator's credential at a public route, if there is one. Other values of `Authorization` are ignored. A wrong key
/// is refused if it is in the API's [own header](AdminRefused::KEY_HEADER) or [begins like one](AdminRefused::KEY_PREFIX).
pub(crate) fn operator<R: AdminRefused>(
    app: &App,
    network: ClientNetwork,
    headers: &HeaderMap,
) -> Result<Option<BackendToken>, R> {
    if let Some(key) = R::KEY_HEADER.and_then(|name| headers.get(name)) {
        return Ok(Some(check(app, network, Some(key.to_str().unwrap_or_default()))?));
    }
    let is_key = |presented: &&str| R::KEY_PREFIX.is_some_and(|prefix| presented.starts_with(prefix));
    if let Some(key) = bearer(headers).filter(is_key) {
        return Ok(Some(check(app, network, Some(key))?));
    }
    let token = app.settings.admin_token.as_ref();
    let presented = token.zip(bearer(headers)).filter(|(token, presented)| token.is(presented));
    Ok(presented.map(|(_, presented)| AdminToken::name_of(presented)))
}

/// Wrong tokens count like other failed sign-ins. The right one is accepted however many failures its network has.
fn check(app: &App, network: ClientNetwork, presented: Option<&str>) -> Result<BackendToken, AdminRefusal> {
    let token = app.settings.admin_token.as_ref().ok_or(AdminRefusal::Off)?;
    let presented = presented.ok_or(AdminRefusal::Missing)?;
    let is_right = shared_secret::count(app, network, token.is(presented)).map_err(AdminRefusal::Fault)?;
    if is_right { Ok(AdminToken::name_of(presented)) } else { Err(AdminRefusal::Token) }
}
