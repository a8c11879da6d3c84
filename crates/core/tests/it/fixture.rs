//! An engine of a test's own, and the steps that many tests begin with.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use rekey_core::Settings;
use rekey_core::accounts::{AccountDraft, DraftPassword};
use rekey_core::delivery::{Letter, Prepared};
use rekey_core::limits::LimitSettings;
use rekey_core::location::{Lifetimes, LocationDefaults, LocationSettings};
use rekey_core::outbox::{Channel, Settlement};
use rekey_core::password_hash::{HashRecipe, UnusableHash};
use rekey_core::policy::{PasswordPolicy, PasswordPolicySettings};
use rekey_core::ports::{
    Claims, ClaimsKind, Decoy, Deliveries, Event, HashError, Hasher, Observer, PublicKey, SignError, Signer, Store,
};
use rekey_core::recovery::{Afterwards, CompleteError, Completed, NewPassword, NewRequest, Receipt, RequestError};
use rekey_core::session::{ClaimedDevice, ClientId, OtherSessions, RefreshLife};
use rekey_core::sessions::{RefreshRequest, RefreshRules, SessionError, Tokens};
use rekey_core::sign_in::{SecondStep, SignInError, SignedIn, Visitor};
use rekey_core::testing::PORTAL;
use rekey_core::testing::{ManualClock, SeededRng, sent_mail};
use rekey_core::time::{Duration, Timestamp};
use rekey_core::{
    Account, AccountId, ClientNetwork, DigestKey, Directories, EmailAddress, Engine, Jwt, LocationId, Password,
    PasswordHash, Ports, Purpose, SessionId, Token, Work,
};
use rekey_store::SqlStore;
use rekey_store::sqlite::SqliteSettings;

pub(crate) const ANN: &str = "ann@example.com";
pub(crate) const OLD_PASSWORD: &str = "a quiet morning";
pub(crate) const NEW_PASSWORD: &str = "an even quieter evening";
/// One session a client, bearer tokens as long as the settings say.
const SUPERSEDING: RefreshRules =
    RefreshRules { others: OtherSessions::Superseded, bearer_lifetime: None, life: RefreshLife::ROTATING };

pub(crate) struct Fixture {
    pub(crate) engine: Engine,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) hasher: Arc<CountingHasher>,
    pub(crate) events: Arc<Events>,
}

