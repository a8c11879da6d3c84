//! Somebody sets the clock of one node.

use serde_json::Value;

use super::cluster::Cluster;
use super::database::Database;
use super::load::{Load, address, ask, complete};
use super::mails::Mails;
use super::program::{Program, Server};
use super::wait::until;

const PASSWORD: &str = "a quiet evening";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_whose_clock_is_set_an_hour_back_does_no_harm() {
    set_clock("-1h").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_whose_clock_is_set_an_hour_forward_does_no_harm() {
    set_clock("+1h").await;
}

async fn set_clock(step: &str) {
    let database = Database::create(Cluster::shared()).await;
    let mails = Mails::start().await;
    let program = Program::new(&database.url(), mails.port);
    program.append("[limits]\nrequests_per_network = \"30/15m\"\nfailures_per_network = \"50/15m\"");
    program.import(8).await;
    let clock = program.path("clock");
    std::fs::write(&clock, "+0").unwrap();
    let (wrong, right) = tokio::join!(program.serve_by_clock(&clock), program.serve());
    let load = Load::default();
    let client = load.client();
    let reset = async |person: usize, asked: &Server, completed: &Server| {
        assert_eq!(ask(client, &asked.url, &address(person)).await.unwrap().status, 200, "{step}");
        let token = mails.token(&address(person)).await;
        assert_eq!(complete(client, &completed.url, &token).await.unwrap().status, 200, "{step}");
        for node in [&wrong, &right] {
            assert_eq!(complete(client, &node.url, &token).await.unwrap().status, 400, "{step}");
        }
    };
    let token = async |node: &Server, form: &[(&str, &str)]| -> Option<Value> {
        let answer = client.post(format!("{}/api/token", node.url)).form(form).send().await.unwrap();
        if answer.status().is_success() { Some(answer.json().await.unwrap()) } else { None }
    };
    let refresh = async |node: &Server, tokens: &Value| {
        let presented = tokens["refresh_token"].as_str().unwrap().to_owned();
        token(node, &[("grant_type", "refresh_token"), ("refresh_token", &presented)]).await
    };

    reset(0, &wrong, &right).await;
    reset(1, &right, &wrong).await;
    let password = [("grant_type", "password"), ("username", &address(0)), ("password", PASSWORD)];
    let before = token(&right, &password).await.unwrap();
    std::fs::write(&clock, step).unwrap();

    // Work from before continues, at either node.
    let tokens = refresh(&wrong, &before).await.expect(step);
    let tokens = refresh(&right, &tokens).await.expect(step);
    for (person, asked, completed) in
        [(2, &wrong, &right), (3, &right, &wrong), (4, &wrong, &wrong), (5, &right, &right)]
    {
        reset(person, asked, completed).await;
    }
    // A reset ends sessions, no matter where it was completed and which node checks.
    let link = program.run(&["account", "reset", &address(0)], "").await;
    let (_, link) = link.split_once("token=").expect("a link");
    let link: String = link.chars().take_while(char::is_ascii_hexdigit).collect();
    assert_eq!(complete(client, &wrong.url, &link).await.unwrap().status, 200, "{step}");
    for node in [&wrong, &right] {
        assert!(refresh(node, &tokens).await.is_none(), "{step}");
        assert!(token(node, &password).await.is_some(), "{step}");
    }
    until("a warning", async || wrong.log().contains("the clock was set")).await;
    assert!(!right.log().contains("the clock was set"), "{}", right.log());
    until("an outbox with nothing left to do", async || program.entries(Some("pending")).await.is_empty()).await;
    let all = mails.tokens();
    for person in 1..6 {
        assert_eq!(all[&address(person)].len(), 2, "a link and a notice for person {person}, {step}");
    }
}
