use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use rekey::adapters::keys::{JwtSigner, SigningKey};
use rekey::adapters::{HashCost, PasswordHasher};
use rekey_core::Settings;
use rekey_core::accounts::{AccountDraft, DraftPassword};
use rekey_core::limits::LimitSettings;
use rekey_core::location::{Lifetimes, LocationDefaults, LocationSettings};
use rekey_core::outbox::LEASE;
use rekey_core::policy::PasswordPolicy;
use rekey_core::ports::{Breaches, CapturedMail, CapturedMails, Clock, Observer, Rng, Store, Unobserved};
use rekey_core::second_factor::{RecoveryCode, TotpCode, TotpSecret};
use rekey_core::testing::{ManualClock, SeededRng};
use rekey_core::time::{Duration, Timestamp};
use rekey_core::{AccountId, DigestKey, Directories, EmailAddress, Engine, LocationId, Password, Ports};
use rekey_http::{App, Dialect, HttpSettings, RefreshTokens, Uncounted};
use rekey_mail::senders::EventReaders;
use rekey_mail::transport::CapturedTransport;
use rekey_mail::{FirstAttemptSettings, Transport, Wakeups, Worker, WorkerSettings};
use rekey_render::Renderer;
use rekey_store::SqlStore;
use rekey_store::postgres::{PostgresSettings, StepClock};
use rekey_store::sqlite::SqliteSettings;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;
use tokio::net::TcpListener;
use zeroize::Zeroizing;

use super::answer::Answer;
use crate::faults::cluster::Cluster;
use crate::faults::database::Database;

/// The person in most tests.
pub(crate) const ANN: &str = "ann@example.com";
/// Ann's password.
pub(crate) const PASSWORD: &str = "a quiet morning";
/// One of [`TestServer::add_everybody`].
pub(crate) const LOCKED: &str = "locked@example.com";
/// One of [`TestServer::add_everybody`]: signs in with Google, and has no password.
pub(crate) const ELSEWHERE: &str = "elsewhere@example.com";

/// The databases that a server can use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
}

impl Backend {
    pub(crate) const BOTH: [Self; 2] = [Self::Sqlite, Self::Postgres];

    /// SQLite, unless `REKEY_TEST_DATABASE=postgres` asks for a database of the shared cluster for each server.
    fn of_this_run() -> Self {
        match std::env::var("REKEY_TEST_DATABASE").as_deref() {
            Ok("postgres") => Self::Postgres,
            _ => Self::Sqlite,
        }
    }
}

/// What a test may choose.
pub(crate) struct Setup {
    pub(crate) settings: Settings,
    pub(crate) http: HttpSettings,
    pub(crate) hash_cost: HashCost,
    /// Whether mails land in the development inbox.
    pub(crate) development: bool,
    /// Which database the server uses.
    pub(crate) backend: Backend,
    /// How SQLite keeps the data, and where.
    pub(crate) database: SqliteSettings,
    /// How mails leave; none: into [`TestServer::mails`].
    pub(crate) transport: Option<Arc<dyn Transport>>,
    /// The folder of templates that replace built-in ones.
    pub(crate) templates: Option<PathBuf>,
    /// How long callers wait for first attempts.
    pub(crate) longest_wait: Duration,
    /// Systems that keep accounts elsewhere.
    pub(crate) directories: Directories,
    /// Passwords that leaked elsewhere.
    pub(crate) breaches: Option<Arc<dyn Breaches>>,
    /// What reads providers' messages about mails.
    pub(crate) mail_events: EventReaders,
    /// Receives the engine's events.
    pub(crate) observer: Arc<dyn Observer>,
    /// Where randomness comes from.
    pub(crate) rng: Arc<dyn Rng>,
}

