//! A stranger can't keep a person out (R10).

use serde_json::json;

use super::{from, to};
use crate::insforge::{EXCHANGE, RESET, SEND, SEND_OTP, SEND_VERIFICATION, SESSIONS};
use crate::support::{ANN, TestServer, token_in};

/// One minute of a stranger who does to Ann's address whatever can be done to it.
async fn a_minute_of_harm(server: &TestServer, minute: usize) {
    let network = minute % 500;
    for path in [SEND, SEND_OTP, SEND_VERIFICATION] {
        let answer = from(server, network, path, &json!({ "email": ANN })).await;
        assert!([202, 429].contains(&answer.status.as_u16()), "{}", answer.body);
    }
    let tries = [
        (EXCHANGE, json!({ "email": ANN, "code": "000000" })),
        (SESSIONS, json!({ "email": ANN, "password": "wrong password" })),
        (SESSIONS, json!({ "email": ANN, "method": "otp", "otp": "000000" })),
        (RESET, json!({ "otp": "0".repeat(64), "newPassword": "a stranger's choice" })),
    ];
    for (path, body) in tries {
        let answer = from(server, network, path, &body).await;
        assert!([400, 401, 429].contains(&answer.status.as_u16()), "{path}: {}", answer.body);
    }
    server.advance(60);
}

/// All day, and while Ann does what she can: ask. The link in her newest mail is good, no matter who asked for it.
#[tokio::test]
async fn after_a_day_of_requests_wrong_codes_and_wrong_passwords_the_person_gets_a_link_that_works() {
    let server = TestServer::start().await;
    for minute in 0..24 * 60 {
        a_minute_of_harm(&server, minute).await;
        if minute % 15 == 0 {
            server.deliver().await;
        }
    }
    server.deliver().await;
    let before = server.mails().len();

    let mut waited = 0;
    let link = loop {
        let asked = from(&server, 1_000, SEND, &json!({ "email": ANN })).await;
        assert!([202, 429].contains(&asked.status.as_u16()), "{}", asked.body);
        server.deliver().await;
        let mails = server.mails();
        let new = &mails[..mails.len() - before];
        if let Some(mail) = to(new, ANN).into_iter().find(|mail| mail.links.iter().any(|link| link.contains("/reset")))
        {
            break token_in(mail);
        }
        a_minute_of_harm(&server, waited).await;
        waited += 1;
        assert!(waited <= 15, "R24");
    };
    let reset = from(&server, 1_001, RESET, &json!({ "otp": link, "newPassword": "Anns own and new 1" })).await;
    assert_eq!(reset.status, 200, "{}", reset.body);
    let sign_in = json!({ "email": ANN, "password": "Anns own and new 1" });
    assert_eq!(from(&server, 1_001, &format!("{SESSIONS}?client_type=server"), &sign_in).await.status, 200);
}

/// All day strangers ask for sign-in codes and verifications. A reset is still accepted at once, and known and unknown
/// addresses are answered alike.
#[tokio::test]
async fn other_purposes_can_not_spend_what_is_kept_for_resets() {
    let server = TestServer::start().await;
    let addresses = [ANN, "nobody@example.com"];
    for minute in 0..24 * 60 {
        for (number, path) in [SEND_OTP, SEND_VERIFICATION].into_iter().enumerate() {
            let mut statuses = Vec::new();
            for (side, address) in addresses.into_iter().enumerate() {
                let network = 4 * minute + 2 * number + side;
                statuses.push(from(&server, network, path, &json!({ "email": address })).await.status.as_u16());
            }
            assert_eq!(statuses[0], statuses[1], "{path} in minute {minute}");
        }
        server.advance(60);
    }
    server.deliver().await;
    for number in 0..3 {
        let before = server.mails().len();
        for address in addresses {
            let asked = from(&server, 10_000, SEND, &json!({ "email": address })).await;
            assert_eq!(asked.status, 202, "{address}, {number}: {}", asked.body);
        }
        server.deliver().await;
        let mails = server.mails();
        assert_eq!(to(&mails[..mails.len() - before], ANN).len(), 1, "{number}");
        server.advance(60);
    }
}
