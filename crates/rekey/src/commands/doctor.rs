//! `rekey doctor`: whether what the server needs is there.

use std::io::Write;
use std::time::Duration;

use clap::Args;
use rekey_mail::SmtpTransport;
use serde_json::json;
use tokio::net::{TcpStream, lookup_host};

use crate::config::{Config, Outlet};
use crate::failure::{Failure, with_causes};
use crate::installation::{Installation, public_url};
use crate::output::{Table, instant, json_line, stdout};

/// Examples for `--help`.
pub const EXAMPLES: &str = "\
Examples:
  rekey doctor
  rekey doctor --json | jq -r 'select(.ok | not) | .check'

It logs in at the mail server but sends nothing, and connects to public_url but does not look at its certificate.";

/// How long one look may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// How to print.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Print a JSON object for each check
    #[arg(long)]
    json: bool,
}

/// What a check found: well, and how, or not, and why.
type Finding = Result<String, String>;

/// Runs every check, then says whether all went well.
pub async fn run(arguments: Arguments, config: Config) -> Result<(), Failure> {
    let url = public_url(&config, config.server.listen.0.port());
    let (outlet, switched_off) = (config.outlet.clone(), config.mail.enabled == Some(false));
    let installation = Installation::open(config).await?;
    let findings = [
        ("database", database(&installation).await),
        ("clock", clock(&installation).await),
        ("mail", mail(outlet, switched_off).await),
        ("public_url", reach(&url).await),
    ];
    let mut out = stdout();
    let mut table = Table::bare();
    for (check, finding) in &findings {
        let (text, ok) = match finding {
            Ok(text) => (text, true),
            Err(text) => (text, false),
        };
        if arguments.json {
            json_line(&mut out, &json!({"check": check, "ok": ok, "finding": text}))?;
        } else {
            table.row([if ok { "ok" } else { "FAILED" }, check, text]);
        }
    }
    table.print(&mut out)?;
    out.flush()?;
    let failed = findings.iter().filter(|(_, finding)| finding.is_err()).count();
    match failed {
        0 => Ok(()),
        1 => Err(Failure::failed("one check failed")),
        more => Err(Failure::failed(format!("{more} checks failed"))),
    }
}

/// Opening it has brought it up to date and opened the keys; what is left is whether it answers.
async fn database(installation: &Installation) -> Finding {
    installation.store.ping().await.map_err(|error| with_causes(&error))?;
    Ok(format!("{}, up to date, keys open", installation.config.server.database_url))
}

/// A clock that went back would make what has expired good again.
async fn clock(installation: &Installation) -> Finding {
    let keys = installation.store.data_keys().await.map_err(|error| with_causes(&error))?;
    let now = installation.clock.now();
    match keys.iter().map(|key| key.created_at).max() {
        Some(newest) if newest > now => {
            Err(format!("it is {} here, but the database was used at {}", instant(now), instant(newest)))
        }
        _ => Ok(instant(now)),
    }
}

async fn mail(outlet: Outlet, switched_off: bool) -> Finding {
    match outlet {
        Outlet::Off if switched_off => Ok("switched off by mail.enabled".to_owned()),
        Outlet::Off => Err("no mails are sent: set mail.smtp_url and mail.from".to_owned()),
        Outlet::Captured => Ok("kept for /_dev/inbox".to_owned()),
        Outlet::Folder(folder) if folder.is_dir() => Ok(format!("written into {}", folder.display())),
        Outlet::Folder(folder) => Ok(format!("to be written into {}, which will be made", folder.display())),
        Outlet::Smtp(settings) => {
            let server = format!("{}:{}", settings.host, settings.port);
            let login = if settings.credentials.is_some() { "connected and logged in" } else { "connected" };
            let transport = SmtpTransport::new(*settings).map_err(|error| error.to_string())?;
            transport.check().await.map_err(|error| format!("{server}: {error}"))?;
            Ok(format!("{server}: {login}"))
        }
    }
}

async fn reach(url: &url::Url) -> Finding {
    let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
        return Err(format!("{url} has no host"));
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let addresses: Vec<_> =
        within(lookup_host((host, port))).await.map_err(|error| format!("{host} does not resolve: {error}"))?.collect();
    within(TcpStream::connect(addresses.as_slice()))
        .await
        .map_err(|error| format!("nothing answers at {url}: {error} (the server or its proxy may not be running)"))?;
    Ok(format!("{url} takes connections"))
}

async fn within<T>(look: impl Future<Output = std::io::Result<T>>) -> std::io::Result<T> {
    tokio::time::timeout(PATIENCE, look).await.unwrap_or_else(|_| Err(std::io::ErrorKind::TimedOut.into()))
}
