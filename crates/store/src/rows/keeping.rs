//! The rows that an installation keeps about itself: locations, data keys, notes, requests that may come twice; and the
//! deletion of what has expired.

use std::collections::BTreeMap;

use rekey_core::LocationId;
use rekey_core::image::Image;
use rekey_core::location::LocationSettings;
use rekey_core::ports::{DataKeyRow, KeptAnswer, RepeatableRequest, Repetition, Retention};
use rekey_core::templates::LocationTemplate;
use rekey_core::time::{Duration, Timestamp};

use super::UnitOfWork;

/// Rows that a janitor deletes some time after they stopped mattering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expiring {
    Codes,
    EarlierCodes,
    /// Unconfirmed accounts of sign-ups, once neither an offer nor a refused sign-up of theirs is left. Nothing else
    /// finds such an account. Its expired rows are deleted with it.
    UnconfirmedAccounts,
    /// Offers for accounts that stay.
    Offers,
    /// Refused sign-ups for accounts that stay.
    RefusedOffers,
    DeclinedOffers,
    MailedResets,
    SignInPlaces,
    Tokens,
    Sessions,
    RefreshTokens,
    AddressLimits,
    WrongCodes,
    Trials,
    NetworkLimits,
    RepeatableRequests,
    StoppedMailboxes,
    Webhooks,
    Outbox,
    /// Accounts of directories that nothing here refers to. A locked or disowned one stays, because only its row says
    /// that it is.
    Shadows,
}

impl Expiring {
    /// In the order in which they are deleted.
    pub(crate) const ALL: [Self; 20] = [
        Self::Codes,
        Self::EarlierCodes,
        Self::UnconfirmedAccounts,
        Self::Offers,
        Self::RefusedOffers,
        Self::DeclinedOffers,
        Self::MailedResets,
        Self::SignInPlaces,
        Self::Tokens,
        Self::Sessions,
        Self::RefreshTokens,
        Self::AddressLimits,
        Self::WrongCodes,
        Self::Trials,
        Self::NetworkLimits,
        Self::RepeatableRequests,
        Self::StoppedMailboxes,
        Self::Webhooks,
        Self::Outbox,
        Self::Shadows,
    ];

    /// How long they stay after that.
    pub(crate) fn kept_for(self, retention: &Retention) -> Duration {
        match self {
            Self::Tokens => retention.tokens,
            Self::Webhooks => retention.entries,
            Self::Outbox => retention.mails,
            // Records of the audit trail name them.
            Self::Shadows => retention.audit,
            _ => Duration::ZERO,
        }
    }
}

/// Operations on what an installation keeps.
pub(crate) trait KeepingRows: UnitOfWork {
    /// Every location's settings. Nobody else patches one until the step is over; readers do not wait.
    async fn hold_locations(&self) -> Result<BTreeMap<LocationId, LocationSettings>, Self::Error>;

    async fn write_location(&self, id: LocationId, settings: &LocationSettings) -> Result<(), Self::Error>;

    /// Keeps an image, unless it is kept already.
    async fn write_image(&self, image: &Image) -> Result<(), Self::Error>;

    async fn write_template(&self, location: LocationId, template: &LocationTemplate) -> Result<(), Self::Error>;

    /// `false`: the location has no template of this name.
    async fn delete_template(&self, location: LocationId, name: &str) -> Result<bool, Self::Error>;

    /// Adds a key; with `only_first`, only if there is none of its kind. Nodes that start at once do so one after
    /// another. `true` if it was added.
    async fn insert_key(&self, key: &DataKeyRow, only_first: bool) -> Result<bool, Self::Error>;

    /// Puts `wrapped` in place of `until_now`. `false`: it is wrapped in another way by now.
    async fn rewrap_key(&self, id: &str, until_now: &[u8], wrapped: &[u8]) -> Result<bool, Self::Error>;

    /// Notes that a request is in progress until an instant, unless there is an unexpired note with its key.
    async fn begin_repeatable(&self, request: &RepeatableRequest, over_at: Timestamp) -> Result<bool, Self::Error>;

    /// What is known of a request that did not [begin](Self::begin_repeatable). `None`: the note has gone in the
    /// meantime.
    async fn repeatable(&self, request: &RepeatableRequest) -> Result<Option<Repetition>, Self::Error>;

    async fn answer_repeatable(
        &self,
        request: &RepeatableRequest,
        answer: &KeptAnswer,
        over_at: Timestamp,
    ) -> Result<(), Self::Error>;

    /// Forgets a request that was not answered.
    async fn forget_repeatable(&self, request: &RepeatableRequest) -> Result<(), Self::Error>;

    /// Writes a note, if there is none of that name. Gives the one that is there.
    async fn note_once(&self, name: &str, value: &str) -> Result<String, Self::Error>;

    /// Writes a note, in place of the one that is there.
    async fn set_note(&self, name: &str, value: &str) -> Result<(), Self::Error>;

    /// Deletes at most `limit` rows that were over at an instant, by an index.
    async fn delete_expired(&self, kind: Expiring, before: Timestamp, limit: usize) -> Result<u64, Self::Error>;
}
