//! Accounts that live in an app: a backend that answers signed calls is the directory of a location.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use rekey::adapters::PasswordHasher;
use rekey::directories::{DirectorySettings, HttpSettings, PasswordForm};
use rekey::webhooks::Message;
use rekey_core::directory::{DirectoryKey, DirectoryName, WRITE_LEASE};
use rekey_core::location::{LocationSettings, MailMethod};
use rekey_core::outbox::{Bounce, MailFate, MailNews, NewsOutcome};
use rekey_core::ports::{Decoy, Directory, EntryFilter, Hasher};
use rekey_core::testing::{ManualClock, SeededRng};
use rekey_core::time::{Duration, Timestamp};
use rekey_core::{AddressKey, Directories, Password, Token, Work};
use rekey_http_client::{HttpClient, Networks, WebhookSecret};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use url::Url;

use super::browser::Browser;
use super::{NEW_PASSWORD, ask, mailed_link};
use crate::support::{ANN, Answer, TestServer, token_in};
use crate::v1::TOKEN;

const SECRET: &str = "whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";

/// The app, which keeps one account: hash and version are one.
#[derive(Clone)]
struct App {
    url: String,
    state: Arc<Mutex<AppState>>,
}

struct AppState {
    hash: String,
    calls: Vec<Value>,
    /// What is answered to the next write instead of doing it.
    refuses: Option<(StatusCode, Value)>,
    /// What it answers once the password is set.
    answers_set_with: StatusCode,
    is_down: bool,
}

impl App {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/rekey", listener.local_addr().unwrap());
        let state = AppState {
            hash: "the old hash".to_owned(),
            calls: Vec::new(),
            refuses: None,
            answers_set_with: StatusCode::NO_CONTENT,
            is_down: false,
        };
        let app = Self { url, state: Arc::new(Mutex::new(state)) };
        let router = Router::new().route("/rekey", post(answer)).with_state(app.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        app
    }

    fn state(&self) -> MutexGuard<'_, AppState> {
        self.state.lock().unwrap()
    }

    /// The data of the calls of this type.
    fn calls(&self, kind: &str) -> Vec<Value> {
        self.state().calls.iter().filter(|call| call["type"] == kind).map(|call| call["data"].clone()).collect()
    }
}

async fn answer(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    let header = |name: &str| headers[name].to_str().unwrap().to_owned();
    let sent_at = Timestamp::from_second(header("webhook-timestamp").parse().unwrap()).unwrap();
    let message = Message { id: header("webhook-id"), sent_at, body: String::from_utf8(body.to_vec()).unwrap() };
    let secret: WebhookSecret = SECRET.parse().unwrap();
    assert_eq!(header("webhook-signature"), message.signature(&secret), "every call is signed");
    let call: Value = serde_json::from_str(&message.body).unwrap();
    let mut state = app.state();
    state.calls.push(call.clone());
    if state.is_down {
        return StatusCode::BAD_GATEWAY.into_response();
    }
    let data = &call["data"];
    match call["type"].as_str().unwrap() {
        "directory.find" | "directory.get" => {
            let is_ann = data["email"] == ANN || data["key"] == "7";
            let account = json!({"key": 7, "email": ANN, "name": "Ann", "version": state.hash});
            axum::Json(json!({"accounts": if is_ann { vec![account] } else { vec![] }})).into_response()
        }
        "directory.set_password" => {
            if let Some((status, body)) = state.refuses.take() {
                return (status, axum::Json(body)).into_response();
            }
            if data["version"] != state.hash.as_str() {
                return StatusCode::CONFLICT.into_response();
            }
            data["password_hash"].as_str().unwrap().clone_into(&mut state.hash);
            state.answers_set_with.into_response()
        }
        "directory.shut" => StatusCode::NO_CONTENT.into_response(),
        other => panic!("an unknown call {other}"),
    }
}

fn hasher() -> PasswordHasher {
    let cost = rekey::adapters::HashCost { memory_kib: 64, passes: 1, ..rekey::adapters::HashCost::recommended(1) };
    PasswordHasher::new(cost, Arc::new(SeededRng::new(2))).unwrap()
}

