//! What the published API has and this server does not (docs/contracts/singularity.md).

use axum::routing::any;

use super::error::Refusal;
use crate::openapi::Api;

const PATHS: [&str; 19] = [
    "/api/admins/{*rest}",
    "/api/assets/{*rest}",
    "/api/auth/2fa/email",
    "/api/auth/2fa/email/{*rest}",
    "/api/content/{*rest}",
    "/api/groups",
    "/api/groups/{*rest}",
    "/api/guests",
    "/api/guests/{*rest}",
    "/api/oauth2/{*rest}",
    "/api/security/{*rest}",
    "/api/users",
    "/api/users/{id}",
    "/api/users/me/avatar",
    "/api/users/me/providers",
    "/api/users/me/providers/{*rest}",
    "/api/users/me/sessions/token",
    "/login/oauth2/{*rest}",
    "/oauth2/authorization/{provider}",
];

/// Answers by any method.
pub(super) fn routes() -> Api {
    let absent = |api: Api, path| api.undocumented(path, any(async || Refusal::NotHere));
    PATHS.into_iter().fold(Api::default(), absent)
}
