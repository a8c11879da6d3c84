//! A node put together from its parts: the engine, what answers requests, and what sends emails.

use std::sync::Arc;

use axum::Router;
use rekey_core::ports::{Breaches, CapturedMails, Clock, Deliveries, Rng, Signer, Store, Vault};
use rekey_core::{DigestKey, Directories, Engine, Ports};
use rekey_http::{App, HttpSettings};
use rekey_mail::senders::EventReaders;
use rekey_mail::{CapturedTransport, DkimKeys, Places, Transport, Wakeups, Worker, WorkerSettings};
use rekey_render::Renderer;
use secrecy::SecretString;
use url::Url;

use crate::adapters::{GeoIp, PasswordHasher};
use crate::config::Config;
use crate::installation::engine_settings;
use crate::telemetry::{Figures, Meter, traced};

/// What a node is made of.
pub(super) struct NodeParts {
    pub config: Config,
    pub public_url: Url,
    pub store: Arc<dyn Store>,
    pub hasher: Arc<PasswordHasher>,
    /// Systems that keep accounts elsewhere.
    pub directories: Directories,
    /// Passwords that leaked elsewhere.
    pub breaches: Option<Arc<dyn Breaches>>,
    pub signer: Arc<dyn Signer>,
    pub vault: Arc<dyn Vault>,
    pub clock: Arc<dyn Clock>,
    pub rng: Arc<dyn Rng>,
    /// The key of keyed digests.
    pub digest: DigestKey,
    /// What wakes the mail workers.
    pub wakeups: Arc<Wakeups>,
    pub outbound: Outbound,
    /// What reads providers' messages about emails.
    pub mail_events: EventReaders,
    pub meter: Arc<Meter>,
    pub dkim: DkimKeys,
    pub places: Option<GeoIp>,
    /// What has to be shown at `/_dev`; none: everybody on this machine may look.
    pub inbox_key: Option<SecretString>,
}

pub(super) enum Outbound {
    Off,
    /// By this, so many emails at once.
    Sent(Arc<dyn Transport>, usize),
    /// Into memory, where `/_dev/inbox` shows them.
    Captured(Arc<CapturedTransport>),
}

pub(super) struct Node {
    pub config: Config,
    pub engine: Engine,
    pub router: Router,
    pub worker: Option<Arc<Worker>>,
    pub figures: Figures,
}

impl Node {
    /// Puts a node together. Nothing runs yet.
    pub(super) fn assemble(parts: NodeParts, renderer: Arc<Renderer>) -> Self {
        let NodeParts {
            config,
            public_url,
            store,
            hasher,
            directories,
            breaches,
            signer,
            vault,
            clock,
            rng,
            digest,
            wakeups,
            outbound,
            mail_events,
            meter,
            dkim,
            places,
            inbox_key,
        } = parts;
        let deliveries: Arc<dyn Deliveries> = wakeups.clone();
        let engine = Engine::new(
            Ports {
                directories,
                store,
                hasher: hasher.clone(),
                signer,
                vault,
                clock,
                rng,
                deliveries,
                breaches,
                observer: meter.clone(),
            },
            engine_settings(&config, public_url.clone()),
            digest,
        );
        let inbox = match &outbound {
            Outbound::Captured(captured) => Some(captured.clone() as Arc<dyn CapturedMails>),
            Outbound::Off | Outbound::Sent(..) => None,
        };
        let transport: Option<(Arc<dyn Transport>, usize)> = match outbound {
            Outbound::Off => None,
            Outbound::Sent(transport, connections) => Some((transport, connections)),
            Outbound::Captured(captured) => Some((captured, WorkerSettings::default().workers)),
        };
        let (give_up_after, lease) = (config.mail.give_up_after, config.mail.lease);
        let worker = transport.map(|(transport, workers)| {
            let settings = WorkerSettings { workers, give_up_after, lease };
            let worker = Worker::new(engine.clone(), renderer.clone(), transport, wakeups, settings);
            let places = places.map(|geoip| Arc::new(geoip) as Arc<dyn Places>);
            Arc::new(worker.signing(dkim).placing(places))
        });
        let settings = http_settings(&config, public_url);
        let demo = config.dev.then_some(super::demo::ACCOUNT);
        let app = App {
            engine: engine.clone(),
            renderer,
            settings,
            answers: meter.clone(),
            mail_events: Arc::new(mail_events),
            inbox,
            inbox_key,
            demo,
        };
        let mut router = rekey_http::router(app);
        if config.telemetry.otlp_endpoint.is_some() {
            router = traced(router, config.server.trusted_proxies().into());
        }
        let figures = Figures::new(meter, engine.clone(), hasher);
        Self { config, engine, router, worker, figures }
    }
}

fn http_settings(config: &Config, public_url: Url) -> HttpSettings {
    let server = &config.server;
    HttpSettings {
        public_url,
        dialects: server.dialects.iter().map(|name| name.0).collect(),
        trusted_proxies: server.trusted_proxies(),
        client_address_header: server.client_address_header,
        cors_origins: server.cors_origins.iter().map(|origin| origin.0.clone()).collect(),
        cors_headers: server.cors_headers.iter().map(|header| header.0.clone()).collect(),
        introspection_clients: server.introspection_clients.clone(),
        admin_token: config.admin.token.clone(),
        insforge_refresh_tokens: config.insforge.refresh_tokens,
    }
}
