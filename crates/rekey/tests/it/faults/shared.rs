//! What an operator or a client does at one node is known at the others within a second.

use std::time::Duration;

use tokio::time::Instant;

use super::cluster::Cluster;
use super::database::Database;
use super::load::{Load, ask};
use super::program::{Program, Server};
use super::wait::until;

/// A second, and what a busy machine may add.
const SOON: Duration = Duration::from_secs(5);

struct Nodes {
    program: Program,
    both: [Server; 2],
    load: Load,
    _database: Database,
}

impl Nodes {
    async fn start(settings: &str) -> Self {
        let database = Database::create(Cluster::shared()).await;
        let program = Program::new(&database.url(), 1);
        program.append(settings);
        let (one, other) = tokio::join!(program.serve(), program.serve());
        Self { program, both: [one, other], load: Load::default(), _database: database }
    }

    /// Waits until each node shows this there.
    async fn all_show(&self, path: &str, shows: impl Fn(&str) -> bool) {
        let begun = Instant::now();
        for node in &self.both {
            until(path, async || {
                let answer = self.load.client().get(format!("{}{path}", node.url)).send().await.unwrap();
                shows(&answer.text().await.unwrap())
            })
            .await;
        }
        assert!(begun.elapsed() < SOON, "{path}: {:?}", begun.elapsed());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_location_is_known_to_every_node_within_a_second() {
    let nodes = Nodes::start("").await;
    for name in ["Example Berlin", "Example Kyoto"] {
        let file = format!("[[location]]\nid = 2\nname = \"{name}\"\n");
        std::fs::write(nodes.program.path("locations.toml"), file).unwrap();
        nodes.program.run(&["location", "apply", "locations.toml"], "").await;
        nodes.all_show("/forgot?location=2", |page| page.contains(name)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_locations_own_template_is_known_to_every_node_within_a_second() {
    let nodes = Nodes::start("").await;
    for text in ["<p>Our own</p>", "<p>Our other</p>"] {
        std::fs::write(nodes.program.path("forgot.html"), text).unwrap();
        nodes.program.run(&["location", "template", "set", "1", "pages/forgot.html", "forgot.html"], "").await;
        nodes.all_show("/forgot", |page| page.contains(text)).await;
    }
    nodes.program.run(&["location", "template", "remove", "1", "pages/forgot.html"], "").await;
    nodes.all_show("/forgot", |page| page.contains("<form")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rotated_key_is_known_to_every_node_within_a_second() {
    let nodes = Nodes::start("").await;
    let jwks = "/.well-known/jwks.json";
    nodes.all_show(jwks, |keys| keys.matches("\"kid\"").count() == 1).await;
    nodes.program.run(&["keys", "rotate"], "").await;
    nodes.all_show(jwks, |keys| keys.matches("\"kid\"").count() == 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_network_spent_at_one_node_is_spent_at_the_other_within_a_second() {
    let nodes = Nodes::start("[limits]\nrequests_per_network = \"200/1d\"").await;
    let [one, other] = &nodes.both;
    let status = async |node: &Server, number: usize| {
        ask(nodes.load.client(), &node.url, &format!("person{number}@example.com")).await.unwrap().status
    };
    for number in 0..200 {
        assert_eq!(status(one, number).await, 200);
    }
    let begun = Instant::now();
    // Each time another address: one that has to wait counts for nothing, and a node learns when it counts.
    let mut asked = 200;
    until("a refusal at the other node", async || {
        asked += 1;
        status(other, asked).await == 429
    })
    .await;
    assert!(begun.elapsed() < SOON && asked < 300, "{asked} after {:?}", begun.elapsed());
}
