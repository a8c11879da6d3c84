//! What runs before every handler: a bound on how much runs at once, on how long it may take, and on what a
//! defect can do (R22). Answers are in the shape of the routes that are guarded.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::MethodRouter;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use rekey_core::Fault;
use tokio::sync::Semaphore;

use crate::app::SharedApp;
use crate::rate_limits::RateLimits;

/// How many requests may be under way at once. Each holds 16 KiB of body at most, so this bounds memory too.
const MAX_UNDER_WAY: usize = 4_096;
/// How long a request may take, its body included. Longer than any wait of ours.
const TIMEOUT: Duration = Duration::from_secs(30);
/// What a client that met an overload should wait for.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// How routes answer a fault.
pub(crate) type FaultResponse = fn(Fault) -> Response;

/// The bound that all guarded routes share.
#[derive(Clone)]
pub(crate) struct Guard {
    permits: Arc<Semaphore>,
    limits: Arc<RateLimits>,
}

impl Guard {
    /// A guard of this server's routes.
    pub(crate) fn new(app: SharedApp) -> Self {
        Self { permits: Arc::new(Semaphore::new(MAX_UNDER_WAY)), limits: Arc::new(RateLimits::new(app)) }
    }

    /// Puts these routes behind the guard.
    pub(crate) fn around(&self, routes: Router<SharedApp>, fault: FaultResponse) -> Router<SharedApp> {
        routes.layer(from_fn(self.admit(fault)))
    }

    /// Puts a path behind the guard.
    pub(crate) fn around_route(&self, route: MethodRouter<SharedApp>, fault: FaultResponse) -> MethodRouter<SharedApp> {
        route.layer(from_fn(self.admit(fault)))
    }

    fn admit(
        &self,
        fault: FaultResponse,
    ) -> impl Fn(Request, Next) -> BoxFuture<'static, Response> + Clone + Send + Sync + 'static {
        let permits = self.permits.clone();
        move |request: Request, next: Next| {
            let permits = permits.clone();
            async move { run(&permits, request, |request| next.run(request), fault).await }.boxed()
        }
    }

    /// Puts a path of a dialect behind the guard.
    pub(crate) fn around_dialect(&self, route: MethodRouter<SharedApp>, shape: Shape) -> MethodRouter<SharedApp> {
        let guard = self.clone();
        route.layer(from_fn(move |request: Request, next: Next| {
            let guard = guard.clone();
            async move { guard.answer(request, || shape, |request| next.run(request)).await }
        }))
    }

    /// Answers a call of a dialect behind the guard: answers tell the limits of networks, too. The shape may
    /// become clear only while the call is answered.
    pub(crate) async fn answer<Answer>(
        &self,
        request: Request,
        shape: impl Fn() -> Shape,
        answer: impl FnOnce(Request) -> Answer,
    ) -> Response
    where
        Answer: Future<Output = Response>,
    {
        let Self { permits, limits } = self;
        let (network, path) = (limits.network(&request), request.uri().path().to_owned());
        let mut response = run(permits, request, answer, |fault| (shape().fault)(fault)).await;
        limits.tell(network, &mut response);
        (shape().finish)(response, &path)
    }
}

/// The shape of a dialect's answers.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    /// How it answers a fault.
    pub(crate) fault: FaultResponse,
    /// What every answer gets in the end; takes the path.
    pub(crate) finish: fn(Response, &str) -> Response,
}

impl Shape {
    /// Answers that are complete as routes give them.
    pub(crate) fn plain(fault: FaultResponse) -> Self {
        Self { fault, finish: |response, _| response }
    }
}

/// Answers a request, if a permit is free.
async fn run<Answer>(
    permits: &Semaphore,
    request: Request,
    answer: impl FnOnce(Request) -> Answer,
    fault: impl FnOnce(Fault) -> Response,
) -> Response
where
    Answer: Future<Output = Response>,
{
    let Ok(_permit) = permits.try_acquire() else {
        return fault(Fault::Overloaded { retry_after: RETRY_AFTER });
    };
    let answer = AssertUnwindSafe(answer(request)).catch_unwind();
    match tokio::time::timeout(TIMEOUT, answer).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => fault(Fault::Internal("a handler panicked".into())),
        Err(_) => fault(Fault::Overloaded { retry_after: RETRY_AFTER }),
    }
}
