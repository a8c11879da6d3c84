//! The hosted pages.

mod forms;
mod links;
mod not_me;
mod recovery;
mod responses;
mod sameness;
mod sign_in;
