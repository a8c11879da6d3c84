//! Postmark: <https://postmarkapp.com/developer/api/email-api>.

mod events;

use std::sync::Arc;

use async_trait::async_trait;
use http::Request;
use rekey_http_client::Bytes;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::api::{Answer, Api, ApiTransport, Rejection, json_request};
use super::kind::{EVENT_SECRET, Key, Kind, PREVIOUS_EVENT_SECRETS, SetupError, Tools, Values, url};
use crate::message::{OutgoingMail, wire_address, wire_mailbox};
use crate::transport::{SendError, SendErrorKind, Transport};

const BASE: &str = "https://api.postmarkapp.com";

/// Codes of errors that are about the account there, and not about the mail: the token, the sender's signature, credits, an
/// account that waits for approval.
const ABOUT_US: [i64; 9] = [10, 400, 401, 402, 405, 411, 412, 413, 1235];

pub(super) const KIND: Kind = Kind {
    name: "postmark",
    about: "Postmark",
    keys: &[
        Key::required("token", "the server's API token").secret(),
        Key::optional("stream", "the message stream; without it the server's default, `outbound`"),
        url("without it https://api.postmarkapp.com"),
        EVENT_SECRET,
        PREVIOUS_EVENT_SECRETS,
    ],
    make,
    events: Some(events::reader),
};

struct Postmark {
    url: String,
    token: SecretString,
    stream: Option<String>,
}

fn make(values: &Values, tools: &Tools) -> Result<Arc<dyn Transport>, SetupError> {
    let api = Postmark {
        url: format!("{}/email", values.base(BASE)?),
        token: values.secret("token")?,
        stream: values.text("stream").map(ToOwned::to_owned),
    };
    Ok(Arc::new(ApiTransport::new(api, tools)))
}

#[async_trait]
impl Api for Postmark {
    fn url(&self) -> &str {
        &self.url
    }

    async fn request(&self, mail: &OutgoingMail) -> Result<Request<Bytes>, SendError> {
        let content = mail.content();
        let headers: Vec<_> = mail
            .own_headers()
            .into_iter()
            // Without it Postmark makes a Message-ID of its own.
            .chain([("X-PM-KeepID", "true".to_owned())])
            .map(|(name, value)| json!({ "Name": name, "Value": value }))
            .collect();
        let mut body = json!({
            "From": wire_mailbox(mail.from()),
            "To": wire_address(mail.to()).to_string(),
            "Subject": content.subject,
            "TextBody": content.text,
            "HtmlBody": content.html,
            "Headers": headers,
            "Metadata": { "rekey": mail.id() },
            "TrackOpens": false,
            "TrackLinks": "None",
        });
        if let Some(reply_to) = mail.reply_to() {
            body["ReplyTo"] = wire_mailbox(reply_to).into();
        }
        if let Some(stream) = &self.stream {
            body["MessageStream"] = stream.as_str().into();
        }
        json_request(Request::post(&self.url).header("X-Postmark-Server-Token", self.token.expose_secret()), &body)
    }

    fn is_acceptance(&self, answer: &Answer) -> bool {
        answer.json().pointer("/ErrorCode").and_then(Value::as_i64) == Some(0)
    }

    fn id(&self, answer: &Answer) -> Option<String> {
        answer.text_at("/MessageID")
    }

    fn rejection(&self, answer: &Answer) -> Rejection {
        let code = answer.json().pointer("/ErrorCode").and_then(Value::as_i64);
        let message = answer.text_at("/Message").unwrap_or_default();
        let words = code.map_or_else(|| message.clone(), |code| format!("{code} {message}"));
        Rejection { kind: code.filter(|code| ABOUT_US.contains(code)).map(|_| SendErrorKind::Authentication), words }
    }
}
