//! Reports on emails that were handed over, and mailboxes that emails are kept from.

use rekey_core::AddressKey;
use rekey_core::audit::Action;
use rekey_core::outbox::{BOUNCE_STOPS, Bounce, COMPLAINT_STOPS, MailFate, MailNews, NewsOutcome};
use rekey_core::ports::Caller;
use rekey_core::time::after;
use rekey_core::webhooks::WebhookEvent;

use crate::rows::{AuditEvent, Commit, DONE, HandedOver, Rows, StepResult, Stop};
use crate::shared::webhook_data::{of_mail, of_unwelcome_mail};

/// [`MailStore::note_mail_news`](rekey_core::ports::MailStore::note_mail_news).
pub(crate) async fn note_news<R: Rows>(rows: &R, news: &MailNews) -> StepResult<NewsOutcome, R> {
    let Some(mail) = rows.handed_over(news.mail).await?.filter(|mail| mail.mailbox == news.mailbox) else {
        return Ok(Commit(NewsOutcome::Unknown));
    };
    let reason = news.reason.as_deref();
    if !rows.mark_mail(mail.entry, news.fate, reason).await? {
        return Ok(Commit(NewsOutcome::Repeated));
    }
    let HandedOver { entry, owner, location, .. } = mail;
    let ids = (entry, owner, location);
    match news.fate {
        MailFate::Delivered => rows.put_webhooks(WebhookEvent::MailDelivered, &of_mail(entry, owner, location)).await?,
        MailFate::Bounced(bounce) => {
            if bounce == Bounce::Permanent {
                let until = after(rows.now(), BOUNCE_STOPS);
                rows.stop_mailbox(mail.mailbox, owner, Stop::Bounced, until).await?;
            }
            record(rows, &mail, Action::MailBounced, bounce.code()).await?;
            let data = of_unwelcome_mail(ids, Some(bounce), reason);
            rows.put_webhooks(WebhookEvent::MailBounced, &data).await?;
        }
        MailFate::Complained => {
            let until = after(rows.now(), COMPLAINT_STOPS);
            rows.stop_mailbox(mail.mailbox, owner, Stop::Complained, until).await?;
            record(rows, &mail, Action::MailComplained, DONE).await?;
            rows.put_webhooks(WebhookEvent::MailComplained, &of_unwelcome_mail(ids, None, reason)).await?;
        }
    }
    Ok(Commit(NewsOutcome::Counted))
}

async fn record<R: Rows>(rows: &R, mail: &HandedOver, action: Action, outcome: &str) -> Result<(), R::Error> {
    let event = AuditEvent {
        action,
        account: mail.owner,
        address: Some(mail.mailbox),
        location: Some(mail.location),
        network: None,
        backend: None,
        outcome,
    };
    event.record(rows).await
}

/// [`MailStore::release_mailbox`](rekey_core::ports::MailStore::release_mailbox).
pub(crate) async fn release<R: Rows>(rows: &R, mailbox: AddressKey, caller: Option<Caller>) -> StepResult<bool, R> {
    let released = rows.release_mailbox(mailbox).await?.filter(|stopped| stopped.over_at > rows.now());
    if let Some(stopped) = released {
        let event = AuditEvent {
            account: stopped.account,
            address: Some(mailbox),
            network: caller.map(|caller| caller.network),
            backend: caller.and_then(|caller| caller.backend),
            ..AuditEvent::done(Action::MailboxReleased)
        };
        event.record(rows).await?;
    }
    Ok(Commit(released.is_some()))
}
