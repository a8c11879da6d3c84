//! `rekey doctor`: whether what the server needs is there, and whether its emails will arrive.

mod database;
mod directories;
mod dns;
mod finding;
mod machine;
mod mails;
mod sender;
mod server;
mod settings;
mod templates;
mod test_mail;
mod wait;

use std::collections::BTreeSet;
use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use clap::Args;
use rekey_core::ports::Clock;
use rekey_core::{EmailAddress, Locations};
use rekey_mail::{DkimKeys, SmtpTransport};
use serde_json::json;
use tokio::net::{TcpStream, lookup_host};

use super::address;
use crate::adapters::{OsRng, SystemClock};
use crate::command_error::CommandError;
use crate::config::{Config, DatabaseConfig, Outlet, SenderConfig, whole_path};
use crate::installation::{Installation, public_url, senders_of};
use crate::output::{BAD, GOOD, NOTABLE, Table, json_line, stdout};
use dns::Dns;
use finding::Finding;

pub const EXAMPLES: &str = "\
Examples:
  rekey doctor
  rekey doctor --dns 9.9.9.9:53                     See SPF, DKIM and DMARC as the world does
  rekey doctor --send-test you@example.org
  rekey doctor --json | jq -r 'select(.ok | not) | .to_do'

It logs in to the mail server but sends nothing without --send-test. It connects
to public_url but doesn't check its certificate.";

/// How long one look may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// How to look and print.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Print a JSON object for each check
    #[arg(long)]
    json: bool,
    /// Ask this DNS server instead of the system's
    #[arg(long, value_name = "ADDRESS:PORT", value_parser = dns_server)]
    dns: Option<SocketAddr>,
    /// Send a test email to this address
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    send_test: Option<EmailAddress>,
}

fn dns_server(text: &str) -> Result<SocketAddr, &'static str> {
    text.parse().map_err(|_| "expected an address with a port, such as 9.9.9.9:53")
}

/// Runs every check, then says whether all went well.
/// `file` is the one that the configuration was read from.
pub async fn run(arguments: Arguments, config: Config, file: Option<&Path>) -> Result<(), CommandError> {
    let url = public_url(&config, config.server.listen.0.port());
    let defaults = config.location_defaults(&url);
    // Everything else is checked without a database, too: it is often not the only thing that is wrong.
    let now = DatabaseConfig { connect_wait: Duration::ZERO, ..config.database.clone() };
    let opened = Installation::open(Config { database: now, ..config.clone() }).await;
    let (mut findings, locations) = match &opened {
        Ok(installation) => (database::check(installation).await, installation.store.locations().await),
        Err(error) => {
            (vec![Finding::failed("database", error, "check that it runs and takes connections")], Ok(Vec::new()))
        }
    };
    let locations = locations.unwrap_or_else(|error| {
        findings.push(Finding::failed("locations", &error.into(), "check the database"));
        Vec::new()
    });
    let locations = Locations::resolve(&defaults, locations);
    findings.extend(settings::check(&config, &url));
    findings.push(match &opened {
        Ok(installation) => settings::proxies(installation)
            .await
            .unwrap_or_else(|error| Finding::failed("trusted_proxies", &error, "check the database")),
        Err(_) => settings::named_proxies(&config),
    });
    findings.extend(templates::check(&config, opened.as_ref().ok().map(|installation| &*installation.store)).await);
    if let Ok(installation) = &opened {
        findings.extend(directories::check(installation, &locations).await);
        findings.extend(mails::check(&*installation.store, &config.outlet).await);
    }
    findings.extend(machine(&config, file).await);
    findings.extend(outlet(&config, &arguments, &locations).await);
    findings.push(reach(&url).await);
    print(&findings, arguments.json)
}

/// What this machine gives to the server.
async fn machine(config: &Config, file: Option<&Path>) -> Vec<Finding> {
    let mut findings = machine::permissions(config, file);
    findings.extend(machine::disks(config));
    findings.push(machine::hashing(config).await);
    findings.extend(machine::ports(config).await);
    match config.mail.geoip() {
        Ok(geoip) => findings.extend(geoip.map(|geoip| machine::geoip(&geoip, SystemClock.now()))),
        Err(error) => {
            findings.push(Finding::failed("mail.geoip_file", &error.into(), "correct the file, or remove the setting"));
        }
    }
    findings
}

