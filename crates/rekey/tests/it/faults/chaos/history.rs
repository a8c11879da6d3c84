//! What happened, as it was seen from outside the program.

use std::collections::BTreeMap;
use std::time::Duration;

/// How long after the run began.
pub(super) type Moment = Duration;

/// From before something was begun until after it was over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: Moment,
    pub(super) until: Moment,
}

/// A request for a reset. Each of a person's requests uses another location, whose name in the mails distinguishes
/// them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ask {
    pub(super) person: usize,
    pub(super) location: usize,
}

/// What somebody was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    Yes,
    No,
    /// None came, or one that leaves open what was done.
    Unknown,
}

/// Somebody asked for a reset.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    pub(super) ask: Ask,
    pub(super) during: Span,
    pub(super) answer: Answer,
}

/// Somebody submitted a token that was mailed for a request.
#[derive(Debug, Clone)]
pub(super) struct Submitted {
    pub(super) ask: Ask,
    pub(super) token: String,
    pub(super) during: Span,
    pub(super) answer: Answer,
}

/// Somebody signed in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Opened {
    pub(super) person: usize,
    pub(super) during: Span,
}

/// A token of a session was accepted: of which one of those that were opened.
#[derive(Debug, Clone, Copy)]
pub(super) struct Used {
    pub(super) session: usize,
    pub(super) during: Span,
}

/// What a mail says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Letter {
    /// Here is your link.
    Link,
    /// Your password was changed.
    Notice,
}

/// What the mail server did with a mail whose words it had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It took it and said so.
    Taken,
    /// It took it and hung up.
    TakenUnheard,
    /// It refused it for good.
    Refused,
}

/// A mail came to the mail server.
#[derive(Debug, Clone)]
pub(super) struct Mailed {
    pub(super) ask: Ask,
    pub(super) letter: Letter,
    pub(super) token: String,
    /// Who brought it.
    pub(super) node: String,
    /// From before the mail server asked for its words until it had read them all.
    pub(super) during: Span,
    pub(super) fate: Fate,
}

/// Who was harmed so that it could not do or hear anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Victim {
    Node(String),
    Database,
}

/// Something was done to somebody.
#[derive(Debug, Clone)]
pub(super) struct Harm {
    pub(super) victim: Victim,
    pub(super) during: Span,
}

/// The final state of an outbox entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) state: String,
    pub(super) reason: Option<String>,
}

/// All of it.
#[derive(Debug, Default)]
pub(super) struct History {
    pub(super) asked: Vec<Asked>,
    pub(super) submitted: Vec<Submitted>,
    pub(super) opened: Vec<Opened>,
    pub(super) used: Vec<Used>,
    pub(super) mailed: Vec<Mailed>,
    pub(super) harms: Vec<Harm>,
    pub(super) entries: Vec<Entry>,
}

impl History {
    /// The mails, by what they are.
    pub(super) fn letters(&self) -> BTreeMap<(Ask, Letter), Vec<&Mailed>> {
        let mut letters: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for mail in &self.mailed {
            letters.entry((mail.ask, mail.letter)).or_default().push(mail);
        }
        letters
    }

    /// The tokens that were accepted.
    pub(super) fn resets(&self) -> impl Iterator<Item = &Submitted> {
        self.submitted.iter().filter(|submitted| submitted.answer == Answer::Yes)
    }
}
