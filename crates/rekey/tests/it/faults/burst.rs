//! Many who come at once.

use futures_util::future::join_all;
use tokio::net::TcpStream;

use super::program::Program;
use super::wait::within;

/// More than systems let wait by default, and fewer than files a process may open.
const VISITORS: usize = 500;

#[tokio::test]
async fn clients_that_connect_while_the_server_is_held_up_wait_and_are_not_turned_away() {
    let program = Program::with_mail("sqlite:data/rekey.db", "");
    let server = program.serve().await;
    server.signal("STOP").await;
    let address = server.url.strip_prefix("http://").unwrap();
    let connected = within("connections", join_all((0..VISITORS).map(|_| TcpStream::connect(address)))).await;
    assert!(connected.iter().all(Result::is_ok));
    server.signal("CONT").await;
    let answer = reqwest::get(format!("{}/readyz", server.url)).await.unwrap();
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn more_connections_are_open_than_shells_allow_files_to_begin_with() {
    let program = Program::with_mail("sqlite:data/rekey.db", "");
    let server = program.serve_with_open_files(VISITORS / 2).await;
    let address = server.url.strip_prefix("http://").unwrap();
    let connected = within("connections", join_all((0..VISITORS).map(|_| TcpStream::connect(address)))).await;
    assert!(connected.iter().all(Result::is_ok));
    let answer = within("an answer", reqwest::get(format!("{}/readyz", server.url))).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert!(!server.log().contains("not accepted"), "{}", server.log());
}
