//! Something between Rekey and a database that breaks connections at the worst moment.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// Where a connection breaks.
#[derive(Clone, Copy)]
pub(crate) enum Breaks {
    /// Before a message with these bytes reaches the server.
    Before(&'static [u8]),
    /// Once the server has answered a message with these bytes, before the answer is passed on.
    After(&'static [u8]),
    /// A message with these bytes never reaches the server, whose end of the connection stays open.
    Stalls(&'static [u8]),
}

/// Passes connections on to a server until they break, as long as this lives.
pub(crate) struct Proxy {
    task: JoinHandle<()>,
    given_up: Arc<Notify>,
}

impl Proxy {
    /// Listens at `socket` for the server at the other one.
    pub(crate) fn start(socket: &Path, server: PathBuf, breaks: Breaks) -> Self {
        let listener = UnixListener::bind(socket).unwrap();
        let given_up = Arc::<Notify>::default();
        let stalled = given_up.clone();
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(pass_on(client, server.clone(), breaks, stalled.clone()));
            }
        });
        Self { task, given_up }
    }

    /// Waits until the server has closed a connection that stalls.
    pub(crate) async fn given_up(&self) {
        self.given_up.notified().await;
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pass_on(mut client: UnixStream, server: PathBuf, breaks: Breaks, stalled: Arc<Notify>) {
    let mut server = UnixStream::connect(server).await.unwrap();
    let (mut asked, mut answered) = (vec![0; 64 * 1024], vec![0; 64 * 1024]);
    let mut is_last = false;
    loop {
        tokio::select! {
            read = client.read(&mut asked) => {
                let Ok(length @ 1..) = read else { return };
                let holds = |bytes: &[u8]| holds(&asked[..length], bytes);
                match breaks {
                    Breaks::Before(bytes) if holds(bytes) => return,
                    Breaks::After(bytes) if holds(bytes) => is_last = true,
                    Breaks::Stalls(bytes) if holds(bytes) => {
                        while server.read(&mut answered).await.is_ok_and(|length| length > 0) {}
                        stalled.notify_one();
                        return;
                    }
                    _ => {}
                }
                server.write_all(&asked[..length]).await.unwrap();
            }
            read = server.read(&mut answered) => {
                let Ok(length @ 1..) = read else { return };
                if is_last {
                    return;
                }
                client.write_all(&answered[..length]).await.unwrap();
            }
        }
    }
}

/// Whether a message holds these bytes as words of their own: COMMIT, not COMMITTED.
fn holds(message: &[u8], bytes: &[u8]) -> bool {
    let goes_on = |end: usize| message.get(end).is_some_and(u8::is_ascii_alphabetic);
    message.windows(bytes.len()).enumerate().any(|(at, window)| window == bytes && !goes_on(at + bytes.len()))
}
