//! The long watch, for slowness that comes and goes: one probe a second to each nested target as long as the person wants, the
//! last minutes kept in memory, and a slow moment cut out of them.
//!
//! It costs less than a kilobyte a second. A server of the company is asked by ICMP echo only: a connection every second would look
//! like an attack. When the way to a target changes or the computer has slept, what was seen before tells nothing of what comes
//! after: the watch begins anew.

mod look;
mod ring;

use crate::clock::now_rfc3339;
use crate::host::Host;
use crate::plan::Plan;
use futures_util::future::join_all;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use look::{Sight, Watched, look};
use maillon_diagnosis::slow_moment::{CalledBy, KEPT_S, SLOW_S, SlowMoment, WAIT_S, is_slow};
use ring::Ring;
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::sync::mpsc::{Receiver, Sender};
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior};
use tokio_util::sync::CancellationToken;

/// From one look around to the next: names move, an address inside begins to answer.
const LOOK_EVERY_S: u64 = 300;

/// Sooner while nothing at all could be watched.
const LOOK_AGAIN_S: u64 = 15;

/// From one look-up of the routes to the next, which sends nothing.
const WAYS_EVERY_S: u64 = 5;

/// One connection in so many seconds where a target answers no echo.
const CONNECT_EVERY_S: u64 = 3;

/// When the clock of the wall is ahead by more, the computer has slept.
const SLEPT: Duration = Duration::from_secs(10);

/// The answer to the last probe of a moment may take so long, seconds.
const ANSWER_S: u64 = 1;

/// What the long watch tells.
#[derive(Debug, Clone, PartialEq)]
pub enum WatchEvent {
    /// So many targets are watched from now on.
    Watching(usize),
    /// A moment was called slow, with what came before it; what follows is still watched.
    Called(SlowMoment),
    /// That moment is complete, or as complete as it will be.
    Kept(SlowMoment),
}

/// How a long watch is steered.
#[derive(Debug)]
pub struct Controls {
    /// Each is the person saying that it is slow now.
    pub marks: Receiver<()>,
    /// Nothing is asked while this holds: a run loads the line, and what is late then is its own doing.
    pub paused: watch::Receiver<bool>,
    /// Ends the watch. A moment whose end was not reached is told with what was seen of it.
    pub stop: CancellationToken,
}

/// A moment that was called slow and whose end is not reached.
struct Open {
    second: u64,
    at: String,
    by: CalledBy,
}

/// What the watch knows.
struct State {
    kept_s: u32,
    sight: Sight,
    ring: Ring,
    open: Vec<Open>,
    /// The watch calls no moment by itself before.
    quiet_until: u64,
    remote_session: Option<bool>,
    events: Sender<WatchEvent>,
}

impl State {
    /// A slow listener loses news, never the watch.
    fn tell(&self, event: WatchEvent) {
        let _ = self.events.try_send(event);
    }

    fn call(&mut self, second: u64, by: CalledBy) {
        let within = |open: &&mut Open| second <= open.second + u64::from(SLOW_S.unsigned_abs());
        if let Some(open) = self.open.last_mut().filter(within) {
            open.by = by;
        } else {
            let at = now_rfc3339();
            self.open.push(Open { second, at, by });
        }
        if let Some(open) = self.open.last() {
            self.tell(WatchEvent::Called(self.moment(open)));
        }
    }

    /// Tells the moments that are over at `second`.
    fn close(&mut self, second: u64) {
        let end = u64::from(self.kept_s) + ANSWER_S;
        for over in self
            .open
            .extract_if(.., |open| second > open.second + end)
            .collect::<Vec<_>>()
        {
            self.quiet_until = second + WAIT_S;
            self.tell(WatchEvent::Kept(self.moment(&over)));
        }
    }

    /// Ends what is open with what was seen of it.
    fn cut_short(&mut self) {
        for open in std::mem::take(&mut self.open) {
            self.tell(WatchEvent::Kept(self.moment(&open)));
        }
    }

    fn moment(&self, open: &Open) -> SlowMoment {
        SlowMoment {
            at: open.at.clone(),
            called_by: open.by,
            kind: self.sight.kind,
            inside_is_found: self.sight.inside_is_found,
            remote_session: self.remote_session,
            targets: self.ring.around(open.second, self.kept_s),
        }
    }

