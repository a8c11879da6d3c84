//! A thief whose sign-in the owner disowned is a stranger again (R30).

use rekey_core::AccountStatus;
use rekey_core::ClientNetwork;
use rekey_core::account::AccountEdit;
use serde_json::json;

use super::{from, to};
use crate::insforge::{NEW_PASSWORD, RESET, SEND, SESSIONS};
use crate::pages::browser::Browser;
use crate::support::{ANN, Answer, Backend, PASSWORD, TestServer, token_in};

/// Far from Ann's network, which is 1.
const THIEF: usize = 70_000;

async fn sign_in(server: &TestServer, network: usize, password: &str) -> Answer {
    let pair = json!({ "email": ANN, "password": password });
    from(server, network, &format!("{SESSIONS}?client_type=server"), &pair).await
}

/// Who shuts the account.
#[derive(Debug, Clone, Copy)]
enum Shutter {
    Owner,
    Operator,
    Backend,
}

async fn shut(server: &TestServer, by: Shutter, notice: &str) {
    let ann = ANN.parse().unwrap();
    match by {
        Shutter::Owner => {
            let mut browser = Browser::new(server);
            let page = browser.open(notice.strip_prefix(&server.url).unwrap()).await;
            assert_eq!(browser.submit(&page, "/not-me", &[]).await.path, "/not-me/done");
        }
        Shutter::Operator => {
            server.engine.accounts.lock(&ann).await.unwrap().unwrap();
            server.engine.accounts.unlock(&ann).await.unwrap().unwrap();
        }
        Shutter::Backend => {
            let id = server.engine.accounts.find(&ann).await.unwrap().unwrap().id;
            for locked in [true, false] {
                let edit = AccountEdit { locked: Some(locked), ..AccountEdit::default() };
                server.engine.accounts.edit(id, edit, ClientNetwork::LOCAL).await.unwrap();
            }
        }
    }
}

#[tokio::test]
async fn a_network_that_was_disowned_is_new_and_has_a_strangers_tries() {
    for backend in Backend::BOTH {
        for by in [Shutter::Owner, Shutter::Operator, Shutter::Backend] {
            let server = TestServer::start_with(|setup| setup.backend = backend).await;
            // Ann's first sign-in, and then the thief's.
            assert_eq!(sign_in(&server, 1, PASSWORD).await.status, 200);
            server.deliver().await;
            assert_eq!(sign_in(&server, THIEF, PASSWORD).await.status, 200);
            let mails = server.deliver().await;
            let notice = mails[0].links.iter().find(|link| link.contains("/not-me")).expect("a link").clone();
            shut(&server, by, &notice).await;
            server.deliver().await;
            server.advance(60);

            assert_eq!(from(&server, 1, SEND, &json!({ "email": ANN })).await.status, 202);
            let token = token_in(to(&server.deliver().await, ANN)[0]);
            let reset = from(&server, 1, RESET, &json!({ "otp": token, "newPassword": NEW_PASSWORD })).await;
            assert_eq!(reset.status, 200, "{}", reset.body);
            let account = server.engine.accounts.find(&ANN.parse().unwrap()).await.unwrap().unwrap();
            assert_eq!(account.status, AccountStatus::Active);
            server.deliver().await;

            for _ in 0..9 {
                assert_eq!(sign_in(&server, THIEF, PASSWORD).await.status, 401, "{backend:?} {by:?}");
            }
            assert_eq!(sign_in(&server, THIEF, NEW_PASSWORD).await.status, 200, "{backend:?} {by:?}");
            let told = server.deliver().await;
            assert_eq!(to(&told, ANN).len(), 1, "{backend:?} {by:?}: a sign-in from a new network");

            server.advance(1);
            assert_eq!(sign_in(&server, 1, NEW_PASSWORD).await.status, 200);
            assert_eq!(server.deliver().await.len(), 0, "{backend:?} {by:?}: where the reset was done");
        }
    }
}

#[tokio::test]
async fn a_network_that_was_disowned_has_no_more_wrong_passwords_than_others() {
    for backend in Backend::BOTH {
        let server = TestServer::start_with(|setup| setup.backend = backend).await;
        assert_eq!(sign_in(&server, THIEF, PASSWORD).await.status, 200);
        server.deliver().await;
        server.lock(ANN).await;
        for _ in 0..10 {
            assert_eq!(sign_in(&server, THIEF, "wrong password").await.status, 401, "{backend:?}");
        }
        assert_eq!(sign_in(&server, THIEF, "wrong password").await.status, 429, "{backend:?}");
    }
}
