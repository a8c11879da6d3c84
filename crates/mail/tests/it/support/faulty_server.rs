//! An SMTP server that misbehaves at one step and is all right otherwise.

use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rekey_mail::{SmtpSettings, SmtpTimeouts, SmtpTls};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// The patience that tests have with a server that hangs.
const QUICK: Duration = Duration::from_secs(1);

/// A step of the dialogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum At {
    Greeting,
    Ehlo,
    Helo,
    StartTls,
    Auth,
    Reset,
    Mail,
    Rcpt,
    Data,
    /// After the message's last line.
    Message,
}

/// What the server does there.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Act {
    /// Answers so.
    Say(&'static str),
    /// Answers so and hangs up.
    SayAndDrop(&'static str),
    /// Never answers.
    Hang,
    /// Hangs up.
    Drop,
}

/// The server. It ends with the test's runtime.
pub(crate) struct FaultyServer {
    port: u16,
    act: Act,
    record: Arc<Record>,
}

#[derive(Default)]
struct Record {
    connections: AtomicUsize,
    messages: AtomicUsize,
    commands: Mutex<Vec<String>>,
}

impl FaultyServer {
    /// A server that does this at this step, the first `times` times it gets there.
    pub(crate) async fn start(at: At, act: Act, times: usize) -> Self {
        Self::start_after(0, at, act, times).await
    }

    /// A server that gets there so often before it misbehaves.
    pub(crate) async fn start_after(spared: usize, at: At, act: Act, times: usize) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let record = Arc::<Record>::default();
        let server = Self { port, act, record: record.clone() };
        let left = Arc::new(AtomicUsize::new(times));
        let spared = Arc::new(AtomicUsize::new(spared));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                record.connections.fetch_add(1, Ordering::SeqCst);
                let dialogue = Dialogue { at, act, left: left.clone(), spared: spared.clone(), record: record.clone() };
                // A client that hangs up is nothing to report here.
                tokio::spawn(async move { dialogue.hold(stream).await.ok() });
            }
        });
        server
    }

    /// Settings for it; quick to lose patience if it hangs.
    pub(crate) fn settings(&self, tls: SmtpTls) -> SmtpSettings {
        let settings = SmtpSettings::new("127.0.0.1", self.port, tls);
        if !matches!(self.act, Act::Hang) {
            return settings;
        }
        SmtpSettings { timeouts: SmtpTimeouts::default().at_most(QUICK), ..settings }
    }

    /// How many connections were made.
    pub(crate) fn connections(&self) -> usize {
        self.record.connections.load(Ordering::SeqCst)
    }

    /// Every command, as it came.
    pub(crate) fn commands(&self) -> Vec<String> {
        self.record.commands.lock().unwrap().clone()
    }

    /// Waits until this command came, without letting a paused clock run.
    pub(crate) async fn wait_for(&self, command: &str) {
        for _ in 0..1_000_000 {
            if self.commands().iter().any(|known| known == command) {
                return;
            }
            tokio::task::yield_now().await;
        }
        panic!("{command} did not come: {:?}", self.commands());
    }

    /// How many messages came to their last line.
    pub(crate) fn messages(&self) -> usize {
        self.record.messages.load(Ordering::SeqCst)
    }
}

struct Dialogue {
    at: At,
    act: Act,
    left: Arc<AtomicUsize>,
    spared: Arc<AtomicUsize>,
    record: Arc<Record>,
}

/// The dialogue is over.
struct Over;

impl From<std::io::Error> for Over {
    fn from(_: std::io::Error) -> Self {
        Self
    }
}

impl Dialogue {
    async fn hold(&self, stream: TcpStream) -> Result<(), Over> {
        let mut stream = BufReader::new(stream);
        self.answer(&mut stream, At::Greeting, "220 faulty.example").await?;
        loop {
            let line = read_line(&mut stream).await?;
            self.record.commands.lock().unwrap().push(line.clone());
            let command = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            let (at, proper) = match command.as_str() {
                "EHLO" => (At::Ehlo, self.extensions()),
                "HELO" => (At::Helo, "250 faulty.example"),
                "STARTTLS" => (At::StartTls, "220 go ahead"),
                "AUTH" => (At::Auth, "235 welcome"),
                "MAIL" => (At::Mail, "250 ok"),
                "RCPT" => (At::Rcpt, "250 ok"),
                "DATA" => (At::Data, "354 go ahead"),
                "RSET" => (At::Reset, "250 ok"),
                // It's a QUIT.
                _ => return Ok(say(&mut stream, "221 bye").await?),
            };
            if self.answer(&mut stream, at, proper).await? && at == At::Data {
                while read_line(&mut stream).await? != "." {}
                self.record.messages.fetch_add(1, Ordering::SeqCst);
                self.answer(&mut stream, At::Message, "250 taken").await?;
            }
        }
    }

    fn extensions(&self) -> &'static str {
        if self.at == At::StartTls {
            "250-faulty.example\r\n250-STARTTLS\r\n250 8BITMIME"
        } else {
            "250-faulty.example\r\n250-AUTH PLAIN LOGIN XOAUTH2\r\n250 8BITMIME"
        }
    }

    /// `true` if the answer was the proper one.
    async fn answer(&self, stream: &mut BufReader<TcpStream>, at: At, proper: &str) -> Result<bool, Over> {
        let counts_down = |count: &AtomicUsize| {
            count.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok()
        };
        let misbehaves = at == self.at && !counts_down(&self.spared) && counts_down(&self.left);
        if !misbehaves {
            say(stream, proper).await?;
            return Ok(true);
        }
        match self.act {
            Act::Say(words) => say(stream, words).await.map(|()| false).map_err(Into::into),
            Act::SayAndDrop(words) => {
                say(stream, words).await?;
                Err(Over)
            }
            Act::Hang => std::future::pending().await,
            Act::Drop => Err(Over),
        }
    }
}

async fn read_line(stream: &mut BufReader<TcpStream>) -> Result<String, Over> {
    let mut bytes = Vec::new();
    if stream.read_until(b'\n', &mut bytes).await? == 0 {
        return Err(Over);
    }
    Ok(String::from_utf8_lossy(&bytes).trim_end_matches(['\r', '\n']).to_owned())
}

async fn say(stream: &mut BufReader<TcpStream>, words: &str) -> std::io::Result<()> {
    stream.get_mut().write_all(format!("{words}\r\n").as_bytes()).await
}
