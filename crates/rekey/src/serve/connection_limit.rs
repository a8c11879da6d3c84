//! Limits open connections, in all and for each network (R22).

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ipnet::IpNet;
use rekey_core::ClientNetwork;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Connections in all, if the system allows as many open files.
const MOST_OPEN: usize = 10_000;
/// Connections of one network, so that it can't keep all others out; at most half of all.
const MOST_OF_ONE_NETWORK: usize = 2_000;

pub(super) struct ConnectionLimit {
    free: Arc<Semaphore>,
    most_of_one_network: usize,
    trusted_proxies: Vec<IpNet>,
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
            trusted_proxies,
            taken: Mutex::default(),
        })
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
        let count = taken.entry(network).or_default();
        if *count >= self.most_of_one_network && !self.trusted_proxies.iter().any(|net| net.contains(&peer)) {
            return None;
        }
        *count += 1;
        Some(ConnectionPermit { network, places: self.clone(), _permit: permit })
    }

    fn taken(&self) -> MutexGuard<'_, HashMap<ClientNetwork, usize>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for ConnectionPermit {
    fn drop(&mut self) {
        if let Entry::Occupied(mut count) = self.places.taken().entry(self.network) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
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

    #[test]
    fn ten_thousand_connections_are_open_at_most() {
        let places = ConnectionLimit::new(usize::MAX, Vec::new());
        assert_eq!((places.free.available_permits(), places.most_of_one_network), (10_000, 2_000));
    }
}
