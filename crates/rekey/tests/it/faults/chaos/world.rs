//! Persons, locations, and the nodes that serve them.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use tokio::sync::Mutex as AsyncMutex;

use super::super::load::address;
use super::super::program::{Program, Server};
use super::super::random::Random;
use super::history::Ask;

/// How many people there are.
pub(super) const PEOPLE: usize = 12;
/// How many requests each of them can make.
pub(super) const LOCATIONS: usize = 150;
/// For how many seconds a claim lasts.
pub(super) const LEASE: usize = 6;

/// Whether the time is over. Clones are one.
#[derive(Clone, Default)]
pub(super) struct End(Arc<AtomicBool>);

impl End {
    pub(super) fn has_come(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }

    pub(super) fn come(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// The nodes, as long as they run, and where they are.
pub(super) struct Nodes {
    pub(super) program: Program,
    servers: Vec<AsyncMutex<Option<Server>>>,
    urls: Mutex<Vec<String>>,
}

impl Nodes {
    /// Sets everything up and starts so many nodes.
    pub(super) async fn start(program: Program, count: usize) -> Self {
        program.append(&format!(
            "[mail]\nlease = \"{LEASE}s\"\n[limits]\ncooldown = \"off\"\nrequests_per_address = \"off\"\nmails_per_address = \"off\"\nresets_per_address = \"off\"\n"
        ));
        let mut locations = String::new();
        for location in 1..=LOCATIONS {
            write!(
                locations,
                "[[location]]\nid = {location}\nname = \"Example {location}\"\nfrom = \"{}\"\ncooldown = \"0s\"\n",
                sender(location)
            )
            .unwrap();
        }
        std::fs::write(program.path("locations.toml"), locations).unwrap();
        program.run(&["location", "apply", "locations.toml"], "").await;
        let everywhere: Vec<String> = (1..=LOCATIONS).map(|location| location.to_string()).collect();
        let mut people = "email,email_verified,locations\n".to_owned();
        for person in 0..PEOPLE {
            writeln!(people, "{},true,{}", address(person), everywhere.join(" ")).unwrap();
        }
        std::fs::write(program.path("people.csv"), people).unwrap();
        program.run(&["account", "import", "people.csv"], "").await;
        let nodes = Self {
            program,
            servers: (0..count).map(|_| AsyncMutex::default()).collect(),
            urls: Mutex::new(vec![String::new(); count]),
        };
        for node in 0..count {
            nodes.restart(node).await;
        }
        nodes
    }

    pub(super) fn count(&self) -> usize {
        self.servers.len()
    }

    /// What a node calls itself to mail servers.
    pub(super) fn name(node: usize) -> String {
        format!("node{node}.example.com")
    }

    /// Starts a node, however often that takes: its database may be away.
    pub(super) async fn restart(&self, node: usize) {
        let server = loop {
            if let Some(server) = self.program.try_serve_as(&Self::name(node)).await {
                break server;
            }
        };
        self.urls.lock().unwrap()[node].clone_from(&server.url);
        *self.servers[node].lock().await = Some(server);
    }

    /// `kill -9`.
    pub(super) async fn kill(&self, node: usize) {
        let server = self.servers[node].lock().await.take();
        server.expect("a running node").kill().await;
    }

    /// SIGTERM, until it has ended well.
    pub(super) async fn stop(&self, node: usize) {
        let server = self.servers[node].lock().await.take().expect("a running node");
        server.terminate().await;
        assert!(server.ended().await.success());
    }

    /// Sends a node a signal.
    pub(super) async fn signal(&self, node: usize, name: &str) {
        let server = self.servers[node].lock().await;
        server.as_ref().expect("a running node").signal(name).await;
    }

    /// Where a node is, or was when it lived.
    pub(super) fn url(&self, node: usize) -> String {
        self.urls.lock().unwrap()[node].clone()
    }

    /// Any of them.
    pub(super) fn any(&self, random: &Random) -> usize {
        random.below(self.count())
    }
}

/// In whose name the mails of a location come.
fn sender(location: usize) -> String {
    format!("location-{location}@example.com")
}

/// The location in whose name a mail comes.
pub(super) fn location_of(sender: &str) -> usize {
    number_in(sender)
}

/// The request of a person at a location.
pub(super) fn ask_of(recipient: &str, location: usize) -> Ask {
    Ask { person: number_in(recipient), location }
}

fn number_in(address: &str) -> usize {
    let digits: String = address.chars().filter(char::is_ascii_digit).collect();
    digits.parse().expect("a number")
}
