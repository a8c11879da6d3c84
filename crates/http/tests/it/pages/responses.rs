//! What every response of the pages has, and what is answered when there is no page.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use rekey_core::image::Image;
use rekey_core::limits::LimitSettings;
use rekey_core::location::{Brand, LocationSettings};

use crate::browser::Browser;
use crate::server::{ANN, Answer, NEW_PASSWORD, Options, Server};

const PAGES: [&str; 13] = [
    "/forgot",
    "/code",
    "/reset",
    "/signin",
    "/signout",
    "/not-me",
    "/not-me/done",
    "/not-me/done/second-factor",
    "/not-me/locked",
    "/new-address",
    "/new-address/done",
    "/verify-email",
    "/verify-email/done",
];

#[track_caller]
fn is_protected(answer: &Answer) {
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none';") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(answer.header("referrer-policy"), "same-origin");
    assert_eq!(answer.header("x-frame-options"), "DENY");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert!(!answer.header("x-request-id").is_empty());
}

#[tokio::test]
async fn a_logo_given_as_a_file_is_served_under_a_name_for_good_and_may_do_nothing() {
    let server = Server::new().await;
    let logo = Image::new([b"\x89PNG\r\n\x1a\n", &[b'x'; 90][..]].concat()).unwrap();
    let brand =
        Brand { logo_url: Some(logo.name().to_url()), favicon_url: Some(logo.name().to_url()), ..Brand::default() };
    let kept = LocationSettings { brand, images: vec![logo.clone()], ..LocationSettings::default() };
    server.set_location(2, kept).await;
    let path = format!("/assets/image-{}", logo.name());
    let page = Browser::new(&server).open("/forgot?location=2").await;
    page.says(&format!("<img src=\"{path}\""));
    page.says(&format!("<link rel=\"icon\" href=\"{path}\""));
    let answer = server.get(&path).await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "image/png"));
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("content-security-policy"), "default-src 'none'; sandbox");
    assert!(answer.header("cache-control").contains("immutable"));
    for other in [
        path.replace("image-", "image-0"),
        path.replace(".png", ".webp"),
        format!("/assets/image-{}", logo.name().to_string().to_uppercase()),
    ] {
        assert_eq!(server.get(&other).await.status, StatusCode::NOT_FOUND, "{other}");
    }
}

#[tokio::test]
async fn every_page_is_protected() {
    let server = Server::new().await;
    let mut browser = Browser::new(&server);
    for path in PAGES {
        is_protected(&browser.get(path).await);
    }
    is_protected(&browser.get("/nowhere").await);
    let page = browser.open("/forgot").await;
    is_protected(&browser.submit(&page, "/forgot", &[("email", ANN)]).await.answer);
    let page = browser.open(&server.mailed_link().await).await;
    is_protected(&page.answer);
    is_protected(&browser.submit(&page, "/reset", &[("password", "short")]).await.answer);
    is_protected(&browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await.answer);
    is_protected(&browser.get("/signin").await);
}

#[tokio::test]
async fn pages_need_no_inline_script_or_style() {
    let server = Server::new().await;
    let mut browser = Browser::new(&server);
    for path in PAGES {
        let page = browser.open(path).await;
        page.is_silent_about("<style");
        page.is_silent_about(" style=");
        page.is_silent_about("javascript:");
        for script in page.answer.body.split("<script").skip(1) {
            assert!(script.starts_with(" src=\"/assets/"), "{script}");
        }
    }
}

#[tokio::test]
async fn over_https_cookies_are_for_this_host_and_https_is_for_good() {
    let server = Server::with(Options { public_url: "https://id.example.com/", ..Options::default() }).await;
    let mut browser = Browser::new(&server);
    let page = browser.open("/forgot").await;
    assert_eq!(page.answer.header("strict-transport-security"), "max-age=31536000");
    let posted = browser.post(&page, "/forgot", "/forgot", &[("email", ANN)]).await;
    assert_eq!((posted.status, posted.target()), (StatusCode::SEE_OTHER, "/forgot/sent"));
    let moved = browser.get(&server.mailed_link().await).await;
    for cookie in page.answer.cookies().into_iter().chain(posted.cookies()).chain(moved.cookies()) {
        assert!(cookie.starts_with("__Host-rekey_"), "{cookie}");
        assert!(cookie.contains("; HttpOnly; SameSite=Lax; Secure; Path=/"), "{cookie}");
    }
    let page = browser.open("/reset").await;
    assert_eq!(browser.submit(&page, "/reset", &[("password", NEW_PASSWORD)]).await.path, "/reset/done");
}

