use rekey_core::location::{LocationSettings, MailMethod, SignUpSettings};
use rekey_core::policy::PasswordPolicySettings;
use serde_json::json;

use super::assert_refused;
use crate::support::TestServer;

const CONFIG: &str = "/api/auth/public-config";

#[tokio::test]
async fn a_front_end_learns_what_the_location_asks_for() {
    let server = TestServer::start().await;
    let answer = server.get(CONFIG).await;
    assert_eq!(answer.status, 200);
    let mut expected = json!({
        "oAuthProviders": [], "customOAuthProviders": [], "requireEmailVerification": false, "passwordMinLength": 8,
        "requireNumber": false, "requireLowercase": false, "requireUppercase": false, "requireSpecialChar": false,
        "verifyEmailMethod": "code", "resetPasswordMethod": "code", "disableSignup": true,
    });
    assert_eq!(answer.json(), expected);

    let policy = PasswordPolicySettings {
        min_length: Some(12),
        needs_digit: Some(true),
        needs_lower: Some(true),
        needs_upper: Some(true),
        needs_special: Some(true),
        refuses_reuse: None,
        special_characters: None,
    };
    let settings = LocationSettings {
        password_policy: policy,
        reset_method: Some(MailMethod::Link),
        sign_up: SignUpSettings { open: Some(true), verify_email: None, verify_method: Some(MailMethod::Link) },
        ..LocationSettings::default()
    };
    server.set_location(1, settings).await;
    for name in ["requireNumber", "requireLowercase", "requireUppercase", "requireSpecialChar"] {
        expected[name] = json!(true);
    }
    expected["passwordMinLength"] = json!(12);
    expected["resetPasswordMethod"] = json!("link");
    expected["verifyEmailMethod"] = json!("link");
    expected["disableSignup"] = json!(false);
    expected["requireEmailVerification"] = json!(true);
    assert_eq!(server.get(CONFIG).await.json(), expected);
}

#[tokio::test]
async fn nobody_signs_up_here() {
    let server = TestServer::start().await;
    let new = json!({ "email": "new@example.com", "password": "a quiet morning" });
    assert_refused(&server.post_json("/api/auth/users", new).await, 403, "AUTH_SIGNUP_DISABLED");
}