impl Default for Setup {
    fn default() -> Self {
        let public_url: url::Url = "http://127.0.0.1/".parse().unwrap();
        Self {
            settings: Settings {
                public_url: public_url.clone(),
                location_defaults: LocationDefaults {
                    default_location: LocationId::FIRST,
                    name: "Example".to_owned(),
                    cooldown: Duration::from_mins(1),
                    from: "Example <no-reply@example.com>".parse().unwrap(),
                    password_policy: PasswordPolicy::default(),
                    lifetimes: Lifetimes::default(),
                },
                channels: Dialect::channels(),
                limits: LimitSettings::default(),
                bearer_lifetime: Duration::from_mins(15),
                refresh_lifetime: Duration::from_hours(15 * 24),
                mail_enabled: true,
                no_account_notice: true,
            },
            http: HttpSettings {
                public_url,
                dialects: Dialect::all().collect(),
                trusted_proxies: vec!["127.0.0.1/32".parse().unwrap()],
                client_address_header: rekey_http::input::ClientAddressHeader::default(),
                cors_origins: vec![],
                cors_headers: vec![],
                introspection_clients: vec![],
                admin_token: None,
                insforge_refresh_tokens: RefreshTokens::default(),
            },
            hash_cost: HashCost { memory_kib: 64, passes: 1, ..HashCost::recommended(2) },
            development: true,
            backend: Backend::of_this_run(),
            database: SqliteSettings::in_memory(),
            transport: None,
            templates: None,
            longest_wait: Duration::from_secs(10),
            directories: Directories::default(),
            breaches: None,
            mail_events: EventReaders::default(),
            observer: Arc::new(Unobserved),
            rng: Arc::new(SeededRng::new(1)),
        }
    }
}

/// Ann's app, and what she wrote down.
pub(crate) struct Authenticator {
    secret: TotpSecret,
    pub(crate) recovery: Vec<String>,
}

impl Authenticator {
    /// What the app shows.
    pub(crate) fn code(&self, server: &TestServer) -> String {
        self.secret.code_at(server.now()).expose().to_owned()
    }

    /// Six digits that the app shows neither now nor a step earlier or later.
    pub(crate) fn wrong(&self, server: &TestServer) -> String {
        let good = |code: &TotpCode| self.secret.step_of(code, server.now()).is_some();
        let code = (0..1_000_000).filter_map(TotpCode::from_number).find(|code| !good(code)).unwrap();
        code.expose().to_owned()
    }
}

/// A running server. Its public URL is its own address.
pub(crate) struct TestServer {
    pub(crate) url: String,
    pub(crate) engine: Engine,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) client: Client,
    worker: Arc<Worker>,
    mails: Arc<CapturedTransport>,
    /// Dropped with the server.
    _database: Option<Database>,
}

