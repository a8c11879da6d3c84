//! People who forget their passwords again and again.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

use super::super::load::address;
use super::super::random::Random;
use super::history::{Answer, Ask, Asked, Opened, Submitted, Used};
use super::recorder::Recorder;
use super::world::{End, LOCATIONS, Nodes};

/// How long a person waits for an answer.
const ANSWER: Duration = Duration::from_secs(4);
/// How long a person waits for a mail before asking again.
const MAIL: Duration = Duration::from_secs(5);
/// How long somebody waits for a mail when all is well again.
const CALM: Duration = Duration::from_mins(1);

/// One of them.
pub(super) struct Person {
    number: usize,
    nodes: Arc<Nodes>,
    recorder: Recorder,
    random: Random,
    client: Client,
    asks: usize,
    sessions: Vec<Session>,
}

/// What a person has of a session.
struct Session {
    /// Its place in the history.
    index: usize,
    bearer: String,
    refresh: String,
}

impl Person {
    pub(super) fn new(number: usize, nodes: Arc<Nodes>, recorder: Recorder, random: Random) -> Self {
        let client = Client::builder().timeout(ANSWER).build().unwrap();
        Self { number, nodes, recorder, random, client, asks: 0, sessions: Vec::new() }
    }

    /// Forgets, asks, resets, signs in, and again. The last location is left for [`is_well`](Self::is_well).
    pub(super) async fn live(&mut self, end: End) {
        while !end.has_come() && self.asks + 1 < LOCATIONS {
            self.forget().await;
            self.random.pause(0, 300).await;
        }
    }

    async fn forget(&mut self) {
        let ask = self.ask().await;
        let Some(token) = self.recorder.token(ask, MAIL).await else { return };
        let password = format!("a quiet evening {}", ask.location);
        let mut answer = if self.random.percent(40) {
            let (one, other) = tokio::join!(self.submit(ask, &token, &password), self.submit(ask, &token, &password));
            if one == Answer::Yes { one } else { other }
        } else {
            self.submit(ask, &token, &password).await
        };
        if answer == Answer::Unknown || self.random.percent(10) {
            let again = self.submit(ask, &token, &password).await;
            answer = if answer == Answer::Yes { answer } else { again };
        }
        if answer != Answer::Yes {
            return;
        }
        self.sign_in(&password).await;
        for _ in 0..self.random.below(3) {
            self.refresh(self.sessions.len().checked_sub(1)).await;
        }
        let old = self.sessions.len().checked_sub(1 + self.random.below(3));
        self.look(old).await;
        self.refresh(old).await;
    }

    /// Once all is well, everything goes well, and what was ended is over. Gives what did not go well.
    pub(super) async fn is_well(&mut self) -> Result<(), String> {
        for session in 0..self.sessions.len() {
            self.look(Some(session)).await;
            self.refresh(Some(session)).await;
        }
        let ask = self.ask().await;
        let token = self.recorder.token(ask, CALM).await.ok_or("no mail")?;
        let password = "all is well that ends well";
        if self.submit(ask, &token, password).await != Answer::Yes {
            return Err("a good token is refused".to_owned());
        }
        if !self.sign_in(password).await {
            return Err("the new password is refused".to_owned());
        }
        for session in 0..self.sessions.len() {
            self.look(Some(session)).await;
        }
        Ok(())
    }

    async fn ask(&mut self) -> Ask {
        self.asks += 1;
        let ask = Ask { person: self.number, location: self.asks };
        let body = json!({ "email": address(self.number), "businessId": ask.location });
        let from = self.recorder.now();
        let (answer, _) = self.post("/api/sys/users/startPasswordReset", |request| request.json(&body)).await;
        let during = self.recorder.since(from);
        self.recorder.write(|history| history.asked.push(Asked { ask, during, answer }));
        ask
    }

    async fn submit(&self, ask: Ask, token: &str, password: &str) -> Answer {
        let body = json!({ "Token": token, "Password": password, "BusinessId": ask.location });
        let from = self.recorder.now();
        let (answer, _) = self.post("/api/sys/users/completePasswordReset", |request| request.json(&body)).await;
        let during = self.recorder.since(from);
        self.recorder.write(|history| {
            history.submitted.push(Submitted { ask, token: token.to_owned(), during, answer });
        });
        answer
    }

    async fn sign_in(&mut self, password: &str) -> bool {
        let form = [("grant_type", "password"), ("username", &address(self.number)), ("password", password)];
        let from = self.recorder.now();
        let (answer, body) = self.post("/api/token", |request| request.form(&form)).await;
        let during = self.recorder.since(from);
        if answer != Answer::Yes {
            return false;
        }
        let index = self.recorder.write(|history| {
            history.opened.push(Opened { person: self.number, during });
            history.opened.len() - 1
        });
        self.sessions.push(Session {
            index,
            bearer: text(&body["access_token"]),
            refresh: text(&body["refresh_token"]),
        });
        true
    }

    /// Asks for the next tokens of a session.
    async fn refresh(&mut self, session: Option<usize>) {
        let Some(session) = session else { return };
        let form = [("grant_type", "refresh_token"), ("refresh_token", self.sessions[session].refresh.as_str())];
        let from = self.recorder.now();
        let (answer, body) = self.post("/api/token", |request| request.form(&form)).await;
        if answer == Answer::Yes {
            self.note_use(session, from);
            self.sessions[session].bearer = text(&body["access_token"]);
            self.sessions[session].refresh = text(&body["refresh_token"]);
        }
    }

    /// Uses a session's bearer token.
    async fn look(&self, session: Option<usize>) {
        let Some(session) = session else { return };
        let bearer = &self.sessions[session].bearer;
        let from = self.recorder.now();
        let (answer, _) = self.post("/api/sys/users/token/refresh", |request| request.bearer_auth(bearer)).await;
        if answer == Answer::Yes {
            self.note_use(session, from);
        }
    }

    fn note_use(&self, session: usize, from: Duration) {
        let used = Used { session: self.sessions[session].index, during: self.recorder.since(from) };
        self.recorder.write(|history| history.used.push(used));
    }

    /// Asks any node.
    async fn post(&self, path: &str, with: impl FnOnce(RequestBuilder) -> RequestBuilder) -> (Answer, Value) {
        let url = self.nodes.url(self.nodes.any(&self.random));
        let Ok(response) = with(self.client.post(format!("{url}{path}"))).send().await else {
            return (Answer::Unknown, Value::Null);
        };
        let status = response.status().as_u16();
        match (status, response.json().await) {
            (200, Ok(body)) => (Answer::Yes, body),
            (400 | 401, _) => (Answer::No, Value::Null),
            // It may have been done when the database went away.
            (200 | 500.., _) => (Answer::Unknown, Value::Null),
            (status, _) => panic!("{path}: {status}"),
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("a token").to_owned()
}
