//! Even beats from a thread of its own: the timers of the runtime are a millisecond coarse, and a busy run delays them.

use std::io;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::mpsc::{self, Receiver};

/// Gives the moment of each beat, one every `spacing` from `first` on, until the receiver is dropped. A beat that nobody
/// takes before the next one is left out, and so are those that a sleeping computer missed.
///
/// # Errors
/// The system starts no further thread.
pub(crate) fn beats(first: Instant, spacing: Duration) -> io::Result<Receiver<Instant>> {
    let (give, take) = mpsc::channel(1);
    let keep_time = move || {
        let mut due = first;
        loop {
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            if let Err(TrySendError::Closed(_)) = give.try_send(due) {
                return;
            }
            due += spacing;
            let now = Instant::now();
            if now > due + spacing {
                due = now + spacing;
            }
        }
    };
    std::thread::Builder::new()
        .name("pacing".to_owned())
        .spawn(keep_time)
        .map(|_| take)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn beats_stay_on_their_grid_and_one_not_taken_is_left_out() {
        let (first, spacing) = (Instant::now(), Duration::from_millis(10));
        let mut beats = beats(first, spacing).expect("a thread");
        let mut due = Vec::new();
        for beat in 0..6 {
            if beat == 3 {
                tokio::time::sleep(spacing * 5).await;
            }
            due.push(beats.recv().await.expect("the thread lives"));
        }
        assert!(due.is_sorted_by(|a, b| a < b), "no beat comes twice: {due:?}");
        assert!(due[5] >= first + spacing * 8, "beats not taken are left out: {due:?}");
    }
}
