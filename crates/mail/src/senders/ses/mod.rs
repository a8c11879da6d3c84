//! Amazon SES, version 2: <https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html>.

mod credentials;
mod events;

use std::sync::Arc;

use async_trait::async_trait;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{Request, header};
use rekey_core::ports::Clock;
use rekey_http_client::Bytes;
use serde_json::json;

use super::api::{Answer, Api, ApiTransport, Rejection, json_request};
use super::kind::{Key, Kind, SetupError, Tools, Values, url};
use crate::message::{OutgoingMail, wire_address};
use crate::transport::{SendError, SendErrorKind, Transport};
use credentials::Source;

/// Errors that are about the account there, and not about the mail.
const ABOUT_US: [&str; 4] =
    ["AccountSuspendedException", "SendingPausedException", "MailFromDomainNotVerifiedException", "NotFoundException"];
/// Errors that pass.
const FOR_NOW: [&str; 2] = ["LimitExceededException", "TooManyRequestsException"];

/// Where its events come from.
const TOPIC: Key =
    Key::optional("topic_arn", "the SNS topic that its events are published to; without it, all are refused");
/// Where the certificates of SNS are, for an emulator.
const SNS_URL: Key = Key::optional("sns_url", "default: https://sns.REGION.amazonaws.com, in the topic's region");

pub(super) const KIND: Kind = Kind {
    name: "ses",
    about: "Amazon SES",
    keys: &[
        Key::required("region", "such as eu-central-1"),
        Key::optional("access_key_id", "without it AWS_ACCESS_KEY_ID, or the credentials file of the AWS tools"),
        Key::optional("secret_access_key", "without it AWS_SECRET_ACCESS_KEY, or that file").secret(),
        Key::optional("session_token", "for credentials that end").secret(),
        Key::optional("profile", "of the credentials file; without it AWS_PROFILE, or default"),
        Key::optional("configuration_set", "the configuration set whose events are published"),
        url("without it https://email.REGION.amazonaws.com"),
        TOPIC,
        SNS_URL,
    ],
    make,
    events: Some(events::reader),
};

struct Ses {
    url: String,
    region: String,
    credentials: Source,
    configuration_set: Option<String>,
    clock: Arc<dyn Clock>,
}

fn make(values: &Values, tools: &Tools) -> Result<Arc<dyn Transport>, SetupError> {
    let region = values.text("region").unwrap_or_default().to_owned();
    if region.is_empty() || !region.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Err(SetupError::new("region", "expected a region such as eu-central-1"));
    }
    let base = values.base(&format!("https://email.{region}.amazonaws.com"))?;
    let api = Ses {
        url: format!("{base}/v2/email/outbound-emails"),
        region,
        credentials: Source::of(values)?,
        configuration_set: values.text("configuration_set").map(ToOwned::to_owned),
        clock: tools.clock.clone(),
    };
    Ok(Arc::new(ApiTransport::new(api, tools)))
}

impl Ses {
    /// Signs a request (Signature Version 4).
    async fn sign(&self, request: &mut Request<Bytes>) -> Result<(), SendError> {
        let identity = self.credentials.get().await.map_err(|error| refused(&error))?.into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name("ses")
            .time(self.clock.now().into())
            .settings(SigningSettings::default())
            .build()
            .map_err(|error| refused(&error.to_string()))?
            .into();
        let headers = [header::CONTENT_TYPE, header::ACCEPT];
        let headers = headers.iter().filter_map(|name| {
            let value = request.headers().get(name)?.to_str().ok()?;
            Some((name.as_str(), value))
        });
        let body = SignableBody::Bytes(request.body());
        let signable = SignableRequest::new("POST", self.url.as_str(), headers, body);
        let signed =
            signable.and_then(|signable| sign(signable, &params)).map_err(|error| refused(&error.to_string()))?;
        let (instructions, _) = signed.into_parts();
        instructions.apply_to_request_http1x(request);
        Ok(())
    }
}

fn refused(reason: &str) -> SendError {
    SendError::new(SendErrorKind::Authentication, format!("signing the request: {reason}"))
}

#[async_trait]
impl Api for Ses {
    fn url(&self) -> &str {
        &self.url
    }

    async fn request(&self, mail: &OutgoingMail) -> Result<Request<Bytes>, SendError> {
        let mut body = json!({
            "FromEmailAddress": wire_address(&mail.from().address).to_string(),
            "Destination": { "ToAddresses": [wire_address(mail.to()).to_string()] },
            "Content": { "Raw": { "Data": STANDARD.encode(mail.source()) } },
            "EmailTags": [{ "Name": "rekey", "Value": mail.id() }],
        });
        if let Some(set) = &self.configuration_set {
            body["ConfigurationSetName"] = set.as_str().into();
        }
        let mut request = json_request(Request::post(&self.url), &body)?;
        self.sign(&mut request).await?;
        Ok(request)
    }

    fn id(&self, answer: &Answer) -> Option<String> {
        answer.text_at("/MessageId")
    }

    fn rejection(&self, answer: &Answer) -> Rejection {
        let named = answer.header("x-amzn-errortype").map(ToOwned::to_owned).or_else(|| answer.text_at("/__type"));
        // The name may have a namespace before it and an address behind it.
        let name = named.as_deref().and_then(|name| name.split(':').next()?.rsplit('#').next()).unwrap_or_default();
        let message = answer.text_at("/message").or_else(|| answer.text_at("/Message")).unwrap_or_default();
        let is_about_us = ABOUT_US.contains(&name) || (name == "MessageRejected" && message.contains("not verified"));
        let kind = if is_about_us {
            Some(SendErrorKind::Authentication)
        } else if FOR_NOW.contains(&name) {
            Some(SendErrorKind::Transient)
        } else {
            None
        };
        Rejection { kind, words: format!("{name} {message}") }
    }
}
