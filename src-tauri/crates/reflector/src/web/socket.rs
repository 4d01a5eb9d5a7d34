//! A TCP connection whose bytes are counted, held to the client's pace, and read in large pieces only while there are many.

use super::activity::Activity;
use super::pace::{Pacer, Waiting};
use socket2::SockRef;
use std::future::Future;
use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

/// Read at once from a connection that fills what TLS offers, 4 KiB: a system call for each of those would halve the rate.
const READ_AT_ONCE: usize = 64 * 1024;
/// A shorter wait than this is not worth a timer: the debt stays.
const SHORTEST_PAUSE: Duration = Duration::from_millis(1);

/// A counted connection.
#[derive(Debug)]
pub struct Counted {
    stream: TcpStream,
    activity: Arc<Activity>,
    pacer: Pacer,
    pause: Option<Pin<Box<Sleep>>>,
    ahead: Vec<u8>,
    taken: usize,
    is_bulk: bool,
}

impl Counted {
    /// Takes a connection over.
    pub fn new(stream: TcpStream, activity: Arc<Activity>) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        let counted = Self {
            stream,
            activity,
            pacer: Pacer::new(Instant::now()),
            pause: None,
            ahead: Vec::new(),
            taken: 0,
            is_bulk: false,
        };
        counted.keep_waiting(Pacer::first())?;
        Ok(counted)
    }

    fn keep_waiting(&self, waiting: Waiting) -> io::Result<()> {
        self.activity.set_quantum(waiting.quantum);
        SockRef::from(&self.stream).set_tcp_notsent_lowat(waiting.ahead)
    }

    /// Waits until the client has paid for what it moved.
    fn poll_pause(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if let Some(pause) = &mut self.pause {
            ready!(pause.as_mut().poll(context));
            self.pause = None;
        }
        if self.activity.is_overdrawn() {
            return Poll::Ready(Err(ErrorKind::QuotaExceeded.into()));
        }
        Poll::Ready(Ok(()))
    }

    fn owe(&mut self, time: Duration) {
        if time >= SHORTEST_PAUSE {
            self.pause = Some(Box::pin(sleep(time)));
        }
    }

    fn poll_stream(&mut self, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        let time = self.activity.received(buffer.filled().len() - before);
        self.owe(time);
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Counted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.taken < self.ahead.len() {
            let rest = &self.ahead[self.taken..];
            let length = rest.len().min(buffer.remaining());
            buffer.put_slice(&rest[..length]);
            self.taken += length;
            return Poll::Ready(Ok(()));
        }
        ready!(self.poll_pause(context))?;
        if self.activity.is_turn_over() {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        if !self.is_bulk {
            let room = buffer.remaining();
            ready!(self.poll_stream(context, buffer))?;
            self.is_bulk = room > 0 && buffer.remaining() == 0;
            return Poll::Ready(Ok(()));
        }
        let mut ahead = std::mem::take(&mut self.ahead);
        ahead.resize(READ_AT_ONCE, 0);
        let mut reading = ReadBuf::new(&mut ahead);
        let polled = self.poll_stream(context, &mut reading);
        let length = reading.filled().len();
        if !matches!(polled, Poll::Ready(Ok(()))) || length == 0 {
            // The memory is given back as soon as the flow pauses.
            self.is_bulk = false;
            return polled;
        }
        let now = length.min(buffer.remaining());
        buffer.put_slice(&ahead[..now]);
        ahead.truncate(length);
        (self.ahead, self.taken) = (ahead, now);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Counted {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_pause(context))?;
        let written = ready!(Pin::new(&mut self.stream).poll_write(context, bytes))?;
        Poll::Ready(self.note(written))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_pause(context))?;
        let written = ready!(Pin::new(&mut self.stream).poll_write_vectored(context, bytes))?;
        Poll::Ready(self.note(written))
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

impl Drop for Counted {
    fn drop(&mut self) {
        if self.activity.is_given_up() {
            // Reset rather than closed: what its client never read would stay in the kernel for minutes.
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl Counted {
    fn note(&mut self, written: usize) -> io::Result<usize> {
        let time = self.activity.sent(written);
        self.owe(time);
        if let Some(waiting) = self.pacer.took(written, Instant::now()) {
            self.keep_waiting(waiting)?;
        }
        Ok(written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::flow::Flow;
    use crate::limits::spending::Spending;
    use tokio::io::AsyncReadExt as _;
    use tokio::net::TcpListener;

    /// What the other end of a connection reads once that is gone.
    async fn end(before: fn(&Flow)) -> io::Result<usize> {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback");
        let address = listener.local_addr().expect("an address");
        let mut other = TcpStream::connect(address).await.expect("loopback");
        let (stream, _) = listener.accept().await.expect("loopback");
        let now = Instant::now();
        let (spending, flow) = (Arc::new(Spending::new(None, None, now)), Arc::new(Flow::new(now)));
        let activity = Activity::new(1, Arc::clone(&spending), spending, Arc::clone(&flow), Arc::default());
        let counted = Counted::new(stream, Arc::new(activity)).expect("a socket");
        before(&flow);
        drop(counted);
        other.read(&mut [0]).await
    }

    #[tokio::test]
    async fn a_connection_given_up_leaves_nothing_behind_in_the_kernel() {
        assert_eq!(end(|_| {}).await.expect("an ordinary end"), 0);
        let reset = end(Flow::give_up).await.expect_err("no ordinary end");
        assert_eq!(reset.kind(), ErrorKind::ConnectionReset);
    }
}
