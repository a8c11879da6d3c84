//! What the database holds, what each node is doing, and what the world has seen.

/// The state of the whole installation. One account is enough, because tokens of different accounts do not interact.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct State {
    /// The account's epoch (ARCHITECTURE, "Epochs").
    pub epoch: u8,
    /// The accepted requests, in order.
    pub entries: Vec<Entry>,
    /// The tokens that were minted.
    pub tokens: Vec<Token>,
    /// What each node is doing.
    pub nodes: Vec<Node>,
    /// What may still go wrong.
    pub budget: Budget,
    /// Whether anybody ever succeeded with a token that was expired or from an older epoch.
    pub success_out_of_time: bool,
}

impl State {
    /// The representative of all equivalent states: nodes are interchangeable, epochs and claims matter only as newest
    /// or older, and unreachable details are dropped.
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
    /// Its state.
    pub state: EntryState,
    /// The number of the newest claim.
    pub claim: u8,
    /// Whether that claim's lease still runs.
    pub leased: bool,
    /// How many mails the person received for it.
    pub mails: u8,
    /// How many events excuse one more mail each: a node that died or was overtaken while it delivered the entry, or a
    /// lost answer of the SMTP server.
    pub mishaps: u8,
}

/// The state of an entry. All but the first are final.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryState {
    /// To be delivered.
    Pending,
    /// The SMTP server accepted the mail.
    Sent,
    /// The account changed after the request: there is nothing to send, and the entry says so.
    Silent,
    /// Given up, with a reason that an operator can see.
    GaveUp,
}

/// A token.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Token {
    /// The account's epoch when it was minted.
    pub epoch: u8,
    /// Whether a mail carried it.
    pub mailed: bool,
    /// Whether it has expired.
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

    /// Whether it is neither expired nor from an older epoch.
    pub fn is_in_time(&self, epoch: u8) -> bool {
        !self.expired && self.epoch == epoch
    }
}

/// What a node is doing. All of it is lost in a crash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Node {
    /// Nothing.
    Idle,
    /// It holds a claim on an entry.
    Claimed {
        entry: usize,
        /// The claim's number.
        claim: u8,
    },
    /// It has minted a token for the mail and is talking to the SMTP server.
    Sending {
        entry: usize,
        /// The claim's number.
        claim: u8,
        /// The token in the mail.
        token: usize,
    },
    /// It knows the outcome of the delivery and has not recorded it yet.
    Settling {
        entry: usize,
        /// The claim's number.
        claim: u8,
        /// What it is about to record; none: a retry.
        outcome: Option<Settled>,
    },
    /// Somebody submitted a token that was good when it was looked up, and the store step is still to come.
    Hashing { token: usize },
}

/// How an entry is settled.
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
    /// Whether it holds this token.
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
    /// Requests to come: people ask, and ask again.
    pub requests: u8,
    /// Nodes that die (`kill -9`) and start again.
    pub crashes: u8,
    /// Leases that expire while their holder lives: it was stopped, or the SMTP server is slow.
    pub stalls: u8,
    /// Faults of the SMTP server.
    pub faults: u8,
    /// Locks, changes of password or address, and "this wasn't me": what raises the epoch without a token.
    pub voidings: u8,
}
