//! The run in progress and the last report. The report stays here until the next run, so that a failed save loses
//! nothing; one from a file is shown in front of it. Knows neither the window nor what a run measures.

use crate::course::Course;
use crate::slow_watch::add;
use crate::wire::{CommandError, ErrorCode, Shown, UiEvent};
use maillon_diagnosis::Report;
use maillon_diagnosis::slow_moment::SlowMoment;
use maillon_measurement::Event;
use maillon_report::opened::{OpenError, OpenedView};
use maillon_report::{Lang, View, Words};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinError;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

/// Events that may wait for the page; a run never waits for it.
const WAITING_EVENTS: usize = 256;

/// The page is told of new figures this often: where no graphics hardware draws it, a picture costs some 15 ms of a processor, and
/// what is measured may not be slowed by being shown.
const TELL_EVERY: Duration = Duration::from_millis(750);

/// What the window remembers.
#[derive(Default)]
pub struct Session {
    state: Mutex<State>,
    lang_changed: Notify,
}

#[derive(Default)]
struct State {
    stop: Option<CancellationToken>,
    lang: Option<Lang>,
    report: Option<Report>,
    opened: Option<OpenedReport>,
    preview: String,
    /// Slow moments told while a run is in progress: it took over what was known before.
    late_moments: Vec<SlowMoment>,
}

/// A report in front of the last one.
struct OpenedReport {
    report: Report,
    mark: Mark,
}

/// How a report in front of the last one is marked.
pub type Mark = fn(&Report, Lang) -> OpenedView;

impl Session {
    /// Starts a run; `tell` gets its state until it is over. The last report is dropped.
    pub fn start<R, F>(
        self: &Arc<Self>,
        lang: Lang,
        course: Course,
        run: R,
        tell: impl Fn(UiEvent) + Send + Sync + 'static,
    ) -> Result<(), CommandError>
    where
        R: FnOnce(mpsc::Sender<Event>, CancellationToken) -> F,
        F: Future<Output = Report> + Send + 'static,
    {
        let stop = CancellationToken::new();
        let mut state = self.state();
        if state.stop.is_some() {
            return Err(CommandError::new(ErrorCode::AlreadyRunning, ""));
        }
        state.stop = Some(stop.clone());
        state.lang = Some(lang);
        state.report = None;
        state.opened = None;
        drop(state);
        let (events, received) = mpsc::channel(WAITING_EVENTS);
        let task = tokio::spawn(run(events, stop));
        let session = Arc::clone(self);
        tokio::spawn(async move {
            session.follow(course, received, &tell).await;
            tell(session.conclude(task.await));
        });
        Ok(())
    }

    /// Stops the run in progress; what it measured is kept.
    pub fn cancel(&self) {
        if let Some(stop) = &self.state().stop {
            stop.cancel();
        }
    }

    /// Words the run in progress in another language, at once.
    pub fn speak(&self, lang: Lang) {
        self.state().lang = Some(lang);
        self.lang_changed.notify_one();
    }

    /// Shows a report in front of the last one, under this mark.
    pub fn open(&self, report: Report, mark: Mark) -> Result<(), OpenError> {
        let mut state = self.state();
        if state.stop.is_some() {
            return Err(OpenError::Running);
        }
        state.opened = Some(OpenedReport { report, mark });
        Ok(())
    }

    /// Drops the report from a file; says whether one of this computer was behind it.
    pub fn close_opened(&self) -> bool {
        let mut state = self.state();
        state.opened = None;
        state.report.is_some()
    }

    /// The report that is shown, in words.
    pub fn shown(&self, lang: Lang) -> Result<Shown, CommandError> {
        let state = self.state();
        let opened = state.opened.as_ref().map(|one| (one.mark)(&one.report, lang));
        drop(state);
        let view = self.with_report(|report| View::of(report, lang))?;
        Ok(Shown { view, opened })
    }

    /// Gives the report that is shown to `read`.
    pub fn with_report<T>(&self, read: impl FnOnce(&Report) -> T) -> Result<T, CommandError> {
        let state = self.state();
        let opened = state.opened.as_ref().map(|one| &one.report);
        let report = opened.or(state.report.as_ref());
        report
            .map(read)
            .ok_or_else(|| CommandError::new(ErrorCode::NoReport, ""))
    }

    /// Adds a slow moment, or what is now known of it, to the last report of this computer, which is given back, or to that of the
    /// run in progress.
    pub fn add_moment(&self, moment: &SlowMoment) -> Option<Report> {
        let mut state = self.state();
        if state.stop.is_some() {
            state.late_moments.push(moment.clone());
            return None;
        }
        let report = state.report.as_mut().filter(|report| !report.run.example)?;
        add(&mut report.slow_moments, moment);
        Some(report.clone())
    }

    /// Keeps the page that the preview frame shows.
    pub fn keep_preview(&self, html: String) {
        self.state().preview = html;
    }

    /// The page that the preview frame shows.
    pub fn preview(&self) -> String {
        self.state().preview.clone()
    }

