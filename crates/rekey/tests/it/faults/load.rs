//! Clients that ask for resets, each time for another address, and remember what they were answered.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use reqwest::{Client, Method};
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::wait::within;

/// How many ask at once.
const CLIENTS: usize = 12;

/// The address with this number. All of them have accounts.
pub(super) fn address(number: usize) -> String {
    format!("person{number}@example.com")
}

/// An answer, as far as tests look at it.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) retry_after: Option<u64>,
    pub(super) body: Value,
}

impl Answer {
    /// Whether it says "not now" in the way of the dialect.
    #[track_caller]
    pub(super) fn must_say_not_now(&self) {
        assert_eq!(self.status, 503, "{self:?}");
        assert!(self.retry_after.is_some_and(|seconds| seconds > 0), "{self:?}");
        let Value::Object(fields) = &self.body else { panic!("{self:?}") };
        let names: Vec<&str> = fields.keys().map(String::as_str).collect();
        assert_eq!(names, ["Errors", "Message", "Status", "Value", "WasSuccessful"], "{self:?}");
        assert_eq!((&self.body["WasSuccessful"], &self.body["Status"]), (&json!(false), &json!(503)));
        assert!(self.body["Message"].as_str().is_some_and(|message| message.contains("Try again")), "{self:?}");
    }
}

/// Sends JSON and reads the answer. An error means that there was no answer.
pub(super) async fn post(client: &Client, url: &str, path: &str, body: &Value) -> reqwest::Result<Answer> {
    let response = client.post(format!("{url}/api/sys/users/{path}")).json(body).send().await?;
    let retry_after = response.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
    Ok(Answer { status: response.status().as_u16(), retry_after, body: response.json().await? })
}

/// Asks for a reset.
pub(super) async fn ask(client: &Client, url: &str, address: &str) -> reqwest::Result<Answer> {
    post(client, url, "startPasswordReset", &json!({ "email": address })).await
}

/// Completes a reset.
pub(super) async fn complete(client: &Client, url: &str, token: &str) -> reqwest::Result<Answer> {
    let body = json!({ "Token": token, "Password": "a quiet evening", "BusinessId": 1 });
    post(client, url, "completePasswordReset", &body).await
}

/// Asks what `singularity` calls a storage that fails: each method, path and body is answered 500 with this code, and
/// in this dialect's shape.
pub(super) async fn must_be_named(client: &Client, url: &str, asked: &[(Method, &str, Value, &str)]) {
    for (method, path, body, code) in asked {
        let request = client.request(method.clone(), format!("{url}/api/auth{path}"));
        let request = if body.is_null() { request } else { request.json(body) };
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 500, "{path}");
        let answer: Value = response.json().await.unwrap();
        let expected = json!({
            "timestamp": answer["timestamp"].as_str().expect("an instant"),
            "status": 500,
            "code": code,
            "error": match *code {
                "DATABASE_FAILURE" => "Database",
                "EMAIL_COOLDOWN_CACHE_FAILURE" => "CooldownCache",
                other => panic!("{other} has no name here"),
            },
            "message": answer["message"].as_str().expect("a sentence"),
            "path": format!("/api/auth{}", path.split('?').next().unwrap()),
        });
        assert_eq!(answer, expected, "{path}");
    }
}

/// Clients and what they know. Cheap to clone; clones are one.
#[derive(Clone)]
pub(super) struct Load(Arc<Shared>);

struct Shared {
    client: Client,
    next: AtomicUsize,
    accepted: Mutex<Vec<String>>,
    count: watch::Sender<usize>,
    refused: Mutex<Vec<Answer>>,
}

impl Default for Load {
    fn default() -> Self {
        Self(Arc::new(Shared {
            client: Client::new(),
            next: AtomicUsize::new(0),
            accepted: Mutex::default(),
            count: watch::Sender::new(0),
            refused: Mutex::default(),
        }))
    }
}

impl Load {
    pub(super) fn client(&self) -> &Client {
        &self.0.client
    }

    /// Lets clients ask at this server until it is gone, or the addresses up to `end` are used up.
    pub(super) fn run(&self, url: &str, end: usize) -> JoinSet<()> {
        let mut clients = JoinSet::new();
        for _ in 0..CLIENTS {
            let (load, url) = (self.clone(), url.to_owned());
            clients.spawn(async move { while load.ask_next(&url, end).await {} });
        }
        clients
    }

    /// Asks for the next address. `false`: there is no more to do here.
    async fn ask_next(&self, url: &str, end: usize) -> bool {
        let shared = &*self.0;
        let number = shared.next.fetch_add(1, Ordering::SeqCst);
        if number >= end {
            return false;
        }
        let address = address(number);
        match ask(&shared.client, url, &address).await {
            Ok(answer) if answer.status == 200 => {
                shared.accepted.lock().unwrap().push(address);
                shared.count.send_modify(|count| *count += 1);
                true
            }
            Ok(answer) => {
                shared.refused.lock().unwrap().push(answer);
                true
            }
            Err(_) => false,
        }
    }

    /// Begins with the next addresses at this number.
    pub(super) fn skip_to(&self, number: usize) {
        self.0.next.store(number, Ordering::SeqCst);
    }

    /// The addresses whose requests were answered 200.
    pub(super) fn accepted(&self) -> Vec<String> {
        self.0.accepted.lock().unwrap().clone()
    }

    /// Takes all other answers.
    pub(super) fn take_refused(&self) -> Vec<Answer> {
        std::mem::take(&mut self.0.refused.lock().unwrap())
    }

    /// How many answers were other ones.
    pub(super) fn refused(&self) -> usize {
        self.0.refused.lock().unwrap().len()
    }

    /// Waits until so many were answered 200.
    pub(super) async fn reach(&self, count: usize) {
        let mut counter = self.0.count.subscribe();
        within("accepted requests", counter.wait_for(|accepted| *accepted >= count)).await.unwrap();
    }
}
