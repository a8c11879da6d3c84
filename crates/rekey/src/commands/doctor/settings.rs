//! Settings that are taken, and that nobody should run with.

use url::Url;

use super::finding::Finding;
use crate::config::Config;

/// A random secret of 32 bytes has at least so many different ones; by chance it has fewer once in 10^12 times.
const LEAST_VARIETY: usize = 20;

/// Every look at the settings themselves.
pub(super) fn check(config: &Config, url: &Url) -> Vec<Finding> {
    vec![secret(config), encryption(config, url), proxies(config)]
}

fn secret(config: &Config) -> Finding {
    let check = "secret";
    let all = config.server.secret.iter().chain(&config.server.previous_secrets);
    let made_up = all.filter(|secret| {
        let mut bytes = *secret.bytes();
        bytes.sort_unstable();
        1 + bytes.windows(2).filter(|pair| pair[0] != pair[1]).count() < LEAST_VARIETY
    });
    match (made_up.count(), config.dev) {
        (0, true) => Finding::well(check, "--dev keeps its own"),
        (0, false) => Finding::well(check, "32 bytes that look random"),
        _ => Finding::amiss(
            check,
            "it was made up by somebody: the keys in the database are only as safe as it",
            "make one with `openssl rand -base64 32`; docs/operations.md says how to change it without downtime",
        ),
    }
}

/// Links carry secrets, so whoever stands between must not read them.
fn encryption(config: &Config, url: &Url) -> Finding {
    let check = "https";
    let is_here = config.server.listen.0.ip().is_loopback();
    match (url.scheme(), config.server.trusted_proxies.is_empty()) {
        ("https", true) if !is_here => Finding::amiss(
            check,
            format!("{url} is https, {} is not, and no proxy is trusted", config.server.listen),
            "name the proxy that speaks TLS in trusted_proxies: without it all people share one network's limits",
        ),
        ("https", true) => Finding::well(check, format!("{url}")).with_advice(
            "name the proxy that speaks TLS in trusted_proxies, unless people's addresses reach this port",
        ),
        ("https", false) => Finding::well(check, format!("{url}, by a proxy")),
        _ => Finding::well(check, format!("{url} is for this machine alone"))
            .with_advice("for others set public_url to an https: address"),
    }
}

/// Whoever a proxy's word is taken from can choose the network that limits count for (R13).
fn proxies(config: &Config) -> Finding {
    let check = "trusted_proxies";
    let proxies = &config.server.trusted_proxies;
    let shown: Vec<String> = proxies.iter().map(|proxy| proxy.0.to_string()).collect();
    // Half of all addresses, or more, are nobody's proxies.
    if proxies.iter().any(|proxy| proxy.0.prefix_len() < 2) {
        let to_do = "name your own proxies: as it is, anybody can pass by the limits with a made-up X-Forwarded-For";
        return Finding::amiss(check, format!("{} are the whole internet", shown.join(", ")), to_do);
    }
    Finding::well(check, if shown.is_empty() { "none".to_owned() } else { shown.join(", ") })
}