/// How emails leave, and whether they will be believed; sends one if asked to.
async fn outlet(config: &Config, arguments: &Arguments, locations: &Locations) -> Vec<Finding> {
    let mut findings = Vec::new();
    let keys = config.mail.signing_keys().unwrap_or_else(|error| {
        findings.push(Finding::failed("dkim", &error.into(), "correct mail.dkim_keys or the file"));
        DkimKeys::default()
    });
    let (clock, rng) = (&SystemClock, &OsRng::default());
    let test = |to: &EmailAddress| test_mail::compose(locations.default(), &keys, to.clone(), (clock, rng));
    match &config.outlet {
        Outlet::Smtp(settings) => {
            let settings = server::hurried(settings);
            findings.extend(server::check(&settings, arguments.dns, clock.now()).await);
            findings.extend(sender_domains(arguments.dns, locations, &keys).await);
            if let (Some(to), Ok(transport)) = (&arguments.send_test, SmtpTransport::new(settings.clone())) {
                let server = server::name(&settings);
                findings.push(test_mail::send(&transport, &server, test(to), to).await);
            }
        }
        Outlet::Senders(configured, smtp) => {
            findings.extend(configured.iter().map(about));
            findings.extend(sender_domains(arguments.dns, locations, &keys).await);
            match senders_of(&config.server, configured, &server::hurried(smtp)) {
                Ok(senders) => {
                    for (name, transport) in senders.each() {
                        let Some(to) = &arguments.send_test else { break };
                        findings.push(test_mail::send(transport, name, test(to), to).await.of(name));
                    }
                }
                Err(error) => findings.push(Finding::failed("mail", &error, "correct mail.senders")),
            }
        }
        other => {
            findings.push(outlet_without_server(other, config.mail.enabled == Some(false)));
            if arguments.send_test.is_some() {
                let to_do = "set mail.smtp_url, or leave --send-test out";
                findings.push(Finding::problem("test_mail", "there is no mail server to send by", to_do));
            }
        }
    }
    findings
}

fn print(findings: &[Finding], as_json: bool) -> Result<(), CommandError> {
    let mut out = stdout();
    let mut table = Table::bare();
    for Finding { check, ok, text, to_do } in findings {
        if as_json {
            json_line(&mut out, &json!({"check": check, "ok": ok, "finding": text, "to_do": to_do}))?;
            continue;
        }
        table.row([if *ok { "ok" } else { "FAILED" }, check, text]);
        if let Some(to_do) = to_do {
            table.row(["", "", &format!("-> {to_do}")]);
        }
    }
    table.print_styled(&mut out, |cell| match cell {
        "ok" => Some(GOOD),
        "FAILED" => Some(BAD),
        cell if cell.starts_with("-> ") => Some(NOTABLE),
        _ => None,
    })?;
    out.flush()?;
    match findings.iter().filter(|finding| !finding.ok).count() {
        0 => Ok(()),
        1 => Err(CommandError::failed("one check failed")),
        more => Err(CommandError::failed(format!("{more} checks failed"))),
    }
}

/// What DNS says of each sender domain.
async fn sender_domains(server: Option<SocketAddr>, locations: &Locations, keys: &DkimKeys) -> Vec<Finding> {
    let dns = match Dns::new(server) {
        Ok(dns) => dns,
        Err(error) => {
            return vec![Finding::problem("dns", error, "name a server with --dns, such as --dns 9.9.9.9:53")];
        }
    };
    let mut findings = Vec::new();
    let domains: BTreeSet<&str> = locations.iter().map(|location| location.from.address.domain()).collect();
    for domain in domains {
        findings.extend(sender::check(&dns, domain, keys).await);
    }
    findings
}

/// A sender that shows nothing of itself before it sends.
fn about(sender: &SenderConfig) -> Finding {
    Finding::ok("mail", format!("{}: {}", sender.name, sender.kind.about))
        .with_advice("`rekey doctor --send-test ADDRESS` sends a test email through each sender")
}

/// Emails that go to no server.
fn outlet_without_server(outlet: &Outlet, switched_off: bool) -> Finding {
    match outlet {
        Outlet::Off if switched_off => Finding::ok("mail", "switched off by mail.enabled"),
        Outlet::Folder(folder) if folder.is_dir() => {
            Finding::ok("mail", format!("written into {}", whole_path(folder).display()))
        }
        Outlet::Folder(folder) => {
            Finding::ok("mail", format!("to be written into {}, which will be made", whole_path(folder).display()))
        }
        Outlet::Captured => Finding::ok("mail", "kept for /_dev/inbox"),
        Outlet::Discard => {
            Finding::problem("mail", "every email is discarded", "remove mail.discard: it is for load tests")
        }
        Outlet::Off | Outlet::Smtp(_) | Outlet::Senders(..) => Finding::problem(
            "mail",
            "no emails are sent: set mail.smtp_url and mail.from",
            "`rekey config schema` shows how",
        ),
    }
}

async fn reach(url: &url::Url) -> Finding {
    let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
        return Finding::problem(
            "public_url",
            format!("{url} has no host"),
            "set public_url to where people reach this server",
        );
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let addresses: Vec<_> = match within(lookup_host((host, port))).await {
        Ok(addresses) => addresses.collect(),
        Err(error) => {
            let text = format!("{host} does not resolve: {error}");
            return Finding::problem(
                "public_url",
                text,
                format!("make a DNS record for {host}, or correct public_url"),
            );
        }
    };
    match within(TcpStream::connect(addresses.as_slice())).await {
        Ok(_) => Finding::ok("public_url", format!("{url} accepts connections")),
        Err(error) => {
            let text = format!("nothing answers at {url}: {error}");
            Finding::problem("public_url", text, "start the server, and the proxy before it")
        }
    }
}

async fn within<T>(look: impl Future<Output = std::io::Result<T>>) -> std::io::Result<T> {
    tokio::time::timeout(PATIENCE, look).await.unwrap_or_else(|_| Err(std::io::ErrorKind::TimedOut.into()))
}
