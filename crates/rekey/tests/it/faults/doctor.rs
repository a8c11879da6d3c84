//! `rekey doctor` over PostgreSQL.

use serde_json::Value;

use super::cluster::Cluster;
use super::database::Database;
use super::program::Program;

/// What was found in a check: whether it is well, and what it is.
fn of<'a>(findings: &'a [Value], check: &str) -> Vec<(bool, &'a str)> {
    let found = findings.iter().filter(|finding| finding["check"] == check);
    found.map(|finding| (finding["ok"].as_bool().unwrap(), finding["finding"].as_str().unwrap())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_doctor_says_how_postgresql_does_and_what_a_power_cut_would_cost() {
    let database = Database::create(Cluster::shared()).await;
    let program = Program::with_mail(&database.url(), "");
    program.append("public_url = \"http://127.0.0.1:1\"");

    let found = program.examine(None).await;
    let [(true, server)] = of(&found, "database")[..] else { panic!("{found:?}") };
    assert!(server.contains("PostgreSQL 1") && server.contains("up to date"), "{server}");
    let [(_, commits)] = of(&found, "commits")[..] else { panic!("{found:?}") };
    assert!(commits.starts_with("answers in ") && commits.contains("commits in "), "{commits}");
    let [(true, clock)] = of(&found, "clock")[..] else { panic!("{found:?}") };
    assert!(clock.ends_with("as in the database"), "{clock}");
    // The server that tests share forgoes both, to be quick.
    assert_eq!(of(&found, "durability"), [(false, "fsync = off"), (false, "full_page_writes = off")]);

    database.run(&format!("ALTER DATABASE {} SET synchronous_commit = off", database.name())).await;
    let file = program.path("clock");
    std::fs::write(&file, "-1h").unwrap();
    let found = program.examine(Some(&file)).await;
    assert!(of(&found, "durability").contains(&(false, "synchronous_commit = off")), "{found:?}");
    let [(false, clock)] = of(&found, "clock")[..] else { panic!("{found:?}") };
    assert!(clock.contains(" here and ") && clock.ends_with("in the database"), "{clock}");
}
