//! Rekey, put together: configuration, adapters, the server and its commands.

pub mod adapters;
