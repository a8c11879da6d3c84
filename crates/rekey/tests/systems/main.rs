//! Whole foreign systems, which take long to set up. `./test --systems` runs them, and says where they are.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails says where and why by panicking")]

mod directories;
mod ldap;
mod page;
mod upgrade;

#[path = "../../../store/tests/it/postgres/cluster.rs"]
#[expect(dead_code, reason = "shared with the tests of the store, which do more with it")]
mod cluster;
#[path = "../../../store/tests/it/postgres/database.rs"]
#[expect(dead_code, reason = "shared with the tests of the store, which do more with it")]
mod database;
#[path = "../it/faults/load.rs"]
#[expect(dead_code, reason = "shared with the tests of faults, which do more with it")]
mod load;
#[path = "../it/faults/mails.rs"]
#[expect(dead_code, reason = "shared with the tests of faults, which do more with it")]
mod mails;
#[path = "../../../directory/tests/it/mariadb.rs"]
#[expect(dead_code, reason = "shared with the tests of directories, which do more with it")]
mod mariadb;
#[path = "../it/faults/program.rs"]
#[expect(dead_code, reason = "shared with the tests of faults, which do more with it")]
mod program;
#[path = "../../../mail/tests/it/support/smtp_server.rs"]
#[expect(dead_code, reason = "shared with the tests of mail, which do more with it")]
mod smtp_server;
#[path = "../it/faults/wait.rs"]
mod wait;
