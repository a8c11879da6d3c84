//! SMTP against a real server, and connections that are kept.

use std::time::Duration;

use rekey_mail::{
    NamedCertificates, SendErrorKind, SmtpCredentials, SmtpSettings, SmtpTimeouts, SmtpTls, SmtpTransport, Transport,
};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::support::{Act, At, FaultyServer, SmtpServer, mail_to};

#[tokio::test]
async fn mails_go_out_over_starttls_with_a_login() {
    let mut server = SmtpServer::start(&["--starttls", "--login", "me:p@ss word"]).await;
    let settings = server.settings_with_login(SmtpTls::Required, "me", "p@ss word");
    let transport = SmtpTransport::new(settings).unwrap();
    transport.check().await.unwrap();
    transport.send(&mail_to("ann@example.com")).await.unwrap();
    let received = server.received().await;
    assert!(received.secure);
    assert_eq!(received.user.as_deref(), Some("me"));
    assert_eq!(received.to, ["ann@example.com"]);
}

#[tokio::test]
async fn mails_go_out_over_implicit_tls_with_a_login() {
    let mut server = SmtpServer::start(&["--tls", "--login", "me:pass"]).await;
    let transport = SmtpTransport::new(server.settings_with_login(SmtpTls::Implicit, "me", "pass")).unwrap();
    transport.send(&mail_to("ann@example.com")).await.unwrap();
    let received = server.received().await;
    assert!(received.secure);
    assert_eq!(received.user.as_deref(), Some("me"));
}

#[tokio::test]
async fn starttls_is_used_where_it_is_offered_and_done_without_where_not() {
    for (options, secure) in [(&["--starttls"][..], true), (&[][..], false)] {
        let mut server = SmtpServer::start(options).await;
        let transport = SmtpTransport::new(server.settings(SmtpTls::StartTls)).unwrap();
        transport.send(&mail_to("ann@example.com")).await.unwrap();
        assert_eq!(server.received().await.secure, secure);
    }
}

#[tokio::test]
async fn nothing_is_sent_where_starttls_is_required_and_not_offered() {
    let server = SmtpServer::start(&[]).await;
    let transport = SmtpTransport::new(server.settings(SmtpTls::Required)).unwrap();
    let error = transport.send(&mail_to("ann@example.com")).await.unwrap_err();
    assert_eq!(error.kind, SendErrorKind::Unreachable);
    assert!(error.reason.contains("does not offer it"), "{error}");
}

#[tokio::test]
async fn a_password_is_never_sent_because_starttls_was_stripped() {
    let server = SmtpServer::start(&["--login", "me:pass"]).await;
    let transport = SmtpTransport::new(server.settings_with_login(SmtpTls::StartTls, "me", "pass")).unwrap();
    let error = transport.send(&mail_to("ann@example.com")).await.unwrap_err();
    assert_eq!(error.kind, SendErrorKind::Authentication);
    assert!(error.reason.contains("not sent unencrypted"), "{error}");
}

#[tokio::test]
async fn a_connection_is_not_stretched_without_end() {
    let server = FaultyServer::start(At::Greeting, Act::Drop, 0).await;
    let transport = SmtpTransport::new(server.settings(SmtpTls::None)).unwrap();
    for _ in 0..51 {
        transport.send(&mail_to("ann@example.com")).await.unwrap();
    }
    assert_eq!((server.connections(), server.messages()), (2, 51));

    let settings = SmtpSettings { mails_per_connection: 2, ..server.settings(SmtpTls::None) };
    let transport = SmtpTransport::new(settings).unwrap();
    for _ in 0..5 {
        transport.send(&mail_to("ann@example.com")).await.unwrap();
    }
    assert_eq!((server.connections(), server.messages()), (2 + 3, 51 + 5));
}

