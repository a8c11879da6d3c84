//! The development inbox.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use rekey_core::ports::{CapturedMail, CapturedMails, Clock};

use crate::browser::Browser;
use crate::server::{HERE, Options, Server};

const PATHS: [(&str, &str); 6] = [
    ("GET", "/_dev/inbox"),
    ("GET", "/_dev/inbox.json"),
    ("GET", "/_dev/inbox/1.html"),
    ("GET", "/_dev/inbox/1.eml"),
    ("POST", "/_dev/inbox/clear"),
    ("POST", "/_dev/inbox/delete"),
];

fn put(server: &Server, id: &str, subject: &str) {
    server.inbox.put(CapturedMail {
        id: id.into(),
        to: "ann@example.com".into(),
        from: "Example <no-reply@example.com>".into(),
        subject: subject.into(),
        text: "the text".into(),
        html: "<p style=\"color:red\">the <b>HTML</b></p>".into(),
        links: vec!["http://127.0.0.1:8080/reset?token=abc".into()],
        code: Some("123456".into()),
        source: "Subject: the source".into(),
        created_at: server.clock.now(),
    });
}

#[tokio::test]
async fn the_inbox_lists_mails_newest_first() {
    let server = Server::new().await;
    put(&server, "1", "the first");
    put(&server, "2", "the second");
    let answer = server.get("/_dev/inbox.json").await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/json"));
    let mails: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(mails[0]["subject"], "the second");
    assert_eq!(mails[1]["id"], "1");
    assert_eq!(mails[0]["links"][0], "http://127.0.0.1:8080/reset?token=abc");
    assert_eq!(mails[0]["created_at"], "2027-01-15T08:00:03Z");

    let mut browser = Browser::new(&server);
    let page = browser.open("/_dev/inbox").await;
    page.says("the first");
    page.says("/_dev/inbox/2.html");
    assert!(page.answer.header("content-security-policy").contains("frame-src 'self'; connect-src 'self'"));
    browser.open("/_dev/inbox?mail=1&view=source").await.says("Subject: the source");
    browser.open("/_dev/inbox?mail=1&view=headers").await.says("<th scope=\"row\">Subject</th><td>the source</td>");
    browser.open("/_dev/inbox?mail=1&scheme=dark").await.says("/_dev/inbox/1.html?images=on&amp;scheme=dark");

    let page = browser.submit(&page, "/_dev/inbox/clear", &[]).await;
    assert_eq!((page.status(), page.path.as_str()), (StatusCode::OK, "/_dev/inbox"));
    assert!(server.inbox.list().is_empty());
}

