//! Resets that end in an app: at the location's `done_url`, with an assertion that the app's backend redeems.

use rekey_core::location::{LocationSettings, MailMethod};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use url::Url;

use super::browser::{Browser, Page};
use super::{NEW_PASSWORD, mailed_link};
use crate::support::{ANN, Answer, TestServer};
use crate::v1::TOKEN;

const DONE: &str = "https://app.example.com/signed-in";
const STATE: &str = "Xk2.f9-_~=";

fn settings(done_url: &str) -> LocationSettings {
    LocationSettings {
        reset_method: Some(MailMethod::Link),
        done_url: Some(done_url.parse().unwrap()),
        ..LocationSettings::default()
    }
}

/// A server whose first location's resets end in an app.
async fn start() -> TestServer {
    let server = TestServer::start_with(|setup| setup.http.admin_token = Some(TOKEN.parse().unwrap())).await;
    server.set_location(1, settings(DONE)).await;
    server.advance(1);
    server
}

/// Where an app's page was led to.
struct Arrival {
    page: String,
    assertion: String,
    state: Option<String>,
}

impl Arrival {
    #[track_caller]
    fn of(answer: &Answer) -> Self {
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let target: Url = answer.header("location").unwrap().parse().unwrap();
        let pair = |name: &str| target.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        let mut page = target.clone();
        page.set_query(None);
        Self { page: page.into(), assertion: pair("assertion").unwrap(), state: pair("state") }
    }
}

/// Asks for a mail as an app's link does; gives the page for the new password.
async fn ask(server: &TestServer, browser: &mut Browser<'_>, forgot: &str) -> Page {
    let page = browser.open(forgot).await;
    browser.submit(&page, "/forgot", &[("email", ANN)]).await.is("/forgot/sent", "is on its way");
    browser.open(&mailed_link(server).await).await
}

async fn choose(browser: &mut Browser<'_>, page: &Page) -> Answer {
    browser.post(page, "/reset", "/reset", &[("password", NEW_PASSWORD)]).await
}

async fn arrive(server: &TestServer, forgot: &str) -> Arrival {
    let mut browser = Browser::new(server);
    let page = ask(server, &mut browser, forgot).await;
    Arrival::of(&choose(&mut browser, &page).await)
}

async fn redeem(server: &TestServer, body: Value) -> Answer {
    let request = server.request(Method::POST, "/v1/assertions").bearer_auth(TOKEN);
    Answer::of(request.json(&body)).await
}

#[track_caller]
fn assert_refused(answer: &Answer) {
    assert_eq!((answer.status.as_u16(), &answer.json()["code"]), (422, &json!("assertion_refused")));
}

#[tokio::test]
async fn a_reset_ends_in_the_app_which_learns_once_whose_it_was() {
    let server = start().await;
    let mut browser = Browser::new(&server);
    let page = ask(&server, &mut browser, &format!("/forgot?state={STATE}")).await;
    let policy = page.answer.header("content-security-policy").unwrap();
    assert!(policy.contains("form-action 'self' https://app.example.com;"), "{policy}");
    let arrival = Arrival::of(&choose(&mut browser, &page).await);
    assert_eq!((arrival.page.as_str(), arrival.state.as_deref()), (DONE, Some(STATE)));

    let body = json!({ "assertion": arrival.assertion, "audience": "https://app.example.com" });
    let answer = redeem(&server, body.clone()).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let account = server.engine.accounts.find(&ANN.parse().unwrap()).await.unwrap().unwrap();
    let expected = json!({
        "account": account.id.to_string(),
        "directory": null,
        "external_key": null,
        "email": ANN,
        "location": 1,
        "aud": "https://app.example.com",
        "amr": ["mail"],
        "state": STATE,
    });
    assert_eq!(answer.json(), expected);
    assert_refused(&redeem(&server, body).await);
    browser.open("/signin").await.is("/signin", "Sign in");
    let page = browser.open("/reset").await;
    page.is("/reset/done", DONE);
    assert!(!page.answer.body.contains("/signin"), "{}", page.answer.body);
}

#[tokio::test]
async fn without_a_state_or_in_another_browser_none_is_handed_over() {
    let server = start().await;
    let arrival = arrive(&server, "/forgot").await;
    assert_eq!(arrival.state, None);
    assert_eq!(redeem(&server, json!({ "assertion": arrival.assertion })).await.json()["state"], Value::Null);

    server.advance(60);
    let mut first = Browser::new(&server);
    let page = first.open(&format!("/forgot?state={STATE}")).await;
    first.submit(&page, "/forgot", &[("email", ANN)]).await;
    let mut other = Browser::new(&server);
    let page = other.open(&mailed_link(&server).await).await;
    assert_eq!(Arrival::of(&choose(&mut other, &page).await).state, None);
}