#[tokio::test]
async fn a_connection_that_waits_in_vain_is_closed_politely() {
    let server = FaultyServer::start(At::Greeting, Act::Drop, 0).await;
    let transport = SmtpTransport::new(server.settings(SmtpTls::None)).unwrap();
    transport.send(&mail_to("ann@example.com")).await.unwrap();
    tokio::time::pause();
    for _ in 0..4 {
        tokio::time::advance(Duration::from_secs(10)).await;
    }
    server.wait_for("QUIT").await;
}

#[tokio::test]
async fn closing_says_goodbye() {
    let server = FaultyServer::start(At::Greeting, Act::Drop, 0).await;
    let transport = SmtpTransport::new(server.settings(SmtpTls::None)).unwrap();
    transport.send(&mail_to("ann@example.com")).await.unwrap();
    transport.close().await;
    assert_eq!(server.commands().pop().as_deref(), Some("QUIT"));
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_refused() {
    for (option, tls) in
        [("--starttls", SmtpTls::Required), ("--starttls", SmtpTls::StartTls), ("--tls", SmtpTls::Implicit)]
    {
        let server = SmtpServer::start(&[option]).await;
        let settings = SmtpSettings { root_certificates: None, ..server.settings(tls) };
        let error = SmtpTransport::new(settings).unwrap().send(&mail_to("ann@example.com")).await.unwrap_err();
        assert_eq!(error.kind, SendErrorKind::Unreachable);
        assert!(error.reason.contains("certificate"), "{error}");
    }
}

#[tokio::test]
async fn a_certificate_for_another_host_is_refused() {
    let server = SmtpServer::start(&["--starttls", "--signed", "--name", "mail.example.com"]).await;
    let transport = SmtpTransport::new(server.settings(SmtpTls::Required)).unwrap();
    let error = transport.send(&mail_to("ann@example.com")).await.unwrap_err();
    assert_eq!(error.kind, SendErrorKind::Unreachable);
    assert!(error.reason.contains("not valid for name"), "{error}");
}

#[tokio::test]
async fn a_named_certificate_is_trusted_as_itself_whatever_it_says_of_itself() {
    for kind in [&["--self-signed-authority"][..], &[]] {
        for (option, tls) in [("--starttls", SmtpTls::Required), ("--tls", SmtpTls::Implicit)] {
            let options = [&[option, "--name", "mail.example.com"], kind].concat();
            let mut server = SmtpServer::start(&options).await;
            let transport = SmtpTransport::new(server.settings(tls)).unwrap();
            transport.send(&mail_to("ann@example.com")).await.unwrap();
            assert!(server.received().await.secure);
        }
    }
}

#[tokio::test]
async fn a_named_certificate_vouches_for_no_other_server() {
    let named = SmtpServer::start(&["--starttls"]).await;
    let other = SmtpServer::start(&["--starttls"]).await;
    let root_certificates = named.settings(SmtpTls::Required).root_certificates;
    let settings = SmtpSettings { root_certificates, ..other.settings(SmtpTls::Required) };
    let error = SmtpTransport::new(settings).unwrap().check().await.unwrap_err();
    assert!(error.reason.contains("certificate"), "{error}");
}

#[tokio::test]
async fn a_servers_own_certificate_signs_no_others() {
    let server = SmtpServer::start(&["--starttls", "--signed-by-leaf"]).await;
    let error = SmtpTransport::new(server.settings(SmtpTls::Required)).unwrap().check().await.unwrap_err();
    assert_eq!(error.kind, SendErrorKind::Unreachable);
    assert!(error.reason.contains("certificate"), "{error}");
}

#[tokio::test]
async fn an_authority_that_is_named_vouches_for_its_servers() {
    let mut server = SmtpServer::start(&["--starttls", "--signed"]).await;
    SmtpTransport::new(server.settings(SmtpTls::Required)).unwrap().send(&mail_to("ann@example.com")).await.unwrap();
    assert!(server.received().await.secure);
}

#[tokio::test]
async fn the_wrong_kind_of_tls_for_a_port_is_told_apart() {
    for (options, tls, advice) in [
        (&["--starttls"][..], SmtpTls::Implicit, "use smtp:// instead of smtps://"),
        (&[], SmtpTls::Implicit, "use smtp:// instead of smtps://"),
        (&["--tls"], SmtpTls::Required, "use smtps:// instead of smtp://"),
        (&["--tls"], SmtpTls::StartTls, "use smtps:// instead of smtp://"),
        (&["--tls"], SmtpTls::None, "use smtps:// instead of smtp://"),
    ] {
        let server = SmtpServer::start(options).await;
        let error = SmtpTransport::new(server.settings(tls)).unwrap().check().await.unwrap_err();
        assert_eq!(error.kind, SendErrorKind::Unreachable);
        assert!(error.reason.contains(advice), "{options:?} {tls:?}: {error}");
    }
}

#[tokio::test]
async fn body_and_final_dot_arrive_together() {
    let (port, reads) = scripted(&["220 hi", "250 mail.example", "250 ok", "250 ok", "354 send it", "250 taken"]).await;
    let transport = SmtpTransport::new(SmtpSettings::new("127.0.0.1", port, SmtpTls::None)).unwrap();
    transport.send(&mail_to("ann@example.com")).await.unwrap();
    drop(transport);
    let reads = reads.await.unwrap();
    assert!(reads[4].ends_with("\r\n.\r\n"), "{reads:?}");
}

#[tokio::test]
async fn commands_are_pipelined_where_that_is_offered() {
    let (port, reads) =
        scripted(&["220 hi", "250-mail.example\r\n250 PIPELINING", "250 ok\r\n250 ok", "250 sent"]).await;
    let transport = SmtpTransport::new(SmtpSettings::new("127.0.0.1", port, SmtpTls::None)).unwrap();
    transport.send(&mail_to("ann@example.com")).await.unwrap_err();
    assert_eq!(reads.await.unwrap()[1].lines().count(), 2);
}

#[tokio::test]
async fn a_login_goes_by_the_order_of_the_prompts_and_knows_the_old_spelling() {
    let script = ["220 hi", "250-mail.example\r\n250 AUTH=LOGIN", "334 ", "334 d2hhdD8=", "235 welcome", "221 bye"];
    let (port, reads) = scripted(&script).await;
    let credentials = SmtpCredentials { username: "me".to_owned(), password: "pass".to_owned().into() };
    let settings =
        SmtpSettings { credentials: Some(credentials), ..SmtpSettings::new("127.0.0.1", port, SmtpTls::None) };
    SmtpTransport::new(settings).unwrap().check().await.unwrap();
    assert_eq!(reads.await.unwrap()[1..5], ["AUTH LOGIN\r\n", "bWU=\r\n", "cGFzcw==\r\n", "QUIT\r\n"]);
}

#[tokio::test]
async fn a_refused_mechanism_is_followed_by_the_next_and_a_refused_password_by_nothing() {
    for (words, logins) in [("504 5.5.4 not that one", 2), ("535 5.5.4 not that one", 2), ("535 5.7.8 wrong", 1)] {
        let server = FaultyServer::start(At::Auth, Act::Say(words), 1).await;
        let credentials = SmtpCredentials { username: "me".to_owned(), password: "pass".to_owned().into() };
        let settings = SmtpSettings { credentials: Some(credentials), ..server.settings(SmtpTls::None) };
        assert_eq!(SmtpTransport::new(settings).unwrap().check().await.is_ok(), logins == 2, "{words}");
        let commands = server.commands();
        assert_eq!(commands.iter().filter(|command| command.starts_with("AUTH")).count(), logins, "{commands:?}");
    }
}

#[tokio::test]
async fn mechanisms_are_known_in_any_order_and_case() {
    for offer in ["auth login plain", "AUTH XOAUTH2 CRAM-MD5 Plain", "AUTH\r\n250-AUTH=login plain"] {
        let hello: &str = format!("250-mail.example\r\n250-{offer}\r\n250 HELP").leak();
        let (port, reads) = scripted(&["220 hi", hello, "235 welcome", "221 bye"]).await;
        let credentials = SmtpCredentials { username: "me".to_owned(), password: "pass".to_owned().into() };
        let settings =
            SmtpSettings { credentials: Some(credentials), ..SmtpSettings::new("127.0.0.1", port, SmtpTls::None) };
        SmtpTransport::new(settings).unwrap().check().await.unwrap();
        assert_eq!(reads.await.unwrap()[1], "AUTH PLAIN AG1lAHBhc3M=\r\n", "{offer}");
    }
}

#[tokio::test]
async fn a_server_that_knows_helo_alone_gets_its_mail_where_no_tls_is_required() {
    for words in ["500 5.5.1 unrecognized", "502 not implemented"] {
        let server = FaultyServer::start(At::Ehlo, Act::Say(words), usize::MAX).await;
        for tls in [SmtpTls::None, SmtpTls::StartTls] {
            let transport = SmtpTransport::new(server.settings(tls)).unwrap();
            transport.send(&mail_to("ann@example.com")).await.unwrap();
        }
        assert_eq!((server.messages(), server.connections()), (2, 2), "{words}");
        let transport = SmtpTransport::new(server.settings(SmtpTls::Required)).unwrap();
        let error = transport.send(&mail_to("ann@example.com")).await.unwrap_err();
        assert!(error.reason.contains("STARTTLS: the server does not offer it"), "{error}");
    }
}

#[tokio::test]
async fn answers_are_read_however_they_are_broken_into_lines() {
    let long = "x".repeat(10_000);
    for answer in [
        format!("550 5.1.1 {long}"),
        format!("550-5.1.1 no\n550 5.1.1 such user {long}"),
        (0..300).map(|_| "550-5.1.1 no\r\n").collect::<String>() + "550",
    ] {
        let server = FaultyServer::start(At::Rcpt, Act::Say(answer.leak()), 1).await;
        let transport = SmtpTransport::new(server.settings(SmtpTls::None)).unwrap();
        let error = transport.send(&mail_to("ann@example.com")).await.unwrap_err();
        assert_eq!(error.kind, SendErrorKind::Permanent, "{error}");
        assert!(error.reason.len() < 1000, "{}", error.reason.len());
        transport.send(&mail_to("ann@example.com")).await.unwrap();
        assert_eq!(server.connections(), 1);
    }
    for endless in ["x".repeat(70_000), "220-hi\r\n".repeat(10_000)] {
        let server = FaultyServer::start(At::Greeting, Act::Say(endless.leak()), 1).await;
        let error = SmtpTransport::new(server.settings(SmtpTls::None)).unwrap().check().await.unwrap_err();
        assert_eq!(error.reason, "connecting: this is not SMTP: an answer without an end");
    }
}

#[tokio::test]
async fn a_server_that_agrees_to_tls_and_falls_silent_is_left_in_time() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let silent = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        for answer in ["220 hi\r\n", "250-mail.example\r\n250 STARTTLS\r\n", "220 go ahead\r\n"] {
            stream.write_all(answer.as_bytes()).await.unwrap();
            assert!(stream.read(&mut [0; 4096]).await.unwrap() > 0);
        }
        std::future::pending::<()>().await;
    });
    let timeouts = SmtpTimeouts::default().at_most(Duration::from_secs(1));
    let settings = SmtpSettings { timeouts, ..SmtpSettings::new("127.0.0.1", port, SmtpTls::Required) };
    let error = SmtpTransport::new(settings).unwrap().check().await.unwrap_err();
    assert_eq!((error.kind, &*error.reason), (SendErrorKind::Unreachable, "STARTTLS: no answer within 1s"));
    silent.abort();
}

