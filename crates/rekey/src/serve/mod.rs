//! `rekey serve`: opens the installation, listens, and shuts down in order when a signal comes.

mod connection_limit;
mod connections;
mod demo;
mod generation;
mod key_keeper;
mod node;
mod open_files;
mod reload;
mod signals;
mod timed_stream;
mod upkeep;

use std::io::{ErrorKind, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rekey_core::ports::Clock;
use rekey_http::PublicPath;
use rekey_mail::Wakeups;
use rekey_render::context::DemoAccount;
use sd_notify::NotifyState;
use secrecy::{ExposeSecret, SecretString};
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::adapters::SystemClock;
use crate::command_error::CommandError;
use crate::config::{Config, Outlet, Sources};
use crate::installation::Installation;
use crate::output::stdout;
use crate::telemetry::{self, Meter, MetricsEndpoint};
use connection_limit::ConnectionLimit;
use connections::Routes;
use generation::{Generation, Lasting, read_files, until_closed};
use key_keeper::KeyKeeper;
use node::Node;
use reload::{Replaceable, reload};
use signals::HangUps;

pub const EXAMPLES: &str = "\
Examples:
  rekey serve --dev                                 Try it, with no setup
  rekey serve --config /etc/rekey.toml
  REKEY_LISTEN=0.0.0.0:8080 rekey serve             In a container, behind a proxy that speaks TLS

On SIGTERM and SIGINT, the server stops: it accepts no more connections, finishes
requests and emails in progress, and closes the database. A second signal stops it at
once. On SIGHUP, it reads its configuration, templates, certificates and files with
secrets again; if there is a mistake, it says so and changes nothing. A server that
was started in a terminal stops on SIGHUP.";

/// How long requests and emails under way have to finish; service managers kill after 30 s or more.
const GRACE: Duration = Duration::from_secs(25);
/// The share of requests. The rest is for emails and counts, however slow a client is.
const GRACE_OF_REQUESTS: Duration = Duration::from_secs(15);

/// Serves until a signal ends it. What the configuration was read from is read again on SIGHUP.
pub async fn run(config: Config, sources: &Sources) -> Result<(), CommandError> {
    let listener = bind(config.server.listen.0)?;
    let address = listener.local_addr().map_err(|error| CommandError::failed(format!("no address: {error}")))?;
    let metrics = telemetry::bind(config.telemetry.metrics(config.dev)).await?;
    let meter = Arc::new(Meter::new(SystemClock.now()));
    let wakeups = Arc::new(Wakeups::new(config.mail.first_attempts()));
    // Meanwhile the database is opened.
    let files = read_files(&config);
    let installation = Installation::open_for_server(config, wakeups.clone(), meter.clone()).await?;
    let (lasting, keys, config) = Lasting::of(installation, address, wakeups, meter)?;
    let generation = lasting.prepare(config, files).await?;
    let node = &generation.node;
    node.engine.load_shared_counts().await?;
    lasting.publish(&node.config).await?;
    let demo = if node.config.dev { demo::account(&node.engine).await? } else { None };
    // Before the server says that it runs, because a reader of that may stop it at once.
    let signals = signals::stop();
    announce(node, address, metrics.as_ref(), lasting.inbox_key.as_ref(), demo)?;
    signals::tell_manager(&[NotifyState::Ready]);
    serve(Server { lasting, keys, sources }, generation, listener, metrics, signals).await;
    Ok(())
}

/// How many connections may wait to be accepted, up to the system's `net.core.somaxconn`. tokio's own 128 are fewer than
/// a proxy opens at once after a restart; beyond the limit connections are refused.
const BACKLOG: u32 = 4_096;

fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // A server that comes back takes its port although connections of the one before linger.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

fn bind(address: SocketAddr) -> Result<TcpListener, CommandError> {
    listen(address).map_err(|error| {
        let (port, next) = (address.port(), address.port().wrapping_add(1).max(1024));
        let other = SocketAddr::new(address.ip(), next);
        match error.kind() {
            ErrorKind::AddrInUse => {
                CommandError::failed(format!("port {port} of {} is taken by another program", address.ip()))
                    .help(format!("end that program, or listen elsewhere: set `listen` (REKEY_LISTEN={other})"))
            }
            ErrorKind::PermissionDenied => CommandError::failed(format!("this user may not listen on port {port}"))
                .help(format!("ports below 1024 need rights; set `listen` to another one (REKEY_LISTEN={other})")),
            ErrorKind::AddrNotAvailable => {
                CommandError::failed(format!("{} is not an address of this machine", address.ip()))
                    .help("set `listen` to an address of this machine, 127.0.0.1 or 0.0.0.0")
            }
            _ => CommandError::failed(format!("{address} can't be used: {error}")).help("see the setting `listen`"),
        }
    })
}

/// Prints the server's URL on standard output, so that the process that started it can read the port.
fn announce(
    node: &Node,
    address: SocketAddr,
    metrics: Option<&MetricsEndpoint>,
    key: Option<&SecretString>,
    demo: Option<DemoAccount>,
) -> Result<(), CommandError> {
    let mut out = stdout();
    writeln!(out, "listening on http://{address}")?;
    if let Some(MetricsEndpoint { address, .. }) = metrics {
        writeln!(out, "metrics on http://{address}/metrics")?;
    }
    if node.config.dev {
        let base = node.engine.settings().public_url.as_str().trim_end_matches('/');
        let key = key.map_or_else(String::new, |key| format!("?key={}", key.expose_secret()));
        writeln!(out, "  start here       {base}/{key}")?;
        writeln!(out, "  forgot password  {base}/forgot")?;
        writeln!(out, "  emails           {base}/_dev/inbox{key}")?;
        if let Some(DemoAccount { email, password }) = demo {
            writeln!(out, "  demo account     {email} with password {password}")?;
        }
        writeln!(out, "  data             {}", node.config.server.database_url)?;
        if key.is_empty() {
            writeln!(out, "For development only: anyone on this machine can read every email.")?;
        } else {
            writeln!(out, "For development only. Others can reach this port; emails are for those who have the key.")?;
        }
    }
    out.flush()?;
    match node.config.outlet {
        Outlet::Off => tracing::warn!("no emails are sent: mail is off, or mail.smtp_url is not set"),
        Outlet::Discard => {
            tracing::error!(
                "EVERY EMAIL IS DISCARDED, and nobody can recover an account: mail.discard is only for load tests"
            );
        }
        Outlet::Smtp(_) | Outlet::Senders(..) | Outlet::Folder(_) | Outlet::Captured => {}
    }
    if let Some(path) = PublicPath::of(&node.engine.settings().public_url).ambiguous() {
        tracing::warn!(
            path,
            "paths of the server begin like that of public_url: the proxy has to strip it from requests"
        );
    }
    tracing::info!(%address, database = %node.config.server.database_url, "serving");
    Ok(())
}

/// What a server is, whatever its configuration says.
struct Server<'a> {
    lasting: Lasting,
    keys: KeyKeeper,
    sources: &'a Sources,
}

