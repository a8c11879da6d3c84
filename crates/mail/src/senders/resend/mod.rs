//! Resend: <https://resend.com/docs/api-reference/emails/send-email>.

mod events;

use std::sync::Arc;

use async_trait::async_trait;
use http::{Request, header};
use rekey_http_client::Bytes;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use super::api::{Answer, Api, ApiTransport, Rejection, headers, json_request};
use super::kind::{EVENT_SECRET, Key, Kind, PREVIOUS_EVENT_SECRETS, SetupError, Tools, Values, url};
use crate::message::{OutgoingMail, wire_address, wire_mailbox};
use crate::transport::{SendError, Transport};

const BASE: &str = "https://api.resend.com";

pub(super) const KIND: Kind = Kind {
    name: "resend",
    about: "Resend",
    keys: &[
        Key::required("token", "an API key that may send emails").secret(),
        url("without it https://api.resend.com"),
        EVENT_SECRET,
        PREVIOUS_EVENT_SECRETS,
    ],
    make,
    events: Some(events::reader),
};

struct Resend {
    url: String,
    token: SecretString,
}

fn make(values: &Values, tools: &Tools) -> Result<Arc<dyn Transport>, SetupError> {
    let api = Resend { url: format!("{}/emails", values.base(BASE)?), token: values.secret("token")? };
    Ok(Arc::new(ApiTransport::new(api, tools)))
}

#[async_trait]
impl Api for Resend {
    fn url(&self) -> &str {
        &self.url
    }

    async fn request(&self, mail: &OutgoingMail) -> Result<Request<Bytes>, SendError> {
        let content = mail.content();
        let mut body = json!({
            "from": wire_mailbox(mail.from()),
            "to": [wire_address(mail.to()).to_string()],
            "subject": content.subject,
            "text": content.text,
            "html": content.html,
            "headers": headers(mail),
            "tags": [{ "name": "rekey", "value": mail.id() }],
        });
        if let Some(reply_to) = mail.reply_to() {
            body["reply_to"] = wire_mailbox(reply_to).into();
        }
        let request = Request::post(&self.url)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token.expose_secret()))
            .header("Idempotency-Key", mail.id());
        json_request(request, &body)
    }

    fn id(&self, answer: &Answer) -> Option<String> {
        answer.text_at("/id")
    }

    fn rejection(&self, answer: &Answer) -> Rejection {
        Rejection { kind: None, words: answer.text_at("/message").unwrap_or_default() }
    }
}
