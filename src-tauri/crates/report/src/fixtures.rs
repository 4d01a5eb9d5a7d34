//! Reports built for the tests: observations as a run would store them, judged by the real judges.

mod company;
mod home;
mod troubles;

pub(crate) use company::{doors, protection, servers, tunnel};
pub(crate) use home::{capacity, computer, home, target};
pub(crate) use troubles::{lose, troubles};

use maillon_diagnosis::checks::bandwidth::{Confidence, InterfaceKind, ProbeMethod, TargetRole, Wifi, WifiProtection};
use maillon_diagnosis::checks::gateway::Try;
use maillon_diagnosis::checks::{bandwidth, machine, server};
use maillon_diagnosis::report::{Checks, FORMAT_VERSION, Mode, ProfileInForce, Run};
use maillon_diagnosis::slow_moment::{CalledBy, KEPT_S, SlowMoment, WatchedTarget, is_within};
use maillon_diagnosis::statistics::Distribution;
use maillon_diagnosis::verdict::judge_all;
use maillon_diagnosis::{Gap, GapReason, Limits, Link, Report};

/// A sound home, computer, tunnel, entrance and server.
pub(crate) fn healthy() -> Report {
    judged(Checks {
        bandwidth: seen(home(2.0, 14.0)),
        machine: seen(computer()),
        vpn: seen(tunnel(6.0)),
        gateway: seen(doors(40.0)),
        security: seen(protection()),
        server: seen(servers(120.0)),
    })
}

/// Weak Wi-Fi: the box answers late, and everything behind it seems late too.
pub(crate) fn weak_wifi() -> Report {
    let mut report = healthy();
    let mut home = home(85.0, 170.0);
    home.wifi = Some(Wifi {
        ssid: Some("Livebox-4F2A".to_owned()),
        frequency_mhz: Some(2437),
        signal_dbm: Some(-78.0),
        retries_percent: Some(34.0),
        transmit_rate_bps: Some(26e6),
        protection: Some(WifiProtection::Protected),
        ..Wifi::default()
    });
    home.download = Some(capacity(7.4e6, Confidence::Medium));
    for inside in home.targets.iter_mut().filter(|one| one.in_tunnel == Some(true)) {
        let link = inside.link.unwrap_or(Link::Server);
        *inside = target(&inside.name, inside.role, link, 239.0);
    }
    report.checks.bandwidth = seen(home);
    report.checks.vpn = seen(tunnel(60.0));
    judged(report.checks)
}

/// An update keeps the disk busy.
pub(crate) fn updating() -> Report {
    let mut computer = computer();
    computer.updates[0].cpu_percent = Some(64.0);
    computer.processes.insert(0, computer.updates[0].clone());
    let disk = computer.disk.as_mut().expect("measured");
    disk.write_ms = Distribution::of([61.0, 84.0, 72.0, 93.0, 120.0, 66.0]);
    let mut report = healthy();
    report.checks.machine = seen(computer);
    judged(report.checks)
}

/// A sound run after a long watch caught two moments: one in which the Wi-Fi was late, one in which nothing was.
pub(crate) fn slow_moments() -> Report {
    let watched = |role, link, name: &str, usual: f64, then: f64| WatchedTarget {
        name: name.to_owned(),
        role,
        link: Some(link),
        in_tunnel: Some(role == TargetRole::Inside),
        method: Some(ProbeMethod::Icmp),
        seconds: (-KEPT_S..=KEPT_S)
            .map(|second| {
                let late = if is_within(second) { then } else { 0.0 };
                (second, (second % 97 != 0).then_some(usual + late))
            })
            .collect(),
    };
    let moment = |at: &str, called_by, late: f64| SlowMoment {
        at: at.to_owned(),
        called_by,
        kind: Some(InterfaceKind::Wifi),
        inside_is_found: false,
        remote_session: Some(false),
        targets: vec![
            watched(TargetRole::Box, Link::LocalLink, "box", 3.0, late),
            watched(TargetRole::Anchor, Link::AccessLine, "one.example", 14.0, late),
            watched(TargetRole::Anchor, Link::AccessLine, "two.example", 15.0, late),
            watched(TargetRole::Edge, Link::Internet, "vpn.exemple.fr", 19.0, late),
            watched(TargetRole::Inside, Link::Vpn, "10.20.0.1", 24.0, late),
        ],
    };
    Report {
        slow_moments: vec![
            moment("2026-03-02T09:12:00+01:00", CalledBy::Person, 230.0),
            moment("2026-03-02T09:40:00+01:00", CalledBy::Watch, 0.0),
        ],
        ..healthy()
    }
}

