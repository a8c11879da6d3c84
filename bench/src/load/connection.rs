//! The part of HTTP/1.1 that the load needs: one keep-alive connection, answers with a `content-length`.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream as BlockingStream};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A connection, and the buffers that its messages reuse.
pub(crate) struct Connection {
    stream: TcpStream,
    request: Vec<u8>,
    answer: Vec<u8>,
}

impl Connection {
    /// Connects.
    pub(crate) async fn open(target: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(target).await.with_context(|| format!("connecting to {target}"))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, request: Vec::with_capacity(1024), answer: Vec::with_capacity(4096) })
    }

    /// The empty buffer for the next request.
    pub(crate) fn request(&mut self) -> &mut Vec<u8> {
        self.request.clear();
        &mut self.request
    }

    /// Sends the request, reads the whole answer and returns its status.
    pub(crate) async fn exchange(&mut self) -> Result<u16> {
        self.stream.write_all(&self.request).await.context("the server closed the connection")?;
        self.answer.clear();
        loop {
            if self.stream.read_buf(&mut self.answer).await? == 0 {
                bail!("the server closed the connection in the middle of an answer");
            }
            if let Some(head) = Head::read(&self.answer)? {
                let length = head.length.context("an answer without content-length")?;
                let missing = (head.bytes + length).saturating_sub(self.answer.len());
                if missing > 0 {
                    let have = self.answer.len();
                    self.answer.resize(have + missing, 0);
                    self.stream.read_exact(&mut self.answer[have..]).await?;
                }
                return Ok(head.status);
            }
        }
    }
}

/// The relevant parts of an answer's head.
#[derive(Debug, PartialEq, Eq)]
struct Head {
    status: u16,
    /// Of the body.
    length: Option<usize>,
    /// Of the head itself, with the empty line.
    bytes: usize,
}

impl Head {
    /// The head, once it is complete.
    fn read(answer: &[u8]) -> Result<Option<Self>> {
        let Some(end) = answer.windows(4).position(|window| window == b"\r\n\r\n") else { return Ok(None) };
        let text = std::str::from_utf8(&answer[..end]).context("an answer that is not HTTP")?;
        let mut lines = text.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|status| status.parse().ok());
        let length = lines
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            .and_then(|(_, value)| value.trim().parse().ok());
        Ok(Some(Self { status: status.context("an answer that is not HTTP")?, length, bytes: end + 4 }))
    }
}

/// The status of a single GET over a new connection.
pub(crate) fn get(target: SocketAddr, path: &str) -> Result<u16> {
    let mut stream = BlockingStream::connect_timeout(&target, Duration::from_secs(1))?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    write!(stream, "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(Head::read(&answer)?.context("no answer")?.status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_once_it_is_whole() {
        let answer = b"HTTP/1.1 429 Too Many Requests\r\nX-A: b\r\nContent-Length: 2\r\n\r\nok";
        for end in 0..answer.len() - 2 {
            assert_eq!(Head::read(&answer[..end]).unwrap(), None);
        }
        let head = Head { status: 429, length: Some(2), bytes: answer.len() - 2 };
        assert_eq!(Head::read(answer).unwrap(), Some(head));
        assert!(Head::read(b"SMTP ready\r\n\r\n").is_err());
    }
}
