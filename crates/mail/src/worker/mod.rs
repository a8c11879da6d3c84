//! The mail worker: takes entries from the outbox and sees to each until it is settled.

mod attempt;
mod kept;
mod lanes;
mod pace;
mod retry;
mod settle;
mod waiting;

use std::sync::Arc;

use futures_util::future::join_all;
use rekey_core::delivery::{Letter, Prepared};
use rekey_core::directory::DirectoryError;
use rekey_core::image::{Image, ImageName};
use rekey_core::location::Brand;
use rekey_core::outbox::{Claim, Content, LEASE, SentMail, Settlement};
use rekey_core::ports::{Clock, Deliveries, Rng, Undelivered};
use rekey_core::time::Duration;
use rekey_core::{AddressKey, Engine, Fault, Location};
use rekey_render::{RenderedMail, Renderer};
use tokio::sync::Semaphore;
use tracing::{Instrument, Span, field};
use url::Url;

use crate::deadline::Deadline;
use crate::dkim::DkimKeys;
use crate::letter;
use crate::message::{Draft, OutgoingMail};
use crate::places::Places;
use crate::transport::{Accepted, SendError, SendErrorKind, Transport};
use crate::wakeups::{Waiter, Wakeups};
use attempt::Failure;
use kept::{Kept, KeptMails};
use pace::Pace;
use retry::Attempt;

/// The part of a lease that is left for settling: 2 of 30 seconds.
const MARGIN_PART: u32 = 15;
/// A send that would have less than this part of a lease is left to the next claim.
const SHORTEST_SEND_PART: u32 = 2;
/// How long a recovery email is worth sending, even if its link would live shorter: by then its person has long
/// asked again.
const RECOVERY_PATIENCE: Duration = Duration::from_hours(1);
/// How much of a provider's own name for an email is kept, in characters.
const LONGEST_ID: usize = 200;

/// How the workers work.
#[derive(Debug, Clone, Copy)]
pub struct WorkerSettings {
    /// How many emails are sent at once, at least 1.
    pub workers: usize,
    /// How long a notice is tried. Recovery emails are tried for the life of their links, one hour at least, and
    /// never longer than this.
    pub give_up_after: Duration,
    /// How long a claimed mail is its worker's alone.
    pub lease: Duration,
}

impl Default for WorkerSettings {
    fn default() -> Self {
        Self { workers: 4, give_up_after: Duration::from_hours(24), lease: LEASE }
    }
}

/// Sees to the outbox.
pub struct Worker {
    engine: Engine,
    renderer: Arc<Renderer>,
    transport: Arc<dyn Transport>,
    wakeups: Arc<Wakeups>,
    settings: WorkerSettings,
    keys: DkimKeys,
    /// Where networks are, for notices.
    places: Option<Arc<dyn Places>>,
    /// Emails that are being sent.
    sending: Semaphore,
    /// Those of them whose server takes long. Half of the slots are left to the others.
    slow: Semaphore,
    kept: KeptMails,
    pace: Pace,
}

impl Worker {
    /// A worker for this engine's outbox. `wakeups` are the ones that the engine was given.
    pub fn new(
        engine: Engine,
        renderer: Arc<Renderer>,
        transport: Arc<dyn Transport>,
        wakeups: Arc<Wakeups>,
        settings: WorkerSettings,
    ) -> Self {
        let workers = settings.workers.max(1);
        let settings = WorkerSettings { workers, ..settings };
        Self {
            engine,
            renderer,
            transport,
            wakeups,
            settings,
            keys: DkimKeys::default(),
            places: None,
            sending: Semaphore::new(workers),
            slow: Semaphore::new((workers / 2).max(1)),
            kept: KeptMails::default(),
            pace: Pace::new(workers),
        }
    }

    /// The same worker, whose emails these keys sign.
    #[must_use]
    pub fn signing(self, keys: DkimKeys) -> Self {
        Self { keys, ..self }
    }

