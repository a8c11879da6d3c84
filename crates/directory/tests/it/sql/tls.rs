//! TLS: a server has to prove who it is.

use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use rekey_core::ports::Directory;

use crate::app::{App, SET, Subject, address, own};
use crate::cluster::{Cluster, run};
use crate::database::Database;
use crate::mariadb::{MariaDb, Server};

/// Makes a root, another one, and a certificate of the first for `localhost`.
fn certify(openssl: &dyn Fn() -> Command) {
    let make = |name: &str, arguments: &[&str]| {
        let mut command = openssl();
        command.args(["req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-days", "2"]);
        command.args(["-keyout", &format!("data/{name}.key"), "-out", &format!("data/{name}.pem")]);
        run(command.args(arguments));
    };
    make("root", &["-subj", "/CN=Root of the tests"]);
    make("stranger", &["-subj", "/CN=Another root"]);
    let leaf =
        ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=CA:FALSE"];
    make("server", &[&leaf[..], &["-CA", "data/root.pem", "-CAkey", "data/root.key"]].concat());
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Connects by `url`, which takes a host and parameters.
async fn only_a_server_that_proves_itself_is_asked(url: impl Fn(&str, &str) -> String, data: &Path) {
    let data = data.display();
    let find = async |host: &str, query: &str| {
        let subject = Subject::at(&url(host, query), own(SET));
        subject.directory.find(&address("ann@example.com")).await.map(|found| found.len())
    };
    for good in [format!("sslrootcert={data}/root.pem"), format!("sslmode=require&sslrootcert={data}/root.pem")] {
        assert_eq!(find("localhost", &good).await, Ok(1), "{good}");
    }
    let stranger = format!("sslrootcert={data}/stranger.pem");
    let root = format!("sslrootcert={data}/root.pem");
    for (host, bad) in [("localhost", &*stranger), ("localhost", "sslmode=verify-full"), ("127.0.0.1", &*root)] {
        find(host, bad).await.expect_err(bad);
    }
    find("localhost", "sslmode=disable").await.expect_err("the server wants TLS");
}

#[tokio::test]
async fn a_postgresql_server_has_to_prove_who_it_is() {
    let port = free_port();
    let cluster = Cluster::listening("directory-tls", port);
    certify(&|| cluster.service(Path::new("openssl")));
    let rules = "local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n";
    std::fs::write(cluster.folder().join("data/pg_hba.conf"), rules).unwrap();
    let data = cluster.folder().join("data");
    let database = Database::create(cluster).await;
    for sql in [
        "ALTER USER postgres PASSWORD 'hush'",
        "ALTER SYSTEM SET ssl_cert_file = 'server.pem'",
        "ALTER SYSTEM SET ssl_key_file = 'server.key'",
        "ALTER SYSTEM SET ssl = on",
        "SELECT pg_reload_conf()",
    ] {
        database.run(sql).await;
    }
    database.wait_for("SELECT current_setting('ssl')::boolean").await;
    let name = database.name().to_owned();
    let app = App::Postgres(database).with_people().await;
    let url = |host: &str, query: &str| format!("postgres://postgres:hush@{host}:{port}/{name}?{query}");
    only_a_server_that_proves_itself_is_asked(url, &data).await;
    drop(app);
}

#[tokio::test]
async fn a_mariadb_server_has_to_prove_who_it_is() {
    let port = free_port();
    let server = Server::listening(port, certify);
    let data = server.folder().join("data");
    let database = MariaDb::create_on(server).await;
    database.run("CREATE USER guarded IDENTIFIED BY 'hush' REQUIRE SSL").await;
    database.run(&format!("GRANT ALL ON {}.* TO guarded", database.name)).await;
    let name = database.name.clone();
    let app = App::MariaDb(database).with_people().await;
    let url = |host: &str, query: &str| format!("mysql://guarded:hush@{host}:{port}/{name}?{query}");
    only_a_server_that_proves_itself_is_asked(url, &data).await;
    drop(app);
}
