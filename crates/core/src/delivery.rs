//! Delivery: what mail workers do with the outbox, all but rendering and sending.

use std::sync::Arc;

use crate::code::Code;
use crate::context::Context;
use crate::directory::{DirectoryEntry, DirectoryError, Home, MOST_ACCOUNTS, Standing};
use crate::error::Fault;
use crate::ids::{AccountId, EntryId};
use crate::link_jwt::{self, LinkClaims};
use crate::links::{Link, Links};
use crate::location::{Location, Locations};
use crate::outbox::{
    Claim, Content, Decision, DecisionRules, MailName, Mailed, Minted, Plan, Preparation, Settlement, Silence, Subject,
};
use crate::ports::Event;
use crate::purpose::Purpose;
use crate::time::Duration;
use crate::token::Token;

/// The service.
#[derive(Clone)]
pub struct Delivery(Arc<Context>);

/// What to do with a claimed entry.
#[derive(Debug)]
pub enum Prepared {
    /// Render and send this. Its token is committed already: an email never carries a secret that does not work yet.
    Letter(Box<Letter>),
    /// Send what was sent for this entry before once more, byte by byte.
    Repeat,
    /// Do all with this but send it: settle it without a mail.
    Rehearsal(Box<Letter>, Silence),
    /// Settle it without a mail.
    Silent(Silence),
    /// Try again later: the directory that would know the person is of no help.
    Later(DirectoryError),
    /// Leave it: somebody else has it now.
    Lost,
}

/// An email with its secrets, which live only in memory until it is sent (R17).
#[derive(Debug)]
pub struct Letter {
    /// Whom, what, in which language.
    pub plan: Plan,
    /// The link that it carries.
    pub link: Option<Link>,
    /// The code that it carries.
    pub code: Option<Code>,
    /// Its links, if several accounts have the address: what each account is called, and its link.
    pub choices: Vec<(String, Link)>,
    /// Whether the sessions of a notice's account end with a reset and with "this wasn't me".
    pub ends_sessions: bool,
    minted: Minted,
    locations: Arc<Locations>,
}

impl Letter {
    /// In whose name it is sent.
    pub fn location(&self) -> &Location {
        self.locations.get_or_default(self.plan.location)
    }

    /// What its `Message-ID` begins with.
    pub fn name(&self) -> MailName {
        self.minted.name
    }
}

impl Delivery {
    pub(crate) fn new(shared: Arc<Context>) -> Self {
        Self(shared)
    }

    /// Takes up to `limit` due entries for the length of the lease.
    pub async fn claim(&self, limit: usize, lease: Duration) -> Result<Vec<Claim>, Fault> {
        Ok(self.0.ports.store.claim(limit, lease).await?)
    }

    /// Claims those of these entries, which are reserved for this process, that nobody has claimed yet.
    pub async fn claim_reserved(&self, entries: Vec<EntryId>, lease: Duration) -> Result<Vec<Claim>, Fault> {
        if entries.is_empty() {
            return Ok(Vec::new());
        }
        Ok(self.0.ports.store.claim_reserved(entries, lease).await?)
    }

    /// Makes a claim last longer. `false` if it was lost.
    pub async fn renew(&self, claim: &Claim, lease: Duration) -> Result<bool, Fault> {
        Ok(self.0.ports.store.renew(claim, lease).await?)
    }

