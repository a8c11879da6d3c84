//! Resets whose accounts live in each kind of directory, beside those of Rekey's own accounts.

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
use crate::report::{Report, Wanted};
use crate::server::directory::Directory;
use crate::server::rekey::Rekey;
use crate::server::sqlite::{Home, Template};

const ABOUT: &str = "`startPasswordReset` asks no directory; mail workers do. `completePasswordReset` \
                     reads the account and sets its password in the directory, which runs on the same \
                     machine, between two commits to Rekey's own database. Rekey hashes with Argon2id at \
                     the usual cost, except for OpenLDAP, which does its own hashing. The backend keeps \
                     its accounts in memory and verifies no signatures. The links come from emails that \
                     were written to files beforehand.";

/// Enough that no hashing thread ever waits for a request.
const CONNECTIONS: usize = 16;
/// More than two cores reset within the measured time.
const PEOPLE: u64 = 600;
/// For the emails of everybody.
const PATIENCE: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_millis(100);

pub(super) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    let rekey = bench.rekey()?;
    let template = Template::make(rekey, PEOPLE)?;
    let directories = Directory::all(PEOPLE)?;
    let mut rounds = directories.each_ref().map(|_| (Vec::new(), Vec::new()));
    for round in 1..=bench.scale.rounds {
        eprintln!("directories: round {round} of {}", bench.scale.rounds);
        for (directory, (requests, resets)) in directories.iter().zip(&mut rounds) {
            let home = template.copy()?;
            if let Some(settings) = directory.settings() {
                fs::write(home.site().folder().join("rekey.toml"), settings)?;
            }
            let (asked, completed) = measure(bench, rekey, &home)?;
            requests.push((asked, None));
            resets.push((completed, None));
        }
    }
    let (mut requests, mut resets) = (Vec::new(), Vec::new());
    for (directory, (asked, completed)) in directories.iter().zip(rounds) {
        let row = |of, rounds| Row::median(format!("{of}, {}", directory.name()), CONNECTIONS, rounds);
        requests.extend(row("startPasswordReset", asked));
        resets.extend(row("completePasswordReset", completed));
    }
    for (rows, least) in [(&requests, 0.9), (&resets, 0.5)] {
        let Some((own, others)) = rows.split_first() else { continue };
        for row in others {
            let what = format!("{} relative to {}", row.name, own.name);
            report.target(what, Wanted::AtLeast(least, ""), row.outcome.rate / own.outcome.rate);
        }
    }
    report.section(section("Accounts in a directory", ABOUT, &[requests, resets].concat()));
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
    // A warm-up could use up every link.
    let cold = Load { warm_up: Duration::ZERO, ..bench.load(CONNECTIONS) };
    let completed = load::run(cold, &[&server], &Arc::new(Requests::complete_with(tokens)))?;
    Ok((asked, completed))
}

/// The tokens in the emails of a folder, once everybody has one.
fn tokens(folder: &Path) -> Result<Vec<String>> {
    let begun = clock::now();
    loop {
        let mut tokens = Vec::new();
        for mail in fs::read_dir(folder).into_iter().flatten() {
            // Until a mail is whole it has another name.
            let Ok(text) = fs::read_to_string(mail?.path()) else { continue };
            let text = text.replace("=\r\n", "").replace("=3D", "=");
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
