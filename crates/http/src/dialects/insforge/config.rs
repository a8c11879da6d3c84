//! What a front end needs to know before anybody signs in, and what its operator sets.

use axum::Json;
use axum::extract::{Request, State};
use rekey_core::location::{LocationSettings, MailMethod, SignUpSettings};
use rekey_core::policy::{LONGEST_PASSWORD, PasswordPolicySettings, SHORTEST_PASSWORD};
use rekey_core::redirect::Pattern;
use utoipa_axum::routes;

use super::bodies::PutConfig;
use super::error::Refusal;
use super::refusals::{OfAdmin, OfConfig, OfPutConfig};
use super::wire::{AdminConfig, PublicConfig};
use crate::admin::Admin;
use crate::app::SharedApp;
use crate::input::{InputError, JsonObject, KeyCase, read_object};
use crate::openapi::{Api, Refused};

pub(super) fn routes() -> Api {
    Api::default().routes(routes!(public_config)).routes(routes!(show_config, change_config))
}

/// What a front end needs to know before anybody signs in
#[utoipa::path(
    get,
    path = "/api/auth/public-config",
    responses((status = 200, description = "Of the default location.", body = PublicConfig), Refused<OfConfig>),
)]
async fn public_config(State(app): State<SharedApp>) -> Result<Json<PublicConfig>, Refusal> {
    let locations = app.engine.locations().await?;
    Ok(Json(locations.default().into()))
}

/// The settings of the default location
#[utoipa::path(
    get,
    path = "/api/auth/config",
    security(("admin" = [])),
    responses((status = 200, description = "The settings.", body = AdminConfig), Refused<OfAdmin>),
)]
async fn show_config(_: Admin<Refusal>, State(app): State<SharedApp>) -> Result<Json<AdminConfig>, Refusal> {
    answer(&app).await
}

/// Change the settings of the default location
///
/// What is absent keeps its value. Every node follows within a second.
#[utoipa::path(
    put,
    path = "/api/auth/config",
    security(("admin" = [])),
    request_body = PutConfig,
    responses((status = 200, description = "The settings from now on.", body = AdminConfig), Refused<OfPutConfig>),
)]
async fn change_config(
    _: Admin<Refusal>,
    State(app): State<SharedApp>,
    request: Request,
) -> Result<Json<AdminConfig>, Refusal> {
    let body = read_object(request, KeyCase::Sensitive).await?;
    let patch = patch(&body)?;
    let id = app.engine.locations().await?.default().id;
    app.engine.change_location(id, patch).await?;
    answer(&app).await
}

async fn answer(app: &SharedApp) -> Result<Json<AdminConfig>, Refusal> {
    let locations = app.engine.locations().await?;
    let location = locations.default();
    let dates = app.engine.location_dates(location.id).await?;
    Ok(Json(AdminConfig::new(location, dates)))
}

/// The change that a body asks for, held to what `rekey location apply` takes. Whoever sends a whole answer back sends
/// fields along that nobody sets; like unknown ones, they are passed over.
fn patch(body: &JsonObject) -> Result<LocationSettings, InputError> {
    let min_length = match body.optional_integer("passwordMinLength")? {
        None => None,
        Some(length) => Some(
            u32::try_from(length)
                .ok()
                .filter(|length| (SHORTEST_PASSWORD..=LONGEST_PASSWORD).contains(length))
                .ok_or_else(|| {
                    InputError::malformed(format!(
                        "passwordMinLength must be a whole number from {SHORTEST_PASSWORD} to {LONGEST_PASSWORD}."
                    ))
                })?,
        ),
    };
    Ok(LocationSettings {
        reset_method: method(body, "resetPasswordMethod")?,
        sign_up: SignUpSettings {
            open: body.optional_bool("disableSignup")?.map(|disabled| !disabled),
            verify_email: body.optional_bool("requireEmailVerification")?,
            verify_method: method(body, "verifyEmailMethod")?,
        },
        allowed_redirect_urls: redirects(body)?,
        password_policy: PasswordPolicySettings {
            min_length,
            needs_upper: body.optional_bool("requireUppercase")?,
            needs_lower: body.optional_bool("requireLowercase")?,
            needs_digit: body.optional_bool("requireNumber")?,
            needs_special: body.optional_bool("requireSpecialChar")?,
            ..PasswordPolicySettings::default()
        },
        ..LocationSettings::default()
    })
}

fn method(body: &JsonObject, name: &str) -> Result<Option<MailMethod>, InputError> {
    let Some(code) = body.optional_string(name)? else { return Ok(None) };
    let method = MailMethod::from_code(code);
    method.map(Some).ok_or_else(|| InputError::malformed(format!("{name} must be \"code\" or \"link\".")))
}

fn redirects(body: &JsonObject) -> Result<Option<Vec<String>>, InputError> {
    let Some(texts) = body.optional_strings("allowedRedirectUrls")? else { return Ok(None) };
    let read = |(index, text): (usize, &str)| {
        let wrong = |error| InputError::malformed(format!("allowedRedirectUrls[{index}]: {error}."));
        text.parse::<Pattern>().map(|pattern| pattern.to_string()).map_err(wrong)
    };
    texts.into_iter().enumerate().map(read).collect::<Result<_, _>>().map(Some)
}
