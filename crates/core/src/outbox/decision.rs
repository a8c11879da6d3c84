//! What a person gets for an entry: the store reads the rows, [`DecisionRules::decide`] says what follows from them.

use super::plan::{Content, Decision, Plan, Silence};
use super::{ChannelProfile, Channels, MailName, Notice, NoticeKind, Request, Stopped, Subject};
use crate::account::{Account, AccountStatus, Epoch};
use crate::code::CodeDigest;
use crate::digest::{AddressKey, DigestKey};
use crate::directory::FoundAccount;
use crate::email_address::EmailAddress;
use crate::ids::{AccountId, LocationId};
use crate::language::Languages;
use crate::locale::Locale;
use crate::location::{Location, Locations, MailMethod};
use crate::origin::Origin;
use crate::purpose::Purpose;
use crate::time::{Duration, Timestamp};
use crate::token::{NewToken, TokenDigest, TokenPurpose};

/// What a worker mints before it knows for whom, so that the step costs the same whatever is decided.
#[derive(Debug, Clone, Copy)]
pub struct Minted {
    /// For the link.
    pub link: TokenDigest,
    /// For the code; written only where the email carries one.
    pub code: CodeDigest,
    /// For the email, so that a report on it is understood even if it comes before the email is settled.
    pub name: MailName,
}

/// What a store makes of a claimed entry.
#[derive(Debug, Clone)]
pub enum Preparation {
    /// Do what was decided; what it takes is written.
    Decided(Decision),
    /// Send the earlier email again: it says what would be sent now, and is valid for long enough. Nothing is written.
    Repeat,
}

/// What an earlier attempt mailed, which may have arrived although no answer came.
#[derive(Debug, Clone)]
pub struct Mailed {
    /// What it carried.
    pub minted: Minted,
    /// What it said.
    pub plan: Plan,
}

/// What the store writes for a decision. The same rows whatever was decided: a decoy belongs to nobody (R1).
#[derive(Debug, Clone)]
pub struct Verdict {
    /// What to send.
    pub decision: Decision,
    /// Whom token and code belong to; none: they are decoys.
    pub owner: Option<(AccountId, Epoch)>,
    /// The location that the code is bound to.
    pub location: LocationId,
    /// The location that the link's token is bound to.
    pub link_location: LocationId,
    /// The link's token.
    pub link: NewToken,
    /// The address that the link is mailed to, if anything is.
    pub mailed_to: Option<AddressKey>,
    /// The code's life, where the entry calls for a code at all.
    pub code_lifetime: Option<Duration>,
}

/// How the store finds out what an entry's person gets: it reads the rows, this decides.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// When the entry was accepted.
    pub accepted_at: Timestamp,
    /// What it is about.
    pub subject: &'a Subject,
    /// The account of the address, of the notice, or that is to get the address.
    pub account: Option<&'a Account>,
    /// Another account that has the address already, where one is to get it.
    pub holder: Option<&'a Account>,
    /// Whether the code has a try left ([`crate::code::WRONG_CODES_PER_ADDRESS`]).
    pub codes_allowed: bool,
    /// What the mailbox is kept from: that of the request's address, or of the notice's.
    pub stopped: Stopped,
}

/// What a directory's accounts of one address get.
#[derive(Debug)]
pub struct Chosen<'a> {
    /// The verdict on the mail.
    pub verdict: Verdict,
    /// The accounts that the email is about.
    pub accounts: Vec<&'a Account>,
    /// The tokens to be minted besides the verdict's, and whose they are.
    pub links: Vec<((AccountId, Epoch), NewToken)>,
}

/// What decisions rest on besides the rows.
#[derive(Debug, Clone)]
pub struct DecisionRules {
    /// Every location.
    pub locations: std::sync::Arc<Locations>,
    /// The profiles of all channels.
    pub channels: Channels,
    /// Whether no-account notices are sent at all.
    pub no_account_notice: bool,
    /// The key of address digests.
    pub key: DigestKey,
}

impl DecisionRules {
    /// Whether a request's address gets a notice if it has no account.
    fn tells_strangers(&self, request: &Request) -> bool {
        request.notice_allowed && self.no_account_notice && self.channels.profile(&request.channel).no_account_notice
    }

    /// Whether the email of a request may carry a code, whatever its location says.
    pub fn may_carry_code(&self, request: &Request) -> bool {
        if request.moves.is_some() {
            return false;
        }
        request.purpose != Purpose::ResetPassword || self.channels.profile(&request.channel).follows_reset_method
    }