    /// What was seen before tells nothing of what comes after.
    fn begin_anew(&mut self) {
        self.cut_short();
        self.ring = Ring::default();
        self.sight.watched.clear();
    }

    fn is_slow(&self, second: u64) -> bool {
        self.open.is_empty() && second >= self.quiet_until && is_slow(&self.ring.recent(second))
    }
}

/// Watches at the pace of one probe a second and target; `kept` is how long before and after a moment is kept, five minutes at the
/// most ([`KEPT_S`]).
pub async fn long_watch<H: Host>(
    plan: Plan,
    host: Arc<H>,
    kept: Duration,
    controls: Controls,
    events: Sender<WatchEvent>,
) {
    let Controls {
        mut marks,
        paused,
        stop,
    } = controls;
    let most = KEPT_S.unsigned_abs();
    let mut state = State {
        kept_s: u32::try_from(kept.as_secs()).unwrap_or(most).min(most),
        sight: Sight::default(),
        ring: Ring::default(),
        open: Vec::new(),
        quiet_until: 0,
        remote_session: None,
        events,
    };
    let clocks = (Instant::now(), SystemTime::now());
    let now = || clocks.0.elapsed().as_secs();
    let ahead = || {
        clocks
            .1
            .elapsed()
            .unwrap_or_default()
            .saturating_sub(clocks.0.elapsed())
    };
    let mut slept = Duration::ZERO;
    let mut tick = tokio::time::interval(Duration::from_secs(1));
    tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let mut looking = look(&plan, &*host, Vec::new()).boxed().fuse();
    let mut looking_at_ways = std::future::pending().boxed().fuse();
    let mut session = host.machine(Duration::ZERO).boxed().fuse();
    let mut look_at = u64::MAX;
    let mut waiting = FuturesUnordered::new();
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            seen = &mut session => state.remote_session = seen.ok().and_then(|seen| seen.machine.remote_session),
            found = &mut looking => {
                look_at = now() + if found.watched.is_empty() { LOOK_AGAIN_S } else { LOOK_EVERY_S };
                state.sight = found;
                state.tell(WatchEvent::Watching(state.sight.watched.len()));
            }
            changed = &mut looking_at_ways => {
                if changed {
                    state.begin_anew();
                    look_at = now();
                }
            }
            Some((target, second, rtt_ms)) = waiting.next() => state.ring.push(&target, second, rtt_ms),
            Some(()) = marks.recv() => state.call(now(), CalledBy::Person),
            _ = tick.tick() => {
                let second = now();
                if ahead() > slept + SLEPT {
                    slept = ahead();
                    state.begin_anew();
                    look_at = second;
                }
                let paused = *paused.borrow();
                let asked = state.sight.watched.iter().filter(|target| {
                    !paused && (!target.is_asked_by_connection() || second.is_multiple_of(CONNECT_EVERY_S))
                });
                for target in asked {
                    let target = Arc::clone(target);
                    waiting.push(async move {
                        let rtt_ms = target.ask().await;
                        (target, second, rtt_ms)
                    });
                }
                if second >= look_at && !paused {
                    look_at = u64::MAX;
                    looking = look(&plan, &*host, state.sight.watched.clone()).boxed().fuse();
                } else if second.is_multiple_of(WAYS_EVERY_S) && !paused {
                    looking_at_ways = changed_ways(&*host, state.sight.watched.clone()).boxed().fuse();
                }
                state.close(second);
                if state.is_slow(second) {
                    state.call(second, CalledBy::Watch);
                }
                state.ring.forget(second.saturating_sub(u64::from(2 * most) + 60));
            }
        }
    }
    state.cut_short();
}

