//! A reset whose password a directory keeps: marked, written there, finished, with crashes and lost answers in between
//! (R32).
//!
//! The model follows `crates/core` (`recovery::directory`) and `crates/store` (`steps::directory`). One link, one account,
//! several attempts. A call that was sent may reach the directory at any moment until its time is over, and twice; an
//! answer may get lost at any moment; a process may die at any moment.

use stateright::{Model, Property};

/// The safeguards that the program relies on. Without any one of them a property fails, which the tests show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a safeguard that a test takes out alone")]
pub struct WriteGuards {
    /// The directory sets a password only if the previous one is unchanged.
    pub compares_version: bool,
    /// The directory begins no write after its time, which ends before the lease.
    pub has_deadline: bool,
    /// A write is marked before it is sent, and the mark is settled.
    pub is_marked: bool,
    /// A mark is released only by a directory that has not done the write.
    pub settles_by_version: bool,
    /// The link is used up only once the directory has answered, or was asked later.
    pub uses_link_after_answer: bool,
}

impl WriteGuards {
    /// As in the program.
    pub const ALL: Self = Self {
        compares_version: true,
        has_deadline: true,
        is_marked: true,
        settles_by_version: true,
        uses_link_after_answer: true,
    };
}

/// The model: how much may happen, and the safeguards.
#[derive(Debug, Clone)]
pub struct Writes {
    /// How often somebody submits a password.
    pub attempts: u8,
    /// How often the account's owner changes the password in the app.
    pub changes: u8,
    /// How often a call reaches the directory once more.
    pub repeats: u8,
    /// The program's safeguards.
    pub guards: WriteGuards,
}

/// How far an attempt has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// It has read this version, with a good link.
    Looked(u8),
    /// Its write is marked.
    Begun(u8),
    /// Its call was sent.
    Sent,
    /// The directory has set the password, or found another version.
    Answered,
}

/// A call under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Call {
    attempt: u8,
    replaces: u8,
}

/// A write that is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mark {
    attempt: u8,
    version: u8,
    lease_over: bool,
}

/// The state of the installation and the directory, as far as one account is concerned.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact that a property asks for")]
pub struct WriteState {
    attempts: u8,
    changes: u8,
    repeats: u8,
    started: u8,
    stages: Vec<(u8, Stage)>,
    calls: Vec<Call>,
    mark: Option<Mark>,
    is_used: bool,
    /// Counts every change of the password in the directory.
    version: u8,
    /// Whether the present password is a new one of ours that no notice reports.
    unreported: bool,
    /// Whether a write of ours replaced a password that it had not seen.
    overwrote: bool,
    finished: bool,
    released: bool,
}

impl WriteState {
    fn stage(&mut self, attempt: u8, stage: Stage) {
        self.stages.retain(|(other, _)| *other != attempt);
        self.stages.push((attempt, stage));
        self.stages.sort_by_key(|(attempt, _)| *attempt);
    }

    fn end(&mut self, attempt: u8) {
        self.stages.retain(|(other, _)| *other != attempt);
    }

    fn finish(&mut self) {
        self.mark = None;
        self.is_used = true;
        self.unreported = false;
        self.finished = true;
    }

    fn is_quiet(&self) -> bool {
        self.stages.is_empty() && self.calls.is_empty() && self.mark.is_none()
    }
}

/// One thing that happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WriteAction {
    /// Somebody submits a password with the link.
    Submit,
    /// The write is marked.
    Begin(u8),
    /// The call is sent.
    Send(u8),
    /// A call reaches the directory; whether it will again.
    Land(usize, bool),
    /// A call never arrives.
    Vanish(usize),
    /// The writer gives up waiting, or dies.
    GiveUp(u8),
    /// The reset is finished by its writer.
    Finish(u8),
    /// The lease of the mark ends.
    EndLease,
    /// A settler asks the directory.
    Settle,
    /// The owner changes the password in the app.
    Change,
}

