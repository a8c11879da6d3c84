//! The shipped examples of proxies, each in front of a node whose database goes away: people get Rekey's own answer.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use reqwest::Response;
use serde_json::Value;
use tokio::time::Instant;

use super::cluster::Cluster;
use super::database::Database;
use super::load::{Load, address};
use super::program::Program;
use super::wait::until;

/// Longer than the proxies need to notice that no node is ready.
const WATCHED: Duration = Duration::from_secs(7);

const HAPROXY: &str = include_str!("../../../../../ops/proxies/haproxy.cfg");
const NGINX: &str = include_str!("../../../../../ops/proxies/nginx.conf");
const CADDY: &str = include_str!("../../../../../ops/proxies/Caddyfile");

/// A proxy, which is ended when this is dropped.
struct Proxy(Child);

impl Drop for Proxy {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

impl Proxy {
    fn start(program: &str, arguments: &[&str], folder: &Path) -> Self {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(folder).env("XDG_DATA_HOME", folder).env("XDG_CONFIG_HOME", folder);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Self(command.spawn().unwrap_or_else(|error| panic!("Debian's package of {program} is needed: {error}")))
    }
}

/// The example without TLS, in front of these nodes.
fn at(example: &str, nodes: [&str; 2]) -> String {
    let bare = |url: &str| url.trim_start_matches("http://").to_owned();
    example.replace("10.0.0.1:8080", &bare(nodes[0])).replace("10.0.0.2:8080", &bare(nodes[1]))
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

async fn holds(name: &str, start: impl FnOnce(&Path, [&str; 2], u16) -> Proxy) {
    let database = Database::create(Cluster::own(name, &[])).await;
    let program = Program::with_mail(&database.url(), "folder = \"mails\"");
    program.append("trusted_proxies = [\"127.0.0.1\"]");
    let (one, other) = tokio::join!(program.serve(), program.serve());
    let (folder, port, load) = (tempfile::tempdir().unwrap(), free_port(), Load::default());
    let _proxy = start(folder.path(), [&one.url, &other.url], port);
    let url = format!("http://127.0.0.1:{port}");
    let ask = async |path: &str| load.client().get(format!("{url}{path}")).send().await;
    until("a proxy that answers", async || ask("/readyz").await.is_ok_and(|answer| answer.status() == 200)).await;

    // A client that names another address is still one client: the limit of its own address holds.
    let reset = async |number: usize| -> Response {
        let body = serde_json::json!({ "email": address(number) });
        let request = load.client().post(format!("{url}/api/sys/users/startPasswordReset")).json(&body);
        request.header("x-forwarded-for", format!("198.51.100.{number}")).send().await.unwrap()
    };
    assert_eq!(reset(1).await.status(), 200, "{name}");

    tokio::task::block_in_place(|| database.cluster().crash());
    let (since, mut refused) = (Instant::now(), 0);
    while since.elapsed() < WATCHED {
        let answer = reset(2).await;
        assert_eq!(answer.status(), 503, "{name}, after {:?}", since.elapsed());
        assert!(answer.headers().contains_key("retry-after"), "{name}, after {:?}: {answer:?}", since.elapsed());
        assert!(answer.json::<Value>().await.is_ok(), "{name}: the answer is Rekey's own");
        refused += 1;
    }
    assert!(refused > 5, "{name}");

    tokio::task::block_in_place(|| database.cluster().start());
    until("a service that is back", async || reset(3).await.status() == 200).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_haproxy_people_get_rekeys_own_answer_when_the_database_is_gone() {
    holds("haproxy", |folder, nodes, port| {
        let config =
            at(HAPROXY, nodes).replace(":443 ssl crt /etc/haproxy/id.example.com.pem", &format!("127.0.0.1:{port}"));
        std::fs::write(folder.join("haproxy.cfg"), config).unwrap();
        Proxy::start("haproxy", &["-db", "-f", "haproxy.cfg"], folder)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_nginx_people_get_rekeys_own_answer_when_the_database_is_gone() {
    holds("nginx", |folder, nodes, port| {
        let site: Vec<String> = at(NGINX, nodes)
            .replace("listen 443 ssl", &format!("listen 127.0.0.1:{port}"))
            .lines()
            .filter(|line| !line.contains("ssl_certificate"))
            .map(str::to_owned)
            .collect();
        let config = format!(
            "daemon off; master_process off; pid nginx.pid; error_log error.log;\nevents {{}}\nhttp {{\naccess_log off;\n{}\n}}\n",
            site.join("\n")
        );
        std::fs::write(folder.join("nginx.conf"), config).unwrap();
        let prefix = folder.display().to_string();
        Proxy::start("nginx", &["-p", &prefix, "-c", "nginx.conf", "-e", "error.log"], folder)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_caddy_people_get_rekeys_own_answer_when_the_database_is_gone() {
    holds("caddy", |folder, nodes, port| {
        let site = at(CADDY, nodes).replace("id.example.com {", &format!("http://127.0.0.1:{port} {{"));
        std::fs::write(folder.join("Caddyfile"), format!("{{\n\tadmin off\n}}\n{site}")).unwrap();
        Proxy::start("caddy", &["run", "--adapter", "caddyfile", "--config", "Caddyfile"], folder)
    })
    .await;
}
