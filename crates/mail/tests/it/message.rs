//! What leaves, as a standard mail program would read it.

use mail_parser::{MessageParser, MimeHeaders};
use rekey_core::image::Image;
use rekey_mail::{DkimKeys, SmtpTls, SmtpTransport, Transport};

use url::Url;

use crate::support::{Act, At, FaultyServer, HTML, SmtpServer, TEXT, compose, draft, mail, mail_to};

#[tokio::test]
async fn a_mail_reads_back_as_it_was_written() {
    let mut server = SmtpServer::start(&[]).await;
    let transport = SmtpTransport::new(server.settings(SmtpTls::None)).unwrap();
    transport.send(&mail_to("ann@example.com")).await.unwrap();
    let received = server.received().await;

    assert_eq!(received.subject, "Dein neues Passwort für „Bücher & Söhne“");
    assert_eq!(received.text.trim_end(), TEXT.trim_end());
    assert_eq!(received.html.trim_end(), HTML.trim_end());
    assert_eq!(received.headers["date"], "Fri, 15 Jan 2027 08:00:00 +0000");
    assert_eq!(received.headers["to"], "ann@example.com");
    assert!(received.headers["from"].ends_with("<no-reply@xn--bcher-kva.example>"), "{}", received.headers["from"]);
    assert_eq!(received.headers["content-language"], "en");
}

#[tokio::test]
async fn no_holiday_answer_and_no_tracker_is_asked_for() {
    let mut server = SmtpServer::start(&[]).await;
    let transport = SmtpTransport::new(server.settings(SmtpTls::None)).unwrap();
    transport.send(&mail_to("ann@example.com")).await.unwrap();
    let headers = server.received().await.headers;

    assert_eq!(headers["auto-submitted"], "auto-generated");
    assert_eq!(headers["x-auto-response-suppress"], "All");
    for header in headers.keys() {
        let known = [
            "message-id",
            "date",
            "from",
            "to",
            "subject",
            "content-language",
            "auto-submitted",
            "x-auto-response-suppress",
            "mime-version",
            "content-type",
        ];
        assert!(known.contains(&header.as_str()), "{header}");
    }
}

#[tokio::test]
async fn the_message_on_the_wire_is_plain_ascii_in_short_lines() {
    let mail = mail("ann@example.com", &"a very long line without end ".repeat(30));
    let source = std::str::from_utf8(mail.source()).unwrap();
    assert!(source.is_ascii());
    assert!(source.split("\r\n").all(|line| line.len() <= 78), "{source}");
    assert_eq!(source.matches("Content-Transfer-Encoding: quoted-printable").count(), 2);
    assert_eq!(source.matches("charset=utf-8").count(), 2);
}

/// The shortest that counts as a PNG.
fn png(end: &str) -> Image {
    Image::new([b"\x89PNG\r\n\x1a\n", end.as_bytes()].concat()).unwrap()
}

fn kind(kind: &mail_parser::ContentType<'_>) -> String {
    format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default())
}

#[test]
fn a_logo_comes_with_the_mail_and_is_shown_from_there() {
    let (logo, url) = (png("a logo"), Url::parse("https://id.example.com/assets/image-1.png").unwrap());
    let mut draft = draft("ann@example.com", TEXT);
    draft.content.html = format!("<img src=\"{url}\" alt=\"Bücher\">");
    draft.images = vec![(url, logo.clone())];
    let mail = compose(draft, &DkimKeys::default());

    let parsed = MessageParser::default().parse(mail.source()).unwrap();
    let kinds: Vec<String> = parsed.parts.iter().filter_map(|part| part.content_type()).map(kind).collect();
    assert_eq!(kinds, ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"]);
    assert_eq!(parsed.body_text(0).unwrap().replace("\r\n", "\n").trim_end(), TEXT.trim_end());
    let image = parsed.attachment(0).unwrap();
    assert_eq!(image.contents(), &logo.bytes()[..]);
    assert!(image.content_disposition().unwrap().is_inline());
    let shown = format!("<img src=\"cid:{}\" alt=\"Bücher\">", image.content_id().unwrap());
    assert_eq!(parsed.body_html(0).unwrap().trim_end(), shown);
    assert!(mail.source().split(|byte| *byte == b'\n').all(|line| line.len() <= 79));
    assert!(mail.content().html.contains("https://id.example.com/assets/"), "what an API sends links to it");
}

#[test]
fn message_ids_are_random_and_under_the_senders_domain() {
    let mail = mail_to("ann@example.com");
    let source = String::from_utf8_lossy(mail.source());
    assert!(source.contains(&format!("Message-ID: <{}@xn--bcher-kva.example>", mail.id())), "{source}");
    assert_eq!(mail.id().len(), 32);
}

#[test]
fn debug_shows_neither_link_nor_code_nor_address() {
    let debug = format!("{:?}", mail_to("ann.miller@example.com"));
    for secret in ["abc=def", "123456", "ann.miller"] {
        assert!(!debug.contains(secret), "{debug}");
    }
}

#[tokio::test]
async fn an_international_domain_goes_as_a_labels_and_needs_no_smtputf8() {
    let server = FaultyServer::start(At::Greeting, Act::Drop, 0).await;
    let transport = SmtpTransport::new(server.settings(SmtpTls::None)).unwrap();
    let mail = mail_to("Ann@bücher.example");
    transport.send(&mail).await.unwrap();
    let commands = server.commands();
    assert!(commands.contains(&"MAIL FROM:<no-reply@xn--bcher-kva.example>".to_owned()), "{commands:?}");
    assert!(commands.contains(&"RCPT TO:<Ann@xn--bcher-kva.example>".to_owned()), "{commands:?}");
    assert!(mail.source().is_ascii());
}

#[tokio::test]
async fn an_international_local_part_goes_where_smtputf8_is_offered() {
    let mut server = SmtpServer::start(&[]).await;
    let transport = SmtpTransport::new(server.settings(SmtpTls::None)).unwrap();
    transport.send(&mail_to("jürgen@bücher.example")).await.unwrap();
    let received = server.received().await;
    assert_eq!(received.to, ["jürgen@bücher.example"], "the server shows domains readably");
    assert!(received.source.contains("\r\nTo: jürgen@xn--bcher-kva.example\r\n"), "{}", received.source);
}

#[tokio::test]
async fn an_address_that_lettre_would_refuse_gets_its_mail() {
    let mut server = SmtpServer::start(&[]).await;
    let transport = SmtpTransport::new(server.settings(SmtpTls::None)).unwrap();
    transport.send(&mail_to("¡hola!@example.com")).await.unwrap();
    assert_eq!(server.received().await.to, ["¡hola!@example.com"]);
}

#[tokio::test]
async fn a_name_with_quotes_and_backslashes_reads_back_as_it_is() {
    let mut server = SmtpServer::start(&[]).await;
    let transport = SmtpTransport::new(server.settings(SmtpTls::None)).unwrap();
    let name = r#"Ann "the \Boss" Lee, Ltd."#;
    let mut draft = draft("ann@example.com", TEXT);
    draft.from.name = Some(name.to_owned());
    transport.send(&compose(draft, &DkimKeys::default())).await.unwrap();
    let from = &server.received().await.headers["from"];
    // Every mail program decodes an encoded word (RFC 2047); quoted pairs are read in different ways.
    assert_eq!(from, "=?utf-8?b?QW5uICJ0aGUgXEJvc3MiIExlZSwgTHRkLg==?= <no-reply@xn--bcher-kva.example>");
}
