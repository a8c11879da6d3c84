use rekey_core::time::Duration;
use serde_json::json;

use super::{COOLDOWN, ask, assert_problem, remaining, server};
use crate::support::ANN;

#[tokio::test]
async fn the_cooldown_is_shown_for_known_and_unknown_addresses_alike() {
    let server = server().await;
    for email in [ANN, "nobody@example.com"] {
        let answer = server.get(&format!("{COOLDOWN}?email={email}&unknown=1")).await;
        assert_eq!((answer.status.as_u16(), answer.json()), (200, json!({ "remaining": 0 })));
        ask(&server, email).await;
        assert_eq!(remaining(&server, email).await, 60);
        assert_eq!(remaining(&server, &email.to_uppercase().replace("EXAMPLE.COM", "example.com")).await, 60);
        server.clock.advance(Duration::from_millis(19_100));
        assert_eq!(remaining(&server, email).await, 41, "whole seconds, none too few");
        server.advance(41);
        assert_eq!(remaining(&server, email).await, 0);
    }
}

#[tokio::test]
async fn a_missing_or_malformed_address_is_refused() {
    let server = server().await;
    let long = format!("email={}@example.com", "a".repeat(400));
    for query in ["", "email=", "Email=ann@example.com", "email=ann", "email=a@b.example&email=c@d.example", &long] {
        let answer = server.get(&format!("{COOLDOWN}?{query}")).await;
        assert_problem(&server, &answer, COOLDOWN, 400, "INVALID_REQUEST");
    }
    let posted = server.post_json(COOLDOWN, json!({})).await;
    assert_problem(&server, &posted, COOLDOWN, 405, "INVALID_REQUEST");
}
