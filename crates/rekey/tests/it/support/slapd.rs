//! A `slapd` of a test's own, from Debian's package, in a temporary folder. It ends with the test.

use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use tempfile::TempDir;

use crate::faults::wait::until;

pub(crate) const BASE: &str = "dc=example,dc=com";
pub(crate) const SERVICE: &str = "cn=rekey,dc=example,dc=com";
pub(crate) const SERVICE_PASSWORD: &str = "the password of the service";
pub(crate) const ADMINS: &str = "cn=admins,dc=example,dc=com";
pub(crate) const ANN: &str = "uid=ann,dc=example,dc=com";
pub(crate) const OLD_PASSWORD: &str = "the old password";

const CONFIGURATION: &str = include_str!("../../../../../tests/directories/slapd/slapd.conf");

/// What is in the directory. The passwords are plain, as `slapadd` leaves them.
const ENTRIES: &str = "\
dn: dc=example,dc=com
objectClass: dcObject
objectClass: organization
o: Example
dc: example

dn: cn=policy,dc=example,dc=com
objectClass: organizationalRole
objectClass: pwdPolicy
cn: policy
pwdAttribute: userPassword
pwdMinLength: 20
pwdCheckQuality: 2
pwdInHistory: 3
pwdLockout: TRUE
pwdMaxFailure: 3

dn: cn=rekey,dc=example,dc=com
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: rekey
userPassword: the password of the service

dn: uid=ann,dc=example,dc=com
objectClass: inetOrgPerson
uid: ann
cn: Ann Miller
sn: Miller
mail: Ann@Example.com
preferredLanguage: de-AT, en;q=0.5
userPassword: the old password

dn: uid=root,dc=example,dc=com
objectClass: inetOrgPerson
uid: root
cn: Root
sn: Root
mail: root@example.com
userPassword: the old password

dn: uid=one,dc=example,dc=com
objectClass: inetOrgPerson
uid: one
cn: One
sn: One
mail: shared@example.com

dn: uid=two,dc=example,dc=com
objectClass: inetOrgPerson
uid: two
cn: Two
sn: Two
mail: Shared@example.com

dn: cn=admins,dc=example,dc=com
objectClass: groupOfNames
cn: admins
member: uid=root,dc=example,dc=com
";

pub(crate) struct Slapd {
    folder: TempDir,
    pub(crate) port: u16,
    tls_port: u16,
    child: Option<Child>,
}

impl Slapd {
    pub(crate) async fn start() -> Self {
        Self::with_configuration("").await
    }

    /// With a certificate for `localhost`, whose root is in `root.pem`.
    pub(crate) async fn with_tls() -> Self {
        Self::with_configuration(
            "TLSCACertificateFile root.pem\nTLSCertificateFile server.pem\nTLSCertificateKeyFile server.key\n",
        )
        .await
    }

    async fn with_configuration(tls: &str) -> Self {
        let folder = tempfile::Builder::new().prefix("rekey-slapd-").tempdir().unwrap();
        let [port, tls_port] = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port());
        if !tls.is_empty() {
            certify(folder.path());
        }
        fs::create_dir(folder.path().join("db")).unwrap();
        fs::write(folder.path().join("slapd.conf"), format!("{tls}{CONFIGURATION}")).unwrap();
        fs::write(folder.path().join("entries.ldif"), ENTRIES).unwrap();
        let added = Command::new("/usr/sbin/slapadd")
            .args(["-q", "-f", "slapd.conf", "-l", "entries.ldif"])
            .current_dir(folder.path())
            .output()
            .expect("slapd is installed: scripts/install-test-tools");
        assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
        let mut slapd = Self { folder, port, tls_port, child: None };
        slapd.resume().await;
        slapd
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn url(&self) -> String {
        format!("ldap://127.0.0.1:{}", self.port)
    }

    pub(crate) fn named_url(&self, scheme: &str) -> String {
        let port = if scheme == "ldaps" { self.tls_port } else { self.port };
        format!("{scheme}://localhost:{port}")
    }

