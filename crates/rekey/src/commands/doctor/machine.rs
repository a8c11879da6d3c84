//! This machine: room on its disks, who can read what, ports, and how quickly it hashes.

use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;

use rekey_core::ports::{Clock, Hasher};
use rekey_core::time::{Duration, Timestamp, until};
use rekey_core::{Password, Work};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::finding::Finding;
use super::within;
use crate::adapters::{GeoIp, OsRng, SystemClock};
use crate::command_error::with_causes;
use crate::config::{Config, DatabaseUrl, MetricsListen, Outlet, whole_path};
use crate::installation::hasher;

/// A disk with less room than this, in bytes or as a share, will soon be full.
const LEAST_ROOM: (u64, u64) = (1 << 30, 20);
/// A faster hash makes guessing fast, too.
const QUICK_HASH: Duration = Duration::from_millis(5);
/// A hash that takes longer than this keeps people waiting.
const SLOW_HASH: Duration = Duration::from_secs(1);

/// Addresses change hands, so a GeoIP file that is older than this is often wrong. The licence of MaxMind's free
/// databases asks for newer ones after 30 days, too.
const OLD_GEOIP: Duration = Duration::from_hours(24 * 40);

/// How old the table of places is.
pub(super) fn geoip(geoip: &GeoIp, now: Timestamp) -> Finding {
    let (kind, made) = geoip.about();
    let Some(made) = made else { return Finding::ok("mail.geoip_file", kind) };
    let age = until(now, made);
    let text = format!("{kind}, {} days old", age.as_secs() / (24 * 60 * 60));
    if age > OLD_GEOIP {
        Finding::problem("mail.geoip_file", text, "update it, for instance with `geoipupdate`")
    } else {
        Finding::ok("mail.geoip_file", text)
    }
}

/// Room on the disks that the server writes to.
pub(super) fn disks(config: &Config) -> Vec<Finding> {
    let database = match &config.server.database_url {
        DatabaseUrl::Sqlite(path) => path.parent().map(|folder| ("disk of the database", folder)),
        DatabaseUrl::Postgres(_) => None,
    };
    let mails = match &config.outlet {
        Outlet::Folder(folder) => Some(("disk of the emails", folder.as_path())),
        _ => None,
    };
    database.into_iter().chain(mails).map(|(check, folder)| disk(check, folder)).collect()
}

fn disk(check: &str, folder: &Path) -> Finding {
    let folder = whole_path(folder);
    let (free, all) = match rustix::fs::statvfs(&folder) {
        Ok(disk) => (disk.f_bavail * disk.f_frsize, disk.f_blocks * disk.f_frsize),
        Err(error) => {
            return Finding::problem(
                check,
                format!("{}: {error}", folder.display()),
                "make the folder, or choose another",
            );
        }
    };
    let text = format!("{} MiB of {} MiB are free", free >> 20, all >> 20);
    if free < LEAST_ROOM.0 || free < all / LEAST_ROOM.1 {
        Finding::problem(check, text, "make room: on a full disk every request is answered with an error")
    } else {
        Finding::ok(check, text)
    }
}

/// Files with secrets that others can read.
pub(super) fn permissions(config: &Config, file: Option<&Path>) -> Vec<Finding> {
    let mut files: Vec<(&Path, u32)> = Vec::new();
    if let DatabaseUrl::Sqlite(path) = &config.server.database_url {
        files.push((path, 0o077));
    }
    // The service's group may read what root alone may change.
    files.extend(config.secret_files.iter().map(|path| (path.as_path(), 0o037)));
    files.extend(file.map(|path| (path, 0o037)));
    files.extend(config.mail.dkim_keys.iter().map(|key| (key.file.as_path(), 0o037)));
    let mut findings: Vec<Finding> = files.into_iter().filter_map(|(path, kept)| too_open(path, kept)).collect();
    if findings.is_empty() {
        findings.push(Finding::ok("permissions", "only their owner can read the files with secrets"));
    }
    findings
}

