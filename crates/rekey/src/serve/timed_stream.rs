//! A connection that ends when its client stops reading (R28).

use std::io::{self, ErrorKind, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

/// How long a client that is behind with reading has for each [`LEAST_READ`].
pub(super) const WRITE_TIMEOUT: Duration = Duration::from_secs(20);
/// The least that counts as reading, in bytes: a client that takes a few bytes now and then only holds the connection.
const LEAST_READ: usize = 8 * 1024;

/// Writing fails with [`ErrorKind::TimedOut`] once the client is [`WRITE_TIMEOUT`] behind. Reading is limited where
/// it is known what is read: hyper times heads, [`super::connections`] bodies.
pub(super) struct TimedStream {
    stream: TcpStream,
    behind: Option<Behind>,
}

/// The system has taken less than there is to write.
struct Behind {
    timeout: Pin<Box<Sleep>>,
    /// How many bytes it took since the time-out was set.
    taken: usize,
}

impl TimedStream {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self { stream, behind: None }
    }

    fn watch(&mut self, context: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match written {
            Poll::Ready(Ok(count)) => {
                if let Some(behind) = &mut self.behind {
                    behind.taken += count;
                    if behind.taken >= LEAST_READ {
                        self.behind = None;
                    }
                }
                Poll::Ready(Ok(count))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => {
                let behind =
                    self.behind.get_or_insert_with(|| Behind { timeout: Box::pin(sleep(WRITE_TIMEOUT)), taken: 0 });
                ready!(behind.timeout.as_mut().poll(context));
                // Nobody will read the rest: the system forgets it at once.
                drop(self.stream.set_zero_linger());
                Poll::Ready(Err(ErrorKind::TimedOut.into()))
            }
        }
    }
}

impl AsyncRead for TimedStream {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for TimedStream {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write(context, bytes);
        this.watch(context, written)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(context, slices);
        this.watch(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        // hyper flushes when the system has taken all that there was to write.
        this.behind = None;
        Pin::new(&mut this.stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}