impl TestServer {
    /// A server with Ann, who has a password.
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    pub(crate) async fn start_with(change: impl FnOnce(&mut Setup)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let mut setup = Setup::default();
        setup.settings.public_url = url.parse().unwrap();
        setup.http.public_url = url.parse().unwrap();
        change(&mut setup);

        let clock = Arc::new(ManualClock::default());
        let (store, database) = open_store(setup.backend, &setup.database, &clock).await;
        // Nobody waits for a whole quarter of a second here.
        let step = Duration::from_millis(1);
        let wakeups = Arc::new(Wakeups::new(FirstAttemptSettings { longest_wait: setup.longest_wait, step }));
        let ports = Ports {
            directories: setup.directories,
            store: store.clone(),
            hasher: Arc::new(PasswordHasher::new(setup.hash_cost, setup.rng.clone()).unwrap()),
            signer: Arc::new(JwtSigner::new(&setup.settings.public_url, vec![signing_key()])),
            clock: clock.clone(),
            rng: setup.rng,
            vault: Arc::new(rekey_core::testing::PlainVault),
            deliveries: wakeups.clone(),
            breaches: setup.breaches,
            observer: setup.observer,
        };
        let engine = Engine::new(ports, setup.settings, DigestKey::new([7; 32]));
        let renderer = setup.templates.map_or_else(Renderer::new, |folder| Renderer::with_overrides(&folder));
        let renderer = Arc::new(renderer.unwrap());
        let mails = Arc::new(CapturedTransport::new(1_000));
        let transport = setup.transport.unwrap_or_else(|| mails.clone());
        let worker = Worker::new(engine.clone(), renderer.clone(), transport, wakeups, WorkerSettings::default());
        let app = App {
            engine: engine.clone(),
            renderer,
            settings: setup.http,
            answers: Arc::new(Uncounted),
            mail_events: Arc::new(setup.mail_events),
            inbox: inbox(setup.development, &mails),
            inbox_key: None,
            demo: None,
        };
        let service = rekey_http::router(app).into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });

        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let server = Self { url, engine, store, clock, client, worker: Arc::new(worker), mails, _database: database };
        server.add(ANN, Some(PASSWORD)).await;
        server
    }

    pub(crate) async fn add(&self, email: &str, password: Option<&str>) -> AccountId {
        let password = password.map_or(DraftPassword::None, |text| DraftPassword::Plain(Password::new(text)));
        self.create(AccountDraft { password, ..draft(email) }).await
    }

    /// Adds an account whose password another system hashed.
    pub(crate) async fn add_hashed(&self, email: &str, hash: &str) -> AccountId {
        self.create(AccountDraft { password: DraftPassword::Hashed(hash.into()), ..draft(email) }).await
    }

    /// Adds an account that signs in with this provider, too, or alone.
    pub(crate) async fn add_with_provider(&self, email: &str, password: Option<&str>, provider: &str) -> AccountId {
        let password = password.map_or(DraftPassword::None, |text| DraftPassword::Plain(Password::new(text)));
        self.create(AccountDraft { password, provider: Some(provider.to_owned()), ..draft(email) }).await
    }

    /// Adds an account whose person speaks this language.
    pub(crate) async fn add_speaking(&self, email: &str, locale: &str) -> AccountId {
        self.create(AccountDraft { locale: Some(locale.parse().unwrap()), ..draft(email) }).await
    }

    /// Adds an account of these locations.
    pub(crate) async fn add_at(&self, email: &str, locations: &[i64]) -> AccountId {
        let locations = locations.iter().map(|id| LocationId::new(*id).unwrap()).collect();
        self.create(AccountDraft { locations, ..draft(email) }).await
    }

    async fn create(&self, draft: AccountDraft) -> AccountId {
        let id = self.engine.accounts.create(draft).await.expect("a new account");
        // A request in the instant of a change counts as older than it.
        self.advance(1);
        id
    }

    /// Adds an account of every kind. Their addresses, Ann's first, and last one without an account.
    pub(crate) async fn add_everybody(&self) -> [&'static str; 6] {
        let [without, must_reset] = ["nopassword@example.com", "mustreset@example.com"];
        self.add(LOCKED, Some(PASSWORD)).await;
        self.lock(LOCKED).await;
        self.add(without, None).await;
        self.add_with_provider(ELSEWHERE, None, "Google").await;
        self.add(must_reset, Some(PASSWORD)).await;
        self.engine.accounts.demand_reset(&address(must_reset)).await.unwrap();
        self.advance(1);
        [ANN, LOCKED, without, ELSEWHERE, must_reset, "nobody@example.com"]
    }

    /// Gives Ann an authenticator app, which every sign-in needs from now on. The notice of it is sent.
    pub(crate) async fn enrol(&self) -> Authenticator {
        let factors = &self.engine.second_factors;
        let secret = factors.enrol(&address(ANN)).await.unwrap().secret;
        let recovery = factors.confirm(&address(ANN), secret.code_at(self.now())).await.unwrap();
        self.advance(30);
        self.deliver().await;
        Authenticator { secret, recovery: recovery.iter().map(RecoveryCode::expose).collect() }
    }

    /// Moves time on, by seconds.
    pub(crate) fn advance(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// Moves time on once no mail is under way: a worker whose lease is over all of a sudden leaves its mails alone.
    pub(crate) async fn advance_at_rest(&self, seconds: u64) {
        let at_rest = async {
            loop {
                let depth = self.store.outbox_depth().await.unwrap();
                if depth.due + depth.waiting == 0 {
                    break;
                }
                tokio::task::yield_now().await;
            }
            // Nor is any lane in the midst of a look at the outbox: it would take what comes next under a deadline of before.
            // What lanes have asked of the store by now is done before what is asked here.
            for _ in 0..3 {
                self.store.claim(0, LEASE).await.unwrap();
                self.store.next_due().await.unwrap();
                for _ in 0..100 {
                    tokio::task::yield_now().await;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(30), at_rest).await.expect("the mails are sent");
        self.advance(seconds);
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) async fn lock(&self, email: &str) {
        self.engine.accounts.lock(&address(email)).await.unwrap().expect("an account");
        self.advance(1);
    }

    pub(crate) async fn set_location(&self, id: i64, settings: LocationSettings) {
        self.store.apply_locations(vec![(LocationId::new(id).unwrap(), settings)]).await.unwrap();
        self.advance(1);
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url))
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post_json(&self, path: &str, body: Value) -> Answer {
        Answer::of(self.request(Method::POST, path).json(&body)).await
    }

    pub(crate) async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        Answer::of(self.request(Method::POST, path).form(fields)).await
    }

    /// Sends everything that is due, and gives the mails that came of it, oldest first.
    pub(crate) async fn deliver(&self) -> Vec<Arc<CapturedMail>> {
        let before = self.mails.list().len();
        while self.worker.step().await.expect("the outbox works") > 0 {}
        let mut mails = self.mails.list();
        mails.truncate(mails.len() - before);
        mails.reverse();
        mails
    }

    /// Has mails sent as they come, as long as the test runs.
    pub(crate) fn deliver_always(&self) {
        tokio::spawn(self.worker.clone().run(std::future::pending()));
    }

    /// The mails that were sent, newest first.
    pub(crate) fn mails(&self) -> Vec<Arc<CapturedMail>> {
        self.mails.list()
    }

    /// Asks for a reset and takes the token out of the mail.
    pub(crate) async fn reset_token(&self, email: &str) -> String {
        let body = serde_json::json!({ "email": email });
        assert_eq!(self.post_json("/api/sys/users/startPasswordReset", body).await.status, 200);
        let mails = self.deliver().await;
        // The notice of an earlier reset may be among them.
        let is_notice = |mail: &&Arc<CapturedMail>| mail.links.iter().any(|link| link.contains("/not-me"));
        token_in(mails.iter().find(|mail| !is_notice(mail)).expect("a mail"))
    }
}

