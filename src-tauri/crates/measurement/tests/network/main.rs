//! Network probes and questions against real namespaces: what they say must be what was built.
#![cfg(target_os = "linux")]

#[path = "../common/mod.rs"]
mod common;
mod path_mtu;
mod recorded;
mod run;

use common::{ANCHOR, ANCHOR_V6, BOX, BOX_V6, PC, as_user, at_home};
use maillon_diagnosis::GapReason;
use maillon_diagnosis::checks::bandwidth::InterfaceKind;
use maillon_diagnosis::checks::vpn::Family;
use maillon_measurement::host::linux::{Environment, LinuxHost};
use maillon_measurement::host::{Host, Route};
use maillon_measurement::probes::addresses::source_towards;
use maillon_measurement::probes::echo::{Binding, PAYLOAD, Pinger};
use maillon_measurement::probes::hops::hops;
use maillon_measurement::probes::names::{ask, uncached_name};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

/// Answers come at once here; this is for a busy machine.
const PATIENCE: Duration = Duration::from_secs(10);
/// What will never be answered need not be waited for.
const BRIEF: Duration = Duration::from_millis(300);
/// Nobody has this address on the anchor's network.
const NOBODY: &str = "198.51.100.99";

#[test]
fn echo_is_answered_by_who_is_there() {
    at_home("echo_is_answered_by_who_is_there", |home| {
        home.allow_echo();
        as_user(async {
            for (family, targets) in [(Family::V4, [BOX, ANCHOR]), (Family::V6, [BOX_V6, ANCHOR_V6])] {
                let bound = Binding {
                    interface: Some("eth0".to_owned()),
                    source: None,
                };
                for binding in [Binding::default(), bound] {
                    let pinger = Pinger::new(family, &binding).expect("the range lets every group in");
                    let asked = targets.map(|target| pinger.ping(target, PAYLOAD, PATIENCE));
                    for rtt in futures_util::future::join_all(asked).await {
                        assert!(rtt.expect("is there") < PATIENCE);
                    }
                }
            }
            let nobody: IpAddr = NOBODY.parse().expect("an address");
            let pinger = Pinger::new(Family::V4, &Binding::default()).expect("the range lets every group in");
            let error = pinger.ping(nobody, PAYLOAD, BRIEF).await.expect_err("nobody is there");
            assert_eq!(error.reason(), GapReason::TimedOut, "{error}");
        });
    });
}

#[test]
fn echo_kept_to_administrators_is_said_so() {
    at_home("echo_kept_to_administrators_is_said_so", |_| {
        // A new namespace keeps echo from everyone, as the kernel does before a distribution opens it. With every capability on purpose: a raw socket would be granted here, and must not be opened.
        let error = Pinger::new(Family::V4, &Binding::default())
            .err()
            .expect("the range is empty");
        assert_eq!(error.reason(), GapReason::NotPermitted, "{error}");
    });
}

#[test]
fn hops_are_the_routers_on_the_way() {
    at_home("hops_are_the_routers_on_the_way", |home| {
        for (target, first) in [(ANCHOR, BOX), (ANCHOR_V6, BOX_V6)] {
            let found = as_user(hops(target, None, PATIENCE)).expect("UDP needs no right");
            let addresses: Vec<_> = found.iter().filter_map(|hop| hop.address.clone()).collect();
            assert_eq!(addresses, [first.to_string(), target.to_string()]);
            assert!(found.iter().all(|hop| hop.rtt_ms.is_some_and(|rtt| rtt > 0.0)));
            assert_eq!(found.iter().map(|hop| hop.ttl).collect::<Vec<_>>(), [1, 2]);
        }
        home.on_box("nft add table ip mute; nft add chain ip mute out \"{ type filter hook output priority 0; }\"; nft add rule ip mute out icmp type time-exceeded drop");
        let found = as_user(hops(ANCHOR, None, BRIEF * 3)).expect("UDP needs no right");
        assert_eq!(
            (found[0].address.as_deref(), found[0].rtt_ms),
            (None, None),
            "the box keeps silent"
        );
        assert_eq!(found[1].address, Some(ANCHOR.to_string()));
    });
}

const DNSMASQ: [&str; 10] = [
    "--keep-in-foreground",
    "--conf-file=/dev/null",
    "--no-resolv",
    "--no-hosts",
    "--user=",
    "--group=",
    "--pid-file=",
    "--local=/example.com/",
    "--local=/example.net/",
    "--host-record=erp.example.com,203.0.113.7",
];

