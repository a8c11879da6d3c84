//! What many nodes and one PostgreSQL carry: a simulation of accepts and emails, by what one of each was measured to
//! cost.
//!
//! Requests arrive at random. Each node has two lanes; a lane that is free takes what waits, up to 256, as one
//! transaction. Transactions take turns on the database's cores, then wait for the write-ahead log: one flush is under
//! way at a time, and it covers everyone who waits when it begins. Emails are prepared and settled by one lane of each
//! node, up to 64 at once. Left out: locks of rows that two nodes want, vacuum, checkpoints, and a network that is
//! full.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use anyhow::{Result, ensure};
use clap::Args;

use crate::figures::{float, percentile};

/// How many transactions of accepts a node has under way.
const LANES: usize = 2;
/// The most requests in one of them.
const LARGEST_GROUP: usize = 256;
/// The most emails in one transaction.
const LARGEST_BACKGROUND: usize = 64;
/// What is simulated, in microseconds, and how much of it comes before what is counted.
const SPAN: u64 = 4_000_000;
const WARM_UP: u64 = 1_000_000;
/// Above this many waiting requests a node sheds load; the rate is not carried then.
const QUEUE: usize = 4_096;

/// Simulates nodes on one PostgreSQL.
#[derive(Debug, Args)]
pub(crate) struct Planning {
    /// Cores of the database.
    #[arg(long, default_value_t = 32)]
    cores: usize,
    /// Microseconds from a node to the database and back.
    #[arg(long, default_value_t = 300)]
    round_trip: u64,
    /// Microseconds of a flush of the log, a synchronous standby's answer included.
    #[arg(long, default_value_t = 1_000)]
    flush: u64,
    /// Megabytes of log that are written a second.
    #[arg(long, default_value_t = 300)]
    log_bandwidth: u64,
    /// Bytes of log of an accepted request.
    #[arg(long, default_value_t = 1_100)]
    log_of_request: u64,
    /// Bytes of log of a mail.
    #[arg(long, default_value_t = 2_700)]
    log_of_mail: u64,
    /// Microseconds of the database's CPU for a transaction, whatever is in it.
    #[arg(long, default_value_t = 200)]
    cpu_of_transaction: u64,
    /// And for a request in it, in nanoseconds.
    #[arg(long, default_value_t = 40_000)]
    cpu_of_request: u64,
    /// And for one of an email's two transactions, in nanoseconds.
    #[arg(long, default_value_t = 115_000)]
    cpu_of_mail: u64,
    /// Nanoseconds for which a new entry holds the last page of an index, which all nodes write to.
    #[arg(long, default_value_t = 2_000)]
    hot_page: u64,
    /// Emails that leave a second, over all nodes.
    #[arg(long, default_value_t = 1_500)]
    mails: u64,
}

/// Prints what each number of nodes does at each rate.
pub(crate) fn run(planning: &Planning) -> Result<()> {
    ensure!(planning.cores > 0 && planning.log_bandwidth > 0, "a database needs a core and a log");
    println!("| nodes | requests/s | carried | p50 ms | p99 ms | requests a commit | database cores | log MB/s |");
    println!("| ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: |");
    for nodes in [1, 2, 4, 8, 16] {
        for rate in [1_000, 10_000, 50_000, 100_000, 200_000, 250_000, 300_000] {
            let outcome = Simulation::new(planning, nodes, rate).run();
            println!("| {nodes} | {rate} | {outcome} |");
            if !outcome.is_carried {
                break;
            }
        }
    }
    Ok(())
}

/// What became of a rate.
struct Outcome {
    is_carried: bool,
    /// Milliseconds.
    p50: f64,
    p99: f64,
    group: f64,
    cores: f64,
    log: f64,
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { is_carried, p50, p99, group, cores, log } = self;
        if *is_carried {
            write!(f, "yes | {p50:.1} | {p99:.1} | {group:.0} | {cores:.1} | {log:.0}")
        } else {
            f.write_str("no | – | – | – | – | –")
        }
    }
}

