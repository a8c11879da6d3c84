//! Bad histories, which the checker must not let pass.

use std::time::Duration;

use super::checker::{Flaw, check};
use super::history::{
    Answer, Ask, Asked, Entry, Fate, Harm, History, Letter, Mailed, Moment, Opened, Span, Submitted, Used, Victim,
};

const ASK: Ask = Ask { person: 3, location: 7 };
const NODE: &str = "node1.example.com";

fn second(number: u64) -> Moment {
    Duration::from_secs(number)
}

/// A second that begins then.
fn at(number: u64) -> Span {
    Span { from: second(number), until: second(number + 1) }
}

fn mailed(number: u64, letter: Letter, token: &str, fate: Fate) -> Mailed {
    Mailed { ask: ASK, letter, token: token.to_owned(), node: NODE.to_owned(), during: at(number), fate }
}

fn submitted(number: u64, token: &str, answer: Answer) -> Submitted {
    Submitted { ask: ASK, token: token.to_owned(), during: at(number), answer }
}

fn entry(state: &str, reason: Option<&str>) -> Entry {
    Entry { state: state.to_owned(), reason: reason.map(str::to_owned) }
}

fn harm(victim: Victim, from: u64, until: u64) -> Harm {
    Harm { victim, during: Span { from: second(from), until: second(until) } }
}

/// Asked at 0, mailed at 10, reset at 20, told at 30; a session from 40 on.
fn good() -> History {
    History {
        asked: vec![Asked { ask: ASK, during: at(0), answer: Answer::Yes }],
        mailed: vec![mailed(10, Letter::Link, "a", Fate::Taken), mailed(30, Letter::Notice, "n", Fate::Taken)],
        submitted: vec![submitted(20, "a", Answer::Yes), submitted(22, "a", Answer::No)],
        opened: vec![Opened { person: ASK.person, during: at(40) }],
        used: vec![Used { session: 0, during: at(45) }],
        harms: Vec::new(),
        entries: vec![entry("sent", None), entry("sent", None)],
    }
}

fn flaws(change: impl FnOnce(&mut History)) -> Vec<Flaw> {
    let mut history = good();
    change(&mut history);
    check(&history)
}

#[test]
fn a_history_in_which_all_went_well_has_no_flaw() {
    assert_eq!(check(&good()), []);
}

#[test]
fn an_accepted_request_without_a_mail_is_lost() {
    let lost = |history: &mut History| {
        history.mailed.clear();
        history.submitted.clear();
        history.entries = vec![entry("sent", None)];
    };
    assert_eq!(flaws(lost), [Flaw::Lost(ASK)]);
    let unanswered = flaws(|history| {
        lost(history);
        history.asked[0].answer = Answer::Unknown;
    });
    assert_eq!(unanswered, [], "nobody was promised anything");
}

#[test]
fn a_request_that_a_reset_overtook_is_not_lost_if_the_outbox_says_so() {
    let later = Ask { location: 8, ..ASK };
    let overtaken = |history: &mut History, from: u64| {
        history.asked.push(Asked { ask: later, during: at(from), answer: Answer::Yes });
    };
    assert_eq!(flaws(|history| overtaken(history, 15)), [Flaw::Vanished { overtaken: 1, silent: 0 }]);
    let silent = flaws(|history| {
        overtaken(history, 15);
        history.entries.push(entry("silent", Some("overtaken")));
    });
    assert_eq!(silent, []);
    let afterwards = flaws(|history| {
        overtaken(history, 25);
        history.entries.push(entry("silent", Some("overtaken")));
    });
    assert_eq!(afterwards, [Flaw::Lost(later)]);
}

#[test]
fn a_reset_that_nobody_is_told_of_is_a_flaw() {
    assert_eq!(flaws(|history| drop(history.mailed.pop())), [Flaw::Untold(ASK)]);
}

