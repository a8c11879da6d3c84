//! TLS to a server that takes nobody without it, and a password besides.

use std::fs;
use std::net::TcpListener;
use std::path::Path;

use rekey_core::ports::UpkeepStore;
use rekey_core::time::Duration;
use rekey_store::SqlStore;
use rekey_store::postgres::{ConnectError, PostgresSettings, StepClock, TlsError};

use super::cluster::{Cluster, run};
use super::database::Database;

/// Makes a key and a certificate for the arguments' subject.
fn certify(cluster: &Cluster, name: &str, arguments: &[&str]) {
    let mut openssl = cluster.service(Path::new("openssl"));
    openssl.args(["req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-days", "2"]);
    openssl.args(["-keyout", &format!("data/{name}.key"), "-out", &format!("data/{name}.pem")]);
    run(openssl.args(arguments));
}

/// A database of a server with a certificate for `localhost`, and its port.
async fn guarded(name: &str) -> (Database, u16) {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let cluster = Cluster::listening(name, port);
    certify(&cluster, "root", &["-subj", "/CN=Root of the tests"]);
    certify(&cluster, "stranger", &["-subj", "/CN=Another root"]);
    let leaf =
        ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=CA:FALSE"];
    certify(&cluster, "server", &[&leaf[..], &["-CA", "data/root.pem", "-CAkey", "data/root.key"]].concat());
    let rules = "local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n";
    fs::write(cluster.folder().join("data/pg_hba.conf"), rules).unwrap();
    let database = Database::create(cluster).await;
    database.run("ALTER USER postgres PASSWORD 'hush'").await;
    database.run("ALTER SYSTEM SET ssl_cert_file = 'server.pem'").await;
    database.run("ALTER SYSTEM SET ssl_key_file = 'server.key'").await;
    database.run("ALTER SYSTEM SET ssl = on").await;
    database.run("SELECT pg_reload_conf()").await;
    database.wait_for("SELECT current_setting('ssl')::boolean").await;
    (database, port)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_way_of_tls_is_the_one_that_the_url_asks_for() {
    let (database, port) = guarded("tls").await;
    let data = database.cluster().folder().join("data").display().to_string();
    let connect = async |host: &str, query: &str| {
        let url = format!("postgres://postgres:hush@{host}:{port}/{}?{query}", database.name());
        // Nothing here is worth waiting for.
        let settings = PostgresSettings { connect_wait: Duration::from_hours(1), ..PostgresSettings::new(url) };
        let connecting = SqlStore::connect_postgres(&settings, StepClock::Database, None);
        tokio::time::timeout(Duration::from_secs(30), connecting).await.unwrap()
    };

    let root = format!("sslmode=verify-full&sslrootcert={data}/root.pem");
    for good in ["", "sslmode=prefer", "sslmode=require", "sslmode=require&channel_binding=require", &root] {
        let store = connect("localhost", good).await.unwrap();
        store.ping().await.unwrap();
        let encrypted = "SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
                         WHERE application_name = 'rekey'";
        assert_eq!(database.text(encrypted).await.as_deref(), Some("t"), "{good}");
    }

    let stranger = format!("sslmode=verify-full&sslrootcert={data}/stranger.pem");
    for (host, bad) in [("localhost", "sslmode=disable"), ("localhost", &stranger), ("127.0.0.1", &root)] {
        let refused = connect(host, bad).await.err().unwrap();
        assert!(matches!(refused, ConnectError::Unreachable { .. }), "{bad}: {refused:?}");
    }
    let missing = connect("localhost", "sslmode=verify-full&sslrootcert=/nowhere/root.pem").await.err().unwrap();
    assert!(matches!(missing, ConnectError::Tls(TlsError::RootFile { .. })), "{missing:?}");
}