/// A server that says this, one line after each read; gives its port and what it read after each.
async fn scripted(answers: &[&'static str]) -> (u16, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let answers = answers.to_vec();
    let taking = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut reads = Vec::new();
        let mut bytes = vec![0; 1 << 20];
        for answer in answers {
            stream.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
            let read = stream.read(&mut bytes).await.unwrap();
            reads.push(String::from_utf8_lossy(&bytes[..read]).into_owned());
        }
        reads
    });
    (port, taking)
}

#[tokio::test]
async fn a_wrong_password_is_the_operators_to_mend() {
    let server = SmtpServer::start(&["--starttls", "--login", "me:right"]).await;
    let transport = SmtpTransport::new(server.settings_with_login(SmtpTls::Required, "me", "wrong!")).unwrap();
    for error in [transport.check().await.unwrap_err(), transport.send(&mail_to("ann@example.com")).await.unwrap_err()]
    {
        assert_eq!(error.kind, SendErrorKind::Authentication);
        assert!(error.reason.starts_with("AUTH: 535 "), "{error}");
        assert!(!error.reason.contains("wrong!"), "{error}");
    }
}

#[tokio::test]
async fn a_server_that_wants_a_login_is_the_operators_to_mend() {
    let server = SmtpServer::start(&["--login", "me:right"]).await;
    let transport = SmtpTransport::new(server.settings(SmtpTls::None)).unwrap();
    let error = transport.send(&mail_to("ann@example.com")).await.unwrap_err();
    assert_eq!((error.kind, &error.reason[..14]), (SendErrorKind::Authentication, "MAIL FROM: 530"));
}

