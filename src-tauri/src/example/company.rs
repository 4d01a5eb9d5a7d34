//! The rest of the example: a sound computer and a sound company, seen through the home's Wi-Fi.

use super::home::{Radio, round_trip_ms};
use maillon_diagnosis::checks::{gateway, machine, security, server, vpn};
use maillon_diagnosis::profile::{ServerUse, VpnExpectation};
use maillon_diagnosis::statistics::{Difference, Distribution};
use maillon_diagnosis::{Gap, GapReason};

/// What the machine check saw.
pub fn machine() -> machine::Observation {
    machine::Observation {
        cpu: Some(machine::Cpu {
            model: "Intel Core i5-1235U".to_owned(),
            series: Some(machine::Series {
                name: "Intel Core 12000".to_owned(),
                year: 2021,
                age_years: 4,
            }),
            logical_cores: 12,
            busy_percent: vec![14.0, 19.0, 12.0],
            busy_per_core_percent: vec![15.0; 12],
            steal_percent: Some(0.0),
            pressure_percent: Some(0.4),
            frequency_mhz: Some(2100.0),
            max_frequency_mhz: Some(4400.0),
            throttled: Some(false),
        }),
        memory: Some(machine::Memory {
            total_bytes: 16_600_000_000,
            available_bytes: 7_400_000_000,
            swap_total_bytes: Some(8_000_000_000),
            swap_used_bytes: Some(120_000_000),
            swap_in_bytes_per_second: Some(0.0),
            pressure_percent: Some(0.0),
            committed_bytes: None,
            commit_limit_bytes: None,
        }),
        disk: Some(machine::Disk {
            mount: "/home".to_owned(),
            file_system: Some("ext4".to_owned()),
            kind: Some(machine::DiskKind::Ssd),
            total_bytes: 512_000_000_000,
            free_bytes: 187_000_000_000,
            write_ms: times(&[1.1, 1.3, 1.2, 1.6, 1.2, 1.4]),
            read_ms: times(&[0.2, 0.2, 0.3, 0.2, 0.2, 0.3]),
            pressure_percent: Some(0.1),
        }),
        power: Some(machine::Power {
            source: Some(machine::PowerSource::Mains),
            battery_percent: Some(87.0),
            profile: Some(machine::PowerProfile::Balanced),
        }),
        uptime_s: Some(3.2 * 86_400.0),
        firmware_date: Some("2023-05-11".to_owned()),
        firmware_age_years: Some(3),
        model: Some("LENOVO ThinkPad L14 Gen 3".to_owned()),
        virtual_machine: None,
        os: Some(machine::Os {
            name: "Debian GNU/Linux 12 (bookworm)".to_owned(),
            end_of_support: Some("2028-06-30".to_owned()),
            out_of_support: Some(false),
        }),
        reboot_pending: Some(false),
        processes: vec![
            process("firefox", 21.0, 1_900_000_000),
            process("teams", 12.0, 800_000_000),
        ],
        updates: vec![],
        remote_session: Some(false),
        window_s: 3.0,
        gaps: vec![],
    }
}

/// What the VPN check saw.
pub fn vpn(radio: Radio) -> vpn::Observation {
    let added: Vec<f64> = (0..60).map(|n| 2.6 + f64::from(n % 9) * 0.1).collect();
    let route = |target: &str, role, in_tunnel| vpn::RouteLookup {
        target: target.to_owned(),
        address: target.to_owned(),
        role,
        family: vpn::Family::V4,
        interface: Some(if in_tunnel { "wg0" } else { "wlan0" }.to_owned()),
        in_tunnel: Some(in_tunnel),
    };
    vpn::Observation {
        tunnels: vec![vpn::Tunnel {
            interface: "wg0".to_owned(),
            kind: Some("wireguard".to_owned()),
            product: Some("WireGuard".to_owned()),
            class: Some(vpn::VpnClass::Generic),
            score: 6,
            active: true,
            mtu: Some(1420),
            networks: vec!["10.20.0.0/16".to_owned()],
            ..vpn::Tunnel::default()
        }],
        routes: vec![
            route("198.51.100.80", vpn::RouteRole::Public, false),
            route("203.0.113.20", vpn::RouteRole::Endpoint, false),
            route("10.20.0.1", vpn::RouteRole::Company, true),
        ],
        expected: Some(VpnExpectation::Split),
        path_mtu: vec![vpn::PathMtu {
            target: "10.20.0.1".to_owned(),
            in_tunnel: Some(true),
            interface_mtu: Some(1420),
            path_mtu: Some(1420),
            large_echo_lost: Some(false),
            black_hole: Some(false),
        }],
        policy_service: None,
        answers_outside: None,
        carried: Some(vpn::Carried {
            interface: "wg0".to_owned(),
            steps: vec![(9_200, 8_700); 20],
        }),
        inside_is_found: false,
        over_tcp: None,
        cost: Some(vpn::TunnelCost {
            inside: "10.20.0.1".to_owned(),
            outside: "vpn.exemple.fr".to_owned(),
            windows_added_ms: vec![3.0; 6],
            added_rtt_ms: Difference::of(added),
            inside_sent: 140,
            inside_lost: if radio == Radio::Weak { 10 } else { 0 },
            outside_sent: 140,
            outside_lost: if radio == Radio::Weak { 10 } else { 0 },
            added_jitter_ms: Some(2.0),
            added_loaded_ms: Some(4.0),
            windows_latest_ms: vec![9.0; 6],
        }),
        resolvers: vec![vpn::InternalName {
            name: "erp.exemple.fr".to_owned(),
            server: Some("10.20.0.53".to_owned()),
            in_tunnel: Some(true),
            answered: Some(true),
            ms: times(&[61.0, 64.0, 70.0]),
        }],
        process_cpu_percent: Some(4.0),
        gaps: vec![],
    }
}

