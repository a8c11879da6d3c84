//! The hosted pages, as a browser walks them. The tests of the http crate say what each page does; here they
//! meet real mails, hashes and signatures.

mod assertion;
pub(crate) mod browser;
mod directory;
mod ldap;
mod second_factor;
mod sql_directory;

use rekey_core::ClientNetwork;
use rekey_core::account::AccountEdit;
use rekey_core::location::{LocationSettings, MailMethod};
use reqwest::{Method, StatusCode};
use serde_json::json;
use url::Url;

use self::browser::{Browser, Page};
use crate::devices::{CHROME, FIREFOX};
use crate::insforge;
use crate::support::{ANN, Answer, PASSWORD, TestServer};

const NEW_PASSWORD: &str = "an even quieter evening";
/// An address without an account, and a password that suits `singularity`.
const NEW: &str = "new@example.com";
const STRONG: &str = "Quiet-evening-7";

async fn with_links() -> TestServer {
    let server = TestServer::start().await;
    let settings = LocationSettings { reset_method: Some(MailMethod::Link), ..LocationSettings::default() };
    server.set_location(1, settings).await;
    // Locations are read again after a second.
    server.advance(1);
    server
}

/// Sends what is due; gives path and query of the link in the last mail.
async fn mailed_link(server: &TestServer) -> String {
    let mails = server.deliver().await;
    let links = &mails.last().expect("a mail").links;
    let link = links.iter().find(|link| link.contains("token=")).expect("a link with a token");
    link.strip_prefix(&server.url).expect("a link of ours").to_owned()
}

async fn ask(browser: &mut Browser<'_>, email: &str) -> Page {
    let page = browser.open("/forgot").await;
    browser.submit(&page, "/forgot", &[("email", email)]).await
}

#[tokio::test]
async fn a_forgotten_password_is_reset_by_link_however_often_it_was_opened() {
    let server = with_links().await;
    let mut browser = Browser::new(&server);
    ask(&mut browser, ANN).await.is("/forgot/sent", "an email with a link is on its way");
    let link = mailed_link(&server).await;
    let token = Url::parse(&server.url).unwrap().join(&link).unwrap();
    let token = token.query_pairs().find(|(name, _)| name == "token").unwrap().1.into_owned();

    for _ in 0..20 {
        let mut scanner = Browser::new(&server);
        scanner.open(&link).await.is("/reset", ANN);
        assert_eq!(scanner.head(&link).await.status, StatusCode::SEE_OTHER);
    }
    let page = browser.open(&link).await;
    page.is("/reset", ANN);
    let page = browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await;
    page.is("/reset/done", "You’re signed in");
    browser.open("/signin").await.is("/signin", ANN);

    let page = browser.open(&link).await;
    page.is("/reset", "This link has already been used");
    assert_eq!(page.answer.status, StatusCode::BAD_REQUEST);
    let with_token: Vec<_> = browser.visited.iter().filter(|path| path.contains(&token)).collect();
    assert_eq!(with_token, [&link, &link]);

    let mut other = Browser::new(&server);
    let page = other.open("/signin").await;
    let fields = |password| [("email", ANN), ("password", password)];
    other.submit(&page, "/signin", &fields(PASSWORD)).await.is("/signin", "The address or password is wrong");
    other.submit(&page, "/signin", &fields(NEW_PASSWORD)).await.is("/signin", "You’re signed in");
}

#[tokio::test]
async fn a_forgotten_password_is_reset_by_code_and_the_notices_link_shuts_the_account() {
    let server = TestServer::start().await;
    let mut browser = Browser::new(&server);
    let page = ask(&mut browser, ANN).await;
    page.is("/forgot/sent", "an email with a code is on its way");
    let mails = server.deliver().await;
    let code = mails[0].code.as_deref().expect("a code");
    let page = browser.submit(&page, "/code", &[("code", code)]).await;
    page.is("/reset", ANN);
    server.advance(1);
    browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await.is("/reset/done", "You’re signed in");

    let link = mailed_link(&server).await;
    let mut ann = Browser::new(&server);
    for _ in 0..20 {
        ann.head(&link).await;
        ann.open(&link).await.is("/not-me", ANN);
    }
    browser.open("/signin").await.is("/signin", "You’re signed in");
    let page = ann.open(&link).await;
    ann.submit(&page, "/not-me", &[]).await.is("/not-me/done", "Your account is locked");
    browser.open("/signin").await.is("/signin", "Your session has ended");
}

