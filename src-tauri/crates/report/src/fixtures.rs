//! Reports built for the tests: observations as a run would store them, judged by the real judges.

use maillon_diagnosis::checks::bandwidth::{
    Capacity, Confidence, Direction, Dns, EchoSample, InterfaceKind, LoadPhase, LoadedDelay, PathFacts, ProbeMethod,
    Target, TargetRole, Udp, Wifi, WifiProtection,
};
use maillon_diagnosis::checks::gateway::{Certificate, Door, DoorKind, Rdp, Try};
use maillon_diagnosis::checks::machine::{Cpu, Disk, DiskKind, Memory, Os, Power, PowerProfile, PowerSource, Process};
use maillon_diagnosis::checks::security::{FileTouch, Posture, Product, TlsCheck};
use maillon_diagnosis::checks::server::{Server, Visit};
use maillon_diagnosis::checks::vpn::{RouteLookup, RouteRole, Tunnel, TunnelCost, VpnClass};
use maillon_diagnosis::checks::{bandwidth, gateway, machine, security, server, vpn};
use maillon_diagnosis::profile::{ServerUse, VpnExpectation};
use maillon_diagnosis::report::{Checks, FORMAT_VERSION, Mode, ProfileInForce, Run};
use maillon_diagnosis::statistics::{Difference, Distribution};
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
    report.checks.bandwidth = seen(home);
    report.checks.vpn = seen(tunnel(60.0));
    judged(report.checks)
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

/// A home over Wi-Fi whose box and anchors answer in so many milliseconds.
pub(crate) fn home(box_ms: f64, anchor_ms: f64) -> bandwidth::Observation {
    bandwidth::Observation {
        path: Some(PathFacts {
            interface: "wlp2s0".to_owned(),
            kind: InterfaceKind::Wifi,
            mtu: Some(1500),
            link_rate_bps: Some(433e6),
            gateway: Some("192.168.1.1".to_owned()),
            ipv6: Some(true),
            metered: Some(false),
        }),
        wifi: Some(Wifi {
            ssid: Some("Livebox-4F2A".to_owned()),
            frequency_mhz: Some(5500),
            signal_dbm: Some(-52.0),
            transmit_rate_bps: Some(433e6),
            receive_rate_bps: Some(390e6),
            retries_percent: Some(2.1),
            protection: Some(WifiProtection::Protected),
        }),
        targets: vec![
            target("192.168.1.1", TargetRole::Box, Link::LocalLink, box_ms),
            target("9.9.9.9", TargetRole::Anchor, Link::AccessLine, anchor_ms),
            target("1.1.1.1", TargetRole::Anchor, Link::AccessLine, anchor_ms + 2.0),
            target("vpn.exemple.fr", TargetRole::Edge, Link::Internet, anchor_ms + 5.0),
            target("tse1.exemple.fr:3389", TargetRole::Door, Link::Gateway, anchor_ms + 9.0),
            target("erp.exemple.fr", TargetRole::Server, Link::Server, anchor_ms + 10.0),
        ],
        dns: Some(Dns {
            servers: vec!["192.168.1.1".to_owned(), "10.20.0.53".to_owned()],
            system_ms: Distribution::of([22.0, 25.0, 31.0, 28.0, 40.0, 26.0]),
            system_asked: 6,
            ..Dns::default()
        }),
        captive_portal: Some(false),
        udp: Some(Udp {
            server: "stun.exemple.fr:3478".to_owned(),
            sent: 20,
            received: 20,
            rtt_ms: Distribution::of((0..20).map(|n| anchor_ms + f64::from(n % 4))),
            jitter_ms: Some(1.2),
            mapped_address: Some("203.0.113.77".to_owned()),
        }),
        download: Some(capacity(94e6, Confidence::High)),
        upload: Some(Capacity {
            intervals: (0..6_u32).map(|n| (17_000.0 + f64::from(n) * 500.0, 30e6)).collect(),
            ..capacity(31e6, Confidence::High)
        }),
        responsiveness: bandwidth::Responsiveness {
            download: Some(LoadedDelay {
                rpm: Some(1420.0),
                loaded_latency_ms: Some(anchor_ms + 21.0),
                idle_latency_ms: Some(anchor_ms),
                samples: 40,
                formula: "draft-ietf-ippm-responsiveness-09".to_owned(),
                ..LoadedDelay::default()
            }),
            upload: None,
        },
        load_phases: vec![
            LoadPhase {
                direction: Direction::Download,
                from_ms: 12_000.0,
                to_ms: 16_000.0,
            },
            LoadPhase {
                direction: Direction::Upload,
                from_ms: 17_000.0,
                to_ms: 20_000.0,
            },
        ],
        nq_server: Some("https://mesure.exemple.fr".to_owned()),
        ..bandwidth::Observation::default()
    }
}

