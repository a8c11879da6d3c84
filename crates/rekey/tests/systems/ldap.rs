//! docs/ldap.md, followed word by word on a server as Debian's package sets it up.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

use super::directories::{NEW, OLD, reset};
use super::mails::Mails;
use super::page::Page;
use super::program::Program;
use super::wait::until;

const ANN: &str = "uid=ann,ou=people,dc=example,dc=com";

/// What is in the directory before anybody reads the page.
const ENTRIES: &str = "\
dn: dc=example,dc=com
objectClass: dcObject
objectClass: organization
o: Example
dc: example

dn: ou=people,dc=example,dc=com
objectClass: organizationalUnit
ou: people

dn: ou=groups,dc=example,dc=com
objectClass: organizationalUnit
ou: groups

dn: uid=ann,ou=people,dc=example,dc=com
objectClass: inetOrgPerson
uid: ann
cn: Ann Miller
sn: Miller
mail: ann@example.com
userPassword: a stormy morning

dn: uid=root,ou=people,dc=example,dc=com
objectClass: inetOrgPerson
uid: root
cn: Root
sn: Root
mail: root@example.com
userPassword: a stormy morning

dn: cn=admins,ou=groups,dc=example,dc=com
objectClass: groupOfNames
cn: admins
member: uid=root,ou=people,dc=example,dc=com
";

/// The server, with the password `admin` for its administrator.
struct Slapd {
    folder: TempDir,
    url: String,
    child: Child,
}

impl Slapd {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path();
        for name in ["config", "db"] {
            fs::create_dir(at.join(name)).unwrap();
        }
        let me = fs::metadata("/proc/self").unwrap();
        let configuration = fs::read_to_string("/usr/share/slapd/slapd.init.ldif")
            .expect("slapd is installed: scripts/install-test-tools")
            .replace("@SUFFIX@", "dc=example,dc=com")
            .replace("@PASSWORD@", "admin")
            .replace("/var/lib/ldap", &at.join("db").display().to_string())
            .replace("/var/run/slapd", &at.display().to_string())
            // Root, for whom the package means this.
            .replace("gidNumber=0+uidNumber=0", &format!("gidNumber={}+uidNumber={}", me.gid(), me.uid()));
        fs::write(at.join("config.ldif"), configuration).unwrap();
        fs::write(at.join("entries.ldif"), ENTRIES).unwrap();
        for arguments in [["-n0", "-l", "config.ldif"], ["-n1", "-l", "entries.ldif"]] {
            let mut slapadd = Command::new("/usr/sbin/slapadd");
            done(&slapadd.args(["-q", "-F", "config"]).args(arguments).current_dir(at).output().unwrap());
        }
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let url = format!("ldap://{address}");
        let mut slapd = Command::new("/usr/sbin/slapd");
        slapd.args(["-d", "0", "-F", "config", "-h", &format!("{url} {}", socket(at))]).current_dir(at);
        let child = slapd.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        until("slapd listens", async || TcpStream::connect(address).is_ok()).await;
        Self { folder, url, child }
    }

    /// Runs a command of the page.
    fn follow(&self, command: &str) {
        let command = command
            .replace("sudo ", "")
            .replace("ldapi:///", &socket(self.folder.path()))
            .replace(" -W ", &format!(" -w admin -H {} ", self.url));
        done(&Command::new("sh").args(["-c", &command]).output().unwrap());
    }

    fn takes(&self, password: &str) -> bool {
        let mut bind = Command::new("ldapwhoami");
        bind.args(["-x", "-H", &self.url, "-D", ANN, "-w", password]).output().unwrap().status.success()
    }
}

impl Drop for Slapd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The URL of a socket in a folder.
fn socket(folder: &Path) -> String {
    format!("ldapi://{}", folder.join("socket").display().to_string().replace('/', "%2F"))
}

fn done(ended: &Output) {
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slapd_takes_the_new_password_and_refuses_the_old_after_the_page_was_followed() {
    let slapd = Slapd::start().await;
    assert!(slapd.takes(OLD));
    let page = Page::read("ldap.md");
    for step in ["dn: cn=rekey,", "olcAccess", "pwdMustChange", "olcDbIndex"] {
        slapd.follow(&page.block(step));
    }
    let mails = Mails::start().await;
    let program = Program::new("sqlite:rekey.db", mails.port);
    fs::write(program.path("secret"), "choose-one\n").unwrap();
    let settings = page.block("privileged_groups = [");
    let settings = settings.replace("ldaps://ldap1.example.com ldaps://ldap2.example.com", &slapd.url);
    program.append(&settings.replace("/run/secrets/ldap", "secret"));

    let checked = program.run(&["directory", "check", "staff", "--email", "ann@example.com"], "").await;
    assert!(checked.contains("gets emails") && checked.contains("(ppolicy)"), "{checked}");
    assert!(!checked.contains("problem") && !checked.contains("note"), "{checked}");
    let checked = program.run(&["directory", "check", "staff", "--email", "root@example.com"], "").await;
    assert!(!checked.contains("gets emails"), "{checked}");
    reset(&program, &mails).await;
    assert!(slapd.takes(NEW) && !slapd.takes(OLD));
}