#[test]
fn a_mail_comes_twice_only_if_its_acknowledgement_was_lost() {
    let twice = |harms: Vec<Harm>, fate: Fate| {
        flaws(|history| {
            history.mailed[0].fate = fate;
            history.mailed.push(mailed(30, Letter::Link, "b", Fate::Taken));
            history.harms = harms;
        })
    };
    let node = |name: &str| Victim::Node(name.to_owned());
    assert_eq!(twice(vec![], Fate::Taken), [Flaw::Repeated(ASK, Letter::Link)]);
    assert_eq!(twice(vec![], Fate::TakenUnheard), []);
    assert_eq!(twice(vec![harm(node(NODE), 11, 14)], Fate::Taken), []);
    assert_eq!(twice(vec![harm(node(NODE), 4, 10)], Fate::Taken), [], "in the midst of it");
    assert_eq!(twice(vec![harm(Victim::Database, 9, 11)], Fate::Taken), []);
    let repeated = [Flaw::Repeated(ASK, Letter::Link)];
    assert_eq!(twice(vec![harm(node("node2.example.com"), 11, 14)], Fate::Taken), repeated, "another node");
    assert_eq!(twice(vec![harm(node(NODE), 4, 9)], Fate::Taken), repeated, "before its content was requested");
    assert_eq!(twice(vec![harm(node(NODE), 20, 21)], Fate::Taken), repeated, "long after it was settled");
}

#[test]
fn of_three_copies_two_need_an_excuse() {
    let thrice = |first: Fate, second: Fate| {
        flaws(|history| {
            history.mailed[0].fate = first;
            history.mailed.push(mailed(13, Letter::Link, "b", second));
            history.mailed.push(mailed(16, Letter::Link, "c", Fate::Taken));
        })
    };
    assert_eq!(thrice(Fate::TakenUnheard, Fate::TakenUnheard), []);
    assert_eq!(thrice(Fate::TakenUnheard, Fate::Taken), [Flaw::Repeated(ASK, Letter::Link)]);
}

#[test]
fn a_token_that_is_accepted_twice_is_a_flaw() {
    assert_eq!(flaws(|history| history.submitted[1].answer = Answer::Yes), [Flaw::UsedTwice(ASK)]);
}

#[test]
fn a_token_that_a_reset_has_ended_must_not_work_any_more() {
    let both = |mailed_at: u64, used_at: u64| {
        flaws(|history| {
            history.mailed[0].fate = Fate::TakenUnheard;
            history.mailed.push(mailed(mailed_at, Letter::Link, "b", Fate::Taken));
            history.submitted.push(submitted(used_at, "b", Answer::Yes));
        })
    };
    assert_eq!(both(12, 25), [Flaw::UsedDead(ASK)]);
    assert_eq!(both(22, 25), [], "it was made after the reset");
}

#[test]
fn a_session_that_a_reset_ended_must_not_be_alive() {
    let reset_at = |number: u64| {
        flaws(|history| {
            history.mailed.push(mailed(42, Letter::Link, "b", Fate::Taken));
            history.mailed[0].fate = Fate::TakenUnheard;
            history.submitted.push(submitted(number, "b", Answer::Yes));
        })
    };
    assert_eq!(reset_at(43), [Flaw::Survived { session: 0 }]);
    assert_eq!(reset_at(45), [], "it was used at the same time");
}

#[test]
fn what_is_left_over_or_given_up_without_a_reason_is_a_flaw() {
    assert_eq!(flaws(|history| history.entries.push(entry("pending", None))), [Flaw::Unsettled]);
    let given_up = |reason: Option<&str>, fate: Fate| {
        flaws(|history| {
            history.mailed[1].fate = fate;
            history.entries[1] = entry("gave_up", reason);
        })
    };
    assert_eq!(given_up(Some("554 never"), Fate::Refused), []);
    assert_eq!(given_up(None, Fate::Refused), [Flaw::NoReason]);
    let unfounded = Flaw::GivenUp { entries: 1, at_least: 0, at_most: 0 };
    assert_eq!(given_up(Some("554 never"), Fate::Taken), [unfounded]);
    let sent_by_another = flaws(|history| {
        history.mailed[1].fate = Fate::TakenUnheard;
        history.mailed.push(mailed(31, Letter::Notice, "m", Fate::Refused));
    });
    assert_eq!(sent_by_another, []);
    let forgotten = flaws(|history| history.mailed[1].fate = Fate::Refused);
    assert_eq!(forgotten, [Flaw::GivenUp { entries: 0, at_least: 1, at_most: 1 }]);
}
