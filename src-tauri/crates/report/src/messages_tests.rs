//! Holds the messages against the vocabulary and the two languages against each other.

use crate::fixtures::{self, judged, seen};
use crate::lang::Lang;
use crate::view::View;
use crate::words::{Words, sources};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use maillon_diagnosis::checks::bandwidth::{Degradation, TargetRole};
use maillon_diagnosis::checks::gateway::{PastRun, Sizing, Try};
use maillon_diagnosis::checks::machine::PowerProfile;
use maillon_diagnosis::checks::security::Proxy;
use maillon_diagnosis::checks::server::Visit;
use maillon_diagnosis::checks::vpn::{InternalName, PathMtu, VpnClass};
use maillon_diagnosis::statistics::Distribution;
use maillon_diagnosis::{Certainty, CheckId, Code, GapReason, Limits, Link, Report, Severity, Status, UseId};
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn both_languages_have_the_same_messages_with_the_same_variables() {
    let (french, english) = (messages(Lang::Fr), messages(Lang::En));
    assert!(french.len() > 400, "{}", french.len());
    for (id, variables) in &french {
        assert_eq!(Some(variables), english.get(id), "{id}");
    }
    assert_eq!(french.len(), english.len());
}

#[test]
fn every_word_of_the_vocabulary_has_its_message() {
    for lang in Lang::ALL {
        let words = Words::of(lang);
        let mut wanted: Vec<String> = Vec::new();
        wanted.extend(Code::ALL.iter().map(|code| format!("finding-{code}")));
        for link in Link::ALL {
            wanted.extend(["link", "what", "about"].map(|kind| format!("{kind}-{link}")));
        }
        for check in CheckId::ALL {
            wanted.extend(["check", "question", "good", "not_known"].map(|kind| format!("{kind}-{check}")));
        }
        wanted.extend(Status::ALL.iter().map(|status| format!("status-{status}")));
        wanted.extend(Severity::ALL.iter().map(|severity| format!("severity-{severity}")));
        wanted.extend(UseId::ALL.iter().map(|id| format!("use-{id}")));
        wanted.extend(GapReason::ALL.iter().map(|reason| format!("gap_reason-{reason}")));
        wanted.extend(Degradation::ALL.iter().map(|what| format!("disturbed-{what}")));
        wanted.extend(TargetRole::ALL.iter().map(|role| format!("figure-target-{role}")));
        for certainty in Certainty::ALL {
            wanted.extend(["headline", "other", "sure", "certainty"].map(|kind| format!("{kind}-{certainty}")));
        }
        wanted.extend(
            Limits::default()
                .names()
                .map(|name| format!("source-{}", name.replace('.', "_"))),
        );
        for id in wanted {
            assert!(words.has(&id), "{lang:?} has no {id}");
        }
    }
}

#[test]
fn the_english_source_of_each_limit_is_that_of_the_data_file() {
    let words = Words::of(Lang::En);
    let limits = Limits::default();
    for name in limits.names() {
        assert_eq!(
            words.say(&format!("source-{}", name.replace('.', "_"))),
            limits.row(name).source.replace('\'', "’")
        );
    }
}

#[test]
fn every_finding_the_judges_make_is_told_whole_and_every_accusation_says_why() {
    let reports = troubles();
    let mut made: BTreeSet<Code> = BTreeSet::new();
    for lang in Lang::ALL {
        let words = Words::of(lang);
        let unknown = words.say("value-unknown");
        for finding in reports
            .iter()
            .flat_map(|report| report.checks.summaries().map(|(_, _, found)| found).concat())
        {
            made.insert(finding.code);
            for kind in ["finding", "why", "advice"] {
                let id = format!("{kind}-{}", finding.code);
                let Some(text) = words.about(&id, &finding) else {
                    assert!(
                        kind == "advice" || kind == "why" && finding.severity == Severity::Information,
                        "{id}"
                    );
                    continue;
                };
                assert!(!text.contains(&unknown) && !text.contains('{'), "{lang:?} {id}: {text}");
            }
        }
    }
    assert!(made.len() >= 50, "only {} codes were made: {made:?}", made.len());
}