#[tokio::test]
async fn a_server_without_a_login_can_take_none() {
    let server = SmtpServer::start(&[]).await;
    let transport = SmtpTransport::new(server.settings_with_login(SmtpTls::None, "me", "pass")).unwrap();
    let error = transport.send(&mail_to("ann@example.com")).await.unwrap_err();
    assert_eq!(error.kind, SendErrorKind::Authentication);
    assert!(error.reason.contains("neither PLAIN nor LOGIN"), "{error}");
}

#[tokio::test]
async fn an_address_that_needs_smtputf8_is_refused_where_there_is_none() {
    let server = SmtpServer::start(&["--no-smtputf8"]).await;
    let transport = SmtpTransport::new(server.settings(SmtpTls::None)).unwrap();
    let error = transport.send(&mail_to("jürgen@example.com")).await.unwrap_err();
    assert_eq!(error.kind, SendErrorKind::Permanent);
    assert!(error.reason.contains("SMTPUTF8"), "{error}");
}

#[test]
fn what_holds_no_certificate_is_refused_before_anything_is_sent() {
    for (pem, why) in [
        ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "not an X.509 certificate"),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n", "not a PEM file"),
        ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "holds no certificate"),
        ("mail.example.com", "holds no certificate"),
        ("", "holds no certificate"),
    ] {
        let error = NamedCertificates::from_pem(pem.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(why), "{pem}: {error}");
    }
}

