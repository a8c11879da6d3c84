//! A server of a test's own: everything but sockets and mail transport.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rekey_core::Settings;
use rekey_core::account::AccountEdit;
use rekey_core::accounts::{AccountDraft, DraftPassword};
use rekey_core::delivery::{Letter, Prepared};
use rekey_core::limits::LimitSettings;
use rekey_core::location::{Lifetimes, LocationDefaults, LocationSettings};
use rekey_core::outbox::Settlement;
use rekey_core::password_hash::{HashRecipe, UnusableHash};
use rekey_core::policy::PasswordPolicy;
use rekey_core::ports::{
    AccountChange, CapturedMail, CapturedMails, Claims, ClaimsKind, Decoy, Deliveries, EventMessage, EventRejection,
    HashError, Hasher, Incoming, MailEvents, PublicKey, SignError, Signer, Store, Unobserved,
};
use rekey_core::testing::{ManualClock, SeededRng, sent_mail};
use rekey_core::time::{Duration, Timestamp};
use rekey_core::{
    ClientNetwork, DigestKey, Directories, EmailAddress, Engine, Jwt, LocationId, Password, PasswordHash, Ports,
    SessionId, Token, Work,
};
use rekey_http::{AdminToken, App, Dialect, HttpSettings, RefreshTokens, Uncounted, router};
use rekey_render::Renderer;
use rekey_store::SqlStore;
use rekey_store::sqlite::SqliteSettings;
use tower::ServiceExt;

pub(crate) const ANN: &str = "ann@example.com";
pub(crate) const OLD_PASSWORD: &str = "a quiet morning";
pub(crate) const NEW_PASSWORD: &str = "an even quieter evening";
pub(crate) const HERE: &str = "127.0.0.1:5000";

/// What tests may want otherwise.
pub(crate) struct Options {
    pub(crate) public_url: &'static str,
    pub(crate) limits: LimitSettings,
    pub(crate) mail_enabled: bool,
    pub(crate) dialects: Vec<Dialect>,
    pub(crate) admin_token: Option<AdminToken>,
    pub(crate) inbox_key: Option<&'static str>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            public_url: "http://127.0.0.1:8080/",
            limits: LimitSettings::default(),
            mail_enabled: true,
            dialects: Dialect::all().collect(),
            admin_token: None,
            inbox_key: None,
        }
    }
}

pub(crate) struct Server {
    pub(crate) engine: Engine,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) inbox: Arc<Shelf>,
    store: Arc<dyn Store>,
    router: Router,
    public_url: &'static str,
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Where it leads.
    pub(crate) fn target(&self) -> &str {
        self.header(header::LOCATION)
    }

    pub(crate) fn cookies(&self) -> Vec<&str> {
        self.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap()).collect()
    }
}

/// No provider tells anything here.
struct Silent;

#[async_trait]
impl MailEvents for Silent {
    async fn read(&self, _: &str, _: &Incoming) -> Result<EventMessage, EventRejection> {
        Err(EventRejection::Unauthenticated)
    }
}

impl Server {
    /// A server with Ann, who has a password, and mails that carry links.
    pub(crate) async fn new() -> Self {
        Self::with(Options::default()).await
    }

    pub(crate) async fn with(options: Options) -> Self {
        let clock = Arc::new(ManualClock::default());
        let store: Arc<dyn Store> =
            Arc::new(SqlStore::open_sqlite(&SqliteSettings::in_memory(), clock.clone()).expect("a store in memory"));
        let ports = Ports {
            directories: Directories::default(),
            store: store.clone(),
            hasher: Arc::new(PlainHasher),
            signer: Arc::new(PlainSigner),
            clock: clock.clone(),
            rng: Arc::new(SeededRng::new(1)),
            vault: Arc::new(rekey_core::testing::PlainVault),
            deliveries: Arc::new(Nobody),
            breaches: None,
            observer: Arc::new(Unobserved),
        };
        let inbox = Arc::new(Shelf::default());
        let engine = Engine::new(ports, settings(&options), DigestKey::new([7; 32]));
        let app = App {
            engine: engine.clone(),
            renderer: Arc::new(Renderer::new().expect("templates")),
            settings: HttpSettings {
                public_url: options.public_url.parse().unwrap(),
                dialects: options.dialects,
                trusted_proxies: vec![],
                client_address_header: rekey_http::input::ClientAddressHeader::default(),
                cors_origins: vec![],
                cors_headers: vec![],
                introspection_clients: vec![],
                admin_token: options.admin_token.clone(),
                insforge_refresh_tokens: RefreshTokens::default(),
            },
            answers: Arc::new(Uncounted),
            mail_events: Arc::new(Silent),
            inbox: Some(inbox.clone()),
            inbox_key: options.inbox_key.map(Into::into),
            demo: None,
        };
        let server = Self { engine, clock, inbox, store, router: router(app), public_url: options.public_url };
        server.set_location(1, LocationSettings { reset_method: Some(LINK), ..LocationSettings::default() }).await;
        server.add(ANN, Some(OLD_PASSWORD)).await;
        server
    }

