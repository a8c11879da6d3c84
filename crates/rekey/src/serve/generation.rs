//! What a server builds from its configuration: the engine, the routes, and the workers. A reload builds the next
//! generation beside it, on what lasts.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use rekey_core::directory::DirectoryName;
use rekey_core::ports::{Clock, Directory, Retention, Rng, Store};
use rekey_core::time::Duration;
use rekey_core::{DigestKey, Directories, Engine};
use rekey_mail::senders::EventReaders;
use rekey_mail::{CapturedTransport, DiscardTransport, FileTransport, SmtpTransport, Wakeups, Worker};
use rekey_render::Renderer;
use secrecy::SecretString;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use url::Url;

use super::key_keeper::KeyKeeper;
use super::node::{Node, NodeParts, Outbound};
use super::upkeep;
use crate::adapters::keys::{JwtSigner, KeyedVault};
use crate::adapters::{GeoIp, PasswordHasher};
use crate::backups::BackUps;
use crate::canary::Canary;
use crate::command_error::CommandError;
use crate::commands;
use crate::config::{Config, Outlet};
use crate::installation::{
    Installation, breaches, directories, event_readers_of, http_client, public_url, renderer, senders_of,
};
use crate::telemetry::{self, BackUpFigures, Measured, Meter};
use crate::template_keeper::TemplateKeeper;
use crate::webhooks::{Endpoint, Sender, TIMEOUT, WebhookWorker};

/// How many captured emails `--dev` keeps.
const CAPTURED_MAILS: usize = 200;

/// What stays for as long as the process runs.
pub(super) struct Lasting {
    pub store: Arc<dyn Store>,
    pub clock: Arc<dyn Clock>,
    pub meter: Arc<Meter>,
    public_url: Url,
    digest: DigestKey,
    vault: Arc<KeyedVault>,
    signer: Arc<JwtSigner>,
    hasher: Arc<PasswordHasher>,
    rng: Arc<dyn Rng>,
    wakeups: Arc<Wakeups>,
    captured: Arc<CapturedTransport>,
    /// Of a development server that others can reach.
    pub inbox_key: Option<SecretString>,
}

/// Templates, and what says where networks are: a thread of its own reads and compiles them.
pub(super) type Files = JoinHandle<Result<(Renderer, Option<GeoIp>), CommandError>>;

/// Begins to read the files that a configuration names.
pub(super) fn read_files(config: &Config) -> Files {
    let config = config.clone();
    tokio::task::spawn_blocking(move || Ok((renderer(&config)?, config.mail.geoip()?)))
}

impl Lasting {
    /// What lasts of an installation, what keeps its keys up to date, and the configuration it was opened by.
    pub(super) fn of(
        installation: Installation,
        address: SocketAddr,
        wakeups: Arc<Wakeups>,
        meter: Arc<Meter>,
    ) -> Result<(Self, KeyKeeper, Config), CommandError> {
        let hasher = installation.hasher()?;
        let Installation { config, store, keys, wrapping, clock, rng } = installation;
        let public_url = public_url(&config, address.port());
        let signer = Arc::new(JwtSigner::new(&public_url, keys.signing));
        let vault = Arc::new(KeyedVault::new(keys.totp, rng.clone()));
        let keeper = KeyKeeper {
            store: store.clone(),
            wrapping,
            clock: clock.clone(),
            rng: rng.clone(),
            signer: signer.clone(),
        };
        let captured = Arc::new(CapturedTransport::new(CAPTURED_MAILS));
        let lasting = Self {
            inbox_key: (config.dev && !config.server.listen.0.ip().is_loopback()).then(|| random_key(&*rng)),
            digest: keys.digest,
            store,
            clock,
            meter,
            public_url,
            vault,
            signer,
            hasher,
            rng,
            wakeups,
            captured,
        };
        Ok((lasting, keeper, config))
    }

    /// Makes a generation, of which nothing runs yet. Writes nothing to the database.
    pub(super) async fn prepare(&self, config: Config, files: Files) -> Result<Generation, CommandError> {
        let (renderer, places) = files.await.map_err(|error| CommandError::failed(error.to_string()))??;
        let renderer = Arc::new(renderer.observed(self.meter.clone()));
        let templates = TemplateKeeper::new(self.store.clone(), renderer.clone(), self.meter.clone());
        templates.look().await?;
        let parts = NodeParts {
            vault: self.vault.clone(),
            public_url: self.public_url.clone(),
            store: self.store.clone(),
            hasher: self.hasher.clone(),
            directories: self.directories(&config)?,
            breaches: breaches(&config)?,
            signer: self.signer.clone(),
            clock: self.clock.clone(),
            rng: self.rng.clone(),
            digest: self.digest.clone(),
            wakeups: self.wakeups.clone(),
            outbound: self.outbound(&config)?,
            mail_events: mail_events(&config)?,
            meter: self.meter.clone(),
            dkim: config.mail.signing_keys()?,
            places,
            inbox_key: self.inbox_key.clone(),
            config,
        };
        let node = Node::assemble(parts, renderer);
        let webhooks = self.webhook_worker(&node.config)?;
        let back_ups = self.back_ups(&node.config)?;
        let canary = self.canary(&node);
        Ok(Generation { node, templates, webhooks, back_ups, canary })
    }

    /// The directories of a configuration, whose calls are counted.
    fn directories(&self, config: &Config) -> Result<Directories, CommandError> {
        let made = directories(config, &self.hasher, &self.clock, &self.rng)?;
        let measured = |(name, directory): (&DirectoryName, &Arc<dyn Directory>)| {
            let measured = Measured::new(name.clone(), directory.clone(), self.meter.clone(), self.clock.clone());
            (name.clone(), Arc::new(measured) as Arc<dyn Directory>)
        };
        Ok(made.iter().map(measured).collect())
    }

