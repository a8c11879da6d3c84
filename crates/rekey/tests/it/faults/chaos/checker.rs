//! Reads a history and says what must not have happened. It knows nothing of the program but what it promises.

use std::collections::BTreeMap;

use super::history::{Answer, Ask, Asked, Fate, Harm, History, Letter, Mailed, Moment, Span, Submitted, Victim};

/// How long after its acceptance a mail is surely settled, without faults.
const SETTLED_WITHIN: Moment = Moment::from_secs(3);

/// What must not have happened.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// A request was accepted; no mail came of it, and no reason why not.
    Lost(Ask),
    /// More requests came to nothing because of a reset than the outbox says.
    Vanished { overtaken: usize, silent: usize },
    /// A password was changed and nobody told.
    Untold(Ask),
    /// A mail came more often than acknowledgements were lost.
    Repeated(Ask, Letter),
    /// A token was accepted twice.
    UsedTwice(Ask),
    /// A token that a reset had ended was accepted.
    UsedDead(Ask),
    /// A session that a reset had ended was alive.
    Survived { session: usize },
    /// An entry was left over.
    Unsettled,
    /// An entry was given up, and nobody knows why.
    NoReason,
    /// Not as many entries were given up as mails were refused for good.
    GivenUp { entries: usize, at_least: usize, at_most: usize },
}

/// Everything that must not have happened.
pub(super) fn check(history: &History) -> Vec<Flaw> {
    let letters = history.letters();
    let mut flaws = lost(history, &letters);
    flaws.extend(untold(history, &letters));
    flaws.extend(repeated(history, &letters));
    flaws.extend(tokens(history));
    flaws.extend(sessions(history));
    flaws.extend(entries(history, &letters));
    flaws
}

type Letters<'a> = BTreeMap<(Ask, Letter), Vec<&'a Mailed>>;

/// Every accepted request is delivered or given up, or a reset has made it pointless.
fn lost(history: &History, letters: &Letters<'_>) -> Vec<Flaw> {
    let accepted = history.asked.iter().filter(|asked| asked.answer == Answer::Yes);
    let without_mail = accepted.filter(|asked| !letters.contains_key(&(asked.ask, Letter::Link)));
    let (overtaken, lost): (Vec<&Asked>, Vec<&Asked>) = without_mail.partition(|asked| is_overtaken(history, asked));
    let silent = history.entries.iter().filter(|entry| entry.state == "silent").count();
    let vanished = Flaw::Vanished { overtaken: overtaken.len(), silent };
    let vanished = (overtaken.len() > silent).then_some(vanished);
    lost.into_iter().map(|asked| Flaw::Lost(asked.ask)).chain(vanished).collect()
}

/// Whether a reset of the account may have been completed after the request.
fn is_overtaken(history: &History, asked: &Asked) -> bool {
    history.submitted.iter().filter(|submitted| submitted.ask.person == asked.ask.person).any(|submitted| {
        match submitted.answer {
            Answer::Yes => submitted.during.until >= asked.during.from,
            // Nobody knows when, if at all.
            Answer::Unknown => true,
            Answer::No => false,
        }
    })
}

/// Every reset notifies the person.
fn untold(history: &History, letters: &Letters<'_>) -> Vec<Flaw> {
    let untold = history.resets().filter(|reset| !letters.contains_key(&(reset.ask, Letter::Notice)));
    untold.map(|reset| Flaw::Untold(reset.ask)).collect()
}

/// Of several copies of a mail, all but one went unacknowledged: the server hung up, or the sending node or its
/// database was harmed after the server asked for the content and before the entry could be settled. A node that is
/// stopped there still sends the content when it continues, if it had checked the time before: SMTP offers no fence.
fn repeated(history: &History, letters: &Letters<'_>) -> Vec<Flaw> {
    let repeated = letters.iter().filter(|(_, mails)| {
        mails.iter().filter(|mail| mail.fate != Fate::Refused && !is_unheard(history, mail)).count() > 1
    });
    repeated.map(|((ask, letter), _)| Flaw::Repeated(*ask, *letter)).collect()
}

/// Whether the answer to a mail may not have come through to the database.
fn is_unheard(history: &History, mail: &Mailed) -> bool {
    let settling = Span { until: mail.during.until + SETTLED_WITHIN, ..mail.during };
    let concerns = |harm: &&Harm| match &harm.victim {
        Victim::Node(node) => *node == mail.node,
        Victim::Database => true,
    };
    mail.fate == Fate::TakenUnheard
        || history
            .harms
            .iter()
            .filter(concerns)
            .any(|harm| harm.during.from <= settling.until && settling.from <= harm.during.until)
}

/// A token works once, and not at all once another one has completed a reset.
fn tokens(history: &History) -> Vec<Flaw> {
    let resets: Vec<&Submitted> = history.resets().collect();
    let mut flaws = Vec::new();
    for (index, reset) in resets.iter().enumerate() {
        if resets[..index].iter().any(|other| other.token == reset.token) {
            flaws.push(Flaw::UsedTwice(reset.ask));
        }
        let mailed_at =
            history.mailed.iter().filter(|mail| mail.token == reset.token).map(|mail| mail.during.until).min();
        let ended = resets.iter().any(|other| {
            other.ask.person == reset.ask.person
                && other.token != reset.token
                && mailed_at.is_some_and(|at| at < other.during.from)
                && other.during.until < reset.during.from
        });
        if ended {
            flaws.push(Flaw::UsedDead(reset.ask));
        }
    }
    flaws
}

/// A session that was there before a reset is not there after it.
fn sessions(history: &History) -> Vec<Flaw> {
    let survived = history.used.iter().filter(|used| {
        let opened = history.opened[used.session];
        history.resets().any(|reset| {
            reset.ask.person == opened.person
                && opened.during.until < reset.during.from
                && reset.during.until < used.during.from
        })
    });
    survived.map(|used| Flaw::Survived { session: used.session }).collect()
}

/// Everything is settled, and what was given up was refused, with a reason.
fn entries(history: &History, letters: &Letters<'_>) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let mut given_up = 0;
    for entry in &history.entries {
        match (entry.state.as_str(), entry.reason.as_deref()) {
            ("pending", _) => flaws.push(Flaw::Unsettled),
            ("gave_up", None | Some("")) => flaws.push(Flaw::NoReason),
            _ => {}
        }
        given_up += usize::from(entry.state == "gave_up");
    }
    let refusals =
        letters.values().filter_map(|mails| Some((mails, mails.iter().find(|mail| mail.fate == Fate::Refused)?)));
    // A mail that was accepted before, or was on its way by another node, is sent.
    let (unheard, heard): (Vec<_>, Vec<_>) = refusals.partition(|(mails, refused)| {
        is_unheard(history, refused) || mails.iter().any(|mail| mail.fate != Fate::Refused)
    });
    let (at_least, at_most) = (heard.len(), heard.len() + unheard.len());
    if !(at_least..=at_most).contains(&given_up) {
        flaws.push(Flaw::GivenUp { entries: given_up, at_least, at_most });
    }
    flaws
}
