//! Offers: two people sign up with one address, and the holder of the address confirms (R26).
//!
//! The model follows `crates/store` (`steps::sign_ups`, `shared::sign_ups`, `steps::outbox`). Time goes in halves of an
//! offer's life, because what matters is which of two things expires first. The holder confirms the mails of their own
//! sign-ups whenever they arrive, and any other mail only as long as their last sign-up is not older than an offer's
//! life: people who did not sign up ignore the mail, as it asks them to.

use stateright::{Model, Property};

/// How long offers, refused sign-ups and the holder's memory last, in ticks.
const LIFETIME: u8 = 2;

/// The safeguards that the program relies on. Without any one of them a property fails, which the tests show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a safeguard that a test takes out alone")]
pub struct OfferGuards {
    /// A sign-up that has to wait contests the existing offer.
    pub refused_contests: bool,
    /// It also contests offers made within an offer's life after it.
    pub refused_contests_later_ones: bool,
    /// A mail confirms the offer that it was sent for, and no other.
    pub bound_mails: bool,
    /// A sign-up that has to wait leaves an account that a reset opens.
    pub refused_leaves_account: bool,
}

impl OfferGuards {
    /// As in the program.
    pub const ALL: Self = Self {
        refused_contests: true,
        refused_contests_later_ones: true,
        bound_mails: true,
        refused_leaves_account: true,
    };
}

/// Someone who types a password; each has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Person {
    /// Reads the address's mails.
    Holder,
    /// Anybody else.
    Stranger,
}

/// The model: how much may happen, and the safeguards.
#[derive(Debug, Clone)]
pub struct Offers {
    /// How often anybody signs up.
    pub sign_ups: u8,
    /// How often anybody asks for the mail again.
    pub resends: u8,
    /// How many halves of an offer's life pass.
    pub ticks: u8,
    /// The program's safeguards.
    pub guards: OfferGuards,
}

/// An offer, as its row says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Offer {
    by: Person,
    mark: u8,
    contested: bool,
    /// Ticks left; zero: expired, and not swept yet.
    left: u8,
}

/// A request for a verification mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Request {
    /// Whether it is the holder's own sign-up.
    by_holder: bool,
    /// Whether an offer was made after it.
    older_than_offer: bool,
}

/// A mail that the holder can confirm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mail {
    /// Whether it is of the holder's own sign-up.
    by_holder: bool,
    /// The offer that it confirms.
    mark: Option<u8>,
}

/// What follows from a proof of the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The password of this person counts.
    Counts(Person),
    /// The holder has to choose a password.
    AsksForPassword,
}

/// The state of the installation, as far as one address is concerned.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OfferState {
    sign_ups: u8,
    resends: u8,
    ticks: u8,
    /// Whether the next request has to wait.
    cooldown: bool,
    has_account: bool,
    offer: Option<Offer>,
    marks: u8,
    /// Ticks for which a refused sign-up contests offers.
    refused: u8,
    /// Ticks for which the holder remembers signing up.
    remembers: u8,
    requests: Vec<Request>,
    mails: Vec<Mail>,
    /// What followed from the proof of the address.
    proven: Option<Outcome>,
}

/// One thing that happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OfferAction {
    /// Somebody signs up. Whether a node knows the password again from a moment ago.
    SignUp(Person, bool),
    /// Somebody asks for the mail again. Who it is makes no difference.
    Resend,
    /// The address's cooldown ends.
    EndCooldown,
    /// Half of an offer's life passes.
    Tick,
    /// The janitor deletes expired rows.
    Sweep,
    /// A worker mails for this request.
    Send(usize),
    /// The holder confirms this mail.
    Confirm(usize),
}

impl OfferState {
    fn standing(&self) -> Option<Offer> {
        self.offer.filter(|offer| offer.left > 0)
    }
}

impl Offers {
    fn sign_up(&self, state: &mut OfferState, by: Person, known: bool) {
        state.sign_ups -= 1;
        let repeats = state.standing().is_some_and(|offer| offer.by == by);
        if state.cooldown && known && repeats {
            // The same form, sent twice within minutes.
            return;
        }
        if by == Person::Holder {
            state.remembers = LIFETIME;
        }
        if state.cooldown {
            state.has_account |= self.guards.refused_leaves_account;
            if self.guards.refused_contests_later_ones {
                state.refused = LIFETIME;
            }
            if let Some(offer) = state.offer.as_mut().filter(|_| self.guards.refused_contests) {
                offer.contested = true;
            }
            return;
        }
        state.cooldown = true;
        state.has_account = true;
        for request in &mut state.requests {
            request.older_than_offer = true;
        }
        state.offer = Some(match state.standing() {
            Some(offer) if repeats => Offer { left: LIFETIME, ..offer },
            standing => {
                state.marks += 1;
                let contested = standing.is_some() || state.refused > 0;
                Offer { by, mark: state.marks, contested, left: LIFETIME }
            }
        });
        state.requests.push(Request { by_holder: by == Person::Holder, older_than_offer: false });
    }

    fn confirm(&self, state: &mut OfferState, mail: Mail) {
        let confirmed = |offer: &Offer| !offer.contested && (mail.mark == Some(offer.mark) || !self.guards.bound_mails);
        let offer = state.standing().filter(confirmed);
        state.proven = Some(offer.map_or(Outcome::AsksForPassword, |offer| Outcome::Counts(offer.by)));
    }
}

impl Model for Offers {
    type State = OfferState;
    type Action = OfferAction;

    fn init_states(&self) -> Vec<OfferState> {
        vec![OfferState {
            sign_ups: self.sign_ups,
            resends: self.resends,
            ticks: self.ticks,
            cooldown: false,
            has_account: false,
            offer: None,
            marks: 0,
            refused: 0,
            remembers: 0,
            requests: vec![],
            mails: vec![],
            proven: None,
        }]
    }

