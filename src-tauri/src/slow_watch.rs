//! The long watch that goes on and the slow moments it caught. They live in memory only, and go into the reports of this
//! session. Knows neither the window nor what is watched.

use maillon_diagnosis::Limits;
use maillon_diagnosis::slow_moment::{CalledBy, MOMENTS_AT_MOST, SlowMoment};
use maillon_measurement::clock::now_rfc3339;
use maillon_measurement::{Controls, WatchEvent};
use maillon_report::Lang;
use maillon_report::moments::{WatchView, Watching};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

/// News that may wait; the watch never waits for whoever listens.
const WAITING_EVENTS: usize = 16;

/// The long watch of this session.
pub struct SlowWatch {
    state: Mutex<State>,
    paused: watch::Sender<bool>,
}

#[derive(Default)]
struct State {
    running: Option<Running>,
    /// Watches that were started, so that one that ends late does not end the next.
    started: u64,
    moments: Vec<SlowMoment>,
    /// What is known so far of the moment whose end is not reached.
    open: Option<SlowMoment>,
}

struct Running {
    watching: Watching,
    mark: mpsc::Sender<()>,
    stop: CancellationToken,
}

impl Default for SlowWatch {
    fn default() -> Self {
        Self {
            state: Mutex::default(),
            paused: watch::Sender::new(false),
        }
    }
}

/// Holds the watch back as long as it lives.
pub struct Pause(Arc<SlowWatch>);

impl Drop for Pause {
    fn drop(&mut self) {
        self.0.paused.send_replace(false);
    }
}