    /// The same worker, whose notices say where networks are.
    #[must_use]
    pub fn placing(self, places: Option<Arc<dyn Places>>) -> Self {
        Self { places, ..self }
    }

    /// Claims a few due entries and handles them. Returns how many there were; 0: nothing is due.
    ///
    /// What fails for an entry is settled with it. An error is the store's, or our own, and an unsettled entry
    /// falls due again when its lease ends.
    pub async fn step(&self) -> Result<usize, Fault> {
        let batch = self.pace.batch();
        let lease = self.settings.lease;
        let deadline = Deadline::after(&self.engine.ports().clock, lease.saturating_sub(lease / MARGIN_PART));
        let delivery = &self.engine.delivery;
        let mut claims = delivery.claim_reserved(self.wakeups.accepted(batch), lease).await?;
        if claims.len() < batch {
            claims.extend(delivery.claim(batch - claims.len(), lease).await?);
        }
        if claims.len() == batch {
            // There may be more, for another lane to take meanwhile.
            self.wakeups.wake();
        }
        let seen_to =
            join_all(claims.iter().map(|claim| self.see_to(claim, &deadline).instrument(span_of(claim)))).await;
        let seen_to = seen_to.into_iter().collect::<Result<Vec<bool>, Fault>>()?;
        self.pace.adapt(batch, claims.len(), seen_to.contains(&false));
        Ok(claims.len())
    }

    /// From claim to settlement. `false` if there was no time to send.
    async fn see_to(&self, claim: &Claim, deadline: &Deadline) -> Result<bool, Fault> {
        let earlier = self.kept.take(claim.entry);
        let (letter, mail, unsent) = match (self.prepare(claim, earlier.as_ref()).await?, earlier) {
            (Prepared::Letter(letter), _) => (letter, None, None),
            (Prepared::Repeat, Some(Kept { letter, mail })) => (letter, Some(mail), None),
            (Prepared::Rehearsal(letter, silence), _) => (letter, None, Some(silence)),
            (Prepared::Silent(silence), _) => {
                self.tell_nothing(claim);
                self.settle(claim, Settlement::Silent(silence)).await?;
                return Ok(true);
            }
            (Prepared::Later(error), _) => {
                self.tell_nothing(claim);
                self.put_off(claim, &error).await?;
                return Ok(true);
            }
            (Prepared::Lost, _) | (Prepared::Repeat, None) => return Ok(true),
        };
        if !letter.plan.reportable {
            self.tell_nothing(claim);
        }
        let Ok(permit) = self.sending.acquire().await else { return Ok(false) };
        if deadline.time_left() < self.settings.lease / SHORTEST_SEND_PART {
            if let Some(mail) = mail {
                self.kept.keep(claim.entry, Kept { letter, mail });
            }
            return Ok(false);
        }
        let composed = match mail {
            Some(mail) => Ok(mail),
            None => self.compose(&letter).await,
        };
        let (mail, sent) = match composed {
            Ok(mail) => {
                let deadline = deadline.separate();
                let mail = mail.until(deadline.clone());
                let sent = self.send(claim, &mail, unsent.is_none(), &deadline).await;
                (Some(mail), sent)
            }
            Err(failure) => (None, Err(failure)),
        };
        drop(permit);
        // The first to take the waiter decides: a failure withdraws the request.
        if let Some(waiter) = self.wakeups.take(claim.entry) {
            if let Err(failure) = &sent
                && let Some(why) = failure.told()
            {
                let (entry, to, reason) = (claim.entry, letter.plan.to.masked(), failure.to_string());
                tracing::error!(%entry, to, reason, "mail not sent, its request is withdrawn");
                self.withdraw(claim, waiter, why, reason).await?;
                return Ok(true);
            }
            waiter.tell(Ok(()));
        }
        let settlement = match (unsent, sent, &mail) {
            (Some(silence), ..) => Settlement::Silent(silence),
            (None, Ok(accepted), Some(mail)) => self.sent(claim, mail, accepted),
            (None, Err(failure), _) => self.failed(claim, &letter, &failure.into_send_error()),
            (None, Ok(_), None) => return Err(Fault::Internal("an email was sent that was not composed".into())),
        };
        if let (Settlement::Retry { .. }, Some(mail)) = (&settlement, mail) {
            self.kept.keep(claim.entry, Kept { letter, mail });
        }
        self.settle(claim, settlement).await?;
        Ok(true)
    }