    fn actions(&self, state: &OfferState, actions: &mut Vec<OfferAction>) {
        if state.proven.is_some() {
            return;
        }
        for person in [Person::Holder, Person::Stranger] {
            if state.sign_ups > 0 {
                actions.extend([true, false].map(|known| OfferAction::SignUp(person, known)));
            }
        }
        if state.resends > 0 && !state.cooldown {
            actions.push(OfferAction::Resend);
        }
        if state.cooldown {
            actions.push(OfferAction::EndCooldown);
        }
        if state.ticks > 0 {
            actions.push(OfferAction::Tick);
        }
        if state.offer.is_some_and(|offer| offer.left == 0) || (state.has_account && state.standing().is_none()) {
            actions.push(OfferAction::Sweep);
        }
        actions.extend((0..state.requests.len()).map(OfferAction::Send));
        let believes = |mail: &Mail| mail.by_holder || state.remembers > 0;
        actions.extend((0..state.mails.len()).filter(|mail| believes(&state.mails[*mail])).map(OfferAction::Confirm));
    }

    fn next_state(&self, last: &OfferState, action: OfferAction) -> Option<OfferState> {
        let mut state = last.clone();
        match action {
            OfferAction::SignUp(by, known) => self.sign_up(&mut state, by, known),
            OfferAction::Resend => {
                state.resends -= 1;
                state.cooldown = true;
                state.requests.push(Request { by_holder: false, older_than_offer: false });
            }
            OfferAction::EndCooldown => state.cooldown = false,
            OfferAction::Tick => {
                state.ticks -= 1;
                state.refused = state.refused.saturating_sub(1);
                state.remembers = state.remembers.saturating_sub(1);
                if let Some(offer) = &mut state.offer {
                    offer.left = offer.left.saturating_sub(1);
                }
            }
            OfferAction::Sweep => {
                state.offer = state.standing();
                if state.offer.is_none() && state.refused == 0 {
                    state.has_account = false;
                    // Tokens and codes go with their account.
                    state.mails.clear();
                }
            }
            OfferAction::Send(index) => {
                let request = state.requests.remove(index);
                if !state.has_account {
                    return Some(state);
                }
                let confirmed = |offer: &Offer| !offer.contested && !request.older_than_offer;
                let mark = state.standing().filter(confirmed).map(|offer| offer.mark);
                state.mails.push(Mail { by_holder: request.by_holder, mark });
            }
            OfferAction::Confirm(index) => {
                let mail = state.mails[index];
                self.confirm(&mut state, mail);
            }
        }
        Some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always(TYPED_BY_HOLDER, |_, state: &OfferState| {
                state.proven != Some(Outcome::Counts(Person::Stranger))
            }),
            Property::always(NOBODY_IS_KEPT_OUT, |_, state: &OfferState| state.remembers == 0 || state.has_account),
            Property::sometimes(PASSWORD_COUNTS, |_, state: &OfferState| {
                state.proven == Some(Outcome::Counts(Person::Holder))
            }),
            Property::sometimes(PASSWORD_IS_ASKED_FOR, |_, state: &OfferState| {
                state.proven == Some(Outcome::AsksForPassword)
            }),
        ]
    }
}

const TYPED_BY_HOLDER: &str = "the password that counts was typed by the person who confirmed";
const NOBODY_IS_KEPT_OUT: &str = "a person who signs up has an account that a reset opens";
/// Without these, the other properties could hold because nothing happens.
const PASSWORD_COUNTS: &str = "the holder's own password counts";
const PASSWORD_IS_ASKED_FOR: &str = "a proof leads to a new password";

#[cfg(test)]
mod tests {
    use stateright::{Checker, Expectation};

    use super::*;

    /// The properties that fail with these guards.
    fn failing(guards: OfferGuards) -> Vec<&'static str> {
        let model = Offers { sign_ups: 3, resends: 1, ticks: 3, guards };
        let checker = model.checker().spawn_bfs().join();
        println!("{} states, {} of them unique", checker.state_count(), checker.unique_state_count());
        let discoveries = checker.discoveries();
        let properties = checker.model().properties();
        let fails = |property: &&Property<Offers>| {
            (property.expectation == Expectation::Sometimes) != discoveries.contains_key(property.name)
        };
        properties.iter().filter(fails).map(|property| property.name).collect()
    }

    #[test]
    fn the_password_that_counts_was_typed_by_the_person_who_confirmed() {
        assert_eq!(failing(OfferGuards::ALL), [""; 0]);
    }

    #[test]
    fn without_the_contest_by_a_refused_sign_up_a_strangers_password_counts() {
        let guards = OfferGuards { refused_contests: false, ..OfferGuards::ALL };
        assert_eq!(failing(guards), [TYPED_BY_HOLDER]);
    }

    #[test]
    fn without_the_contest_of_later_offers_a_strangers_password_counts() {
        let guards = OfferGuards { refused_contests_later_ones: false, ..OfferGuards::ALL };
        assert_eq!(failing(guards), [TYPED_BY_HOLDER, NOBODY_IS_KEPT_OUT], "nothing keeps the account, either");
    }

    #[test]
    fn without_marks_an_older_mail_makes_a_strangers_password_count() {
        let guards = OfferGuards { bound_mails: false, ..OfferGuards::ALL };
        assert_eq!(failing(guards), [TYPED_BY_HOLDER]);
    }

    #[test]
    fn without_an_account_a_person_who_has_to_wait_is_kept_out() {
        let guards = OfferGuards { refused_leaves_account: false, ..OfferGuards::ALL };
        assert_eq!(failing(guards), [NOBODY_IS_KEPT_OUT]);
    }
}
