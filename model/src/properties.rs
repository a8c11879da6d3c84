//! What must be true in every state, and what must be possible at all.

use stateright::{Model, Property};

use crate::life::TokenLife;
use crate::state::{EntryState, State};

/// R3.
pub(crate) const AT_MOST_ONE_SUCCESS: &str = "a token succeeds at most once";
/// R6.
pub(crate) const NO_SUCCESS_OUT_OF_TIME: &str = "no token that is void or expired lets anybody in";
/// R19.
pub(crate) const NOTHING_IS_LOST: &str = "an accepted request is delivered or visibly given up";
/// R19.
pub(crate) const DUPLICATES_HAVE_A_CAUSE: &str =
    "an email is sent twice only if a node died, was stopped, or got no answer";
/// Without these, the other properties could hold because nothing happens.
pub(crate) const SOMEBODY_GETS_IN: &str = "a token lets somebody in";
pub(crate) const TWO_RACE: &str = "two nodes hash for the same token at once";
pub(crate) const BOTH_ARE_MAILED: &str = "both requests are delivered";

pub(crate) fn all() -> Vec<Property<TokenLife>> {
    vec![
        Property::always(AT_MOST_ONE_SUCCESS, |_, state: &State| state.tokens.iter().all(|token| token.successes <= 1)),
        Property::always(NO_SUCCESS_OUT_OF_TIME, |_, state: &State| !state.success_out_of_time),
        Property::always(NOTHING_IS_LOST, |model: &TokenLife, state: &State| {
            state.entries.iter().all(|entry| entry.state != EntryState::Pending) || !is_over(model, state)
        }),
        Property::always(DUPLICATES_HAVE_A_CAUSE, |_, state: &State| {
            state.entries.iter().all(|entry| entry.mails <= 1 + entry.mishaps)
        }),
        Property::sometimes(SOMEBODY_GETS_IN, |_, state: &State| state.tokens.iter().any(|token| token.successes == 1)),
        Property::sometimes(TWO_RACE, |_, state: &State| {
            use crate::state::Node::Hashing;
            let hashing = state.nodes.iter().filter(|node| matches!(node, Hashing { token: 0 }));
            hashing.count() == 2
        }),
        Property::sometimes(BOTH_ARE_MAILED, |_, state: &State| {
            state.entries.len() == 2 && state.entries.iter().all(|entry| entry.state == EntryState::Sent)
        }),
    ]
}

/// Whether nothing more can happen. Every run ends there: each action spends a budget, or advances a job that only a
/// budget can start again.
fn is_over(model: &TokenLife, state: &State) -> bool {
    let mut actions = Vec::new();
    model.actions(state, &mut actions);
    actions.is_empty()
}

#[cfg(test)]
mod tests {
    use std::num::NonZero;

    use stateright::{Checker, Expectation, HasDiscoveries};

    use super::*;
    use crate::life::{Guards, Purpose};

    /// The properties that fail for this purpose with these guards; without all guards, the first that does.
    fn failing(purpose: Purpose, guards: Guards) -> Vec<&'static str> {
        let until = if guards == Guards::ALL { HasDiscoveries::All } else { HasDiscoveries::AnyFailures };
        let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
        let model = TokenLife::of_three_nodes(purpose, guards);
        let checker =
            model.checker().threads(threads).symmetry_fn(State::canonical).finish_when(until).spawn_dfs().join();
        println!("{} states, {} of them unique", checker.state_count(), checker.unique_state_count());
        let discoveries = checker.discoveries();
        let properties = checker.model().properties();
        let fails = |property: &&Property<TokenLife>| match property.expectation {
            Expectation::Sometimes => guards == Guards::ALL && !discoveries.contains_key(property.name),
            Expectation::Always | Expectation::Eventually => discoveries.contains_key(property.name),
        };
        properties.iter().filter(fails).map(|property| property.name).collect()
    }

    #[test]
    fn every_property_of_resets_holds_over_all_interleavings() {
        assert_eq!(failing(Purpose::Reset, Guards::ALL), [""; 0]);
    }

    #[test]
    fn every_property_of_sign_in_links_holds_over_all_interleavings() {
        assert_eq!(failing(Purpose::SignIn, Guards::ALL), [""; 0]);
    }

    #[test]
    fn without_the_conditional_update_a_token_succeeds_twice() {
        let guards = Guards { conditional_use: false, ..Guards::ALL };
        assert_eq!(failing(Purpose::SignIn, guards), [AT_MOST_ONE_SUCCESS]);
    }

    #[test]
    fn without_a_second_look_a_void_token_succeeds() {
        let guards = Guards { looks_again: false, ..Guards::ALL };
        assert_eq!(failing(Purpose::Reset, guards), [NO_SUCCESS_OUT_OF_TIME]);
    }

    #[test]
    fn without_leases_a_dead_node_takes_its_request_with_it() {
        let guards = Guards { leases: false, ..Guards::ALL };
        assert_eq!(failing(Purpose::Reset, guards), [NOTHING_IS_LOST]);
    }

    #[test]
    fn without_numbered_claims_a_late_worker_mails_beside_another() {
        let guards = Guards { numbered_claims: false, ..Guards::ALL };
        assert_eq!(failing(Purpose::Reset, guards), [DUPLICATES_HAVE_A_CAUSE]);
    }
}