/// Somebody sends a person the link of another account: the app must not take that for what the person began.
#[tokio::test]
async fn a_state_is_not_handed_over_with_the_reset_of_another_address() {
    let server = start().await;
    server.add("mallory@example.com", None).await;
    let mut browser = Browser::new(&server);
    let page = browser.open(&format!("/forgot?state={STATE}")).await;
    browser.submit(&page, "/forgot", &[("email", ANN)]).await;
    server.deliver().await;
    let mut mallory = Browser::new(&server);
    let page = mallory.open("/forgot").await;
    mallory.submit(&page, "/forgot", &[("email", "mallory@example.com")]).await;
    let page = browser.open(&mailed_link(&server).await).await;
    page.is("/reset", "mallory@example.com");
    assert_eq!(Arrival::of(&choose(&mut browser, &page).await).state, None);
}

#[tokio::test]
async fn a_state_outlives_a_mistyped_address_another_mail_and_a_code() {
    let server = start().await;
    let code = LocationSettings { reset_method: Some(MailMethod::Code), ..settings(DONE) };
    server.set_location(1, code).await;
    server.advance(1);
    let mut browser = Browser::new(&server);
    let page = browser.open(&format!("/forgot?state={STATE}")).await;
    let page = browser.submit(&page, "/forgot", &[("email", "ann@")]).await;
    let page = browser.submit(&page, "/forgot", &[("email", ANN)]).await;
    server.deliver().await;
    server.advance(60);
    let page = browser.submit(&page, "/forgot", &[("email", ANN)]).await;
    let mails = server.deliver().await;
    let code = mails.last().unwrap().code.clone().unwrap();
    let page = browser.submit(&page, "/code", &[("code", "12345")]).await;
    let page = browser.submit(&page, "/code", &[("code", &code)]).await;
    assert_eq!(Arrival::of(&choose(&mut browser, &page).await).state.as_deref(), Some(STATE));
}

