//! Settings that are valid but dangerous.

use rekey_core::ports::UntrustedProxy;
use rekey_core::time::{Duration, until};
use url::Url;

use super::finding::Finding;
use crate::command_error::CommandError;
use crate::config::{Config, Secret};
use crate::installation::Installation;
use crate::output::instant;

/// How long a note of a proxy counts: servers that still meet it note it again each hour.
const SEEN_LATELY: Duration = Duration::from_hours(24);

pub(super) fn check(config: &Config, url: &Url) -> Vec<Finding> {
    vec![secret(config), encryption(config, url)]
}

fn secret(config: &Config) -> Finding {
    let check = "secret";
    // No server runs with a made-up `secret`.
    match config.server.previous_secrets.iter().any(Secret::is_made_up) {
        true => Finding::problem(
            check,
            "one of previous_secrets does not look random: keys that are still sealed under it are only as safe as that",
            "run `rekey keys rewrap`, then remove it from previous_secrets",
        ),
        false if config.dev => Finding::ok(check, "--dev keeps its own"),
        false => Finding::ok(check, "32 bytes that look random"),
    }
}

/// Links carry secrets, which nobody on the network may read.
fn encryption(config: &Config, url: &Url) -> Finding {
    let check = "https";
    let is_here = config.server.listen.0.ip().is_loopback();
    match (url.scheme(), config.server.trusted_proxies.is_empty()) {
        ("https", true) if !is_here => Finding::problem(
            check,
            format!("{url} is https, {} is not, and no proxy is trusted", config.server.listen),
            "name the proxy that terminates TLS in trusted_proxies: otherwise everyone shares one network's limits",
        ),
        ("https", true) => Finding::ok(check, format!("{url}")).with_advice(
            "name the proxy that terminates TLS in trusted_proxies, unless clients' addresses reach this port",
        ),
        ("https", false) => Finding::ok(check, format!("{url}, by a proxy")),
        _ => Finding::ok(check, format!("{url} works only on this machine"))
            .with_advice("to let others in, set public_url to an https: address"),
    }
}

/// A trusted proxy chooses the network that limits count for, and behind one that is not trusted all people are one
/// network (R13).
pub(super) async fn proxies(installation: &Installation) -> Result<Finding, CommandError> {
    let check = "trusted_proxies";
    let proxies = &installation.config.server.trusted_proxies;
    let named = named_proxies(&installation.config);
    let forgotten = installation.store.untrusted_proxy().await?;
    let is_current = |proxy: &UntrustedProxy| until(installation.clock.now(), proxy.seen_at) < SEEN_LATELY;
    let is_named = |proxy: &UntrustedProxy| proxies.iter().any(|named| named.0.contains(&proxy.peer));
    Ok(match forgotten.filter(|proxy| named.ok && is_current(proxy) && !is_named(proxy)) {
        None => named,
        Some(proxy) => {
            let text = format!(
                "{} forwards requests but isn't in trusted_proxies: the limits treat everyone behind it as one network (seen {})",
                proxy.peer,
                instant(proxy.seen_at)
            );
            Finding::problem(check, text, format!("add \"{}\" to trusted_proxies", proxy.peer))
        }
    })
}

/// The proxies of the settings.
pub(super) fn named_proxies(config: &Config) -> Finding {
    let check = "trusted_proxies";
    let proxies = &config.server.trusted_proxies;
    let shown: Vec<String> = proxies.iter().map(|proxy| proxy.0.to_string()).collect();
    // Half of all addresses, or more, are nobody's proxies.
    if proxies.iter().any(|proxy| proxy.0.prefix_len() < 2) {
        let to_do = "list only your own proxies: anyone can now bypass the limits with a forged X-Forwarded-For";
        return Finding::problem(check, format!("{} are the whole internet", shown.join(", ")), to_do);
    }
    Finding::ok(check, if shown.is_empty() { "none".to_owned() } else { shown.join(", ") })
}
