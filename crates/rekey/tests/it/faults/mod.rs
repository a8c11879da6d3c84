//! Faults that need whole processes: the program is killed, loses its database or disk, is stopped, or runs twice,
//! while clients ask for resets. Mails go to a real SMTP server.

mod burst;
mod chaos;
mod clocks;
mod collector;
mod copy;
mod directories;
mod doctor;
mod full_disk;
mod kill;
mod load;
mod lost_database;
mod mails;
mod nodes;
pub(crate) mod program;
mod proxies;
mod random;
mod secrets;
mod shared;
pub(crate) mod small_disk;
mod stop;
mod traces;
mod upgrade;
pub(crate) mod wait;
mod webhooks;

#[path = "../../../../store/tests/it/postgres/cluster.rs"]
#[expect(dead_code, reason = "shared with the tests of the store, which do more with it")]
pub(crate) mod cluster;
#[path = "../../../../store/tests/it/postgres/database.rs"]
#[expect(dead_code, reason = "shared with the tests of the store, which do more with it")]
pub(crate) mod database;
#[path = "../../../../mail/tests/it/support/smtp_server.rs"]
#[expect(dead_code, reason = "shared with the tests of mail, which do more with it")]
pub(crate) mod smtp_server;
#[path = "../../../../mail/tests/it/support/verifier.rs"]
mod verifier;