    /// Mints, lets the store decide and write, and puts the letter together. What earlier attempts minted stays valid,
    /// because their emails may have arrived after all (R6). If an `earlier` letter still says the right thing,
    /// it is sent again unchanged, so that a receiving server can recognize a duplicate.
    pub async fn prepare(&self, claim: &Claim, earlier: Option<&Letter>) -> Result<Prepared, Fault> {
        let shared = &*self.0;
        let locations = shared.locations().await?;
        let rules = DecisionRules {
            locations: locations.clone(),
            channels: shared.settings.channels.clone(),
            no_account_notice: shared.settings.no_account_notice,
            key: shared.key.clone(),
        };
        let (home, tokens) = match self.look_up(&claim.subject, &locations).await {
            Ok(found) => found,
            Err(Fault::Directory(error)) => return Ok(Prepared::Later(error)),
            Err(fault) => return Err(fault),
        };
        let token = Token::generate(shared.rng());
        let code = Code::generate(shared.rng());
        let digest = match &claim.subject {
            Subject::Request(request) => code.digest(&shared.key, request.address_key, request.purpose, claim.entry),
            Subject::Notice(_) => [0; 32].into(),
        };
        let minted =
            Minted { link: token.digest(), code: digest, name: MailName::generate(shared.now(), shared.rng()) };
        let earlier = earlier.filter(|letter| {
            let (then, now) = (letter.location(), locations.get_or_default(letter.plan.location));
            then.from == now.from && then.reply_to == now.reply_to && then.senders == now.senders
        });
        let earlier = earlier.map(|letter| Mailed { minted: letter.minted, plan: letter.plan.clone() });
        let decision = match shared.ports.store.prepare(claim, home, &rules, minted, earlier).await? {
            None => return Ok(Prepared::Lost),
            Some(Preparation::Repeat) => return Ok(Prepared::Repeat),
            Some(Preparation::Decided(decision)) => decision,
        };
        let letter = |plan: Plan| self.letter(claim, plan, Secrets { token, code, minted, tokens }, locations);
        Ok(match decision {
            Decision::Stay(silence) => Prepared::Silent(silence),
            Decision::Send(plan) => Prepared::Letter(letter(*plan)),
            Decision::Rehearse(plan, silence) => Prepared::Rehearsal(letter(*plan), silence),
        })
    }

    /// Looks for the person of a request where the location's accounts live, and mints a token for each account that is
    /// found. The same calls for every address (R1).
    async fn look_up(&self, subject: &Subject, locations: &Locations) -> Result<(Home, Vec<Token>), Fault> {
        let here = (Home::Here, Vec::new());
        let Subject::Request(request) = subject else { return Ok(here) };
        let location = locations.get_or_default(request.location);
        let Some(name) = &location.directory else { return Ok(here) };
        if request.purpose != Purpose::ResetPassword {
            return Ok((Home::Directory(name.clone(), Vec::new()), Vec::new()));
        }
        let shared = &*self.0;
        let entries = recoverable(shared.ports.directories.get(name)?.find(&request.address).await?);
        if entries.len() > MOST_ACCOUNTS {
            let reason = format!("more than {MOST_ACCOUNTS} accounts have one address");
            return Err(DirectoryError::Unavailable { directory: name.clone(), reason }.into());
        }
        let tokens: Vec<Token> = entries.iter().map(|_| Token::generate(shared.rng())).collect();
        let found = entries.into_iter().zip(&tokens).map(|(entry, token)| {
            let new = AccountId::new(shared.now(), shared.rng());
            entry.found(new, location.id, token.digest(), &shared.key)
        });
        Ok((Home::Directory(name.clone(), found.collect()), tokens))
    }

    fn letter(&self, claim: &Claim, plan: Plan, secrets: Secrets, locations: Arc<Locations>) -> Box<Letter> {
        let Context { links, settings, ports, .. } = &*self.0;
        let location = locations.get_or_default(plan.link_location);
        let recovery = |purpose, channel, token: &Token| {
            let (redirect_to, profile) = (claim.subject.redirect_to(), settings.channels.profile(channel));
            let to_portal = if profile.portal_links { self.to_portal(purpose, location, &plan, token) } else { None };
            to_portal.unwrap_or_else(|| links.recovery(purpose, profile, redirect_to, location, token))
        };
        let Secrets { token, code, minted, tokens } = secrets;
        let (mut link, mut mailed_code, mut choices, mut ends_sessions) = (None, None, Vec::new(), true);
        match &plan.content {
            Content::Recovery { purpose, channel, with_code, .. } => {
                link = Some(recovery(*purpose, channel, &token));
                mailed_code = with_code.then_some(code);
            }
            Content::Choice { accounts, channel, .. } => {
                for (user, digest) in accounts {
                    let token = tokens.iter().find(|token| token.digest() == *digest);
                    choices.extend(token.map(|token| (user.clone(), recovery(Purpose::ResetPassword, channel, token))));
                }
            }
            Content::NewAddress { .. } => link = Some(links.new_address(location, &token)),
            Content::Notice { home, .. } => {
                link = Some(links.not_me(&token));
                ends_sessions = ports.directories.end_sessions(home.as_ref());
            }
            Content::NoAccount | Content::AddressTaken | Content::SignsInElsewhere { .. } => {}
        }
        Box::new(Letter { plan, link, code: mailed_code, choices, ends_sessions, minted, locations })
    }

