//! No answer of any dialect shows who has an account, or its state (R1). Each request that strangers can make has a
//! row; answers are compared byte for byte, headers included, the first time and again.

use rekey_core::AccountStatus;
use rekey_core::location::SignUpSettings;
use rekey_core::ports::AccountChange;
use reqwest::{Method, RequestBuilder};
use serde_json::json;

use crate::insforge::{self, links_to};
use crate::nexudus;
use crate::singularity;
use crate::support::{Answer, LOCKED, PASSWORD, TestServer};

/// A request for an address.
type Ask = fn(&TestServer, &str) -> RequestBuilder;

/// Something that anybody can ask with anybody's address.
struct Row {
    what: &'static str,
    /// What everybody asked before, if anything.
    before: Option<Ask>,
    ask: Ask,
    /// The status of the first answer.
    first: u16,
    /// The status of the second one, a moment later.
    again: u16,
}

fn post(server: &TestServer, path: &str, body: &serde_json::Value) -> RequestBuilder {
    server.request(Method::POST, path).json(body)
}

fn token(server: &TestServer, fields: &[(&str, &str)]) -> RequestBuilder {
    server.request(Method::POST, "/api/token").form(fields)
}

const WRONG: &str = "wrong password";
const NO_CODE: &str = "000000";
const ALLOWED: &str = "https://app.example.com/reset?tab=2";

const NEXUDUS: &[Row] = &[
    Row {
        what: "startPasswordReset",
        before: None,
        ask: |server, email| post(server, nexudus::START, &json!({ "email": email, "businessId": 1 })),
        first: 200,
        again: 200,
    },
    Row {
        what: "startPasswordReset at another location",
        before: None,
        ask: |server, email| post(server, nexudus::START, &json!({ "email": email, "businessId": 99 })),
        first: 200,
        again: 200,
    },
    Row {
        what: "sendOtp",
        before: None,
        ask: |server, email| server.request(Method::GET, &format!("/api/sys/users/sendOtp?email={email}&businessId=1")),
        first: 200,
        again: 429,
    },
    Row {
        what: "a wrong password",
        before: None,
        ask: |server, email| token(server, &[("grant_type", "password"), ("username", email), ("password", WRONG)]),
        first: 400,
        again: 400,
    },
    Row {
        what: "a wrong code",
        before: None,
        ask: |server, email| token(server, &[("grant_type", "otp"), ("username", email), ("otp", NO_CODE)]),
        first: 400,
        again: 400,
    },
];

const SINGULARITY: &[Row] = &[
    Row {
        what: "reset-request",
        before: None,
        ask: |server, email| post(server, singularity::REQUEST, &json!({ "email": email })),
        first: 200,
        again: 429,
    },
    Row {
        what: "reset-request in a language",
        before: None,
        ask: |server, email| post(server, &format!("{}?locale=de", singularity::REQUEST), &json!({ "email": email })),
        first: 200,
        again: 429,
    },
    Row {
        what: "cooldown",
        before: Some(|server, email| post(server, singularity::REQUEST, &json!({ "email": email }))),
        ask: |server, email| server.request(Method::GET, &format!("{}?email={email}", singularity::COOLDOWN)),
        first: 200,
        again: 200,
    },
    Row {
        what: "a wrong password",
        before: None,
        ask: |server, email| post(server, singularity::LOGIN, &json!({ "email": email, "password": WRONG })),
        first: 401,
        again: 401,
    },
];

const SINGULARITY_SIGN_UP: &[Row] = &[Row {
    what: "register",
    before: None,
    ask: |server, email| {
        let body = json!({ "email": email, "password": singularity::NEW_PASSWORD, "name": "Somebody" });
        post(server, singularity::REGISTER, &body)
    },
    first: 200,
    again: 429,
}];