    /// Writes what a configuration says of locations and receivers of webhooks into the database: the last step of a
    /// reload that may fail, so that an unusable configuration changes nothing.
    pub(super) async fn publish(&self, config: &Config) -> Result<(), CommandError> {
        let server = &config.server;
        if !server.locations.is_empty() {
            commands::location::apply(self.store.as_ref(), server.locations.clone()).await?;
        }
        Ok(self.store.subscribe(server.webhooks.iter().map(Endpoint::subscription).collect()).await?)
    }

    fn outbound(&self, config: &Config) -> Result<Outbound, CommandError> {
        let connections = usize::try_from(config.mail.connections).unwrap_or(usize::MAX);
        Ok(match &config.outlet {
            Outlet::Off => Outbound::Off,
            Outlet::Captured => Outbound::Captured(self.captured.clone()),
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

    /// The worker of webhooks, if anybody receives them.
    fn webhook_worker(&self, config: &Config) -> Result<Option<Arc<WebhookWorker>>, CommandError> {
        let endpoints = config.server.webhooks.clone();
        if endpoints.is_empty() {
            return Ok(None);
        }
        let sender = Sender::new(http_client(&config.server)?, TIMEOUT);
        let (store, clock, rng) = (self.store.clone(), self.clock.clone(), self.rng.clone());
        let observer = self.meter.clone();
        Ok(Some(Arc::new(WebhookWorker { store, clock, rng, endpoints, sender, observer })))
    }

    fn back_ups(&self, config: &Config) -> Result<Option<BackUps>, CommandError> {
        BackUps::of(config, self.clock.clone(), self.meter.clone()).map_err(|error| {
            CommandError::failed(format!("backup.folder can't be made: {error}"))
                .help("make the folder yourself, or set backup.folder to one that the server may write to")
        })
    }

    fn canary(&self, node: &Node) -> Option<Canary> {
        let settings = node.config.canary.clone();
        settings.email.as_ref()?;
        Some(Canary { engine: node.engine.clone(), settings, meter: self.meter.clone() })
    }
}

fn mail_events(config: &Config) -> Result<EventReaders, CommandError> {
    match &config.outlet {
        Outlet::Senders(senders, smtp) => event_readers_of(&config.server, senders, smtp),
        _ => Ok(EventReaders::default()),
    }
}

/// 128 bits that nobody guesses.
fn random_key(rng: &dyn Rng) -> SecretString {
    let mut bytes = [0; 16];
    rng.fill(&mut bytes);
    hex::encode(bytes).into()
}

/// A generation that was made.
pub(super) struct Generation {
    pub(super) node: Node,
    templates: TemplateKeeper,
    webhooks: Option<Arc<WebhookWorker>>,
    back_ups: Option<BackUps>,
    canary: Option<Canary>,
}

/// A generation at work.
pub(super) struct Running {
    pub(super) config: Config,
    pub(super) engine: Engine,
    background: JoinSet<()>,
    /// Closed when its workers are to stop.
    working: watch::Sender<()>,
    /// Closed when nobody counts by its engine any more.
    counting: watch::Sender<()>,
}

impl Generation {
    /// Sets it to work. Gives what answers people's requests, and those for metrics.
    pub(super) fn start(self) -> (Running, Router, Router) {
        let Self { node, templates, webhooks, back_ups, canary } = self;
        let Node { config, engine, router, worker, figures } = node;
        let (working, stopped) = watch::channel(());
        let (counting, counted) = watch::channel(());
        let mut background = JoinSet::new();
        background.spawn(upkeep::flush_counts(engine.clone(), counted.clone()));
        background.spawn(upkeep::record_counts(engine.clone(), counted));
        background.spawn(upkeep::seal(engine.clone(), stopped.clone()));
        let retention = Retention { mails: config.mail.kept_for, ..Retention::default() };
        background.spawn(upkeep::sweep(engine.clone(), retention, stopped.clone()));
        if !engine.ports().directories.is_empty() {
            background.spawn(upkeep::settle_writes(engine.clone(), stopped.clone()));
        }
        background.spawn(upkeep::keep_templates(templates, stopped.clone()));
        if let Some(webhooks) = webhooks {
            background.spawn(webhooks.run(stopped.clone()));
        }
        match back_ups {
            Some(back_ups) => drop(background.spawn(upkeep::back_up(back_ups, stopped.clone()))),
            // A reload may have ended them.
            None => figures.meter.tell_back_ups(&BackUpFigures { last: None, overdue: Duration::ZERO }),
        }
        if let Some(canary) = canary {
            background.spawn(canary.run(stopped.clone()));
        }
        if let Some(worker) = worker {
            background.spawn(run_mails(worker, stopped));
        }
        let metrics = telemetry::routes(Arc::new(figures));
        (Running { config, engine, background, working, counting }, router, metrics)
    }
}

async fn run_mails(worker: Arc<Worker>, stopped: watch::Receiver<()>) {
    worker.run(until_closed(stopped)).await;
}

impl Running {
    /// Ends it: no new work begins, and work in progress is finished. Counts are written until `no_requests`.
    pub(super) async fn finish(self, no_requests: impl Future<Output = ()>) {
        let Self { mut background, working, counting, .. } = self;
        drop(working);
        no_requests.await;
        drop(counting);
        while background.join_next().await.is_some() {}
    }
}

/// Waits until the other end is dropped. The channel carries no values: its end is the signal.
pub(super) async fn until_closed(mut open: watch::Receiver<()>) {
    while open.changed().await.is_ok() {}
}
