//! Microsoft Graph: <https://learn.microsoft.com/en-us/graph/api/user-sendmail>, with the message as MIME.

use std::sync::Arc;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{Request, StatusCode, header};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rekey_http_client::Bytes;
use secrecy::ExposeSecret;

use super::api::{Answer, Api, ApiTransport, Rejection, unusable};
use super::kind::{Key, Kind, SetupError, Tools, Values, url};
use super::oauth_keys::{CLIENT_ID, CLIENT_SECRET, SCOPE, TENANT, TOKEN_URL, tokens};
use crate::message::OutgoingMail;
use crate::oauth::AccessTokens;
use crate::transport::{SendError, Transport};

const BASE: &str = "https://graph.microsoft.com/v1.0";

pub(super) const KIND: Kind = Kind {
    name: "graph",
    about: "Microsoft Graph",
    keys: &[
        Key::required("user", "the mailbox that sends, such as no-reply@example.com"),
        TENANT,
        CLIENT_ID,
        CLIENT_SECRET,
        SCOPE,
        TOKEN_URL,
        url("without it https://graph.microsoft.com/v1.0"),
    ],
    make,
    events: None,
};

struct Graph {
    url: String,
    tokens: AccessTokens,
}

fn make(values: &Values, tools: &Tools) -> Result<Arc<dyn Transport>, SetupError> {
    let user = values.text("user").unwrap_or_default();
    let user = utf8_percent_encode(user, NON_ALPHANUMERIC);
    let tokens = tokens(values, tools, "https://graph.microsoft.com/.default")?;
    let api = Graph { url: format!("{}/users/{user}/sendMail", values.base(BASE)?), tokens };
    Ok(Arc::new(ApiTransport::new(api, tools)))
}

#[async_trait]
impl Api for Graph {
    fn url(&self) -> &str {
        &self.url
    }

    async fn request(&self, mail: &OutgoingMail) -> Result<Request<Bytes>, SendError> {
        let token = self.tokens.get().await?;
        Request::post(&self.url)
            .header(header::AUTHORIZATION, format!("Bearer {}", token.expose_secret()))
            .header(header::CONTENT_TYPE, "text/plain")
            .header("client-request-id", mail.id())
            .body(Bytes::from(STANDARD.encode(mail.source())))
            .map_err(|error| unusable(&error))
    }

    async fn credentials_refused(&self) {
        self.tokens.forget().await;
    }

    fn is_acceptance(&self, answer: &Answer) -> bool {
        answer.status == StatusCode::ACCEPTED
    }

    fn id(&self, answer: &Answer) -> Option<String> {
        answer.header("request-id").map(ToOwned::to_owned)
    }

    fn rejection(&self, answer: &Answer) -> Rejection {
        let words = ["/error/code", "/error/message"].map(|pointer| answer.text_at(pointer).unwrap_or_default());
        Rejection { kind: None, words: words.join(" ") }
    }
}
