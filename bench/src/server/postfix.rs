//! Postfix' test programs: a mail server that discards what it gets, and a client that does nothing but send.

use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::rekey::free_address;
use crate::clock;
use crate::figures::float;
use crate::machine::is_root;

/// How long the server may take to listen.
const START: Duration = Duration::from_secs(10);

/// `smtp-sink`. Dropping it ends it.
pub(crate) struct Sink {
    pub(crate) address: SocketAddr,
    child: Child,
}

impl Sink {
    /// Starts one on a free port.
    pub(crate) fn start() -> Result<Self> {
        let address = free_address()?;
        let mut command = Command::new(program("smtp-sink")?);
        // It insists on another user if root starts it.
        if is_root() {
            command.args(["-u", "nobody"]);
        }
        let child = command.arg(address.to_string()).arg("1000").stdout(Stdio::null()).spawn()?;
        let sink = Self { address, child };
        let started = clock::now();
        while TcpStream::connect(address).is_err() {
            ensure!(started.elapsed() < START, "smtp-sink does not listen");
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(sink)
    }

    /// Has `smtp-source` send emails of this many bytes over this many kept connections. Gives emails a second.
    pub(crate) fn flood(&self, mails: u64, bytes: usize, connections: u32) -> Result<f64> {
        let started = clock::now();
        let mut command = Command::new(program("smtp-source")?);
        command.args(["-d", "-s", &connections.to_string(), "-m", &mails.to_string(), "-l", &bytes.to_string()]);
        command.args(["-f", "no-reply@bench.example", "-t", "person@bench.example", &self.address.to_string()]);
        ensure!(command.status()?.success(), "smtp-source failed");
        Ok(float(mails) / started.elapsed().as_secs_f64())
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        // It may already have exited.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program(name: &str) -> Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    let found = folders.map(|folder| folder.join(name)).find(|file| file.is_file());
    found.with_context(|| format!("there is no `{name}`: install Debian's package postfix"))
}