/// Whether the way to any target is another now.
async fn changed_ways<H: Host>(host: &H, watched: Vec<Arc<Watched>>) -> bool {
    let ways = watched.iter().map(|target| target.went_another_way(host));
    join_all(ways).await.contains(&true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::Route;
    use crate::host::recorded::{RecordedHost, RecordedRoute, Recording};
    use maillon_diagnosis::Profile;
    use maillon_diagnosis::checks::bandwidth::TargetRole;
    use std::net::IpAddr;
    use tokio::sync::mpsc;

    /// A computer on which both public anchors are the computer itself.
    fn watched() -> (Plan, Arc<RecordedHost>) {
        let profile = "[bandwidth]\nanchors = [\"127.0.0.1\", \"127.0.0.2\"]\n";
        let plan = Plan {
            profile: Profile::parse(profile).expect("a profile"),
            ..Plan::default()
        };
        let recording = Recording {
            routes: vec![RecordedRoute {
                to: IpAddr::from([0, 0, 0, 0]),
                prefix: 0,
                answer: Ok(Route {
                    interface: Some("eth0".to_owned()),
                    ..Route::default()
                }),
            }],
            ..Recording::default()
        };
        (plan, Arc::new(RecordedHost::new(recording, None)))
    }

    fn controls(marks: Receiver<()>, paused: &watch::Sender<bool>, stop: &CancellationToken) -> Controls {
        Controls {
            marks,
            paused: paused.subscribe(),
            stop: stop.clone(),
        }
    }

    #[tokio::test]
    async fn a_press_of_the_button_keeps_the_seconds_before_and_after_it() {
        let (plan, host) = watched();
        let (mark, marks) = mpsc::channel(1);
        let (events, mut told) = mpsc::channel(16);
        let stop = CancellationToken::new();
        let paused = watch::Sender::new(false);
        let kept = Duration::from_secs(4);
        let watch = tokio::spawn(long_watch(plan, host, kept, controls(marks, &paused, &stop), events));
        assert_eq!(told.recv().await, Some(WatchEvent::Watching(2)));
        tokio::time::sleep(Duration::from_millis(4500)).await;
        mark.send(()).await.expect("the watch listens");
        let Some(WatchEvent::Called(called)) = told.recv().await else {
            panic!("the press is heard");
        };
        assert_eq!(called.called_by, CalledBy::Person);
        assert!(
            called
                .targets
                .iter()
                .all(|target| target.seconds.iter().all(|(second, _)| *second <= 0))
        );
        let Some(WatchEvent::Kept(moment)) = told.recv().await else {
            panic!("the moment is kept");
        };
        stop.cancel();
        watch.await.expect("the watch ends");
        assert_eq!((moment.at, moment.called_by), (called.at, CalledBy::Person));
        let roles: Vec<_> = moment.targets.iter().map(|target| target.role).collect();
        assert_eq!(roles, [TargetRole::Anchor, TargetRole::Anchor]);
        for target in &moment.targets {
            let seconds: Vec<i32> = target.seconds.iter().map(|(second, _)| *second).collect();
            // Where echo is kept to administrators they are asked by connection, every third second.
            let (before, after) = (seconds.iter().any(|at| *at <= 0), seconds.iter().any(|at| *at > 0));
            assert!(before && after, "{seconds:?}");
            assert!(seconds.iter().all(|second| second.abs() <= 4), "{seconds:?}");
            assert!(target.seconds.iter().all(|(_, rtt)| rtt.is_some()), "{target:?}");
        }
    }

    #[tokio::test]
    async fn a_watch_that_is_stopped_keeps_what_it_saw_of_a_moment() {
        let (plan, host) = watched();
        let (mark, marks) = mpsc::channel(1);
        let (events, mut told) = mpsc::channel(16);
        let stop = CancellationToken::new();
        let paused = watch::Sender::new(false);
        let kept = Duration::from_mins(5);
        let watch = tokio::spawn(long_watch(plan, host, kept, controls(marks, &paused, &stop), events));
        assert_eq!(told.recv().await, Some(WatchEvent::Watching(2)));
        tokio::time::sleep(Duration::from_millis(4500)).await;
        mark.send(()).await.expect("the watch listens");
        assert!(matches!(told.recv().await, Some(WatchEvent::Called(_))));
        stop.cancel();
        watch.await.expect("the watch ends at once");
        assert!(matches!(told.recv().await, Some(WatchEvent::Kept(moment)) if moment.targets.len() == 2));
    }
}
