//! `SendGrid`: <https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send>.

mod events;

use std::sync::Arc;

use async_trait::async_trait;
use http::{Request, StatusCode, header};
use rekey_core::Mailbox;
use rekey_http_client::Bytes;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::api::{Answer, Api, ApiTransport, Rejection, headers, json_request};
use super::kind::{Key, Kind, SetupError, Tools, Values, url};
use crate::message::{OutgoingMail, wire_address};
use crate::transport::{SendError, Transport};

const BASE: &str = "https://api.sendgrid.com";

/// Verifies its events.
const EVENT_KEY: Key = Key::optional(
    "event_key",
    "the verification key of the signed event webhook; without it, all delivery reports are refused",
);
/// During a change of [`EVENT_KEY`].
const PREVIOUS_EVENT_KEYS: Key =
    Key::optional("previous_event_keys", "earlier verification keys that are still accepted").list();

pub(super) const KIND: Kind = Kind {
    name: "sendgrid",
    about: "Twilio SendGrid",
    keys: &[
        Key::required("token", "an API key that may send emails").secret(),
        url("without it https://api.sendgrid.com; https://api.eu.sendgrid.com for subusers in the EU"),
        EVENT_KEY,
        PREVIOUS_EVENT_KEYS,
    ],
    make,
    events: Some(events::reader),
};

struct SendGrid {
    url: String,
    token: SecretString,
}

fn make(values: &Values, tools: &Tools) -> Result<Arc<dyn Transport>, SetupError> {
    let api = SendGrid { url: format!("{}/v3/mail/send", values.base(BASE)?), token: values.secret("token")? };
    Ok(Arc::new(ApiTransport::new(api, tools)))
}

fn mailbox(mailbox: &Mailbox) -> Value {
    let email = wire_address(&mailbox.address).to_string();
    match &mailbox.name {
        Some(name) => json!({ "email": email, "name": name }),
        None => json!({ "email": email }),
    }
}

#[async_trait]
impl Api for SendGrid {
    fn url(&self) -> &str {
        &self.url
    }

    async fn request(&self, mail: &OutgoingMail) -> Result<Request<Bytes>, SendError> {
        let content = mail.content();
        let mut body = json!({
            "personalizations": [{ "to": [{ "email": wire_address(mail.to()).to_string() }] }],
            "from": mailbox(mail.from()),
            "subject": content.subject,
            "content": [
                { "type": "text/plain", "value": content.text },
                { "type": "text/html", "value": content.html },
            ],
            "headers": headers(mail),
            "custom_args": { "rekey": mail.id() },
            // Links of recovery emails lead to us, and nowhere else.
            "tracking_settings": {
                "click_tracking": { "enable": false, "enable_text": false },
                "open_tracking": { "enable": false },
                "subscription_tracking": { "enable": false },
            },
        });
        if let Some(reply_to) = mail.reply_to() {
            body["reply_to"] = mailbox(reply_to);
        }
        let authorization = format!("Bearer {}", self.token.expose_secret());
        json_request(Request::post(&self.url).header(header::AUTHORIZATION, authorization), &body)
    }

    fn is_acceptance(&self, answer: &Answer) -> bool {
        answer.status == StatusCode::ACCEPTED
    }

    fn id(&self, answer: &Answer) -> Option<String> {
        answer.header("x-message-id").map(ToOwned::to_owned)
    }

    fn rejection(&self, answer: &Answer) -> Rejection {
        let errors = answer.json();
        let errors = errors.pointer("/errors").and_then(Value::as_array).cloned().unwrap_or_default();
        let words: Vec<&str> = errors.iter().filter_map(|error| error.get("message")?.as_str()).collect();
        Rejection { kind: None, words: words.join("; ") }
    }
}