const INSFORGE: &[Row] = &[
    Row {
        what: "send-reset-password",
        before: None,
        ask: |server, email| post(server, insforge::SEND, &json!({ "email": email, "redirectTo": ALLOWED })),
        first: 202,
        again: 429,
    },
    Row {
        what: "send-reset-password with a malformed target",
        before: None,
        ask: |server, email| post(server, insforge::SEND, &json!({ "email": email, "redirectTo": "nowhere" })),
        first: 400,
        again: 400,
    },
    Row {
        what: "exchange-reset-password-token",
        before: None,
        ask: |server, email| post(server, insforge::EXCHANGE, &json!({ "email": email, "code": NO_CODE })),
        first: 401,
        again: 401,
    },
    Row {
        what: "send-otp",
        before: None,
        ask: |server, email| post(server, insforge::SEND_OTP, &json!({ "email": email })),
        first: 202,
        again: 429,
    },
    Row {
        what: "send-verification",
        before: None,
        ask: |server, email| {
            post(server, insforge::SEND_VERIFICATION, &json!({ "email": email, "redirectTo": ALLOWED }))
        },
        first: 202,
        again: 429,
    },
    Row {
        what: "a wrong verification code",
        before: None,
        ask: |server, email| post(server, insforge::VERIFY, &json!({ "email": email, "otp": NO_CODE })),
        first: 401,
        again: 401,
    },
    Row {
        what: "a wrong password",
        before: None,
        ask: |server, email| post(server, insforge::SESSIONS, &json!({ "email": email, "password": WRONG })),
        first: 401,
        again: 401,
    },
    Row {
        what: "a wrong sign-in code",
        before: None,
        ask: |server, email| {
            post(server, insforge::SESSIONS, &json!({ "method": "otp", "email": email, "otp": NO_CODE }))
        },
        first: 400,
        again: 400,
    },
];

/// Asks for everybody, twice, whether mails go out meanwhile or not.
async fn assert_alike(server: impl AsyncFn() -> TestServer, rows: &[Row]) {
    for row in rows {
        for sends_mails in [false, true] {
            let server = server().await;
            if sends_mails {
                server.deliver_always();
            }
            let (mut first, mut again) = (Vec::new(), Vec::new());
            for email in server.add_everybody().await {
                if let Some(before) = row.before {
                    assert!(Answer::of(before(&server, email)).await.status.is_success(), "{}", row.what);
                }
                first.push(Answer::of((row.ask)(&server, email)).await);
                again.push(Answer::of((row.ask)(&server, email)).await);
            }
            for (answers, status) in [(first, row.first), (again, row.again)] {
                for answer in &answers {
                    assert_eq!(answer.status, status, "{}: {}", row.what, answer.body);
                    assert_eq!(answer.fingerprint(), answers[0].fingerprint(), "{}", row.what);
                }
            }
        }
    }
}

#[tokio::test]
async fn nexudus_answers_everybody_alike() {
    assert_alike(TestServer::start, NEXUDUS).await;
}

#[tokio::test]
async fn singularity_answers_everybody_alike() {
    let server = || TestServer::start_with(|setup| setup.longest_wait = std::time::Duration::from_millis(200));
    assert_alike(async || server().await, SINGULARITY).await;
}

#[tokio::test]
async fn singularity_registers_everybody_alike() {
    let server = async || {
        let server = TestServer::start().await;
        insforge::open_sign_up(&server, insforge::BY_CODE).await;
        server
    };
    assert_alike(server, SINGULARITY_SIGN_UP).await;
}

#[tokio::test]
async fn insforge_answers_everybody_alike_by_code_and_by_link() {
    assert_alike(TestServer::start, INSFORGE).await;
    let by_link = async || {
        let server = TestServer::start().await;
        server.set_location(1, links_to(&["https://app.example.com/reset"])).await;
        server
    };
    assert_alike(by_link, INSFORGE).await;
}

