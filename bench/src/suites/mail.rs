//! Deliveries over SMTP: how fast a backlog drains, beside Postfix' own client, and how soon an email is handed over.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tokio::time::MissedTickBehavior;

use super::Bench;
use crate::baselines::mail_server::MailServer;
use crate::figures::{float, median, percentile, rate};
use crate::load::Connection;
use crate::load::requests::Requests;
use crate::report::{Report, Section, Wanted};
use crate::server::Server;
use crate::server::postfix::Sink;
use crate::server::rekey::Rekey;
use crate::server::sqlite::{Home, Template};
use crate::{clock, people, process};

const ABOUT: &str = "A backlog of emails waits when the server starts. The rate is how fast Rekey claims, \
                     prepares, renders, sends and durably settles them, over 4 persistent connections. In \
                     the same run, `smtp-source` sends as many emails of the same size over as many \
                     persistent connections to the same `smtp-sink`. In the last two rows, Rekey sends to \
                     a mail server that is part of the bench, without TLS and with STARTTLS. The times \
                     are from a request to the final dot of its email, at 50 requests a second. \
                     Everything shares the cores.";
/// As `mail.connections` has it.
const CONNECTIONS: u32 = 4;
/// Between requests.
const PACE: Duration = Duration::from_millis(20);
/// Requests before those that count.
const WARM_UP: u64 = 50;
/// How long the last emails may take.
const PATIENCE: Duration = Duration::from_mins(5);
/// Between looks at the outbox, which are cheap: the index of what waits is small.
const LOOK: Duration = Duration::from_millis(200);

pub(super) fn run(bench: &Bench, report: &mut Report) -> Result<()> {
    let rekey = bench.rekey()?;
    let template = Template::make(rekey, bench.scale.accounts.max(bench.scale.mails))?;
    let sink = Sink::start()?;
    let (mut plain, mut tls, mut drains) = (Vec::new(), Vec::new(), Vec::new());
    for round in 1..=bench.scale.rounds {
        eprintln!("mail: round {round} of {}", bench.scale.rounds);
        plain.push(OwnServer::measure(bench, rekey, &template, false)?);
        tls.push(OwnServer::measure(bench, rekey, &template, true)?);
        let bytes = plain[0].latency.bytes;
        let ours = drain(bench, rekey, &template, &[("REKEY_MAIL__SMTP_URL", &plain_url(sink.address))])?;
        let theirs = sink.flood(bench.scale.mails, bytes, CONNECTIONS)?;
        drains.push((ours, theirs));
    }
    let plain = median(plain, |round| round.latency.p50).context("no round")?;
    let tls = median(tls, |round| round.latency.p50).context("no round")?;
    let (ours, theirs) = median(drains, |(ours, theirs)| ours.rate() / theirs).context("no round")?;
    tell(report, bench.scale.mails, [&plain, &tls], &ours, theirs);
    Ok(())
}

/// What was measured with the bench's own mail server.
struct OwnServer {
    latency: Latency,
    drain: Drain,
}

impl OwnServer {
    fn measure(bench: &Bench, rekey: &Rekey, template: &Template, with_tls: bool) -> Result<Self> {
        let mut server = MailServer::start(with_tls)?;
        let (url, certificate) = match &server.certificate {
            Some(file) => (format!("smtp://{}?tls=required", server.address), file.display().to_string()),
            None => (plain_url(server.address), String::new()),
        };
        let mut settings = vec![("REKEY_MAIL__SMTP_URL", url.as_str())];
        if with_tls {
            settings.push(("REKEY_MAIL__ROOT_CERTIFICATES", certificate.as_str()));
        }
        let latency = latency(bench, rekey, template, &mut server, &settings)?;
        let drain = drain(bench, rekey, template, &settings)?;
        Ok(Self { latency, drain })
    }
}

/// From a request to its email, in milliseconds.
struct Latency {
    p50: f64,
    p99: f64,
    /// The size of a mail.
    bytes: usize,
}

fn latency(
    bench: &Bench,
    rekey: &Rekey,
    template: &Template,
    mails: &mut MailServer,
    settings: &[(&str, &str)],
) -> Result<Latency> {
    let home = template.copy()?;
    let (server, _) = serve(rekey, &home, settings)?;
    let count = WARM_UP + u64::try_from(bench.scale.measured.as_millis() / PACE.as_millis())?;
    let asked = ask(&server, template.accounts, count)?;
    let (mut spans, mut bytes, began) = (Vec::new(), 0, clock::now());
    let mut arrived = 0;
    while arrived < count {
        let Some(arrival) = mails.next() else {
            ensure!(began.elapsed() < PATIENCE, "{arrived} of {count} mails arrived");
            std::thread::sleep(Duration::from_millis(5));
            continue;
        };
        arrived += 1;
        let (number, at) = asked.get(&arrival.to).context("a mail that nobody asked for")?;
        if *number >= WARM_UP {
            spans.push(arrival.at.saturating_duration_since(*at).as_secs_f64() * 1000.0);
            bytes = arrival.bytes;
        }
    }
    spans.sort_by(f64::total_cmp);
    let at = |percent| percentile(&spans, percent).context("no mail");
    Ok(Latency { p50: at(50)?, p99: at(99)?, bytes })
}

/// Requests at an even pace. Gives each one's number and instant by its address.
fn ask(server: &Server, accounts: u64, count: u64) -> Result<HashMap<String, (u64, Instant)>> {
    let requests = Requests::start_for_accounts(accounts);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut connection = Connection::open(server.address).await?;
        let mut asked = HashMap::new();
        let mut pace = tokio::time::interval(PACE);
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        for number in 0..count {
            pace.tick().await;
            requests.write(number, connection.request());
            let address = people::account_address(people::scattered(number, accounts));
            asked.insert(address, (number, clock::now()));
            ensure!(connection.exchange().await? == 200, "a request was refused");
        }
        Ok(asked)
    })
}

