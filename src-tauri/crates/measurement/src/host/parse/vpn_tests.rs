use super::*;

fn found(interfaces: &[InterfaceFacts], processes: &[&str]) -> Vec<Tunnel> {
    let table = vpn_products().expect("the shipped table is valid");
    let processes: Vec<String> = processes.iter().map(|name| (*name).to_owned()).collect();
    tunnels(&table, interfaces, &processes)
}

fn facts(name: &str, description: &str, kind: Option<&str>) -> InterfaceFacts {
    InterfaceFacts {
        name: name.into(),
        description: description.into(),
        kind: kind.map(str::to_owned),
        ..InterfaceFacts::default()
    }
}

#[test]
fn every_row_has_a_sign() {
    for row in vpn_products().expect("the shipped table is valid") {
        let signs: Vec<_> = row
            .adapters
            .iter()
            .chain(&row.interfaces)
            .chain(&row.processes)
            .collect();
        assert!(
            !signs.is_empty() && signs.iter().all(|sign| **sign == sign.to_lowercase()),
            "{}",
            row.name
        );
    }
}

#[test]
fn a_company_tunnel_with_a_route_comes_before_a_mesh_without() {
    let cisco = "Cisco AnyConnect Secure Mobility Client Virtual Miniport Adapter for Windows x64";
    let company = InterfaceFacts {
        carries_route: true,
        has_address: true,
        ..facts("Ethernet 3", cisco, None)
    };
    let seen = found(
        &[facts("Tailscale", "Tailscale Tunnel", None), company],
        &["vpnagent.exe"],
    );
    assert_eq!(seen[0].product.as_deref(), Some("Cisco AnyConnect / Secure Client"));
    assert_eq!((seen[0].score, seen[0].active), (7, true));
    assert_eq!((seen[1].class, seen[1].active), (Some(VpnClass::Mesh), false));
}

#[test]
fn a_name_alone_is_never_active() {
    let seen = found(&[facts("wg0", "", Some("wireguard"))], &["wireguard"]);
    assert_eq!((seen[0].score, seen[0].active), (4, false));
}

#[test]
fn other_virtual_and_real_adapters_are_no_tunnels() {
    let real = InterfaceFacts {
        hardware: Some(true),
        carries_route: true,
        ..facts("zt-card", "", None)
    };
    let switch = InterfaceFacts {
        has_address: true,
        ..facts("vEthernet (WSL)", "Hyper-V Virtual Ethernet Adapter", None)
    };
    assert!(found(&[real, switch, facts("eth0", "", None)], &["openvpn"]).is_empty());
}

#[test]
fn an_unknown_tunnel_has_no_product_and_a_process_names_a_plain_one() {
    let plain = InterfaceFacts {
        has_address: true,
        ..facts("tun0", "", Some("tun"))
    };
    let seen = found(std::slice::from_ref(&plain), &[]);
    assert_eq!(
        (seen[0].product.as_deref(), seen[0].score, seen[0].active),
        (None, 3, true)
    );
    let seen = found(&[plain], &["openvpn"]);
    assert_eq!(
        (seen[0].product.as_deref(), seen[0].class),
        (Some("OpenVPN"), Some(VpnClass::Generic))
    );
}

#[test]
fn a_service_that_needs_no_interface_is_known_by_its_process() {
    let service = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        policy_service(&vpn_products().expect("the table is valid"), &names)
    };
    assert_eq!(service(&["bash", "charon-nm"]), Some("strongSwan"));
    assert_eq!(service(&["pluto"]), Some("Libreswan"));
    assert_eq!(service(&["ZSATunnel.exe"]), Some("Zscaler"));
    assert_eq!(
        service(&["ZSATunnel.exe", "PanGPS.exe"]),
        None,
        "the other one is the VPN"
    );
    assert_eq!(service(&["plutonium", "bash"]), None);
}
