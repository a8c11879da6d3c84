//! An engine over an embedded store, with an outbox to be worked on.

use std::net::IpAddr;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use async_trait::async_trait;
use rekey_core::Settings;
use rekey_core::accounts::AccountDraft;
use rekey_core::device::{Browser, Device, System};
use rekey_core::limits::LimitSettings;
use rekey_core::location::{Lifetimes, LocationDefaults, LocationSettings};
use rekey_core::outbox::Channel;
use rekey_core::password_hash::{HashRecipe, UnusableHash};
use rekey_core::policy::PasswordPolicy;
use rekey_core::ports::{
    Claims, Clock, Decoy, Deliveries, EntryFilter, EntrySummary, HashError, Hasher, PublicKey, SignError, Signer,
    Store, Unobserved,
};
use rekey_core::recovery::{Afterwards, NewPassword, NewRequest};
use rekey_core::testing::PORTAL;
use rekey_core::testing::{ManualClock, SeededRng};
use rekey_core::time::{Timestamp, until};
use rekey_core::{
    ClientNetwork, DigestKey, Directories, EmailAddress, Engine, Jwt, Locale, LocationId, Origin, Password,
    PasswordHash, Ports, Purpose, Token, Work,
};
use rekey_mail::{Transport, Wakeups, Worker, WorkerSettings};
use rekey_render::Renderer;
use rekey_store::SqlStore;
use rekey_store::sqlite::SqliteSettings;

pub(crate) const ANN: &str = "ann@example.com";

/// Loading compiles every template; once is enough.
static RENDERER: LazyLock<Arc<Renderer>> = LazyLock::new(|| Arc::new(Renderer::new().expect("good templates")));

/// An engine over a store of its own, with Ann's account.
pub(crate) struct Office {
    pub(crate) engine: Engine,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<ManualClock>,
    wakeups: Arc<Wakeups>,
}

impl Office {
    pub(crate) async fn new() -> Self {
        let wakeups = Arc::<Wakeups>::default();
        Self::build(wakeups.clone(), wakeups).await
    }

    /// One whose workers never get a wake-up for new emails.
    pub(crate) async fn without_word() -> Self {
        Self::build(Arc::default(), Arc::new(Deaf)).await
    }

    async fn build(wakeups: Arc<Wakeups>, deliveries: Arc<dyn Deliveries>) -> Self {
        let clock = Arc::new(ManualClock::default());
        let store = SqlStore::open_sqlite(&SqliteSettings::in_memory(), clock.clone()).expect("a store in memory");
        let store: Arc<dyn Store> = Arc::new(store);
        let ports = Ports {
            directories: Directories::default(),
            store: store.clone(),
            hasher: Arc::new(NoHasher),
            signer: Arc::new(NoSigner),
            clock: clock.clone(),
            rng: Arc::new(SeededRng::new(1)),
            vault: Arc::new(rekey_core::testing::PlainVault),
            deliveries,
            breaches: None,
            observer: Arc::new(Unobserved),
        };
        let office = Self { engine: Engine::new(ports, settings(), DigestKey::new([7; 32])), store, clock, wakeups };
        office.add_account(ANN, None).await;
        office
    }

    pub(crate) async fn add_account(&self, email: &str, locale: Option<&str>) {
        self.add_account_at(email, locale, vec![]).await;
    }

    pub(crate) async fn add_account_at(&self, email: &str, locale: Option<&str>, locations: Vec<LocationId>) {
        let draft = AccountDraft {
            name: Some("Ann Miller".to_owned()),
            locations,
            locale: locale.map(|tag| tag.parse::<Locale>().expect("a language")),
            email_verified: true,
            ..AccountDraft::new(address(email))
        };
        self.engine.accounts.create(draft).await.expect("a new account");
        self.clock.advance(Duration::from_secs(1));
    }

    pub(crate) async fn set_first_location(&self, settings: LocationSettings) {
        self.store.apply_locations(vec![(LocationId::FIRST, settings)]).await.expect("applied");
        self.clock.advance(Duration::from_secs(2));
    }

    pub(crate) async fn ask(&self, purpose: Purpose, email: &str, channel: Channel) {
        self.engine.recovery.request(request(purpose, email, channel)).await.expect("accepted");
    }

    /// Ann asks for a reset by link.
    pub(crate) async fn ask_for_link(&self) {
        self.ask(Purpose::ResetPassword, ANN, PORTAL.channel()).await;
    }

    /// Completes a reset with a mailed link; the notice is in the outbox afterwards.
    pub(crate) async fn complete(&self, link: &str) {
        let new = NewPassword {
            token: token_of(link),
            password: Password::new("an even quieter evening"),
            location: None,
            policy: rekey_core::policy::PasswordPolicySettings::default(),
            then: Afterwards::Nothing,
            origin: origin(),
            language: PORTAL.channel().into(),
        };
        self.engine.recovery.complete(new).await.expect("completed");
    }

