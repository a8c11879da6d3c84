//! A stranger can't keep a person out (R10).

use serde_json::json;

use super::{from, to};
use crate::insforge::{EXCHANGE, RESET, SEND, SEND_OTP, SESSIONS};
use crate::support::{ANN, TestServer, token_in};

/// One minute of a stranger who does to Ann's address whatever can be done to it.
async fn a_minute_of_harm(server: &TestServer, minute: usize) {
    let network = minute % 500;
    for path in [SEND, SEND_OTP] {
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
        assert!([401, 429].contains(&answer.status.as_u16()), "{path}: {}", answer.body);
    }
    server.advance(60);
}

/// All day, and on while Ann does what she can: ask. Whoever asked, the link in her newest mail is good.
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
        // Sign-in mails spend the same budget; Ann can as well press the link of one.
        if let Some(mail) = to(new, ANN).into_iter().find(|mail| mail.links.iter().any(|link| link.contains("/reset")))
        {
            break token_in(mail);
        }
        a_minute_of_harm(&server, waited).await;
        waited += 1;
        assert!(waited <= 3 * 72, "twenty mails a day are one in 72 minutes, and two purposes share them");
    };
    let reset = from(&server, 1_001, RESET, &json!({ "otp": link, "newPassword": "Anns own and new 1" })).await;
    assert_eq!(reset.status, 200, "{}", reset.body);
    let sign_in = json!({ "email": ANN, "password": "Anns own and new 1" });
    assert_eq!(from(&server, 1_001, &format!("{SESSIONS}?client_type=server"), &sign_in).await.status, 200);
}