    /// A link to the location's own page, which reads the address from it.
    fn to_portal(&self, purpose: Purpose, location: &Location, plan: &Plan, token: &Token) -> Option<Link> {
        let (page, parameter) = Links::portal(purpose, location)?;
        let claims =
            LinkClaims { page, address: &plan.to, token, issued_at: self.0.now(), lifetime: location.lifetimes.link };
        Some(Links::to_portal(page, parameter, &link_jwt::write(&self.0.key, &claims)))
    }

    /// Records what became of a claimed entry. `false` if another worker has claimed or settled it.
    pub async fn settle(&self, claim: &Claim, settlement: Settlement) -> Result<bool, Fault> {
        let outcome = settlement.code();
        let is_ours = self.0.ports.store.settle(claim, settlement).await?;
        if is_ours {
            self.0.ports.observer.happened(Event::Attempted { outcome });
        }
        Ok(is_ours)
    }

    /// Withdraws a claimed request that could not be delivered ([`Settlement::Withdrawn`]). `false` if the claim was
    /// lost meanwhile.
    pub async fn withdraw(&self, claim: &Claim, reason: String) -> Result<bool, Fault> {
        let settlement = match &claim.subject {
            Subject::Request(request) => {
                let locations = self.0.locations().await?;
                Settlement::Withdrawn { reason, cooldown: locations.get_or_default(request.location).cooldown }
            }
            Subject::Notice(_) => Settlement::GaveUp { reason },
        };
        self.settle(claim, settlement).await
    }

    /// How long until the next entry is due; `None` if nothing is pending.
    pub async fn next_due(&self) -> Result<Option<Duration>, Fault> {
        Ok(self.0.ports.store.next_due().await?)
    }
}

/// What a letter may carry.
struct Secrets {
    token: Token,
    code: Code,
    minted: Minted,
    /// For each account that a directory has under the address.
    tokens: Vec<Token>,
}

/// The accounts of an address that may be recovered, sorted by key, which is the order in which steps hold them. If all
/// of them are shut, one of these.
fn recoverable(mut entries: Vec<DirectoryEntry>) -> Vec<DirectoryEntry> {
    entries.sort_by(|one, other| one.key.as_str().cmp(other.key.as_str()));
    if entries.iter().any(|entry| entry.standing == Standing::Open) {
        entries.retain(|entry| entry.standing == Standing::Open);
    } else {
        entries.truncate(1);
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::{DirectoryKey, Version};

    #[test]
    fn a_shut_account_does_not_hide_an_open_one_with_its_address() {
        let entry = |key: &str, standing| DirectoryEntry {
            key: DirectoryKey::new(key.to_owned()).unwrap(),
            email: "ann@example.com".parse().unwrap(),
            name: None,
            username: None,
            locale: None,
            version: Version::new("1"),
            standing,
        };
        let keys = |entries: Vec<DirectoryEntry>| -> Vec<String> {
            recoverable(entries).iter().map(|entry| entry.key.as_str().to_owned()).collect()
        };
        let (open, shut) = (Standing::Open, Standing::Shut);
        assert_eq!(keys(vec![entry("3", open), entry("1", shut), entry("2", open)]), ["2", "3"]);
        assert_eq!(keys(vec![entry("2", shut), entry("1", shut)]), ["1"]);
        assert!(keys(Vec::new()).is_empty());
    }
}