/// The ERP thinks for two seconds while everything else is sound.
pub(crate) fn slow_server() -> Report {
    let mut report = healthy();
    report.checks.server = seen(servers(2010.0));
    judged(report.checks)
}

/// A run that was stopped early and without a profile: hardly anything was measured.
pub(crate) fn cannot_tell() -> Report {
    let gaps = vec![
        Gap::new("echo", "9.9.9.9", GapReason::Interrupted, ""),
        Gap::new("nq", "mensura.cdn-apple.com", GapReason::TlsFailed, "handshake failure"),
    ];
    let mut report = judged(Checks {
        bandwidth: seen(bandwidth::Observation {
            gaps,
            ..bandwidth::Observation::default()
        }),
        machine: seen(machine::Observation {
            memory: computer().memory,
            gaps: vec![Gap::new("cpu", "", GapReason::Interrupted, "")],
            ..machine::Observation::default()
        }),
        server: seen(server::Observation {
            gaps: vec![Gap::new("web", "", GapReason::NoTarget, "")],
            ..server::Observation::default()
        }),
        ..Checks::default()
    });
    report.run.complete = false;
    report.run.seconds = 4.2;
    report.profile = ProfileInForce::default();
    report
}

/// The box answers and nothing behind it does: nothing of the company could be asked.
pub(crate) fn no_internet() -> Report {
    let mut checks = healthy().checks;
    let mut home = home(2.0, 14.0);
    lose(&mut home, &[TargetRole::Anchor, TargetRole::Edge], 1);
    home.targets
        .retain(|target| !matches!(target.role, TargetRole::Door | TargetRole::Server));
    (home.download, home.upload, home.dns, home.udp) = (None, None, None, None);
    home.responsiveness = bandwidth::Responsiveness::default();
    home.load_phases.clear();
    home.captive_portal = None;
    home.gaps = vec![Gap::new("nq", "mesure.exemple.fr", GapReason::NameNotFound, "")];
    checks.bandwidth = seen(home);
    checks.vpn = seen(maillon_diagnosis::checks::vpn::Observation::default());
    checks.gateway = maillon_diagnosis::report::CheckResult::default();
    checks.server = maillon_diagnosis::report::CheckResult::default();
    if let Some(security) = &mut checks.security.observation {
        security.tls.clear();
    }
    judged(checks)
}

/// Nothing answers, and the box may be one that spares its answers.
pub(crate) fn cut_somewhere() -> Report {
    let mut report = no_internet();
    if let Some(home) = &mut report.checks.bandwidth.observation {
        lose(home, &[TargetRole::Box], 1);
    }
    judged(report.checks)
}

/// A portal answers in place of the Internet.
pub(crate) fn portal() -> Report {
    let mut report = no_internet();
    if let Some(home) = &mut report.checks.bandwidth.observation {
        home.captive_portal = Some(true);
    }
    judged(report.checks)
}

/// The remote desktop refuses every connection; all else is sound.
pub(crate) fn refused_door() -> Report {
    let mut checks = healthy().checks;
    let mut doors = doors(40.0);
    let refused = Try {
        dns_ms: Some(12.0),
        failure: Some(GapReason::Refused),
        ..Try::default()
    };
    let door = &mut doors.doors[0];
    (door.tries, door.parallel) = (vec![refused; 6], Vec::new());
    (door.rdp, door.certificate) = (None, None);
    checks.gateway = seen(doors);
    judged(checks)
}

