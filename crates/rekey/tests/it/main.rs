//! The whole program over real sockets.

mod house_rules;
mod introspection;
mod nexudus;
mod pages;
mod shared_rules;
mod support;
