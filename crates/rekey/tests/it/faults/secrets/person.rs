//! A person who is helped, and all that nobody else should ever know.

use reqwest::RequestBuilder;
use reqwest::header::{COOKIE, HeaderMap, SET_COOKIE};
use serde_json::{Value, json};

use super::{ANN, NOBODY, PASSWORDS};
use crate::faults::smtp_server::{Received, SmtpServer};
use crate::faults::wait::within;

/// What of a mail is secret.
pub(super) struct Mailed {
    pub(super) token: Option<String>,
    pub(super) code: Option<String>,
}

/// A person, with a browser of hers that keeps cookies.
pub(super) struct Person {
    client: reqwest::Client,
    url: String,
    mails: SmtpServer,
    cookies: Vec<(String, String)>,
    /// What nobody but her and the server should ever know.
    pub(super) secrets: Vec<String>,
}

impl Person {
    pub(super) fn new(url: &str, mails: SmtpServer, secrets: Vec<String>) -> Self {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { client, url: url.to_owned(), mails, cookies: vec![], secrets }
    }

    /// Sends a request with her cookies and keeps those that come back. They are for https alone, which a proxy in
    /// front would speak.
    pub(super) async fn send(
        &mut self,
        request: impl FnOnce(&reqwest::Client, &str) -> RequestBuilder,
    ) -> (HeaderMap, String) {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let answer = request(&self.client, &self.url).header(COOKIE, cookies.join("; ")).send().await.unwrap();
        let (what, status, headers) = (answer.url().path().to_owned(), answer.status(), answer.headers().clone());
        let text = answer.text().await.unwrap();
        assert!(!status.is_client_error() && !status.is_server_error(), "{what}: {status} {text}");
        for cookie in headers.get_all(SET_COOKIE) {
            let (name, value) = cookie.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            self.cookies.push((name.to_owned(), value.to_owned()));
            // A flow's cookie is a token and an instant.
            let secret = value.split('.').next().unwrap_or_default();
            self.secrets.extend((secret.len() >= 16).then(|| secret.to_owned()));
        }
        (headers, text)
    }

    pub(super) async fn post(&mut self, path: &str, body: Value) -> Value {
        let (_, text) = self.send(|client, url| client.post(format!("{url}{path}")).json(&body)).await;
        serde_json::from_str(&text).unwrap_or_default()
    }

    pub(super) async fn token(&self, fields: &[(&str, &str)]) -> Value {
        let answer = self.client.post(format!("{}/api/token", self.url)).form(fields).send().await.unwrap();
        answer.json().await.unwrap()
    }

    /// The next mail to an address. What is secret of every mail is kept.
    pub(super) async fn mail_to(&mut self, address: &str) -> Mailed {
        loop {
            let mail = within("a mail", self.mails.next_mail()).await;
            let mailed = Mailed { token: token_in(&mail), code: code_in(&mail) };
            self.secrets.extend(mailed.token.iter().chain(&mailed.code).cloned());
            if mail.to.iter().any(|to| to == address) {
                return mailed;
            }
        }
    }

    pub(super) fn keep(&mut self, value: &Value) -> String {
        let text = value.as_str().unwrap_or_else(|| panic!("{value}")).to_owned();
        self.secrets.push(text.clone());
        text
    }

    /// A reset by link, a way in, a refresh, a reset by code, wrong guesses, and an address without an account.
    pub(super) async fn is_helped(&mut self) {
        self.post("/api/sys/users/startPasswordReset", json!({ "email": ANN })).await;
        let token = self.mail_to(ANN).await.token.expect("a reset mail has a link");
        let reset = json!({ "Token": token, "Password": PASSWORDS[2], "BusinessId": 1 });
        let done = self.post("/api/sys/users/completePasswordReset", reset).await;
        let jwt = self.keep(&done["Value"]);
        let exchange = format!("/api/sys/users/exchange?token={jwt}");
        let (_, tokens) = self.send(|client, url| client.get(format!("{url}{exchange}"))).await;
        let tokens: Value = serde_json::from_str(&tokens).unwrap();
        self.keep(&tokens["token"]);
        let refresh = self.keep(&tokens["refresh_token"]);
        let tokens = self.token(&[("grant_type", "refresh_token"), ("refresh_token", &refresh)]).await;
        self.keep(&tokens["refresh_token"]);
        for password in [PASSWORDS[1], PASSWORDS[2]] {
            self.token(&[("grant_type", "password"), ("username", ANN), ("password", password)]).await;
        }
        let not_me = self.mail_to(ANN).await.token.expect("a notice has a link");
        self.send(|client, url| client.get(format!("{url}/not-me?token={not_me}"))).await;

        self.post("/api/auth/email/send-reset-password", json!({ "email": ANN })).await;
        let code = self.mail_to(ANN).await.code.expect("a reset mail of this door has a code");
        let tried = json!({ "email": ANN, "code": code });
        let exchanged = self.post("/api/auth/email/exchange-reset-password-token", tried).await;
        self.keep(&exchanged["token"]);
        self.post("/api/auth/email/send-reset-password", json!({ "email": NOBODY })).await;
    }
}

fn token_in(mail: &Received) -> Option<String> {
    let (_, rest) = mail.text.split_once("token=")?;
    Some(rest.chars().take_while(char::is_ascii_hexdigit).collect())
}

fn code_in(mail: &Received) -> Option<String> {
    let mut words = mail.text.split_whitespace();
    words.find(|word| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit())).map(str::to_owned)
}