/// Returns when the server at `door` takes connections.
fn wait_for(door: SocketAddr) {
    let start = std::time::Instant::now();
    while std::net::TcpStream::connect_timeout(&door, PATIENCE).is_err() {
        assert!(start.elapsed() < PATIENCE, "{door} never opens");
        std::thread::yield_now();
    }
}

#[test]
fn one_named_server_answers_or_not() {
    at_home("one_named_server_answers_or_not", |home| {
        let _server = home.start_on_anchor("dnsmasq", &DNSMASQ);
        let server = SocketAddr::new(ANCHOR, 53);
        wait_for(server);
        as_user(async {
            let answer = ask(server, "erp.example.com", Family::V4, PATIENCE)
                .await
                .expect("answers");
            assert_eq!(answer.addresses, ["203.0.113.7".parse::<IpAddr>().expect("an address")]);
            assert!(answer.exists && answer.took < PATIENCE);
            let none = ask(server, "erp.example.com", Family::V6, PATIENCE)
                .await
                .expect("answers");
            assert!(none.exists && none.addresses.is_empty(), "{none:?}");
            let unknown = uncached_name("example.net");
            let unknown = ask(server, &unknown, Family::V4, PATIENCE).await.expect("answers");
            assert!(!unknown.exists && unknown.addresses.is_empty(), "{unknown:?}");
            let refused = ask(server, "elsewhere.example.org", Family::V4, PATIENCE)
                .await
                .expect_err("not its zone");
            assert_eq!(refused.reason(), GapReason::ResolverFailed, "{refused}");
            let silent = SocketAddr::new(NOBODY.parse().expect("an address"), 53);
            let error = ask(silent, "erp.example.com", Family::V4, BRIEF)
                .await
                .expect_err("nobody is there");
            assert_eq!(error.reason(), GapReason::TimedOut, "{error}");
        });
    });
}

fn host() -> LinuxHost {
    LinuxHost::new()
}

#[test]
fn the_kernel_says_which_way_in_both_families_and_by_its_rules() {
    at_home("the_kernel_says_which_way_in_both_families_and_by_its_rules", |home| {
        home.here(
            "ip tuntap add dev tun0 mode tun; ip addr add 10.8.0.2/24 dev tun0; ip link set tun0 up
             ip route add 10.0.0.0/8 dev tun0
             ip route add 198.51.100.128/25 via 192.0.2.1 mtu 1300
             ip route add unreachable 203.0.113.0/26
             ip route add blackhole 203.0.113.64/26
             ip route add prohibit 203.0.113.128/26
             ip -6 route add unreachable 2001:db8:dead::/48
             ip rule add to 203.0.113.192/26 lookup 77; ip route add default dev tun0 table 77",
        );
        let route = |to: &str| {
            let to: IpAddr = to.parse().expect("an address");
            as_user(host().route(to)).expect("the kernel answers")
        };
        let through_box = Route {
            interface: Some("eth0".to_owned()),
            gateway: Some(BOX),
            source: Some(PC),
            mtu: None,
        };
        assert_eq!(route("198.51.100.2"), through_box);
        let smaller = Route {
            mtu: Some(1300),
            ..through_box
        };
        assert_eq!(route("198.51.100.200"), smaller);
        let inside = route("10.20.0.1");
        assert_eq!((inside.interface.as_deref(), inside.gateway), (Some("tun0"), None));
        assert_eq!(
            route("203.0.113.200").interface.as_deref(),
            Some("tun0"),
            "by a policy rule"
        );
        let v6 = route("2001:db8:2::2");
        assert_eq!((v6.interface.as_deref(), v6.gateway), (Some("eth0"), Some(BOX_V6)));
        for nowhere in ["203.0.113.1", "203.0.113.65", "203.0.113.129", "2001:db8:dead::1"] {
            assert_eq!(route(nowhere), Route::default(), "{nowhere}");
        }
        home.here("ip -6 route del default");
        assert_eq!(route("2001:db8:2::2").interface, None, "no route at all");
    });
}

