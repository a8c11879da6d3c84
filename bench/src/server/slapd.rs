//! A private `slapd` with the bench's people, from Debian's package.

use std::fmt::Write as _;
use std::fs;
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use super::rekey::free_address;
use crate::{clock, people};

pub(crate) const BASE: &str = "ou=people,dc=example,dc=com";
pub(crate) const SERVICE: &str = "cn=rekey,dc=example,dc=com";
pub(crate) const SERVICE_PASSWORD: &str = "the password of the service";
const CONFIGURATION: &str = include_str!("../../../tests/directories/slapd/slapd.conf");
/// How long a start may take.
const START: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(10);

/// The server. Dropping it kills it.
pub(crate) struct Slapd {
    pub(crate) address: SocketAddr,
    child: Child,
    _folder: TempDir,
}

impl Slapd {
    /// With the first so many people.
    pub(crate) fn start(accounts: u64) -> Result<Self> {
        let folder = TempDir::with_prefix("rekey-bench-")?;
        let at = folder.path();
        fs::create_dir(at.join("db"))?;
        fs::write(at.join("slapd.conf"), CONFIGURATION)?;
        fs::write(at.join("entries.ldif"), entries(accounts)?)?;
        let mut slapadd = Command::new("/usr/sbin/slapadd");
        slapadd.args(["-q", "-f", "slapd.conf", "-l", "entries.ldif"]).current_dir(at);
        let added = slapadd.output().context("slapd is not installed: `apt-get install slapd`")?;
        ensure!(added.status.success(), "slapadd: {}", String::from_utf8_lossy(&added.stderr));
        let address = free_address()?;
        let mut command = Command::new("/usr/sbin/slapd");
        command.args(["-d", "0", "-f", "slapd.conf", "-h", &format!("ldap://{address}")]).current_dir(at);
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let slapd = Self { address, child, _folder: folder };
        let started = clock::now();
        while TcpStream::connect(address).is_err() {
            ensure!(started.elapsed() < START, "slapd does not answer");
            std::thread::sleep(PAUSE);
        }
        Ok(slapd)
    }
}

impl Drop for Slapd {
    fn drop(&mut self) {
        // It may already have exited.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn entries(accounts: u64) -> Result<String> {
    let mut entries = format!(
        "dn: dc=example,dc=com
objectClass: dcObject
objectClass: organization
o: Bench
dc: example

dn: cn=policy,dc=example,dc=com
objectClass: organizationalRole
objectClass: pwdPolicy
cn: policy
pwdAttribute: userPassword
pwdMustChange: FALSE

dn: {SERVICE}
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: rekey
userPassword: {SERVICE_PASSWORD}

dn: {BASE}
objectClass: organizationalUnit
ou: people
"
    );
    for number in 0..accounts {
        write!(
            entries,
            "
dn: uid={number},{BASE}
objectClass: inetOrgPerson
uid: {number}
cn: A. Person
sn: Person
mail: {}
userPassword: {}
",
            people::account_address(number),
            people::PASSWORD
        )?;
    }
    Ok(entries)
}
