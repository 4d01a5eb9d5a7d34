//! Paths that take full packets, that say they do not, and that swallow them without a word.

use crate::common::{ANCHOR, ANCHOR_V6, as_user, at_home};
use crate::{DNSMASQ, wait_for};
use maillon_measurement::probes::path_mtu::{BUDGET, Segments, TRIES, data_passes, path_mtu};
use std::net::SocketAddr;

/// The box has a smaller way out and keeps it to itself.
const MUTE_AND_SMALL: &str = "ip link set wan mtu 1400; nft add table ip mute; nft add chain ip mute out \"{ type filter hook output priority 0; }\"; nft add rule ip mute out icmp type destination-unreachable drop";

#[test]
fn a_sane_path_loses_no_large_packet() {
    at_home("path_mtu::a_sane_path_loses_no_large_packet", |home| {
        home.allow_echo();
        for target in [ANCHOR, ANCHOR_V6] {
            let found = as_user(path_mtu(target, 1500, BUDGET)).expect("measured");
            assert_eq!(found.path_mtu, Some(1500), "{target}");
            assert_eq!((found.large_echo_lost, found.black_hole), (Some(false), Some(false)));
        }
        home.on_box("ip link set wan mtu 1400");
        for target in [ANCHOR, ANCHOR_V6] {
            let found = as_user(path_mtu(target, 1500, BUDGET)).expect("measured");
            assert_eq!(found.path_mtu, Some(1400), "the box says so: {target}");
            assert_eq!((found.large_echo_lost, found.black_hole), (Some(false), Some(false)));
        }
    });
}

#[test]
fn a_black_hole_loses_large_echo_and_stalls_full_data() {
    at_home("path_mtu::a_black_hole_loses_large_echo_and_stalls_full_data", |home| {
        home.on_box(MUTE_AND_SMALL);
        let found = as_user(path_mtu(ANCHOR, 1500, BUDGET)).expect("measured");
        assert_eq!(found.large_echo_lost, None, "echo is not allowed: it cannot be told");
        home.allow_echo();
        let found = as_user(path_mtu(ANCHOR, 1500, BUDGET)).expect("measured");
        assert_eq!(found.path_mtu, Some(1500));
        assert_eq!(
            (found.large_echo_lost, found.black_hole),
            (Some(true), None),
            "echo alone proves nothing"
        );

        let door = SocketAddr::new(ANCHOR, 53);
        assert_eq!(
            as_user(data_passes(door, Segments::Full)),
            None,
            "nobody takes connections"
        );
        let _listener = home.start_on_anchor("dnsmasq", &DNSMASQ);
        wait_for(door);
        for _ in 0..TRIES {
            assert_eq!(as_user(data_passes(door, Segments::Full)), Some(false));
        }
        assert_eq!(as_user(data_passes(door, Segments::Small)), Some(true));
    });
}

#[test]
fn data_passes_where_only_echo_is_limited() {
    at_home("path_mtu::data_passes_where_only_echo_is_limited", |home| {
        home.allow_echo();
        home.on_box("nft add table ip cap; nft add chain ip cap way \"{ type filter hook forward priority 0; }\"; nft add rule ip cap way icmp type echo-request ip length gt 1300 drop");
        let found = as_user(path_mtu(ANCHOR, 1500, BUDGET)).expect("measured");
        assert_eq!((found.large_echo_lost, found.black_hole), (Some(true), None));
        let _listener = home.start_on_anchor("dnsmasq", &DNSMASQ);
        let door = SocketAddr::new(ANCHOR, 53);
        wait_for(door);
        assert_eq!(as_user(data_passes(door, Segments::Full)), Some(true));
        home.on_box("nft add rule ip cap way icmp type echo-request ip length gt 1000 drop");
        let found = as_user(path_mtu(ANCHOR, 1500, BUDGET)).expect("measured");
        assert_eq!(
            found.large_echo_lost, None,
            "not even 1280 bytes pass, so it is not their size"
        );
    });
}