#[tokio::test]
async fn a_sign_in_on_the_pages_by_a_new_device_is_told() {
    let server = TestServer::start().await;
    for (agent, mails) in [(FIREFOX, 0), (FIREFOX, 0), (CHROME, 1)] {
        let mut browser = Browser::called(&server, agent);
        let page = browser.open("/signin").await;
        let fields = [("email", ANN), ("password", PASSWORD)];
        browser.submit(&page, "/signin", &fields).await.is("/signin", "You’re signed in");
        assert_eq!(server.deliver().await.len(), mails, "{agent}");
    }
}

/// The browser of a reset is known from then on: its notice named it.
#[tokio::test]
async fn a_device_that_reset_the_password_is_known_when_it_signs_in() {
    let server = with_links().await;
    let sign_in = async |agent, password| {
        let mut browser = Browser::called(&server, agent);
        let page = browser.open("/signin").await;
        browser.submit(&page, "/signin", &[("email", ANN), ("password", password)]).await
    };
    sign_in(FIREFOX, PASSWORD).await.is("/signin", "You’re signed in");
    let mut browser = Browser::called(&server, CHROME);
    ask(&mut browser, ANN).await;
    let page = browser.open(&mailed_link(&server).await).await;
    browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await.is("/reset/done", "You’re signed in");
    let told = server.deliver().await;
    assert!(told.len() == 1 && told[0].text.contains("Chrome on Windows"), "{told:?}");
    for agent in [CHROME, FIREFOX] {
        sign_in(agent, NEW_PASSWORD).await.is("/signin", "You’re signed in");
        assert_eq!(server.deliver().await.len(), 0, "{agent}");
    }
}

/// A thief can end what was begun before as often as they like.
#[tokio::test]
async fn the_button_of_a_notice_works_although_sessions_links_and_codes_were_ended_since() {
    let server = with_links().await;
    let mut thief = Browser::new(&server);
    ask(&mut thief, ANN).await;
    let page = thief.open(&mailed_link(&server).await).await;
    server.advance(1);
    thief.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await.is("/reset/done", "You’re signed in");
    let link = mailed_link(&server).await;
    let address = ANN.parse().unwrap();
    let account = server.engine.accounts.find(&address).await.unwrap().unwrap();
    let end = AccountEdit { end_sessions: true, ..AccountEdit::default() };
    server.engine.accounts.edit(account.id, end, ClientNetwork::LOCAL).await.unwrap();
    server.lock(ANN).await;
    server.engine.accounts.unlock(&address).await.unwrap().unwrap();
    server.advance(1);
    let mut ann = Browser::new(&server);
    let page = ann.open(&link).await;
    page.is("/not-me", ANN);
    ann.submit(&page, "/not-me", &[]).await.is("/not-me/done", "Your account is locked");
    let page = thief.open("/signin").await;
    thief.submit(&page, "/signin", &[("email", ANN), ("password", NEW_PASSWORD)]).await.is("/signin", "is wrong");
}

#[tokio::test]
async fn a_mailed_code_and_a_mailed_link_sign_in() {
    let server = TestServer::start().await;
    for by_link in [false, true] {
        let mut browser = Browser::new(&server);
        let page = browser.open("/signin").await;
        let posted = browser.post(&page, "/signin", "/signin/code-request", &[("email", ANN)]).await;
        assert_eq!(posted.header("location"), Some("/signin/code"));
        let page = browser.open("/signin/code").await;
        let mails = server.deliver().await;
        let page = if by_link {
            let link = mails[0].links.iter().find(|link| link.contains("token=")).unwrap();
            let page = browser.open(link.strip_prefix(&server.url).unwrap()).await;
            page.is("/signin", ANN);
            browser.submit(&page, "/signin/link", &[]).await
        } else {
            browser.submit(&page, "/signin/code", &[("code", mails[0].code.as_deref().unwrap())]).await
        };
        page.is("/signin", "You’re signed in");
        browser.submit(&page, "/signout", &[]).await.is("/signout", "You’re signed out");
        server.advance(60);
    }
}

