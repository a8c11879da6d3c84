//! `rekey serve`: opens the installation, listens, and shuts down in order when a signal comes.

mod connection_limit;
mod connections;
mod demo;
mod key_keeper;
mod node;
mod open_files;
mod signals;
mod timed_stream;
mod upkeep;

use std::io::{ErrorKind, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rekey_core::ports::{Clock, Retention};
use rekey_mail::senders::EventReaders;
use rekey_mail::{CapturedTransport, DiscardTransport, FileTransport, SmtpTransport, Wakeups};
use sd_notify::NotifyState;
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::adapters::SystemClock;
use crate::adapters::keys::{JwtSigner, KeyedVault};
use crate::command_error::CommandError;
use crate::commands;
use crate::config::{Config, Outlet};
use crate::installation::{Installation, event_readers_of, http_client, public_url, renderer, senders_of};
use crate::output::stdout;
use crate::telemetry::{self, Meter, MetricsEndpoint};
use crate::template_keeper::TemplateKeeper;
use crate::webhooks::{Sender, TIMEOUT, WebhookWorker};
use connection_limit::ConnectionLimit;
use key_keeper::KeyKeeper;
use node::{Node, NodeParts, Outbound};

pub const EXAMPLES: &str = "\
Examples:
  rekey serve --dev                                 Try it, without any set-up
  rekey serve --config /etc/rekey.toml
  REKEY_LISTEN=0.0.0.0:8080 rekey serve             In a container, behind a proxy that speaks TLS

It ends on SIGTERM, SIGINT or SIGHUP: accepts no more connections, finishes requests and
mails under way, and closes the database. A second signal ends it at once.";

/// How long requests and mails under way have to finish; service managers kill after 30 s or more.
const GRACE: Duration = Duration::from_secs(25);
/// The share of requests. The rest is for mails and counts, however slow a client is.
const GRACE_OF_REQUESTS: Duration = Duration::from_secs(15);
/// How many captured mails `--dev` keeps.
const CAPTURED_MAILS: usize = 200;

/// Serves until a signal ends it.
pub async fn run(config: Config) -> Result<(), CommandError> {
    let listener = bind(config.server.listen.0)?;
    let address = listener.local_addr().map_err(|error| CommandError::failed(format!("no address: {error}")))?;
    let metrics = telemetry::bind(config.telemetry.metrics(config.dev)).await?;
    let meter = Arc::new(Meter::new(SystemClock.now()));
    let wakeups = Arc::new(Wakeups::new(config.mail.first_attempts()));
    let installation = Installation::open_for_server(config, wakeups.clone(), meter.clone()).await?;
    if !installation.config.server.locations.is_empty() {
        let locations = installation.config.server.locations.clone();
        commands::location::apply(installation.store.as_ref(), locations).await?;
    }
    let (node, keepers) = build(installation, address, wakeups, meter)?;
    keepers.templates.look().await?;
    node.engine.load_shared_counts().await?;
    if node.config.dev {
        demo::ensure_account(&node.engine).await?;
    }
    let webhooks = webhook_worker(&node).await?;
    // Before the server says that it runs, because a reader of that may stop it at once.
    let stop = signals::stop();
    announce(&node, address, metrics.as_ref())?;
    signals::tell_manager(&[NotifyState::Ready]);
    serve(node, keepers, webhooks, listener, metrics, stop).await;
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

/// What keeps a node up to date with what others change.
struct Keepers {
    keys: KeyKeeper,
    templates: TemplateKeeper,
}

fn build(
    installation: Installation,
    address: SocketAddr,
    wakeups: Arc<Wakeups>,
    meter: Arc<Meter>,
) -> Result<(Node, Keepers), CommandError> {
    let public_url = public_url(&installation.config, address.port());
    let hasher = installation.hasher()?;
    let breaches = installation.breaches()?;
    let directories = installation.directories_over(&hasher)?;
    let outbound = outbound(&installation.config)?;
    let mail_events = mail_events(&installation.config)?;
    let renderer = Arc::new(renderer(&installation.config)?.observed(meter.clone()));
    let dkim = installation.config.mail.signing_keys()?;
    let places = installation.config.mail.geoip()?;
    let Installation { config, store, keys, wrapping, clock, rng } = installation;
    let signer = Arc::new(JwtSigner::new(&public_url, keys.signing));
    let keys_kept =
        KeyKeeper { store: store.clone(), wrapping, clock: clock.clone(), rng: rng.clone(), signer: signer.clone() };
    let templates = TemplateKeeper::new(store.clone(), renderer.clone(), meter.clone());
    let vault = Arc::new(KeyedVault::new(keys.totp, rng.clone()));
    let parts = NodeParts {
        vault,
        config,
        public_url,
        store,
        hasher,
        directories,
        breaches,
        signer,
        clock,
        rng,
        digest: keys.digest,
        wakeups,
        outbound,
        mail_events,
        meter,
        dkim,
        places,
    };
    Ok((Node::assemble(parts, renderer), Keepers { keys: keys_kept, templates }))
}

fn mail_events(config: &Config) -> Result<EventReaders, CommandError> {
    match &config.outlet {
        Outlet::Senders(senders, smtp) => event_readers_of(&config.server, senders, smtp),
        _ => Ok(EventReaders::default()),
    }
}

fn outbound(config: &Config) -> Result<Outbound, CommandError> {
    let connections = usize::try_from(config.mail.connections).unwrap_or(usize::MAX);
    Ok(match &config.outlet {
        Outlet::Off => Outbound::Off,
        Outlet::Captured => Outbound::Captured(Arc::new(CapturedTransport::new(CAPTURED_MAILS))),
        Outlet::Folder(folder) => {
            let transport = FileTransport::new(folder).map_err(|error| {
                CommandError::failed(format!("mail.folder: {} can't be made: {error}", folder.display()))
                    .help("make the folder yourself, or set mail.folder to another one")
            })?;
            Outbound::Sent(Arc::new(transport), connections)
        }
        Outlet::Discard => Outbound::Sent(Arc::new(DiscardTransport), connections),
        Outlet::Senders(senders, smtp) => {
            let senders = senders_of(&config.server, senders, smtp)?;
            let connections = senders.connections();
            Outbound::Sent(Arc::new(senders), connections)
        }
        Outlet::Smtp(settings) => {
            let transport = SmtpTransport::new((**settings).clone())
                .map_err(|error| CommandError::usage(format!("mail.smtp_url: {error}")))?;
            Outbound::Sent(Arc::new(transport), connections)
        }
    })
}

/// Registers the receivers of webhooks with the store, and makes their worker if there are any.
async fn webhook_worker(node: &Node) -> Result<Option<Arc<WebhookWorker>>, CommandError> {
    let ports = node.engine.ports();
    let endpoints = node.config.server.webhooks.clone();
    ports.store.subscribe(endpoints.iter().map(crate::webhooks::Endpoint::subscription).collect()).await?;
    if endpoints.is_empty() {
        return Ok(None);
    }
    let sender = Sender::new(http_client(&node.config.server)?, TIMEOUT);
    let (store, clock, rng) = (ports.store.clone(), ports.clock.clone(), ports.rng.clone());
    Ok(Some(Arc::new(WebhookWorker { store, clock, rng, endpoints, sender })))
}

/// Prints the server's URL on standard output, so that the process that started it can read the port.
fn announce(node: &Node, address: SocketAddr, metrics: Option<&MetricsEndpoint>) -> Result<(), CommandError> {
    let mut out = stdout();
    writeln!(out, "listening on http://{address}")?;
    if let Some(MetricsEndpoint { address, .. }) = metrics {
        writeln!(out, "metrics on http://{address}/metrics")?;
    }
    if node.config.dev {
        let base = node.engine.settings().public_url.as_str().trim_end_matches('/');
        writeln!(out, "  start here       {base}/")?;
        writeln!(out, "  forgot password  {base}/forgot")?;
        writeln!(out, "  mails            {base}/_dev/inbox")?;
        writeln!(out, "  demo account     {} with password {}", demo::ACCOUNT.email, demo::ACCOUNT.password)?;
        writeln!(out, "  data             {}", node.config.server.database_url)?;
        writeln!(out, "For development only: anyone who reaches this port can read every mail.")?;
    }
    out.flush()?;
    match node.config.outlet {
        Outlet::Off => tracing::warn!("no mails are sent: mail is off, or mail.smtp_url is not set"),
        Outlet::Discard => {
            tracing::error!(
                "EVERY MAIL IS DISCARDED, and nobody can recover an account: mail.discard is only for load tests"
            );
        }
        Outlet::Smtp(_) | Outlet::Senders(..) | Outlet::Folder(_) | Outlet::Captured => {}
    }
    tracing::info!(%address, database = %node.config.server.database_url, "serving");
    Ok(())
}

/// Serves until `stop`, then finishes in order: connections, mails, counts.
async fn serve(
    node: Node,
    keepers: Keepers,
    webhooks: Option<Arc<WebhookWorker>>,
    listener: TcpListener,
    metrics: Option<MetricsEndpoint>,
    stop: impl Future<Output = ()>,
) {
    let Node { config, engine, router, worker, figures } = node;
    let room = open_files::room_for_connections(&config);
    let (running, stopped) = watch::channel(());
    let mut background = JoinSet::new();
    background.spawn(upkeep::flush_counts(engine.clone(), stopped.clone()));
    background.spawn(upkeep::record_counts(engine.clone(), stopped.clone()));
    background.spawn(upkeep::seal(engine.clone(), stopped.clone()));
    background.spawn(upkeep::watch_clock(engine.ports().clock.clone(), stopped.clone()));
    let retention = Retention { mails: config.mail.kept_for, ..Retention::default() };
    background.spawn(upkeep::sweep(engine.clone(), retention, stopped.clone()));
    if !engine.ports().directories.is_empty() {
        background.spawn(upkeep::settle_writes(engine.clone(), stopped.clone()));
    }
    background.spawn(keepers.keys.run(stopped.clone()));
    background.spawn(upkeep::keep_templates(keepers.templates, stopped.clone()));
    if let Some(webhooks) = webhooks {
        background.spawn(webhooks.run(stopped.clone()));
    }
    background.spawn(upkeep::tidy(figures.meter.clone(), stopped.clone()));
    if let Some(MetricsEndpoint { listener, .. }) = metrics {
        let routes = telemetry::routes(Arc::new(figures));
        let stop = until_closed(stopped.clone());
        let places = ConnectionLimit::new(room, Vec::new());
        background.spawn(async { connections::accept(listener, routes, places, stop).await.finish().await });
    }
    if let Some(worker) = worker {
        background.spawn(worker.run(until_closed(stopped)));
    }
    let places = ConnectionLimit::new(room, config.server.trusted_proxies());
    let open = connections::accept(listener, router, places, stop).await;
    signals::tell_manager(&[NotifyState::Stopping]);
    tracing::info!(connections = open.count(), "stopping: no more connections are accepted");
    let leave = async {
        if tokio::time::timeout(GRACE_OF_REQUESTS, open.finish()).await.is_err() {
            tracing::warn!(grace = ?GRACE_OF_REQUESTS, "not every request was finished in time");
        }
        drop(running);
        while background.join_next().await.is_some() {}
    };
    if tokio::time::timeout(GRACE, leave).await.is_err() {
        tracing::warn!(grace = ?GRACE, "not everything was finished in time; the remaining mails are sent after the next start");
    }
    tracing::info!("stopped");
}

async fn until_closed(mut stopped: watch::Receiver<()>) {
    // The channel carries nothing: its end is the word.
    while stopped.changed().await.is_ok() {}
}
