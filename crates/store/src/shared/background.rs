//! How steps that nobody waits for share commits with those that people wait for.

/// While people wait, one step in the background goes along with so many of theirs, and one in any case: what is
/// promised gets done under any load, and answers are late by no more than this. An email is a hundred times dearer
/// than the answer that promised it, and what comes after the commit takes from the same cores.
const ANSWERS_PER_BACKGROUND: usize = 64;

/// How many steps in the background go along with so many that people wait for.
pub(crate) fn share(answers: usize) -> usize {
    (answers / ANSWERS_PER_BACKGROUND).max(1)
}