impl Fixture {
    /// An engine with Ann, who has a password.
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::over(Directories::default(), change).await
    }

    pub(crate) async fn over(directories: Directories, change: impl FnOnce(&mut Settings)) -> Self {
        let clock = Arc::new(ManualClock::default());
        let store: Arc<dyn Store> =
            Arc::new(SqlStore::open_sqlite(&SqliteSettings::in_memory(), clock.clone()).expect("a store in memory"));
        let hasher = Arc::new(CountingHasher::default());
        let events = Arc::new(Events::default());
        let ports = Ports {
            directories,
            store: store.clone(),
            hasher: hasher.clone(),
            signer: Arc::new(PlainSigner),
            clock: clock.clone(),
            rng: Arc::new(SeededRng::new(1)),
            vault: Arc::new(rekey_core::testing::PlainVault),
            deliveries: Arc::new(Nobody),
            breaches: None,
            observer: events.clone(),
        };
        let mut settings = settings();
        change(&mut settings);
        let engine = Engine::new(ports, settings, DigestKey::new([7; 32]));
        let fixture = Self { engine, store, clock, hasher, events };
        fixture.add(ANN, Some(OLD_PASSWORD)).await;
        fixture
    }

    pub(crate) async fn add(&self, email: &str, password: Option<&str>) -> AccountId {
        self.add_as(email, password.map_or(DraftPassword::None, |text| DraftPassword::Plain(Password::new(text)))).await
    }

    /// Adds an account whose password another system hashed.
    pub(crate) async fn add_hashed(&self, email: &str, hash: &str) -> AccountId {
        self.add_as(email, DraftPassword::Hashed(hash.into())).await
    }

    async fn add_as(&self, email: &str, password: DraftPassword) -> AccountId {
        let id = self.engine.accounts.create(AccountDraft { password, ..draft(email) }).await.expect("a new account");
        // A request in the instant of a change counts as older than it.
        self.clock.advance(Duration::from_secs(1));
        id
    }

    pub(crate) async fn set_location(&self, id: i64, settings: LocationSettings) {
        self.store.apply_locations(vec![(location(id), settings)]).await.unwrap();
        self.clock.advance(Duration::from_secs(1));
    }

    pub(crate) async fn ask(&self, purpose: Purpose, email: &str, channel: Channel) -> Result<Receipt, RequestError> {
        self.ask_from(purpose, email, channel, network(1)).await
    }

    pub(crate) async fn ask_from(
        &self,
        purpose: Purpose,
        email: &str,
        channel: Channel,
        network: ClientNetwork,
    ) -> Result<Receipt, RequestError> {
        let request = NewRequest {
            purpose,
            address: address(email),
            channel,
            location: None,
            locale: None,
            browser_locale: None,
            redirect_to: None,
            origin: network.into(),
        };
        self.engine.recovery.request(request).await
    }

    /// Delivers everything that is due; gives the letters.
    pub(crate) async fn deliver(&self) -> Vec<Box<Letter>> {
        let mut letters = Vec::new();
        loop {
            let claims = self.engine.delivery.claim(10, Duration::from_secs(30)).await.unwrap();
            if claims.is_empty() {
                return letters;
            }
            for claim in claims {
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
        }
    }

    /// Asks for a reset by link and takes the token out of the mail.
    pub(crate) async fn reset_token(&self, email: &str) -> Token {
        self.ask(Purpose::ResetPassword, email, PORTAL.channel()).await.expect("accepted");
        let letters = self.deliver().await;
        token_in(letters.first().expect("a letter"))
    }

    pub(crate) async fn complete(&self, token: &Token, password: &str) -> Result<Completed, CompleteError> {
        self.complete_then(token, password, Afterwards::Nothing).await
    }

    pub(crate) async fn complete_then(
        &self,
        token: &Token,
        password: &str,
        then: Afterwards,
    ) -> Result<Completed, CompleteError> {
        self.clock.advance(Duration::from_secs(1));
        let new = NewPassword {
            token: token.clone(),
            password: Password::new(password),
            location: None,
            policy: PasswordPolicySettings::default(),
            then,
            origin: network(1).into(),
            language: Channel::PAGES.into(),
        };
        let completed = self.engine.recovery.complete(new).await;
        self.clock.advance(Duration::from_secs(1));
        completed
    }

    pub(crate) async fn sign_in(&self, email: &str, password: &str) -> Result<SignedIn, SignInError> {
        self.engine.sign_in.with_password(email, &Password::new(password), visitor()).await
    }

    /// A refresh by this client.
    pub(crate) async fn refresh(
        &self,
        token: &Token,
        client: Option<ClientId>,
    ) -> Result<(Tokens, Account), SessionError> {
        self.engine.sessions.refresh(RefreshRequest::new(token, client, network(1).into()), SUPERSEDING).await
    }

    pub(crate) async fn is_signed_in(&self, bearer: &str) -> bool {
        self.engine.sessions.authenticate(bearer).await.is_ok()
    }
}

pub(crate) fn visitor() -> Visitor {
    Visitor {
        client: None,
        bearer_lifetime: None,
        refresh_life: RefreshLife::ROTATING,
        second_step: SecondStep::AtOnce(None),
        origin: network(1).into(),
        device: ClaimedDevice::default(),
    }
}

/// An account with nothing but its address.
pub(crate) fn draft(email: &str) -> AccountDraft {
    AccountDraft { email_verified: true, ..AccountDraft::new(address(email)) }
}

pub(crate) fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

