//! What the rules need from outside: time, randomness, hashing, signing, storage, news of deliveries, a list of
//! breached passwords, directories, providers' messages about emails, and an observer of events. All are object safe;
//! services hold them as `Arc<dyn …>`.

mod breaches;
mod crypto;
mod deliveries;
mod directory;
mod mail_events;
mod observer;
mod store;

pub use breaches::{Breaches, BreachesUnavailable};
pub use crypto::{Claims, ClaimsKind, Clock, Decoy, HashError, Hasher, PublicKey, SignError, Signer};
pub use deliveries::{CapturedMail, CapturedMails, Deliveries, FirstAttempt, Undelivered};
pub use directory::{Directory, WriteError};
pub use mail_events::{EventMessage, EventRejection, Incoming, MailEvents};
pub use observer::{Event, Observer, Unobserved};
pub use store::{
    Acceptance, AccountChange, AccountOffer, AccountPage, AccountStore, AddressLimits, AssertionUse, AuditStore,
    BackendStore, Caller, ChangePassword, CodeOutcome, CompleteReset, Completion, ConnectionLoad, DataKeyKind,
    DataKeyRow, DirectoryStore, DisownOutcome, Disowned, EditOutcome, EntryChange, EntryFilter, EntrySummary,
    FinishWrite, ImportOutcome, KeptAnswer, KeyStore, LocationStore, MAILS_KEPT, MOST_SESSIONS, MailStore,
    NearestAccount, NetworkSpend, NetworkStore, NewWrite, Newcomer, OutboxDepth, OutboxStore, PatchOutcome,
    PendingWrite, RecoveryStore, RefreshOutcome, RefusedOffer, Renewed, RepeatableRequest, Repetition, Retention,
    SecondFactorChange, SecondFactorOutcome, SecondFactorState, SecondFactorStore, SessionStore, SharedCount,
    SharedSession, SignInOutcome, SignUpStore, Store, StoreError, StoreLoad, Swept, TrialStore, UntrustedProxy,
    UpkeepStore, Verification, WayIn, WebhookStore, WriteBegun,
};

pub use crate::rng::Rng;
pub use crate::vault::{Vault, VaultError};