/// A target probed every 200 ms, its answers wavering a little; under load between 12 and 16 s.
pub(crate) fn target(name: &str, role: TargetRole, link: Link, rtt_ms: f64) -> Target {
    let samples: Vec<EchoSample> = (0..120_u32)
        .map(|n| {
            let at_ms = f64::from(n) * 200.0;
            let loaded = (12_000.0..16_000.0).contains(&at_ms) || (17_000.0..20_000.0).contains(&at_ms);
            let waver = f64::from(n * 7 % 5) * 0.3 + if loaded { 18.0 } else { 0.0 };
            EchoSample {
                at_ms,
                rtt_ms: Some(rtt_ms + waver),
                loaded,
            }
        })
        .collect();
    let of = |loaded: bool| samples.iter().filter(move |sample| sample.loaded == loaded);
    let count = |number: usize| u32::try_from(number).expect("few samples");
    Target {
        name: name.to_owned(),
        role,
        link: Some(link),
        address: Some("198.51.100.9".to_owned()),
        method: Some(ProbeMethod::Icmp),
        in_tunnel: Some(matches!(
            role,
            TargetRole::Inside | TargetRole::Door | TargetRole::Server
        )),
        sent: count(of(false).count()),
        rtt_ms: Distribution::of(of(false).filter_map(|sample| sample.rtt_ms)),
        loaded_sent: count(of(true).count()),
        loaded_rtt_ms: Distribution::of(of(true).filter_map(|sample| sample.rtt_ms)),
        samples: samples.clone(),
        ..Target::default()
    }
}

pub(crate) fn capacity(bps: f64, confidence: Confidence) -> Capacity {
    Capacity {
        lower_bound_bps: bps * 0.9,
        estimate_bps: bps,
        confidence,
        bytes: 9_200_000,
        seconds: 4.0,
        connections: 4,
        cap_reached: false,
        intervals: (0..8_u32)
            .map(|n| (12_000.0 + f64::from(n) * 500.0, bps * (0.88 + f64::from(n % 3) * 0.06)))
            .collect(),
        ..Capacity::default()
    }
}

pub(crate) fn computer() -> machine::Observation {
    machine::Observation {
        cpu: Some(Cpu {
            model: "Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz".to_owned(),
            logical_cores: 8,
            busy_percent: vec![11.0, 14.0, 9.0],
            busy_per_core_percent: vec![30.0, 4.0, 8.0, 6.0],
            ..Cpu::default()
        }),
        memory: Some(Memory {
            total_bytes: 8_200_000_000,
            available_bytes: 3_900_000_000,
            ..Memory::default()
        }),
        disk: Some(Disk {
            mount: "/home".to_owned(),
            file_system: Some("ext4".to_owned()),
            kind: Some(DiskKind::Ssd),
            total_bytes: 256_000_000_000,
            free_bytes: 71_000_000_000,
            write_ms: Distribution::of([1.1, 1.4, 1.2, 1.3, 2.0]),
            ..Disk::default()
        }),
        power: Some(Power {
            source: Some(PowerSource::Mains),
            battery_percent: Some(97.0),
            profile: Some(PowerProfile::Balanced),
        }),
        uptime_s: Some(3.0 * 86_400.0),
        firmware_date: Some("2019-03-11".to_owned()),
        firmware_age_years: Some(6),
        model: Some("LENOVO ThinkPad T480".to_owned()),
        os: Some(Os {
            name: "Debian GNU/Linux 12 (bookworm)".to_owned(),
            end_of_support: Some("2028-06-30".to_owned()),
            out_of_support: Some(false),
        }),
        reboot_pending: Some(false),
        processes: vec![Process {
            name: "firefox".to_owned(),
            cpu_percent: Some(18.0),
            memory_bytes: Some(1_300_000_000),
        }],
        remote_session: Some(false),
        window_s: 3.0,
        ..machine::Observation::default()
    }
}

