//! Resets whose accounts live in an app's own table, beside those of Rekey's own accounts.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, ensure};

use super::Bench;
use super::rows::{Row, section};
use crate::clock;
use crate::load::requests::Requests;
use crate::load::{self, Load};
use crate::people::{self, HashCost};
use crate::report::{Report, Wanted};
use crate::server::postgres::Cluster;
use crate::server::rekey::Rekey;
use crate::server::sqlite::{Home, Template};

const ABOUT: &str = "`startPasswordReset` asks no directory; mail workers do. `completePasswordReset` reads the account \
and sets its password in a table of PostgreSQL on the same machine, between two commits of Rekey's own. Both hash with \
Argon2id at the usual cost. Links were mailed before, into files.";

/// Enough that no hashing thread ever waits for a request.
const CONNECTIONS: usize = 16;
/// More than two cores reset within the measured time.
const PEOPLE: u64 = 600;
const DATABASE: &str = "app";
/// For the emails of everybody.
const PATIENCE: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_millis(100);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Own,
    Sql,
}

impl Kind {
    const ALL: [Self; 2] = [Self::Own, Self::Sql];

    fn name(self) -> &'static str {
        match self {
            Self::Own => "Rekey's own accounts",
            Self::Sql => "an app's table",
        }
    }
}

pub(super) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    let rekey = bench.rekey()?;
    let template = Template::make(rekey, PEOPLE)?;
    let cluster = Cluster::start()?;
    let mut requests = Kind::ALL.map(|kind| (kind, Vec::new()));
    let mut resets = Kind::ALL.map(|kind| (kind, Vec::new()));
    for round in 1..=bench.scale.rounds {
        eprintln!("directories: round {round} of {}", bench.scale.rounds);
        for kind in Kind::ALL {
            let home = template.copy()?;
            let place = usize::from(kind == Kind::Sql);
            prepare(kind, &home, &cluster)?;
            let (asked, completed) = measure(bench, rekey, &home)?;
            requests[place].1.push((asked, None));
            resets[place].1.push((completed, None));
        }
    }
    let rows = |of: &str, rounds: [(Kind, Vec<_>); 2]| {
        let row = |(kind, rounds): (Kind, Vec<_>)| Row::median(format!("{of}, {}", kind.name()), CONNECTIONS, rounds);
        rounds.into_iter().filter_map(row).collect::<Vec<Row>>()
    };
    let (requests, resets) = (rows("startPasswordReset", requests), rows("completePasswordReset", resets));
    for (rows, least) in [(&requests, 0.9), (&resets, 0.5)] {
        if let [own, directory] = rows.as_slice() {
            let what = format!("{} per {}", directory.name, own.name);
            report.target(what, Wanted::AtLeast(least, ""), directory.outcome.rate / own.outcome.rate);
        }
    }
    report.section(section("Accounts in a directory", ABOUT, &[requests, resets].concat()));
    Ok(())
}

/// Makes the table, and names it in the settings of this home.
fn prepare(kind: Kind, home: &Home, cluster: &Cluster) -> Result<()> {
    if kind == Kind::Own {
        return Ok(());
    }
    cluster.drop(DATABASE)?;
    cluster.create(DATABASE, None)?;
    let hash = people::password_hash(HashCost::USUAL, 0)?;
    cluster.sql(
        DATABASE,
        &format!(
            "CREATE TABLE people (id bigint PRIMARY KEY, email text NOT NULL UNIQUE, pw text NOT NULL);
             INSERT INTO people
             SELECT n, 'person-' || lpad(n::text, 10, '0') || '@bench.example', '{hash}'
             FROM generate_series(0::bigint, {}) AS n",
            PEOPLE - 1
        ),
    )?;
    let select = "SELECT id, email, pw AS hash FROM people WHERE";
    let settings = format!(
        "[directories.app]
kind = \"sql\"
url = \"{}\"
hash = \"argon2id\"
find = \"{select} email = :address\"
get = \"{select} id = :id\"
set_password = \"UPDATE people SET pw = :new_hash WHERE id = :id AND pw = :old_hash\"

[[locations]]
id = 1
directory = \"app\"
",
        cluster.url(DATABASE)
    );
    fs::write(home.site().folder().join("rekey.toml"), settings)?;
    Ok(())
}

/// The rates of requests and of resets. The links are those of an earlier server, which mailed them.
fn measure(bench: &Bench, rekey: &Rekey, home: &Home) -> Result<(load::Outcome, load::Outcome)> {
    let mails = home.site().folder().join("mails");
    let folder = mails.display().to_string();
    let to_files = [("REKEY_MAIL__DISCARD", "false"), ("REKEY_MAIL__FOLDER", folder.as_str())];
    let (server, _) = rekey.serve_with(home.site(), &to_files)?;
    let once = Load { connections: 4, warm_up: Duration::ZERO, ..bench.load(4) };
    load::run(once, &[&server], &Arc::new(Requests::start_once(PEOPLE)))?;
    let tokens = tokens(&mails)?;
    drop(server);
    let (server, _) = home.serve(rekey)?;
    let asked = load::run(bench.load(CONNECTIONS), &[&server], &Arc::new(Requests::start_for_accounts(PEOPLE)))?;
    // The emails of those requests are sent meanwhile, as on a busy day.
    let completed = load::run(bench.load(CONNECTIONS), &[&server], &Arc::new(Requests::complete_with(tokens)))?;
    Ok((asked, completed))
}

/// The tokens in the emails of a folder, once everybody has one.
fn tokens(folder: &Path) -> Result<Vec<String>> {
    let begun = clock::now();
    loop {
        let mut tokens = Vec::new();
        for mail in fs::read_dir(folder).into_iter().flatten() {
            let text = fs::read_to_string(mail?.path())?.replace("=\r\n", "").replace("=3D", "=");
            let token = text.split_once("token=").map(|(_, rest)| rest.chars().take_while(char::is_ascii_hexdigit));
            tokens.extend(token.map(String::from_iter).filter(|token: &String| token.len() == 64));
        }
        if u64::try_from(tokens.len())? >= PEOPLE {
            return Ok(tokens);
        }
        ensure!(begun.elapsed() < PATIENCE, "only {} of {PEOPLE} links were mailed", tokens.len());
        std::thread::sleep(PAUSE);
    }
}
