//! Mails that are written into a folder: each is in a file that its owner alone can read, and its secrets are nowhere else.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use serde_json::json;

use super::{ANN, PASSWORDS, Places, left_behind, log};
use crate::faults::program::Program;
use crate::faults::wait::until;

fn files(program: &Program) -> Vec<PathBuf> {
    let Ok(folder) = std::fs::read_dir(program.path("mails")) else { return vec![] };
    folder.map(|file| file.unwrap().path()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_of_mails_is_for_its_owner_alone_and_nothing_else_holds_its_secrets() {
    let program = Program::with_mail("sqlite:data/rekey.db", "folder = \"mails\"");
    program.run(&["account", "add", "--email", ANN, "--password-stdin"], PASSWORDS[0]).await;
    let server = program.serve_talkative().await;
    let client = reqwest::Client::new();
    let ask = client.post(format!("{}/api/sys/users/startPasswordReset", server.url)).json(&json!({ "email": ANN }));
    assert!(ask.send().await.unwrap().status().is_success());
    let is_mail = |file: &PathBuf| file.extension().is_some_and(|extension| extension == "eml");
    until("a mail in the folder", async || files(&program).iter().any(is_mail)).await;
    until("an outbox with nothing left to do", async || program.entries(Some("pending")).await.is_empty()).await;

    let files = files(&program);
    let [mail] = &files[..] else { panic!("one mail, and nothing unfinished: {files:?}") };
    assert_eq!(std::fs::metadata(mail).unwrap().permissions().mode() & 0o777, 0o600);
    // Lines of a mail are broken anywhere, with an equals sign at the end (RFC 2045, 6.7).
    let text = std::fs::read_to_string(mail).unwrap().replace("=\r\n", "").replace("=3D", "=");
    let (_, rest) = text.split_once("token=").expect("a link");
    let token: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
    assert_eq!(token.len(), 64, "{text}");
    let mut places = Places::from([("log".to_owned(), log(&server.log()))]);
    places.insert("metrics".to_owned(), reqwest::get(server.metrics()).await.unwrap().text().await.unwrap());
    places.insert("outbox".to_owned(), program.run(&["outbox", "list", "--json"], "").await);
    for name in ["rekey.db", "rekey.db-wal"] {
        let bytes = std::fs::read(program.path("data").join(name)).unwrap();
        places.insert(name.to_owned(), String::from_utf8_lossy(&bytes).into_owned());
    }
    assert_eq!(left_behind(&places, &[token], &[]), Vec::<String>::new());
}
