//! An empty store, the hand on its clock, and the steps that many cases begin with.

use std::any::Any;
use std::sync::Arc;

use rekey_core::account::{Account, NewAccount};
use rekey_core::audit::AuditRecord;
use rekey_core::code::CodeTry;
use rekey_core::device::{Browser, Device, System};
use rekey_core::directory::Home;
use rekey_core::location::{LocationDefaults, LocationSettings, Locations};
use rekey_core::outbox::{
    Channel, Claim, Decision, DecisionRules, MailName, Mailed, Minted, Preparation, Request, SentMail, Settlement,
};
use rekey_core::password_hash::{HashRecipe, PasswordHash};
use rekey_core::policy::PasswordPolicy;
use rekey_core::ports::{
    Acceptance, AddressLimits, Clock, CompleteReset, Completion, ImportOutcome, SignInOutcome, Store, WayIn,
};
use rekey_core::second_factor::{Asking, Proof, SecondFactorTry};
use rekey_core::session::{ClaimedDevice, NewSession, Opening, OtherSessions, Renewal, Session};
use rekey_core::testing::{ManualClock, PlainVault, SeededRng};
use rekey_core::time::{Duration, Timestamp};
use rekey_core::token::{NewToken, TokenState};
use rekey_core::{
    AccountId, AddressKey, ClientNetwork, Code, DigestKey, EmailAddress, EntryId, LocationId, Origin, Purpose,
    SessionId, Token, TokenDigest, TokenPurpose,
};

/// No limits at all.
pub(crate) const FREE: AddressLimits =
    AddressLimits { cooldown: Duration::ZERO, requests: None, mails: None, sign_up: false };
/// How long workers hold what they claim.
pub(crate) const LEASE: Duration = Duration::from_secs(30);
/// How long refresh tokens live here.
pub(crate) const REFRESH_LIFETIME: Duration = Duration::from_hours(15 * 24);
/// The address of most cases.
pub(crate) const ANN: &str = "ann@example.com";
/// What a microsecond is: the finest step that stores keep.
pub(crate) const MICROSECOND: Duration = Duration::from_micros(1);

/// A store of a case's own.
pub(crate) struct Fixture {
    /// The store, empty at first.
    pub(crate) store: Arc<dyn Store>,
    /// What the store takes for the time.
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) key: DigestKey,
    rng: SeededRng,
    _guard: Box<dyn Any + Send + Sync>,
}

/// What a mail that was delivered carries.
pub(crate) struct Delivered {
    pub(crate) entry: EntryId,
    pub(crate) decision: Decision,
    pub(crate) link: TokenDigest,
    pub(crate) code: Code,
    pub(crate) name: MailName,
}

