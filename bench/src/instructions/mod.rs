//! What one request, one delivery, one completion and one sign-in cost, in instructions: a figure that a busy machine
//! doesn't change, so that it has bounds.
//!
//! Run it by `cargo run --release -p rekey-bench -- instructions`; it needs Valgrind.

mod callgrind;

use std::net::SocketAddr;
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use self::callgrind::Counter;
use crate::clock;
use crate::figures::{count, float, whole};
use crate::load::Connection;
use crate::load::requests::Requests;
use crate::options::Options;
use crate::people::HashCost;
use crate::server::Server;
use crate::server::rekey::Rekey;
use crate::server::sqlite::{Home, Template};

/// How many accounts there are.
const ACCOUNTS: u64 = 1_000;
/// How often each is done; the figures are means.
const EACH: u64 = 200;
/// Answers before the count begins: connections, caches and statements are ready then.
const WARM_UP: u64 = 50;
/// How long emails may take, under Valgrind.
const MAILS: Duration = Duration::from_mins(2);
/// How long deliveries wait for the server's start, under Valgrind.
const UNTIL_STARTED: Duration = Duration::from_secs(40);

/// The most instructions that each may take on SQLite, without its password hashes: a tenth more than on 2026-12-01. A
/// request is a difference of two counts, which varies by 40,000: it may take half as much again as the largest count.
/// Sign-in and completion sign a JWT by RSA, which takes six million.
const BOUNDS: [(Work, u64); 4] =
    [(Work::Request, 160_000), (Work::Delivery, 1_140_000), (Work::Completion, 10_800_000), (Work::SignIn, 9_600_000)];

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Work {
    /// Accepting `startPasswordReset`.
    Request,
    /// The email of a request.
    Delivery,
    /// `completePasswordReset`, with the notice that follows.
    Completion,
    /// Sign-in by password.
    SignIn,
}

impl Work {
    fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Delivery => "delivery",
            Self::Completion => "completion and its notice",
            Self::SignIn => "sign-in",
        }
    }
}

/// Counts, prints, and fails where a bound is passed.
pub(crate) fn run(options: &Options) -> Result<()> {
    let rekey = Rekey::find(!options.no_build)?;
    let template = Template::make(&rekey, ACCOUNTS)?;
    let delivery = deliveries(&rekey, &template)?;
    let mut over = Vec::new();
    println!("Instructions on SQLite, without password hashes, means of {}:", count(EACH));
    for (work, bound) in BOUNDS {
        let measured = match work {
            // A request is delivered while it is counted.
            Work::Request => answers(&rekey, &template, work)? - delivery,
            Work::Delivery => delivery,
            Work::Completion | Work::SignIn => answers(&rekey, &template, work)?,
        };
        println!("{:<26} {:>12}, at most {}", work.name(), whole(measured), count(bound));
        if measured > float(bound) {
            over.push(work.name());
        }
    }
    ensure!(over.is_empty(), "more than their bounds: {}", over.join(", "));
    Ok(())
}

/// Instructions of each answer, with the emails that it causes.
fn answers(rekey: &Rekey, template: &Template, work: Work) -> Result<f64> {
    let home = template.copy()?;
    home.set_hash_cost(HashCost::LEAST, ACCOUNTS)?;
    let requests = match work {
        Work::Request | Work::Delivery => Requests::start_for_accounts(ACCOUNTS),
        Work::Completion => {
            home.mint_tokens(ACCOUNTS)?;
            Requests::complete(ACCOUNTS)
        }
        Work::SignIn => Requests::sign_in(ACCOUNTS),
    };
    let (server, mut counter) = serve(rekey, &home)?;
    send(server.address, &requests, 0..WARM_UP)?;
    wait_for_mails(&home)?;
    counter.read()?;
    send(server.address, &requests, WARM_UP..WARM_UP + EACH)?;
    wait_for_mails(&home)?;
    Ok(float(counter.read()?.ours()) / float(EACH))
}

/// Instructions of each delivery.
fn deliveries(rekey: &Rekey, template: &Template) -> Result<f64> {
    let home = template.copy()?;
    // No mail server answers, so that the emails wait.
    let (server, _) = rekey
        .serve_with(home.site(), &[("REKEY_MAIL__DISCARD", "false"), ("REKEY_MAIL__SMTP_URL", "smtp://127.0.0.1:1")])?;
    send(server.address, &Requests::start_for_accounts(ACCOUNTS), 0..EACH)?;
    drop(server);
    home.postpone_mails(UNTIL_STARTED)?;
    let (_server, mut counter) = serve(rekey, &home)?;
    counter.read()?;
    ensure!(home.waiting_mails()? == EACH, "mails were delivered while the server started");
    wait_for_mails(&home)?;
    Ok(float(counter.read()?.ours()) / float(EACH))
}

/// A server that counts its instructions, and hashes cheaply.
fn serve(rekey: &Rekey, home: &Home) -> Result<(Server, Counter)> {
    let folder = home.site().folder();
    let (server, _) = rekey.serve_under(home.site(), &HashCost::LEAST_SETTINGS, &callgrind::wrapper(folder))?;
    let counter = Counter::of(server.pid(), folder);
    Ok((server, counter))
}

/// Sends these requests one after the other, and expects 200.
fn send(server: SocketAddr, requests: &Requests, numbers: std::ops::Range<u64>) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut connection = Connection::open(server).await?;
        for number in numbers {
            requests.write(number, connection.request());
            let status = connection.exchange().await?;
            ensure!(status == 200, "request {number} was answered {status}");
        }
        Ok(())
    })
}

fn wait_for_mails(home: &Home) -> Result<()> {
    let begin = clock::now();
    while home.waiting_mails().context("reading the outbox")? > 0 {
        ensure!(begin.elapsed() < MAILS, "the mails are not sent after {} s", MAILS.as_secs());
        sleep(Duration::from_millis(100));
    }
    Ok(())
}
