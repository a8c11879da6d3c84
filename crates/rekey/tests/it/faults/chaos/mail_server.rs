//! A mail server that has its moods.

use std::net::Ipv4Addr;
use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::history::{Ask, Fate, Letter, Mailed, Moment};
use super::recorder::Recorder;
use super::world::{ask_of, location_of};

/// How it treats its clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mood {
    Kind,
    /// Hangs up before a word is said.
    HangsUp,
    /// Never answers to a recipient.
    Hangs,
    /// Takes the mail and hangs up instead of saying so.
    DropsAfterData,
    /// 4xx to a recipient.
    NotNow,
    /// 5xx to a mail.
    Never,
}

impl Mood {
    pub(super) const BAD: [Self; 5] = [Self::HangsUp, Self::Hangs, Self::DropsAfterData, Self::NotNow, Self::Never];
}

/// The server. It ends with the test's runtime.
pub(super) struct MailServer {
    pub(super) port: u16,
    mood: Arc<watch::Sender<Mood>>,
    healed: Arc<watch::Sender<bool>>,
}

impl MailServer {
    pub(super) async fn start(recorder: Recorder) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (mood, moods) = watch::channel(Mood::Kind);
        let (healed, healing) = watch::channel(false);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (mood, healed, recorder) = (moods.clone(), healing.clone(), recorder.clone());
                let dialogue = Dialogue { stream: BufReader::new(stream), mood, healed, recorder };
                // A node that hangs up, dead or alive, is nothing to report here.
                tokio::spawn(async move { dialogue.hold().await.ok() });
            }
        });
        Self { port, mood: Arc::new(mood), healed: Arc::new(healed) }
    }

    pub(super) fn be(&self, mood: Mood) {
        self.mood.send_replace(mood);
    }

    /// From now on it is kind, and hangs up on those who still wait for an answer: nodes would wait for minutes.
    pub(super) fn heal(&self) {
        self.be(Mood::Kind);
        self.healed.send_replace(true);
    }
}

struct Dialogue {
    stream: BufReader<TcpStream>,
    mood: watch::Receiver<Mood>,
    healed: watch::Receiver<bool>,
    recorder: Recorder,
}

impl Dialogue {
    fn mood(&self) -> Mood {
        *self.mood.borrow()
    }

    async fn hold(mut self) -> std::io::Result<()> {
        if self.mood() == Mood::HangsUp {
            return Ok(());
        }
        self.say("220 mail.example").await?;
        let (mut node, mut sender, mut recipient) = (String::new(), String::new(), String::new());
        while let Some(line) = self.read_line().await? {
            let (command, rest) = line.split_once([' ', ':']).unwrap_or((&line, ""));
            match (command, self.mood()) {
                ("EHLO", _) => {
                    rest.clone_into(&mut node);
                    self.say("250 mail.example").await?;
                }
                ("MAIL", Mood::HangsUp) => return Ok(()),
                ("MAIL", _) => {
                    sender = between(rest, '<', '>');
                    self.say("250 ok").await?;
                }
                ("RCPT", Mood::NotNow) => self.say("451 4.7.1 later").await?,
                ("RCPT", Mood::Hangs) => {
                    drop(self.healed.wait_for(|healed| *healed).await);
                    return Ok(());
                }
                ("RCPT", _) => {
                    recipient = between(rest, '<', '>');
                    self.say("250 ok").await?;
                }
                ("DATA", _) => {
                    let from = self.recorder.now();
                    self.say("354 continue").await?;
                    let Some(words) = self.words().await? else { return Ok(()) };
                    let ask = ask_of(&recipient, location_of(&sender));
                    if !self.take(ask, &node, from, &words).await? {
                        return Ok(());
                    }
                }
                ("QUIT", _) => return self.say("221 bye").await,
                _ => self.say("250 ok").await?,
            }
        }
        Ok(())
    }

    /// Takes a mail, or not, and says so, or not. `false`: hangs up.
    async fn take(&mut self, ask: Ask, node: &str, from: Moment, words: &str) -> std::io::Result<bool> {
        let (fate, answer) = match self.mood() {
            Mood::DropsAfterData => (Fate::TakenUnheard, None),
            Mood::Never => (Fate::Refused, Some("554 5.7.1 never")),
            _ => (Fate::Taken, Some("250 taken")),
        };
        let (link, token) = words.split_once("token=").expect("a link");
        let letter = if link.ends_with("/not-me?") { Letter::Notice } else { Letter::Link };
        let token = token.chars().take_while(char::is_ascii_hexdigit).collect();
        let during = self.recorder.since(from);
        self.recorder.mailed(Mailed { ask, letter, token, node: node.to_owned(), during, fate });
        match answer {
            Some(answer) => self.say(answer).await.map(|()| true),
            None => Ok(false),
        }
    }

    /// The decoded content of a mail (RFC 2045, 6.7). None if the node did not finish it.
    async fn words(&mut self) -> std::io::Result<Option<String>> {
        let mut words = String::new();
        while let Some(line) = self.read_line().await? {
            if line == "." {
                return Ok(Some(words.replace("=3D", "=")));
            }
            let (line, end) = line.strip_suffix('=').map_or((line.as_str(), "\n"), |broken| (broken, ""));
            words.extend([line, end]);
        }
        Ok(None)
    }

    async fn read_line(&mut self) -> std::io::Result<Option<String>> {
        let mut line = String::new();
        let read = self.stream.read_line(&mut line).await?;
        Ok((read > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned()))
    }

    async fn say(&mut self, words: &str) -> std::io::Result<()> {
        self.stream.get_mut().write_all(format!("{words}\r\n").as_bytes()).await
    }
}

fn between(text: &str, from: char, to: char) -> String {
    let (_, rest) = text.split_once(from).expect("an address");
    rest.split_once(to).expect("an address").0.to_owned()
}