fn directory(app: &App) -> (DirectoryName, Arc<dyn Directory>) {
    let name: DirectoryName = "app".parse().unwrap();
    let settings = HttpSettings {
        name: name.clone(),
        url: app.url.parse().unwrap(),
        secret: SECRET.parse().unwrap(),
        timeout: Duration::from_secs(5),
        form: PasswordForm::Argon2id,
        include_privileged: false,
    };
    let client = HttpClient::new(Networks::default()).unwrap();
    let (clock, rng) = (Arc::new(ManualClock::default()), Arc::new(SeededRng::new(3)));
    (name, DirectorySettings::Http(settings).open(client, Arc::new(hasher()), clock, rng).unwrap())
}

/// A server whose first location's accounts live in the app.
async fn start() -> (TestServer, App) {
    start_with(None).await
}

async fn start_with(done_url: Option<&str>) -> (TestServer, App) {
    let app = App::start().await;
    let (name, directory) = directory(&app);
    let directories: Directories = [(name.clone(), directory)].into_iter().collect();
    let server = TestServer::start_with(|setup| {
        setup.directories = directories;
        setup.http.admin_token = Some(TOKEN.parse().unwrap());
    })
    .await;
    let settings = LocationSettings {
        directory: Some(name),
        reset_method: Some(MailMethod::Link),
        done_url: done_url.map(|url| url.parse().unwrap()),
        ..LocationSettings::default()
    };
    server.set_location(1, settings).await;
    server.advance(1);
    (server, app)
}

#[tokio::test]
async fn look_ups_that_strangers_cause_leave_room_for_people_with_a_link() {
    let (at_app, gate) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
    let (arrival, opened) = (at_app.clone(), gate.clone());
    let hanging = move |body: String| async move {
        if body.contains("directory.find") {
            arrival.add_permits(1);
            drop(opened.acquire().await);
        }
        axum::Json(json!({"accounts": []}))
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut app = App::start().await;
    app.url = format!("http://{}/rekey", listener.local_addr().unwrap());
    let router = Router::new().route("/rekey", post(hanging));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let (_, directory) = directory(&app);
    let mut look_ups = JoinSet::new();
    for _ in 0..20 {
        let directory = directory.clone();
        look_ups.spawn(async move { directory.find(&ANN.parse().unwrap()).await.map(drop) });
    }
    at_app.acquire_many(8).await.unwrap().forget();
    assert!(directory.get(&DirectoryKey::new("7").unwrap()).await.is_ok(), "the page of a link");
    assert_eq!(at_app.available_permits(), 0, "the others wait");
    gate.add_permits(20);
    assert!(look_ups.join_all().await.into_iter().all(|found| found.is_ok()), "and get their turn");
}

#[tokio::test]
async fn the_page_to_sign_in_is_that_of_the_app() {
    let (server, _app) = start().await;
    let home = "https://app.example.com/login";
    let mut settings = LocationSettings { directory: Some("app".parse().unwrap()), ..LocationSettings::default() };
    settings.brand.home_url = Some(home.parse().unwrap());
    server.set_location(1, settings).await;
    server.advance(1);
    let answer = server.get("/signin?location=1").await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, Some(home)));
}

#[tokio::test]
async fn what_follows_the_status_of_a_write_does_not_make_it_unclear() {
    let body = "x".repeat(100 * 1024);
    for (status, ends) in [(StatusCode::OK, "/reset/done"), (StatusCode::UNPROCESSABLE_ENTITY, "/reset")] {
        let (server, app) = start().await;
        let mut browser = Browser::new(&server);
        ask(&mut browser, ANN).await;
        let page = browser.open(&mailed_link(&server).await).await;
        app.state().refuses = Some((status, json!(body)));
        browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await.is(ends, "");
    }
}

#[tokio::test]
async fn a_forgotten_password_is_reset_where_the_account_lives() {
    let (server, app) = start().await;
    let mut browser = Browser::new(&server);
    ask(&mut browser, ANN).await.is("/forgot/sent", "an email with a link is on its way");
    assert!(app.calls("directory.find").is_empty(), "a stranger's request reaches nobody");
    let link = mailed_link(&server).await;
    let page = browser.open(&link).await;
    page.is("/reset", ANN);
    let page = browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await;
    page.is("/reset/done", "Your password");
    assert!(!page.answer.body.contains("/signin"), "the person signs in at the app");
    assert!(page.answer.body.contains("signed out on every device"), "the contract asks for it");
    let write = &app.calls("directory.set_password")[0];
    assert_eq!((&write["key"], &write["version"]), (&json!("7"), &json!("the old hash")));
    let hash = hasher().read(&app.state().hash.clone()).unwrap();
    let matches = hasher().verify(&Work::of_operator(), &Password::new(NEW_PASSWORD), Some(&hash), Decoy::none()).await;
    assert!(matches.unwrap(), "the app got a hash of the new password");
    let notice = server.deliver().await.remove(0);
    assert_eq!(notice.to, ANN);
    browser.open(&link).await.is("/reset", "This link has already been used");
}

