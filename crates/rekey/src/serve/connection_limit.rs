//! Limits open connections, in all and for each network (R22).

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use ipnet::IpNet;
use rekey_core::ClientNetwork;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Connections in all, if the system allows as many open files.
const MOST_OPEN: usize = 10_000;
/// Connections of one network, so that it can't keep all others out; at most half of all.
const MOST_OF_ONE_NETWORK: usize = 2_000;
/// The last tenth of all is for networks with no more connections than [`FEW`]: however many connections a handful of
/// networks holds, health checks and people who come one by one are let in.
const KEPT_FOR_FEW: usize = 10;
const FEW: usize = 16;

pub(super) struct ConnectionLimit {
    free: Arc<Semaphore>,
    most_of_one_network: usize,
    kept_for_few: usize,
    trusted_proxies: RwLock<Vec<IpNet>>,
    taken: Mutex<HashMap<ClientNetwork, usize>>,
}

/// Lets one connection be open until it is dropped.
pub(super) struct ConnectionPermit {
    network: ClientNetwork,
    places: Arc<ConnectionLimit>,
    _permit: OwnedSemaphorePermit,
}

impl ConnectionLimit {
    /// `room` is what the system allows. Trusted proxies forward everybody's requests, and may use all of it.
    pub(super) fn new(room: usize, trusted_proxies: Vec<IpNet>) -> Arc<Self> {
        let most_open = room.min(MOST_OPEN);
        Arc::new(Self {
            free: Arc::new(Semaphore::new(most_open)),
            most_of_one_network: MOST_OF_ONE_NETWORK.min(most_open.div_ceil(2)),
            kept_for_few: most_open / KEPT_FOR_FEW,
            trusted_proxies: RwLock::new(trusted_proxies),
            taken: Mutex::default(),
        })
    }

    /// From now on these are the trusted proxies.
    pub(super) fn trust(&self, proxies: Vec<IpNet>) {
        *self.trusted_proxies.write().unwrap_or_else(PoisonError::into_inner) = proxies;
    }

    fn is_trusted(&self, peer: IpAddr) -> bool {
        let proxies = self.trusted_proxies.read().unwrap_or_else(PoisonError::into_inner);
        proxies.iter().any(|net| net.contains(&peer))
    }

    /// Waits until another connection may be open.
    pub(super) async fn free(&self) -> OwnedSemaphorePermit {
        let permit = self.free.clone().acquire_owned().await;
        permit.unwrap_or_else(|_| unreachable!("nobody closes the semaphore"))
    }

    /// Turns a free slot into a permit for this peer, unless its network has its share already.
    pub(super) fn take(self: &Arc<Self>, permit: OwnedSemaphorePermit, peer: IpAddr) -> Option<ConnectionPermit> {
        let peer = peer.to_canonical();
        let network = ClientNetwork::from(peer);
        let mut taken = self.taken();
        let is_trusted = self.is_trusted(peer);
        let most = if self.free.available_permits() < self.kept_for_few {
            FEW.min(self.most_of_one_network)
        } else {
            self.most_of_one_network
        };
        let has_most = |(network, factor): (ClientNetwork, u32)| {
            taken.get(&network).is_some_and(|count| *count >= most.saturating_mul(factor as usize))
        };
        if !is_trusted && network.tiers().any(has_most) {
            return None;
        }
        for (network, _) in network.tiers() {
            *taken.entry(network).or_default() += 1;
        }
        Some(ConnectionPermit { network, places: self.clone(), _permit: permit })
    }

    fn taken(&self) -> MutexGuard<'_, HashMap<ClientNetwork, usize>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for ConnectionPermit {
    fn drop(&mut self) {
        let mut taken = self.places.taken();
        for (network, _) in self.network.tiers() {
            if let Entry::Occupied(mut count) = taken.entry(network) {
                *count.get_mut() -= 1;
                if *count.get() == 0 {
                    count.remove();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn take(places: &Arc<ConnectionLimit>, peer: &str) -> Option<ConnectionPermit> {
        places.take(places.free().await, peer.parse().unwrap())
    }

    #[tokio::test]
    async fn one_network_leaves_places_to_others_and_gets_its_own_back() {
        let places = ConnectionLimit::new(4, Vec::new());
        let (one, two) = (take(&places, "2001:db8::1").await, take(&places, "2001:db8::2").await);
        assert!(one.is_some() && two.is_some());
        assert!(take(&places, "2001:db8::3").await.is_none());
        let other = take(&places, "192.0.2.1").await;
        assert!(other.is_some());
        drop(one);
        assert!(take(&places, "2001:db8::3").await.is_some());
        drop((two, other));
        assert!(places.taken().is_empty(), "nothing is remembered of those who left");
    }

    #[tokio::test]
    async fn a_trusted_proxy_may_have_all_places() {
        let places = ConnectionLimit::new(4, vec!["192.0.2.0/24".parse().unwrap()]);
        let mut held = Vec::new();
        for _ in 0..4 {
            held.push(take(&places, "::ffff:192.0.2.1").await.expect("a place"));
        }
    }

    #[tokio::test]
    async fn whatever_a_handful_of_networks_holds_others_are_let_in() {
        let places = ConnectionLimit::new(1_000, Vec::new());
        let mut held = Vec::new();
        for stranger in ["192.0.2.1", "192.0.2.2", "2001:db8::1"] {
            while let Some(permit) = take(&places, stranger).await {
                held.push(permit);
            }
        }
        for other in 1..=20 {
            held.push(take(&places, &format!("198.51.100.{other}")).await.expect("a place"));
        }
    }

    #[tokio::test]
    async fn an_ipv6_56_and_48_have_a_few_times_the_share_of_a_64() {
        let places = ConnectionLimit::new(10_000, Vec::new());
        let mut held = Vec::new();
        for network in 0..8 {
            for _ in 0..1_000 {
                held.extend(take(&places, &format!("2001:db8:0:{network:x}::1")).await);
            }
        }
        assert_eq!(held.len(), 8_000);
        assert!(take(&places, "2001:db8:0:ff::1").await.is_none(), "its /56 has its share");
        assert!(take(&places, "2001:db8:0:100::1").await.is_some());
    }

    #[test]
    fn ten_thousand_connections_are_open_at_most() {
        let places = ConnectionLimit::new(usize::MAX, Vec::new());
        assert_eq!((places.free.available_permits(), places.most_of_one_network), (10_000, 2_000));
    }
}
