//! What is done to nodes, database, disk and mail server. Each ends with its victim whole again.

use std::sync::Arc;

use super::super::database::Database;
use super::super::random::Random;
use super::super::small_disk::SmallDisk;
use super::history::{Harm, Moment, Victim};
use super::mail_server::{MailServer, Mood};
use super::recorder::Recorder;
use super::world::{End, LEASE, Nodes};

/// Somebody who does harm until the end.
pub(super) struct Villain {
    pub(super) random: Random,
    pub(super) recorder: Recorder,
    pub(super) end: End,
}

/// Where nodes keep what they know.
#[derive(Clone)]
pub(super) enum Storage {
    Database(Arc<Database>),
    Disk(Arc<SmallDisk>),
}

impl Villain {
    /// Whether there is a next time, after a pause in milliseconds.
    async fn goes_on(&self, shortest: usize, longest: usize) -> bool {
        self.random.pause(shortest, longest).await;
        !self.end.has_come()
    }

    fn harmed(&self, victim: Victim, from: Moment) {
        let during = self.recorder.since(from);
        self.recorder.write(|history| history.harms.push(Harm { victim, during }));
    }

    /// Kills a node and starts it again, or stops it for longer than a claim lasts.
    pub(super) async fn harm_node(self, nodes: Arc<Nodes>, node: usize) {
        while self.goes_on(1_000, 5_000).await {
            let from = self.recorder.now();
            if self.random.percent(60) {
                nodes.kill(node).await;
                self.harmed(Victim::Node(Nodes::name(node)), from);
                self.random.pause(0, 1_500).await;
                nodes.restart(node).await;
            } else {
                nodes.signal(node, "STOP").await;
                self.random.pause(LEASE * 1_000 + 500, LEASE * 1_000 + 3_000).await;
                self.harmed(Victim::Node(Nodes::name(node)), from);
                nodes.signal(node, "CONT").await;
            }
        }
    }

    /// Does harm to where nodes keep what they know.
    pub(super) async fn harm_storage(self, storage: Storage) {
        match storage {
            Storage::Database(database) => self.harm_database(database).await,
            Storage::Disk(disk) => self.harm_disk(disk).await,
        }
    }

    /// Restarts the database as after a crash, or cuts every connection to it.
    async fn harm_database(self, database: Arc<Database>) {
        while self.goes_on(3_000, 9_000).await {
            let from = self.recorder.now();
            if self.random.percent(50) {
                let crashed = database.clone();
                tokio::task::spawn_blocking(move || crashed.cluster().crash()).await.unwrap();
                self.random.pause(0, 1_500).await;
                let started = database.clone();
                tokio::task::spawn_blocking(move || started.cluster().start()).await.unwrap();
            } else {
                let name = database.name();
                let cut = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
                database.command(&cut).await;
            }
            self.harmed(Victim::Database, from);
        }
    }

    /// Leaves no room on the disk for a while.
    async fn harm_disk(self, disk: Arc<SmallDisk>) {
        while self.goes_on(3_000, 8_000).await {
            let from = self.recorder.now();
            let filled = disk.clone();
            tokio::task::spawn_blocking(move || filled.fill()).await.unwrap();
            self.random.pause(500, 2_500).await;
            disk.make_room();
            self.harmed(Victim::Database, from);
        }
    }

    /// Spoils the mail server's mood.
    pub(super) async fn harm_mails(self, server: Arc<MailServer>) {
        while self.goes_on(500, 4_000).await {
            server.be(Mood::BAD[self.random.below(Mood::BAD.len())]);
            self.random.pause(300, 3_000).await;
            server.be(Mood::Kind);
        }
    }
}
