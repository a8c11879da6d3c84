//! The dialogue with an SMTP server, line by line.

use std::io;
use std::time::Duration;

use rustls_pki_types::CertificateDer;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use super::reply::{Extensions, Reply};
use super::tls::Tls;
use super::trouble::{Failure, Step};

/// The longest answer that is read, in bytes. RFC 5321 (4.5.3.1.5) has 512 for a line, which not every server keeps to.
const LONGEST_ANSWER: u64 = 64 * 1024;

/// What a server says to `EHLO` that knows `HELO` alone.
const UNKNOWN_COMMAND: u16 = 500;
const NOT_IMPLEMENTED: u16 = 502;

/// How much of a message is written at once, in bytes.
const BLOCK: usize = 64 * 1024;

trait Stream: AsyncRead + AsyncWrite + Send + Sync + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Sync + Unpin> Stream for T {}

/// A connection to an SMTP server.
pub(super) struct Connection {
    stream: BufReader<Box<dyn Stream>>,
    /// The server's certificate, where the connection is encrypted.
    certificate: Option<CertificateDer<'static>>,
}

impl Connection {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self { stream: BufReader::new(Box::new(stream)), certificate: None }
    }

    pub(super) fn is_encrypted(&self) -> bool {
        self.certificate.is_some()
    }

    pub(super) fn certificate(&self) -> Option<&CertificateDer<'static>> {
        self.certificate.as_ref()
    }

    /// Starts TLS. Unread words from before it may be an attacker's, who must not speak in the server's name afterwards.
    pub(super) async fn encrypt(self, tls: &Tls, step: Step, limit: Duration) -> Result<Self, Failure> {
        if !self.stream.buffer().is_empty() {
            return Err(Failure::SpokeBeforeTls);
        }
        let handshake = tls.connect(self.stream.into_inner());
        match tokio::time::timeout(limit, handshake).await {
            Ok(Ok((stream, certificate))) => {
                Ok(Self { stream: BufReader::new(Box::new(stream)), certificate: Some(certificate) })
            }
            Ok(Err(error)) => Err(Failure::Tls { step, error }),
            Err(_) => Err(Failure::Silent { step, limit }),
        }
    }

    /// Sends a command and waits for the answer.
    pub(super) async fn command(&mut self, step: Step, command: &str, limit: Duration) -> Result<Reply, Failure> {
        self.write(step, format!("{command}\r\n").as_bytes(), limit).await?;
        self.reply(step, limit).await
    }

    /// Asks what the server can do. One that does not know the question can do nothing further (RFC 5321, 3.2).
    pub(super) async fn hello(&mut self, name: &str, limit: Duration) -> Result<Extensions, Failure> {
        let reply = self.command(Step::Connect, &format!("EHLO {name}"), limit).await?;
        if matches!(reply.code, UNKNOWN_COMMAND | NOT_IMPLEMENTED) {
            self.command(Step::Connect, &format!("HELO {name}"), limit).await?.completed(Step::Connect)?;
            return Ok(Extensions::default());
        }
        Ok(Extensions::of(&reply.completed(Step::Connect)?))
    }

    /// Writes all of it at once.
    pub(super) async fn write(&mut self, step: Step, bytes: &[u8], limit: Duration) -> Result<(), Failure> {
        let writing = async {
            self.stream.write_all(bytes).await?;
            self.stream.flush().await
        };
        in_time(step, limit, writing).await
    }

    /// Writes blocks, each of which the server may take so long for. A small message leaves in one piece.
    pub(super) async fn write_blocks(&mut self, step: Step, bytes: &[u8], limit: Duration) -> Result<(), Failure> {
        for block in bytes.chunks(BLOCK) {
            self.write(step, block, limit).await?;
        }
        Ok(())
    }

    /// The next answer, whatever it says.
    pub(super) async fn reply(&mut self, step: Step, limit: Duration) -> Result<Reply, Failure> {
        match tokio::time::timeout(limit, self.read_reply(step)).await {
            Ok(reply) => reply,
            Err(_) => Err(Failure::Silent { step, limit }),
        }
    }

    async fn read_reply(&mut self, step: Step) -> Result<Reply, Failure> {
        let mut reply: Option<Reply> = None;
        let mut left = LONGEST_ANSWER;
        loop {
            let line = self.read_line(step, &mut left).await?;
            let Some((code, is_last, words)) = Reply::parse_line(&line) else {
                return Err(Failure::NoSmtp { step, words: line });
            };
            let reply_so_far = reply.get_or_insert_with(|| Reply::new(code));
            if reply_so_far.code != code {
                return Err(Failure::NoSmtp { step, words: line });
            }
            reply_so_far.push(words);
            if is_last && let Some(reply) = reply {
                return Ok(reply);
            }
        }
    }

    /// Reads a line of at most `left` bytes, which then are left for the next one.
    async fn read_line(&mut self, step: Step, left: &mut u64) -> Result<String, Failure> {
        let mut bytes = Vec::new();
        let read = (&mut self.stream).take(*left).read_until(b'\n', &mut bytes).await;
        *left -= read.map_err(|error| Failure::Lost { step, error })? as u64;
        if !bytes.ends_with(b"\n") {
            return Err(if *left == 0 {
                Failure::NoSmtp { step, words: "an answer without an end".to_owned() }
            } else {
                Failure::Lost { step, error: io::Error::new(io::ErrorKind::UnexpectedEof, "incomplete response") }
            });
        }
        Ok(String::from_utf8_lossy(&bytes).trim_end_matches(['\r', '\n']).to_owned())
    }
}

async fn in_time<T>(step: Step, limit: Duration, work: impl Future<Output = io::Result<T>>) -> Result<T, Failure> {
    match tokio::time::timeout(limit, work).await {
        Ok(done) => done.map_err(|error| Failure::Lost { step, error }),
        Err(_) => Err(Failure::Silent { step, limit }),
    }
}

impl Reply {
    /// The answer if it says that a command was carried out.
    pub(super) fn completed(self, step: Step) -> Result<Self, Failure> {
        self.expect(step, 200)
    }

    /// The answer if the server asks for more: what `DATA` and `AUTH` are answered by.
    pub(super) fn goes_on(self, step: Step) -> Result<Self, Failure> {
        self.expect(step, 300)
    }

    /// Anything else than a refusal or the expected answer belongs to another command, and what follows would mean
    /// nothing.
    fn expect(self, step: Step, class: u16) -> Result<Self, Failure> {
        match self.code {
            code if code / 100 * 100 == class => Ok(self),
            400.. => Err(Failure::Refused { step, reply: self }),
            code => Err(Failure::OutOfStep { step, code }),
        }
    }
}
