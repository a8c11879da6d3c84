//! `[[webhooks]]`: receivers of events.

use rekey_core::webhooks::WebhookEvent;
use url::Url;

use super::parse;
use super::reader::Reader;
use crate::webhooks::{Endpoint, WebhookSecret};

/// How receivers are written.
const EXPECTED: &str = "tables: [[webhooks]] with url, secret and events in a file, the same as JSON in the environment, \
                        such as [{\"url\": \"https://shop.example.com/hooks\", \"secret\": \"whsec_…\", \
                        \"events\": [\"password.changed\"]}]";

pub(super) fn endpoints(reader: &mut Reader<'_>) -> Vec<Endpoint> {
    let mut urls: Vec<Url> = Vec::new();
    let endpoints = reader.tables("webhooks", EXPECTED, |reader| {
        let endpoint = endpoint(reader)?;
        if urls.contains(&endpoint.url) {
            reader.report("url", "duplicate URL; list all its events in one place");
        }
        urls.push(endpoint.url.clone());
        Some(endpoint)
    });
    endpoints.unwrap_or_default()
}

fn endpoint(reader: &mut Reader<'_>) -> Option<Endpoint> {
    reader.require("url", "an address such as \"https://shop.example.com/hooks\"");
    reader.require("secret", "a secret such as \"whsec_$(openssl rand -base64 32)\"");
    reader.require("events", "a list of events");
    let (url, secret) = (reader.parsed("url", url), reader.fresh_secret::<WebhookSecret>("secret"));
    let previous = reader.fresh_secret_list::<WebhookSecret>("previous_secrets").unwrap_or_default();
    let events = reader.list::<EventName>("events");
    if events.as_ref().is_some_and(Vec::is_empty) {
        reader.report("events", "expected at least one event");
    }
    let secret = secret.map(|secret| secret.and(previous));
    Some(Endpoint { url: url?, secret: secret?, events: events?.into_iter().map(|event| event.0).collect() })
}

fn url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|_| "expected an address such as \"https://shop.example.com/hooks\"")?;
    let mut bare = url.clone();
    bare.set_query(None);
    parse::safe_url(bare.as_str())
        .map_err(|_| "expected https: (http: for loopback hosts only), without user or fragment".to_owned())?;
    Ok(url)
}

struct EventName(WebhookEvent);

impl std::str::FromStr for EventName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        WebhookEvent::from_code(text).map(Self).ok_or_else(|| {
            let known: Vec<&str> = WebhookEvent::ALL.iter().map(|event| event.code()).collect();
            format!("unknown event; expected some of {}", known.join(", "))
        })
    }
}
