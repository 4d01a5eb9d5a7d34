//! TLS above a counted connection, where nothing new is encrypted before the last is with the kernel.
//!
//! The library would take up to 64 KiB on top of what the kernel holds, which a small object then waits behind.

use super::activity::Activity;
use super::socket::Counted;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_rustls::server::TlsStream;

/// Pieces gathered into one write: the head and the content of a frame.
const PIECES: usize = 8;

/// An encrypted connection.
#[derive(Debug)]
pub struct Outgoing {
    stream: TlsStream<Counted>,
    activity: Arc<Activity>,
}

impl Outgoing {
    /// Takes a connection over after its handshake.
    pub fn new(stream: TlsStream<Counted>, activity: Arc<Activity>) -> Self {
        Self { stream, activity }
    }

    fn poll_empty(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.stream.get_ref().1.wants_write() {
            ready!(Pin::new(&mut self.stream).poll_flush(context))?;
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Outgoing {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Outgoing {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_empty(context))?;
        let length = bytes.len().min(self.activity.quantum());
        Pin::new(&mut self.stream).poll_write(context, &bytes[..length])
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_empty(context))?;
        let mut room = self.activity.quantum();
        let mut pieces = [IoSlice::new(&[]); PIECES];
        let mut count = 0;
        for (piece, bytes) in pieces.iter_mut().zip(bytes.iter().filter(|bytes| !bytes.is_empty())) {
            let length = bytes.len().min(room);
            *piece = IoSlice::new(&bytes[..length]);
            room -= length;
            count += 1;
            if room == 0 {
                break;
            }
        }
        Pin::new(&mut self.stream).poll_write_vectored(context, &pieces[..count])
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
