//! Recorded computers answer on every system as they did where they were recorded, and are judged the same.

use maillon_diagnosis::checks::{machine, security};
use maillon_diagnosis::{Code, GapReason, Limits};
use maillon_measurement::host::Host;
use maillon_measurement::host::parse::vpn::{InterfaceFacts, tunnels, vpn_products};
use maillon_measurement::host::recorded::{RecordedHost, Recording, record};
use std::net::IpAddr;
use std::time::Duration;

const LAPTOP: &str = include_str!("hosts/laptop-wifi-wireguard.json");
const SERVER: &str = include_str!("hosts/bare-server.json");
const WINDOW: Duration = Duration::from_secs(3);

fn host(json: &str) -> RecordedHost {
    let recording: Recording = serde_json::from_str(json).expect("a recording");
    RecordedHost::new(recording, None)
}

fn address(text: &str) -> IpAddr {
    text.parse().expect("an address")
}

async fn codes(host: &RecordedHost) -> Vec<Code> {
    let window = host.machine(WINDOW).await.expect("recorded");
    let machine = machine::Observation {
        disk: host.disk("/".as_ref()).await.ok(),
        ..window.machine
    };
    let security = security::Observation {
        products: window.products,
        proxy: host.proxy().await.expect("recorded"),
        posture: host.posture().await.expect("recorded").posture,
        ..security::Observation::default()
    };
    let limits = Limits::default();
    let judgements = [machine::judge(&machine, &limits), security::judge(&security, &limits)];
    judgements
        .into_iter()
        .flat_map(|judgement| judgement.findings)
        .map(|finding| finding.code)
        .collect()
}

#[tokio::test]
async fn a_laptop_on_wifi_with_a_split_tunnel_is_replayed() {
    let host = host(LAPTOP);
    let way = async |to: &str| {
        host.route(address(to))
            .await
            .map(|route| route.interface.unwrap_or_default())
    };
    assert_eq!(way("10.20.0.40").await.as_deref(), Ok("wg-exemple"));
    assert_eq!(way("198.51.100.1").await.as_deref(), Ok("wlp2s0"));
    assert_eq!(way("2001:db8::1").await.as_deref(), Ok("wlp2s0"));
    let cut = way("203.0.113.9").await.expect_err("no way there");
    assert_eq!(cut.reason, GapReason::Unreachable);

    let interfaces = host.interfaces().await.expect("recorded");
    let facts: Vec<InterfaceFacts> = interfaces
        .into_iter()
        .map(|interface| InterfaceFacts {
            carries_route: interface.name == "wg-exemple",
            has_address: !interface.addresses.is_empty(),
            kind: interface.system_kind,
            hardware: interface.hardware,
            description: interface.description,
            mtu: interface.mtu,
            name: interface.name,
        })
        .collect();
    let processes = host.process_names().await.expect("recorded");
    let found = tunnels(&vpn_products().expect("the shipped table"), &facts, &processes);
    let active: Vec<_> = found
        .iter()
        .filter(|tunnel| tunnel.active)
        .map(|tunnel| &tunnel.interface)
        .collect();
    assert_eq!(active, ["wg-exemple"]);

    let codes = codes(&host).await;
    for expected in [
        Code::SecurityCpu,
        Code::SecurityTwoActive,
        Code::MachineOld,
        Code::RebootPending,
    ] {
        assert!(codes.contains(&expected), "{expected:?} in {codes:?}");
    }
}

#[tokio::test]
async fn counters_are_given_in_their_order_and_the_last_stays() {
    let host = host(LAPTOP);
    let mut retried = Vec::new();
    for _ in 0..3 {
        let reading = host.wifi("wlp2s0").await.expect("recorded");
        retried.push(reading.retried_frames.expect("recorded"));
    }
    assert_eq!(retried, [6105, 6405, 6405]);
    let received = host.traffic("wg-exemple").await.map(|traffic| traffic.received_bytes);
    assert_eq!(received, Ok(41_234_567));
}

#[tokio::test]
async fn a_bare_server_is_no_employees_computer_and_keeps_its_gaps() {
    let host = host(SERVER);
    let codes = codes(&host).await;
    assert!(
        codes.contains(&Code::InsideRemoteSession) && codes.contains(&Code::ProxyInUse),
        "{codes:?}"
    );
    assert!(
        !codes.contains(&Code::DiskNotEncrypted) && !codes.contains(&Code::MachineOld),
        "{codes:?}"
    );
    let desktops = host.saved_desktops().await.expect_err("it had no home");
    assert_eq!(desktops.detail, "HOME is not set");
    let reasons = [
        host.wifi("eth0").await.map(drop),
        host.own_cpu_seconds().map(drop),
        host.own_folder().map(drop),
    ]
    .map(|answer| answer.expect_err("never recorded").reason);
    assert_eq!(reasons, [GapReason::NotSupported; 3]);
}

#[tokio::test]
async fn recording_a_recording_changes_nothing() {
    let original: Recording = serde_json::from_str(LAPTOP).expect("a recording");
    let targets = [address("10.20.0.40"), address("2001:db8::1")];
    let again = record(&host(LAPTOP), &targets, WINDOW).await;
    let stored = serde_json::to_string(&again).expect("it serialises");
    assert_eq!(
        serde_json::from_str::<Recording>(&stored).expect("it reads back"),
        again
    );
    assert_eq!((&again.machine, &again.posture), (&original.machine, &original.posture));
    assert_eq!(again.wifi, original.wifi);
    assert_eq!(again.traffic["wlp2s0"], original.traffic["wlp2s0"]);
    let replayed = RecordedHost::new(again, None);
    for target in targets {
        assert_eq!(replayed.route(target).await, host(LAPTOP).route(target).await);
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn this_computer_can_be_recorded() {
    use maillon_measurement::host::linux::LinuxHost;
    let recording = record(&LinuxHost::new(), &[], Duration::from_millis(200)).await;
    let stored = serde_json::to_string(&recording).expect("it serialises");
    assert_eq!(
        serde_json::from_str::<Recording>(&stored).expect("it reads back"),
        recording
    );
    assert!(recording.machine.is_some_and(|machine| machine.is_ok()));
}