#[test]
fn no_sentence_of_a_view_shows_a_name_of_a_message_or_a_hole() {
    for report in &troubles() {
        for lang in Lang::ALL {
            let view = serde_json::to_string(&View::of(report, lang)).expect("a view is plain data");
            for trace in [
                "{ $",
                "{$",
                "figure-",
                "method-",
                "value-",
                "gap_reason-",
                "source-",
                "brief-",
                "unit-",
            ] {
                assert!(!view.contains(trace), "{lang:?} `{trace}` in {view}");
            }
        }
    }
}

/// Reports in which, taken together, the judges make nearly every finding there is.
fn troubles() -> Vec<Report> {
    let mut reports = vec![
        fixtures::healthy(),
        fixtures::weak_wifi(),
        fixtures::slow_server(),
        fixtures::cannot_tell(),
    ];
    let trouble = |change: &dyn Fn(&mut Report)| {
        let mut report = fixtures::healthy();
        change(&mut report);
        judged(report.checks)
    };
    let lose = |report: &mut Report, roles: &[TargetRole], every: usize| {
        let seen = report.checks.bandwidth.observation.as_mut().expect("measured");
        for target in seen.targets.iter_mut().filter(|target| roles.contains(&target.role)) {
            for sample in target.samples.iter_mut().step_by(every) {
                sample.rtt_ms = None;
            }
            let idle = || target.samples.iter().filter(|sample| !sample.loaded);
            target.lost = u32::try_from(idle().filter(|sample| sample.rtt_ms.is_none()).count()).expect("few");
            target.rtt_ms = Distribution::of(idle().filter_map(|sample| sample.rtt_ms));
        }
    };
    let all = [
        TargetRole::Box,
        TargetRole::Anchor,
        TargetRole::Edge,
        TargetRole::Door,
        TargetRole::Server,
    ];
    reports.push(trouble(&|report| lose(report, &all, 4)));
    reports.push(trouble(&|report| lose(report, &all[1..], 4)));
    reports.push(trouble(&|report| lose(report, &all[2..], 4)));
    for cut in [&all[..], &all[1..]] {
        reports.push(trouble(&|report| {
            lose(report, cut, 1);
            let seen = report.checks.bandwidth.observation.as_mut().expect("measured");
            (seen.download, seen.upload, seen.dns) = (None, None, None);
        }));
    }
    reports.push(trouble(&|report| {
        report
            .checks
            .bandwidth
            .observation
            .as_mut()
            .expect("measured")
            .captive_portal = Some(true);
    }));
    reports.push(trouble(&|report| {
        let mut home = fixtures::home(2.0, 140.0);
        for target in home
            .targets
            .iter_mut()
            .filter(|target| target.role == TargetRole::Anchor)
        {
            for sample in target.samples.iter_mut().skip(20).take(20) {
                sample.rtt_ms = None;
            }
            for sample in target.samples.iter_mut().skip(40).step_by(3) {
                sample.rtt_ms = sample.rtt_ms.map(|rtt| rtt + 300.0);
            }
            let times = target
                .samples
                .iter()
                .filter(|sample| !sample.loaded)
                .filter_map(|sample| sample.rtt_ms);
            target.rtt_ms = Distribution::of(times.chain((0..60).map(|n| 150.0 + f64::from(n) * 9.0)));
        }
        home.targets[3] = fixtures::target("vpn.exemple.fr", TargetRole::Edge, Link::Internet, 500.0);
        home.download = Some(fixtures::capacity(
            3e6,
            maillon_diagnosis::checks::bandwidth::Confidence::High,
        ));
        home.upload = Some(fixtures::capacity(
            0.9e6,
            maillon_diagnosis::checks::bandwidth::Confidence::High,
        ));
        if let Some(delay) = &mut home.responsiveness.download {
            (delay.loaded_latency_ms, delay.rpm) = (Some(900.0), Some(90.0));
        }
        if let Some(dns) = &mut home.dns {
            (dns.system_asked, dns.system_failures) = (10, 4);
            dns.system_ms = Distribution::of([1200.0, 1400.0, 1500.0, 1300.0]);
        }
        if let Some(udp) = &mut home.udp {
            udp.received = 0;
        }
        report.checks.bandwidth = seen(home);
    }));
    reports.push(trouble(&|report| {
        let home = report.checks.bandwidth.observation.as_mut().expect("measured");
        home.targets[1] = fixtures::target("9.9.9.9", TargetRole::Anchor, Link::AccessLine, 300.0);
    }));
    reports.push(trouble(&|report| {
        let seen = report.checks.machine.observation.as_mut().expect("measured");
        if let Some(cpu) = &mut seen.cpu {
            (cpu.busy_percent, cpu.throttled) = (vec![96.0; 4], Some(true));
        }
        if let Some(memory) = &mut seen.memory {
            (memory.total_bytes, memory.available_bytes) = (3_000_000_000, 60_000_000);
            memory.pressure_percent = Some(55.0);
        }
        if let Some(disk) = &mut seen.disk {
            (disk.free_bytes, disk.write_ms) = (2_000_000_000, Distribution::of([80.0; 6]));
        }
        if let Some(power) = &mut seen.power {
            power.profile = Some(PowerProfile::Saver);
        }
        if let Some(os) = &mut seen.os {
            os.out_of_support = Some(true);
        }
        seen.uptime_s = Some(100.0 * 86_400.0);
        (seen.reboot_pending, seen.firmware_age_years, seen.remote_session) = (Some(true), Some(9), Some(true));
    }));
    reports.push(trouble(&|report| {
        let vpn = report.checks.vpn.observation.as_mut().expect("measured");
        vpn.tunnels.push(vpn.tunnels[0].clone());
        vpn.tunnels[0].class = Some(VpnClass::Personal);
        vpn.expected = Some(maillon_diagnosis::profile::VpnExpectation::Full);
        vpn.path_mtu = [Some(true), None]
            .map(|black_hole| PathMtu {
                target: "10.20.0.1".to_owned(),
                in_tunnel: Some(true),
                path_mtu: Some(1200),
                black_hole,
                ..PathMtu::default()
            })
            .into();
        vpn.resolvers.push(InternalName {
            name: "erp.exemple.fr".to_owned(),
            in_tunnel: Some(false),
            answered: Some(false),
            ..InternalName::default()
        });
        *vpn = maillon_diagnosis::checks::vpn::Observation {
            cost: fixtures::tunnel(120.0).cost,
            ..vpn.clone()
        };
        if let Some(cost) = &mut vpn.cost {
            cost.inside_lost = 30;
        }
    }));
    for (expected, active) in [
        (maillon_diagnosis::profile::VpnExpectation::Full, false),
        (maillon_diagnosis::profile::VpnExpectation::None, true),
        (maillon_diagnosis::profile::VpnExpectation::Split, true),
    ] {
        reports.push(trouble(&|report| {
            let vpn = report.checks.vpn.observation.as_mut().expect("measured");
            vpn.expected = Some(expected);
            vpn.tunnels[0].active = active;
            for route in &mut vpn.routes {
                route.in_tunnel = Some(false);
            }
            if let Some(cost) = &mut vpn.cost {
                cost.inside_lost = cost.inside_sent;
            }
        }));
    }
    for failure in [
        GapReason::TimedOut,
        GapReason::NameNotFound,
        GapReason::Refused,
        GapReason::Garbage,
    ] {
        for kept in [0, 3] {
            reports.push(trouble(&|report| {
                let doors = report.checks.gateway.observation.as_mut().expect("measured");
                let servers = report.checks.server.observation.as_mut().expect("measured");
                for one in doors.doors[0].tries.iter_mut().skip(kept) {
                    *one = Try {
                        failure: Some(failure),
                        ..Try::default()
                    };
                }
                for visit in servers.servers[0].tries.iter_mut().skip(kept) {
                    *visit = Visit {
                        failure: Some(failure),
                        ..Visit::default()
                    };
                }
            }));
        }
    }
    reports.push(trouble(&|report| {
        let mut doors = fixtures::doors(1500.0);
        doors.sizing = Some(Sizing {
            site_uplink_mbps: 10.0,
            sessions: 40,
            file_traffic: false,
        });
        doors.history = (0..8_u8)
            .map(|n| PastRun {
                day: format!("2026-11-{:02}", 10 + n),
                hour: if n % 2 == 0 { 9 } else { 16 },
                door: "tse1.exemple.fr:3389".to_owned(),
                connect_ms: 25.0,
                own_ms: Some(if n % 2 == 0 { 900.0 } else { 30.0 }),
                path_rtt_ms: Some(20.0),
            })
            .collect();
        let door = &mut doors.doors[0];
        for one in &mut door.tries {
            one.tcp_ms = Some(400.0);
        }
        for one in &mut door.parallel {
            one.answer_ms = Some(40_000.0);
        }
        door.parallel[0].failure = Some(GapReason::Refused);
        if let Some(certificate) = &mut door.certificate {
            certificate.days_left = -3;
        }
        report.checks.gateway = seen(doors);
        let mut servers = fixtures::servers(2500.0);
        for visit in &mut servers.servers[0].tries {
            (visit.tcp_ms, visit.status) = (Some(300.0), Some(503));
        }
        report.checks.server = seen(servers);
    }));
    reports.push(trouble(&|report| {
        let security = report.checks.security.observation.as_mut().expect("measured");
        security.products.push(security.products[0].clone());
        security.products[0].cpu_windows_percent = vec![95.0; 4];
        if let Some(touch) = &mut security.file_touch {
            (touch.first_ms, touch.ratio, touch.ratio_interval, touch.added_ms) =
                (vec![90.0; 8], Some(20.0), Some((15.0, 25.0)), Some(80.0));
        }
        security.process_start_ms = Distribution::of([1800.0; 8]);
        security.thread_start_ms = Distribution::of([0.1; 8]);
        security.tls[0].public_trusts = Some(false);
        security.proxy = Some(Proxy {
            https: Some("proxy.exemple.fr:8080".to_owned()),
            script: None,
            source: "env".to_owned(),
        });
        let posture = &mut security.posture;
        posture.wifi = Some(maillon_diagnosis::checks::bandwidth::WifiProtection::Open);
        (
            posture.managed,
            posture.disk_encrypted,
            posture.firewall_on,
            posture.outside_tunnel,
        ) = (Some(false), Some(false), Some(false), Some(true));
    }));
    reports
}

fn messages(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for source in sources(lang) {
        let parsed = fluent_syntax::parser::parse(*source).expect("the messages are well formed");
        for entry in parsed.body {
            if let Entry::Message(message) = entry {
                let mut variables = BTreeSet::new();
                if let Some(pattern) = &message.value {
                    gather(pattern, &mut variables);
                }
                assert!(
                    found.insert(message.id.name.to_owned(), variables).is_none(),
                    "{} twice",
                    message.id.name
                );
            }
        }
    }
    found
}

fn gather(pattern: &Pattern<&str>, variables: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            match expression {
                Expression::Inline(inline) => note(inline, variables),
                Expression::Select { selector, variants } => {
                    note(selector, variables);
                    for variant in variants {
                        gather(&variant.value, variables);
                    }
                }
            }
        }
    }
}

fn note(inline: &InlineExpression<&str>, variables: &mut BTreeSet<String>) {
    if let InlineExpression::VariableReference { id } = inline {
        variables.insert(id.name.to_owned());
    }
}