    /// The mailbox that the email of a subject goes to, with the account that was found for it. None: nobody's.
    pub fn mailbox(&self, subject: &Subject, account: Option<&Account>) -> Option<AddressKey> {
        match subject {
            Subject::Request(request) => Some(request.address_key),
            Subject::Notice(notice) => {
                let to = notice.to.as_ref().map(|to| AddressKey::of(to, &self.key));
                to.or_else(|| account.map(|account| account.address_key(&self.key)))
            }
        }
    }

    /// What the person gets. Pure: the same facts always give the same verdict.
    pub fn decide(&self, facts: &Facts<'_>, minted: Minted) -> Verdict {
        match facts.subject {
            Subject::Request(request) if request.moves.is_some() => self.decide_move(request, facts, minted),
            Subject::Request(request) => self.decide_request(request, facts, minted),
            Subject::Notice(notice) => self.decide_notice(notice, facts, minted),
        }
    }

    /// What the accounts get that a directory has under the address of a request: an email as for our own, or, if
    /// several may be recovered, one with a link for each and no code, because a code would not say whose it is.
    /// `found` says more of each account.
    pub fn decide_among<'a>(
        &self,
        facts: &Facts<'a>,
        accounts: &'a [Account],
        found: &[FoundAccount],
        minted: Minted,
    ) -> Chosen<'a> {
        let of = |account: &'a Account| (account, self.decide(&Facts { account: Some(account), ..*facts }, minted));
        let verdicts: Vec<(&Account, Verdict)> = accounts.iter().map(of).collect();
        let mut links = Vec::new();
        let mut labels = Vec::new();
        let mut chosen = Vec::new();
        for ((account, verdict), found) in verdicts.iter().zip(found) {
            if let Some(owner) = verdict.owner {
                links.push((owner, NewToken { digest: found.link, ..verdict.link }));
                labels.push((found.entry.label(), found.link));
                chosen.push(*account);
            }
        }
        // Those that may be recovered come first.
        let main = verdicts.into_iter().min_by_key(|(_, verdict)| verdict.owner.is_none());
        let Some((account, mut verdict)) = main else {
            return Chosen { verdict: self.decide(facts, minted), accounts: Vec::new(), links: Vec::new() };
        };
        match &mut verdict.decision {
            Decision::Send(plan) if links.len() > 1 => {
                if let Content::Recovery { channel, link_lifetime, at, origin, .. } = &plan.content {
                    plan.content = Content::Choice {
                        accounts: labels,
                        channel: channel.clone(),
                        link_lifetime: *link_lifetime,
                        at: *at,
                        origin: *origin,
                    };
                    plan.name = None;
                }
                Chosen { verdict: Verdict { owner: None, ..verdict }, accounts: chosen, links }
            }
            _ => Chosen { verdict, accounts: vec![account], links: Vec::new() },
        }
    }

    fn decide_request(&self, request: &Request, facts: &Facts<'_>, minted: Minted) -> Verdict {
        let id = facts.account.map_or(request.location, |account| account.location_for(request.location));
        let location = self.locations.get_or_default(id);
        let linked = self.link_location(facts.account, location);
        let profile = self.channels.profile(&request.channel);
        let with_code = wants_code(request, profile, location);
        let purpose = purpose(request, facts.account);
        let tells_strangers = self.tells_strangers(request) && is_offered(request, location);
        let reportable = tells_strangers && profile.reports_delivery;
        let decision = match facts.account {
            None if tells_strangers => Decision::Send(Box::new(Plan {
                content: Content::NoAccount,
                to: request.address.clone(),
                name: None,
                locales: languages(request, profile, None, location),
                location: location.id,
                link_location: linked.id,
                reportable,
            })),
            None => Decision::Stay(Silence::NoAccount),
            Some(account) if meets_an_account(profile, account) && !location.notices.address_taken => {
                Decision::Stay(Silence::SwitchedOff)
            }
            Some(account) => match silence(request, profile, facts.accepted_at, account) {
                Some(silence) if !reportable => Decision::Stay(silence),
                silence => {
                    let content = if meets_an_account(profile, account) {
                        Content::AddressTaken
                    } else if let Some(provider) = signs_in_elsewhere(request, profile, account) {
                        Content::SignsInElsewhere { provider }
                    } else {
                        Content::Recovery {
                            purpose,
                            channel: request.channel.clone(),
                            with_code: with_code && facts.codes_allowed && purpose == request.purpose,
                            link_lifetime: linked.lifetimes.link,
                            code_lifetime: location.lifetimes.code,
                            at: facts.accepted_at,
                            origin: told_origin(request, account),
                        }
                    };
                    let plan = Box::new(Plan {
                        content,
                        to: account.email.clone(),
                        name: greeting(account),
                        locales: languages(request, profile, Some(account), location),
                        location: location.id,
                        link_location: linked.id,
                        reportable,
                    });
                    match silence {
                        None => Decision::Send(plan),
                        Some(silence) => Decision::Rehearse(plan, silence),
                    }
                }
            },
        };
        let decision = decision.unless_stopped(facts.stopped);
        let sent_to_owner =
            matches!(&decision, Decision::Send(plan) if matches!(plan.content, Content::Recovery { .. }));
        Verdict {
            owner: facts.account.filter(|_| sent_to_owner).map(|account| (account.id, account.epoch)),
            decision,
            location: location.id,
            link_location: linked.id,
            link: NewToken { digest: minted.link, purpose: purpose.link(), lifetime: linked.lifetimes.link },
            mailed_to: Some(request.address_key),
            code_lifetime: with_code.then_some(location.lifetimes.code),
        }
    }

    /// What goes to the address that an account is to get. Its text is fixed: the name may be anything (R11).
    fn decide_move(&self, request: &Request, facts: &Facts<'_>, minted: Minted) -> Verdict {
        let id = facts.account.map_or(request.location, |account| account.location_for(request.location));
        let location = self.locations.get_or_default(id);
        let profile = self.channels.profile(&request.channel);
        let link_lifetime = location.lifetimes.link;
        let send = |content, to: &EmailAddress, name, account| {
            Decision::Send(Box::new(Plan {
                content,
                to: to.clone(),
                name,
                locales: languages(request, profile, Some(account), location),
                location: location.id,
                link_location: location.id,
                reportable: false,
            }))
        };
        let decision = match (facts.account, facts.holder) {
            (None, _) => Decision::Stay(Silence::NoAccount),
            (Some(account), _) if account.status != AccountStatus::Active => Decision::Stay(Silence::Locked),
            (Some(account), _) if account.epoch_at > facts.accepted_at => Decision::Stay(Silence::Superseded),
            (Some(account), Some(holder)) if holder.id == account.id => Decision::Stay(Silence::AlreadyVerified),
            (Some(_), Some(holder)) if holder.status == AccountStatus::Locked => Decision::Stay(Silence::Locked),
            (Some(_), Some(holder))
                if holder.status != AccountStatus::Unconfirmed && !location.notices.address_taken =>
            {
                Decision::Stay(Silence::SwitchedOff)
            }
            (Some(_), Some(holder)) if holder.status != AccountStatus::Unconfirmed => {
                send(Content::AddressTaken, &holder.email, greeting(holder), holder)
            }
            (Some(account), _) => send(Content::NewAddress { link_lifetime }, &request.address, None, account),
        };
        let decision = decision.unless_stopped(facts.stopped);
        let is_sent = matches!(&decision, Decision::Send(plan) if matches!(plan.content, Content::NewAddress { .. }));
        Verdict {
            owner: facts.account.filter(|_| is_sent).map(|account| (account.id, account.epoch)),
            decision,
            location: location.id,
            link_location: location.id,
            link: NewToken { digest: minted.link, purpose: TokenPurpose::NewAddress, lifetime: link_lifetime },
            mailed_to: Some(request.address_key),
            code_lifetime: None,
        }
    }

    /// The location whose page a link leads to. If a person belongs to several, a stranger may choose whose name the
    /// email has, but not which front end it leads to: if the two differ, that is the front end of the account's own
    /// location (R12).
    fn link_location<'a>(&'a self, account: Option<&Account>, named: &'a Location) -> &'a Location {
        let own = account.and_then(|account| account.locations.first()).map(|id| self.locations.get_or_default(*id));
        own.filter(|own| own.reset_url != named.reset_url).unwrap_or(named)
    }

    fn decide_notice(&self, notice: &Notice, facts: &Facts<'_>, minted: Minted) -> Verdict {
        let location = self.locations.get_or_default(notice.location);
        let decision = match facts.account {
            None => Decision::Stay(Silence::NoAccount),
            Some(_) if notice.kind == NoticeKind::NewSignIn && !location.notices.new_sign_in => {
                Decision::Stay(Silence::SwitchedOff)
            }
            // Its address was forgotten when it was given up, and the account's is another, or not known here.
            Some(account)
                if notice.to.is_none() && (notice.kind == NoticeKind::AddressChanged || account.shadow.is_some()) =>
            {
                Decision::Stay(Silence::Superseded)
            }
            Some(account) => Decision::Send(Box::new(Plan {
                content: Content::Notice {
                    kind: notice.kind,
                    at: facts.accepted_at,
                    origin: notice.origin,
                    link_lifetime: location.lifetimes.not_me_link,
                    home: account.home().cloned(),
                },
                to: notice.to.clone().unwrap_or_else(|| account.email.clone()),
                name: greeting(account),
                locales: self.languages_of_notice(notice, account, location),
                location: location.id,
                link_location: location.id,
                reportable: false,
            })),
        };
        let decision = decision.unless_stopped(facts.stopped);
        let mailed_to = match &decision {
            Decision::Send(plan) => Some(AddressKey::of(&plan.to, &self.key)),
            Decision::Rehearse(..) | Decision::Stay(_) => None,
        };
        Verdict {
            owner: facts.account.map(|account| (account.id, notice.epoch)),
            decision,
            mailed_to,
            location: location.id,
            link_location: location.id,
            link: NewToken {
                digest: minted.link,
                purpose: notice.kind.not_me(),
                lifetime: location.lifetimes.not_me_link,
            },
            code_lifetime: None,
        }
    }

    fn languages_of_notice(&self, notice: &Notice, account: &Account, location: &Location) -> Vec<Locale> {
        let language = notice.language.as_ref();
        let account_language =
            language.is_none_or(|language| self.channels.profile(&language.channel).account_language);
        Languages {
            request: language.and_then(|language| language.locale.as_ref()),
            account: account.locale.as_ref().filter(|_| account_language),
            location: location.locale.as_ref(),
            browser: language.map_or(&[], |language| language.browser_locale.as_slice()),
        }
        .in_order()
    }
}

