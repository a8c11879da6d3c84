//! Amazon SES' events, which a topic of SNS delivers: <https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html>,
//! signed as <https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html> says.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Request;
use rekey_core::outbox::{Bounce, MailFate, MailName, MailReport};
use rekey_core::ports::{Clock, EventMessage, EventRejection, Incoming};
use rekey_http_client::{Bytes, HttpClient};
use serde_json::Value;
use tokio::sync::Mutex;

use super::{SNS_URL, TOPIC};
use crate::bounce::is_complaint;
use crate::senders::events::{VerifyingKey, mail_named, report, text};
use crate::senders::kind::{SetupError, Tools, Values};
use crate::senders::reader::EventReader;

/// For the certificate.
const TIMEOUT: Duration = Duration::from_secs(5);
/// The longest certificate, in bytes.
const LONGEST_CERTIFICATE: usize = 16 * 1024;
/// How many keys are remembered: SNS has one at a time, and another one now and then.
const MOST_KEYS: usize = 4;
/// How certificates are called.
const CERTIFICATE: (&str, &str) = ("/SimpleNotificationService-", ".pem");

struct Reader {
    topic: String,
    /// Where certificates are, without a slash at the end.
    base: String,
    http: HttpClient,
    clock: Arc<dyn Clock>,
    /// By their addresses.
    keys: std::sync::Mutex<BTreeMap<String, VerifyingKey>>,
    /// Held while one is fetched, so that a flood of messages causes no flood of calls.
    fetching: Mutex<()>,
}

pub(super) fn reader(values: &Values, tools: &Tools) -> Result<Option<Arc<dyn EventReader>>, SetupError> {
    let Some(topic) = values.text(TOPIC.name) else { return Ok(None) };
    let expected = "expected the ARN of a topic, such as arn:aws:sns:eu-central-1:123456789012:mails";
    let host = host(topic).ok_or_else(|| SetupError::new(TOPIC.name, expected))?;
    let base = values.base_at(SNS_URL.name, &format!("https://{host}"))?;
    let (http, clock) = (tools.http.clone(), tools.clock.clone());
    Ok(Some(Arc::new(Reader {
        topic: topic.to_owned(),
        base,
        http,
        clock,
        keys: std::sync::Mutex::default(),
        fetching: Mutex::default(),
    })))
}

/// The host of the region's SNS.
fn host(topic: &str) -> Option<String> {
    let parts: Vec<&str> = topic.split(':').collect();
    let ["arn", partition, "sns", region, account, name] = parts[..] else { return None };
    let is_plain = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    if !is_plain(region) || region.contains('.') || !is_plain(account) || !is_plain(name) {
        return None;
    }
    match partition {
        "aws" | "aws-us-gov" => Some(format!("sns.{region}.amazonaws.com")),
        "aws-cn" => Some(format!("sns.{region}.amazonaws.com.cn")),
        _ => None,
    }
}

impl Reader {
    async fn check(&self, message: &Value, kind: &str) -> Result<(), EventRejection> {
        let field = |name: &str| message.get(name).and_then(Value::as_str);
        if field("TopicArn") != Some(self.topic.as_str()) {
            return Err(EventRejection::Unauthenticated);
        }
        let with_sha1 = match field("SignatureVersion") {
            Some("1") => true,
            Some("2") => false,
            _ => return Err(EventRejection::Unauthenticated),
        };
        let names: &[&str] = match kind {
            "Notification" => &["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
            _ => &["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
        };
        let lines = names.iter().filter_map(|name| Some(format!("{name}\n{}\n", field(name)?)));
        let signed: String = lines.collect();
        let signature =
            field("Signature").and_then(|text| STANDARD.decode(text).ok()).ok_or(EventRejection::Unauthenticated)?;
        let key = self.key(field("SigningCertURL").ok_or(EventRejection::Unauthenticated)?).await?;
        if key.has_signed_by_rsa(with_sha1, signed.as_bytes(), &signature) {
            Ok(())
        } else {
            Err(EventRejection::Unauthenticated)
        }
    }

    /// The key of the certificate at this address, which must be one of SNS in the topic's region.
    async fn key(&self, url: &str) -> Result<VerifyingKey, EventRejection> {
        let path = url.strip_prefix(&self.base).ok_or(EventRejection::Unauthenticated)?;
        let digits = path.strip_prefix(CERTIFICATE.0).and_then(|rest| rest.strip_suffix(CERTIFICATE.1));
        if !digits
            .is_some_and(|digits| (1..=64).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_hexdigit()))
        {
            return Err(EventRejection::Unauthenticated);
        }
        if let Some(key) = self.known(url) {
            return Ok(key);
        }
        let _turn =
            tokio::time::timeout(TIMEOUT, self.fetching.lock()).await.map_err(|_| EventRejection::Unverifiable)?;
        if let Some(key) = self.known(url) {
            return Ok(key);
        }
        let pem = self.fetch(url).await?;
        let key = VerifyingKey::of_certificate(&pem, self.clock.now()).ok_or(EventRejection::Unauthenticated)?;
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        if keys.len() >= MOST_KEYS {
            keys.pop_first();
        }
        keys.insert(url.to_owned(), key.clone());
        Ok(key)
    }

    fn known(&self, url: &str) -> Option<VerifyingKey> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner).get(url).cloned()
    }

    async fn fetch(&self, url: &str) -> Result<Bytes, EventRejection> {
        let request = Request::get(url).body(Bytes::new()).map_err(|_| EventRejection::Unauthenticated)?;
        let answer = self.http.send(request, TIMEOUT).await.map_err(|error| undecided(&error))?;
        let status = answer.status();
        if status.is_client_error() {
            return Err(EventRejection::Unauthenticated);
        }
        if !status.is_success() {
            return Err(undecided(&status));
        }
        answer.body(LONGEST_CERTIFICATE).await.map_err(|error| undecided(&error))
    }
}