    /// Presses "this wasn't me".
    pub(crate) async fn disown(&self, link: &str) {
        self.engine.recovery.disown(&token_of(link), network().into(), Channel::PAGES.into()).await.expect("disowned");
    }

    /// Whether a mailed link is good.
    pub(crate) async fn is_good(&self, link: &str) -> bool {
        self.engine.recovery.inspect(&token_of(link)).await.is_ok()
    }

    pub(crate) fn worker(&self, transport: Arc<dyn Transport>) -> Arc<Worker> {
        self.worker_with(transport, WorkerSettings::default(), RENDERER.clone())
    }

    pub(crate) fn worker_with(
        &self,
        transport: Arc<dyn Transport>,
        settings: WorkerSettings,
        renderer: Arc<Renderer>,
    ) -> Arc<Worker> {
        Arc::new(Worker::new(self.engine.clone(), renderer, transport, self.wakeups.clone(), settings))
    }

    /// One to which nobody here has told anything.
    pub(crate) fn worker_of_another_process(&self, transport: Arc<dyn Transport>) -> Worker {
        let settings = WorkerSettings::default();
        Worker::new(self.engine.clone(), RENDERER.clone(), transport, Arc::default(), settings)
    }

    /// A worker with these settings and the built-in templates.
    pub(crate) fn worker_set(&self, transport: Arc<dyn Transport>, settings: WorkerSettings) -> Arc<Worker> {
        self.worker_with(transport, settings, RENDERER.clone())
    }

    /// Every entry, newest first.
    pub(crate) async fn entries(&self) -> Vec<EntrySummary> {
        self.store.entries(EntryFilter { state: None, limit: 100 }).await.expect("a list")
    }

    /// The newest entry.
    pub(crate) async fn entry(&self) -> EntrySummary {
        self.entries().await.into_iter().next().expect("an entry")
    }

    /// How long until the newest entry is tried again.
    pub(crate) async fn wait(&self) -> Duration {
        until(self.entry().await.due_at.expect("it is pending"), self.clock.now())
    }
}

pub(crate) fn request(purpose: Purpose, email: &str, channel: Channel) -> NewRequest {
    NewRequest {
        purpose,
        address: address(email),
        channel,
        location: None,
        locale: None,
        browser_locale: None,
        redirect_to: None,
        origin: origin(),
    }
}

pub(crate) fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).expect("an address")
}

/// Where everybody is.
fn origin() -> Origin {
    Origin { network: network(), device: Device::new(Some(Browser::Edge), Some(System::Windows)) }
}

fn network() -> ClientNetwork {
    "192.0.2.7".parse::<IpAddr>().expect("an IP address").into()
}

fn token_of(link: &str) -> Token {
    let (_, token) = link.split_once("token=").expect("a link with a token");
    Token::parse(token).expect("a token")
}

fn settings() -> Settings {
    Settings {
        public_url: "https://id.example.com".parse().expect("a URL"),
        location_defaults: LocationDefaults {
            default_location: LocationId::FIRST,
            name: "Example".to_owned(),
            cooldown: Duration::ZERO,
            from: "Example <no-reply@example.com>".parse().expect("a mailbox"),
            password_policy: PasswordPolicy::default(),
            lifetimes: Lifetimes::default(),
        },
        channels: rekey_core::testing::channels(),
        limits: LimitSettings {
            requests_per_address: None,
            mails_per_address: None,
            resets_per_address: None,
            requests_per_network: None,
            failures_per_network: None,
            work_per_network: None,
            verifications_per_network: None,
            longest_sign_in_delay: Duration::ZERO,
        },
        bearer_lifetime: Duration::from_hours(1),
        refresh_lifetime: Duration::from_hours(24),
        mail_enabled: true,
        no_account_notice: true,
    }
}

struct Deaf;

impl Deliveries for Deaf {
    fn wake(&self) {}
}

/// Nobody signs in here; a reset needs some hash.
struct NoHasher;

#[async_trait]
impl Hasher for NoHasher {
    async fn hash(&self, _: &Work, _: &Password) -> Result<PasswordHash, HashError> {
        self.read("some-hash").map_err(|error| HashError::Failed(Box::new(error)))
    }

    async fn verify(&self, _: &Work, _: &Password, _: Option<&PasswordHash>, _: Decoy<'_>) -> Result<bool, HashError> {
        Ok(false)
    }

    fn read(&self, text: &str) -> Result<PasswordHash, UnusableHash> {
        PasswordHash::new(text, HashRecipe("none".to_owned()))
    }

    fn is_current(&self, _: &PasswordHash) -> bool {
        true
    }
}

struct NoSigner;

impl Signer for NoSigner {
    fn sign(&self, _: &Claims) -> Result<Jwt, SignError> {
        Ok(Jwt::new(String::new()))
    }

    fn verify(&self, _: &str, _: Timestamp) -> Option<Claims> {
        None
    }

    fn public_keys(&self) -> Vec<PublicKey> {
        Vec::new()
    }
}