/// What the email of a request is for. An account that must choose a new password cannot be signed in to by a code, so
/// its sign-in requests become resets.
fn purpose(request: &Request, account: Option<&Account>) -> Purpose {
    let must_reset = account.is_some_and(|account| account.must_reset);
    if request.purpose == Purpose::SignIn && must_reset { Purpose::ResetPassword } else { request.purpose }
}

/// Whether the email that this request asks for carries a code, as long as wrong tries don't forbid it.
fn wants_code(request: &Request, profile: &ChannelProfile, location: &Location) -> bool {
    match request.purpose {
        Purpose::ResetPassword => profile.follows_reset_method && location.reset_method == MailMethod::Code,
        Purpose::VerifyEmail => location.sign_up.verify_method == MailMethod::Code && !profile.verifies_by_link,
        Purpose::SignIn => true,
    }
}

/// Whether people may ask for this at all: accounts that live in a directory are signed in and verified elsewhere.
fn is_offered(request: &Request, location: &Location) -> bool {
    request.purpose == Purpose::ResetPassword || location.directory.is_none()
}

/// Whether a sign-up used the address of an existing account: its owner is warned, and gets no link.
fn meets_an_account(profile: &ChannelProfile, account: &Account) -> bool {
    profile.signs_up && account.status != AccountStatus::Unconfirmed
}