#[tokio::test]
async fn one_connection_carries_many_mails() {
    let mut server = SmtpServer::start(&["--starttls"]).await;
    let transport = SmtpTransport::new(server.settings(SmtpTls::Required)).unwrap();
    let mut connections = Vec::new();
    for _ in 0..3 {
        transport.send(&mail_to("ann@example.com")).await.unwrap();
        connections.push(server.received().await.connection);
    }
    connections.dedup();
    assert_eq!(connections.len(), 1);
}

#[tokio::test]
async fn a_connection_carries_on_after_a_refused_recipient() {
    let server = FaultyServer::start(At::Rcpt, Act::Say("550 no such user"), 1).await;
    let transport = SmtpTransport::new(server.settings(SmtpTls::None)).unwrap();
    transport.send(&mail_to("bob@example.com")).await.unwrap_err();
    transport.send(&mail_to("ann@example.com")).await.unwrap();
    assert_eq!((server.connections(), server.messages()), (1, 1));
}

#[tokio::test]
async fn a_kept_connection_that_the_server_closed_is_replaced() {
    let server = FaultyServer::start(At::Message, Act::SayAndDrop("250 taken"), 1).await;
    let transport = SmtpTransport::new(server.settings(SmtpTls::None)).unwrap();
    transport.send(&mail_to("ann@example.com")).await.unwrap();
    transport.send(&mail_to("ann@example.com")).await.unwrap();
    assert_eq!((server.connections(), server.messages()), (2, 2));
}

