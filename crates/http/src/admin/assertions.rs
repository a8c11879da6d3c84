//! Assertions: resets that ended in the product's own app.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use rekey_core::ports::Caller;
use utoipa_axum::routes;

use super::Admin;
use super::error::Refusal;
use super::refusals::OfAssertion;
use super::repeat::{Answer, once};
use super::wire::{RedeemAssertion, RedeemedAnswer};
use crate::app::SharedApp;
use crate::client_network::Client;
use crate::input::{InputError, KeyCase, read_body, read_object};
use crate::openapi::{Api, Refused};

pub(super) fn routes() -> Api {
    Api::default().routes(routes!(redeem))
}

/// Redeem an assertion
///
/// Says whose reset ended at your `done_url`, once and within a minute, so that you can sign the person in. Compare
/// `state` first, and ask for your own second factor. Send an `Idempotency-Key` to be able to repeat the request
/// safely.
#[utoipa::path(
    post,
    path = "/v1/assertions",
    params(
        ("Idempotency-Key" = Option<String>, Header, description = "A name for this request; 1 to 255 characters."),
    ),
    request_body = RedeemAssertion,
    responses((status = 200, description = "Whose reset it was.", body = RedeemedAnswer), Refused<OfAssertion>),
    security(("admin" = [])),
)]
async fn redeem(
    State(app): State<SharedApp>,
    admin: Admin<Refusal>,
    Client(network): Client,
    request: Request,
) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let body = read_body(body).await.map_err(InputError::from)?;
    let again = Request::from_parts(parts.clone(), Body::from(body.clone()));
    let fields = read_object(again, KeyCase::Sensitive).await?;
    fields.only(&["assertion", "audience"])?;
    let RedeemAssertion { assertion, audience } = fields.read()?;
    let (recovery, caller) = (app.engine.recovery.clone(), Caller { network, backend: Some(admin.token) });
    let work = async move {
        let redeemed = recovery.redeem_assertion(&assertion, audience.as_deref(), caller).await?;
        Answer::new(StatusCode::OK, &RedeemedAnswer::from(&redeemed))
    };
    once(app, &parts, &body, work).await
}
