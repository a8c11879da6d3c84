//! What the database holds, what each node is in the middle of, and what the world has seen.

/// A moment of the whole installation. One account is enough: nothing that a token does touches another's.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct State {
    /// The account's epoch (ARCHITECTURE, "Epochs").
    pub epoch: u8,
    /// The requests that were accepted, in the order in which they were.
    pub entries: Vec<Entry>,
    /// The tokens that were minted.
    pub tokens: Vec<Token>,
    /// What each node is in the middle of.
    pub nodes: Vec<Node>,
    /// How much more may go wrong.
    pub budget: Budget,
    /// Whether anybody ever succeeded with a token whose time was over, or whose epoch was.
    pub success_out_of_time: bool,
}

impl State {
    /// The one that stands for all states from which the same can happen: nodes are alike, epochs and claims are newest or
    /// not, and what nobody can reach any more is all one.
    #[must_use]
    pub fn canonical(&self) -> Self {
        let mut state = self.clone();
        for (index, token) in state.tokens.iter_mut().enumerate() {
            let in_use = self.nodes.iter().any(|node| node.uses(index));
            *token = if in_use || token.is_good(self.epoch) {
                Token { epoch: u8::from(token.epoch == self.epoch), ..token.clone() }
            } else {
                Token { epoch: 0, mailed: false, expired: true, used: true, successes: token.successes.min(1) }
            };
        }
        for entry in &mut state.entries {
            entry.accepted_in = u8::from(entry.accepted_in == self.epoch && entry.state == EntryState::Pending);
            entry.claim = 1;
            let excused = entry.mails.min(entry.mishaps);
            entry.mails -= excused;
            entry.mishaps -= excused;
        }
        for node in &mut state.nodes {
            if let Node::Claimed { entry, claim }
            | Node::Sending { entry, claim, .. }
            | Node::Settling { entry, claim, .. } = node
            {
                *claim = u8::from(*claim == self.entries[*entry].claim);
            }
        }
        state.epoch = 1;
        state.nodes.sort_unstable();
        state
    }
}

/// A request's entry in the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Entry {
    /// The account's epoch when the request was accepted.
    pub accepted_in: u8,
    /// How it stands.
    pub state: EntryState,
    /// The number of the newest claim.
    pub claim: u8,
    /// Whether that claim's lease still runs.
    pub leased: bool,
    /// How many mails the person got for it.
    pub mails: u8,
    /// What happened that excuses one mail more each: a node that died, or was overtaken, while it delivered the entry,
    /// or an answer of the SMTP server that was lost.
    pub mishaps: u8,
}

/// How an entry stands. All but the first are final.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryState {
    /// To be delivered.
    Pending,
    /// The SMTP server took the mail.
    Sent,
    /// The account moved on after the request: there is nothing to send, and the entry says so.
    Silent,
    /// Given up, with a reason that an operator can see.
    GaveUp,
}

/// A token.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Token {
    /// The account's epoch when it was minted.
    pub epoch: u8,
    /// Whether a mail carried it out.
    pub mailed: bool,
    /// Whether its time is over.
    pub expired: bool,
    /// What the database says: used up.
    pub used: bool,
    /// How often it let somebody in.
    pub successes: u8,
}

impl Token {
    /// Whether it may let somebody in.
    pub fn is_good(&self, epoch: u8) -> bool {
        !self.used && self.is_in_time(epoch)
    }

    /// Whether neither its time nor its epoch is over.
    pub fn is_in_time(&self, epoch: u8) -> bool {
        !self.expired && self.epoch == epoch
    }
}

/// What a node is in the middle of. All of it is lost in a crash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Node {
    /// Nothing.
    Idle,
    /// It holds a claim on an entry.
    Claimed {
        /// Which entry.
        entry: usize,
        /// The claim's number.
        claim: u8,
    },
    /// It has minted a token for the mail and talks to the SMTP server.
    Sending {
        /// Which entry.
        entry: usize,
        /// The claim's number.
        claim: u8,
        /// The token in the mail.
        token: usize,
    },
    /// It knows what became of the delivery and has not written it down yet.
    Settling {
        /// Which entry.
        entry: usize,
        /// The claim's number.
        claim: u8,
        /// What it is about to write; none: that it shall be tried again.
        outcome: Option<Settled>,
    },
    /// Somebody submitted a token that was good when it was looked up, and the store step is still to come.
    Hashing {
        /// Which token.
        token: usize,
    },
}

/// How an entry is settled for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Settled {
    /// [`EntryState::Sent`]
    Sent,
    /// [`EntryState::Silent`]
    Silent,
    /// [`EntryState::GaveUp`]
    GaveUp,
}

impl From<Settled> for EntryState {
    fn from(settled: Settled) -> Self {
        match settled {
            Settled::Sent => Self::Sent,
            Settled::Silent => Self::Silent,
            Settled::GaveUp => Self::GaveUp,
        }
    }
}

impl Node {
    /// Whether it has this token in its hands.
    fn uses(self, index: usize) -> bool {
        matches!(self, Self::Sending { token, .. } | Self::Hashing { token } if token == index)
    }

    /// Whether it is past preparing, with this claim: the mail may be out already.
    pub fn delivers(self, entry: usize, claim: u8) -> bool {
        self.holds() == Some((entry, claim)) && !matches!(self, Self::Claimed { .. })
    }

    /// The entry that it holds or believes to hold, with the claim's number.
    pub fn holds(self) -> Option<(usize, u8)> {
        match self {
            Self::Claimed { entry, claim }
            | Self::Sending { entry, claim, .. }
            | Self::Settling { entry, claim, .. } => Some((entry, claim)),
            Self::Idle | Self::Hashing { .. } => None,
        }
    }
}

/// How much may go wrong in one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Budget {
    /// Requests that are still to come: people ask, and ask again.
    pub requests: u8,
    /// Nodes that die (`kill -9`) and start again.
    pub crashes: u8,
    /// Leases that end while their holder lives: it was stopped, or the SMTP server is slow.
    pub stalls: u8,
    /// Faults of the SMTP server.
    pub faults: u8,
    /// Locks, changes of password or address, and "this wasn't me": what raises the epoch without a token.
    pub voidings: u8,
}