fn undecided(why: &dyn std::fmt::Display) -> EventRejection {
    tracing::warn!(%why, "can't fetch the signing certificate of Amazon SNS");
    EventRejection::Unverifiable
}

#[async_trait]
impl EventReader for Reader {
    async fn read(&self, message: &Incoming) -> Result<EventMessage, EventRejection> {
        // Anything else than a message of SNS proves nothing.
        let envelope: Value = serde_json::from_slice(&message.body).map_err(|_| EventRejection::Unauthenticated)?;
        let kind = text(&envelope, "/Type").ok_or(EventRejection::Unauthenticated)?;
        self.check(&envelope, kind).await?;
        match kind {
            "Notification" => {
                let event = text(&envelope, "/Message").ok_or(EventRejection::Malformed)?;
                // A topic may carry other things, such as the greeting that SES sends when it is set up.
                let event = serde_json::from_str(event).unwrap_or(Value::Null);
                Ok(EventMessage::Reports(reports(&event)))
            }
            // The end of a subscription carries the URL that renews it.
            "SubscriptionConfirmation" | "UnsubscribeConfirmation" => {
                let url = text(&envelope, "/SubscribeURL").ok_or(EventRejection::Malformed)?;
                Ok(EventMessage::Confirmation { url: url.to_owned() })
            }
            _ => Ok(EventMessage::Reports(Vec::new())),
        }
    }
}

fn reports(event: &Value) -> Vec<MailReport> {
    let kind = text(event, "/eventType").or_else(|| text(event, "/notificationType")).unwrap_or_default();
    let (fate, recipients) = match kind {
        "Delivery" => (MailFate::Delivered, "/delivery/recipients"),
        "Complaint"
            if text(event, "/complaint/complaintFeedbackType").is_some_and(|feedback| !is_complaint(feedback)) =>
        {
            return Vec::new();
        }
        // What SES itself holds back because of an earlier bounce says nothing new of the mailbox.
        "Bounce"
            if text(event, "/bounce/bounceType") == Some("Permanent")
                && !matches!(text(event, "/bounce/bounceSubType"), Some("Suppressed" | "OnAccountSuppressionList")) =>
        {
            (MailFate::Bounced(Bounce::Permanent), "/bounce/bouncedRecipients")
        }
        "Bounce" => (MailFate::Bounced(Bounce::Transient), "/bounce/bouncedRecipients"),
        // SES itself refuses the content: a virus.
        "Reject" => (MailFate::Bounced(Bounce::Transient), "/mail/destination"),
        "Complaint" => (MailFate::Complained, "/complaint/complainedRecipients"),
        _ => return Vec::new(),
    };
    let mail = name(event);
    let recipients = event.pointer(recipients).and_then(Value::as_array).into_iter().flatten();
    let read = |recipient: &Value| {
        let address = recipient.as_str().or_else(|| text(recipient, "/emailAddress"));
        let reason = text(recipient, "/diagnosticCode").or_else(|| text(event, "/reject/reason"));
        report(mail, address, fate, reason)
    };
    recipients.filter_map(read).collect()
}

/// By the tag that we gave the email, or its `Message-ID`, where tags don't come along.
fn name(event: &Value) -> Option<MailName> {
    let tagged = mail_named(event.pointer("/mail/tags/rekey"));
    tagged.or_else(|| MailName::of_message_id(text(event, "/mail/commonHeaders/messageId")?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TO: &str = "ann@example.com";

    #[test]
    fn each_event_has_its_fate_and_what_says_nothing_of_the_mailbox_has_none() {
        let recipients = json!([{ "emailAddress": TO }]);
        let bounce = |kind: &str, sub: &str| {
            json!({"eventType": "Bounce",
                   "bounce": {"bounceType": kind, "bounceSubType": sub, "bouncedRecipients": recipients}})
        };
        let complaint = |kind: &str| {
            json!({"eventType": "Complaint",
                   "complaint": {"complaintFeedbackType": kind, "complainedRecipients": recipients}})
        };
        let transient = Some(MailFate::Bounced(Bounce::Transient));
        for (event, fate) in [
            (json!({"eventType": "Delivery", "delivery": {"recipients": [TO]}}), Some(MailFate::Delivered)),
            (json!({"notificationType": "Delivery", "delivery": {"recipients": [TO]}}), Some(MailFate::Delivered)),
            (bounce("Permanent", "General"), Some(MailFate::Bounced(Bounce::Permanent))),
            (bounce("Permanent", "OnAccountSuppressionList"), transient),
            (bounce("Transient", "MailboxFull"), transient),
            (json!({"eventType": "Reject", "reject": {"reason": "Bad content"}}), transient),
            (complaint("abuse"), Some(MailFate::Complained)),
            (complaint("not-spam"), None),
            (complaint("auth-failure"), None),
            (json!({"eventType": "Open", "open": {}}), None),
        ] {
            let mut event = event;
            event["mail"] = json!({"destination": [TO],
                                   "commonHeaders": {"messageId": "<00112233445566778899aabbccddeeff@example.com>"}});
            let found = reports(&event);
            assert_eq!(found.first().map(|report| report.fate), fate, "{event}");
            assert!(found.iter().all(|report| report.recipient.canonical() == TO), "{event}");
        }
    }
}
