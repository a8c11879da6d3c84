//! The path of `public_url`, where our pages share a host with another application. Some proxies strip it from
//! requests, others don't; both work.

use axum::http::Uri;
use axum::http::uri::PathAndQuery;
use url::Url;

/// What our own paths begin with. A public path that begins so as well could be either.
const OWN: [&str; 20] = [
    ".well-known",
    "_dev",
    "api",
    "assets",
    "code",
    "docs",
    "forgot",
    "healthz",
    "hooks",
    "new-address",
    "not-me",
    "oauth2",
    "openapi",
    "openapi.json",
    "readyz",
    "reset",
    "signin",
    "signout",
    "v1",
    "verify-email",
];

/// The path below which people reach us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicPath(String);

impl PublicPath {
    /// The path of a public URL, without a slash at its end.
    pub fn of(public_url: &Url) -> Self {
        Self(public_url.path().trim_end_matches('/').to_owned())
    }

    /// The path, if it begins like one of our own: then a proxy has to strip it, because the server couldn't
    /// distinguish the two.
    pub fn ambiguous(&self) -> Option<&str> {
        let first = self.0.split('/').nth(1)?;
        OWN.contains(&first).then_some(self.0.as_str())
    }

    /// Whether requests that no proxy has stripped can be recognized.
    pub fn strips(&self) -> bool {
        !self.0.is_empty() && self.ambiguous().is_none()
    }

    /// The same address without this path, if it begins with it.
    pub fn strip(&self, uri: &mut Uri) {
        let Some(rest) = uri.path_and_query().and_then(|whole| whole.as_str().strip_prefix(&self.0)) else { return };
        let rest = match rest.as_bytes().first() {
            Some(b'/') => rest.to_owned(),
            None | Some(b'?') => format!("/{rest}"),
            // `/identity` does not begin with the path `/id`.
            Some(_) => return,
        };
        let Ok(rest) = rest.parse::<PathAndQuery>() else { return };
        let mut parts = std::mem::take(uri).into_parts();
        parts.path_and_query = Some(rest);
        *uri = Uri::from_parts(parts).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stripped(public_url: &str, asked: &str) -> String {
        let mut uri: Uri = asked.parse().unwrap();
        let path = PublicPath::of(&public_url.parse().unwrap());
        if path.strips() {
            path.strip(&mut uri);
        }
        uri.to_string()
    }

    #[test]
    fn the_path_is_taken_away_whole_and_once() {
        let base = "https://app.example.com/id/";
        for (asked, seen) in [
            ("/id/forgot?location=7", "/forgot?location=7"),
            ("/id", "/"),
            ("/id?x=1", "/?x=1"),
            ("/id/", "/"),
            ("/forgot", "/forgot"),
            ("/identity", "/identity"),
            ("/id/id/x", "/id/x"),
        ] {
            assert_eq!(stripped(base, asked), seen, "{asked}");
        }
        assert_eq!(stripped("https://app.example.com/", "/forgot"), "/forgot");
    }

    #[test]
    fn a_path_like_one_of_our_own_is_left_to_the_proxy() {
        let path = PublicPath::of(&"https://app.example.com/api/id".parse().unwrap());
        assert_eq!(path.ambiguous(), Some("/api/id"));
        assert_eq!(stripped("https://app.example.com/api/id", "/api/id/forgot"), "/api/id/forgot");
    }
}