impl SlowWatch {
    /// Starts the watch, unless it goes on; `heard` is told of every change after it was taken in, with the moment it is about.
    pub fn start<R, F>(self: &Arc<Self>, run: R, heard: impl Fn(Option<&SlowMoment>) + Send + 'static)
    where
        R: FnOnce(Controls, mpsc::Sender<WatchEvent>) -> F,
        F: Future<Output = ()> + Send + 'static,
    {
        let (mark, marks) = mpsc::channel(1);
        let (events, mut told) = mpsc::channel(WAITING_EVENTS);
        let stop = CancellationToken::new();
        let mut state = self.state();
        if state.running.is_some() {
            return;
        }
        state.started += 1;
        let number = state.started;
        state.running = Some(Running {
            watching: Watching {
                since: now_rfc3339(),
                ..Watching::default()
            },
            mark,
            stop: stop.clone(),
        });
        drop(state);
        let controls = Controls {
            marks,
            paused: self.paused.subscribe(),
            stop,
        };
        tokio::spawn(run(controls, events));
        let this = Arc::clone(self);
        tokio::spawn(async move {
            heard(None);
            while let Some(event) = told.recv().await {
                let moment = this.take_in(event, number);
                heard(moment.as_ref());
            }
            let mut state = this.state();
            if state.started == number {
                state.running = None;
            }
            drop(state);
            heard(None);
        });
    }

    /// Ends the watch; the moments stay.
    pub fn stop(&self) {
        if let Some(running) = self.state().running.take() {
            running.stop.cancel();
        }
    }

    /// The person says that it is slow now. A second press within the same moment changes nothing.
    pub fn mark(&self) {
        if let Some(running) = &self.state().running {
            let _ = running.mark.try_send(());
        }
    }

    /// Holds the watch back while a run loads the line.
    pub fn pause(self: &Arc<Self>) -> Pause {
        self.paused.send_replace(true);
        Pause(Arc::clone(self))
    }

    /// Whether the watch goes on.
    pub fn is_on(&self) -> bool {
        self.state().running.is_some()
    }

    /// The moments that were caught, the earliest first; the last may be one whose end is not reached.
    pub fn moments(&self) -> Vec<SlowMoment> {
        let state = self.state();
        let mut moments = state.moments.clone();
        if let Some(open) = &state.open {
            add(&mut moments, open);
        }
        moments
    }

    /// The watch in words.
    pub fn view(&self, limits: &Limits, lang: Lang) -> WatchView {
        let state = self.state();
        let watching = state.running.as_ref().map(|running| running.watching.clone());
        let moments = state.moments.clone();
        drop(state);
        WatchView::of(watching.as_ref(), &moments, limits, lang)
    }

    fn take_in(&self, event: WatchEvent, number: u64) -> Option<SlowMoment> {
        let mut state = self.state();
        let is_current = state.started == number;
        let running = state.running.as_mut().filter(|_| is_current);
        match event {
            WatchEvent::Watching(targets) => {
                if let Some(running) = running {
                    running.watching.targets = targets;
                }
                None
            }
            WatchEvent::Called(moment) => {
                if let Some(running) = running {
                    running.watching.called = Some(moment.at.clone());
                }
                state.open = Some(moment.clone());
                Some(moment)
            }
            WatchEvent::Kept(moment) => {
                let is_it = |called: &String| *called == moment.at;
                if let Some(running) = running
                    && running.watching.called.as_ref().is_some_and(is_it)
                {
                    running.watching.called = None;
                }
                state.open.take_if(|open| open.at == moment.at);
                add(&mut state.moments, &moment);
                Some(moment)
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Adds a moment, or what is now known of it, and lets the earliest go that the watch called by itself, else the earliest of all.
pub fn add(moments: &mut Vec<SlowMoment>, moment: &SlowMoment) {
    match moments.iter_mut().find(|known| known.at == moment.at) {
        Some(known) => known.clone_from(moment),
        None => moments.push(moment.clone()),
    }
    while moments.len() > MOMENTS_AT_MOST {
        let by_itself = moments.iter().position(|moment| moment.called_by == CalledBy::Watch);
        moments.remove(by_itself.unwrap_or(0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(at: &str, called_by: CalledBy) -> SlowMoment {
        SlowMoment {
            at: at.to_owned(),
            called_by,
            ..SlowMoment::default()
        }
    }

    async fn watching(mut controls: Controls, events: mpsc::Sender<WatchEvent>) {
        events.send(WatchEvent::Watching(4)).await.expect("somebody listens");
        loop {
            tokio::select! {
                () = controls.stop.cancelled() => return,
                Some(()) = controls.marks.recv() => {
                    let kept = moment("2026-11-29T14:32:00+01:00", CalledBy::Person);
                    events.send(WatchEvent::Called(kept.clone())).await.expect("somebody listens");
                    events.send(WatchEvent::Kept(kept)).await.expect("somebody listens");
                }
            }
        }
    }

    async fn until(watch: &SlowWatch, holds: impl Fn(&WatchView) -> bool) -> WatchView {
        loop {
            let view = watch.view(&Limits::default(), Lang::En);
            if holds(&view) {
                return view;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_press_is_kept_and_stays_when_the_watch_ends() {
        let watch = Arc::new(SlowWatch::default());
        assert!(!watch.view(&Limits::default(), Lang::En).on);
        watch.start(watching, |_| {});
        until(&watch, |view| view.detail.starts_with("4 points of the way")).await;
        watch.mark();
        let view = until(&watch, |view| view.moments.len() == 1).await;
        assert_eq!(view.note, "One slow moment is kept; it goes into your report.");
        watch.stop();
        let view = until(&watch, |view| !view.on).await;
        assert_eq!(view.moments.len(), 1);
        assert_eq!(watch.moments()[0].at, "2026-11-29T14:32:00+01:00");
    }

    #[tokio::test(start_paused = true)]
    async fn a_watch_that_ends_late_does_not_end_the_next() {
        let watch = Arc::new(SlowWatch::default());
        watch.start(watching, |_| {});
        watch.stop();
        watch.start(watching, |_| {});
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        assert!(watch.is_on());
    }

    #[tokio::test]
    async fn a_run_holds_the_watch_back() {
        let watch = Arc::new(SlowWatch::default());
        let held = watch.paused.subscribe();
        let pause = watch.pause();
        assert!(*held.borrow());
        drop(pause);
        assert!(!*held.borrow());
    }

    #[test]
    fn what_the_person_called_stays_longest() {
        use CalledBy::{Person, Watch};
        let mut moments = Vec::new();
        for (at, by) in [
            ("1", Person),
            ("2", Watch),
            ("3", Person),
            ("4", Person),
            ("4", Person),
            ("5", Person),
        ] {
            add(&mut moments, &moment(at, by));
        }
        let kept: Vec<_> = moments.iter().map(|moment| moment.at.as_str()).collect();
        assert_eq!(kept, ["3", "4", "5"]);
    }
}