/// What happens next, in order of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// A request reaches a node.
    Request(usize),
    /// An email falls due at a node.
    Mail(usize),
    /// A transaction reaches the database.
    Arrived(usize),
    /// A transaction has had its core.
    Executed(usize),
    /// The log is on disk.
    Flushed,
    /// The commit is known at its node.
    Answered(usize),
}

/// A transaction under way.
struct Transaction {
    node: usize,
    /// When its requests came; none for one of emails.
    requests: Vec<u64>,
    mails: usize,
}

#[derive(Default)]
struct Node {
    waiting: VecDeque<u64>,
    under_way: usize,
    /// Transactions of emails that wait: each email has two.
    mails: usize,
    is_mailing: bool,
}

struct Simulation<'a> {
    planning: &'a Planning,
    rate: u64,
    now: u64,
    random: u64,
    events: BinaryHeap<Reverse<(u64, Event)>>,
    nodes: Vec<Node>,
    transactions: Vec<Transaction>,
    /// Executed when a core is free.
    ready: VecDeque<usize>,
    busy: usize,
    /// When the hot page is free again, in nanoseconds.
    page_free_at: u64,
    unflushed: Vec<usize>,
    flushing: Vec<usize>,
    waits: Vec<u64>,
    is_carried: bool,
    commits: u64,
    committed: u64,
    cpu: u64,
    log: u64,
}

impl<'a> Simulation<'a> {
    fn new(planning: &'a Planning, nodes: usize, rate: u64) -> Self {
        let mut simulation = Self {
            planning,
            rate,
            now: 0,
            random: 0x9e37_79b9_7f4a_7c15,
            events: BinaryHeap::new(),
            nodes: std::iter::repeat_with(Node::default).take(nodes).collect(),
            transactions: Vec::new(),
            ready: VecDeque::new(),
            busy: 0,
            page_free_at: 0,
            unflushed: Vec::new(),
            flushing: Vec::new(),
            waits: Vec::new(),
            is_carried: true,
            commits: 0,
            committed: 0,
            cpu: 0,
            log: 0,
        };
        for node in 0..nodes {
            simulation.arrive(Event::Request(node), rate);
            simulation.arrive(Event::Mail(node), planning.mails);
        }
        simulation
    }

