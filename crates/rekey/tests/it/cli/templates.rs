//! `rekey location template`, and what comes of it.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::sandbox::{Outcome, Sandbox};

const FORGOT: &str = "pages/forgot.html";

fn set(sandbox: &Sandbox, location: &str, name: &str, text: &str) -> Outcome {
    sandbox.write("template", text);
    sandbox.run(&["location", "template", "set", location, name, "template"])
}

fn list(sandbox: &Sandbox, more: &[&str]) -> Vec<(u64, String)> {
    let lines = sandbox.run(&[&["location", "template", "list", "--json"], more].concat()).json();
    let entry = |line: &Value| (line["location"].as_u64().unwrap(), line["name"].as_str().unwrap().to_owned());
    lines.iter().map(entry).collect()
}

#[test]
fn a_location_keeps_its_own_templates_until_they_are_removed() {
    let sandbox = Sandbox::configured();
    sandbox.write("l.toml", "[[location]]\nid = 7\n");
    sandbox.run(&["location", "apply", "l.toml"]).done();
    let built_in = sandbox.run(&["location", "template", "show", "7", FORGOT]);
    assert!(built_in.err.contains("the common one") && built_in.out.contains("forgot-title"), "{built_in:?}");

    let own = built_in.out.replace("forgot-title", "sign-in-title");
    set(&sandbox, "7", FORGOT, &own).done();
    let words = ["location", "template", "set", "1", "locales/de.ftl", "-"];
    sandbox.run_with(&words, "forgot-title = Weg?\n").done();
    assert_eq!(sandbox.run(&["location", "template", "show", "7", FORGOT]).done(), own);
    let both = [(1, "locales/de.ftl".to_owned()), (7, FORGOT.to_owned())];
    assert_eq!(list(&sandbox, &[]), both);
    assert_eq!(list(&sandbox, &["7"]), both[1..]);

    sandbox.run(&["location", "template", "remove", "7", FORGOT]).done();
    sandbox.run(&["location", "template", "remove", "7", FORGOT]).failed(1, &["location 7 has no pages/forgot.html"]);
    assert_eq!(list(&sandbox, &[]), both[..1]);
    let trail: Vec<Value> = sandbox.run(&["audit", "--json"]).json();
    let actions: Vec<&str> = trail.iter().filter_map(|record| record["action"].as_str()).collect();
    assert!(actions.ends_with(&["template_set", "template_set", "template_removed"]), "{actions:?}");
}

#[test]
fn what_does_not_pass_is_not_stored_and_its_line_is_told() {
    let sandbox = Sandbox::installed();
    let nothing = "nothing is stored";
    set(&sandbox, "1", FORGOT, "<p>\n{{ emial }}").failed(1, &[nothing, "template: ", "pages/forgot.html, line 2"]);
    set(&sandbox, "1", "locales/ja.ftl", "forgot-title = { $").failed(1, &[nothing, "locales/ja.ftl", "line 1"]);
    set(&sandbox, "1", FORGOT, &"x".repeat(64 * 1024 + 1)).failed(1, &[nothing, "65537 bytes"]);
    set(&sandbox, "1", "assets/rekey.css", "body{}").failed(2, &["assets/rekey.css", "mails/reset_link.mjml"]);
    set(&sandbox, "1", "locales/sv.ftl", "a = b\n").failed(2, &["locales/sv.ftl", "locales/de.ftl"]);
    set(&sandbox, "9", FORGOT, "").failed(1, &["there is no location 9"]);
    let absent = ["location", "template", "set", "1", FORGOT, "absent"];
    sandbox.run(&absent).failed(1, &[nothing, "absent: it can't be read"]);
    assert_eq!(list(&sandbox, &[]), []);
}

