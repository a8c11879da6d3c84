//! A mail server that notes when it took responsibility for each email, with `STARTTLS` if asked to.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::clock;

/// An email that arrived.
#[derive(Debug)]
pub(crate) struct Arrival {
    pub(crate) to: String,
    pub(crate) at: Instant,
    pub(crate) bytes: usize,
}

/// The server. Dropping it ends it.
pub(crate) struct MailServer {
    pub(crate) address: SocketAddr,
    /// What clients are to trust, if it speaks TLS.
    pub(crate) certificate: Option<PathBuf>,
    arrivals: mpsc::UnboundedReceiver<Arrival>,
    _folder: TempDir,
    _runtime: Runtime,
}

impl MailServer {
    pub(crate) fn start(with_tls: bool) -> Result<Self> {
        let folder = TempDir::with_prefix("rekey-bench-")?;
        let acceptor = if with_tls { Some(acceptor(folder.path())?) } else { None };
        let certificate = with_tls.then(|| folder.path().join("certificate.pem"));
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?;
        let (sender, arrivals) = mpsc::unbounded_channel();
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, sender) = (acceptor.clone(), sender.clone());
                // A client that hangs up ends its conversation.
                tokio::spawn(async move { serve(stream, acceptor, sender).await.ok() });
            }
        });
        Ok(Self { address, certificate, arrivals, _folder: folder, _runtime: runtime })
    }

    /// The next email that has arrived, if any.
    pub(crate) fn next(&mut self) -> Option<Arrival> {
        self.arrivals.try_recv().ok()
    }
}

/// With a certificate of its own, which OpenSSL makes.
fn acceptor(folder: &Path) -> Result<TlsAcceptor> {
    let (key, certificate) = (folder.join("key.pem"), folder.join("certificate.pem"));
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"]);
    openssl.args(["-subj", "/CN=bench", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout"]).arg(&key);
    let made = openssl.arg("-out").arg(&certificate).output().context("starting openssl")?;
    ensure!(made.status.success(), "openssl: {}", String::from_utf8_lossy(&made.stderr));
    let chain = vec![CertificateDer::from_pem_file(&certificate)?];
    let config = ServerConfig::builder().with_no_client_auth();
    Ok(TlsAcceptor::from(Arc::new(config.with_single_cert(chain, PrivateKeyDer::from_pem_file(&key)?)?)))
}

async fn serve(
    stream: TcpStream,
    acceptor: Option<TlsAcceptor>,
    arrivals: mpsc::UnboundedSender<Arrival>,
) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    say(&mut stream, b"220 bench\r\n").await?;
    let wants_tls = converse(&mut stream, acceptor.is_some(), &arrivals).await?;
    if let Some(acceptor) = acceptor.filter(|_| wants_tls) {
        let mut stream = BufReader::new(acceptor.accept(stream.into_inner()).await?);
        converse(&mut stream, false, &arrivals).await?;
    }
    Ok(())
}

/// Answers until the client leaves, or asks for TLS: `true`.
async fn converse(
    stream: &mut BufReader<impl AsyncRead + AsyncWrite + Unpin>,
    offers_tls: bool,
    arrivals: &mpsc::UnboundedSender<Arrival>,
) -> std::io::Result<bool> {
    let (mut line, mut to) = (String::new(), String::new());
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(false);
        }
        let command = line.split([' ', ':', '\r']).next().unwrap_or_default().to_ascii_uppercase();
        let answer: &[u8] = match command.as_str() {
            "EHLO" if offers_tls => b"250-bench\r\n250-PIPELINING\r\n250-STARTTLS\r\n250 8BITMIME\r\n",
            "EHLO" => b"250-bench\r\n250-PIPELINING\r\n250 8BITMIME\r\n",
            "RCPT" => {
                let address = line.split(['<', '>']).nth(1).unwrap_or_default();
                address.clone_into(&mut to);
                b"250 ok\r\n"
            }
            "STARTTLS" => {
                say(stream, b"220 go ahead\r\n").await?;
                return Ok(true);
            }
            "DATA" => {
                say(stream, b"354 go ahead\r\n").await?;
                let bytes = message(stream).await?;
                // Nobody listens any more once the measurement is over.
                let _ = arrivals.send(Arrival { to: to.clone(), at: clock::now(), bytes });
                b"250 taken\r\n"
            }
            "QUIT" => {
                say(stream, b"221 bye\r\n").await?;
                return Ok(false);
            }
            _ => b"250 ok\r\n",
        };
        say(stream, answer).await?;
    }
}

async fn say(stream: &mut BufReader<impl AsyncRead + AsyncWrite + Unpin>, answer: &[u8]) -> std::io::Result<()> {
    stream.write_all(answer).await?;
    stream.flush().await
}

/// Reads a message to its final dot, and gives its size.
async fn message(stream: &mut BufReader<impl AsyncRead + AsyncWrite + Unpin>) -> std::io::Result<usize> {
    let (mut line, mut bytes) = (Vec::new(), 0);
    loop {
        line.clear();
        bytes += stream.read_until(b'\n', &mut line).await?;
        if line == b".\r\n" || line.is_empty() {
            return Ok(bytes);
        }
    }
}
