//! Mails that stay here.

use rekey_core::ports::CapturedMails;
use rekey_mail::{CapturedTransport, FileTransport, SendErrorKind, Transport};

use crate::support::{HTML, TEXT, mail, mail_to};

#[tokio::test]
async fn a_captured_mail_is_shown_with_its_links_and_its_code() {
    let transport = CapturedTransport::new(10);
    transport.send(&mail_to("Ann@example.com")).await.unwrap();
    let captured = transport.list().pop().unwrap();

    assert_eq!(captured.to, "Ann@example.com");
    assert_eq!(captured.from, "Bücher & Söhne <no-reply@bücher.example>");
    assert_eq!((&*captured.text, &*captured.html), (TEXT, HTML));
    assert_eq!(captured.links, ["https://id.example.com/reset?token=abc=def"]);
    assert_eq!(captured.code.as_deref(), Some("123456"));
    assert!(captured.source.contains("Auto-Submitted: auto-generated\r\n"));
    assert_eq!(captured.created_at.to_string(), "2027-01-15T08:00:00Z");
}

#[tokio::test]
async fn captured_mails_are_listed_newest_first_and_the_oldest_make_room() {
    let transport = CapturedTransport::new(2);
    for text in ["one", "two", "three"] {
        transport.send(&mail("ann@example.com", text)).await.unwrap();
    }
    let texts: Vec<_> = transport.list().iter().map(|mail| mail.text.clone()).collect();
    assert_eq!(texts, ["three", "two"]);
    transport.clear();
    assert!(transport.list().is_empty());
}

#[tokio::test]
async fn a_file_holds_the_whole_mail_and_is_its_owners_alone() {
    let folder = tempfile::tempdir().unwrap();
    let transport = FileTransport::new(folder.path().join("mails")).unwrap();
    let mail = mail_to("ann@example.com");
    transport.send(&mail).await.unwrap();

    let files: Vec<_> = std::fs::read_dir(folder.path().join("mails")).unwrap().map(Result::unwrap).collect();
    assert_eq!(files.len(), 1);
    assert_eq!(files[0].path().file_name().unwrap(), &*format!("1800000000000-{}.eml", mail.id()));
    assert_eq!(std::fs::read(files[0].path()).unwrap(), mail.source());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(files[0].metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[tokio::test]
async fn a_rehearsal_leaves_no_file_and_fails_where_sending_would() {
    let folder = tempfile::tempdir().unwrap();
    let transport = FileTransport::new(folder.path()).unwrap();
    let mail = mail_to("ann@example.com");
    transport.rehearse(&mail).await.unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    folder.close().unwrap();
    assert_eq!(transport.rehearse(&mail).await, transport.send(&mail).await.map(|_| ()));
}

#[tokio::test]
async fn a_folder_that_went_away_is_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let transport = FileTransport::new(folder.path()).unwrap();
    folder.close().unwrap();
    let error = transport.send(&mail_to("ann@example.com")).await.unwrap_err();
    assert_eq!(error.kind, SendErrorKind::Transient);
    assert!(error.reason.starts_with("writing the file: "), "{error}");
}
