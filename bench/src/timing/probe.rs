//! Asks about known and unknown addresses in a shuffled order, and times each answer.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Result, ensure};
use tokio::task::JoinSet;

use super::doors::{NEXUDUS, Question};
use crate::load::Connection;
use crate::load::requests::Networks;
use crate::{clock, people};

/// The warm-up, per kind: a server's first answers are slower than all others.
const WARM_UP: usize = 50;
/// The numbers of strangers that are in no panel.
const BYSTANDERS: u64 = 1_000_000_000;

/// The request about each address, and which answer is timed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    /// The request.
    pub(super) question: Question,
    /// Which answer.
    pub(super) timed: Timed,
}

/// Which answer is timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Timed {
    /// The answer to the request.
    OwnAnswer,
    /// The answer to a request about another address, right behind it on the same connection.
    NextAnswer,
}

/// The addresses of a measurement: as many unknown as known ones, each once, in shuffled order.
#[derive(Clone)]
pub(super) struct Panel {
    order: Arc<[Person]>,
    networks: Networks,
}

#[derive(Debug)]
struct Person {
    is_known: bool,
    /// Prepared beforehand, so that the client takes the same time between requests.
    address: String,
}

impl Person {
    fn new(number: u64, is_known: bool) -> Self {
        let known = people::account_address(number);
        // Spread over the same index pages as the known ones.
        let address = if is_known { known } else { known.replace("@bench", "@beach") };
        Self { is_known, address }
    }
}

impl Panel {
    /// This many of each kind, the known ones from all over a table of `accounts`, in this round's own order: events at
    /// the same time of every round (a janitor, a checkpoint) then affect different addresses.
    pub(super) fn new(each: usize, accounts: u64, round: u64) -> Self {
        let all = (each + WARM_UP) as u64;
        let stride = (accounts / all).max(1);
        let pair = |number| [true, false].map(|is_known| Person::new(number * stride % accounts, is_known));
        let mut order: Vec<Person> = (0..all).flat_map(pair).collect();
        let (warm_up, measured) = order.split_at_mut(2 * WARM_UP);
        shuffle(warm_up, round);
        shuffle(measured, round);
        Self { order: order.into(), networks: Networks::fresh() }
    }

    /// Asks about all addresses. Returns the nanoseconds until the answers, for known and for unknown ones.
    pub(super) fn ask(&self, asked: Asked, target: SocketAddr, connections: usize) -> Result<[Vec<u64>; 2]> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let next = Arc::new(AtomicUsize::new(0));
            let mut asking = JoinSet::new();
            for _ in 0..connections {
                asking.spawn(converse(self.clone(), asked, target, next.clone()));
            }
            let mut answers = [Vec::new(), Vec::new()];
            while let Some(part) = asking.join_next().await {
                for (is_known, nanos) in part?? {
                    answers[usize::from(!is_known)].push(nanos);
                }
            }
            Ok(answers)
        })
    }

    fn network(&self, place: usize) -> Ipv4Addr {
        self.networks.of(place as u64)
    }
}

/// One connection: takes the next address, asks, waits for the answer, and repeats.
async fn converse(panel: Panel, asked: Asked, target: SocketAddr, next: Arc<AtomicUsize>) -> Result<Vec<(bool, u64)>> {
    let mut connection = Connection::open(target).await?;
    let mut answers = Vec::with_capacity(panel.order.len());
    loop {
        let place = next.fetch_add(1, Ordering::Relaxed);
        let Some(person) = panel.order.get(place) else { return Ok(answers) };
        let network = panel.network(place);
        let mut nanos = put(asked.question, &person.address, network, &mut connection).await?;
        if asked.timed == Timed::NextAnswer {
            let bystander = people::stranger_address(BYSTANDERS + place as u64);
            nanos = put(NEXUDUS, &bystander, network, &mut connection).await?;
        }
        if place >= 2 * WARM_UP {
            answers.push((person.is_known, nanos));
        }
    }
}

/// Asks. Returns the nanoseconds until the answer.
async fn put(question: Question, address: &str, network: Ipv4Addr, connection: &mut Connection) -> Result<u64> {
    (question.write)(connection.request(), address, network);
    let asked = clock::now();
    let status = connection.exchange().await?;
    let nanos = clock::now().duration_since(asked).as_nanos();
    ensure!(status == question.status, "an answer of status {status} where {} was expected", question.status);
    Ok(u64::try_from(nanos).unwrap_or(u64::MAX))
}

/// Fisher and Yates, the same for the same seed.
fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut state = 0x243f_6a88_85a3_08d3_u64 ^ (seed << 32);
    for place in (1..items.len()).rev() {
        state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        let drawn = usize::try_from(state >> 33).unwrap_or_default() % (place + 1);
        items.swap(place, drawn);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn everybody_is_asked_about_once_and_in_no_order_of_kind() {
        let panel = Panel::new(2000, 10_000, 0);
        let addresses: HashSet<&str> = panel.order.iter().map(|person| person.address.as_str()).collect();
        assert_eq!(addresses.len(), panel.order.len());
        let measured = &panel.order[2 * WARM_UP..];
        let known = measured.iter().filter(|person| person.is_known).count();
        let changes = measured.windows(2).filter(|pair| pair[0].is_known != pair[1].is_known).count();
        assert_eq!((known, measured.len()), (2000, 4000));
        assert!((1800..2200).contains(&changes), "{changes}");
    }

    #[test]
    fn every_round_has_an_order_of_its_own() {
        let kinds =
            |round| Panel::new(2000, 10_000, round).order.iter().map(|person| person.is_known).collect::<Vec<_>>();
        let same = kinds(0).iter().zip(kinds(1)).filter(|(first, second)| **first == *second).count();
        assert!((1900..2200).contains(&same), "{same} of 4,100");
        assert_eq!(kinds(1), kinds(1));
    }
}
