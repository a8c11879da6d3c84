//! A mail server that misbehaves at one command.

use std::net::Ipv4Addr;
use std::sync::Arc;

use rekey_mail::{SmtpCredentials, SmtpSettings, SmtpTls, SmtpTransport};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What the server does at the command.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Act {
    /// Answers so.
    Say(&'static str),
    /// Never answers.
    Hang,
}

/// The server. It ends with the test's runtime.
pub(crate) struct SmtpServer;

impl SmtpServer {
    /// A transport that logs in to a server which does this at this command (or at the greeting), and is all right
    /// otherwise.
    pub(crate) async fn transport(command: &'static str, act: Act) -> Arc<SmtpTransport> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(async move { converse(stream, command, act).await.ok() });
            }
        });
        Self::transport_to(port)
    }

    /// A transport to a server that is gone.
    pub(crate) async fn transport_to_nobody() -> Arc<SmtpTransport> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        Self::transport_to(listener.local_addr().unwrap().port())
    }

    fn transport_to(port: u16) -> Arc<SmtpTransport> {
        let credentials = SmtpCredentials { username: "me".to_owned(), password: "hunter2".to_owned().into() };
        let settings = SmtpSettings::new("127.0.0.1", port, SmtpTls::None);
        Arc::new(SmtpTransport::new(SmtpSettings { credentials: Some(credentials), ..settings }).unwrap())
    }
}

async fn converse(stream: TcpStream, misbehaves_at: &str, act: Act) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    behave(&mut stream, "greeting", "220 mail.example", (misbehaves_at, act)).await?;
    let mut line = String::new();
    let mut in_message = false;
    while {
        line.clear();
        stream.read_line(&mut line).await? > 0
    } {
        let command = line.split([' ', ':', '\r']).next().unwrap_or_default();
        if in_message && command != "." {
            continue;
        }
        let proper = match command {
            "EHLO" => "250-mail.example\r\n250 AUTH PLAIN",
            "AUTH" => "235 welcome",
            "DATA" => "354 continue",
            "QUIT" => return say(&mut stream, "221 bye").await,
            _ => "250 ok",
        };
        in_message = command == "DATA" && command != misbehaves_at;
        behave(&mut stream, command, proper, (misbehaves_at, act)).await?;
    }
    Ok(())
}

/// Answers a command properly, or as the server is meant to misbehave.
async fn behave(
    stream: &mut BufReader<TcpStream>,
    command: &str,
    proper: &str,
    (misbehaves_at, act): (&str, Act),
) -> std::io::Result<()> {
    match act {
        Act::Hang if command == misbehaves_at => std::future::pending().await,
        Act::Say(words) if command == misbehaves_at => say(stream, words).await,
        _ => say(stream, proper).await,
    }
}

async fn say(stream: &mut BufReader<TcpStream>, words: &str) -> std::io::Result<()> {
    stream.get_mut().write_all(format!("{words}\r\n").as_bytes()).await
}
