//! Which network a request comes from (R13).

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};
use rekey_core::{ClientNetwork, Origin};

use crate::app::SharedApp;
use crate::input::{client_address, device};

/// The client's network, as an extractor.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Client(pub(crate) ClientNetwork);

impl FromRequestParts<SharedApp> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &SharedApp) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.extensions, &parts.headers, app))
    }
}

/// The client's network and device, as an extractor: for steps that may send the person a notice.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ClientOrigin(pub(crate) Origin);

impl FromRequestParts<SharedApp> for ClientOrigin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &SharedApp) -> Result<Self, Infallible> {
        let Client(network) = Client::of(&parts.extensions, &parts.headers, app);
        Ok(Self(Origin { network, device: device(&parts.headers) }))
    }
}

impl Client {
    /// The network that a request with these extensions and headers comes from.
    pub(crate) fn of(extensions: &Extensions, headers: &HeaderMap, app: &SharedApp) -> Self {
        let peer = extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(address)| address.ip());
        let settings = &app.settings;
        let address = client_address(peer, headers, &settings.trusted_proxies, settings.client_address_header);
        Self(ClientNetwork::from(address))
    }
}