impl Writes {
    fn land(&self, state: &mut WriteState, call: Call) {
        let is_same = call.replaces == state.version;
        if is_same || !self.guards.compares_version {
            state.overwrote |= !is_same;
            state.version += 1;
            state.unreported = true;
        }
        if state.stages.iter().any(|(attempt, stage)| *attempt == call.attempt && *stage == Stage::Sent) {
            state.stage(call.attempt, Stage::Answered);
        }
    }

    fn settle(&self, state: &mut WriteState, mark: Mark) {
        if state.version != mark.version && self.guards.settles_by_version {
            state.finish();
        } else {
            state.mark = None;
            state.released = true;
        }
    }
}

impl Model for Writes {
    type State = WriteState;
    type Action = WriteAction;

    fn init_states(&self) -> Vec<WriteState> {
        vec![WriteState {
            attempts: self.attempts,
            changes: self.changes,
            repeats: self.repeats,
            started: 0,
            stages: vec![],
            calls: vec![],
            mark: None,
            is_used: false,
            version: 0,
            unreported: false,
            overwrote: false,
            finished: false,
            released: false,
        }]
    }

    fn actions(&self, state: &WriteState, actions: &mut Vec<WriteAction>) {
        // A version other than the link's own voids the link.
        if state.attempts > 0 && !state.is_used && state.version == 0 {
            actions.push(WriteAction::Submit);
        }
        for (attempt, stage) in &state.stages {
            actions.push(match stage {
                Stage::Looked(_) => WriteAction::Begin(*attempt),
                Stage::Begun(_) => WriteAction::Send(*attempt),
                Stage::Sent => WriteAction::GiveUp(*attempt),
                Stage::Answered => WriteAction::Finish(*attempt),
            });
            if *stage != Stage::Sent {
                actions.push(WriteAction::GiveUp(*attempt));
            }
        }
        for call in 0..state.calls.len() {
            actions.extend([WriteAction::Land(call, false), WriteAction::Vanish(call)]);
            if state.repeats > 0 {
                actions.push(WriteAction::Land(call, true));
            }
        }
        match state.mark {
            Some(mark) if mark.lease_over => actions.push(WriteAction::Settle),
            Some(_) => actions.push(WriteAction::EndLease),
            None => {}
        }
        if state.changes > 0 {
            actions.push(WriteAction::Change);
        }
    }

    fn next_state(&self, last: &WriteState, action: WriteAction) -> Option<WriteState> {
        let mut state = last.clone();
        let stage_of = |attempt| last.stages.iter().find(|(other, _)| *other == attempt).map(|(_, stage)| *stage);
        match action {
            WriteAction::Submit => {
                state.attempts -= 1;
                let attempt = state.started;
                state.started += 1;
                state.stage(attempt, Stage::Looked(state.version));
            }
            WriteAction::Begin(attempt) => {
                let Some(Stage::Looked(version)) = stage_of(attempt) else { return None };
                if state.is_used || state.mark.is_some() {
                    state.end(attempt);
                    return Some(state);
                }
                if self.guards.is_marked {
                    state.mark = Some(Mark { attempt, version, lease_over: false });
                }
                if !self.guards.uses_link_after_answer {
                    state.is_used = true;
                }
                state.stage(attempt, Stage::Begun(version));
            }
            WriteAction::Send(attempt) => {
                let Some(Stage::Begun(replaces)) = stage_of(attempt) else { return None };
                let in_time = state.mark.is_some_and(|mark| mark.attempt == attempt && !mark.lease_over);
                if in_time || !self.guards.has_deadline || !self.guards.is_marked {
                    state.calls.push(Call { attempt, replaces });
                }
                state.stage(attempt, Stage::Sent);
            }
            WriteAction::Land(index, again) => {
                let call = state.calls[index];
                if again {
                    state.repeats -= 1;
                } else {
                    state.calls.remove(index);
                }
                self.land(&mut state, call);
            }
            WriteAction::Vanish(index) => {
                state.calls.remove(index);
            }
            WriteAction::GiveUp(attempt) => state.end(attempt),
            WriteAction::Finish(attempt) => {
                state.end(attempt);
                // Without its mark, the settler has ended it.
                if !self.guards.is_marked || state.mark.is_some_and(|mark| mark.attempt == attempt) {
                    state.finish();
                }
            }
            WriteAction::EndLease => {
                let mark = state.mark.as_mut()?;
                mark.lease_over = true;
                let attempt = mark.attempt;
                if self.guards.has_deadline {
                    state.calls.retain(|call| call.attempt != attempt);
                }
            }
            WriteAction::Settle => {
                let mark = state.mark?;
                self.settle(&mut state, mark);
            }
            WriteAction::Change => {
                state.changes -= 1;
                state.version += 1;
                state.unreported = false;
            }
        }
        Some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always(NO_SPENT_LINK_WITH_THE_OLD_PASSWORD, |_, state: &WriteState| {
                !state.is_used || state.version > 0
            }),
            Property::always(EVERY_NEW_PASSWORD_IS_REPORTED, |_, state: &WriteState| {
                !state.is_quiet() || !state.unreported
            }),
            Property::always(NOTHING_UNSEEN_IS_REPLACED, |_, state: &WriteState| !state.overwrote),
            Property::sometimes(A_RESET_IS_FINISHED, |_, state: &WriteState| state.finished),
            Property::sometimes(A_LINK_WORKS_AGAIN, |_, state: &WriteState| state.released && !state.is_used),
        ]
    }
}