/// Serves until the first signal, then finishes in order: connections, emails, counts.
async fn serve(
    server: Server<'_>,
    generation: Generation,
    listener: TcpListener,
    metrics: Option<MetricsEndpoint>,
    (stop, mut hang_ups): (impl Future<Output = ()> + Send + 'static, HangUps),
) {
    let Server { lasting, keys, sources } = server;
    let (mut running, everything, figures) = generation.start();
    let room = open_files::room_for_connections(&running.config);
    let (alive, stopped) = watch::channel(());
    let mut background = JoinSet::new();
    background.spawn(keys.run(stopped.clone()));
    background.spawn(upkeep::watch_clock(lasting.clock.clone(), stopped.clone()));
    background.spawn(upkeep::tidy(lasting.meter.clone(), stopped.clone()));
    let (replace_metrics, metrics_routes) = Routes::new(figures, None);
    if let Some(MetricsEndpoint { listener, .. }) = metrics {
        let stop = until_closed(stopped.clone());
        let places = ConnectionLimit::new(room, Vec::new());
        background.spawn(async { connections::accept(listener, metrics_routes, places, stop).await.finish().await });
    }
    let places = ConnectionLimit::new(room, running.config.server.trusted_proxies());
    let public_path = PublicPath::of(&running.engine.settings().public_url);
    let (replace_routes, routes) = Routes::new(everything, Some(public_path).filter(PublicPath::strips));
    let mut accepting = tokio::spawn(connections::accept(listener, routes, places.clone(), stop));
    let open = loop {
        tokio::select! {
            open = &mut accepting => break open,
            () = hang_ups.next() => {
                let replaced = Replaceable {
                    running: &mut running,
                    routes: &replace_routes,
                    metrics: &replace_metrics,
                    places: &places,
                };
                if let Some(before) = reload(&lasting, sources, replaced).await {
                    let mut stopped = stopped.clone();
                    // Its last requests are over then, and what they counted is shared.
                    let no_requests = async move {
                        drop(tokio::time::timeout(GRACE_OF_REQUESTS, stopped.changed()).await);
                    };
                    background.spawn(before.finish(no_requests));
                }
            }
        }
    };
    signals::tell_manager(&[NotifyState::Stopping]);
    let leave = async {
        if let Ok(open) = open {
            tracing::info!(connections = open.count(), "stopping: no more connections are accepted");
            if tokio::time::timeout(GRACE_OF_REQUESTS, open.finish()).await.is_err() {
                tracing::warn!(grace = ?GRACE_OF_REQUESTS, "not every request was finished in time");
            }
        }
        drop(alive);
        running.finish(std::future::ready(())).await;
        while background.join_next().await.is_some() {}
    };
    if tokio::time::timeout(GRACE, leave).await.is_err() {
        tracing::warn!(grace = ?GRACE, "not everything was finished in time; the remaining emails are sent after the next start");
    }
    tracing::info!("stopped");
}
