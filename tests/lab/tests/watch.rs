//! The long watch over a Wi-Fi that turns bad: what the person called slow is told with its link, and the watch costs little.

use maillon_diagnosis::slow_moment::CalledBy;
use maillon_diagnosis::{Limits, Link, Profile};
use maillon_lab::address::EDGE;
use maillon_lab::link::Shape;
use maillon_lab::{Lab, Tunnel};
use maillon_measurement::host::{Host, ThisComputer};
use maillon_measurement::{Controls, Plan, WatchEvent, long_watch};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

/// Calm before the trouble, so that what is usual is known: a moment is a minute before and after the press.
const CALM: Duration = Duration::from_secs(75);

/// What a segment may cost, bytes a second.
const MOST_BYTES: u64 = 1000;

#[test]
fn a_wifi_that_turns_bad_is_named_by_the_watch_that_went_on() {
    let lab = Lab::healthy(Tunnel::Split).expect("the lab stands");
    let profile = format!(
        "[bandwidth]\nanchors = [\"198.51.100.10\", \"203.0.113.10\"]\n[vpn]\nendpoint = \"{EDGE}:51820\"\ninside = \"10.20.0.1\"\n"
    );
    let plan = Plan {
        profile: Profile::parse(&profile).expect("a profile"),
        ..Plan::default()
    };
    let (moment, targets, bytes, seconds) = lab.home.pc.enter(|| {
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
            let task = tokio::spawn(long_watch(
                plan,
                Arc::clone(&host),
                Duration::from_mins(5),
                controls,
                events,
            ));
            let Some(WatchEvent::Watching(targets)) = told.recv().await else {
                panic!("the watch looks around first");
            };
            let start = tokio::time::Instant::now();
            let carried = async || {
                let traffic = host.traffic("eth0").await.expect("counters");
                traffic.received_bytes + traffic.sent_bytes
            };
            let before = carried().await;
            tokio::time::sleep(CALM).await;
            let (bytes, seconds) = (carried().await - before, start.elapsed().as_secs().max(1));
            let [there, back] = lab.home.local_link.shapes();
            let late = |shape: Shape| Shape {
                delay: shape.delay + Duration::from_millis(60),
                ..shape
            };
            lab.home.local_link.shape([late(there), late(back)]);
            tokio::time::sleep(Duration::from_secs(8)).await;
            mark.send(()).await.expect("the watch listens");
            tokio::time::sleep(Duration::from_secs(25)).await;
            stop.cancel();
            task.await.expect("the watch ends");
            let moment = loop {
                match told.recv().await.expect("the watch tells what it saw") {
                    WatchEvent::Kept(moment) => break moment,
                    WatchEvent::Called(_) | WatchEvent::Watching(_) => {}
                }
            };
            (moment, targets, bytes, seconds)
        })
    });
    assert_eq!(targets, 5, "box, two public points, edge and inside");
    let each = bytes / seconds / targets as u64;
    println!("{} bytes a second, {each} a segment", bytes / seconds);
    assert!(each < MOST_BYTES, "{bytes} bytes in {seconds} s");
    assert_eq!(moment.called_by, CalledBy::Person);
    let (checks, verdict) = moment.judge(&Limits::default());
    let named: Vec<Link> = verdict.weak_links.iter().map(|weak| weak.link).collect();
    assert_eq!(named, [Link::LocalLink], "{verdict:#?}\n{checks:#?}");
}
