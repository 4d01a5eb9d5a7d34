//! The long watch, for slowness that comes and goes: one probe a second to each nested target as long as the person wants, the
//! last minutes kept in memory, and a slow moment cut out of them.
//!
//! It costs at most a kilobyte a second. A server of the company is asked by ICMP echo only: a connection every second would look
//! like an attack.

mod look;
mod ring;

use crate::clock::now_rfc3339;
use crate::host::Host;
use crate::plan::Plan;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use look::{Watched, look};
use maillon_diagnosis::slow_moment::{CalledBy, KEPT_S, SlowMoment, WAIT_S, is_slow};
use ring::Ring;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, Sender};
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior};
use tokio_util::sync::CancellationToken;

/// From one look around to the next: a laptop changes its network, a tunnel goes up.
const LOOK_EVERY_S: u64 = 300;

/// Sooner while nothing at all could be watched.
const LOOK_AGAIN_S: u64 = 15;

/// The answer to the last probe of a moment may take so long, seconds.
const ANSWER_S: u64 = 1;

/// What the long watch tells.
#[derive(Debug, Clone, PartialEq)]
pub enum WatchEvent {
    /// So many targets are watched from now on.
    Watching(usize),
    /// A moment was called slow; what follows it is still watched.
    Called {
        /// When, RFC 3339 with the local offset.
        at: String,
        /// By whom.
        by: CalledBy,
    },
    /// That moment is complete.
    Kept(SlowMoment),
}

/// A moment that was called slow and whose end is not reached.
struct Open {
    second: u64,
    at: String,
    by: CalledBy,
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
    let kept_s = i32::try_from(kept.as_secs()).unwrap_or(KEPT_S).min(KEPT_S);
    let start = Instant::now();
    let mut tick = tokio::time::interval(Duration::from_secs(1));
    tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let mut ring = Ring::default();
    let mut watched: Vec<Arc<Watched>> = Vec::new();
    let mut looking = look(&plan, &*host, Vec::new()).boxed().fuse();
    let mut look_at = u64::MAX;
    let mut waiting = FuturesUnordered::new();
    let mut open: Option<Open> = None;
    let mut quiet_until = 0;
    loop {
        let second = start.elapsed().as_secs();
        tokio::select! {
            () = stop.cancelled() => break,
            found = &mut looking => {
                look_at = second + if found.is_empty() { LOOK_AGAIN_S } else { LOOK_EVERY_S };
                watched = found;
                tell(&events, WatchEvent::Watching(watched.len()));
            }
            Some((target, second, rtt_ms)) = waiting.next() => ring.push(&target, second, rtt_ms),
            Some(()) = marks.recv() => {
                let at = now_rfc3339();
                let called = open.get_or_insert(Open { second, at, by: CalledBy::Person });
                called.by = CalledBy::Person;
                tell(&events, WatchEvent::Called { at: called.at.clone(), by: CalledBy::Person });
            }
            _ = tick.tick() => {
                let asked = if *paused.borrow() { &[][..] } else { &watched[..] };
                for target in asked {
                    let target = Arc::clone(target);
                    waiting.push(async move {
                        let rtt_ms = target.ask().await;
                        (target, second, rtt_ms)
                    });
                }
                if second >= look_at {
                    look_at = u64::MAX;
                    looking = look(&plan, &*host, watched.clone()).boxed().fuse();
                }
                if let Some(over) = open.take_if(|open| second > open.second + u64::from(kept_s.unsigned_abs()) + ANSWER_S) {
                    quiet_until = second + WAIT_S;
                    tell(&events, WatchEvent::Kept(moment(&ring, over, kept_s)));
                }
                if open.is_none() && second >= quiet_until && is_slow(&ring.recent(second)) {
                    let called = Open { second, at: now_rfc3339(), by: CalledBy::Watch };
                    tell(&events, WatchEvent::Called { at: called.at.clone(), by: called.by });
                    open = Some(called);
                }
                ring.forget(second.saturating_sub(2 * u64::from(KEPT_S.unsigned_abs()) + 60));
            }
        }
    }
    if let Some(cut_short) = open {
        tell(&events, WatchEvent::Kept(moment(&ring, cut_short, kept_s)));
    }
}

fn moment(ring: &Ring, open: Open, kept_s: i32) -> SlowMoment {
    SlowMoment {
        at: open.at,
        called_by: open.by,
        targets: ring.around(open.second, kept_s),
    }
}

/// A slow listener loses news, never the watch.
fn tell(events: &Sender<WatchEvent>, event: WatchEvent) {
    let _ = events.try_send(event);
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
        let kept = Duration::from_secs(2);
        let watch = tokio::spawn(long_watch(plan, host, kept, controls(marks, &paused, &stop), events));
        assert_eq!(told.recv().await, Some(WatchEvent::Watching(2)));
        tokio::time::sleep(Duration::from_millis(2500)).await;
        mark.send(()).await.expect("the watch listens");
        let Some(WatchEvent::Called { at, by }) = told.recv().await else {
            panic!("the press is heard");
        };
        assert_eq!(by, CalledBy::Person);
        let Some(WatchEvent::Kept(moment)) = told.recv().await else {
            panic!("the moment is kept");
        };
        stop.cancel();
        watch.await.expect("the watch ends");
        assert_eq!((moment.at, moment.called_by), (at, CalledBy::Person));
        let roles: Vec<_> = moment.targets.iter().map(|target| target.role).collect();
        assert_eq!(roles, [TargetRole::Anchor, TargetRole::Anchor]);
        for target in &moment.targets {
            let seconds: Vec<i32> = target.seconds.iter().map(|(second, _)| *second).collect();
            assert!(seconds.contains(&-1) && seconds.contains(&1), "{seconds:?}");
            assert!(seconds.iter().all(|second| second.abs() <= 2), "{seconds:?}");
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
        tokio::time::sleep(Duration::from_millis(1500)).await;
        mark.send(()).await.expect("the watch listens");
        assert!(matches!(told.recv().await, Some(WatchEvent::Called { .. })));
        stop.cancel();
        watch.await.expect("the watch ends at once");
        assert!(matches!(told.recv().await, Some(WatchEvent::Kept(moment)) if moment.targets.len() == 2));
    }
}