    /// The path of every route.
    pub(crate) fn paths(&self) -> BTreeSet<String> {
        // axum lists its routes in `Debug` and nowhere else, with those that catch what has no route.
        let routes = format!("{:?}", self.router);
        let is_route = |text: &&str| text.starts_with('/') && *text != "/" && !text.contains("{*");
        routes.split('"').filter(is_route).map(str::to_owned).collect()
    }

    /// The origin that people see.
    pub(crate) fn origin(&self) -> String {
        url::Url::parse(self.public_url).unwrap().origin().ascii_serialization()
    }

    /// Sends a request unchanged, from this machine.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        self.send_from(HERE, request).await
    }

    pub(crate) async fn send_from(&self, peer: &str, mut request: Request<Body>) -> Answer {
        let peer: SocketAddr = peer.parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        request.headers_mut().entry(header::HOST).or_insert("127.0.0.1:8080".parse().unwrap());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&body).into_owned() }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// An account with this password at the first location.
    pub(crate) async fn add(&self, email: &str, password: Option<&str>) {
        self.create(email, password, vec![]).await;
    }

    /// An account without a password at this location.
    pub(crate) async fn add_at(&self, email: &str, location: i64) {
        self.create(email, None, vec![LocationId::new(location).unwrap()]).await;
    }

    async fn create(&self, email: &str, password: Option<&str>, locations: Vec<LocationId>) {
        let draft = AccountDraft {
            locations,
            password: password.map_or(DraftPassword::None, |text| DraftPassword::Plain(Password::new(text))),
            email_verified: true,
            ..AccountDraft::new(address(email))
        };
        self.engine.accounts.create(draft).await.expect("a new account");
        self.pass(1);
    }

    pub(crate) async fn change(&self, email: &str, change: AccountChange) {
        self.store.change_account(&address(email), change).await.unwrap().expect("an account");
        self.pass(1);
    }

    /// Changes an account as the product's own backend does.
    pub(crate) async fn edit(&self, email: &str, edit: AccountEdit) {
        let account = self.engine.accounts.find(&address(email)).await.unwrap().expect("an account");
        self.engine.accounts.edit(account.id, edit, ClientNetwork::LOCAL).await.expect("an edit");
        self.pass(1);
    }

    pub(crate) async fn set_location(&self, id: i64, settings: LocationSettings) {
        let id = LocationId::new(id).unwrap();
        self.store.apply_locations(vec![(id, settings)]).await.unwrap();
        // Locations are read again after a second.
        self.pass(2);
    }

    /// Lets time go by.
    pub(crate) fn pass(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// Delivers everything that is due; gives the letters.
    pub(crate) async fn deliver(&self) -> Vec<Box<Letter>> {
        let mut letters = Vec::new();
        for claim in self.engine.delivery.claim(100, Duration::from_secs(30)).await.unwrap() {
            let settlement = match self.engine.delivery.prepare(&claim, None).await.unwrap() {
                Prepared::Letter(letter) => {
                    let sent = sent_mail(&self.engine, &letter.plan.to);
                    letters.push(letter);
                    sent
                }
                Prepared::Silent(silence) | Prepared::Rehearsal(_, silence) => Settlement::Silent(silence),
                Prepared::Later(error) => panic!("{error}"),
                Prepared::Lost | Prepared::Repeat => panic!("nobody else claims"),
            };
            assert!(self.engine.delivery.settle(&claim, settlement).await.unwrap());
        }
        letters
    }

    /// Delivers everything that is due; gives path and query of the last letter's link.
    pub(crate) async fn mailed_link(&self) -> String {
        let letters = self.deliver().await;
        let link = letters.last().expect("a letter").link.as_ref().expect("a link").expose();
        link.strip_prefix(self.public_url.trim_end_matches('/')).expect("a link of ours").to_owned()
    }
}

