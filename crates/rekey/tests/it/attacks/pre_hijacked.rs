//! What a stranger left at an address before its owner proved to read it (R26).

use rekey_core::ClientNetwork;
use rekey_core::account::{Account, AccountEdit};
use rekey_core::accounts::AccountDraft;
use rekey_core::location::{MailMethod, SignUpSettings};
use rekey_core::ports::CapturedMail;
use rekey_core::second_factor::TotpCode;
use reqwest::Method;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::{from, to};
use crate::insforge::{
    EXCHANGE, NEW_PASSWORD, RESET, SEND, SEND_OTP, SEND_VERIFICATION, SESSIONS, SIGN_UP, UNVERIFIED, VERIFY,
    VERIFY_LINK, open_sign_up,
};
use crate::pages::browser::Browser;
use crate::singularity::{LOGIN, ME, REGISTER};
use crate::support::{Answer, Backend, TestServer, token_in};

const OWNER: &str = "owner@example.com";
const STRANGERS_PASSWORD: &str = "A lantern in the fog, 7";
/// Sign-ups that make accounts at once; addresses can be verified later, by code or by link.
const AT_ONCE: SignUpSettings = SignUpSettings { verify_method: Some(MailMethod::Code), ..UNVERIFIED };
const STRANGERS_NAME: &str = "Prize Draw";

/// The ways in which the owner proves to read the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Door {
    ResetByLink,
    ResetByCode,
    ResetOnThePage,
    SignInByCode,
    SignInOnThePage,
    VerificationByCode,
    VerificationOnThePage,
}

impl Door {
    const ALL: [Self; 7] = [
        Self::ResetByLink,
        Self::ResetByCode,
        Self::ResetOnThePage,
        Self::SignInByCode,
        Self::SignInOnThePage,
        Self::VerificationByCode,
        Self::VerificationOnThePage,
    ];

    fn asks(self) -> &'static str {
        match self {
            Self::ResetByLink | Self::ResetByCode | Self::ResetOnThePage => SEND,
            Self::SignInByCode | Self::SignInOnThePage => SEND_OTP,
            Self::VerificationByCode | Self::VerificationOnThePage => SEND_VERIFICATION,
        }
    }

    /// Whether the email is one that an account's maker gets: it says that its reader made the account.
    fn is_the_makers(self) -> bool {
        self.asks() == SEND_VERIFICATION
    }

    async fn enter(self, server: &TestServer) {
        let asked = from(server, 1, self.asks(), &json!({ "email": OWNER })).await;
        assert_eq!(asked.status, 202, "{}", asked.body);
        let mails = server.deliver().await;
        let mail = to(&mails, OWNER).into_iter().next_back().expect("a mail").clone();
        assert!(!mail.text.contains(STRANGERS_NAME), "{}", mail.text);
        let code = || mail.code.clone().expect("a code");
        let answer = match self {
            Self::ResetByLink => reset(server, &token_in(&mail)).await,
            Self::ResetByCode => {
                let exchanged = from(server, 1, EXCHANGE, &json!({ "email": OWNER, "code": code() })).await;
                reset(server, exchanged.json()["token"].as_str().expect("a token")).await
            }
            Self::SignInByCode => {
                let by = json!({ "method": "otp", "email": OWNER, "otp": code() });
                from(server, 1, &format!("{SESSIONS}?client_type=mobile"), &by).await
            }
            Self::VerificationByCode => {
                let by = json!({ "email": OWNER, "otp": code() });
                from(server, 1, &format!("{VERIFY}?client_type=mobile"), &by).await
            }
            Self::ResetOnThePage => {
                press(server, &our_page("/reset", &mail), "/reset", &[("password", NEW_PASSWORD)]).await
            }
            Self::SignInOnThePage => press(server, &our_page("/signin", &mail), "/signin/link", &[]).await,
            Self::VerificationOnThePage => press(server, &our_page(VERIFY_LINK, &mail), VERIFY_LINK, &[]).await,
        };
        assert!(answer.status.as_u16() < 400, "{self:?}: {} {}", answer.status, answer.body);
    }
}

