//! Rekey, put together: configuration, adapters, the server and its commands.
//!
//! `rekey serve` reads top to bottom through [`cli`], [`config`], [`installation`] and [`serve`].

pub mod adapters;
mod backups;
mod canary;
pub mod cli;
pub mod command_error;
pub mod commands;
pub mod config;
pub mod directories;
mod file_error;
pub mod installation;
mod logging;
mod operator;
mod output;
pub mod serve;
mod spelling;
pub mod telemetry;
mod template_keeper;
pub mod webhooks;
