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

pub(crate) const BASE: &str = "ou=people,dc=bench,dc=example";
pub(crate) const SERVICE: &str = "cn=rekey,dc=bench,dc=example";
pub(crate) const SERVICE_PASSWORD: &str = "the password of the service";
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
        fs::write(at.join("slapd.conf"), configuration(&at.display().to_string()))?;
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

/// Password changes are recorded by `ppolicy`, and allowed by the rules of docs/ldap.md.
fn configuration(folder: &str) -> String {
    format!(
        "include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload ppolicy
access to attrs=userPassword by dn.exact=\"{SERVICE}\" write by anonymous auth by self write by * none
access to * by dn.exact=\"{SERVICE}\" read by users read
database mdb
suffix \"dc=bench,dc=example\"
directory {folder}/db
index objectClass,mail,uid eq
overlay ppolicy
ppolicy_default \"cn=policy,dc=bench,dc=example\"
"
    )
}

fn entries(accounts: u64) -> Result<String> {
    let mut entries = format!(
        "dn: dc=bench,dc=example
objectClass: dcObject
objectClass: organization
o: Bench
dc: bench

dn: cn=policy,dc=bench,dc=example
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
