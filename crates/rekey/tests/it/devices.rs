//! By which device people sign in and refresh: what the client names, or else what its `User-Agent` says (R30).

use rekey_core::session::{ClaimedDevice, Session};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::support::{ANN, Answer, PASSWORD, TestServer};

pub(crate) const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0";
pub(crate) const CHROME: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36";

/// A dialect that opens and refreshes sessions.
#[derive(Debug, Clone, Copy)]
enum Client {
    Nexudus,
    Insforge,
    Singularity,
}

const CLIENTS: [Client; 3] = [Client::Nexudus, Client::Insforge, Client::Singularity];

impl Client {
    fn sign_in(self, server: &TestServer) -> RequestBuilder {
        let post = |path| server.request(Method::POST, path);
        let pair = json!({ "email": ANN, "password": PASSWORD });
        match self {
            Self::Nexudus => {
                post("/api/token").form(&[("grant_type", "password"), ("username", ANN), ("password", PASSWORD)])
            }
            Self::Insforge => post("/api/auth/sessions?client_type=mobile").json(&pair),
            Self::Singularity => post("/api/auth/login").json(&pair),
        }
    }

    fn refresh(self, server: &TestServer, signed_in: &Value) -> RequestBuilder {
        let post = |path| server.request(Method::POST, path);
        let token = |name: &str| signed_in[name].as_str().unwrap_or_else(|| panic!("{signed_in}")).to_owned();
        match self {
            Self::Nexudus => post("/api/token")
                .form(&[("grant_type", "refresh_token"), ("refresh_token", token("refresh_token").as_str())]),
            Self::Insforge => {
                post("/api/auth/refresh?client_type=mobile").json(&json!({ "refreshToken": token("refreshToken") }))
            }
            Self::Singularity => post("/api/auth/refresh").bearer_auth(token("refreshToken")),
        }
    }
}

async fn call(request: RequestBuilder, agent: &str) -> Value {
    let answer = Answer::of(request.header("user-agent", agent)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

/// Ann's only session.
async fn session(server: &TestServer) -> Session {
    let account = server.engine.accounts.find(&ANN.parse().unwrap()).await.unwrap().unwrap();
    let [session] = server.engine.sessions.of_account(&account).await.unwrap().try_into().expect("one session");
    session
}

fn device(browser: &str, os: &str) -> ClaimedDevice {
    ClaimedDevice::new(Some(browser.to_owned()), Some(os.to_owned()))
}

#[tokio::test]
async fn a_sign_in_by_a_new_device_is_told_in_every_dialect() {
    for client in CLIENTS {
        let server = TestServer::start().await;
        server.deliver_always();
        for (agent, mails) in [(FIREFOX, 0), (FIREFOX, 0), (CHROME, 1), ("curl/8.19.0", 1), (CHROME, 1)] {
            call(client.sign_in(&server), agent).await;
            server.advance_at_rest(0).await;
            assert_eq!(server.mails().len(), mails, "{client:?}, {agent}");
        }
        let mail = server.mails()[0].clone();
        assert_eq!(mail.to, ANN);
        assert!(mail.subject.contains("New sign-in") && mail.text.contains("Chrome on Windows"), "{}", mail.text);
    }
}

#[tokio::test]
async fn a_refresh_says_by_what_and_when_the_session_was_used_in_every_dialect() {
    for client in CLIENTS {
        let server = TestServer::start().await;
        let mut tokens = call(client.sign_in(&server), FIREFOX).await;
        assert_eq!(session(&server).await.device, device("Firefox", "Linux"), "{client:?}");
        for (agent, expected) in [
            (CHROME, device("Chrome", "Windows")),
            ("node", device("Chrome", "Windows")),
            (FIREFOX, device("Firefox", "Linux")),
        ] {
            server.advance(60);
            tokens = call(client.refresh(&server, &tokens), agent).await;
            let session = session(&server).await;
            assert_eq!((session.device, session.refreshed_at), (expected, server.now()), "{client:?}, {agent}");
        }
    }
}
