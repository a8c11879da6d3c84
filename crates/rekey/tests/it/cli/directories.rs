//! `rekey directory`, and the settings of directories.

use super::sandbox::Sandbox;
use crate::faults::cluster::Cluster;
use crate::faults::database::Database;
use crate::support::slapd::{SERVICE_PASSWORD, Slapd};

/// Adds a directory to the settings.
fn add(sandbox: &Sandbox, table: &str) {
    let text = std::fs::read_to_string(sandbox.path("rekey.toml")).unwrap();
    sandbox.write("rekey.toml", &format!("{text}\n{table}"));
}

fn ldap(url: &str, more: &str) -> String {
    format!(
        "[directories.staff]
kind = \"ldap\"
url = \"{url}\"
bind_dn = \"cn=rekey,dc=example,dc=com\"
bind_password_file = \"ldap-password\"
base = \"dc=example,dc=com\"
{more}"
    )
}

#[tokio::test]
async fn an_ldap_server_is_checked_without_a_change() {
    let slapd = Slapd::start().await;
    let sandbox = Sandbox::installed();
    sandbox.write("ldap-password", SERVICE_PASSWORD);
    add(&sandbox, &ldap(&slapd.url(), "privileged_groups = [\"cn=admins,dc=example,dc=com\"]"));
    let check = |email: &str| sandbox.run(&["directory", "check", "staff", "--email", email]).done();
    let known = check("ann@example.com");
    assert!(known.contains("Ann Miller") && known.contains("gets emails") && known.contains("ppolicy"), "{known}");
    assert!(check("root@example.com").contains("locked or privileged"));
    assert!(check("nobody@example.com").contains("has no account with this address"));
    sandbox.write("ldap-password", "wrong");
    sandbox.run(&["directory", "check", "staff"]).failed(1, &["directory `staff`", "bind_dn can't sign in"]);
}

#[test]
fn passwords_are_not_sent_to_an_ldap_server_in_the_clear() {
    let refused = |url: &str, more: &str, said: &str| {
        let sandbox = Sandbox::configured();
        sandbox.write("ldap-password", SERVICE_PASSWORD);
        add(&sandbox, &ldap(url, more));
        sandbox.run(&["config", "check"]).failed(2, &["directories.staff", said]);
    };
    refused("ldap://ldap.example.com", "starttls = false", "in the clear");
    refused("ldap://127.0.0.1", "starttls = false\nflavor = \"active-directory\"", "in the clear");
    refused("https://ldap.example.com", "", "ldaps://HOST");
    refused("ldaps://ldap.example.com", "filter = \"objectClass=person\"", "(objectClass=person)");
    let sandbox = Sandbox::configured();
    sandbox.write("ldap-password", SERVICE_PASSWORD);
    add(&sandbox, &ldap("ldap://a.example.com ldaps://b.example.com", ""));
    sandbox.run(&["config", "check"]).done();
}

#[test]
fn a_write_is_ended_by_force_only_with_an_outcome_and_its_id() {
    let sandbox = Sandbox::installed();
    let force = |outcome: &str| {
        let id = "01a2058c-1eff-7ce7-9218-5793ce9c4a3e";
        sandbox.run(&["directory", "settle", "--force", outcome, id])
    };
    force("perhaps").failed(2, &["unknown outcome `perhaps`", "released"]);
    force("released").failed(1, &["no write `01a2058c-1eff-7ce7-9218-5793ce9c4a3e` is under way", "--list"]);
    sandbox.run(&["directory", "settle", "--list"]).done();
}

#[tokio::test]
async fn a_database_user_without_rights_is_told_which_and_the_command_fails() {
    let database = Database::create(Cluster::shared()).await;
    let user = format!("{}_rekey", database.name());
    database
        .run(
            "CREATE TABLE people (id integer PRIMARY KEY, email text NOT NULL, pw text NOT NULL);
             INSERT INTO people VALUES (1, 'ann@example.com', 'h'), (2, 'ann@example.com', 'i')",
        )
        .await;
    database.command(&format!("DROP ROLE IF EXISTS {user}")).await;
    database.command(&format!("CREATE ROLE {user} LOGIN")).await;
    let sandbox = Sandbox::installed();
    let url = database.url().replace("postgres@", &format!("{user}@"));
    let select = "SELECT id, email, pw AS hash FROM people WHERE";
    let set = "UPDATE people SET pw = :new_hash WHERE id = :id AND pw = :old_hash";
    add(
        &sandbox,
        &format!(
            "[directories.app]\nkind = \"sql\"\nurl = \"{url}\"\nhash = \"argon2id\"\nfind = \"{select} lower(email) = :address\"\nget = \"{select} id = :id\"\nset_password = \"{set}\""
        ),
    );
    let check = |more: &[&str]| sandbox.run(&[&["directory", "check", "app"], more].concat());
    let refused = check(&[]);
    assert!(refused.out.contains("problem  find: ") && refused.out.contains("permission denied"), "{refused:?}");
    refused.failed(1, &["directory `app` has 3 problems"]);
    database.run(&format!("GRANT SELECT, UPDATE ON people TO {user}")).await;
    assert!(check(&[]).done().contains("add --email ADDRESS"));
    let known = check(&["--email", "ann@example.com"]).done();
    assert!(known.contains("one row of 1 (rolled back)") && known.contains("one row of 2 (rolled back)"), "{known}");
    assert_eq!(database.text("SELECT string_agg(pw, '' ORDER BY id) FROM people").await.as_deref(), Some("hi"));
    database.run(&format!("DROP OWNED BY {user}")).await;
    database.command(&format!("DROP ROLE {user}")).await;
}
