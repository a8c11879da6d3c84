//! What a front end needs to know before anybody signs in, and what its operator sets.

use axum::Json;
use axum::extract::{Request, State};
use rekey_core::location::{LocationSettings, SignUpSettings};
use rekey_core::policy::PasswordPolicySettings;
use utoipa_axum::routes;

use super::bodies::PutConfig;
use super::error::Refusal;
use super::refusals::{OfAdmin, OfConfig, OfPutConfig};
use super::wire::{AdminConfig, PublicConfig};
use crate::admin::Admin;
use crate::app::SharedApp;
use crate::input::{KeyCase, read_body_as};
use crate::openapi::{Api, Refused};

pub(super) fn routes() -> Api {
    Api::default().routes(routes!(public_config)).routes(routes!(show_config, change_config))
}

/// Read what a front end needs before anybody signs in
#[utoipa::path(
    get,
    path = "/api/auth/public-config",
    responses((status = 200, description = "The default location's settings.", body = PublicConfig), Refused<OfConfig>),
)]
async fn public_config(State(app): State<SharedApp>) -> Result<Json<PublicConfig>, Refusal> {
    let locations = app.engine.locations().await?;
    Ok(Json(locations.default().into()))
}

/// Read the settings of the default location
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
/// Fields that are left out keep their value. Every node picks the change up within a second.
#[utoipa::path(
    put,
    path = "/api/auth/config",
    security(("admin" = [])),
    request_body = PutConfig,
    responses((status = 200, description = "The settings now in force.", body = AdminConfig), Refused<OfPutConfig>),
)]
async fn change_config(
    admin: Admin<Refusal>,
    State(app): State<SharedApp>,
    request: Request,
) -> Result<Json<AdminConfig>, Refusal> {
    let body: PutConfig = read_body_as(request, KeyCase::Sensitive).await?;
    let id = app.engine.locations().await?.default().id;
    app.engine.change_location(id, body.into(), admin.token).await?;
    answer(&app).await
}

async fn answer(app: &SharedApp) -> Result<Json<AdminConfig>, Refusal> {
    let locations = app.engine.locations().await?;
    let location = locations.default();
    let dates = app.engine.location_dates(location.id).await?;
    Ok(Json(AdminConfig::new(location, dates)))
}

/// The change that a body asks for. Answers can be sent back whole: fields that cannot be set are ignored.
impl From<PutConfig> for LocationSettings {
    fn from(body: PutConfig) -> Self {
        Self {
            reset_method: body.reset_password_method,
            sign_up: SignUpSettings {
                open: body.disable_signup.map(|disabled| !disabled),
                verify_email: body.require_email_verification,
                verify_method: body.verify_email_method,
            },
            allowed_redirect_urls: body.allowed_redirect_urls,
            password_policy: PasswordPolicySettings {
                min_length: body.password_min_length,
                needs_upper: body.require_uppercase,
                needs_lower: body.require_lowercase,
                needs_digit: body.require_number,
                needs_special: body.require_special_char,
                ..PasswordPolicySettings::default()
            },
            ..Self::default()
        }
    }
}
