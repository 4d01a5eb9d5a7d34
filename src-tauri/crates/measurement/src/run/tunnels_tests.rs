use super::*;
use maillon_diagnosis::checks::vpn::Tunnel;

fn network(text: &str, interface: &str, gateway: Option<&str>) -> Network {
    let (address, length) = text.split_once('/').expect("a network");
    Network {
        address: address.parse().expect("an address"),
        prefix_length: length.parse().expect("a length"),
        interface: interface.to_owned(),
        gateway: gateway.map(|gateway| gateway.parse().expect("an address")),
    }
}

fn scene(active: bool) -> Scene {
    Scene {
        interfaces: vec![Interface {
            name: "tun0".to_owned(),
            addresses: vec![("10.8.0.6".parse().expect("an address"), 24)],
            ..Interface::default()
        }],
        tunnels: vec![Tunnel {
            interface: "tun0".to_owned(),
            active,
            ..Tunnel::default()
        }],
        ..Scene::default()
    }
}

fn told(networks: &[Network]) -> Vec<String> {
    let mut scene = scene(true);
    note_networks(&mut scene, networks);
    scene.tunnels.remove(0).networks
}

#[test]
fn the_companys_networks_are_those_the_tunnel_has_routes_to() {
    let networks = [
        network("192.168.1.0/24", "wlan0", None),
        network("10.8.0.0/24", "tun0", None),
        network("10.20.4.7/32", "tun0", Some("10.8.0.1")),
        network("10.20.0.0/16", "tun0", Some("10.8.0.1")),
        network("203.0.113.0/24", "tun0", Some("10.8.0.1")),
        network("fe80::/64", "tun0", None),
        network("0.0.0.0/1", "tun0", Some("10.8.0.1")),
    ];
    assert_eq!(told(&networks), ["10.20.0.0/16", "10.20.4.7/32"]);
    assert_eq!(
        address_behind(&scene(true), &networks),
        Some("10.8.0.1".parse().expect("an address"))
    );
}

#[test]
fn without_a_router_the_one_address_a_route_was_made_for_stands_for_the_company() {
    let networks = [
        network("10.8.0.6/32", "tun0", None),
        network("10.20.0.0/16", "tun0", None),
        network("10.20.255.255/32", "tun0", None),
        network("10.30.0.5/32", "tun0", None),
    ];
    let expected = "10.30.0.5".parse().expect("an address");
    assert_eq!(address_behind(&scene(true), &networks), Some(expected));
    assert_eq!(
        address_behind(&scene(true), &networks[..3]),
        None,
        "no address is guessed"
    );
}

#[test]
fn a_tunnel_that_is_not_in_use_gives_nothing_away() {
    let networks = [network("10.20.0.0/16", "tun0", Some("10.8.0.1"))];
    assert_eq!(address_behind(&scene(false), &networks), None);
}

#[test]
fn a_list_without_end_is_cut() {
    let networks: Vec<Network> = (0..40)
        .map(|n| network(&format!("10.{n}.0.0/16"), "tun0", None))
        .collect();
    assert_eq!(told(&networks).len(), NETWORKS_TOLD);
}