#[test]
fn a_word_that_nothing_says_is_told_and_does_no_harm() {
    let sandbox = Sandbox::installed();
    let outcome = set(&sandbox, "1", "locales/en.ftl", "or = or\nforgot-titel = Lost it?\n");
    let told = "locales/en.ftl, line 2: `forgot-titel`: no such word; did you mean `forgot-title`?\n";
    assert_eq!((outcome.code, outcome.err.as_str()), (Some(0), told), "{outcome:?}");
    let outcome = set(&sandbox, "1", "locales/en.ftl", "forgot-title = Lost it?\n");
    assert_eq!((outcome.code, outcome.err.as_str()), (Some(0), ""), "{outcome:?}");
}

#[test]
fn templates_of_a_location_that_is_not_there_are_neither_shown_nor_listed() {
    let sandbox = Sandbox::installed();
    for command in [&["show", "9", FORGOT][..], &["list", "9"], &["remove", "9", FORGOT]] {
        sandbox.run(&[&["location", "template"], command].concat()).failed(1, &["there is no location 9"]);
    }
}

#[test]
fn what_leans_on_another_is_checked_with_it() {
    let sandbox = Sandbox::installed();
    let part = "{% macro shout(words) %}<b>{{ words }}</b>{% endmacro %}\n";
    let parts = sandbox.run(&["location", "template", "show", "1", "pages/_parts.html"]).out;
    let page = "{% from 'pages/_parts.html' import shout %}{{ shout('Lost?') }}";
    set(&sandbox, "1", FORGOT, page).failed(1, &["not callable", "pages/forgot.html, line 1"]);
    set(&sandbox, "1", "pages/_parts.html", &format!("{parts}{part}")).done();
    set(&sandbox, "1", FORGOT, page).done();
    let removed = sandbox.run(&["location", "template", "remove", "1", "pages/_parts.html"]).done();
    assert!(removed.contains("does not work alone") && removed.contains("not callable"), "{removed}");
}

async fn shows(url: &str, text: &str) {
    let client = reqwest::Client::new();
    let look = async {
        loop {
            let page = client.get(format!("{url}/forgot")).send().await.unwrap().text().await.unwrap();
            if page.contains(text) {
                return;
            }
        }
    };
    assert!(tokio::time::timeout(Duration::from_secs(20), look).await.is_ok(), "{text}");
}

#[tokio::test]
async fn a_server_follows_and_falls_back_where_a_template_no_longer_works() {
    let sandbox = Sandbox::installed();
    set(&sandbox, "1", FORGOT, "<p>Our own page</p>").done();
    let server = sandbox.serve(&["serve"]);
    shows(&server.url, "Our own page").await;
    set(&sandbox, "1", FORGOT, "<p>Another page</p>").done();
    shows(&server.url, "Another page").await;

    // As if a later version knew less.
    let database = rusqlite::Connection::open(sandbox.path("data/rekey.db")).unwrap();
    let change = "UPDATE location_templates SET digest = randomblob(32), text = ?1";
    database.execute(change, ["{{ no_longer_there }}"]).unwrap();
    shows(&server.url, "Forgot your password?").await;
    let outcome = sandbox.run(&["doctor"]);
    let said = "templates of location 1";
    let line = outcome.out.lines().find(|line| line.contains(said)).unwrap_or_else(|| panic!("{outcome:?}"));
    assert!(line.starts_with("FAILED") && line.contains("undefined"), "{line}");
    assert!(server.stop().success());
    database.execute(change, ["{% if %}"]).unwrap();
    let server = sandbox.serve(&["serve"]);
    shows(&server.url, "Forgot your password?").await;
    assert!(server.stop().success());
}

