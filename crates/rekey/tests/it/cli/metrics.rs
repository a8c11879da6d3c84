//! `/metrics` of a server that people use.

use std::collections::{BTreeMap, BTreeSet};
use std::net::TcpListener;
use std::time::Duration;

use rekey::telemetry::catalogue;
use serde_json::json;

use super::sandbox::{Sandbox, Server};

const METRICS: &str = "REKEY_TELEMETRY__METRICS_LISTEN";

fn server() -> (Sandbox, Server, String) {
    server_with(&[])
}

/// The same with more settings.
fn server_with(settings: &[(&str, &str)]) -> (Sandbox, Server, String) {
    let empty = Sandbox::empty().set("REKEY_LISTEN", "127.0.0.1:0");
    let sandbox = settings.iter().fold(empty, |sandbox, (name, value)| sandbox.set(name, value));
    let mut server = sandbox.serve(&["serve", "--dev"]);
    let line = server.next_line();
    let url = line.strip_prefix("metrics on ").unwrap_or_else(|| panic!("{line}")).to_owned();
    (sandbox, server, url)
}

async fn get(url: &str) -> reqwest::Response {
    reqwest::get(url).await.unwrap()
}

/// The samples, by name with labels.
async fn scrape(url: &str) -> BTreeMap<String, f64> {
    let text = get(url).await.text().await.unwrap();
    let samples = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    samples
        .map(|line| line.rsplit_once(' ').unwrap())
        .map(|(name, value)| (name.to_owned(), value.parse().unwrap()))
        .collect()
}

/// Scrapes until a sample has this value: mails go out after their requests are answered.
async fn scrape_until(url: &str, name: &str, value: f64) -> BTreeMap<String, f64> {
    let look = async {
        loop {
            let samples = scrape(url).await;
            if samples.get(name) == Some(&value) {
                return samples;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), look).await.unwrap_or_else(|_| panic!("{name} never was {value}"))
}

async fn use_it(server: &Server) {
    let client = reqwest::Client::new();
    for password in ["Demo-Passw0rd!", "wrong horse"] {
        let form = [("grant_type", "password"), ("username", "demo@example.com"), ("password", password)];
        client.post(format!("{}/api/token", server.url)).form(&form).send().await.unwrap();
    }
    for _ in 0..2 {
        let body = json!({"email": "demo@example.com"});
        client.post(format!("{}/api/sys/users/startPasswordReset", server.url)).json(&body).send().await.unwrap();
    }
    client.get(format!("{}/made-up/4711?token=secret", server.url)).send().await.unwrap();
}

#[tokio::test]
async fn what_happens_is_counted_and_shown() {
    let (_sandbox, server, url) = server();
    use_it(&server).await;
    let samples = scrape_until(&url, r#"rekey_mail_attempts_total{outcome="sent"}"#, 1.0).await;
    for (name, value) in [
        (r#"rekey_sign_ins_total{way="password",outcome="done"}"#, 1.0),
        (r#"rekey_sign_ins_total{way="password",outcome="refused"}"#, 1.0),
        (r#"rekey_recovery_requests_total{purpose="reset_password",outcome="accepted"}"#, 1.0),
        (r#"rekey_recovery_requests_total{purpose="reset_password",outcome="suppressed"}"#, 1.0),
        (r#"rekey_limits_hit_total{limit="address"}"#, 1.0),
        (r#"rekey_http_request_duration_seconds_count{method="POST",route="/api/token",status="2xx"}"#, 1.0),
        (r#"rekey_http_request_duration_seconds_count{method="POST",route="/api/token",status="4xx"}"#, 1.0),
        (r#"rekey_http_request_duration_seconds_count{method="GET",route="(none)",status="4xx"}"#, 1.0),
        (r#"rekey_mail_attempts_total{outcome="gave_up"}"#, 0.0),
        ("rekey_network_counts", 3.0),
        ("rekey_store_up", 1.0),
        ("rekey_hashing_waiting", 0.0),
    ] {
        assert_eq!(samples.get(name), Some(&value), "{name} in {samples:#?}");
    }
    assert!(samples["rekey_store_commit_steps_count"] >= 1.0);
    let taken =
        samples[r#"rekey_http_request_duration_seconds_bucket{method="POST",route="/api/token",status="2xx",le="30"}"#];
    assert!((taken - 1.0).abs() < f64::EPSILON, "hashing is timed: {taken}");
}

#[tokio::test]
async fn calls_to_a_directory_are_timed_under_its_name() {
    let (_sandbox, server, url) = server_with(&[
        ("REKEY_DIRECTORIES__APP__KIND", "http"),
        ("REKEY_DIRECTORIES__APP__URL", "http://127.0.0.1:1/rekey"),
        ("REKEY_DIRECTORIES__APP__SECRET", "whsec_jHQEVb9q15GC+LalJ/yjhhbaoJC8dgrb5oJgHC1J+JQ="),
        ("REKEY_LOCATIONS__0__ID", "1"),
        ("REKEY_LOCATIONS__0__DIRECTORY", "app"),
    ]);
    use_it(&server).await;
    let name = r#"rekey_directory_call_duration_seconds_count{directory="app",call="find",outcome="unavailable"}"#;
    scrape_until(&url, name, 1.0).await;
}

#[tokio::test]
async fn nothing_that_a_client_sent_and_nobodys_address_is_shown() {
    let (_sandbox, server, url) = server();
    use_it(&server).await;
    scrape_until(&url, r#"rekey_mail_attempts_total{outcome="sent"}"#, 1.0).await;
    let answer = get(&url).await;
    assert_eq!(answer.headers()["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    let text = answer.text().await.unwrap();
    for secret in ["demo", "example.com", "127.0.0.1", "4711", "made-up", "secret", "horse"] {
        assert!(!text.contains(secret), "{secret} in\n{text}");
    }
    let shown: BTreeSet<&str> =
        text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()).collect();
    let known: BTreeSet<&str> = catalogue::ALL.iter().map(|metric| metric.name).collect();
    assert!(shown.is_subset(&known), "{:?}", shown.difference(&known));
    assert!(shown.iter().all(|name| text.contains(&format!("# HELP {name} "))));
}

#[tokio::test]
async fn figures_have_a_listener_of_their_own() {
    let (_sandbox, server, url) = server();
    assert_eq!(get(&format!("{}/metrics", server.url)).await.status(), 404);
    assert_eq!(get(&url.replace("/metrics", "/healthz")).await.status(), 404);
    assert!(server.stop().success(), "with a listener that nobody talks to");
}

#[test]
fn a_metrics_port_that_was_chosen_must_be_free() {
    let busy = TcpListener::bind("127.0.0.1:0").unwrap();
    let sandbox = Sandbox::configured().set(METRICS, &busy.local_addr().unwrap().to_string());
    sandbox.run(&["serve"]).failed(1, &["telemetry.metrics_listen", "taken", METRICS]);
    let sandbox = Sandbox::configured().set(METRICS, "9090");
    sandbox.run(&["serve"]).failed(2, &["telemetry.metrics_listen", METRICS, "\"off\""]);
}