async fn reset(server: &TestServer, token: &str) -> Answer {
    from(server, 1, RESET, &json!({ "otp": token, "newPassword": NEW_PASSWORD })).await
}

/// The page of ours that a mail's link leads to in the end.
fn our_page(page: &str, mail: &CapturedMail) -> String {
    format!("{page}?token={}", token_in(mail))
}

/// Opens a page, and presses its button.
async fn press(server: &TestServer, path: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
    let mut browser = Browser::new(server);
    let page = browser.open(path).await;
    assert!(!page.answer.body.contains(STRANGERS_NAME), "{}", page.answer.body);
    browser.submit(&page, action, fields).await.answer
}

async fn owners(server: &TestServer) -> Account {
    server.engine.accounts.find(&OWNER.parse().unwrap()).await.unwrap().expect("the account")
}

async fn set_verified(server: &TestServer, email_verified: bool) {
    let edit = AccountEdit { email_verified: Some(email_verified), ..AccountEdit::default() };
    server.engine.accounts.edit(owners(server).await.id, edit, ClientNetwork::LOCAL).await.unwrap();
}

async fn sign_up(server: &TestServer) -> Value {
    let new = json!({ "email": OWNER, "password": STRANGERS_PASSWORD, "name": STRANGERS_NAME });
    let answer = from(server, 7, &format!("{SIGN_UP}?client_type=server"), &new).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

/// What the first request of a set-up gives where the address is verified: the token, and the app's code.
async fn begin_set_up(server: &TestServer) -> (String, TotpCode) {
    let verified = Account { email_verified: true, ..owners(server).await };
    let begun = server.engine.second_factors.begin_set_up(&verified).await.unwrap();
    (begun.token.expose_secret().to_owned(), begun.secret.code_at(server.now()))
}

/// A server where addresses need no verification, and whose account of the owner's address a stranger made, with a
/// name, a profile, known places and a second factor, which the address had to be verified for.
async fn hijacked(backend: Backend) -> (TestServer, String) {
    let server = TestServer::start_with(|setup| setup.backend = backend).await;
    open_sign_up(&server, AT_ONCE).await;
    let access = sign_up(&server).await["accessToken"].as_str().expect("a token").to_owned();
    let profile = json!({ "profile": { "bio": "I won", "avatar_url": "https://evil.example/a.png" } });
    let patch = server.request(Method::PATCH, "/api/auth/profiles/current").bearer_auth(&access);
    assert_eq!(Answer::of(patch.json(&profile)).await.status, 200);
    set_verified(&server, true).await;
    let (token, code) = begin_set_up(&server).await;
    let (factors, account) = (&server.engine.second_factors, owners(&server).await);
    factors.complete_set_up(&account, &token, code, ClientNetwork::LOCAL.into()).await.unwrap();
    set_verified(&server, false).await;
    server.deliver().await;
    server.advance(60);
    (server, access)
}

#[tokio::test]
async fn the_owners_proof_leaves_nothing_that_a_stranger_set_before() {
    for backend in Backend::BOTH {
        for door in Door::ALL {
            let (server, access) = hijacked(backend).await;
            door.enter(&server).await;
            server.advance(1);
            let account = owners(&server).await;
            assert!(account.email_verified && !account.second_factor, "{backend:?} {door:?}");
            let state = server.engine.second_factors.state(&OWNER.parse().unwrap()).await.unwrap();
            assert_eq!(state, None, "{backend:?} {door:?}");
            let by_access = Answer::of(server.request(Method::GET, ME).bearer_auth(&access)).await;
            assert_eq!(by_access.status, 401, "{backend:?} {door:?}: the stranger's session");
            if door.is_the_makers() {
                continue;
            }
            assert_eq!((account.name, account.profile.fields().len()), (None, 0), "{backend:?} {door:?}");
            for mail in to(&server.deliver().await, OWNER) {
                assert!(!mail.text.contains(STRANGERS_NAME), "{}", mail.text);
            }
            let sign_in = async |network, password: &str| {
                let pair = json!({ "email": OWNER, "password": password });
                from(&server, network, &format!("{SESSIONS}?client_type=server"), &pair).await
            };
            // From where the stranger signed up, no more tries than from anywhere.
            for _ in 0..10 {
                assert_eq!(sign_in(7, STRANGERS_PASSWORD).await.status, 401, "{backend:?} {door:?}");
            }
            assert_eq!(sign_in(7, STRANGERS_PASSWORD).await.status, 429, "{backend:?} {door:?}");
            if door.asks() == SEND {
                assert_eq!(sign_in(1, NEW_PASSWORD).await.status, 200, "{backend:?} {door:?}");
            }
        }
    }
}

/// Another system says that the address is verified.
#[tokio::test]
async fn an_import_that_vouches_for_an_address_leaves_nothing_that_a_stranger_set_before() {
    for backend in Backend::BOTH {
        let (server, _) = hijacked(backend).await;
        let draft = AccountDraft { email_verified: true, ..AccountDraft::new(OWNER.parse().unwrap()) };
        let imported = server.engine.accounts.finish_import(draft).await.unwrap();
        server.engine.accounts.update(vec![imported]).await.unwrap();
        let account = owners(&server).await;
        assert!(account.email_verified && !account.second_factor, "{backend:?}");
        assert_eq!((account.name, account.password.is_some()), (None, false), "{backend:?}");
    }
}

/// What an operator set up for the account stays.
#[tokio::test]
async fn a_second_factor_of_an_operator_outlives_a_proof() {
    for backend in Backend::BOTH {
        let server = TestServer::start_with(|setup| setup.backend = backend).await;
        open_sign_up(&server, AT_ONCE).await;
        sign_up(&server).await;
        let (factors, owner) = (&server.engine.second_factors, OWNER.parse().unwrap());
        let secret = factors.enrol(&owner).await.unwrap().secret;
        factors.confirm(&owner, secret.code_at(server.now())).await.unwrap();
        server.deliver().await;
        server.advance(60);
        Door::ResetByLink.enter(&server).await;
        assert!(owners(&server).await.second_factor, "{backend:?}");
    }
}

#[tokio::test]
async fn a_second_factor_waits_until_the_address_is_verified() {
    for backend in Backend::BOTH {
        let server = TestServer::start_with(|setup| setup.backend = backend).await;
        open_sign_up(&server, AT_ONCE).await;
        let new = json!({ "email": OWNER, "password": STRANGERS_PASSWORD, "name": STRANGERS_NAME });
        let registered = from(&server, 7, &format!("{REGISTER}?send-email=false"), &new).await;
        assert_eq!(registered.status, 200, "{}", registered.body);
        let pair = json!({ "email": OWNER, "password": STRANGERS_PASSWORD });
        let access = from(&server, 7, LOGIN, &pair).await.json()["accessToken"].as_str().unwrap().to_owned();
        let call = async |method, path: &str, step_up: &str, body: Value| {
            let request = server.request(method, path).bearer_auth(&access).header("x-step-up-token", step_up);
            Answer::of(request.json(&body)).await
        };
        let step_up = call(Method::POST, "/api/auth/step-up", "", json!({ "password": STRANGERS_PASSWORD })).await;
        let step_up = step_up.json()["stepUpToken"].as_str().unwrap().to_owned();
        let begun = call(Method::GET, "/api/auth/2fa/totp/setup", &step_up, Value::Null).await;
        assert_eq!((begun.status.as_u16(), &begun.json()["code"]), (403, &json!("EMAIL_NOT_VERIFIED")));
        // As if the first request had been answered, or the address had been verified then.
        let (token, code) = begin_set_up(&server).await;
        let code: u32 = code.expose().parse().unwrap();
        let set_up = json!({ "token": token, "code": code });
        let refused = call(Method::POST, "/api/auth/2fa/totp/setup", &step_up, set_up).await;
        assert_eq!((refused.status.as_u16(), &refused.json()["code"]), (403, &json!("EMAIL_NOT_VERIFIED")));
        let state = server.engine.second_factors.state(&OWNER.parse().unwrap()).await.unwrap();
        assert_eq!(state, None);
    }
}
