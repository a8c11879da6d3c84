//! The mail server: whether it lets us in, its encryption, and its public names.

use std::net::{IpAddr, SocketAddr};

use rekey_core::span;
use rekey_core::time::{Duration, Timestamp, until};
use rekey_mail::{SendError, SendErrorKind, SmtpSettings, SmtpTransport};

use super::dns::{Dns, NoAnswer};
use super::finding::Finding;
use super::wait::watched;
use crate::output::instant;

/// A certificate that ends sooner than this should have been renewed.
const RENEWED_BY: Duration = Duration::from_hours(14 * 24);

/// How long a server may take over each step.
const STEP_LIMIT: Duration = Duration::from_mins(1);
/// How long it may take until it has let us in. Some greet late on purpose, to scare off those who can't wait.
const LIMIT: Duration = Duration::from_secs(40);

/// Whether it takes us in, and what the world calls it.
pub(super) async fn check(settings: &SmtpSettings, dns: Option<SocketAddr>, now: Timestamp) -> Vec<Finding> {
    let mut findings = connection(settings, now).await;
    if let Ok(dns) = Dns::new(dns) {
        findings.push(reverse_name(&dns, &settings.host).await);
    }
    findings
}

/// Connects and logs in, and looks at encryption and certificate.
async fn connection(settings: &SmtpSettings, now: Timestamp) -> Vec<Finding> {
    let server = name(settings);
    let transport = match SmtpTransport::new(settings.clone()) {
        Ok(transport) => transport,
        Err(error) => return vec![Finding::problem("mail", error.to_string(), "correct mail.smtp_url")],
    };
    let seen = match watched(&server, LIMIT, transport.check()).await {
        Some(Ok(seen)) => seen,
        Some(Err(error)) => return vec![Finding::problem("mail", format!("{server}: {error}"), advice(&error))],
        None => {
            let text = format!("{server}: no answer within {}", span::format(LIMIT));
            return vec![Finding::problem("mail", text, SILENT)];
        }
    };
    let login = if settings.credentials.is_some() { "connected and logged in" } else { "connected" };
    let mut findings = vec![Finding::ok("mail", format!("{server}: {login}"))];
    let is_here =
        matches!(settings.host.as_str(), "localhost") || settings.host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
    findings.push(match (seen.encrypted, seen.certificate_until) {
        (true, Some(end)) if end <= now => {
            Finding::problem("tls", format!("the certificate ended at {}", instant(end)), "renew it on the mail server")
        }
        (true, Some(end)) if until(end, now) < RENEWED_BY => {
            Finding::problem("tls", format!("the certificate ends at {}", instant(end)), "renew it on the mail server")
        }
        (true, Some(end)) => Finding::ok("tls", format!("encrypted; the certificate is good until {}", instant(end))),
        (true, None) => Finding::ok("tls", "encrypted"),
        (false, _) if is_here => Finding::ok("tls", "not encrypted, on this very machine"),
        (false, _) => Finding::problem("tls", "emails are sent unencrypted", "add ?tls=required to mail.smtp_url"),
    });
    findings
}

/// Host and port.
pub(super) fn name(settings: &SmtpSettings) -> String {
    match &settings.host {
        address if address.contains(':') => format!("[{address}]:{}", settings.port),
        host => format!("{host}:{}", settings.port),
    }
}

/// The same server, for somebody who looks on.
pub(super) fn hurried(settings: &SmtpSettings) -> SmtpSettings {
    SmtpSettings { timeouts: settings.timeouts.at_most(STEP_LIMIT), ..settings.clone() }
}

/// What to do about a server that refuses us.
fn advice(error: &SendError) -> &'static str {
    match error.kind {
        SendErrorKind::Authentication => "check user and password in mail.smtp_url",
        // The library tells what is wrong with it only in words.
        _ if error.reason.contains("certificate") => {
            "renew it on the mail server; if it is self-signed or a private authority's, name the server's or the authority's in mail.root_certificates"
        }
        _ if error.reason.contains("no answer within") => SILENT,
        _ => "check mail.smtp_url: host, port, tls, user and password",
    }
}

const SILENT: &str = "check host and port in mail.smtp_url, and whether a firewall drops the connection";

/// Whether the server's addresses have names that lead back to them: many receivers turn others away.
async fn reverse_name(dns: &Dns, host: &str) -> Finding {
    match look(dns, host).await {
        Ok(finding) => finding,
        Err(error) => Finding::problem("reverse_name", error.to_string(), "ask another server with --dns"),
    }
}

async fn look(dns: &Dns, host: &str) -> Result<Finding, NoAnswer> {
    let check = "reverse_name";
    let addresses = dns.addresses(host).await?;
    let Some(public) = addresses.iter().find(|address| is_public(**address)) else {
        return Ok(Finding::ok(check, format!("{host} has no public address"))
            .with_advice("the address that it sends from should have a reverse name (PTR) that resolves to it"));
    };
    let names = dns.names(*public).await?;
    let to_do = format!("ask the provider of {public} to set its reverse name (PTR) to the server's name");
    for name in &names {
        if dns.addresses(name).await?.contains(public) {
            return Ok(Finding::ok(check, format!("{public} is {name}, and back")));
        }
    }
    Ok(match names.first() {
        Some(name) => {
            Finding::problem(check, format!("{public} is called {name}, which does not lead back to it"), to_do)
        }
        None => Finding::problem(check, format!("{public} has no name"), to_do),
    })
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(ip) => !(ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.is_unspecified()),
        IpAddr::V6(ip) => {
            !(ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local() || ip.is_unspecified())
        }
    }
}