    pub(crate) fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    pub(crate) async fn resume(&mut self) {
        let has_tls = self.folder().join("root.pem").exists();
        let secure = if has_tls { format!(" ldaps://127.0.0.1:{}", self.tls_port) } else { String::new() };
        let mut command = Command::new("/usr/sbin/slapd");
        command.args(["-d", "0", "-f", "slapd.conf", "-h", &format!("{}{secure}", self.url())]);
        let child = command.current_dir(self.folder()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        self.child = Some(child.unwrap());
        let port = if has_tls { self.tls_port } else { self.port };
        until("slapd listens", async || TcpStream::connect(("127.0.0.1", port)).is_ok()).await;
    }

    /// Whether somebody signs in with this password.
    pub(crate) async fn takes(&self, dn: &str, password: &str) -> bool {
        let (connection, mut ldap) = ldap3::LdapConnAsync::new(&self.url()).await.unwrap();
        let driver = tokio::spawn(connection.drive());
        let result = ldap.simple_bind(dn, password).await.unwrap();
        driver.abort();
        result.rc == 0
    }

    /// Changes an attribute, as an administrator.
    pub(crate) async fn change(&self, dn: &str, attribute: &str, value: &str) {
        let (connection, mut ldap) = ldap3::LdapConnAsync::new(&self.url()).await.unwrap();
        let driver = tokio::spawn(connection.drive());
        ldap.simple_bind(&format!("cn=root,{BASE}"), "root").await.unwrap().success().unwrap();
        let change = ldap3::Mod::Replace(attribute, [value].into());
        ldap.modify(dn, vec![change]).await.unwrap().success().unwrap();
        driver.abort();
    }
}

impl Drop for Slapd {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Makes a root and a certificate for `localhost`, and a root that certified nothing.
pub(crate) fn certify(folder: &Path) {
    let make = |name: &str, arguments: &[&str]| {
        let mut openssl = Command::new("openssl");
        openssl.args(["req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-days", "2"]);
        openssl.args(["-keyout", &format!("{name}.key"), "-out", &format!("{name}.pem")]).args(arguments);
        let made = openssl.current_dir(folder).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    };
    make("root", &["-subj", "/CN=Root of the tests"]);
    make("stranger", &["-subj", "/CN=Another root"]);
    let names = ["-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=CA:FALSE"];
    make("server", &[&["-subj", "/CN=localhost", "-CA", "root.pem", "-CAkey", "root.key"][..], &names].concat());
}

/// What the network does to the next password on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Passes,
    /// It never arrives, and the connection ends.
    Lost,
    /// It arrives, and its answer is lost with the connection.
    AnswerLost,
}

/// The network between Rekey and a server.
pub(crate) struct Network {
    pub(crate) port: u16,
    fate: Arc<Mutex<Fate>>,
}

/// The extended operation that sets a password.
const MODIFY_PASSWORD: &[u8] = b"1.3.6.1.4.1.4203.1.11.1";

impl Network {
    pub(crate) fn to(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let fate = Arc::new(Mutex::new(Fate::Passes));
        let shared = fate.clone();
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let fate = shared.clone();
                thread::spawn(move || carry(&client, server, &fate));
            }
        });
        Self { port, fate }
    }

    pub(crate) fn fate(&self, fate: Fate) {
        *self.fate.lock().unwrap() = fate;
    }
}

fn carry(client: &TcpStream, server: u16, fate: &Mutex<Fate>) {
    let Ok(server) = TcpStream::connect(("127.0.0.1", server)) else { return };
    let ends = [client.try_clone().unwrap(), server.try_clone().unwrap()];
    let is_cut = Arc::new(Mutex::new(false));
    let cut = is_cut.clone();
    thread::spawn(move || {
        let [mut client, mut server] = ends;
        let mut buffer = [0; 16_384];
        while let Ok(length @ 1..) = server.read(&mut buffer) {
            if *cut.lock().unwrap() || client.write_all(&buffer[..length]).is_err() {
                break;
            }
        }
        let _ = client.shutdown(Shutdown::Both);
    });
    let (mut client, mut server) = (client, &server);
    let mut buffer = [0; 16_384];
    while let Ok(length @ 1..) = client.read(&mut buffer) {
        let sent = &buffer[..length];
        if sent.windows(MODIFY_PASSWORD.len()).any(|window| window == MODIFY_PASSWORD) {
            match std::mem::replace(&mut *fate.lock().unwrap(), Fate::Passes) {
                Fate::Passes => {}
                Fate::Lost => break,
                Fate::AnswerLost => *is_cut.lock().unwrap() = true,
            }
        }
        if server.write_all(sent).is_err() {
            break;
        }
    }
    let _ = server.shutdown(Shutdown::Both);
    let _ = client.shutdown(Shutdown::Both);
}