#[tokio::test]
async fn unknown_locked_and_password_less_accounts_are_answered_byte_for_byte_like_a_known_one() {
    let server = with_links().await;
    server.add("bob@example.com", Some(PASSWORD)).await;
    server.lock("bob@example.com").await;
    server.add("cat@example.com", None).await;
    let mut answers = Vec::new();
    let mut browser = Browser::new(&server);
    let page = browser.open("/forgot").await;
    for email in [ANN, "eve@example.com", "bob@example.com", "cat@example.com"] {
        let posted = browser.post(&page, "/forgot", "/forgot", &[("email", email)]).await;
        let shown = browser.open("/forgot/sent").await.answer;
        let cookie = posted.header("set-cookie").expect("a cookie that keeps the address").to_owned();
        // The cookie keeps the typed address; all of its other characters must be alike.
        let (name, rest) = cookie.split_once('=').unwrap();
        let (_, rest) = rest.split_once('.').unwrap();
        let told = |text: String| text.replace(&cookie, &format!("{name}=….{rest}")).replace(email, "WHO");
        let seen = |answer: &Answer| {
            let (status, headers, body) = answer.fingerprint();
            let headers: Vec<_> = headers
                .into_iter()
                .map(|(name, value)| told(format!("{name}: {}", String::from_utf8(value).unwrap())))
                .collect();
            format!("{status} {headers:?} {}", told(body.to_owned()))
        };
        answers.push(format!("{}\n{}", seen(&posted), seen(&shown)));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:#?}");
}

#[tokio::test]
async fn captured_mails_can_be_read_by_programs_of_this_machine() {
    let server = TestServer::start().await;
    let mut browser = Browser::new(&server);
    ask(&mut browser, ANN).await;
    server.deliver().await;
    let mails = server.get("/_dev/inbox.json").await.json();
    assert_eq!(mails.as_array().unwrap().len(), 1);
    assert_eq!(mails[0]["to"], ANN);
    assert_eq!(mails[0]["code"].as_str().unwrap().len(), 6);
    let link = mails[0]["links"][0].as_str().unwrap();
    assert!(link.starts_with(&format!("{}/reset?token=", server.url)), "{link}");

    let page = browser.open("/_dev/inbox").await;
    page.is("/_dev/inbox", link);
    let frame = page.answer.body.split("src=\"/_dev/inbox/").nth(1).unwrap().split('"').next().unwrap();
    let html = server.get(&format!("/_dev/inbox/{frame}")).await;
    assert!(html.body.contains(link), "{}", html.body);
    browser.submit(&page, "/_dev/inbox/clear", &[]).await.is("/_dev/inbox", "No emails yet");

    let forwarded = server.request(Method::GET, "/_dev/inbox.json").header("x-forwarded-for", "127.0.0.1");
    assert_eq!(Answer::of(forwarded).await.status, StatusCode::NOT_FOUND);
    let rebound = server.request(Method::GET, "/_dev/inbox.json").header("host", "rebound.example");
    assert_eq!(Answer::of(rebound).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_language_that_was_asked_for_stays_on_every_page_and_is_the_mails() {
    let server = TestServer::start().await;
    let mut browser = Browser::new(&server);
    let page = browser.open("/forgot?location=1&locale=de").await;
    let page = browser.submit(&page, "/forgot", &[("email", ANN)]).await;
    page.is("/forgot/sent?locale=de", "Prüfen Sie Ihr Postfach");
    let mails = server.deliver().await;
    let code = mails[0].code.as_deref().unwrap();
    assert_eq!(mails[0].subject, format!("{code} · Ihr Code für ein neues Passwort bei Example"));
    let page = browser.submit(&page, "/code", &[("code", mails[0].code.as_deref().unwrap())]).await;
    page.is("/reset?locale=de", "Neues Passwort");
    server.advance(1);
    let page = browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await;
    assert_eq!(page.answer.header("content-language"), Some("de"), "{}", page.path);
    assert_eq!(server.deliver().await[0].subject, "Ihr Passwort für Example wurde geändert");
}

#[tokio::test]
async fn the_notices_of_a_reset_and_of_not_me_speak_as_the_pages_did() {
    let server = with_links().await;
    let mut browser = Browser::speaking(&server, "ja");
    ask(&mut browser, ANN).await;
    let page = browser.open(&mailed_link(&server).await).await;
    server.advance(1);
    let page = browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await;
    assert_eq!(page.answer.header("content-language"), Some("ja"), "{}", page.path);
    let mails = server.deliver().await;
    assert_eq!(mails[0].subject, "Exampleのパスワードが変更されました");
    let not_me = mails[0].links.iter().find(|link| link.contains("token=")).unwrap();
    let page = browser.open(not_me.strip_prefix(&server.url).unwrap()).await;
    browser.submit(&page, "/not-me", &[]).await;
    assert_eq!(server.deliver().await[0].subject, "Exampleのアカウントをロックしました");
}

/// Asks for a new address as a front end of `singularity` does; gives path and query of the mailed link.
pub(crate) async fn ask_to_move(server: &TestServer, to: &str) -> String {
    let post = |path| server.request(Method::POST, path);
    let pair = json!({ "email": ANN, "password": PASSWORD });
    let access =
        Answer::of(post("/api/auth/login").json(&pair)).await.json()["accessToken"].as_str().unwrap().to_owned();
    let step_up =
        Answer::of(post("/api/auth/step-up").bearer_auth(&access).json(&json!({ "password": PASSWORD }))).await;
    let step_up = step_up.json()["stepUpToken"].as_str().unwrap().to_owned();
    let change = server.request(Method::PUT, "/api/users/me/email").bearer_auth(&access);
    let answer = Answer::of(change.header("x-step-up-token", step_up).json(&json!({ "newEmail": to }))).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    mailed_link(server).await
}

#[tokio::test]
async fn a_new_address_is_confirmed_on_our_page_where_the_location_has_none() {
    let server = TestServer::start().await;
    let link = ask_to_move(&server, NEW).await;
    assert!(link.starts_with("/new-address?token="), "{link}");
    for _ in 0..20 {
        let mut scanner = Browser::new(&server);
        scanner.head(&link).await;
        scanner.open(&link).await.is("/new-address", NEW);
    }
    let mut browser = Browser::called(&server, FIREFOX);
    let sign_in = browser.open("/signin").await;
    let fields = |email| [("email", email), ("password", PASSWORD)];
    browser.submit(&sign_in, "/signin", &fields(ANN)).await.is("/signin", "You’re signed in");

    let page = browser.open(&link).await;
    page.is("/new-address", NEW);
    browser.submit(&page, "/new-address", &[]).await.is("/new-address/done", "Your address is confirmed");
    browser.open("/new-address").await.is("/new-address", "This link has already been used");
    let told = server.deliver().await;
    assert!(told[0].to == ANN && told[0].text.contains("Firefox on Linux"), "{told:?}");
    let page = browser.open("/signin").await;
    page.is("/signin", "Sign in");
    browser.submit(&page, "/signin", &fields(ANN)).await.is("/signin", "is wrong");
    browser.submit(&page, "/signin", &fields(NEW)).await.is("/signin", "You’re signed in");
}

#[tokio::test]
async fn a_link_to_a_new_address_that_is_no_good_says_what_to_do() {
    let server = TestServer::start().await;
    let link = ask_to_move(&server, "new@example.com").await;
    let mut browser = Browser::new(&server);
    let page = browser.open(&link).await;
    server.advance(3_601);
    browser.submit(&page, "/new-address", &[]).await.is("/new-address", "go back to where you changed it");
    browser.open(&link).await.is("/new-address", "This link has expired");
    for token in ["0".repeat(64), server.reset_token(ANN).await, "nonsense".to_owned()] {
        let page = browser.open(&format!("/new-address?token={token}")).await;
        page.is("/new-address", "go back to where you changed it");
        assert_eq!(page.answer.status, StatusCode::BAD_REQUEST);
    }
    let account = server.engine.accounts.find(&ANN.parse().unwrap()).await.unwrap();
    assert!(account.is_some(), "nothing was changed");
}

/// Registers as a front end of `singularity` does; gives path and query of the mailed link.
pub(crate) async fn register(server: &TestServer, password: &str) -> String {
    let person = json!({ "email": NEW, "password": password, "name": "Nia" });
    let answer = server.post_json("/api/auth/register", person).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let link = mailed_link(server).await;
    assert!(link.starts_with("/verify-email?token="), "{link}");
    link
}

#[tokio::test]
async fn a_registration_is_confirmed_on_our_page_where_the_location_has_none_and_its_password_counts() {
    let server = TestServer::start().await;
    insforge::open_sign_up(&server, insforge::BY_CODE).await;
    let link = register(&server, STRONG).await;
    for _ in 0..20 {
        let mut scanner = Browser::new(&server);
        scanner.head(&link).await;
        scanner.open(&link).await.is("/verify-email", NEW);
    }
    let pair = json!({ "email": NEW, "password": STRONG });
    assert_eq!(server.post_json("/api/auth/login", pair.clone()).await.status, 401);

    let mut browser = Browser::speaking(&server, "de");
    let page = browser.open(&link).await;
    page.is("/verify-email", "Adresse bestätigen");
    let done = browser.submit(&page, "/verify-email", &[]).await;
    done.is("/verify-email/done", "Ihre Adresse ist bestätigt");
    browser.open("/verify-email").await.is("/verify-email", "bereits verwendet");
    let signed_in = server.post_json("/api/auth/login", pair).await;
    assert_eq!((signed_in.status.as_u16(), &signed_in.json()["user"]["emailVerified"]), (200, &json!(true)));
}

#[tokio::test]
async fn two_registrations_of_an_address_end_on_our_page_with_a_new_password() {
    let server = TestServer::start().await;
    insforge::open_sign_up(&server, insforge::BY_CODE).await;
    register(&server, STRONG).await;
    server.advance(61);
    let link = register(&server, "Other-passw0rd!").await;
    let mut browser = Browser::new(&server);
    let page = browser.open(&link).await;
    let page = browser.submit(&page, "/verify-email", &[]).await;
    page.is("/reset", NEW);
    browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await.is("/reset/done", "password");
    for (password, status) in [(STRONG, 401), ("Other-passw0rd!", 401), (NEW_PASSWORD, 200)] {
        let pair = json!({ "email": NEW, "password": password });
        assert_eq!(server.post_json("/api/auth/login", pair).await.status, status, "{password}");
    }
}

#[tokio::test]
async fn a_verification_mail_that_is_sent_again_leads_to_our_page_too() {
    let server = TestServer::start().await;
    insforge::open_sign_up(&server, insforge::UNVERIFIED).await;
    let first = register(&server, STRONG).await;
    let pair = json!({ "email": NEW, "password": STRONG });
    let access = server.post_json("/api/auth/login", pair).await.json()["accessToken"].as_str().unwrap().to_owned();
    server.advance(61);
    server.deliver_always();
    let again = server.request(Method::POST, "/api/auth/email/verification/send").bearer_auth(&access);
    assert_eq!(Answer::of(again).await.status, 200);
    let link = server.mails()[0].links[0].strip_prefix(&server.url).unwrap().to_owned();
    assert!(link != first && link.starts_with("/verify-email?token="), "{link}");
    let mut browser = Browser::new(&server);
    let page = browser.open(&link).await;
    browser.submit(&page, "/verify-email", &[]).await.is("/verify-email/done", "Your address is confirmed");
    let me = Answer::of(server.request(Method::GET, "/api/users/me").bearer_auth(&access)).await;
    assert_eq!(me.json()["emailVerified"], json!(true));
}

#[tokio::test]
async fn a_verification_link_that_is_no_good_says_what_to_do() {
    let server = TestServer::start().await;
    insforge::open_sign_up(&server, insforge::BY_CODE).await;
    let link = register(&server, STRONG).await;
    let mut browser = Browser::new(&server);
    let page = browser.open(&link).await;
    server.advance(3_601);
    browser.submit(&page, "/verify-email", &[]).await.is("/verify-email", "go back to where you signed up");
    browser.open(&link).await.is("/verify-email", "This link has expired");
    for token in ["0".repeat(64), server.reset_token(ANN).await, "nonsense".to_owned()] {
        let page = browser.open(&format!("/verify-email?token={token}")).await;
        page.is("/verify-email", "go back to where you signed up");
        assert_eq!(page.answer.status, StatusCode::BAD_REQUEST);
    }
}
