//! Name look-ups that return checked addresses only.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::vec;

use hyper_util::client::legacy::connect::dns::Name;
use tower::Service;

use crate::address::Networks;
use crate::error::CallError;

type BoxError = Box<dyn std::error::Error + Send + Sync>;
type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Finds the addresses of a name, as the system does.
pub(crate) type LookUp = dyn Fn(String) -> BoxFuture<io::Result<Vec<SocketAddr>>> + Send + Sync;

/// The system's own look-up.
pub(crate) fn system() -> Arc<LookUp> {
    Arc::new(|name| Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.collect()) }))
}

/// Looks a name up and checks every address. The connector uses these very addresses without another look-up, so a name
/// that changes in between (DNS rebinding) leads nowhere else.
#[derive(Clone)]
pub(crate) struct Resolver {
    pub(crate) look_up: Arc<LookUp>,
    pub(crate) networks: Networks,
}

impl Service<Name> for Resolver {
    type Response = vec::IntoIter<SocketAddr>;
    type Error = BoxError;
    type Future = BoxFuture<Result<Self::Response, BoxError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let Self { look_up, networks } = self.clone();
        Box::pin(async move {
            let addresses = look_up(name.as_str().to_owned()).await?;
            match addresses.iter().find(|address| !networks.admit(name.as_str(), address.ip())) {
                Some(forbidden) => Err(CallError::Forbidden(forbidden.ip()).into()),
                None => Ok(addresses.into_iter()),
            }
        })
    }
}
