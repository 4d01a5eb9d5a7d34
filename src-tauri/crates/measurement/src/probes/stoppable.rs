//! Work that blocks, such as waiting for a disk, made to stop between two operations.

use super::ProbeError;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// Time left after the budget for the operation under way to end.
pub(crate) const GRACE: Duration = Duration::from_secs(1);

/// Tells the work when to stop.
#[derive(Debug, Clone)]
pub(super) struct Stop {
    dropped: Arc<AtomicBool>,
    end: Instant,
}

impl Stop {
    /// One that nobody sets, for an hour.
    #[cfg(test)]
    pub(super) fn never() -> Self {
        Self {
            dropped: Arc::default(),
            end: Instant::now() + Duration::from_hours(1),
        }
    }

    /// Whether nobody waits any longer, or the budget is spent.
    pub(super) fn is_set(&self) -> bool {
        self.dropped.load(Ordering::Relaxed) || Instant::now() >= self.end
    }

    /// What is left of the budget.
    pub(super) fn left(&self) -> Duration {
        self.end.saturating_duration_since(Instant::now())
    }

    /// A shorter budget for one part of the work: `share` (0 to 1) of what is left.
    pub(super) fn part(&self, share: f64) -> Self {
        Self {
            end: Instant::now() + self.left().mul_f64(share),
            ..self.clone()
        }
    }
}

struct SetOnDrop(Arc<AtomicBool>);

impl Drop for SetOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Runs `work` on a thread of its own, which no runtime waits for at its end: a disk that hangs holds up its figure only.
/// Dropping the future stops the work before its next operation.
pub(super) async fn run<T: Send + 'static>(
    operation: &'static str,
    target: &str,
    budget: Duration,
    work: impl FnOnce(&Stop) -> Result<T, ProbeError> + Send + 'static,
) -> Result<T, ProbeError> {
    let dropped = Arc::new(AtomicBool::new(false));
    let _guard = SetOnDrop(dropped.clone());
    let end = Instant::now() + budget;
    let (answer, waiting) = oneshot::channel();
    let work = move || {
        // Nobody waits for it any longer: the answer is of no use.
        let _ = answer.send(work(&Stop { dropped, end }));
    };
    std::thread::Builder::new()
        .name(operation.to_owned())
        .spawn(work)
        .map_err(|error| ProbeError::from_io(operation, target, error))?;
    match tokio::time::timeout(budget + GRACE, waiting).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(_)) => Err(ProbeError::from_io(
            operation,
            target,
            io::Error::other("the work ended without an answer"),
        )),
        Err(_) => Err(ProbeError::TimedOut {
            operation,
            target: target.to_owned(),
            budget: budget + GRACE,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[tokio::test]
    async fn dropping_the_future_stops_the_work() {
        let (stopped, waiting) = mpsc::channel();
        let work = run("test", "nothing", Duration::from_mins(10), move |stop| {
            while !stop.is_set() {
                std::thread::yield_now();
            }
            stopped
                .send(())
                .map_err(|_| ProbeError::from_io("test", "nothing", io::Error::other("no test")))
        });
        let given_up = tokio::time::timeout(Duration::from_millis(20), work).await;
        assert!(given_up.is_err());
        waiting
            .recv_timeout(Duration::from_secs(30))
            .expect("the work stopped by itself");
    }

    #[tokio::test]
    async fn work_that_panics_is_an_error() {
        let error = run(
            "test",
            "nothing",
            Duration::from_secs(5),
            |_| -> Result<(), ProbeError> { panic!("on purpose") },
        );
        assert!(error.await.is_err());
    }
}