/// What the person signs in with instead, if a new password is requested and the channel sets no first one.
fn signs_in_elsewhere(request: &Request, profile: &ChannelProfile, account: &Account) -> Option<String> {
    let asks = request.purpose == Purpose::ResetPassword && !profile.sets_first_password;
    account.signs_in_with().filter(|_| asks).map(str::to_owned)
}

/// What to call the person. Nothing until somebody proves that they read the address, because the name may be a
/// stranger's (R11).
fn greeting(account: &Account) -> Option<String> {
    account.name.clone().filter(|_| account.email_verified && account.status != AccountStatus::Unconfirmed)
}

/// The origin of a request that its email gives. An unconfirmed account may have a stranger's address, and an email there
/// says nothing about the request (R11).
fn told_origin(request: &Request, account: &Account) -> Origin {
    let is_stranger = account.status == AccountStatus::Unconfirmed;
    if is_stranger { request.origin.network.into() } else { request.origin }
}

fn silence(request: &Request, profile: &ChannelProfile, accepted_at: Timestamp, account: &Account) -> Option<Silence> {
    if account.status == AccountStatus::Locked {
        Some(Silence::Locked)
    } else if account.epoch_at > accepted_at {
        Some(Silence::Superseded)
    } else if meets_an_account(profile, account) {
        None
    } else if request.purpose == Purpose::VerifyEmail && account.email_verified {
        Some(Silence::AlreadyVerified)
    } else if request.purpose == Purpose::SignIn && account.status == AccountStatus::Disowned {
        Some(Silence::Locked)
    } else {
        None
    }
}

fn languages(
    request: &Request,
    profile: &ChannelProfile,
    account: Option<&Account>,
    location: &Location,
) -> Vec<Locale> {
    Languages {
        request: request.locale.as_ref(),
        account: account.and_then(|account| account.locale.as_ref()).filter(|_| profile.account_language),
        location: location.locale.as_ref(),
        browser: request.browser_locale.as_slice(),
    }
    .in_order()
}