    async fn follow(&self, mut course: Course, mut events: mpsc::Receiver<Event>, tell: &(impl Fn(UiEvent) + Sync)) {
        let mut words = Words::of(Lang::En);
        let mut beat = tokio::time::interval(TELL_EVERY);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let over = tokio::select! {
                event = events.recv() => match event {
                    Some(event) => {
                        course.apply(event);
                        continue;
                    }
                    None => true,
                },
                _ = beat.tick() => false,
                () = self.lang_changed.notified() => false,
            };
            let lang = self.state().lang.unwrap_or(words.lang());
            if lang != words.lang() {
                words = Words::of(lang);
            }
            let progress = course.told(&words);
            tell(UiEvent::Progress { progress });
            if over {
                return;
            }
        }
    }

    fn conclude(&self, outcome: Result<Report, JoinError>) -> UiEvent {
        let mut state = self.state();
        state.stop = None;
        let late = std::mem::take(&mut state.late_moments);
        match outcome {
            Ok(mut report) => {
                for moment in late.iter().filter(|_| !report.run.example) {
                    add(&mut report.slow_moments, moment);
                }
                state.report = Some(report);
                UiEvent::Finished
            }
            Err(error) => UiEvent::Failed {
                detail: error.to_string(),
            },
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{self, Radio};
    use maillon_diagnosis::CheckId;

    type Told = Arc<Mutex<Vec<UiEvent>>>;

    fn listener() -> (Told, impl Fn(UiEvent) + Send + Sync + 'static) {
        let told = Told::default();
        let into = Arc::clone(&told);
        (told, move |event| into.lock().expect("no panic holds it").push(event))
    }

    async fn over(told: &Told) -> UiEvent {
        loop {
            tokio::time::sleep(Duration::from_millis(10)).await;
            let last = told.lock().expect("no panic holds it").last().cloned();
            if let Some(event @ (UiEvent::Finished | UiEvent::Failed { .. })) = last {
                return event;
            }
        }
    }

    async fn until_stopped(events: mpsc::Sender<Event>, stop: CancellationToken) -> Report {
        let check = CheckId::Machine;
        events.send(Event::Measuring { check }).await.expect("somebody listens");
        stop.cancelled().await;
        let mut report = example::report(Radio::Weak);
        report.run.complete = false;
        report
    }

    #[tokio::test(start_paused = true)]
    async fn a_cancelled_run_leaves_its_partial_report_and_makes_room_for_the_next() {
        let session = Arc::new(Session::default());
        let (told, tell) = listener();
        let course = || Course::new(false, 30.0);
        session
            .start(Lang::Fr, course(), until_stopped, tell)
            .expect("nothing else runs");
        let second = session.start(Lang::Fr, course(), until_stopped, |_| {});
        assert_eq!(second.expect_err("one run at a time").code, ErrorCode::AlreadyRunning);
        session.cancel();
        assert_eq!(over(&told).await, UiEvent::Finished);
        assert_eq!(session.with_report(|report| report.run.complete), Ok(false));
        session
            .start(Lang::Fr, course(), until_stopped, |_| {})
            .expect("the first run is over");
    }

    #[tokio::test(start_paused = true)]
    async fn a_report_from_a_file_hides_the_last_one_and_never_replaces_it() {
        let session = Arc::new(Session::default());
        let (told, tell) = listener();
        let course = Course::new(false, 30.0);
        session
            .start(Lang::Fr, course, until_stopped, tell)
            .expect("nothing else runs");
        let other = || example::report(Radio::Strong);
        assert!(matches!(session.open(other(), OpenedView::of), Err(OpenError::Running)));
        session.cancel();
        over(&told).await;
        session.open(other(), OpenedView::of).expect("the run is over");
        let shown = session.shown(Lang::Fr).expect("a report is shown");
        assert!(shown.opened.is_some() && shown.view.run.complete);
        assert!(session.close_opened());
        let shown = session.shown(Lang::Fr).expect("the last one is still there");
        assert!(shown.opened.is_none() && !shown.view.run.complete);
    }

    #[tokio::test(start_paused = true)]
    async fn a_fault_of_the_program_is_told_and_is_no_result() {
        let session = Arc::new(Session::default());
        let (told, tell) = listener();
        let broken = |_, _| async { panic!("a probe broke") };
        session
            .start(Lang::En, Course::new(false, 30.0), broken, tell)
            .expect("nothing else runs");
        assert!(matches!(over(&told).await, UiEvent::Failed { detail } if detail.contains("a probe broke")));
        let missing = session.with_report(|_| ()).expect_err("there is no report");
        assert_eq!(missing.code, ErrorCode::NoReport);
    }

    #[tokio::test(start_paused = true)]
    async fn another_language_is_heard_at_once() {
        let session = Arc::new(Session::default());
        let (told, tell) = listener();
        session
            .start(Lang::Fr, Course::new(true, 30.0), until_stopped, tell)
            .expect("nothing else runs");
        // Between two beats: what is told next is told because of the language.
        tokio::time::sleep(TELL_EVERY * 5 / 4).await;
        session.speak(Lang::En);
        tokio::time::sleep(TELL_EVERY / 10).await;
        let titles: Vec<String> = told
            .lock()
            .expect("no panic holds it")
            .iter()
            .filter_map(|event| match event {
                UiEvent::Progress { progress } => Some(progress.rows[0].row.question.clone()),
                UiEvent::Finished | UiEvent::Failed { .. } => None,
            })
            .collect();
        assert_ne!(titles.first(), titles.last());
    }
}
