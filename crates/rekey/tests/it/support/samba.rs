//! Samba's domain controller, from Debian's packages, in a network namespace of its own, because its ports are fixed. It ends
//! with the test. It needs root, as Samba does.

use std::fs;
use std::io;
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

use tempfile::TempDir;

use super::slapd::certify;
use crate::faults::wait::until;

pub(crate) const BASE: &str = "DC=corp,DC=example,DC=com";
pub(crate) const SERVICE: &str = "CN=Administrator,CN=Users,DC=corp,DC=example,DC=com";
pub(crate) const SERVICE_PASSWORD: &str = "Adm1n-Passw0rd!";
pub(crate) const ADMINS: &str = "CN=Domain Admins,CN=Users,DC=corp,DC=example,DC=com";
pub(crate) const ANN: &str = "CN=Ann Miller,CN=Users,DC=corp,DC=example,DC=com";
pub(crate) const OLD_PASSWORD: &str = "Old-Passw0rd-1";

/// Carries what comes to a socket, which every namespace sees, to the server.
const RELAY: &str = "
import socket, sys, threading
def carry(a, b):
    try:
        while data := a.recv(65536): b.sendall(data)
    except OSError: pass
    for end in (a, b):
        try: end.shutdown(socket.SHUT_RDWR)
        except OSError: pass
listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
listener.listen()
while True:
    client, _ = listener.accept()
    try: server = socket.create_connection(('127.0.0.1', 636))
    except OSError:
        client.close()
        continue
    for ends in ((client, server), (server, client)):
        threading.Thread(target=carry, args=ends, daemon=True).start()
";

pub(crate) struct Samba {
    folder: TempDir,
    port: u16,
    child: Child,
}

impl Samba {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("rekey-samba-").tempdir().unwrap();
        let at = folder.path();
        certify(at);
        run(
            at,
            "samba-tool",
            &[
                "domain",
                "provision",
                "--realm=CORP.EXAMPLE.COM",
                "--domain=CORP",
                "--server-role=dc",
                "--dns-backend=NONE",
                &format!("--adminpass={SERVICE_PASSWORD}"),
                &format!("--targetdir={}", at.display()),
                "--host-name=dc1",
                "--host-ip=127.0.0.1",
                &format!("--option=posix:eadb={}/eadb.tdb", at.display()),
            ],
        );
        let own = ["-H", "private/sam.ldb", "-s", "etc/smb.conf"];
        for (name, first, last) in [("ann", "Ann", "Miller"), ("boss", "The", "Boss")] {
            let mail = format!("--mail-address={name}@example.com");
            let [first, last] = [format!("--given-name={first}"), format!("--surname={last}")];
            run(at, "samba-tool", &[&["user", "create", name, OLD_PASSWORD, &mail, &first, &last][..], &own].concat());
        }
        run(at, "samba-tool", &[&["group", "addmembers", "Domain Admins", "boss"][..], &own].concat());
        fs::write(at.join("relay.py"), RELAY).unwrap();
        let options = ["keyfile=server.key", "certfile=server.pem", "cafile=root.pem"].map(|option| {
            let (name, file) = option.split_once('=').unwrap();
            format!("--option='tls {name}={}/{file}'", at.display())
        });
        let script = format!(
            "ip link set lo up && samba -F -M single -s etc/smb.conf --option='server services=ldap' \
             --option='old password allowed period=0' --option='interfaces=lo' --option='bind interfaces only=yes' {} & exec python3 relay.py relay",
            options.join(" ")
        );
        let mut namespace = Command::new("unshare");
        namespace.args(["--net", "--pid", "--fork", "--kill-child", "sh", "-c", &script]).current_dir(at);
        let child = namespace.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let relay = at.join("relay");
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let relay = relay.clone();
                thread::spawn(move || carry(&client, &relay));
            }
        });
        let samba = Self { folder, port, child };
        until("Samba takes connections", async || samba.connect().await.is_ok()).await;
        samba
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn url(&self) -> String {
        format!("ldaps://localhost:{}", self.port)
    }

    async fn connect(&self) -> Result<ldap3::Ldap, ldap3::LdapError> {
        let tls = rekey_directory::tls::client_config(Some(&self.folder().join("root.pem"))).unwrap();
        let settings = ldap3::LdapConnSettings::new().set_config(tls.into());
        let (connection, ldap) = ldap3::LdapConnAsync::with_settings(settings, &self.url()).await?;
        tokio::spawn(connection.drive());
        Ok(ldap)
    }

    /// Whether somebody signs in with this password.
    pub(crate) async fn takes(&self, dn: &str, password: &str) -> bool {
        self.connect().await.unwrap().simple_bind(dn, password).await.unwrap().rc == 0
    }

    /// Changes an attribute, as an administrator.
    pub(crate) async fn change(&self, dn: &str, attribute: &str, value: &str) {
        let mut ldap = self.connect().await.unwrap();
        ldap.simple_bind(SERVICE, SERVICE_PASSWORD).await.unwrap().success().unwrap();
        let change = ldap3::Mod::Replace(attribute, [value].into());
        ldap.modify(dn, vec![change]).await.unwrap().success().unwrap();
    }
}

impl Drop for Samba {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn run(folder: &Path, program: &str, arguments: &[&str]) {
    let done = Command::new(program).args(arguments).current_dir(folder).output();
    let done = done.expect("Samba is installed: REKEY_TEST_FULL=1 scripts/install-test-tools");
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
}

fn carry(client: &TcpStream, relay: &Path) {
    let Ok(server) = UnixStream::connect(relay) else { return };
    let (mut from_server, mut to_client) = (server.try_clone().unwrap(), client.try_clone().unwrap());
    thread::spawn(move || {
        let _ = io::copy(&mut from_server, &mut to_client);
        let _ = to_client.shutdown(std::net::Shutdown::Both);
    });
    let (mut from_client, mut to_server) = (client, &server);
    let _ = io::copy(&mut from_client, &mut to_server);
    let _ = server.shutdown(std::net::Shutdown::Both);
}