async fn open_store(
    backend: Backend,
    sqlite: &SqliteSettings,
    clock: &Arc<ManualClock>,
) -> (Arc<dyn Store>, Option<Database>) {
    match backend {
        Backend::Sqlite => (Arc::new(SqlStore::open_sqlite(sqlite, clock.clone()).unwrap()), None),
        Backend::Postgres => {
            let database = Database::create(Cluster::shared()).await;
            let settings = PostgresSettings::new(database.url());
            let store = SqlStore::connect_postgres(&settings, StepClock::Injected(clock.clone()), None).await.unwrap();
            (Arc::new(store), Some(database))
        }
    }
}

fn inbox(development: bool, mails: &Arc<CapturedTransport>) -> Option<Arc<dyn CapturedMails>> {
    development.then(|| mails.clone() as Arc<dyn CapturedMails>)
}

/// The token in a mail's link.
pub(crate) fn token_in(mail: &CapturedMail) -> String {
    let link = mail.links.iter().find(|link| link.contains("token=")).expect("a link with a token");
    link.split_once("token=").unwrap().1.to_owned()
}

/// An account without a password, at the default location.
fn draft(email: &str) -> AccountDraft {
    AccountDraft { email_verified: true, ..AccountDraft::new(address(email)) }
}

fn address(text: &str) -> EmailAddress {
    text.parse().unwrap()
}

/// One key for all tests: making one takes a while, and none of them is about that.
fn signing_key() -> SigningKey {
    static PKCS8: OnceLock<Zeroizing<Vec<u8>>> = OnceLock::new();
    let pkcs8 = PKCS8.get_or_init(|| SigningKey::generate().unwrap());
    SigningKey::parse("test".to_owned(), Timestamp::UNIX_EPOCH, pkcs8).unwrap()
}
