//! A node of 0.1 beside one of this version.

use serde_json::{Value, json};

use super::cluster::Cluster;
use super::database::Database;
use super::load::{Load, address, ask, complete};
use super::mails::Mails;
use super::program::Program;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_0_1_node_and_one_of_this_version_share_a_database() {
    let earlier = std::env::var("REKEY_TEST_EARLIER").expect("the path of rekey 0.1");
    let database = Database::create(Cluster::shared()).await;
    let mails = Mails::start().await;
    let program = Program::new(&database.url(), mails.port);
    leave_out(&program, &["work_per_network", "verifications_per_network"]);
    // The earlier one makes the database; this one migrates it while the earlier one works.
    let old = program.serve_by(&earlier, &["serve"]).await;
    program.import(12).await;
    let load = Load::default();
    let reset = async |person: usize, asked: &str, completed: &str| {
        assert_eq!(ask(load.client(), asked, &address(person)).await.unwrap().status, 200);
        let token = mails.token(&address(person)).await;
        assert_eq!(complete(load.client(), completed, &token).await.unwrap().status, 200, "{person}");
    };
    reset(0, &old.url, &old.url).await;
    let new = program.serve().await;
    reset(1, &new.url, &old.url).await;
    reset(2, &old.url, &new.url).await;
    reset(3, &old.url, &old.url).await;

    // Each delivers what the other accepted, and this one honours the earlier one's sessions. The earlier one can't read
    // this one's refresh tokens (CHANGELOG), and trying does them no harm.
    let session = async |url: &str, person: usize| {
        let body = json!({ "email": address(person), "password": "a quiet evening" });
        let signed_in = load.client().post(format!("{url}/api/auth/sessions?client_type=mobile")).json(&body).send();
        let signed_in: Value = signed_in.await.unwrap().json().await.unwrap();
        signed_in["refreshToken"].as_str().expect("a session").to_owned()
    };
    let refresh = async |url: &str, token: &str| {
        let body = json!({ "refreshToken": token });
        let refreshed = load.client().post(format!("{url}/api/auth/refresh?client_type=mobile")).json(&body).send();
        refreshed.await.unwrap().status().as_u16()
    };
    assert_eq!(refresh(&new.url, &session(&old.url, 0).await).await, 200);
    let newer = session(&new.url, 1).await;
    assert_eq!(refresh(&old.url, &newer).await, 400);
    assert_eq!(refresh(&new.url, &newer).await, 200);
    old.terminate().await;
    assert!(old.ended().await.success());
    reset(4, &new.url, &new.url).await;
    // And the way back: the earlier one starts on what this one has migrated.
    let back = program.serve_by(&earlier, &["serve"]).await;
    new.terminate().await;
    assert!(new.ended().await.success());
    reset(5, &back.url, &back.url).await;
}

/// Takes settings out that 0.1 does not know.
fn leave_out(program: &Program, settings: &[&str]) {
    let path = program.path("rekey.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let known = text.lines().filter(|line| !settings.iter().any(|setting| line.starts_with(setting)));
    std::fs::write(&path, known.collect::<Vec<_>>().join("\n")).unwrap();
}