#[test]
fn interfaces_are_listed_with_what_they_are() {
    at_home("interfaces_are_listed_with_what_they_are", |home| {
        home.here(
            "ip link add br0 type bridge; ip link set br0 up; ip addr add 172.16.0.1/16 dev br0
             ip link add down0 type bridge
             ip link add v0 type veth peer name v1; ip link set v1 master br0; ip link set v0 up; ip link set v1 up
             ip route add default via 172.16.0.9 dev br0 metric 50
             ip link set eth0 mtu 1400",
        );
        let found = as_user(host().interfaces()).expect("the kernel answers");
        let names: Vec<_> = found.iter().map(|one| one.name.as_str()).collect();
        assert!(
            ["eth0", "br0", "v0"].iter().all(|name| names.contains(name)),
            "{names:?}"
        );
        assert!(["lo", "down0"].iter().all(|name| !names.contains(name)), "{names:?}");
        let one = |name: &str| found.iter().find(|one| one.name == name).expect("listed");
        let cable = one("eth0");
        assert_eq!(
            (cable.kind, cable.system_kind.as_deref()),
            (InterfaceKind::Virtual, Some("veth"))
        );
        assert_eq!(
            (cable.mtu, cable.hardware, cable.gateway),
            (Some(1400), Some(false), Some(BOX))
        );
        assert!(cable.addresses.contains(&(PC, 24)), "{:?}", cable.addresses);
        assert_eq!(
            (cable.link_rate_bps, cable.metered),
            (None, None),
            "fiction and unknown"
        );
        assert_eq!(one("br0").gateway, Some("172.16.0.9".parse().expect("an address")));
        assert_eq!(one("v0").gateway, None);
    });
}

#[test]
fn traffic_is_counted_and_a_cable_has_no_radio() {
    at_home("traffic_is_counted_and_a_cable_has_no_radio", |home| {
        home.allow_echo();
        as_user(async {
            let host = host();
            let before = host.traffic("eth0").await.expect("exists");
            let pinger = Pinger::new(Family::V4, &Binding::default()).expect("allowed");
            for _ in 0..10 {
                pinger.ping(BOX, 1000, PATIENCE).await.expect("is there");
            }
            let after = host.traffic("eth0").await.expect("exists");
            assert!(after.sent_bytes - before.sent_bytes >= 10_000, "{before:?} {after:?}");
            assert!(
                after.received_bytes - before.received_bytes >= 10_000,
                "{before:?} {after:?}"
            );
            for error in [
                host.traffic("none0").await.expect_err("no such interface"),
                host.wifi("eth0").await.expect_err("a cable"),
                host.wifi("none0").await.expect_err("no such interface"),
            ] {
                assert_eq!(error.reason, GapReason::NotSupported, "{error}");
            }
        });
    });
}

#[test]
fn open_connections_are_listed() {
    at_home("open_connections_are_listed", |home| {
        let _server = home.start_on_anchor("dnsmasq", &DNSMASQ);
        let doors = [SocketAddr::new(ANCHOR, 53), SocketAddr::new(ANCHOR_V6, 53)];
        wait_for(doors[0]);
        wait_for(doors[1]);
        let _open = doors.map(|door| std::net::TcpStream::connect(door).expect("open"));
        let found = as_user(host().connections()).expect("a file");
        assert!(doors.iter().all(|door| found.contains(door)), "{found:?}");
        assert!(found.iter().all(|one| one.port() != 0), "no listener: {found:?}");
    });
}

#[tokio::test]
async fn the_stub_stands_for_the_servers_behind_it() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("temporary folder is writable");
        std::fs::write(path, text).expect("temporary folder is writable");
    };
    let host = LinuxHost::at(folder.path(), Environment::default());
    let error = host.resolvers().await.expect_err("there is no file");
    assert_eq!(error.reason, GapReason::NotSupported);
    write("etc/resolv.conf", "nameserver 192.0.2.1\n");
    let plain = host.resolvers().await.expect("a file");
    assert_eq!(plain.iter().map(|one| one.address).collect::<Vec<_>>(), [BOX]);
    write("etc/resolv.conf", "nameserver 127.0.0.53\n");
    write(
        "run/systemd/resolve/resolv.conf",
        "nameserver 192.0.2.1\nnameserver 198.51.100.2\n",
    );
    let behind = host.resolvers().await.expect("a file");
    assert!(behind.iter().all(|one| !one.address.is_loopback()), "{behind:?}");
}

#[test]
fn the_address_towards_a_target_is_that_of_its_route() {
    at_home("the_address_towards_a_target_is_that_of_its_route", |_| {
        assert_eq!(source_towards(ANCHOR).expect("routed"), PC);
    });
}