impl Fixture {
    /// A fixture over an empty store whose every instant comes from `clock`. The guard is dropped after the store:
    /// a folder, or a database to be dropped.
    pub(crate) fn new(store: Arc<dyn Store>, clock: Arc<ManualClock>, guard: impl Any + Send + Sync) -> Self {
        store.mark_records(&digest_key());
        Self { store, clock, key: digest_key(), rng: SeededRng::new(1), _guard: Box::new(guard) }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn entry_id(&self) -> EntryId {
        EntryId::new(self.now(), &self.rng)
    }

    pub(crate) fn digest(&self) -> TokenDigest {
        Token::generate(&self.rng).digest()
    }

    pub(crate) fn new_token(&self, purpose: TokenPurpose) -> NewToken {
        NewToken { digest: self.digest(), purpose, lifetime: Duration::from_mins(10) }
    }

    pub(crate) fn new_session(&self) -> NewSession {
        NewSession {
            id: SessionId::new(self.now(), &self.rng),
            client: None,
            refresh: self.digest(),
            lifetime: REFRESH_LIFETIME,
            device: ClaimedDevice::default(),
            notice: self.entry_id(),
        }
    }

    /// What limits and codes know an address by.
    pub(crate) fn key_of(&self, email: &str) -> AddressKey {
        AddressKey::of(&address(email), &self.key)
    }

    pub(crate) fn new_account(&self, email: &str) -> NewAccount {
        let id = AccountId::new(self.now(), &self.rng);
        NewAccount { password: Some(password("first")), ..NewAccount::new(id, address(email), LocationId::FIRST) }
    }

    pub(crate) async fn add_account(&self, email: &str) -> Account {
        let outcomes = self.store.add_accounts(vec![self.new_account(email)]).await.unwrap();
        assert_eq!(outcomes, [ImportOutcome::Added]);
        self.account(email).await
    }

    pub(crate) async fn account(&self, email: &str) -> Account {
        self.store.account_by_email(&address(email)).await.unwrap().unwrap()
    }

    /// A request by our pages, where reset mails carry a code.
    pub(crate) fn request(&self, email: &str, purpose: Purpose) -> Request {
        Request {
            purpose,
            address_key: self.key_of(email),
            address: address(email),
            channel: Channel::PAGES,
            location: LocationId::FIRST,
            locale: None,
            browser_locale: None,
            redirect_to: None,
            origin: origin(),
            notice_allowed: true,
            moves: None,
        }
    }

    pub(crate) async fn ask(&self, email: &str, purpose: Purpose, limits: AddressLimits) -> Acceptance {
        self.store.accept_request(self.entry_id(), self.request(email, purpose), limits, Duration::ZERO).await.unwrap()
    }

    pub(crate) async fn accept(&self, email: &str, purpose: Purpose) -> EntryId {
        let id = self.entry_id();
        let acceptance =
            self.store.accept_request(id, self.request(email, purpose), FREE, Duration::ZERO).await.unwrap();
        assert_eq!(acceptance, Acceptance::Accepted);
        id
    }

    /// Claims the only entry that is due.
    pub(crate) async fn claim_one(&self) -> Claim {
        let mut claims = self.store.claim(10, LEASE).await.unwrap();
        assert_eq!(claims.len(), 1, "{claims:?}");
        claims.remove(0)
    }

    /// Mints and prepares; `None` if the claim was lost.
    pub(crate) async fn prepare(&self, claim: &Claim) -> Option<Delivered> {
        self.prepare_in(claim, Home::Here).await
    }

    /// The same for an account that is looked for there.
    pub(crate) async fn prepare_in(&self, claim: &Claim, home: Home) -> Option<Delivered> {
        let code = Code::generate(&self.rng);
        let (address, purpose) = match &claim.subject {
            rekey_core::outbox::Subject::Request(request) => (request.address_key, request.purpose),
            rekey_core::outbox::Subject::Notice(_) => (self.key_of(ANN), Purpose::ResetPassword),
        };
        let code_digest = code.digest(&self.key, address, purpose, claim.entry);
        let minted = Minted { link: self.digest(), code: code_digest, name: MailName::generate(self.now(), &self.rng) };
        let Preparation::Decided(decision) = self.store.prepare(claim, home, &rules(), minted, None).await.unwrap()?
        else {
            panic!("nothing was mailed before")
        };
        Some(Delivered { entry: claim.entry, decision, link: minted.link, code, name: minted.name })
    }

    /// Prepares a claim of an entry that this was mailed for. `None`: it is to be mailed once more.
    pub(crate) async fn prepare_again(&self, claim: &Claim, mailed: &Delivered) -> Option<Delivered> {
        let rekey_core::outbox::Subject::Request(request) = &claim.subject else { panic!("a notice") };
        let code = |code: &Code| code.digest(&self.key, request.address_key, request.purpose, claim.entry);
        let Decision::Send(plan) = &mailed.decision else { panic!("{:?}", mailed.decision) };
        let minted = Minted { link: mailed.link, code: code(&mailed.code), name: mailed.name };
        let earlier = Mailed { minted, plan: (**plan).clone() };
        let fresh = Code::generate(&self.rng);
        let minted =
            Minted { link: self.digest(), code: code(&fresh), name: MailName::generate(self.now(), &self.rng) };
        let prepared = self.store.prepare(claim, Home::Here, &rules(), minted, Some(earlier)).await.unwrap();
        match prepared.expect("it is held") {
            Preparation::Repeat => None,
            Preparation::Decided(decision) => {
                Some(Delivered { entry: claim.entry, decision, link: minted.link, code: fresh, name: minted.name })
            }
        }
    }

    /// Has a mail asked for, prepared and sent.
    pub(crate) async fn deliver(&self, email: &str, purpose: Purpose) -> Delivered {
        self.accept(email, purpose).await;
        self.deliver_due().await
    }

    /// Prepares and sends the only mail that is due.
    pub(crate) async fn deliver_due(&self) -> Delivered {
        let claim = self.claim_one().await;
        let delivered = self.prepare(&claim).await.unwrap();
        assert!(self.store.settle(&claim, self.sent()).await.unwrap());
        delivered
    }

    /// That a mail to most cases' address was handed over.
    pub(crate) fn sent(&self) -> Settlement {
        Settlement::Sent(self.sent_mail(ANN))
    }

    /// A mail to this address that was handed over.
    pub(crate) fn sent_mail(&self, to: &str) -> SentMail {
        SentMail {
            name: MailName::generate(self.now(), &self.rng),
            mailbox: self.key_of(to),
            sender: None,
            provider_id: None,
        }
    }

    /// A reset link for an account that is there.
    pub(crate) async fn reset_link(&self, account: &Account) -> TokenDigest {
        let token = self.new_token(TokenPurpose::Reset);
        assert!(self.store.mint_token(account.id, LocationId::FIRST, token).await.unwrap());
        token.digest
    }

    pub(crate) fn reset(&self, token: TokenDigest, to: &str, way_in: WayIn) -> CompleteReset {
        CompleteReset {
            token,
            location: None,
            password: password(to),
            notice: self.entry_id(),
            origin: origin(),
            language: Channel::PAGES.into(),
            way_in,
            challenge: None,
        }
    }

    /// Completes a reset that must succeed, and sends its notice.
    pub(crate) async fn complete(&self, token: TokenDigest) -> Delivered {
        let done = self.store.complete_reset(self.reset(token, "second", WayIn::None)).await.unwrap();
        assert!(matches!(done, Completion::Done { .. }), "{done:?}");
        self.deliver_due().await
    }

    pub(crate) async fn sign_in(&self, account: &Account) -> (Session, TokenDigest) {
        let new = self.new_session();
        let refresh = new.refresh;
        (self.open(account, new).await.unwrap(), refresh)
    }

    /// Opens this session, if the account may have one without a second factor.
    pub(crate) async fn open(&self, account: &Account, new: NewSession) -> Option<Session> {
        match self.store.open_session(account, Opening { session: new, ..self.opening(None) }).await.unwrap() {
            SignInOutcome::Open(opened) => Some(opened.0),
            SignInOutcome::SecondFactor { .. } | SignInOutcome::MustReset | SignInOutcome::Refused => None,
        }
    }

    /// A new session, opened by this second factor or none.
    pub(crate) fn opening(&self, proof: Option<Proof>) -> Opening {
        Opening { session: self.new_session(), asking: self.asking(proof), origin: origin() }
    }

    /// The rotation of this token, by the client that has the canonical address for a name.
    pub(crate) fn rotation(&self, presented: TokenDigest) -> Renewal {
        Renewal {
            presented,
            client: None,
            others: OtherSessions::Superseded,
            next: Some(self.digest()),
            lifetime: REFRESH_LIFETIME,
            longest_session: None,
            origin: origin(),
            device: ClaimedDevice::default(),
            notice: self.entry_id(),
        }
    }

    /// How sign-ins ask for a second factor that show this one at once.
    pub(crate) fn asking(&self, proof: Option<Proof>) -> Asking {
        Asking { attempt: self.second_factor_try(proof), challenge: None }
    }

    pub(crate) fn second_factor_try(&self, proof: Option<Proof>) -> SecondFactorTry {
        SecondFactorTry::new(proof, Arc::new(PlainVault), self.key.clone(), self.entry_id())
    }

    pub(crate) fn rng(&self) -> &SeededRng {
        &self.rng
    }

    pub(crate) async fn is_alive(&self, session: &Session) -> bool {
        self.store.living_session(session.id).await.unwrap().is_some()
    }

    /// The state of a token that must exist.
    pub(crate) async fn state(&self, token: TokenDigest) -> TokenState {
        self.store.inspect_token(token).await.unwrap().unwrap().state
    }

    pub(crate) fn attempt(&self, email: &str, purpose: Purpose, code: &Code) -> CodeTry {
        CodeTry::new(self.key_of(email), purpose, code.clone(), self.key.clone())
    }

    /// The actions of the audit trail, oldest first.
    pub(crate) async fn actions(&self) -> Vec<&'static str> {
        self.records(0).await.iter().map(|record| record.action.code()).collect()
    }

