//! What a client gets to see.

use reqwest::header::HeaderMap;
use reqwest::{RequestBuilder, StatusCode};
use serde_json::Value;

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status(), response.headers().clone());
        // These are the same for everybody, and browsers may keep them.
        let is_asset = ["/assets/", "/docs"].iter().any(|start| response.url().path().starts_with(start));
        let answer = Self { status, headers, body: response.text().await.expect("a body") };
        answer.keeps_itself_to_itself(is_asset);
        answer
    }

    /// Properties of every response (docs/contracts/README.md).
    fn keeps_itself_to_itself(&self, is_asset: bool) {
        assert!(is_asset || self.header("cache-control") == Some("no-store"), "{self:?}");
        assert!(matches!(self.header("referrer-policy"), Some("no-referrer" | "same-origin")), "{self:?}");
        assert_eq!(self.header("x-content-type-options"), Some("nosniff"), "{self:?}");
        assert!(self.header("x-request-id").is_some_and(|id| !id.is_empty()), "{self:?}");
        assert!(self.status != 429 || self.header("retry-after").is_some_and(|wait| wait.parse::<u64>().is_ok()));
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Everything that a client sees but what is different for every answer: the date and the request's id.
    pub(crate) fn fingerprint(&self) -> (u16, Vec<(String, Vec<u8>)>, &str) {
        let mut headers: Vec<_> = self
            .headers
            .iter()
            .filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()))
            .map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()))
            .collect();
        headers.sort();
        (self.status.as_u16(), headers, &self.body)
    }
}
