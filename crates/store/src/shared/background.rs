//! How steps that nobody waits for share commits with those that people wait for.

/// While people wait, each commit includes one background step for this many of theirs, and at least one. So what was
/// promised gets done under any load, and answers are delayed by no more than this. An email costs a hundred times as
/// much as the answer that promised it, and the work after the commit uses the same cores.
const ANSWERS_PER_BACKGROUND: usize = 64;

/// How many steps in the background go along with so many that people wait for.
pub(crate) fn share(answers: usize) -> usize {
    (answers / ANSWERS_PER_BACKGROUND).max(1)
}