/// Even the password of a locked account reveals nothing more.
#[tokio::test]
async fn the_right_password_of_a_locked_account_is_answered_like_a_wrong_one() {
    let right: [Ask; 3] = [
        |server, email| token(server, &[("grant_type", "password"), ("username", email), ("password", PASSWORD)]),
        |server, email| post(server, singularity::LOGIN, &json!({ "email": email, "password": PASSWORD })),
        |server, email| post(server, insforge::SESSIONS, &json!({ "email": email, "password": PASSWORD })),
    ];
    let server = TestServer::start().await;
    server.add_everybody().await;
    for ask in right {
        let locked = Answer::of(ask(&server, LOCKED)).await;
        let unknown = Answer::of(ask(&server, "nobody@example.com")).await;
        assert!(locked.status.is_client_error(), "{}", locked.body);
        assert_eq!(locked.fingerprint(), unknown.fingerprint());
    }
}

/// Signing up and then in with the same password is answered alike for every state of the address (R23): nobody's,
/// unverified since a time when nothing was verified, signed up with by somebody else, and those of everybody.
#[tokio::test]
async fn signing_up_and_in_is_answered_alike_for_every_state_of_the_address() {
    const OFFERED: &str = "a password that nobody has";
    const UNVERIFIED: &str = "unverified@example.com";
    const UNCONFIRMED: &str = "unconfirmed@example.com";
    const WAITED: &str = "waited@example.com";
    let sign_up = |server: &TestServer, email: &str, password: &str| {
        post(server, insforge::SIGN_UP, &json!({ "email": email, "password": password, "redirectTo": ALLOWED }))
    };
    let doors: [(Ask, u16); 3] = [
        (|server, email| post(server, insforge::SESSIONS, &json!({ "email": email, "password": OFFERED })), 403),
        (|server, email| token(server, &[("grant_type", "password"), ("username", email), ("password", OFFERED)]), 400),
        (|server, email| post(server, singularity::LOGIN, &json!({ "email": email, "password": OFFERED })), 401),
    ];
    for sends_mails in [false, true] {
        let server = TestServer::start().await;
        insforge::open_sign_up(&server, insforge::UNVERIFIED).await;
        assert_eq!(Answer::of(sign_up(&server, UNVERIFIED, PASSWORD)).await.status, 200);
        insforge::open_sign_up(&server, SignUpSettings { verify_email: Some(true), ..insforge::BY_CODE }).await;
        let mut everybody = vec![UNVERIFIED, UNCONFIRMED, WAITED];
        everybody.extend(server.add_everybody().await);
        server.add("disowned@example.com", Some(PASSWORD)).await;
        let disowned = AccountChange::Status(AccountStatus::Disowned);
        server.store.change_account(&"disowned@example.com".parse().unwrap(), disowned).await.unwrap();
        everybody.push("disowned@example.com");
        for email in [UNCONFIRMED, WAITED] {
            assert_eq!(Answer::of(sign_up(&server, email, PASSWORD)).await.status, 200);
        }
        assert_eq!(Answer::of(sign_up(&server, WAITED, insforge::NEW_PASSWORD)).await.status, 429);
        server.advance(60);
        if sends_mails {
            server.deliver_always();
        }
        let mut rounds = vec![(Vec::new(), 200), (Vec::new(), 429)];
        for email in &everybody {
            for (answers, _) in &mut rounds {
                answers.push(Answer::of(sign_up(&server, email, OFFERED)).await);
            }
        }
        for (ask, status) in doors {
            let mut answers = Vec::new();
            for email in &everybody {
                answers.push(Answer::of(ask(&server, email)).await);
            }
            rounds.push((answers, status));
        }
        for (answers, status) in rounds {
            for (answer, email) in answers.iter().zip(&everybody) {
                assert_eq!(answer.status, status, "{email}: {}", answer.body);
                assert_eq!(answer.fingerprint(), answers[0].fingerprint(), "{email}");
            }
        }
    }
}
