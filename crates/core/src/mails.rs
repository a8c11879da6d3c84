//! Mails after they were handed over: what is reported of them, and what an operator sees and lifts (R34).

use std::sync::Arc;

use crate::account::Account;
use crate::audit::BackendToken;
use crate::context::Context;
use crate::digest::AddressKey;
use crate::email_address::EmailAddress;
use crate::error::Fault;
use crate::ids::{AccountId, EntryId};
use crate::network::ClientNetwork;
use crate::outbox::{MailFigures, MailNews, MailRecord, MailReport, NewsOutcome, Stopped, redact};
use crate::ports::{Caller, Event};
use crate::time::Duration;

/// The service.
#[derive(Clone)]
pub struct Mails(Arc<Context>);

impl Mails {
    pub(crate) fn new(shared: Arc<Context>) -> Self {
        Self(shared)
    }

    /// Takes reports that somebody proved to be from a carrier of our emails. Each counts once, and only if it names an
    /// email of ours and its recipient. Gives what was made of each; an error leaves the rest for the sender to repeat.
    pub async fn report(&self, reports: Vec<MailReport>) -> Result<Vec<NewsOutcome>, Fault> {
        let mut outcomes = Vec::with_capacity(reports.len());
        for report in reports {
            let news = MailNews {
                mail: report.mail,
                mailbox: self.key_of(&report.recipient),
                fate: report.fate,
                reason: report
                    .reason
                    .as_deref()
                    .map(|reason| redact(reason, &report.recipient, None))
                    .filter(|reason| !reason.is_empty()),
            };
            let outcome = self.0.ports.store.note_mail_news(&news).await?;
            self.0.ports.observer.happened(Event::Reported { fate: news.fate.code(), outcome: outcome.code() });
            outcomes.push(outcome);
        }
        Ok(outcomes)
    }

    /// Keeps the address that confirms the messages of a sender, for an operator to see and to open.
    pub async fn ask_to_confirm(&self, sender: &str, url: &str) -> Result<(), Fault> {
        Ok(self.0.ports.store.note_confirmation(sender, Some(url)).await?)
    }

    /// Messages of a sender came: they are confirmed.
    pub async fn confirmed(&self, sender: &str) -> Result<(), Fault> {
        if self.0.ports.store.confirmation(sender).await?.is_some() {
            self.0.ports.store.note_confirmation(sender, None).await?;
        }
        Ok(())
    }

    /// An email, by its entry.
    pub async fn get(&self, entry: EntryId) -> Result<Option<MailRecord>, Fault> {
        Ok(self.0.ports.store.mail(entry).await?)
    }

    /// The emails of an account, newest first, those before an entry alone if one is given.
    pub async fn of_account(
        &self,
        account: AccountId,
        before: Option<EntryId>,
        limit: usize,
    ) -> Result<Vec<MailRecord>, Fault> {
        Ok(self.0.ports.store.mails_of(account, before, limit).await?)
    }

    /// What the mailbox of an account is kept from just now.
    pub async fn stopped(&self, account: &Account) -> Result<Stopped, Fault> {
        Ok(self.0.ports.store.stopped(account.address_key(&self.0.key)).await?)
    }

    /// Lets emails to the mailbox of an account through again, for the product's own backend. `false`: it was not
    /// stopped.
    pub async fn release_of(
        &self,
        account: &Account,
        token: BackendToken,
        network: ClientNetwork,
    ) -> Result<bool, Fault> {
        let caller = Caller { network, backend: Some(token) };
        Ok(self.0.ports.store.release_mailbox(account.address_key(&self.0.key), Some(caller)).await?)
    }

    /// The same for the mailbox of an address, for an operator at the command line.
    pub async fn release(&self, address: &EmailAddress) -> Result<bool, Fault> {
        Ok(self.0.ports.store.release_mailbox(self.key_of(address), None).await?)
    }

    /// What became of the emails that were handed over within this span.
    pub async fn figures(&self, span: Duration) -> Result<MailFigures, Fault> {
        Ok(self.0.ports.store.mail_figures(span).await?)
    }

    fn key_of(&self, address: &EmailAddress) -> AddressKey {
        AddressKey::of(address, &self.0.key)
    }
}
