//! Traces, as a collector takes them: what belongs together, and nothing that is anybody's secret.

use std::time::Duration;

use opentelemetry_proto::tonic::common::v1::any_value::Value as Any;
use opentelemetry_proto::tonic::trace::v1::Span;
use serde_json::json;
use tokio::time::timeout;

use super::collector::Collector;
use super::load::{complete, post as post_json};
use super::mails::Mails;
use super::program::Program;
use super::wait::until;

const ANN: &str = "ann.traced@example.com";
const PASSWORD: &str = "a-quiet-morning-4711";
/// The trace that the proxy began, and its own part of it.
const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

/// An attribute that is a text.
fn text(span: &Span, key: &str) -> Option<String> {
    let attribute = span.attributes.iter().find(|attribute| attribute.key == key)?;
    match attribute.value.clone()?.value? {
        Any::StringValue(text) => Some(text),
        other => panic!("{key}: {other:?}"),
    }
}

async fn ask(client: &reqwest::Client, url: &str) -> u16 {
    let request = client.post(format!("{url}/api/sys/users/startPasswordReset")).json(&json!({ "email": ANN }));
    request.header("traceparent", format!("00-{TRACE}-{PARENT}-01")).send().await.unwrap().status().as_u16()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trace_leads_from_the_proxy_to_the_store_and_to_the_mail_and_tells_no_secret() {
    let (mails, collector) = (Mails::start().await, Collector::start().await);
    let program = Program::new("sqlite:data/rekey.db", mails.port);
    program.run(&["account", "add", "--email", ANN, "--password-stdin"], PASSWORD).await;
    let server = program.serve_traced(&collector.url, "127.0.0.1").await;
    let client = reqwest::Client::new();
    assert_eq!(ask(&client, &server.url).await, 200);
    let token = mails.token(ANN).await;
    assert_eq!(complete(&client, &server.url, &token).await.unwrap().status, 200);
    let wrong = json!({ "Token": token, "Password": PASSWORD, "BusinessId": 1 });
    post_json(&client, &server.url, "completePasswordReset", &wrong).await.unwrap();
    let all = ["POST /api/sys/users/startPasswordReset", "accept_request", "delivery", "send", "complete_reset"];
    until("the spans", async || all.iter().all(|name| collector.find(name).is_some())).await;

    let [request, accept, delivery, send, _] = all.map(|name| collector.find(name).unwrap());
    assert_eq!((hex::encode(&request.trace_id), hex::encode(&request.parent_span_id)), (TRACE.into(), PARENT.into()));
    assert_eq!((&accept.trace_id, &accept.parent_span_id), (&request.trace_id, &request.span_id));
    assert_eq!(text(&accept, "db.system.name").as_deref(), Some("sqlite"));
    assert!(text(&request, "rekey.entry").is_some());
    assert_eq!(text(&request, "rekey.entry"), text(&delivery, "rekey.entry"));
    assert_eq!(text(&delivery, "rekey.settlement").as_deref(), Some("sent"));
    assert_eq!((&send.trace_id, &send.parent_span_id), (&delivery.trace_id, &delivery.span_id));
    server.terminate().await;
    server.ended().await;
    let told = collector.text();
    for secret in ["ann.traced", PASSWORD, "a quiet evening", &token, "127.0.0.1"] {
        assert!(!told.contains(secret), "a span holds {secret}");
    }

    // Strangers don't decide which trace a request belongs to.
    let collector = Collector::start().await;
    let server = program.serve_traced(&collector.url, "192.0.2.1").await;
    assert_eq!(ask(&client, &server.url).await, 200);
    until("the request's span", async || collector.find(all[0]).is_some()).await;
    assert_ne!(hex::encode(collector.find(all[0]).unwrap().trace_id), TRACE);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_collector_that_is_gone_or_hangs_holds_nobody_up() {
    let mails = Mails::start().await;
    let program = Program::new("sqlite:data/rekey.db", mails.port);
    // One that takes connections and never answers, and a port that nobody listens on.
    let hangs = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for address in [hangs.local_addr().unwrap(), gone] {
        let server = program.serve_traced(&format!("http://{address}"), "127.0.0.1").await;
        let client = reqwest::Client::new();
        let asking = async {
            for _ in 0..50 {
                assert_eq!(ask(&client, &server.url).await, 200);
            }
        };
        // A batch is sent every tenth of a second, and given up after ten seconds.
        timeout(Duration::from_secs(8), asking).await.expect("nobody waits for the collector");
        server.terminate().await;
        let ended = timeout(Duration::from_secs(15), server.ended()).await.expect("nor does the end");
        assert!(ended.success());
    }
}