#[tokio::test]
async fn the_backend_sees_the_mails_of_a_directorys_account_and_lifts_its_stop() {
    let (server, _app) = start().await;
    let mut browser = Browser::new(&server);
    ask(&mut browser, ANN).await;
    server.deliver().await;
    let entry = server.store.entries(EntryFilter { state: None, limit: 1 }).await.unwrap().remove(0).id;
    let bounced = server.store.mail(entry).await.unwrap().unwrap();
    let account = bounced.account.unwrap();
    let mailbox = AddressKey::of(&ANN.parse().unwrap(), server.engine.digest_key());
    let fate = MailFate::Bounced(Bounce::Permanent);
    let news = MailNews { mail: bounced.name.unwrap(), mailbox, fate, reason: None };
    assert_eq!(server.store.note_mail_news(&news).await.unwrap(), NewsOutcome::Counted);
    let call = async |method: Method, path: String| Answer::of(server.request(method, &path).bearer_auth(TOKEN)).await;
    let mails = call(Method::GET, format!("/v1/mails?account={account}")).await.json();
    assert_eq!((&mails["mails"][0]["bounce"], mails["mails"].as_array().unwrap().len()), (&json!("permanent"), 1));
    assert!(mails["stopped"]["bounced_until"].is_string(), "{mails}");
    assert_eq!(call(Method::DELETE, format!("/v1/accounts/{account}/mail-stop")).await.status, 204);
    let mails = call(Method::GET, format!("/v1/mails?account={account}")).await.json();
    assert!(mails["stopped"]["bounced_until"].is_null(), "{mails}");
}

#[tokio::test]
async fn rules_of_the_directory_stand_under_the_field() {
    let (server, app) = start().await;
    let mut browser = Browser::new(&server);
    ask(&mut browser, ANN).await;
    let link = mailed_link(&server).await;
    let mut page = browser.open(&link).await;
    for (body, line) in [
        (json!({"rules": ["used_before"]}), "used this password before"),
        (json!({"rules": ["too_short"], "min_length": 30}), "30 characters"),
        (json!({"message": "No <pets>, please."}), "No &lt;pets&gt;, please."),
    ] {
        app.state().refuses = Some((StatusCode::UNPROCESSABLE_ENTITY, body));
        page = browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await;
        page.is("/reset", line);
    }
    browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await.is("/reset/done", "Your password");
}