pub(crate) fn location(id: i64) -> LocationId {
    LocationId::new(id).unwrap()
}

pub(crate) fn network(number: u32) -> ClientNetwork {
    IpAddr::V4(Ipv4Addr::from(0xc000_0200 + number)).into()
}

pub(crate) fn token_in(letter: &Letter) -> Token {
    let link = letter.link.as_ref().expect("a link").expose();
    let (_, token) = link.split_once("token=").expect("a token");
    Token::parse(token).expect("64 hexadecimal digits")
}

fn settings() -> Settings {
    Settings {
        public_url: "https://id.example.com/".parse().unwrap(),
        location_defaults: LocationDefaults {
            default_location: LocationId::FIRST,
            name: "Example".to_owned(),
            cooldown: Duration::from_mins(1),
            from: "no-reply@example.com".parse().unwrap(),
            password_policy: PasswordPolicy::default(),
            lifetimes: Lifetimes::default(),
        },
        channels: rekey_core::testing::channels(),
        limits: LimitSettings::default(),
        bearer_lifetime: Duration::from_mins(15),
        refresh_lifetime: Duration::from_hours(15 * 24),
        mail_enabled: true,
        no_account_notice: true,
    }
}

/// "Hashes" in the clear and counts, so that tests see whether anything was hashed at all.
#[derive(Default)]
pub(crate) struct CountingHasher {
    count: AtomicUsize,
}

impl CountingHasher {
    pub(crate) fn count(&self) -> usize {
        self.count.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Hasher for CountingHasher {
    async fn hash(&self, _: &Work, password: &Password) -> Result<PasswordHash, HashError> {
        self.count.fetch_add(1, Ordering::SeqCst);
        let hex = hex::encode(password.expose());
        Ok(plain_hash(&format!("$plain${hex}")))
    }

    async fn verify(
        &self,
        _: &Work,
        password: &Password,
        hash: Option<&PasswordHash>,
        _: Decoy<'_>,
    ) -> Result<bool, HashError> {
        self.count.fetch_add(1, Ordering::SeqCst);
        let hex = hex::encode(password.expose());
        Ok(hash.is_some_and(|hash| hash.expose().ends_with(&format!("${hex}"))))
    }

    fn read(&self, text: &str) -> Result<PasswordHash, UnusableHash> {
        if text.contains("plain$") { Ok(plain_hash(text)) } else { Err(UnusableHash::UnknownKind) }
    }

    /// "$plain$" is ours; "old-plain$" is another system's.
    fn is_current(&self, hash: &PasswordHash) -> bool {
        hash.expose().starts_with("$plain$")
    }
}

fn plain_hash(text: &str) -> PasswordHash {
    let recipe = text.trim_start_matches('$').split('$').next().unwrap();
    PasswordHash::new(text, HashRecipe(recipe.to_owned())).unwrap()
}

/// "Signs" by writing the claims down.
struct PlainSigner;

impl Signer for PlainSigner {
    fn sign(&self, claims: &Claims) -> Result<Jwt, SignError> {
        let kind = match &claims.kind {
            ClaimsKind::Bearer(session) => format!("bearer {session}"),
            ClaimsKind::OneTime(id) => format!("one-time {}", id.expose()),
        };
        Ok(Jwt::new(format!("{kind} {} {}", claims.account, claims.expires_at.as_second())))
    }

    fn verify(&self, jwt: &str, now: Timestamp) -> Option<Claims> {
        let parts: Vec<&str> = jwt.split(' ').collect();
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

/// Remembers what happened.
#[derive(Debug, Default)]
pub(crate) struct Events(Mutex<Vec<Event>>);

impl Events {
    /// What happened since this was asked last.
    pub(crate) fn take(&self) -> Vec<Event> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

impl Observer for Events {
    fn happened(&self, event: Event) {
        self.0.lock().unwrap().push(event);
    }
}

struct Nobody;

impl Deliveries for Nobody {
    fn wake(&self) {}
}
