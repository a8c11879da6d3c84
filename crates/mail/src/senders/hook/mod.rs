//! A hook of the operator's own, which gets rendered emails, signed according to Standard Webhooks.

mod events;

use std::sync::Arc;

use async_trait::async_trait;
use http::Request;
use rekey_core::Mailbox;
use rekey_core::ports::Clock;
use rekey_http_client::{Bytes, WebhookSecret};
use serde_json::{Value, json};

use super::api::{Answer, Api, ApiTransport, headers, json_request};
use super::kind::{EVENT_SECRET, Key, Kind, PREVIOUS_EVENT_SECRETS, SetupError, Tools, Values};
use crate::message::{OutgoingMail, wire_address};
use crate::transport::{SendError, Transport};

pub(super) const KIND: Kind = Kind {
    name: "hook",
    about: "A program of your own, called with each rendered email",
    keys: &[
        Key::required("url", "what to call, such as https://mailer.example.com/rekey"),
        Key::required("secret", "what calls are signed with: whsec_ and 24 to 64 bytes in base64").secret(),
        EVENT_SECRET,
        PREVIOUS_EVENT_SECRETS,
    ],
    make,
    events: Some(events::reader),
};

struct Hook {
    url: String,
    secret: WebhookSecret,
    clock: Arc<dyn Clock>,
}

fn make(values: &Values, tools: &Tools) -> Result<Arc<dyn Transport>, SetupError> {
    let url: url::Url = values.parsed("url")?;
    let api = Hook { url: url.into(), secret: values.parsed("secret")?, clock: tools.clock.clone() };
    Ok(Arc::new(ApiTransport::new(api, tools)))
}

fn mailbox(mailbox: &Mailbox) -> Value {
    json!({ "name": mailbox.name, "email": wire_address(&mailbox.address).to_string() })
}

#[async_trait]
impl Api for Hook {
    fn url(&self) -> &str {
        &self.url
    }

    async fn request(&self, mail: &OutgoingMail) -> Result<Request<Bytes>, SendError> {
        let content = mail.content();
        let body = json!({
            "type": "mail.send",
            "timestamp": mail.at().to_string(),
            "data": {
                "id": mail.id(),
                "from": mailbox(mail.from()),
                "reply_to": mail.reply_to().map(mailbox),
                "to": wire_address(mail.to()).to_string(),
                "subject": content.subject,
                "text": content.text,
                "html": content.html,
                "language": content.language.to_string(),
                "headers": headers(mail),
            },
        });
        let (id, sent_at) = (format!("msg_{}", mail.id()), self.clock.now().as_second());
        let request = Request::post(&self.url)
            .header("webhook-id", &id)
            .header("webhook-timestamp", sent_at)
            .header("webhook-signature", self.secret.sign(&id, sent_at, body.to_string()));
        json_request(request, &body)
    }

    fn is_acceptance(&self, _: &Answer) -> bool {
        true
    }

    fn id(&self, answer: &Answer) -> Option<String> {
        answer.text_at("/id")
    }
}