    /// The audit trail after a number, sealed to its end.
    pub(crate) async fn records(&self, after: i64) -> Vec<AuditRecord> {
        while self.store.seal_audit(&self.key, 100).await.unwrap() > 0 {}
        self.store.audit_records(after, 1_000).await.unwrap()
    }
}

/// The longest time that is shorter than `span`, at the resolution of the database.
pub(crate) fn just_before(span: Duration) -> Duration {
    span.saturating_sub(MICROSECOND)
}

pub(crate) fn address(email: &str) -> EmailAddress {
    EmailAddress::parse(email).unwrap()
}

fn digest_key() -> DigestKey {
    DigestKey::new([7; 32])
}

/// A hash that tells which password it would be.
pub(crate) fn password(word: &str) -> PasswordHash {
    hashed_by("argon2id 19456 2 1", word)
}

/// The same, made by this recipe.
pub(crate) fn hashed_by(recipe: &str, word: &str) -> PasswordHash {
    PasswordHash::new(&format!("$hash${word}"), HashRecipe(recipe.to_owned())).unwrap()
}

/// That network, and what is used there.
pub(crate) fn origin() -> Origin {
    Origin { network: network(), device: Device::new(Some(Browser::Firefox), Some(System::Linux)) }
}

pub(crate) fn network() -> ClientNetwork {
    "192.0.2.7".parse().unwrap()
}

/// A code that is not this one.
pub(crate) fn another_code(code: &Code) -> Code {
    let number: u32 = code.expose().parse().unwrap();
    Code::parse(&format!("{:06}", (number + 1) % 1_000_000)).unwrap()
}

/// What decides here: one location, no-account notices on.
pub(crate) fn rules() -> DecisionRules {
    let defaults = LocationDefaults {
        default_location: LocationId::FIRST,
        name: "Rekey".to_owned(),
        cooldown: Duration::from_mins(1),
        from: "Rekey <no-reply@example.com>".parse().unwrap(),
        password_policy: PasswordPolicy::default(),
        lifetimes: rekey_core::location::Lifetimes::default(),
    };
    let rows = vec![(LocationId::FIRST, LocationSettings::default())];
    DecisionRules {
        locations: Arc::new(Locations::resolve(&defaults, rows)),
        channels: rekey_core::testing::channels(),
        no_account_notice: true,
        key: digest_key(),
    }
}