#[tokio::test]
async fn a_mails_html_can_look_but_not_act() {
    let server = Server::new().await;
    put(&server, "1", "the first");
    let answer = server.get("/_dev/inbox/1.html").await;
    assert_eq!(answer.body, "<p style=\"color:red\">the <b>HTML</b></p>");
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("sandbox allow-popups") && policy.contains("default-src 'none'"), "{policy}");
    assert!(!policy.contains("script-src") && !policy.contains("allow-scripts"), "{policy}");
    for missing in ["/_dev/inbox/2.html", "/_dev/inbox/1", "/_dev/inbox/1.txt"] {
        assert_eq!(server.get(missing).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn to_anybody_else_the_inbox_is_an_unknown_path() {
    let server = Server::new().await;
    put(&server, "1", "the first");
    let requests: [(&str, &[(&str, &str)]); 6] = [
        ("192.0.2.1:5000", &[("host", "localhost")]),
        (HERE, &[("host", "rebound.example:8080")]),
        (HERE, &[("x-forwarded-for", "127.0.0.1")]),
        (HERE, &[("x-forwarded-host", "localhost")]),
        (HERE, &[("forwarded", "for=127.0.0.1")]),
        (HERE, &[("x-real-ip", "127.0.0.1")]),
    ];
    for (peer, headers) in requests {
        for method in ["GET", "POST", "PUT"] {
            let send = async |path: &str| {
                let mut request = Request::builder().method(method).uri(path).header("x-request-id", "same");
                for (name, value) in headers {
                    request = request.header(*name, *value);
                }
                server.send_from(peer, request.body(Body::empty()).unwrap()).await
            };
            let unknown = send("/nowhere").await;
            assert_eq!(unknown.status, StatusCode::NOT_FOUND);
            for (_, path) in PATHS {
                let answer = send(path).await;
                assert_eq!(answer.status, unknown.status, "{method} {path} {headers:?}");
                assert_eq!(answer.headers, unknown.headers, "{method} {path} {headers:?}");
                assert_eq!(answer.body, unknown.body, "{method} {path} {headers:?}");
            }
        }
    }
    assert_eq!(server.inbox.list().len(), 1);
}

#[tokio::test]
async fn a_mail_is_deleted_alone_downloaded_and_shown_without_its_images() {
    let server = Server::new().await;
    put(&server, "1", "the first");
    put(&server, "2", "the second");
    let mut browser = Browser::new(&server);
    let file = browser.get("/_dev/inbox/1.eml").await;
    assert_eq!((file.header("content-type"), file.body.as_str()), ("message/rfc822", "Subject: the source"));
    assert!(file.header("content-disposition").starts_with("attachment;"));
    let policy = |answer: crate::server::Answer| answer.header("content-security-policy").to_owned();
    assert!(policy(browser.get("/_dev/inbox/1.html").await).contains("img-src http:"));
    assert!(!policy(browser.get("/_dev/inbox/1.html?images=off").await).contains("img-src"));
    let page = browser.open("/_dev/inbox?mail=1").await;
    browser.submit(&page, "/_dev/inbox/delete", &[]).await.is_silent_about("the first");
    let left: Vec<String> = server.inbox.list().iter().map(|mail| mail.id.clone()).collect();
    assert_eq!(left, ["2"]);
}

#[tokio::test]
async fn where_others_can_reach_it_the_inbox_is_for_those_who_show_its_key() {
    let key = "0123456789abcdef0123456789abcdef";
    let server = Server::with(Options { inbox_key: Some(key), ..Options::default() }).await;
    put(&server, "1", "the first");
    for (method, path) in PATHS {
        let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        assert_eq!(
            server.send(request).await.status,
            StatusCode::NOT_FOUND,
            "being on this machine proves nothing: {path}"
        );
    }
    assert!(!server.get("/").await.body.contains("/_dev/inbox"));
    let elsewhere = async |path: &str, cookie: &str| {
        let request = Request::get(path).header("host", "box.example:8080").header("cookie", cookie);
        server.send_from("192.0.2.1:5000", request.body(Body::empty()).unwrap()).await
    };
    let entered = elsewhere(&format!("/_dev/inbox?key={key}"), "").await;
    assert_eq!((entered.status, entered.target()), (StatusCode::SEE_OTHER, "/_dev/inbox"));
    let cookie = entered.cookies()[0].split(';').next().unwrap().to_owned();
    assert!(entered.cookies()[0].contains("HttpOnly"), "{:?}", entered.cookies());
    assert!(elsewhere("/_dev/inbox", &cookie).await.body.contains("the first"));
    assert!(elsewhere("/", &cookie).await.body.contains("/_dev/inbox"));
    assert_eq!(elsewhere(&format!("/?key={key}"), "").await.target(), "/");
    assert_eq!(elsewhere("/_dev/inbox", "rekey_key=wrong").await.status, StatusCode::NOT_FOUND);
    assert_eq!(elsewhere("/_dev/inbox.json?key=wrong", "").await.status, StatusCode::NOT_FOUND);
    assert_eq!(elsewhere(&format!("/_dev/inbox.json?key={key}"), "").await.status, StatusCode::OK);
}