#[tokio::test]
async fn a_reset_may_end_in_the_app_which_learns_its_own_key() {
    let (server, app) = start_with(Some("https://app.example.com/done")).await;
    let mut browser = Browser::new(&server);
    let page = browser.open("/forgot?state=s-1").await;
    browser.submit(&page, "/forgot", &[("email", ANN)]).await;
    let page = browser.open(&mailed_link(&server).await).await;
    let answer = browser.post(&page, "/reset", "/reset", &[("password", NEW_PASSWORD)]).await;
    let target: Url = answer.header("location").unwrap().parse().unwrap();
    let pairs: HashMap<_, _> = target.query_pairs().into_owned().collect();
    assert_eq!((target.path(), pairs["state"].as_str()), ("/done", "s-1"));
    let redeem = async || {
        let request = server.request(Method::POST, "/v1/assertions").bearer_auth(TOKEN);
        Answer::of(request.json(&json!({ "assertion": pairs["assertion"] }))).await
    };
    app.state().is_down = true;
    assert_eq!(redeem().await.status, StatusCode::SERVICE_UNAVAILABLE, "it is not spent");
    app.state().is_down = false;
    let redeemed = redeem().await.json();
    let told = ["directory", "external_key", "email", "state"].map(|field| redeemed[field].clone());
    assert_eq!(told, [json!("app"), json!("7"), json!(ANN), json!("s-1")]);
    assert_eq!(redeem().await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

/// A proxy lost the answer, or the backend redirects after the write.
#[tokio::test]
async fn a_write_that_no_answer_proves_or_disproves_is_finished_and_told() {
    for answer in [StatusCode::GATEWAY_TIMEOUT, StatusCode::SEE_OTHER] {
        let (server, app) = start().await;
        let mut browser = Browser::new(&server);
        ask(&mut browser, ANN).await;
        let page = browser.open(&mailed_link(&server).await).await;
        app.state().answers_set_with = answer;
        let page = browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await;
        assert_eq!(page.answer.status, StatusCode::SERVICE_UNAVAILABLE, "{answer}");
        assert!(server.deliver().await.is_empty());
        server.clock.advance(WRITE_LEASE);
        assert_eq!(server.engine.recovery.settle_writes(10).await.unwrap(), 1, "{answer}");
        assert_eq!(server.deliver().await.len(), 1, "the notice");
    }
}

#[tokio::test]
async fn a_spent_link_is_sent_again_to_the_address_that_the_directory_gives() {
    let (server, _app) = start().await;
    let mut browser = Browser::new(&server);
    ask(&mut browser, ANN).await;
    let link = mailed_link(&server).await;
    server.advance(2 * 60 * 60);
    let page = browser.open(&link).await;
    browser.submit(&page, "/reset/again", &[]).await.is("/reset/again", "A new link is on its way");
    let mails = server.deliver().await;
    assert_eq!((mails.len(), mails[0].to.as_str()), (1, ANN));
}

#[tokio::test]
async fn a_directory_that_is_down_delays_the_mail_and_answers_people_as_always() {
    let (server, app) = start().await;
    let mut browser = Browser::new(&server);
    app.state().is_down = true;
    ask(&mut browser, ANN).await.is("/forgot/sent", "an email with a link is on its way");
    assert!(server.deliver().await.is_empty());
    app.state().is_down = false;
    server.advance(60);
    let page = browser.open(&mailed_link(&server).await).await;
    page.is("/reset", ANN);
}

#[tokio::test]
async fn an_address_that_the_directory_does_not_know_is_told_as_ever() {
    let (server, app) = start().await;
    let mut browser = Browser::new(&server);
    ask(&mut browser, "nobody@example.com").await.is("/forgot/sent", "an email with a link is on its way");
    let mails = server.deliver().await;
    assert_eq!((mails.len(), mails[0].to.as_str()), (1, "nobody@example.com"));
    assert_eq!(app.calls("directory.find").len(), 1);
}

#[tokio::test]
async fn other_locations_ask_nobody() {
    let (server, app) = start().await;
    server.set_location(2, LocationSettings::default()).await;
    server.add_at("bob@example.com", &[2]).await;
    let mut browser = Browser::new(&server);
    let page = browser.open("/forgot?location=2").await;
    browser.submit(&page, "/forgot", &[("email", "bob@example.com")]).await;
    assert_eq!(server.deliver().await.len(), 1);
    assert!(app.state().calls.is_empty());
}

#[tokio::test]
async fn what_a_directory_keeps_of_an_account_is_changed_there_alone() {
    let (server, _app) = start().await;
    let mut browser = Browser::new(&server);
    ask(&mut browser, ANN).await;
    let token = Token::parse(&token_in(&server.deliver().await[0])).unwrap();
    let shadow = server.store.inspect_token(token.digest()).await.unwrap().unwrap().account.unwrap();
    let patch = async |body: Value| {
        let path = format!("/v1/accounts/{shadow}");
        Answer::of(server.request(Method::PATCH, &path).bearer_auth(TOKEN).json(&body)).await
    };
    let bodies = [
        json!({ "email": "mallory@example.com" }),
        json!({ "email_verified": false }),
        json!({ "name": "Ann" }),
        json!({ "locale": "ar" }),
        json!({ "provider": "Google" }),
        json!({ "profile": { "city": "Graz" } }),
    ];
    for body in bodies {
        let answer = patch(body.clone()).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["code"]), (409, &json!("account_in_directory")), "{body}");
    }
    assert_eq!(patch(json!({ "status": "locked" })).await.status, 200);
}
