//! What can happen, when, and with what consequence.

use stateright::{Model, Property};

use crate::properties;
use crate::state::{Budget, Entry, EntryState, Node, Settled, State, Token};

/// The model: how many nodes, what may go wrong, and which safeguards are on.
#[derive(Debug, Clone)]
pub struct TokenLife {
    /// How many nodes act concurrently.
    pub nodes: usize,
    /// What may go wrong in one run.
    pub budget: Budget,
    /// What the tokens are for.
    pub purpose: Purpose,
    /// The program's safeguards.
    pub guards: Guards,
}

/// What the tokens are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A success raises the epoch, so that all other tokens die with the used one.
    Reset,
    /// A success leaves the epoch alone: one-time use depends on the token's own row.
    SignIn,
}

/// The safeguards that the program relies on. Without any one of them a property fails for one of the purposes, which
/// the tests show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a safeguard that a test removes on its own")]
pub struct Guards {
    /// A token is used up by a conditional update: nobody has used it before (R3).
    pub conditional_use: bool,
    /// The step that uses a token checks expiry and epoch again, after the hashing.
    pub looks_again: bool,
    /// Preparing and settling need the entry's newest claim. To record a sent mail, any claim will do.
    pub numbered_claims: bool,
    /// A claim expires, so that another node takes over a dead node's entries.
    pub leases: bool,
}

impl Guards {
    /// As in the program.
    pub const ALL: Self = Self { conditional_use: true, looks_again: true, numbered_claims: true, leases: true };
}

impl TokenLife {
    /// Three nodes, and enough faults to need each safeguard.
    pub fn of_three_nodes(purpose: Purpose, guards: Guards) -> Self {
        let budget = Budget { requests: 2, crashes: 1, stalls: 1, faults: 1, voidings: 1 };
        Self { nodes: 3, budget, purpose, guards }
    }

    fn may_prepare(&self, state: &State, entry: usize, claim: u8) -> bool {
        let entry = &state.entries[entry];
        entry.state == EntryState::Pending && (entry.claim == claim || !self.guards.numbered_claims)
    }

    /// A sent mail stays sent, no matter which node holds the entry now.
    fn may_settle(&self, state: &State, entry: usize, claim: u8, outcome: Option<Settled>) -> bool {
        let is_pending = state.entries[entry].state == EntryState::Pending;
        self.may_prepare(state, entry, claim) || (is_pending && outcome == Some(Settled::Sent))
    }

    /// The one transaction that handles a submitted token. It checks everything that it relies on again.
    fn complete(&self, state: &mut State, token: usize) {
        let epoch = state.epoch;
        let token = &mut state.tokens[token];
        let refused =
            (self.guards.conditional_use && token.used) || (self.guards.looks_again && !token.is_in_time(epoch));
        if refused {
            return;
        }
        state.success_out_of_time |= !token.is_in_time(epoch);
        token.used = true;
        token.successes += 1;
        state.epoch += u8::from(self.purpose == Purpose::Reset);
    }
}

/// What the SMTP server does with a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// It accepts the mail and says so.
    Taken,
    /// It accepts the mail, and the answer is lost.
    TakenUnheard,
    /// It is unreachable, or asks to try later.
    NotNow,
    /// It refuses permanently.
    Never,
}

/// An action. Nodes, entries and tokens are named by their index in the [`State`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Somebody asks for a reset, and is answered after the commit.
    Accept,
    /// A worker claims a due entry.
    Claim {
        /// The worker's node.
        node: usize,
        entry: usize,
    },
    /// A claim's lease expires.
    EndLease { entry: usize },
    /// A worker decides what the person gets, and mints the token.
    Prepare {
        /// The worker's node.
        node: usize,
    },
    /// The SMTP server answers, or does not.
    Send {
        /// The worker's node.
        node: usize,
        answer: Answer,
    },
    /// A worker records the outcome of a delivery.
    Settle {
        /// The worker's node.
        node: usize,
    },
    /// Somebody submits a token; it is looked up.
    Submit {
        /// The node that is asked.
        node: usize,
        token: usize,
    },
    /// The new password is hashed, and the one store step runs.
    Complete {
        /// The node that was asked.
        node: usize,
    },
    /// A token expires.
    Expire { token: usize },
    /// The account is locked, disowned, or gets another password or address.
    Void,
    /// A node dies and restarts with its work lost.
    Crash { node: usize },
}