    async fn prepare(&self, claim: &Claim, earlier: Option<&Kept>) -> Result<Prepared, Fault> {
        let prepared = self.engine.delivery.prepare(claim, earlier.map(|kept| &*kept.letter)).await;
        if let Err(fault) = &prepared
            && let Some(waiter) = self.wakeups.take(claim.entry)
        {
            self.withdraw(claim, waiter, Undelivered::NoToken, fault.to_string()).await?;
        }
        prepared
    }

    /// Puts a letter into words.
    async fn compose(&self, letter: &Letter) -> Result<OutgoingMail, Failure> {
        let content = letter::render(&self.renderer, self.engine.links(), self.places.as_deref(), letter)?;
        if letter.plan.reportable {
            letter::render_counterparts(&self.renderer, self.engine.links(), letter)?;
        }
        let images = self.images(letter.location(), &content).await?;
        let draft = Draft {
            name: letter.name(),
            from: letter.location().from.clone(),
            reply_to: letter.location().reply_to.clone(),
            to: letter.plan.to.clone(),
            content,
            images,
            code: letter.code.clone(),
            senders: letter.location().senders.clone(),
        };
        Ok(OutgoingMail::compose(draft, &self.keys, self.clock().now(), self.rng())?)
    }

    /// The location's logos that are kept here, as far as its templates show them. One that isn't found stays a link.
    async fn images(&self, location: &Location, content: &RenderedMail) -> Result<Vec<(Url, Image)>, Fault> {
        let Brand { logo_url, logo_dark_url, .. } = &location.brand;
        let mut images = Vec::new();
        for name in [logo_url, logo_dark_url].into_iter().flatten().filter_map(ImageName::from_url) {
            let url = self.engine.links().image(name);
            let is_shown = content.html.contains(url.as_str()) && images.iter().all(|(other, _)| *other != url);
            if is_shown && let Some(image) = self.engine.images.get(name).await? {
                images.push((url, image));
            }
        }
        Ok(images)
    }

    /// Sends an email, or does all but that.
    async fn send(
        &self,
        claim: &Claim,
        mail: &OutgoingMail,
        in_earnest: bool,
        deadline: &Deadline,
    ) -> Result<Accepted, Failure> {
        let sending = async {
            if in_earnest {
                self.transport.send(mail).await
            } else {
                self.transport.rehearse(mail).await.map(|()| Accepted::default())
            }
        };
        if let Some(sent) = self.wait_for(claim, deadline, sending.instrument(span_of_sending())).await {
            return Ok(sent?);
        }
        let error = SendError::new(SendErrorKind::Transient, "sending took too long; it may have arrived");
        Err(error.uncertain().into())
    }

    /// Tells a caller that waits for this entry nothing of its outcome.
    fn tell_nothing(&self, claim: &Claim) {
        if let Some(waiter) = self.wakeups.take(claim.entry) {
            waiter.tell(Ok(()));
        }
    }

    /// Withdraws a request and tells the caller that waits. It learns of the first try; later ones only keep what it
    /// learned true.
    async fn withdraw(&self, claim: &Claim, waiter: Waiter, why: Undelivered, reason: String) -> Result<(), Fault> {
        let attempt = || self.engine.delivery.withdraw(claim, reason.clone());
        match attempt().await {
            Ok(true) => waiter.tell(Err(why)),
            // Another worker has the entry, so delivery continues.
            Ok(false) => waiter.tell(Ok(())),
            Err(fault) => {
                tracing::warn!(%fault, entry = %claim.entry, "a request is not withdrawn yet");
                waiter.tell(Err(why.and_not_withdrawn()));
                settle::stubbornly(attempt).await?;
            }
        }
        Ok(())
    }