fn too_open(path: &Path, kept: u32) -> Option<Finding> {
    // Other checks report missing files.
    let mode = std::fs::metadata(path).ok()?.permissions().mode();
    let to_do = if kept == 0o077 { "chmod 600" } else { "chmod 640" };
    (mode & kept != 0).then(|| {
        let path = whole_path(path);
        let text = format!("{} has mode {:o}: users other than its owner can read it", path.display(), mode & 0o777);
        Finding::problem("permissions", text, format!("{to_do} {}", path.display()))
    })
}

/// Whether the ports are free, or taken by a server of ours.
pub(super) async fn ports(config: &Config) -> Vec<Finding> {
    let mut findings = vec![port("listen", config.server.listen.0, "/healthz").await];
    if let MetricsListen::At(address) = config.telemetry.metrics(config.dev) {
        findings.push(port("metrics_listen", address, "/metrics").await);
    }
    findings
}

async fn port(check: &str, address: SocketAddr, path: &str) -> Finding {
    if address.port() == 0 || within(TcpListener::bind(address)).await.is_ok() {
        return Finding::ok(check, format!("{address} is free: no server runs here"));
    }
    match within(ask(address, path)).await {
        Ok(true) => Finding::ok(check, format!("a server answers at {address}")),
        Ok(false) => {
            let text = format!("{address} is taken by another program");
            Finding::problem(check, text, format!("stop that program, or change {check}"))
        }
        Err(error) => Finding::problem(check, format!("{address}: {error}"), format!("change {check}")),
    }
}

/// Whether a server like ours answers.
async fn ask(address: SocketAddr, path: &str) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").as_bytes()).await?;
    let mut head = [0; 12];
    stream.read_exact(&mut head).await?;
    Ok(&head == b"HTTP/1.1 200")
}

/// How quickly passwords are hashed with the parameters that are set.
pub(super) async fn hashing(config: &Config) -> Finding {
    let check = "hashing";
    let hasher = match hasher(config, Arc::new(OsRng::default())) {
        Ok(hasher) => hasher,
        Err(failure) => return Finding::failed(check, &failure, "correct [passwords]"),
    };
    let password = Password::new("correct horse battery staple");
    let mut took = Duration::MAX;
    // The first one finds fresh memory, which costs as much as half a hash.
    for _ in 0..3 {
        let started = SystemClock.now();
        if let Err(error) = hasher.hash(&Work::of_operator(), &password).await {
            return Finding::problem(check, with_causes(&error), "correct [passwords]");
        }
        took = took.min(until(SystemClock.now(), started));
    }
    let cost = config.passwords.cost();
    let millis = took.as_secs_f64() * 1_000.0;
    let each = f64::from(u32::try_from(cost.threads).unwrap_or(u32::MAX)) / took.as_secs_f64().max(f64::EPSILON);
    let text = format!("{millis:.0} ms a password, about {each:.0} a second with {} threads", cost.threads);
    if took < QUICK_HASH {
        Finding::problem(
            check,
            text,
            "raise passwords.hash_memory_kib or hash_passes: thieves guess stolen hashes just as quickly",
        )
    } else if took > SLOW_HASH {
        Finding::problem(
            check,
            text,
            "lower passwords.hash_memory_kib or hash_passes: people wait that long at each sign-in",
        )
    } else {
        Finding::ok(check, text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapters::geoip_tests::{MADE, write_database};

    #[test]
    fn a_table_of_places_is_to_be_updated() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("city.mmdb");
        write_database(&path, "GeoLite2-City", "Cologne");
        let opened = GeoIp::open(&path).unwrap();
        let after = |days: i64| geoip(&opened, Timestamp::from_second(MADE + days * 24 * 60 * 60).unwrap());
        assert!(after(39).ok && after(39).text == "GeoLite2-City, 39 days old");
        assert!(!after(41).ok && after(41).to_do.unwrap().contains("geoipupdate"));
    }
}
