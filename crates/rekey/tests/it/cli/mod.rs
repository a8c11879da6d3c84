//! The program itself, run in folders of its own.

mod accounts;
mod audit;
mod configuration;
mod databases;
mod dialect_pages;
mod directories;
mod doctor;
mod doctor_mail;
mod documented;
mod examples;
mod help;
mod import;
mod keys;
mod locations;
mod mail;
mod metrics;
mod mistakes;
mod moving;
mod outbox;
mod people;
mod reload;
mod sandbox;
mod second_factor;
mod serving;
mod templates;
mod unattended;
