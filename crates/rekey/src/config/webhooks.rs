//! `[[webhooks]]`: who is told what happened.

use rekey_core::webhooks::WebhookEvent;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use url::Url;

use super::read;
use crate::webhooks::Endpoint;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    url: String,
    secret: String,
    events: Vec<String>,
}

/// How receivers are written.
const EXPECTED: &str = "tables: [[webhooks]] with url, secret and events in a file, the same as JSON in the environment, \
                        such as [{\"url\": \"https://shop.example.com/hooks\", \"secret\": \"whsec_…\", \
                        \"events\": [\"password.changed\"]}]";

/// Reads the receivers. Messages count them, and repeat no secret.
pub(super) fn endpoints<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<Endpoint>, D::Error> {
    let rows: Vec<Row> = read::list(input, EXPECTED)?;
    let mut endpoints: Vec<Endpoint> = Vec::new();
    for (index, row) in rows.into_iter().enumerate() {
        let wrong = |problem: String| D::Error::custom(format!("number {}: {problem}", index + 1));
        let endpoint = endpoint(&row).map_err(wrong)?;
        if endpoints.iter().any(|known| known.url == endpoint.url) {
            return Err(wrong("this url is there already; name all its events in one place".to_owned()));
        }
        endpoints.push(endpoint);
    }
    Ok(endpoints)
}

fn endpoint(row: &Row) -> Result<Endpoint, String> {
    let url =
        Url::parse(&row.url).map_err(|_| "url: expected an address such as \"https://shop.example.com/hooks\"")?;
    let mut bare = url.clone();
    bare.set_query(None);
    read::safe_address(bare.as_str())
        .map_err(|_| "url: expected https: (http: for loopback hosts only), without user or fragment".to_owned())?;
    let events = row.events.iter().map(|code| {
        WebhookEvent::from_code(code).ok_or_else(|| {
            let known: Vec<&str> = WebhookEvent::ALL.iter().map(|event| event.code()).collect();
            format!("events: expected some of {}", known.join(", "))
        })
    });
    let events = events.collect::<Result<Vec<_>, _>>()?;
    if events.is_empty() {
        return Err("events: expected one at least".to_owned());
    }
    Ok(Endpoint { url, secret: row.secret.parse().map_err(|error| format!("secret: {error}"))?, events })
}