/// How a backlog went: its first, second and last third.
struct Drain {
    thirds: [Third; 3],
}

/// A third of a backlog.
#[derive(Clone, Copy)]
struct Third {
    mails: u64,
    seconds: f64,
    /// Resident memory at its end, in MiB.
    memory: f64,
}

impl Third {
    /// Mails a second.
    fn rate(&self) -> f64 {
        float(self.mails) / self.seconds
    }
}

impl Drain {
    /// Mails a second.
    fn rate(&self) -> f64 {
        let mails: u64 = self.thirds.iter().map(|third| third.mails).sum();
        let seconds: f64 = self.thirds.iter().map(|third| third.seconds).sum();
        float(mails) / seconds
    }

    /// The rate of the last third, per that of the first.
    fn steadiness(&self) -> f64 {
        self.thirds[2].rate() / self.thirds[0].rate()
    }

    /// By how much memory grew after the first third, in MiB.
    fn growth(&self) -> f64 {
        self.thirds[2].memory - self.thirds[0].memory
    }
}

fn drain(bench: &Bench, rekey: &Rekey, template: &Template, settings: &[(&str, &str)]) -> Result<Drain> {
    let mails = bench.scale.mails;
    let home = template.copy()?;
    // A first request, whose email is discarded, shows how rows look.
    let (server, _) = home.serve(rekey)?;
    ask(&server, template.accounts, 1)?;
    while home.waiting_mails()? > 0 {
        std::thread::sleep(LOOK);
    }
    drop(server);
    home.fill_outbox(mails)?;

    let (server, _) = serve(rekey, &home, settings)?;
    let began = clock::now();
    let mut thirds = Vec::new();
    let mut last_end = (0, 0.0);
    loop {
        let left = home.waiting_mails()?;
        let (sent, seconds) = (mails - left, began.elapsed().as_secs_f64());
        // Of two thirds between two looks, the second would have no time of its own.
        ensure!(sent < mails || thirds.len() >= 2, "it drained between two looks: too few mails to measure");
        let ends = [mails / 3, mails * 2 / 3, mails];
        if ends.get(thirds.len()).is_some_and(|end| sent >= *end) {
            let memory = process::resident_mib(server.pid())?;
            thirds.push(Third { mails: sent - last_end.0, seconds: seconds - last_end.1, memory });
            last_end = (sent, seconds);
        }
        if let Ok(thirds) = thirds.as_slice().try_into() {
            return Ok(Drain { thirds });
        }
        ensure!(seconds < PATIENCE.as_secs_f64(), "{left} of {mails} mails still wait");
        std::thread::sleep(LOOK);
    }
}

fn serve(rekey: &Rekey, home: &Home, settings: &[(&str, &str)]) -> Result<(Server, Duration)> {
    rekey.serve_with(home.site(), &[settings, &[("REKEY_MAIL__DISCARD", "false")]].concat())
}

fn plain_url(address: std::net::SocketAddr) -> String {
    format!("smtp://{address}?tls=none")
}

fn tell(report: &mut Report, mails: u64, [plain, tls]: [&OwnServer; 2], ours: &Drain, theirs: f64) {
    report.target("emails per second, relative to smtp-source", Wanted::AtLeast(0.3, ""), ours.rate() / theirs);
    report.target(
        "rate of a backlog's last third, relative to its first third",
        Wanted::AtLeast(0.9, ""),
        ours.steadiness(),
    );
    report.target("memory added after a backlog's first third", Wanted::AtMost(10.0, "MiB"), ours.growth());
    report.target("from request to hand-over at 50 requests/s, p50", Wanted::AtMost(15.0, "ms"), plain.latency.p50);
    report.target("from request to hand-over at 50 requests/s, p99", Wanted::AtMost(60.0, "ms"), plain.latency.p99);
    report.target(
        "the same p50 with STARTTLS, relative to plain",
        Wanted::AtMost(2.0, ""),
        tls.latency.p50 / plain.latency.p50,
    );
    report.target(
        "emails per second without TLS, relative to STARTTLS",
        Wanted::AtMost(2.0, ""),
        plain.drain.rate() / tls.drain.rate(),
    );
    let row = |who: &str, mails: f64, latency: Option<&Latency>| {
        let millis =
            |of: fn(&Latency) -> f64| latency.map_or_else(|| "–".to_owned(), |latency| format!("{:.1}", of(latency)));
        vec![who.to_owned(), rate(mails), millis(|latency| latency.p50), millis(|latency| latency.p99)]
    };
    report.section(Section {
        title: "Mail".to_owned(),
        about: format!("{ABOUT} There are {mails} emails of {} bytes.", plain.latency.bytes),
        columns: vec!["sender and server", "emails/s", "p50 ms", "p99 ms"],
        rows: vec![
            row("smtp-source to smtp-sink", theirs, None),
            row("Rekey to smtp-sink", ours.rate(), None),
            row("Rekey, plain", plain.drain.rate(), Some(&plain.latency)),
            row("Rekey, STARTTLS", tls.drain.rate(), Some(&tls.latency)),
        ],
        bars: Vec::new(),
    });
    let backlog =
        |(part, third): (&str, &Third)| vec![part.to_owned(), rate(third.rate()), format!("{:.1} MiB", third.memory)];
    report.section(Section {
        title: "A backlog of emails".to_owned(),
        about: format!("How Rekey drains the {mails} emails into `smtp-sink`, third by third."),
        columns: vec!["part", "emails/s", "resident memory at its end"],
        rows: ["first third", "second third", "last third"].into_iter().zip(&ours.thirds).map(backlog).collect(),
        bars: Vec::new(),
    });
}
