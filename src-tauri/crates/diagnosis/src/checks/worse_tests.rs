//! A worse number never gives a better status: each segment and each door made worse, what lies behind it in step.

use crate::checks::{bandwidth, gateway, machine, security, server, vpn};
use crate::excess::tests::target;
use crate::limits::Limits;
use crate::report::{CheckResult, Checks};
use crate::statistics::Difference;
use crate::verdict::judge_all;
use crate::vocabulary::{CheckId, Status};
use bandwidth::TargetRole;
use proptest::prelude::*;

/// What one situation costs, each figure worse the larger it is.
#[derive(Debug, Clone, Copy)]
struct Cost {
    figures: [f64; FIGURES],
}

const FIGURES: usize = 11;

impl Cost {
    /// Milliseconds added by the home's own link.
    fn home(self) -> f64 {
        self.figures[0] * 100.0
    }

    fn checks(self) -> Checks {
        let [
            _,
            line,
            path,
            lost,
            busy,
            full,
            tunnel,
            listener,
            think,
            scanner,
            loaded,
        ] = self.figures;
        // One probe in so many is lost beyond the box.
        let loses = |n: u32| f64::from(n % 50) < lost * 25.0;
        let watched = |role, rtt: f64, lossy: bool| target(role, 100, move |n| (!(lossy && loses(n))).then_some(rtt));
        let anchor = self.home() + line * 200.0;
        let edge = anchor + 5.0 + path * 200.0;
        let bandwidth = bandwidth::Observation {
            targets: vec![
                watched(TargetRole::Box, self.home(), false),
                watched(TargetRole::Anchor, anchor, true),
                watched(TargetRole::Anchor, anchor + 1.0, true),
                watched(TargetRole::Edge, edge, true),
            ],
            download: Some(capacity(100e6 * (1.0 - loaded) + 1e5)),
            upload: Some(capacity(20e6 * (1.0 - loaded) + 1e5)),
            ..bandwidth::Observation::default()
        };
        let machine = machine::Observation {
            cpu: Some(machine::Cpu {
                busy_percent: vec![busy * 100.0; 5],
                ..machine::Cpu::default()
            }),
            memory: Some(machine::Memory {
                total_bytes: 8 << 30,
                available_bytes: ((1.0 - full) * f64::from(1 << 30) * 8.0) as u64,
                pressure_percent: Some(full * 50.0),
                ..machine::Memory::default()
            }),
            ..machine::Observation::default()
        };
        let added = tunnel * 300.0;
        let vpn = vpn::Observation {
            cost: Some(vpn::TunnelCost {
                added_rtt_ms: Some(Difference {
                    count: 60,
                    median: added,
                    interval: Some((added * 0.9, added * 1.1)),
                }),
                windows_added_ms: vec![added; 5],
                inside_sent: 100,
                outside_sent: 100,
                ..vpn::TunnelCost::default()
            }),
            ..vpn::Observation::default()
        };
        let one = gateway::Try {
            tcp_ms: Some(edge + listener * 500.0),
            answer_ms: Some(edge + listener * 4000.0),
            ..gateway::Try::default()
        };
        let door = gateway::Door {
            from_profile: true,
            path_rtt_ms: Some(edge),
            tries: vec![one; 6],
            ..gateway::Door::default()
        };
        let visit = server::Visit {
            tcp_ms: Some(edge),
            think_ms: Some(think * 5000.0),
            status: Some(200),
            ..server::Visit::default()
        };
        let erp = server::Server {
            from_profile: true,
            path_rtt_ms: Some(edge),
            tries: vec![visit; 10],
            ..server::Server::default()
        };
        let product = security::Product {
            cpu_windows_percent: vec![scanner * 200.0; 5],
            ..security::Product::default()
        };
        Checks {
            bandwidth: seen(bandwidth),
            machine: seen(machine),
            vpn: seen(vpn),
            gateway: seen(gateway::Observation {
                doors: vec![door],
                ..gateway::Observation::default()
            }),
            security: seen(security::Observation {
                products: vec![product],
                ..security::Observation::default()
            }),
            server: seen(server::Observation {
                servers: vec![erp],
                gaps: Vec::new(),
            }),
        }
    }
}

fn seen<O>(observation: O) -> CheckResult<O> {
    CheckResult {
        observation: Some(observation),
        ..CheckResult::default()
    }
}

fn capacity(bps: f64) -> bandwidth::Capacity {
    bandwidth::Capacity {
        lower_bound_bps: bps,
        estimate_bps: bps,
        confidence: bandwidth::Confidence::High,
        intervals: (0..10).map(|n| (f64::from(n) * 250.0, bps)).collect(),
        ..bandwidth::Capacity::default()
    }
}

fn rank(status: Status) -> usize {
    let order = [Status::NotKnown, Status::Good, Status::Slow, Status::Broken];
    order.iter().position(|one| *one == status).unwrap_or_default()
}

proptest! {
    #[test]
    fn a_worse_number_never_gives_a_better_status(
        figures in proptest::array::uniform11(0.0..1.0_f64),
        which in 0..FIGURES,
        more in 0.0..1.0_f64,
    ) {
        let cost = Cost { figures };
        let mut worse = cost;
        worse.figures[which] += (1.0 - figures[which]) * more;
        let (mut before, mut after) = (cost.checks(), worse.checks());
        let limits = Limits::default();
        let (was, is) = (judge_all(&mut before, &limits), judge_all(&mut after, &limits));
        for ((check, was, _), (_, is, _)) in before.summaries().into_iter().zip(after.summaries()) {
            prop_assert!(rank(is) >= rank(was), "{check}: {was} became {is}");
        }
        for (r#use, was) in &was.uses {
            prop_assert!(rank(is.uses[r#use]) >= rank(*was), "{}: {} became {}", r#use, was, is.uses[r#use]);
        }
    }

    #[test]
    fn a_point_that_was_not_measured_is_never_accused(
        figures in proptest::array::uniform11(0.0..1.0_f64),
        left_out in 0..6_usize,
    ) {
        let mut checks = Cost { figures }.checks();
        let check = CheckId::ALL[left_out];
        checks.forget(check);
        let verdict = judge_all(&mut checks, &Limits::default());
        for weak in &verdict.weak_links {
            prop_assert!(weak.link.check() != check, "{weak:?}");
        }
    }
}

#[test]
fn the_situations_reach_from_sound_to_broken() {
    let status = |figure: f64| {
        let mut checks = Cost {
            figures: [figure; FIGURES],
        }
        .checks();
        judge_all(&mut checks, &Limits::default());
        checks.summaries().map(|(_, status, _)| status)
    };
    assert_eq!(status(0.01), [Status::Good; 6]);
    assert_eq!(status(1.0), [Status::Broken; 6]);
}