/// What the gateway check saw: taken through the weak radio, each connection waits for frames sent again.
pub fn gateway(radio: Radio) -> gateway::Observation {
    let path = round_trip_ms(radio, 15.0);
    let late = if radio == Radio::Weak { 31.0 } else { 1.0 };
    let visit = |n: u32| gateway::Try {
        at_ms: 6_000.0 + 900.0 * f64::from(n),
        dns_ms: Some(path + 2.0),
        tcp_ms: Some(path + late + f64::from(n % 4)),
        answer_ms: Some(path + late + 18.0 + f64::from(n % 3)),
        tls_ms: Some(2.0 * path + 9.0),
        status: None,
        failure: None,
    };
    gateway::Observation {
        doors: vec![gateway::Door {
            name: "tse1.exemple.fr:3389".to_owned(),
            kind: gateway::DoorKind::Tse,
            address: Some("10.20.0.15".to_owned()),
            in_tunnel: Some(true),
            from_profile: true,
            path_rtt_ms: Some(path),
            path_from: Some("10.20.0.1".to_owned()),
            tries: (0..6).map(visit).collect(),
            parallel: (6..10).map(visit).collect(),
            rdp: Some(gateway::Rdp {
                negotiates: true,
                protocol: Some("CredSSP".to_owned()),
                nla_required: Some(true),
                failure_code: None,
            }),
            certificate: Some(gateway::Certificate {
                subject: "tse1.exemple.fr".to_owned(),
                issuer: "Exemple SA CA".to_owned(),
                not_after: "2027-09-01".to_owned(),
                days_left: 281,
                self_signed: false,
                tls_version: Some("1.3".to_owned()),
            }),
            ..gateway::Door::default()
        }],
        hour: Some(14),
        ..gateway::Observation::default()
    }
}

/// What the security check saw.
pub fn security() -> security::Observation {
    let first: Vec<f64> = (0..9).map(|n| 0.62 + f64::from(n) * 0.01).collect();
    let second: Vec<f64> = (0..9).map(|n| 0.41 + f64::from(n) * 0.01).collect();
    security::Observation {
        products: vec![security::Product {
            name: "Microsoft Defender for Endpoint".to_owned(),
            signs: vec!["wdavdaemon".to_owned()],
            real_time: Some(true),
            cpu_percent: Some(3.1),
            cpu_windows_percent: vec![2.9, 3.4, 3.0],
            memory_bytes: Some(310_000_000),
        }],
        window_s: 3.0,
        process_list_complete: Some(true),
        file_touch: Some(security::FileTouch {
            files: 40,
            first_ms: first,
            second_ms: second,
            baseline_ms: vec![0.05; 9],
            ratio: Some(1.5),
            ratio_interval: Some((1.4, 1.6)),
            added_ms: Some(0.21),
        }),
        process_start_ms: times(&[4.1, 3.8, 4.4, 4.0, 3.9]),
        thread_start_ms: times(&[0.06, 0.05, 0.07, 0.06, 0.05]),
        tls: vec![security::TlsCheck {
            host: "mesure.exemple.fr".to_owned(),
            system_trusts: Some(true),
            public_trusts: Some(true),
            issuer: Some("ISRG Root X1".to_owned()),
            ..security::TlsCheck::default()
        }],
        posture: security::Posture {
            managed: Some(true),
            firewall_on: Some(true),
            ..security::Posture::default()
        },
        gaps: vec![Gap::new(
            "disk_encryption",
            "/home",
            GapReason::NotPermitted,
            "an ordinary user may not ask",
        )],
        ..security::Observation::default()
    }
}

/// What the server check saw.
pub fn server(radio: Radio) -> server::Observation {
    let path = round_trip_ms(radio, 16.0);
    let late = if radio == Radio::Weak { 44.0 } else { 1.0 };
    let visit = |n: u32, think: f64| server::Visit {
        at_ms: 5_000.0 + 1_500.0 * f64::from(n),
        warm: n % 2 == 1,
        dns_ms: Some(path + 3.0),
        tcp_ms: Some(path + late + f64::from(n % 3)),
        tunnel_ms: None,
        tls_ms: Some(2.0 * path + 6.0),
        first_byte_ms: Some(path + think),
        body_ms: Some(12.0),
        bytes: 18_400,
        status: Some(200),
        think_ms: Some(think),
        failure: None,
    };
    let named = |name: &str, target: &str, r#use, think: f64| server::Server {
        name: name.to_owned(),
        target: target.to_owned(),
        r#use,
        in_tunnel: Some(true),
        from_profile: true,
        path_rtt_ms: Some(path),
        tries: (0..10).map(|n| visit(n, think + f64::from(n * 7 % 5) * 4.0)).collect(),
        ..server::Server::default()
    };
    server::Observation {
        servers: vec![
            named("ERP", "https://erp.exemple.fr/", ServerUse::Web, 140.0),
            named("Fichiers", "smb://fichiers.exemple.fr", ServerUse::FileShare, 22.0),
        ],
        gaps: Vec::new(),
    }
}

fn times(samples: &[f64]) -> Option<Distribution> {
    Distribution::of(samples.iter().copied())
}

fn process(name: &str, cpu_percent: f64, memory_bytes: u64) -> machine::Process {
    machine::Process {
        name: name.to_owned(),
        cpu_percent: Some(cpu_percent),
        memory_bytes: Some(memory_bytes),
    }
}