impl Model for TokenLife {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        vec![State {
            epoch: 0,
            entries: Vec::new(),
            tokens: Vec::new(),
            nodes: vec![Node::Idle; self.nodes],
            budget: self.budget,
            success_out_of_time: false,
        }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        if state.budget.requests > 0 {
            actions.push(Action::Accept);
        }
        if state.budget.voidings > 0 {
            actions.push(Action::Void);
        }
        for (entry, row) in state.entries.iter().enumerate() {
            let pending = row.state == EntryState::Pending;
            let is_held = state.nodes.iter().any(|node| node.holds() == Some((entry, row.claim)));
            if pending && row.leased && self.guards.leases && (!is_held || state.budget.stalls > 0) {
                actions.push(Action::EndLease { entry });
            }
        }
        for (token, row) in state.tokens.iter().enumerate() {
            if row.mailed && row.is_good(state.epoch) {
                actions.push(Action::Expire { token });
            }
        }
        for (node, doing) in state.nodes.iter().enumerate() {
            match doing {
                Node::Idle => {
                    let due = |row: &Entry| row.state == EntryState::Pending && !row.leased;
                    let entries = state.entries.iter().enumerate().filter(|(_, row)| due(row));
                    actions.extend(entries.map(|(entry, _)| Action::Claim { node, entry }));
                    let good = |row: &Token| row.mailed && row.is_good(state.epoch);
                    let tokens = state.tokens.iter().enumerate().filter(|(_, row)| good(row));
                    actions.extend(tokens.map(|(token, _)| Action::Submit { node, token }));
                }
                Node::Claimed { .. } => actions.push(Action::Prepare { node }),
                Node::Sending { .. } => {
                    actions.push(Action::Send { node, answer: Answer::Taken });
                    if state.budget.faults > 0 {
                        let faults = [Answer::TakenUnheard, Answer::NotNow, Answer::Never];
                        actions.extend(faults.map(|answer| Action::Send { node, answer }));
                    }
                }
                Node::Settling { .. } => actions.push(Action::Settle { node }),
                Node::Hashing { .. } => actions.push(Action::Complete { node }),
            }
            if *doing != Node::Idle && state.budget.crashes > 0 {
                actions.push(Action::Crash { node });
            }
        }
    }

    fn next_state(&self, last: &State, action: Action) -> Option<State> {
        let mut state = last.clone();
        match action {
            Action::Accept => {
                state.budget.requests -= 1;
                let (accepted_in, state_of_entry) = (state.epoch, EntryState::Pending);
                let entry = Entry { accepted_in, state: state_of_entry, claim: 0, leased: false, mails: 0, mishaps: 0 };
                state.entries.push(entry);
            }
            Action::Claim { node, entry } => {
                let overtaken = state.nodes.iter().any(|other| other.delivers(entry, state.entries[entry].claim));
                let row = &mut state.entries[entry];
                row.mishaps += u8::from(overtaken);
                row.claim += 1;
                row.leased = true;
                state.nodes[node] = Node::Claimed { entry, claim: row.claim };
            }
            Action::EndLease { entry } => {
                let claim = state.entries[entry].claim;
                if state.nodes.iter().any(|node| node.holds() == Some((entry, claim))) {
                    state.budget.stalls -= 1;
                }
                state.entries[entry].leased = false;
            }
            Action::Prepare { node } => {
                let (entry, claim) = state.nodes[node].holds()?;
                state.nodes[node] = if !self.may_prepare(&state, entry, claim) {
                    Node::Idle
                } else if state.entries[entry].accepted_in == state.epoch {
                    let (epoch, token) = (state.epoch, state.tokens.len());
                    state.tokens.push(Token { epoch, mailed: false, expired: false, used: false, successes: 0 });
                    Node::Sending { entry, claim, token }
                } else {
                    Node::Settling { entry, claim, outcome: Some(Settled::Silent) }
                };
            }
            Action::Send { node, answer } => {
                let Node::Sending { entry, claim, token } = state.nodes[node] else { return None };
                if answer != Answer::Taken {
                    state.budget.faults -= 1;
                }
                if matches!(answer, Answer::Taken | Answer::TakenUnheard) {
                    state.tokens[token].mailed = true;
                    state.entries[entry].mails += 1;
                }
                if answer == Answer::TakenUnheard {
                    state.entries[entry].mishaps += 1;
                }
                let outcome = match answer {
                    Answer::Taken => Some(Settled::Sent),
                    Answer::Never => Some(Settled::GaveUp),
                    Answer::TakenUnheard | Answer::NotNow => None,
                };
                state.nodes[node] = Node::Settling { entry, claim, outcome };
            }
            Action::Settle { node } => {
                let Node::Settling { entry, claim, outcome } = state.nodes[node] else { return None };
                state.nodes[node] = Node::Idle;
                if self.may_settle(&state, entry, claim, outcome) {
                    let row = &mut state.entries[entry];
                    row.leased = false;
                    match outcome {
                        Some(settled) => row.state = settled.into(),
                        None => row.claim += 1,
                    }
                }
            }
            Action::Submit { node, token } => state.nodes[node] = Node::Hashing { token },
            Action::Complete { node } => {
                let Node::Hashing { token } = state.nodes[node] else { return None };
                state.nodes[node] = Node::Idle;
                self.complete(&mut state, token);
            }
            Action::Expire { token } => state.tokens[token].expired = true,
            Action::Void => {
                state.budget.voidings -= 1;
                state.epoch += 1;
            }
            Action::Crash { node } => {
                state.budget.crashes -= 1;
                if let Some((entry, claim)) = state.nodes[node].holds() {
                    state.entries[entry].mishaps += u8::from(state.nodes[node].delivers(entry, claim));
                }
                state.nodes[node] = Node::Idle;
            }
        }
        Some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        properties::all()
    }
}