#[tokio::test]
async fn redirects_and_links_come_from_the_configuration_whatever_the_host_header_says() {
    let server = Server::new().await;
    let request = Request::get(format!("/reset?token={}", "a".repeat(64)))
        .header("host", "evil.example")
        .header("x-forwarded-host", "evil.example")
        .body(Body::empty())
        .unwrap();
    let answer = server.send(request).await;
    assert_eq!((answer.status, answer.target()), (StatusCode::SEE_OTHER, "/reset"));
    let request = Request::get("/forgot").header("host", "evil.example").header("accept", "text/html");
    assert!(!server.send(request.body(Body::empty()).unwrap()).await.body.contains("evil.example"));
}

#[tokio::test]
async fn pages_under_a_path_of_a_shared_host_lead_to_each_other() {
    let server = Server::with(Options { public_url: "https://example.com/account/", ..Options::default() }).await;
    let mut browser = Browser::new(&server);
    let page = browser.open("/forgot").await;
    page.says("href=\"/account/assets/rekey-");
    page.says("href=\"/account/signin?location=1\"");
    let posted = browser.post(&page, "/account/forgot", "/forgot", &[("email", ANN)]).await;
    assert_eq!((posted.status, posted.target()), (StatusCode::SEE_OTHER, "/account/forgot/sent"));
    let link = server.mailed_link().await;
    let moved = browser.get(&link).await;
    assert_eq!((moved.status, moved.target()), (StatusCode::SEE_OTHER, "/account/reset"));
    let page = browser.open("/reset").await;
    let posted = browser.post(&page, "/account/reset", "/reset", &[("password", NEW_PASSWORD)]).await;
    assert_eq!((posted.status, posted.target()), (StatusCode::SEE_OTHER, "/account/reset/done"));

    assert_eq!(browser.get("/.well-known/change-password").await.target(), "/account/forgot");
    for path in PAGES {
        let page = browser.open(path).await;
        for attribute in [" href=\"/", " action=\"/", " formaction=\"/", " src=\"/"] {
            for target in page.answer.body.split(attribute).skip(1) {
                assert!(target.starts_with("account/"), "{path}: {attribute}{target}");
            }
        }
    }
}

