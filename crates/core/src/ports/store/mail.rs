//! What becomes of emails after they were handed over.

use async_trait::async_trait;

use super::{Caller, StoreError};
use crate::digest::AddressKey;
use crate::ids::{AccountId, EntryId};
use crate::outbox::{MailFigures, MailNews, MailRecord, NewsOutcome, Stopped};
use crate::time::Duration;

/// The steps that take reports on emails, and what operators see of emails.
#[async_trait]
pub trait MailStore: Send + Sync {
    /// Records a report once, if it names an email of ours and its recipient (R34). A hard bounce stops the mailbox for
    /// [`BOUNCE_STOPS`](crate::outbox::BOUNCE_STOPS), a complaint for
    /// [`COMPLAINT_STOPS`](crate::outbox::COMPLAINT_STOPS).
    async fn note_mail_news(&self, news: &MailNews) -> Result<NewsOutcome, StoreError>;

    /// An email, by its entry.
    async fn mail(&self, entry: EntryId) -> Result<Option<MailRecord>, StoreError>;

    /// The emails of an account, newest first, those before an entry alone if one is given.
    async fn mails_of(
        &self,
        account: AccountId,
        before: Option<EntryId>,
        limit: usize,
    ) -> Result<Vec<MailRecord>, StoreError>;

    /// What a mailbox is kept from just now.
    async fn stopped(&self, mailbox: AddressKey) -> Result<Stopped, StoreError>;

    /// Lets emails to a mailbox through again, because an operator says so: at the command line, if there is no caller.
    /// `false`: it was not stopped.
    async fn release_mailbox(&self, mailbox: AddressKey, caller: Option<Caller>) -> Result<bool, StoreError>;

    /// What became of the emails that were handed over within this span.
    async fn mail_figures(&self, span: Duration) -> Result<MailFigures, StoreError>;
}
