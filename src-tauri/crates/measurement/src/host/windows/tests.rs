//! What this computer answers, be it Windows or Wine: an answer, or an error that says why there is none.

use super::{WindowsHost, source_leaving_by, tcp_info};
use crate::host::{Answer, Host};
use crate::probes::path_mtu::{Segments, data_passes, path_mtu};
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

/// An answer passes on; an error must say more than its question.
fn told<T: std::fmt::Debug>(answer: Answer<T>) -> Option<T> {
    match answer {
        Ok(answer) => {
            println!("{answer:?}");
            Some(answer)
        }
        Err(error) => {
            println!("{error}");
            assert!(!error.question.is_empty() && !error.detail.is_empty());
            None
        }
    }
}

#[tokio::test]
async fn the_machine_is_watched_and_nothing_is_zero() {
    let seen = WindowsHost::new().machine(Duration::from_millis(1200)).await;
    let machine = seen.expect("every Windows tells this").machine;
    println!("{machine:?}");
    let cpu = machine.cpu.expect("times of the cores");
    assert!(cpu.logical_cores > 0 && !cpu.busy_percent.is_empty());
    assert!(cpu.busy_percent.iter().all(|busy| (0.0..=100.0).contains(busy)));
    assert!(cpu.frequency_mhz.is_none_or(|clock| clock > 0.0));
    let memory = machine.memory.expect("every Windows tells this");
    assert!(memory.total_bytes > 0 && memory.available_bytes > 0);
    let committed = memory.committed_bytes.zip(memory.commit_limit_bytes);
    let (committed, limit) = committed.expect("every Windows tells this");
    assert!((1..=limit).contains(&committed), "{committed} of {limit}");
    assert!(machine.processes.iter().all(|process| !process.name.is_empty()));
    assert!(machine.uptime_s.is_none_or(|uptime| uptime > 0.0));
    assert!(machine.os.is_some_and(|os| os.name.contains("Windows")));
    assert!(machine.window_s > 1.0);
}

#[tokio::test]
async fn interfaces_routes_and_servers_agree_on_names() {
    let host = WindowsHost::new();
    let interfaces = told(host.interfaces().await).unwrap_or_default();
    assert!(interfaces.iter().all(|one| !one.name.is_empty() && one.mtu != Some(0)));
    let named = |name: &Option<String>| {
        name.as_ref()
            .is_none_or(|name| interfaces.iter().any(|one| one.name == *name))
    };
    for to in ["192.0.2.1", "2001:db8::1"] {
        let route = told(host.route(to.parse().expect("an address")).await).unwrap_or_default();
        assert!(named(&route.interface), "{route:?}");
    }
    let resolvers = told(host.resolvers().await).unwrap_or_default();
    assert!(
        resolvers
            .iter()
            .all(|one| named(&one.interface) && !one.address.is_unspecified())
    );
    for interface in &interfaces {
        told(host.traffic(&interface.name).await);
        if let Some(gateway) = interface.gateway {
            told(host.neighbour(gateway).await);
        }
        told(host.wifi(&interface.name).await);
    }
    assert!(host.traffic("no such interface").await.is_err());
    told(host.search_domains().await);
    told(host.connections().await);
}

#[tokio::test]
async fn the_loopback_has_a_route_that_is_no_gateway() {
    if let Some(route) = told(WindowsHost::new().route(IpAddr::V4(Ipv4Addr::LOCALHOST)).await) {
        assert_eq!(route.gateway, None);
    }
}

#[tokio::test]
async fn an_address_to_leave_by_is_one_of_the_interface_and_no_interface_has_none() {
    let host = WindowsHost::new();
    for interface in told(host.interfaces().await).unwrap_or_default() {
        let to = IpAddr::from([192, 0, 2, 1]);
        match source_leaving_by(&interface.name, to) {
            Ok(source) => assert!(
                interface.addresses.iter().any(|(address, _)| *address == source),
                "{source}"
            ),
            Err(error) => println!("{}: {error}", interface.name),
        }
    }
    assert!(source_leaving_by("no such interface", Ipv4Addr::LOCALHOST.into()).is_err());
}

#[tokio::test]
async fn packet_sizes_on_the_loopback_are_told_or_unknown_and_never_accused() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("loopback");
    let door = listener.local_addr().expect("bound");
    let stream = tokio::net::TcpStream::connect(door).await.expect("listening");
    println!("{:?}", tcp_info(&stream));
    for segments in [Segments::Full, Segments::Small] {
        let passed = data_passes(door, segments).await;
        println!("{segments:?}: {passed:?}");
        assert_ne!(passed, Some(false));
    }
    let seen = path_mtu(door.ip(), 1500, Duration::from_secs(6))
        .await
        .expect("it says what it knows");
    println!("{seen:?}");
    assert_ne!(seen.black_hole, Some(true));
    assert!(seen.path_mtu.is_none_or(|mtu| mtu > 0));
}

#[tokio::test]
async fn a_connection_of_this_program_is_listed() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("loopback");
    let address = listener.local_addr().expect("bound");
    let _open = std::net::TcpStream::connect(address).expect("listening");
    if let Some(connections) = told(WindowsHost::new().connections().await) {
        assert!(connections.contains(&address), "{connections:?}");
    }
}

#[tokio::test]
async fn user_disk_proxy_and_posture_are_told_or_said_to_be_unknown() {
    let host = WindowsHost::new();
    println!("{:?}", host.account());
    let folder = host.own_folder().expect("every user has one");
    assert!(folder.is_dir());
    let disk = told(host.disk(&folder).await).expect("the folder is there");
    assert!(disk.total_bytes >= disk.free_bytes && disk.total_bytes > 0);
    assert!(!disk.mount.is_empty());
    told(host.proxy().await);
    told(host.posture().await);
    told(host.saved_desktops().await);
    let names = told(host.process_names().await).expect("at least this one");
    assert!(names.iter().any(|name| name.ends_with(".exe")));
    assert!(host.own_cpu_seconds().expect("this program ran") >= 0.0);
}
