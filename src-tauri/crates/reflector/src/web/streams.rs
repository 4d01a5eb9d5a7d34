//! The requests of one HTTP/2 connection, run in the task of that connection and no other.
//!
//! What was received is thus taken before more is: however wide the window of an upload, what waits is one turn of the socket.

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use hyper::rt::Executor;
use std::fmt::{self, Debug, Formatter};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Where the HTTP library puts the requests of a connection.
#[derive(Clone, Default)]
pub struct Streams {
    new: Arc<Mutex<Vec<Task>>>,
}

impl Debug for Streams {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Streams").finish_non_exhaustive()
    }
}

impl<F: Future<Output = ()> + Send + 'static> Executor<F> for Streams {
    fn execute(&self, future: F) {
        self.new
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(Box::pin(future));
    }
}

impl Streams {
    /// Runs `connection` and the requests it puts here until it ends.
    pub async fn run<C: Future + Unpin>(self, mut connection: C, mut turn: impl FnMut()) -> C::Output {
        let mut running = FuturesUnordered::new();
        std::future::poll_fn(move |context| {
            turn();
            let polled = Pin::new(&mut connection).poll(context);
            running.extend(self.take());
            self.poll_all(&mut running, context);
            polled
        })
        .await
    }

    fn take(&self) -> Vec<Task> {
        std::mem::take(&mut *self.new.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn poll_all(&self, running: &mut FuturesUnordered<Task>, context: &mut Context<'_>) {
        while let Poll::Ready(Some(())) = running.poll_next_unpin(context) {
            running.extend(self.take());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};
    use tokio::sync::oneshot;

    #[tokio::test]
    async fn requests_run_while_the_connection_waits_for_them() {
        let streams = Streams::default();
        let (sender, receiver) = oneshot::channel();
        let inner = streams.clone();
        let turns = Arc::new(AtomicU32::new(0));
        let connection = Box::pin(async move {
            let again = inner.clone();
            inner.execute(async move {
                again.execute(async move { sender.send(7).expect("awaited") });
            });
            receiver.await
        });
        let counted = Arc::clone(&turns);
        let result = streams
            .run(connection, || {
                counted.fetch_add(1, Ordering::Relaxed);
            })
            .await;
        assert_eq!(result, Ok(7));
        assert!(turns.load(Ordering::Relaxed) >= 2);
    }
}