#[tokio::test]
async fn a_kept_connection_that_ends_in_mid_session_is_replaced_at_once() {
    for at in [At::Reset, At::Mail, At::Rcpt, At::Data, At::Message] {
        let spared = usize::from(at != At::Reset);
        let server = FaultyServer::start_after(spared, at, Act::SayAndDrop("421 4.7.0 enough"), 1).await;
        let transport = SmtpTransport::new(server.settings(SmtpTls::None)).unwrap();
        for _ in 0..2 {
            transport.send(&mail_to("ann@example.com")).await.unwrap();
        }
        assert_eq!(server.connections(), 2, "{at:?}");
    }
    for at in [At::Reset, At::Mail, At::Rcpt, At::Data] {
        let spared = usize::from(at != At::Reset);
        let server = FaultyServer::start_after(spared, at, Act::Drop, 1).await;
        let transport = SmtpTransport::new(server.settings(SmtpTls::None)).unwrap();
        for _ in 0..2 {
            transport.send(&mail_to("ann@example.com")).await.unwrap();
        }
        assert_eq!((server.connections(), server.messages()), (2, 2), "{at:?}");
    }
}

#[tokio::test]
async fn a_mail_that_a_kept_connection_may_have_delivered_is_not_sent_again_at_once() {
    let server = FaultyServer::start_after(1, At::Message, Act::Drop, 1).await;
    let transport = SmtpTransport::new(server.settings(SmtpTls::None)).unwrap();
    transport.send(&mail_to("ann@example.com")).await.unwrap();
    transport.send(&mail_to("ann@example.com")).await.unwrap_err();
    assert_eq!(server.messages(), 2);
}

#[tokio::test]
async fn where_no_further_connection_is_granted_the_open_one_carries_all_mails() {
    for act in [Act::SayAndDrop("421 4.7.0 too many connections"), Act::SayAndDrop("554 no more of you"), Act::Drop] {
        let server = FaultyServer::start_after(1, At::Greeting, act, usize::MAX).await;
        let transport = SmtpTransport::new(server.settings(SmtpTls::None)).unwrap();
        let mail = mail_to("ann@example.com");
        let sent = tokio::join!(transport.send(&mail), transport.send(&mail), transport.send(&mail));
        assert!(sent.0.is_ok() && sent.1.is_ok() && sent.2.is_ok(), "{act:?}: {sent:?}");
        assert_eq!(server.messages(), 3);
    }
}

#[tokio::test]
async fn a_connection_whose_sender_stopped_waiting_is_never_used_again() {
    let server = FaultyServer::start(At::Message, Act::Hang, 1).await;
    let settings = server.settings(SmtpTls::None);
    let transport = SmtpTransport::new(settings).unwrap();
    let mail = mail_to("ann@example.com");
    assert!(tokio::time::timeout(Duration::from_millis(500), transport.send(&mail)).await.is_err());
    transport.send(&mail).await.unwrap();
    assert_eq!((server.connections(), server.messages()), (2, 2));
}

#[tokio::test]
async fn where_nobody_listens_there_is_no_server() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let transport = SmtpTransport::new(SmtpSettings::new("127.0.0.1", port, SmtpTls::None)).unwrap();
    let error = transport.check().await.unwrap_err();
    assert_eq!(error.kind, SendErrorKind::Unreachable);
    assert!(error.reason.starts_with("connecting: "), "{error}");
}
