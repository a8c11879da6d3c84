//! The load generator: a closed loop of keep-alive connections, each with one request in flight.
//!
//! It shares the servers' cores, and reports its share of them.

mod connection;
pub(crate) mod requests;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use tokio::task::JoinSet;

pub(crate) use self::connection::{Connection, get};
use self::requests::Requests;
use crate::figures::{float, percentile};
use crate::server::Server;
use crate::{clock, machine, process};

/// How long the last answers may take after the load ends.
const PATIENCE: Duration = Duration::from_secs(30);

/// How much load, and how long.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load {
    /// Connections, over all servers.
    pub(crate) connections: usize,
    /// The warm-up.
    pub(crate) warm_up: Duration,
    /// The measured load.
    pub(crate) measured: Duration,
}

/// The result.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    /// Answers of status 200 a second, without the warm-up.
    pub(crate) rate: f64,
    /// Half of the answers arrived within this many milliseconds.
    pub(crate) p50: f64,
    /// And 99 of 100 within this many.
    pub(crate) p99: f64,
    /// Microseconds of the servers' CPU per answer, everything included.
    pub(crate) cpu_micros: f64,
    /// How many cores the servers used.
    pub(crate) server_cores: f64,
    /// How many cores the generator used.
    pub(crate) generator_cores: f64,
    /// All answers by status, from the first request to the last.
    pub(crate) statuses: BTreeMap<u16, u64>,
}

impl Outcome {
    /// How many requests were answered 200, from the first request to the last.
    pub(crate) fn successes(&self) -> u64 {
        self.statuses.get(&200).copied().unwrap_or_default()
    }

    /// How many were not.
    pub(crate) fn refusals(&self) -> u64 {
        self.statuses.values().sum::<u64>() - self.successes()
    }
}

/// What one thread counted.
#[derive(Debug, Default)]
struct Tally {
    /// Microseconds of each 200, without the warm-up.
    latencies: Vec<u32>,
    statuses: BTreeMap<u16, u64>,
    /// When the last of those answers came.
    last: Option<Instant>,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.latencies.extend(other.latencies);
        for (status, count) in other.statuses {
            *self.statuses.entry(status).or_default() += count;
        }
        self.last = self.last.max(other.last);
    }
}

/// When the load begins, and when its answers count.
#[derive(Debug, Clone, Copy)]
struct Window {
    begin: Instant,
    from: Instant,
    to: Instant,
}

/// Puts servers under load and measures. Connections are assigned to the servers in turn.
pub(crate) fn run(load: Load, servers: &[&Server], requests: &Arc<Requests>) -> Result<Outcome> {
    let begin = clock::now() + Duration::from_millis(50);
    let from = begin + load.warm_up;
    let window = Window { begin, from, to: from + load.measured };
    let ordinals = Arc::new(AtomicU64::new(0));
    let threads = machine::cores().min(load.connections);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|thread| {
                let targets: Vec<SocketAddr> = (thread..load.connections)
                    .step_by(threads)
                    .map(|connection| servers[connection % servers.len()].address)
                    .collect();
                let (ordinals, requests) = (ordinals.clone(), requests.clone());
                scope.spawn(move || work(&targets, window, &ordinals, &requests))
            })
            .collect();
        wait_until(window.from);
        let before = cpu(servers)?;
        wait_until(window.to);
        let after = cpu(servers)?;
        let mut tally = Tally::default();
        for worker in workers {
            tally.add(worker.join().map_err(|_| anyhow!("a thread of the load generator panicked"))??);
        }
        summary(tally, window, [after[0] - before[0], after[1] - before[1]])
    })
}

/// Seconds of CPU so far: the servers', and ours.
fn cpu(servers: &[&Server]) -> Result<[f64; 2]> {
    let servers = servers.iter().map(|server| process::cpu_seconds(server.pid())).sum::<Result<f64>>();
    Ok([servers.context("a server is gone")?, process::cpu_seconds(std::process::id())?])
}

fn wait_until(instant: Instant) {
    std::thread::sleep(instant.saturating_duration_since(clock::now()));
}

/// One thread of the generator, with its connections.
fn work(targets: &[SocketAddr], window: Window, ordinals: &Arc<AtomicU64>, requests: &Arc<Requests>) -> Result<Tally> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut connections = JoinSet::new();
        for target in targets {
            connections.spawn(converse(*target, window, ordinals.clone(), requests.clone()));
        }
        let mut tally = Tally::default();
        let longest = window.to.saturating_duration_since(clock::now()) + PATIENCE;
        let all = async {
            while let Some(ended) = connections.join_next().await {
                tally.add(ended??);
            }
            Ok::<_, anyhow::Error>(())
        };
        tokio::time::timeout(longest, all).await.context("a server stopped answering")??;
        Ok(tally)
    })
}

/// One connection: sends a request, waits for the answer, and repeats.
async fn converse(
    target: SocketAddr,
    window: Window,
    ordinals: Arc<AtomicU64>,
    requests: Arc<Requests>,
) -> Result<Tally> {
    let mut connection = Connection::open(target).await?;
    let mut tally = Tally::default();
    tokio::time::sleep_until(window.begin.into()).await;
    let mut now = clock::now();
    while now < window.to {
        let ordinal = ordinals.fetch_add(1, Ordering::Relaxed);
        if ordinal >= requests.most {
            break;
        }
        requests.write(ordinal, connection.request());
        let asked = clock::now();
        let status = connection.exchange().await?;
        now = clock::now();
        *tally.statuses.entry(status).or_default() += 1;
        if status == 200 && (window.from..window.to).contains(&now) {
            let micros = now.duration_since(asked).as_micros();
            tally.latencies.push(u32::try_from(micros).unwrap_or(u32::MAX));
            tally.last = Some(now);
        }
    }
    Ok(tally)
}

fn summary(tally: Tally, window: Window, [servers, generator]: [f64; 2]) -> Result<Outcome> {
    let Tally { mut latencies, statuses, last } = tally;
    latencies.sort_unstable();
    let millis = |percent| percentile(&latencies, percent).map(|micros| f64::from(micros) / 1000.0);
    let (Some(p50), Some(p99)) = (millis(50), millis(99)) else {
        bail!("no request was answered 200; all answers by status: {statuses:?}");
    };
    if statuses.len() > 1 {
        eprintln!("answers by status: {statuses:?}");
    }
    // If the requests ran out before the time did, the last answer ends the measurement.
    let seconds = (window.to - window.from).as_secs_f64();
    let ran_out = last.map(|last| (last - window.from).as_secs_f64()).filter(|span| *span < 0.9 * seconds);
    let answers = float(latencies.len() as u64);
    Ok(Outcome {
        rate: answers / ran_out.unwrap_or(seconds),
        p50,
        p99,
        cpu_micros: servers * 1e6 / answers,
        server_cores: servers / seconds,
        generator_cores: generator / seconds,
        statuses,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_whose_requests_ran_out_is_rated_by_its_last_answer() {
        let from = clock::now();
        let window = Window { begin: from, from, to: from + Duration::from_secs(10) };
        let tally = Tally {
            latencies: vec![1; 100],
            statuses: BTreeMap::from([(200, 100), (429, 1)]),
            last: Some(from + Duration::from_secs(2)),
        };
        let outcome = summary(tally, window, [1.0, 1.0]).unwrap();
        assert!((outcome.rate - 50.0).abs() < 1e-9);
        assert_eq!((outcome.successes(), outcome.refusals()), (100, 1));
        assert!(summary(Tally::default(), window, [0.0, 0.0]).is_err());
    }
}