#[tokio::test]
async fn a_state_that_could_lead_anywhere_or_is_too_long_is_refused() {
    let server = start().await;
    let mut browser = Browser::new(&server);
    for state in ["https%3A%2F%2Fevil.example", "a%20b", "%3Cscript%3E", &"a".repeat(257)] {
        let page = browser.open(&format!("/forgot?state={state}")).await;
        assert_eq!(page.answer.status, StatusCode::BAD_REQUEST, "{state}");
        assert!(!page.answer.body.contains("evil"), "{state}");
    }
    let page = browser.open("/forgot").await;
    let answer = browser.post(&page, "/forgot", "/forgot", &[("email", ANN), ("state", "a b")]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn locations_without_a_done_url_have_neither_states_nor_assertions() {
    let server = start().await;
    server.set_location(2, LocationSettings { reset_method: Some(MailMethod::Link), ..Default::default() }).await;
    server.add_at("bob@example.com", &[2]).await;
    let mut browser = Browser::new(&server);
    let page = browser.open("/forgot?location=2&state=a%20b").await;
    browser.submit(&page, "/forgot", &[("email", "bob@example.com")]).await.is("/forgot/sent?location=2", "on its way");
    let page = browser.open(&mailed_link(&server).await).await;
    let policy = page.answer.header("content-security-policy").unwrap();
    assert!(policy.contains("form-action 'self';"), "{policy}");
    let page = browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await;
    page.is("/reset/done?location=2", "You’re signed in");
}

#[tokio::test]
async fn an_assertion_is_for_one_app_and_one_minute() {
    let server = start().await;
    let assertion = arrive(&server, "/forgot").await.assertion;
    for audience in ["https://shop.example.com", "https://app.example.com/", "", "null"] {
        assert_refused(&redeem(&server, json!({ "assertion": assertion, "audience": audience })).await);
    }
    // With two apps, each has to say who it is.
    server.set_location(2, settings("https://shop.example.com/done")).await;
    server.advance(1);
    let answer = redeem(&server, json!({ "assertion": assertion })).await;
    assert_eq!((answer.status.as_u16(), &answer.json()["code"]), (400, &json!("invalid_request")));
    assert!(answer.body.contains("audience"), "{}", answer.body);
    let own = json!({ "assertion": assertion, "audience": "https://app.example.com" });
    assert_eq!(redeem(&server, own).await.status, StatusCode::OK);

    server.advance(60);
    let assertion = arrive(&server, "/forgot").await.assertion;
    server.advance(60);
    assert_refused(&redeem(&server, json!({ "assertion": assertion, "audience": "https://app.example.com" })).await);
}

#[tokio::test]
async fn what_is_no_assertion_is_refused() {
    let server = start().await;
    let mut browser = Browser::new(&server);
    let page = browser.open("/forgot").await;
    browser.submit(&page, "/forgot", &[("email", ANN)]).await;
    let link = mailed_link(&server).await;
    let token = link.split("token=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let page = browser.open(&link).await;
    let assertion = Arrival::of(&choose(&mut browser, &page).await).assertion;
    let (signed, _) = assertion.rsplit_once('.').unwrap();
    for text in ["", "x", "a.b.c", &token, signed, &format!("{signed}.AAAA"), &format!("{assertion}A")] {
        assert_refused(&redeem(&server, json!({ "assertion": text })).await);
    }
    for body in [json!({}), json!({ "assertion": null }), json!({ "assertion": ["x"] }), json!({ "assertio": "x" })] {
        assert_eq!(redeem(&server, body.clone()).await.status, StatusCode::BAD_REQUEST, "{body}");
    }
    let answer = Answer::of(server.request(Method::POST, "/v1/assertions").json(&json!({ "assertion": assertion })));
    assert_eq!(answer.await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(redeem(&server, json!({ "assertion": assertion })).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_account_that_moved_on_since_is_not_told_of() {
    let server = start().await;
    let assertion = arrive(&server, "/forgot").await.assertion;
    let account = server.engine.accounts.find(&ANN.parse().unwrap()).await.unwrap().unwrap();
    let path = format!("/v1/accounts/{}/sessions", account.id);
    let ended = Answer::of(server.request(Method::DELETE, &path).bearer_auth(TOKEN)).await;
    assert_eq!(ended.status, StatusCode::NO_CONTENT);
    let answer = redeem(&server, json!({ "assertion": assertion })).await;
    assert_refused(&answer);
    assert!(answer.body.contains("has changed since"), "{}", answer.body);
}

#[tokio::test]
async fn a_repeated_request_gets_the_first_answer_and_no_other_does() {
    let server = start().await;
    let assertion = arrive(&server, "/forgot").await.assertion;
    let named = async |key: &str| {
        let request = server.request(Method::POST, "/v1/assertions").bearer_auth(TOKEN);
        Answer::of(request.header("idempotency-key", key).json(&json!({ "assertion": assertion }))).await
    };
    let first = named("one").await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.body);
    assert_eq!(named("one").await.body, first.body);
    assert_refused(&named("two").await);
}

#[tokio::test]
async fn a_second_factor_of_ours_is_asked_for_before_the_app_is_told() {
    let server = start().await;
    let app = server.enrol().await;
    let mut browser = Browser::new(&server);
    let page = ask(&server, &mut browser, &format!("/forgot?state={STATE}")).await;
    let page = browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await;
    page.is("/signin/second-factor", "Confirm it’s you");
    browser.open("/reset/done").await.is("/signin/second-factor", "Confirm it’s you");
    let page = browser.submit(&page, "/signin/second-factor", &[("code", &app.wrong(&server))]).await;
    let policy = page.answer.header("content-security-policy").unwrap();
    assert!(policy.contains("https://app.example.com"), "{policy}");
    let code = app.code(&server);
    let answer = browser.post(&page, "/signin/second-factor", "/signin/second-factor", &[("code", &code)]).await;
    let arrival = Arrival::of(&answer);
    assert_eq!((arrival.page.as_str(), arrival.state.as_deref()), (DONE, Some(STATE)));
    let redeemed = redeem(&server, json!({ "assertion": arrival.assertion })).await.json();
    assert_eq!((&redeemed["amr"], &redeemed["email"]), (&json!(["mail", "otp", "mfa"]), &json!(ANN)));
    browser.open("/signin").await.is("/signin", "Sign in");
}

#[tokio::test]
async fn a_link_that_an_operator_handed_out_is_no_mail() {
    let server = start().await;
    let link = server.engine.accounts.reset_link(&ANN.parse().unwrap()).await.unwrap().unwrap();
    let mut browser = Browser::new(&server);
    let page = browser.open(link.expose().strip_prefix(&server.url).unwrap()).await;
    let assertion = Arrival::of(&choose(&mut browser, &page).await).assertion;
    assert_eq!(redeem(&server, json!({ "assertion": assertion })).await.json()["amr"], json!(["link"]));
}
