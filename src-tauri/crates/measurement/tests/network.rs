//! Network probes and questions against real namespaces: what they say must be what was built.
#![cfg(target_os = "linux")]

mod common;

use common::{ANCHOR, ANCHOR_V6, BOX, BOX_V6, PC, as_user, at_home};
use maillon_diagnosis::GapReason;
use maillon_diagnosis::checks::vpn::Family;
use maillon_measurement::probes::addresses::source_towards;
use maillon_measurement::probes::echo::{Binding, PAYLOAD, Pinger};
use maillon_measurement::probes::hops::hops;
use maillon_measurement::probes::names::{ask, uncached_name};
use maillon_measurement::probes::path_mtu::{self, path_mtu};
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
            let found = as_user(hops(target, PATIENCE)).expect("UDP needs no right");
            let addresses: Vec<_> = found.iter().filter_map(|hop| hop.address.clone()).collect();
            assert_eq!(addresses, [first.to_string(), target.to_string()]);
            assert!(found.iter().all(|hop| hop.rtt_ms.is_some_and(|rtt| rtt > 0.0)));
            assert_eq!(found.iter().map(|hop| hop.ttl).collect::<Vec<_>>(), [1, 2]);
        }
        home.on_box("nft add table ip mute; nft add chain ip mute out \"{ type filter hook output priority 0; }\"; nft add rule ip mute out icmp type time-exceeded drop");
        let found = as_user(hops(ANCHOR, BRIEF * 3)).expect("UDP needs no right");
        assert_eq!(
            (found[0].address.as_deref(), found[0].rtt_ms),
            (None, None),
            "the box keeps silent"
        );
        assert_eq!(found[1].address, Some(ANCHOR.to_string()));
    });
}

#[test]
fn a_sane_path_is_no_black_hole() {
    at_home("a_sane_path_is_no_black_hole", |home| {
        home.allow_echo();
        for target in [ANCHOR, ANCHOR_V6] {
            let found = as_user(path_mtu(target, None, 1500, path_mtu::BUDGET)).expect("measured");
            assert_eq!(
                (found.path_mtu, found.black_hole),
                (Some(1500), Some(false)),
                "{target}"
            );
        }
        home.on_box("ip link set wan mtu 1400");
        for target in [ANCHOR, ANCHOR_V6] {
            let found = as_user(path_mtu(target, None, 1500, path_mtu::BUDGET)).expect("measured");
            assert_eq!(
                (found.path_mtu, found.black_hole),
                (Some(1400), Some(false)),
                "the box says so: {target}"
            );
        }
    });
}

#[test]
fn a_black_hole_is_found_by_echo_and_by_tcp() {
    at_home("a_black_hole_is_found_by_echo_and_by_tcp", |home| {
        home.on_box("ip link set wan mtu 1400; nft add table ip mute; nft add chain ip mute out \"{ type filter hook output priority 0; }\"; nft add rule ip mute out icmp type destination-unreachable drop");
        let found = as_user(path_mtu(ANCHOR, None, 1500, path_mtu::BUDGET)).expect("measured");
        assert_eq!(found.black_hole, None, "neither echo nor a door: it cannot be told");
        let _listener = home.start_on_anchor("dnsmasq", &DNSMASQ);
        let door = SocketAddr::new(ANCHOR, 53);
        wait_for(door);
        let found = as_user(path_mtu(ANCHOR, Some(door), 1500, path_mtu::BUDGET)).expect("measured");
        assert_eq!(found.black_hole, Some(true), "by the door");

        home.allow_echo();
        let found = as_user(path_mtu(ANCHOR, None, 1500, path_mtu::BUDGET)).expect("measured");
        assert_eq!((found.path_mtu, found.black_hole), (Some(1500), Some(true)), "by echo");
    });
}

#[test]
fn a_limit_on_echo_is_no_black_hole() {
    at_home("a_limit_on_echo_is_no_black_hole", |home| {
        home.allow_echo();
        home.on_box("nft add table ip cap; nft add chain ip cap way \"{ type filter hook forward priority 0; }\"; nft add rule ip cap way icmp type echo-request ip length gt 1300 drop");
        let _listener = home.start_on_anchor("dnsmasq", &DNSMASQ);
        let door = SocketAddr::new(ANCHOR, 53);
        wait_for(door);
        let found = as_user(path_mtu(ANCHOR, Some(door), 1500, path_mtu::BUDGET)).expect("measured");
        assert_eq!(found.black_hole, Some(false), "data passes at the door");
        home.on_box("nft add rule ip cap way icmp type echo-request ip length gt 1000 drop");
        let found = as_user(path_mtu(ANCHOR, None, 1500, path_mtu::BUDGET)).expect("measured");
        assert_eq!(found.black_hole, None, "not even 1280 bytes pass, so it is not the MTU");
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

#[test]
fn the_address_towards_a_target_is_that_of_its_route() {
    at_home("the_address_towards_a_target_is_that_of_its_route", |_| {
        assert_eq!(source_towards(ANCHOR).expect("routed"), PC);
    });
}
