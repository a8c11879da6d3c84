//! More than the machine can hash is refused at once, and says when to come again (R22).

use rekey::adapters::HashCost;
use rekey_core::time::Duration;
use reqwest::Method;
use serde_json::json;
use tokio::task::JoinSet;

use super::{COMPLETE, NEW_PASSWORD, assert_refused};
use crate::insforge;
use crate::support::{ANN, Answer, TestServer};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sign_ins_and_resets_that_can_not_be_hashed_in_time_are_shed_in_their_own_shapes() {
    let server = TestServer::start_with(|setup| {
        setup.settings.limits.failures_per_network = None;
        setup.settings.limits.work_per_network = None;
        setup.settings.limits.longest_sign_in_delay = Duration::ZERO;
        // A second for each, so that all come while the first is hashed.
        setup.hash_cost = HashCost { passes: 50, queue: 1, ..HashCost::recommended(1) };
    })
    .await;
    let token = server.reset_token(ANN).await;
    let (mut sign_ins, mut resets, mut of_apps) = (JoinSet::new(), JoinSet::new(), JoinSet::new());
    for _ in 0..150 {
        let fields = [("grant_type", "password"), ("username", ANN), ("password", "wrong password")];
        sign_ins.spawn(Answer::of(server.request(Method::POST, "/api/token").form(&fields)));
        let body = json!({ "Token": token, "Password": NEW_PASSWORD, "BusinessId": 1 });
        resets.spawn(Answer::of(server.request(Method::POST, COMPLETE).json(&body)));
        let body = json!({ "email": ANN, "password": "wrong password" });
        of_apps.spawn(Answer::of(server.request(Method::POST, insforge::SESSIONS).json(&body)));
    }
    assert_eq!(server.get("/healthz").await.status, 200, "health stays green");
    let is_shed = |answer: &Answer| answer.status == 503;
    let sign_ins: Vec<Answer> = sign_ins.join_all().await.into_iter().filter(is_shed).collect();
    let resets: Vec<Answer> = resets.join_all().await.into_iter().filter(is_shed).collect();
    let of_apps: Vec<Answer> = of_apps.join_all().await.into_iter().filter(is_shed).collect();
    let all = [&sign_ins, &resets, &of_apps];
    assert!(all.iter().all(|shed| !shed.is_empty()), "450 at once are more than a thread and its queue take");
    for answer in all.into_iter().flatten() {
        assert_eq!(answer.header("retry-after"), Some("1"));
    }
    for answer in &sign_ins {
        assert_eq!(answer.json()["error"], "temporarily_unavailable");
    }
    for answer in &resets {
        assert_refused(answer, 503);
    }
    for answer in &of_apps {
        insforge::assert_refused(answer, 503, "SERVICE_OVERLOADED");
    }
}