pub(crate) fn tunnel(added_ms: f64) -> vpn::Observation {
    vpn::Observation {
        tunnels: vec![Tunnel {
            interface: "wg0".to_owned(),
            kind: Some("wireguard".to_owned()),
            product: Some("WireGuard".to_owned()),
            class: Some(VpnClass::Generic),
            score: 5,
            signs: vec!["interface wireguard".to_owned()],
            active: true,
            mtu: Some(1420),
        }],
        routes: vec![
            RouteLookup {
                target: "9.9.9.9".to_owned(),
                address: "9.9.9.9".to_owned(),
                role: RouteRole::Public,
                interface: Some("wlp2s0".to_owned()),
                in_tunnel: Some(false),
                ..RouteLookup::default()
            },
            RouteLookup {
                target: "erp.exemple.fr".to_owned(),
                address: "10.20.0.12".to_owned(),
                role: RouteRole::Company,
                interface: Some("wg0".to_owned()),
                in_tunnel: Some(true),
                ..RouteLookup::default()
            },
        ],
        expected: Some(VpnExpectation::Split),
        cost: Some(TunnelCost {
            inside: "10.20.0.1".to_owned(),
            outside: "vpn.exemple.fr".to_owned(),
            added_rtt_ms: Difference::of((0..40).map(|n| added_ms + f64::from(n % 5) * 0.2)),
            inside_sent: 100,
            outside_sent: 100,
            windows_added_ms: vec![added_ms; 8],
            ..TunnelCost::default()
        }),
        ..vpn::Observation::default()
    }
}

pub(crate) fn doors(answer_ms: f64) -> gateway::Observation {
    let one = Try {
        dns_ms: Some(12.0),
        tcp_ms: Some(24.0),
        answer_ms: Some(answer_ms),
        tls_ms: Some(38.0),
        ..Try::default()
    };
    gateway::Observation {
        doors: vec![Door {
            name: "tse1.exemple.fr:3389".to_owned(),
            kind: DoorKind::Tse,
            address: Some("10.20.0.31".to_owned()),
            in_tunnel: Some(true),
            from_profile: true,
            path_rtt_ms: Some(22.0),
            path_from: Some("10.20.0.1".to_owned()),
            tries: vec![one.clone(); 6],
            parallel: vec![one; 4],
            rdp: Some(Rdp {
                negotiates: true,
                protocol: Some("CredSSP".to_owned()),
                nla_required: Some(true),
                failure_code: None,
            }),
            certificate: Some(Certificate {
                subject: "CN=tse1.exemple.fr".to_owned(),
                issuer: "CN=Exemple SA Root".to_owned(),
                not_after: "2027-05-02".to_owned(),
                days_left: 159,
                self_signed: false,
                tls_version: Some("1.2".to_owned()),
            }),
            ..Door::default()
        }],
        hour: Some(14),
        ..gateway::Observation::default()
    }
}

pub(crate) fn protection() -> security::Observation {
    let rounds = |each: f64| (0..8).map(|n| each + f64::from(n % 3) * 0.01).collect::<Vec<f64>>();
    security::Observation {
        products: vec![Product {
            name: "Microsoft Defender".to_owned(),
            signs: vec!["wdavdaemon".to_owned()],
            real_time: Some(true),
            cpu_percent: Some(4.0),
            cpu_windows_percent: vec![3.0, 5.0, 4.0],
            memory_bytes: Some(310_000_000),
        }],
        window_s: 3.0,
        file_touch: Some(FileTouch {
            files: 30,
            first_ms: rounds(0.31),
            second_ms: rounds(0.18),
            baseline_ms: rounds(0.02),
            ratio: Some(1.7),
            ratio_interval: Some((1.6, 1.8)),
            added_ms: Some(0.13),
        }),
        tls: vec![TlsCheck {
            host: "www.mozilla.org".to_owned(),
            system_trusts: Some(true),
            public_trusts: Some(true),
            issuer: Some("CN=DigiCert Global Root G2".to_owned()),
            tls_ms: Some(36.0),
            tcp_ms: Some(15.0),
            ..TlsCheck::default()
        }],
        posture: Posture {
            wifi: Some(WifiProtection::Protected),
            disk_encrypted: Some(true),
            firewall_on: Some(true),
            ..Posture::default()
        },
        ..security::Observation::default()
    }
}

pub(crate) fn servers(think_ms: f64) -> server::Observation {
    let visit = Visit {
        dns_ms: Some(11.0),
        tcp_ms: Some(25.0),
        tls_ms: Some(40.0),
        first_byte_ms: Some(think_ms + 24.0),
        body_ms: Some(8.0),
        bytes: 18_000,
        status: Some(200),
        think_ms: Some(think_ms),
        ..Visit::default()
    };
    let warm = Visit {
        warm: true,
        dns_ms: None,
        tcp_ms: None,
        tls_ms: None,
        ..visit.clone()
    };
    server::Observation {
        servers: vec![Server {
            name: "ERP".to_owned(),
            target: "https://erp.exemple.fr/".to_owned(),
            r#use: ServerUse::Web,
            address: Some("10.20.0.12".to_owned()),
            in_tunnel: Some(true),
            from_profile: true,
            tries: [vec![visit; 6], vec![warm; 6]].concat(),
            path_rtt_ms: Some(24.0),
            ..Server::default()
        }],
        gaps: Vec::new(),
    }
}