pub(crate) const LINK: rekey_core::location::MailMethod = rekey_core::location::MailMethod::Link;
pub(crate) const CODE: rekey_core::location::MailMethod = rekey_core::location::MailMethod::Code;

pub(crate) fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn settings(options: &Options) -> Settings {
    Settings {
        public_url: options.public_url.parse().unwrap(),
        location_defaults: LocationDefaults {
            default_location: LocationId::FIRST,
            name: "Example".to_owned(),
            cooldown: Duration::from_mins(1),
            from: "no-reply@example.com".parse().unwrap(),
            password_policy: PasswordPolicy::default(),
            lifetimes: Lifetimes::default(),
        },
        channels: Dialect::channels(),
        limits: options.limits,
        bearer_lifetime: Duration::from_mins(15),
        refresh_lifetime: Duration::from_hours(15 * 24),
        mail_enabled: options.mail_enabled,
        no_account_notice: true,
    }
}

/// The captured mails of a test.
#[derive(Default)]
pub(crate) struct Shelf(Mutex<Vec<Arc<CapturedMail>>>);

impl Shelf {
    pub(crate) fn put(&self, mail: CapturedMail) {
        self.0.lock().unwrap().insert(0, Arc::new(mail));
    }
}

impl CapturedMails for Shelf {
    fn list(&self) -> Vec<Arc<CapturedMail>> {
        self.0.lock().unwrap().clone()
    }

    fn remove(&self, id: &str) {
        self.0.lock().unwrap().retain(|mail| mail.id != id);
    }

    fn clear(&self) {
        self.0.lock().unwrap().clear();
    }
}

/// "Hashes" in the clear.
struct PlainHasher;

#[async_trait]
impl Hasher for PlainHasher {
    async fn hash(&self, _: &Work, password: &Password) -> Result<PasswordHash, HashError> {
        let encoded = URL_SAFE_NO_PAD.encode(password.expose());
        Ok(PasswordHash::new(&format!("$plain${encoded}"), HashRecipe("plain".to_owned())).unwrap())
    }

    async fn verify(
        &self,
        work: &Work,
        password: &Password,
        hash: Option<&PasswordHash>,
        _: Decoy<'_>,
    ) -> Result<bool, HashError> {
        let right = self.hash(work, password).await?;
        Ok(hash.is_some_and(|hash| *hash == right))
    }

    fn read(&self, text: &str) -> Result<PasswordHash, UnusableHash> {
        PasswordHash::new(text, HashRecipe("plain".to_owned()))
    }

    fn is_current(&self, _: &PasswordHash) -> bool {
        true
    }
}

/// "Signs" by writing the claims down.
struct PlainSigner;

impl Signer for PlainSigner {
    fn sign(&self, claims: &Claims) -> Result<Jwt, SignError> {
        let kind = match &claims.kind {
            ClaimsKind::Bearer(session) => format!("bearer.{session}"),
            ClaimsKind::OneTime(id) => format!("one-time.{}", id.expose()),
        };
        Ok(Jwt::new(format!("{kind}.{}.{}", claims.account, claims.expires_at.as_second())))
    }

    fn verify(&self, jwt: &str, now: Timestamp) -> Option<Claims> {
        let parts: Vec<&str> = jwt.split('.').collect();
        let [kind, id, account, expires_at] = parts[..] else { return None };
        let kind = match kind {
            "bearer" => ClaimsKind::Bearer(id.parse::<SessionId>().ok()?),
            _ => ClaimsKind::OneTime(Token::parse(id)?),
        };
        let expires_at = Timestamp::from_second(expires_at.parse().ok()?).ok()?;
        (now < expires_at).then_some(Claims {
            kind,
            account: account.parse().ok()?,
            email: None,
            issued_at: now,
            expires_at,
        })
    }

    fn public_keys(&self) -> Vec<PublicKey> {
        vec![]
    }
}

struct Nobody;

impl Deliveries for Nobody {
    fn wake(&self) {}
}
