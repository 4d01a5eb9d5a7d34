use super::super::super::{LoadPhase, Responsiveness};
use super::*;
use crate::excess::tests::target;

fn codes(echo_during_upload_ms: f64) -> Vec<Code> {
    found(echo_during_upload_ms, 2.0)
        .into_iter()
        .map(|(code, _)| code)
        .collect()
}

fn found(echo_during_upload_ms: f64, box_during_upload_ms: f64) -> Vec<(Code, Option<Link>)> {
    judged(&loaded(echo_during_upload_ms, box_during_upload_ms))
}

fn judged(seen: &Observation) -> Vec<(Code, Option<Link>)> {
    let mut judgement = Judgement::default();
    capacity(seen, &Limits::default(), &mut judgement);
    judgement
        .findings
        .iter()
        .map(|finding| (finding.code, finding.link))
        .collect()
}

fn loaded(echo_during_upload_ms: f64, box_during_upload_ms: f64) -> Observation {
    let watched = |role, idle_ms: f64, busy_ms: f64| {
        let mut anchor = target(role, 60, |n| Some(if n < 40 { idle_ms } else { busy_ms }));
        for sample in &mut anchor.samples[40..] {
            sample.loaded = true;
        }
        anchor.rtt_ms = crate::statistics::Distribution::of([idle_ms; 40]);
        anchor
    };
    let anchor = || watched(TargetRole::Anchor, 20.0, echo_during_upload_ms);
    let mut seen = Observation {
        targets: vec![watched(TargetRole::Box, 2.0, box_during_upload_ms), anchor(), anchor()],
        load_phases: vec![LoadPhase {
            direction: Direction::Upload,
            from_ms: 4000.0,
            to_ms: 6000.0,
        }],
        ..Observation::default()
    };
    seen.responsiveness.upload = Some(LoadedDelay {
        loaded_latency_ms: Some(180.0),
        idle_latency_ms: Some(20.0),
        samples: 40,
        ..LoadedDelay::default()
    });
    seen
}

#[test]
fn a_queue_that_the_box_waits_for_too_is_not_the_lines() {
    assert_eq!(found(190.0, 20.0), [(Code::LoadedLatency, Some(Link::AccessLine))]);
    assert_eq!(found(190.0, 150.0), [(Code::LoadedLatency, None)]);
}

#[test]
fn a_capacity_is_that_of_the_link_before_which_the_queue_stood() {
    let accused = |box_during_upload_ms| {
        let mut seen = loaded(190.0, box_during_upload_ms);
        seen.upload = Some(Capacity {
            lower_bound_bps: 0.4e6,
            estimate_bps: 0.5e6,
            confidence: Confidence::High,
            ..Capacity::default()
        });
        let found = judged(&seen).into_iter();
        found
            .filter(|(code, _)| *code != Code::LoadedLatency)
            .collect::<Vec<_>>()
    };
    assert_eq!(accused(20.0), [(Code::UploadLow, Some(Link::AccessLine))]);
    assert_eq!(accused(100.0), [(Code::UploadLow, None)], "busy forwarding, it may be");
    assert_eq!(accused(170.0), [(Code::LocalLinkRateLow, Some(Link::LocalLink))]);
}

#[test]
fn delay_under_load_accuses_the_line_only_when_the_queue_stands_there() {
    assert_eq!(codes(190.0), [Code::LoadedLatency]);
    assert_eq!(codes(30.0), []);
}

fn slow_download(echo_during_load_ms: f64, change: impl Fn(&mut Observation)) -> Vec<(Code, Option<Link>)> {
    let mut seen = loaded(echo_during_load_ms, 2.0);
    seen.load_phases[0].direction = Direction::Download;
    seen = Observation {
        responsiveness: Responsiveness::default(),
        download: Some(Capacity {
            lower_bound_bps: 1.9e6,
            estimate_bps: 2e6,
            confidence: Confidence::High,
            intervals: (0..8).map(|n| (f64::from(n) * 250.0, 2e6)).collect(),
            ..Capacity::default()
        }),
        ..seen
    };
    change(&mut seen);
    judged(&seen)
}

#[test]
fn a_slow_line_is_accused_when_the_queue_stood_on_it_unless_others_may_be_the_reason() {
    assert_eq!(
        slow_download(60.0, |_| {}),
        [(Code::DownloadLow, Some(Link::AccessLine))]
    );
    assert_eq!(
        slow_download(60.0, |seen| seen.load_in_tunnel = Some(true)),
        [(Code::DownloadLow, Some(Link::AccessLine))]
    );
    assert_eq!(
        slow_download(60.0, |seen| {
            let download = seen.download.as_mut().expect("set");
            download.degrade(Degradation::OtherTraffic);
            seen.other_traffic_bps = Some(1e6);
        }),
        [(Code::DownloadLow, None), (Code::OtherTraffic, None)]
    );
    assert_eq!(
        slow_download(60.0, |seen| seen.other_traffic_bps = Some(1e6)),
        [(Code::DownloadLow, Some(Link::AccessLine))],
        "it was in the other direction"
    );
}

#[test]
fn a_rate_seen_by_a_busy_computer_counts_when_every_answer_waited_in_the_queue() {
    let busy = |quick: usize, what: Degradation| {
        slow_download(60.0, |seen| {
            let download = seen.download.as_mut().expect("set");
            (download.confidence, download.degraded) = (Confidence::Low, vec![what]);
            for target in &mut seen.targets[1..] {
                let during = target.samples.iter_mut().skip(40).take(quick);
                during.for_each(|sample| sample.rtt_ms = Some(20.0));
            }
        })
    };
    let accused = [(Code::DownloadLow, Some(Link::AccessLine))];
    assert_eq!(busy(0, Degradation::ProcessorSaturated), accused);
    assert_eq!(
        busy(3, Degradation::ProcessorSaturated),
        [],
        "some came at once: the computer held the others back"
    );
    assert_eq!(busy(0, Degradation::Roamed), []);
}

#[test]
fn a_low_rate_without_a_queue_on_the_line_may_be_the_servers_and_accuses_nobody() {
    assert_eq!(slow_download(21.0, |_| {}), [(Code::DownloadLow, None)]);
    assert_eq!(
        slow_download(60.0, |seen| seen.targets.clear()),
        [(Code::DownloadLow, None)],
        "nobody could be asked meanwhile"
    );
    let mut alone = loaded(190.0, 2.0);
    alone.targets.clear();
    assert_eq!(
        judged(&alone),
        [(Code::LoadedLatency, None)],
        "the server may be as late"
    );
}

#[test]
fn a_queue_that_only_the_edge_of_the_company_waits_for_may_stand_on_the_companys_own_line() {
    let seen_by = |role: TargetRole| {
        slow_download(60.0, |seen| {
            seen.targets.truncate(2);
            seen.targets[1].role = role;
        })
    };
    assert_eq!(seen_by(TargetRole::Edge), [(Code::DownloadLow, None)]);
    assert_eq!(
        seen_by(TargetRole::FirstHop),
        [(Code::DownloadLow, Some(Link::AccessLine))]
    );
}