const NO_SPENT_LINK_WITH_THE_OLD_PASSWORD: &str = "a used link has changed the password";
const EVERY_NEW_PASSWORD_IS_REPORTED: &str = "every new password ends in a finished reset";
const NOTHING_UNSEEN_IS_REPLACED: &str = "a password that was changed elsewhere is not replaced";
/// Without these, the other properties could hold because nothing happens.
const A_RESET_IS_FINISHED: &str = "a reset is finished";
const A_LINK_WORKS_AGAIN: &str = "a link works again after a write that came to nothing";

#[cfg(test)]
mod tests {
    use stateright::{Checker, Expectation};

    use super::*;

    /// The properties that fail with these guards.
    fn failing(guards: WriteGuards) -> Vec<&'static str> {
        let model = Writes { attempts: 3, changes: 1, repeats: 1, guards };
        let checker = model.checker().spawn_bfs().join();
        println!("{} states, {} of them unique", checker.state_count(), checker.unique_state_count());
        let discoveries = checker.discoveries();
        let properties = checker.model().properties();
        let fails = |property: &&Property<Writes>| {
            (property.expectation == Expectation::Sometimes) != discoveries.contains_key(property.name)
        };
        properties.iter().filter(fails).map(|property| property.name).collect()
    }

    #[test]
    fn a_reset_in_a_directory_is_done_exactly_once_or_visibly_not() {
        assert_eq!(failing(WriteGuards::ALL), [""; 0]);
    }

    #[test]
    fn without_the_comparison_a_password_changed_elsewhere_is_replaced() {
        let guards = WriteGuards { compares_version: false, ..WriteGuards::ALL };
        assert!(failing(guards).contains(&NOTHING_UNSEEN_IS_REPLACED));
    }

    #[test]
    fn without_a_deadline_a_late_write_goes_unreported() {
        let guards = WriteGuards { has_deadline: false, ..WriteGuards::ALL };
        assert_eq!(failing(guards), [EVERY_NEW_PASSWORD_IS_REPORTED]);
    }

    #[test]
    fn without_a_mark_a_crash_leaves_a_password_unreported() {
        let guards = WriteGuards { is_marked: false, ..WriteGuards::ALL };
        assert!(failing(guards).contains(&EVERY_NEW_PASSWORD_IS_REPORTED));
    }

    #[test]
    fn without_a_look_at_the_version_a_write_that_was_done_goes_unreported() {
        let guards = WriteGuards { settles_by_version: false, ..WriteGuards::ALL };
        assert_eq!(failing(guards), [EVERY_NEW_PASSWORD_IS_REPORTED]);
    }

    #[test]
    fn a_link_that_is_used_up_first_is_spent_by_a_crash_with_the_old_password() {
        let guards = WriteGuards { uses_link_after_answer: false, ..WriteGuards::ALL };
        assert!(failing(guards).contains(&NO_SPENT_LINK_WITH_THE_OLD_PASSWORD));
    }
}