#[tokio::test]
async fn what_pages_link_to_is_kept_for_good() {
    let server = Server::new().await;
    let brand = Brand { accent_color: Some("#aa3300".into()), ..Brand::default() };
    server.set_location(2, LocationSettings { brand, ..LocationSettings::default() }).await;
    let page = Browser::new(&server).open("/forgot?location=2").await;
    let linked = page.answer.body.split('"').filter(|text| text.starts_with("/assets/"));
    let linked: Vec<String> = linked.map(str::to_owned).collect();
    assert!(linked.len() >= 3, "{linked:?}");
    for path in linked {
        let asset = server.get(&path).await;
        assert_eq!(asset.status, StatusCode::OK, "{path}");
        assert!(!asset.body.is_empty(), "{path}");
        if path.starts_with("/assets/location-2.css") {
            assert!(asset.body.contains("#aa3300") && asset.header("content-type").starts_with("text/css"));
        } else {
            assert!(asset.header("cache-control").contains("immutable"), "{path}");
        }
    }
    for path in ["/assets/nothing.css", "/assets/location-9.css", "/assets/"] {
        assert_eq!(server.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn an_unknown_path_is_a_page_for_people_and_problem_json_for_programs() {
    let server = Server::new().await;
    let page = Browser::new(&server).open("/nowhere").await;
    assert_eq!(page.status(), StatusCode::NOT_FOUND);
    page.says("This page doesn’t exist");
    page.says(page.answer.header("x-request-id"));
    let answer = server.get("/nowhere").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert!(answer.body.contains("\"status\":404"));
}

#[tokio::test]
async fn a_method_that_a_page_does_not_know_is_told_so() {
    let server = Server::new().await;
    let answer = server.send(Request::put("/forgot").body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.header("allow"), "GET,HEAD,POST");
    is_protected(&answer);
}

#[tokio::test]
async fn a_repeated_field_in_a_query_is_refused() {
    let server = Server::new().await;
    assert_eq!(server.get("/reset?token=a&token=b").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn too_much_from_one_network_is_told_when_to_come_back() {
    let limits = LimitSettings { requests_per_network: "1/15m".parse().ok(), ..LimitSettings::default() };
    let server = Server::with(Options { limits, ..Options::default() }).await;
    let mut browser = Browser::new(&server);
    let page = browser.open("/forgot").await;
    browser.submit(&page, "/forgot", &[("email", ANN)]).await;
    let page = browser.submit(&page, "/forgot", &[("email", "eve@example.com")]).await;
    assert_eq!(page.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(page.answer.header("retry-after"), "900");
    page.says("data-cooldown=\"900\"");
    page.says("value=\"eve@example.com\"");
    is_protected(&page.answer);
}

#[tokio::test]
async fn with_mail_switched_off_the_page_says_so() {
    let server = Server::with(Options { mail_enabled: false, ..Options::default() }).await;
    let mut browser = Browser::new(&server);
    let page = browser.open("/forgot").await;
    let page = browser.submit(&page, "/forgot", &[("email", ANN)]).await;
    assert_eq!(page.status(), StatusCode::SERVICE_UNAVAILABLE);
    page.says("We can’t send email right now");
}

#[tokio::test]
async fn the_first_page_leads_home_or_to_sign_in_and_never_in_circles() {
    let server = Server::with(Options { public_url: "https://id.example.com/account/", ..Options::default() }).await;
    // By a name that is not this machine's own, so that the development server welcomes nobody.
    let first_page = || server.send(Request::get("/").header("host", "id.example.com").body(Body::empty()).unwrap());
    assert_eq!(first_page().await.target(), "/account/signin");
    for (home, leads_to) in [
        ("https://portal.example.com/", "https://portal.example.com/"),
        ("https://id.example.com/account", "/account/signin"),
        ("https://id.example.com/", "https://id.example.com/"),
    ] {
        let brand = Brand { home_url: Some(home.parse().unwrap()), ..Brand::default() };
        server.set_location(1, LocationSettings { brand, ..LocationSettings::default() }).await;
        assert_eq!(first_page().await.target(), leads_to, "{home}");
    }
    Browser::new(&server).open("/").await.says("Rekey is running");
}

#[tokio::test]
async fn style_sheets_and_scripts_are_packed_for_browsers_that_unpack() {
    let server = Server::new().await;
    let page = Browser::new(&server).open("/forgot").await;
    for path in page.answer.body.split('"').filter(|text| text.starts_with("/assets/rekey-")) {
        let request = Request::get(path).header("accept-encoding", "gzip, br").body(Body::empty()).unwrap();
        let packed = server.send(request).await;
        assert_eq!((packed.header("content-encoding"), packed.header("vary")), ("gzip", "accept-encoding"));
        let plain = server.get(path).await;
        assert!(plain.header("content-encoding").is_empty() && packed.body != plain.body);
    }
}

#[tokio::test]
async fn a_form_from_another_name_of_this_host_says_which_address_is_the_right_one() {
    let server = Server::with(Options { public_url: "https://id.example.com/", ..Options::default() }).await;
    let mut browser = Browser::new(&server);
    let page = browser.open("/forgot").await;
    let body = crate::browser::body_of(&page, "/forgot", &[("email", ANN)]);
    let fields =
        [("host", "id.intern.example"), ("origin", "https://id.intern.example"), ("sec-fetch-site", "same-origin")];
    let answer = browser.post_raw("/forgot", &fields, body).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.body.contains("href=\"https://id.example.com/\""), "{}", answer.body);
    assert!(!answer.body.contains("intern"), "the header has no say (R12)");
    assert!(server.deliver().await.is_empty());
}
