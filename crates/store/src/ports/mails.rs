//! Mails after they were handed over.

use async_trait::async_trait;
use rekey_core::outbox::{MailFigures, MailNews, MailRecord, NewsOutcome, Stopped};
use rekey_core::ports::{Caller, MailStore, StoreError};
use rekey_core::time::Duration;
use rekey_core::{AccountId, AddressKey, EntryId};

use super::{read, step};
use crate::rows::Reads;
use crate::steps::mails;
use crate::store::SqlStore;

#[async_trait]
impl MailStore for SqlStore {
    async fn note_mail_news(&self, news: &MailNews) -> Result<NewsOutcome, StoreError> {
        let news = news.clone();
        step!(self, background, |rows, news| mails::note_news(rows, news))
    }

    async fn mail(&self, entry: EntryId) -> Result<Option<MailRecord>, StoreError> {
        read!(self, |rows| rows.mail(entry))
    }

    async fn mails_of(
        &self,
        account: AccountId,
        before: Option<EntryId>,
        limit: usize,
    ) -> Result<Vec<MailRecord>, StoreError> {
        read!(self, |rows| rows.mails_of(account, before, limit))
    }

    async fn stopped(&self, mailbox: AddressKey) -> Result<Stopped, StoreError> {
        read!(self, |rows| rows.stopped(mailbox))
    }

    async fn release_mailbox(&self, mailbox: AddressKey, caller: Option<Caller>) -> Result<bool, StoreError> {
        step!(self, answer, |rows| mails::release(rows, mailbox, caller))
    }

    async fn mail_figures(&self, span: Duration) -> Result<MailFigures, StoreError> {
        read!(self, |rows| rows.mail_figures(span))
    }
}