/// A sound run that its user stopped after the first half.
pub(crate) fn cut_short() -> Report {
    let mut report = healthy();
    let checks = &mut report.checks;
    if let Some(home) = &mut checks.bandwidth.observation {
        home.upload = None;
        home.responsiveness = bandwidth::Responsiveness::default();
        home.load_phases.truncate(1);
        home.gaps = vec![Gap::new("nq", "mesure.exemple.fr", GapReason::Interrupted, "")];
    }
    checks.security = maillon_diagnosis::report::CheckResult::default();
    let mut report = judged(report.checks);
    report.run.complete = false;
    report.run.seconds = 15.1;
    report
}

/// Equipment of the company reads what goes over TLS; all else is sound.
pub(crate) fn tls_inspection() -> Report {
    let mut report = healthy();
    if let Some(security) = &mut report.checks.security.observation {
        for witness in &mut security.tls {
            witness.public_trusts = Some(false);
            witness.issuer = Some("CN=Exemple SA Inspection CA".to_owned());
        }
    }
    judged(report.checks)
}

/// A run inside a remote session: what it sees is the company's network, not the home.
pub(crate) fn remote_session() -> Report {
    let mut report = weak_wifi();
    if let Some(machine) = &mut report.checks.machine.observation {
        machine.remote_session = Some(true);
    }
    judged(report.checks)
}

/// A sound home without a profile: nothing of the company is named, and none was found.
pub(crate) fn no_profile() -> Report {
    let mut checks = healthy().checks;
    if let Some(home) = &mut checks.bandwidth.observation {
        let public = [TargetRole::Box, TargetRole::FirstHop, TargetRole::Anchor];
        home.targets.retain(|target| public.contains(&target.role));
    }
    let nobody = |probe| vec![Gap::new(probe, "", GapReason::NoTarget, "no profile names one")];
    checks.vpn = seen(maillon_diagnosis::checks::vpn::Observation::default());
    checks.gateway = seen(maillon_diagnosis::checks::gateway::Observation {
        gaps: nobody("doors"),
        ..Default::default()
    });
    checks.server = seen(server::Observation {
        gaps: nobody("servers"),
        ..server::Observation::default()
    });
    let mut report = judged(checks);
    report.profile = ProfileInForce::default();
    report
}

/// Judges observations as a run does.
pub(crate) fn judged(mut checks: Checks) -> Report {
    let verdict = judge_all(&mut checks, &Limits::default());
    Report {
        format_version: FORMAT_VERSION,
        program: "maillon 0.1.0".to_owned(),
        run: Run {
            started_at: "2026-11-24T14:05:00+01:00".to_owned(),
            seconds: 27.6,
            mode: Mode::Standard,
            complete: true,
            example: false,
            host_name: Some("pc-durand-07".to_owned()),
            user_name: Some("marie.durand".to_owned()),
            cost: bandwidth::Cost {
                bytes: 18_400_000,
                seconds: 27.6,
                cpu_seconds: Some(1.3),
            },
        },
        profile: ProfileInForce {
            file: Some("/home/marie.durand/.config/maillon/profile.toml".to_owned()),
            company: Some("Exemple SA".to_owned()),
            helpdesk: Some("support@exemple.fr".to_owned()),
            ..ProfileInForce::default()
        },
        verdict,
        checks,
        slow_moments: Vec::new(),
        redacted: Vec::new(),
    }
}

/// The same report, its stored observations judged again.
pub(crate) fn judged_again(mut report: Report) -> Report {
    report.verdict = judge_all(&mut report.checks, &Limits::default());
    report
}

/// A check that was run.
pub(crate) fn seen<O>(observation: O) -> maillon_diagnosis::report::CheckResult<O> {
    maillon_diagnosis::report::CheckResult {
        observation: Some(observation),
        ..maillon_diagnosis::report::CheckResult::default()
    }
}
