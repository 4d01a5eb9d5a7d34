//! The long watch over a way that turns bad: what the person, or the watch itself, called slow is told with its link, and the
//! watch costs little.

use maillon_diagnosis::slow_moment::{CalledBy, SlowMoment};
use maillon_diagnosis::{Limits, Link, Profile};
use maillon_lab::address::EDGE;
use maillon_lab::link::{Link as Wire, Shape};
use maillon_lab::{Lab, Tunnel};
use maillon_measurement::host::{Host, ThisComputer};
use maillon_measurement::{Controls, Plan, WatchEvent, long_watch};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::Receiver;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

/// Calm before the trouble, so that what is usual is known: a moment is a minute before and after the press.
const CALM: Duration = Duration::from_secs(75);

/// Calm after which the watch knows by itself what is usual, two minutes and a bit.
const LONG_CALM: Duration = Duration::from_secs(130);

/// The watch calls a moment slow after ten bad seconds; some more for the look around and a loaded machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a segment may cost, bytes a second.
const MOST_BYTES: u64 = 1000;

/// Two homes in the same minutes: one whose person calls it slow, one where nobody presses anything.
#[test]
fn what_turns_bad_is_named_whether_the_person_or_the_watch_calls_it_slow() {
    let lab = Lab::healthy(Tunnel::Split).expect("the lab stands");
    let alone = lab.beside(Tunnel::Split).expect("a second lab stands");
    std::thread::scope(|scope| {
        let unattended = scope.spawn(|| {
            watched(&alone, LONG_CALM, CalledBy::Watch, || {
                slow_down(&alone.home.access_line, Duration::from_millis(90));
            })
        });
        let (moment, bytes_a_second) = watched(&lab, CALM, CalledBy::Person, || {
            slow_down(&lab.home.local_link, Duration::from_millis(60));
        });
        println!("{bytes_a_second} bytes a second and segment");
        assert!(bytes_a_second < MOST_BYTES, "{bytes_a_second} bytes a second");
        assert_names(&moment, Link::LocalLink);
        let (moment, _) = unattended.join().expect("the watch that nobody attends");
        assert_names(&moment, Link::AccessLine);
    });
}

/// Watches through the calm and the trouble until the moment is called and 25 seconds more; the moment, and what a segment
/// cost in the calm, bytes a second.
fn watched(lab: &Lab, calm: Duration, by: CalledBy, trouble: impl FnOnce() + Send) -> (SlowMoment, u64) {
    let profile = format!(
        "[bandwidth]\nanchors = [\"198.51.100.10\", \"203.0.113.10\"]\n[vpn]\nendpoint = \"{EDGE}:51820\"\ninside = \"10.20.0.1\"\n"
    );
    let plan = Plan {
        profile: Profile::parse(&profile).expect("a profile"),
        ..Plan::default()
    };
    lab.home.pc.enter(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            let (mark, marks) = mpsc::channel(1);
            let (events, mut told) = mpsc::channel(16);
            let paused = watch::Sender::new(false);
            let controls = Controls {
                marks,
                paused: paused.subscribe(),
                stop: CancellationToken::new(),
            };
            let stop = controls.stop.clone();
            let host = Arc::new(ThisComputer::new());
            let kept = Duration::from_mins(5);
            let task = tokio::spawn(long_watch(plan, Arc::clone(&host), kept, controls, events));
            let Some(WatchEvent::Watching(targets)) = told.recv().await else {
                panic!("the watch looks around first");
            };
            assert_eq!(targets, 5, "box, two public points, edge and inside");
            let start = Instant::now();
            let before = carried(&host).await;
            sleep(calm).await;
            let bytes = (carried(&host).await - before) / start.elapsed().as_secs().max(1) / targets as u64;
            trouble();
            if by == CalledBy::Person {
                sleep(Duration::from_secs(8)).await;
                mark.send(()).await.expect("the watch listens");
            }
            let called = timeout(PATIENCE, called(&mut told))
                .await
                .expect("the moment is called");
            assert_eq!(called.called_by, by);
            sleep(Duration::from_secs(25)).await;
            stop.cancel();
            task.await.expect("the watch ends");
            (kept_of(&mut told).await, bytes)
        })
    })
}

fn slow_down(wire: &Wire, by: Duration) {
    let late = |shape: Shape| Shape {
        delay: shape.delay + by,
        ..shape
    };
    wire.shape(wire.shapes().map(late));
}

async fn carried(host: &ThisComputer) -> u64 {
    let traffic = host.traffic("eth0").await.expect("counters");
    traffic.received_bytes + traffic.sent_bytes
}

async fn called(told: &mut Receiver<WatchEvent>) -> SlowMoment {
    loop {
        match told.recv().await.expect("the watch goes on") {
            WatchEvent::Called(moment) => return moment,
            WatchEvent::Kept(_) | WatchEvent::Watching(_) => {}
        }
    }
}

async fn kept_of(told: &mut Receiver<WatchEvent>) -> SlowMoment {
    loop {
        match told.recv().await.expect("the watch tells what it saw") {
            WatchEvent::Kept(moment) => return moment,
            WatchEvent::Called(_) | WatchEvent::Watching(_) => {}
        }
    }
}

fn assert_names(moment: &SlowMoment, link: Link) {
    let (checks, verdict) = moment.judge(&Limits::default());
    let named: Vec<Link> = verdict.weak_links.iter().map(|weak| weak.link).collect();
    assert_eq!(named, [link], "{verdict:#?}\n{checks:#?}");
}
