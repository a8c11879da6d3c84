//! Where pages lead on to.

/// The page to sign in, which also shows who is signed in.
pub(super) const SIGN_IN: &str = "/signin";
/// Where a reset ends.
pub(super) const RESET_DONE: &str = "/reset/done";
