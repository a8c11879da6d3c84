//! Profiles: what an app keeps about a person.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use rekey_core::AccountId;
use rekey_core::profile::ProfilePatch;
use serde_json::Value;
use url::Url;
use utoipa_axum::routes;

use super::bodies::PatchProfile;
use super::error::Refusal;
use super::refusals::{OfPatchProfile, OfProfile};
use super::wire::ProfileAnswer;
use crate::app::SharedApp;
use crate::input::{InputError, KeyCase, bearer, read_body_as};
use crate::openapi::{Api, Refused};

pub(super) fn routes() -> Api {
    Api::default().routes(routes!(change_profile)).routes(routes!(show_profile))
}

/// Read a person's profile
///
/// Public, as in the published API: apps show people's profiles to each other.
#[utoipa::path(
    get,
    path = "/api/auth/profiles/{userId}",
    params(("userId" = String, Path, format = "uuid")),
    responses((status = 200, description = "Found.", body = ProfileAnswer), Refused<OfProfile>),
)]
async fn show_profile(
    State(app): State<SharedApp>,
    id: Result<Path<String>, PathRejection>,
) -> Result<Json<ProfileAnswer>, Refusal> {
    let id = id.ok().and_then(|Path(id)| id.parse::<AccountId>().ok());
    let id = id.ok_or_else(|| InputError::malformed("userId must be a UUID."))?;
    let account = app.engine.sign_ups.person(id).await?.ok_or(Refusal::NoPerson)?;
    Ok(Json(account.into()))
}

/// Change your own profile
///
/// Sets the fields that the body names, and removes those that are null. Others keep their value.
#[utoipa::path(
    patch,
    path = "/api/auth/profiles/current",
    request_body = PatchProfile,
    security(("bearer" = [])),
    responses((status = 200, description = "Changed.", body = ProfileAnswer), Refused<OfPatchProfile>),
)]
async fn change_profile(State(app): State<SharedApp>, request: Request) -> Result<Json<ProfileAnswer>, Refusal> {
    let presented = bearer(request.headers()).ok_or(Refusal::NoBearer)?;
    let known = app.engine.sessions.authenticate(presented).await?;
    let body: PatchProfile = read_body_as(request, KeyCase::Sensitive).await?;
    let mut fields = body.profile.ok_or_else(|| InputError::malformed("profile must be an object."))?;
    let name = match fields.remove("name") {
        None => None,
        Some(Value::Null) => Some(None),
        Some(Value::String(name)) if !name.trim().is_empty() => Some(Some(name)),
        Some(_) => return Err(InputError::malformed("profile.name must be a string that is not empty.").into()),
    };
    match fields.get("avatar_url") {
        None | Some(Value::Null) => {}
        Some(Value::String(text)) if is_web_url(text) => {}
        Some(_) => return Err(InputError::malformed("profile.avatar_url must be an http or https URL.").into()),
    }
    let patch = ProfilePatch { name, fields };
    Ok(Json(app.engine.sign_ups.patch_profile(known.account.id, patch).await?.into()))
}

/// Apps put it into an `<img>` or a link unchanged.
fn is_web_url(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}