    fn run(mut self) -> Outcome {
        while let Some(Reverse((at, event))) = self.events.pop()
            && at < SPAN
            && self.is_carried
        {
            self.now = at;
            self.happen(event);
        }
        let seconds = float((self.now.max(WARM_UP + 1) - WARM_UP) / 1_000) / 1_000.0;
        self.waits.sort_unstable();
        let millis = |percent| percentile(&self.waits, percent).map_or(0.0, |micros| float(micros) / 1_000.0);
        Outcome {
            is_carried: self.is_carried,
            p50: millis(50),
            p99: millis(99),
            group: float(self.committed) / float(self.commits.max(1)),
            cores: float(self.cpu) / 1e9 / seconds,
            log: float(self.log) / 1e6 / seconds,
        }
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::Request(node) => {
                self.arrive(event, self.rate);
                self.nodes[node].waiting.push_back(self.now);
                self.is_carried &= self.nodes[node].waiting.len() <= QUEUE;
                self.send(node);
            }
            Event::Mail(node) => {
                self.arrive(event, self.planning.mails);
                self.nodes[node].mails += 2;
                self.send(node);
            }
            Event::Arrived(transaction) => {
                self.ready.push_back(transaction);
                self.execute();
            }
            Event::Executed(transaction) => {
                self.busy -= 1;
                self.unflushed.push(transaction);
                self.execute();
                self.flush();
            }
            Event::Flushed => {
                for transaction in std::mem::take(&mut self.flushing) {
                    self.after(self.planning.round_trip / 2, Event::Answered(transaction));
                }
                self.flush();
            }
            Event::Answered(transaction) => {
                let Transaction { node, requests, mails } = &mut self.transactions[transaction];
                let (node, mails, requests) = (*node, *mails, std::mem::take(requests));
                if mails > 0 {
                    self.nodes[node].is_mailing = false;
                } else {
                    self.nodes[node].under_way -= 1;
                }
                if self.now > WARM_UP {
                    self.commits += u64::from(mails == 0);
                    self.committed += requests.len() as u64;
                    self.waits.extend(requests.iter().map(|came| self.now - came));
                }
                self.send(node);
            }
        }
    }

    /// Sends what waits at a node, as far as its lanes are free.
    fn send(&mut self, node: usize) {
        let it = &mut self.nodes[node];
        let mut sent = Vec::new();
        if it.under_way < LANES && !it.waiting.is_empty() {
            it.under_way += 1;
            let group = it.waiting.len().min(LARGEST_GROUP);
            sent.push(Transaction { node, requests: it.waiting.drain(..group).collect(), mails: 0 });
        }
        if !it.is_mailing && it.mails > 0 {
            it.is_mailing = true;
            let mails = it.mails.min(LARGEST_BACKGROUND);
            it.mails -= mails;
            sent.push(Transaction { node, requests: Vec::new(), mails });
        }
        for transaction in sent {
            self.transactions.push(transaction);
            self.after(self.planning.round_trip / 2, Event::Arrived(self.transactions.len() - 1));
        }
    }

    /// Gives free cores to transactions.
    fn execute(&mut self) {
        while self.busy < self.planning.cores
            && let Some(transaction) = self.ready.pop_front()
        {
            self.busy += 1;
            let Transaction { requests, mails, .. } = &self.transactions[transaction];
            let (requests, mails) = (requests.len() as u64, *mails as u64);
            let own = self.planning.cpu_of_transaction * 1_000
                + requests * self.planning.cpu_of_request
                + mails * self.planning.cpu_of_mail;
            // Entries queue for the page, and a core waits with them.
            let begin = self.page_free_at.max(self.now * 1_000);
            self.page_free_at = begin + requests * self.planning.hot_page;
            let waited = self.page_free_at - self.now * 1_000;
            if self.now > WARM_UP {
                self.cpu += own;
                self.log += requests * self.planning.log_of_request + mails * self.planning.log_of_mail / 2;
            }
            self.after(own.max(waited) / 1_000, Event::Executed(transaction));
        }
    }

    /// Begins a flush for all who wait, unless one is under way.
    fn flush(&mut self) {
        if !self.flushing.is_empty() || self.unflushed.is_empty() {
            return;
        }
        self.flushing = std::mem::take(&mut self.unflushed);
        let bytes: u64 = self.flushing.iter().map(|transaction| self.bytes(*transaction)).sum();
        self.after(self.planning.flush + bytes / self.planning.log_bandwidth, Event::Flushed);
    }

    fn bytes(&self, transaction: usize) -> u64 {
        let Transaction { requests, mails, .. } = &self.transactions[transaction];
        requests.len() as u64 * self.planning.log_of_request + *mails as u64 * self.planning.log_of_mail / 2
    }

    fn after(&mut self, micros: u64, event: Event) {
        self.events.push(Reverse((self.now + micros, event)));
    }

    /// The next of what arrives at a node at random, so many a second over all of them.
    fn arrive(&mut self, event: Event, rate: u64) {
        if rate == 0 {
            return;
        }
        // The generator of Marsaglia (2003), "Xorshift RNGs".
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        let uniform = float((self.random >> 11) + 1) / float(1 << 53);
        let mean = 1e6 * float(self.nodes.len() as u64) / float(rate);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a short, positive time")]
        let wait = (-uniform.ln() * mean) as u64;
        self.after(wait, event);
    }
}