    /// Leaves an entry until the directory that knows its person is back. A caller that waits learns nothing: the
    /// fate of the email would give away whether there is an account.
    async fn put_off(&self, claim: &Claim, error: &DirectoryError) -> Result<(), Fault> {
        let patience = RECOVERY_PATIENCE.min(self.settings.give_up_after);
        let attempt = Attempt { failures: claim.failures, age: claim.age, patience };
        let error = SendError::new(SendErrorKind::Unreachable, error.to_string());
        let settlement = attempt.failed(&error, self.rng());
        tracing::warn!(entry = %claim.entry, reason = %error, settlement = settlement.code(), "mail not prepared");
        self.settle(claim, settlement).await
    }

    /// What to write down of an email that was handed over, and to log: ids and a masked address, nothing else (R17).
    fn sent(&self, claim: &Claim, mail: &OutgoingMail, accepted: Accepted) -> Settlement {
        tracing::info!(entry = %claim.entry, to = mail.to().masked(), "mail sent");
        let provider_id = accepted.id.map(|id| id.chars().filter(|c| !c.is_control()).take(LONGEST_ID).collect());
        Settlement::Sent(SentMail {
            name: mail.name(),
            mailbox: AddressKey::of(mail.to(), self.engine.digest_key()),
            sender: accepted.sender.map(|name| name.to_string()),
            provider_id,
        })
    }

    /// The same of one that was not.
    fn failed(&self, claim: &Claim, letter: &Letter, error: &SendError) -> Settlement {
        let (entry, to) = (claim.entry, letter.plan.to.masked());
        let attempt =
            Attempt { failures: claim.failures, age: claim.age, patience: self.patience(&letter.plan.content) };
        let (attempts, settlement) = (attempt.failures + 1, attempt.failed(error, self.rng()));
        match &settlement {
            Settlement::Retry { wait, reason } => {
                let wait = wait.as_secs();
                tracing::warn!(%entry, to, attempts, wait, reason, "mail not sent, will be retried");
            }
            Settlement::GaveUp { reason } | Settlement::Withdrawn { reason, .. } => {
                tracing::error!(%entry, to, attempts, reason, "mail given up");
            }
            Settlement::Sent(_) | Settlement::Silent(_) => {}
        }
        settlement
    }

    fn patience(&self, content: &Content) -> Duration {
        let patience = match content {
            Content::Recovery { link_lifetime, .. }
            | Content::Choice { link_lifetime, .. }
            | Content::NewAddress { link_lifetime } => RECOVERY_PATIENCE.max(*link_lifetime),
            Content::NoAccount | Content::AddressTaken | Content::SignsInElsewhere { .. } => RECOVERY_PATIENCE,
            Content::Notice { .. } => self.settings.give_up_after,
        };
        patience.min(self.settings.give_up_after)
    }

    async fn settle(&self, claim: &Claim, settlement: Settlement) -> Result<(), Fault> {
        Span::current().record("rekey.settlement", settlement.code());
        let is_ours = settle::stubbornly(|| self.engine.delivery.settle(claim, settlement.clone())).await?;
        if !is_ours {
            tracing::warn!(entry = %claim.entry, "another worker has taken this entry over");
        }
        Ok(())
    }

    fn clock(&self) -> &dyn Clock {
        &*self.engine.ports().clock
    }

    fn rng(&self) -> &dyn Rng {
        &*self.engine.ports().rng
    }
}

/// The span of a delivery. Its request was answered earlier, perhaps by another node; both spans name the entry.
fn span_of(claim: &Claim) -> Span {
    tracing::debug_span!(
        target: "rekey::trace",
        "delivery",
        otel.kind = "consumer",
        rekey.entry = %claim.entry,
        rekey.failures = claim.failures,
        rekey.settlement = field::Empty,
    )
}

/// The span of what the mail server takes.
fn span_of_sending() -> Span {
    tracing::debug_span!(target: "rekey::trace", "send", otel.kind = "client")
}