#[tokio::test]
async fn an_open_preview_follows_what_is_set() {
    let sandbox = Sandbox::installed();
    let mut preview = sandbox.start(&["location", "preview", "1"]);
    let line = preview.next_line();
    let url =
        line.split_once(" at ").and_then(|(_, rest)| rest.split_once("/ (")).unwrap_or_else(|| panic!("{line}")).0;
    set(&sandbox, "1", FORGOT, "<p>Our own page of {{ frame.name }}</p>").done();
    let page = async || {
        let answer = reqwest::get(format!("{url}/_preview/en/pages/forgot/empty.html")).await.unwrap();
        answer.text().await.unwrap()
    };
    assert!(page().await.contains("Our own page of id.example.com"));
    sandbox.write("l.toml", "[[location]]\nid = 1\nname = \"Harbour\"\n");
    sandbox.run(&["location", "apply", "l.toml"]).done();
    let look = async { while !page().await.contains("Our own page of Harbour") {} };
    assert!(tokio::time::timeout(Duration::from_secs(20), look).await.is_ok());
}

#[tokio::test]
async fn a_preview_draws_what_a_draft_would_apply_and_says_why_it_would_not() {
    let sandbox = Sandbox::installed();
    let mut preview = sandbox.start(&["location", "preview", "1"]);
    let line = preview.next_line();
    let url =
        line.split_once(" at ").and_then(|(_, rest)| rest.split_once("/ (")).unwrap_or_else(|| panic!("{line}")).0;
    let draw = async |look: &str| {
        let draft = URL_SAFE_NO_PAD.encode(format!("[[location]]\nid = 1\n{look}"));
        let answer = reqwest::get(format!("{url}/_draft/{draft}/en.json")).await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    let (status, drawn) = draw("name = \"Harbour\"\n[location.brand]\naccent_color = \"#0f766e\"").await;
    let drawn: Value = serde_json::from_str(&drawn).unwrap();
    assert_eq!(status, 200);
    assert!(drawn["contrasts"].as_array().unwrap().iter().any(|one| one["what"] == "links"));
    let exhibits = drawn["exhibits"].as_array().unwrap();
    let of = |path: &str| exhibits.iter().find(|one| one["path"] == path).unwrap();
    let page = of("pages/forgot/empty")["html"].as_str().unwrap();
    assert!(page.contains("· Harbour</title>"));
    let css = page.split('"').find(|part| part.contains("/assets/location-1.css")).unwrap();
    let css = reqwest::get(format!("{url}{css}")).await.unwrap().text().await.unwrap();
    assert!(css.contains("--accent:#0f766e"), "{css}");
    assert!(of("mails/reset_code/named")["html"].as_str().unwrap().contains("#0f766e"));

    for (wrong, reason) in [
        ("[location.brand]\nbackground_color = \"#808080\"", "background_color"),
        ("[location.brand]\naccent_colour = \"#0f766e\"", "accent_color"),
        ("name = ", "look.toml"),
    ] {
        let (status, error) = draw(wrong).await;
        assert!(status == 422 && error.contains(reason), "{wrong}: {status} {error}");
    }
    // A draft names files that were handed over, and reads none of this machine.
    sandbox.write("logo.png", "\u{89}PNG");
    let (status, error) = draw("[location.brand]\nlogo = \"logo.png\"").await;
    assert!(status == 422 && error.contains("choose the file again"), "{status} {error}");
    let png = [&b"\x89PNG\r\n\x1a\n"[..], &[7; 90]].concat();
    let chosen = reqwest::Client::new().put(format!("{url}/_image/logo.png")).body(png.clone()).send().await.unwrap();
    assert_eq!(chosen.status(), 204);
    let (_, drawn) = draw("[location.brand]\nlogo = \"logo.png\"").await;
    let shown = drawn.split('"').find(|part| part.contains("/assets/image-")).unwrap().trim_end_matches('\\');
    assert_eq!(reqwest::get(format!("{url}{shown}")).await.unwrap().bytes().await.unwrap(), png, "{shown}");

    // Nothing was applied.
    let now = reqwest::get(format!("{url}/_preview/languages.json")).await.unwrap().text().await.unwrap();
    assert!(now.contains("\"accent_color\":null"), "{now}");
}
