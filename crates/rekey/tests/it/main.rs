//! The whole program over real sockets.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that can't continue says where and why by panicking"
)]

mod asvs_table;
mod attacks;
mod breaches;
mod channels;
mod cli;
mod default_location;
mod devices;
mod documents;
mod every_route;
mod faults;
mod house_rules;
mod insforge;
mod introspection;
mod languages;
mod mail_events;
mod module_graph;
mod nexudus;
mod operations;
mod other_provider;
mod packaging;
mod pages;
mod passwords;
mod sameness;
mod security_table;
mod shared_paths;
mod shared_rules;
mod singularity;
mod support;
mod unserved_paths;
mod v1;
mod webhooks;
