//! The probes against real servers, over links whose delay is known.

use maillon_diagnosis::GapReason;
use maillon_diagnosis::checks::vpn::Family;
use maillon_lab::address::{ANCHOR_ONE, ANCHOR_TWO, BOX, EDGE, FILES, INSIDE, ISP, RESOLVER, STUN, TSE};
use maillon_lab::namespace::Namespace;
use maillon_lab::{Lab, Tunnel};
use maillon_measurement::probes::echo::{Binding, PAYLOAD, Pinger};
use maillon_measurement::probes::tcp_connect::{Connect, tcp_connect};
use maillon_measurement::probes::x224::Confirm;
use maillon_measurement::probes::{ProbeError, smb2, stun, x224};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

const BUDGET: Duration = Duration::from_secs(5);
/// What will never be answered need not be waited for.
const BRIEF: Duration = Duration::from_millis(500);
/// A scheduler that is late makes a round trip longer, never shorter: the shortest of several is the link's.
const TRIES: u16 = 10;
/// The way to the company's edge and back, outside the tunnel.
const OUTSIDE: Duration = Duration::from_micros(12_600);
/// The way to an anchor and back through a full tunnel, around by the company.
const AROUND: Duration = Duration::from_micros(18_600);
/// What four relays and the tunnel add to the shortest round trip, on a busy machine.
const TOLERANCE: Duration = Duration::from_millis(8);

fn inside<T: Send>(namespace: &Namespace, work: impl AsyncFnOnce() -> T + Send) -> T {
    namespace.enter(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(work())
    })
}

async fn echo(target: Ipv4Addr, binding: &Binding, budget: Duration) -> Result<Duration, ProbeError> {
    let pinger = Pinger::new(Family::V4, binding)?;
    pinger.ping(IpAddr::V4(target), PAYLOAD, budget).await
}

fn shortest_echo(namespace: &Namespace, target: Ipv4Addr, binding: &Binding) -> Duration {
    inside(namespace, async || {
        let mut shortest = BUDGET;
        for _ in 0..TRIES {
            shortest = shortest.min(echo(target, binding, BUDGET).await.expect("answers"));
        }
        shortest
    })
}

/// The emulator lets a frame go this much too soon at most: half a millisecond each way.
const EARLY: Duration = Duration::from_millis(1);

fn assert_near(target: Ipv4Addr, rtt: Duration, told: Duration) {
    assert!(
        rtt + EARLY >= told && rtt < told + TOLERANCE,
        "{target}: {rtt:?}, told {told:?}"
    );
}

async fn connected(target: (Ipv4Addr, u16)) -> tokio::net::TcpStream {
    match tcp_connect(SocketAddr::from(target), None, BUDGET)
        .await
        .expect("answers")
    {
        Connect::Connected { stream, .. } => stream,
        Connect::Refused { .. } => panic!("{target:?} refuses"),
    }
}

/// Each segment of the chain shows the delay it was given, and nothing else.
#[test]
fn the_links_delay_as_told_and_a_cut_one_is_silent() {
    let lab = Lab::healthy(Tunnel::Split).expect("the lab stands");
    let pc = &lab.home.pc;
    for (target, tenths_ms) in [(BOX, 6), (ISP, 86), (ANCHOR_ONE, 106), (ANCHOR_TWO, 106), (INSIDE, 126)] {
        let rtt = shortest_echo(pc, target, &Binding::default());
        assert_near(target, rtt, Duration::from_micros(tenths_ms * 100));
    }
    lab.home.access_line.cut();
    let beyond = inside(pc, async || echo(ANCHOR_ONE, &Binding::default(), BRIEF).await);
    assert_eq!(beyond.expect_err("cut").reason(), GapReason::TimedOut);
    shortest_echo(pc, BOX, &Binding::default());
}

/// The servers are the real ones, at the other end of a real tunnel.
#[test]
fn real_servers_answer_the_probes_through_the_tunnel() {
    let lab = Lab::healthy(Tunnel::Full).expect("the lab stands");
    let pc = &lab.home.pc;

    let outside = Binding {
        interface: Some("eth0".to_owned()),
        source: None,
    };
    assert_near(EDGE, shortest_echo(pc, EDGE, &outside), OUTSIDE);
    assert_near(ANCHOR_ONE, shortest_echo(pc, ANCHOR_ONE, &Binding::default()), AROUND);

    let (confirm, took) = inside(pc, async || {
        let mut stream = connected((TSE, 3389)).await;
        x224::ask(&mut stream, x224::SSL | x224::HYBRID | x224::HYBRID_EX, BUDGET).await
    })
    .expect("xrdp answers");
    let Confirm::Selected { protocol, .. } = confirm else {
        panic!("{confirm:?}")
    };
    assert_eq!(protocol, x224::SSL);
    assert!(took >= OUTSIDE, "no faster than the way there and back: {took:?}");

    let (dialect, _) = inside(pc, async || {
        let mut stream = connected((FILES, 445)).await;
        smb2::ask(&mut stream, BUDGET).await
    })
    .expect("samba answers");
    assert_eq!(dialect, smb2::Dialect::Smb311);

    let burst = inside(pc, async || {
        stun::burst(SocketAddr::from((STUN, 3478)), 20, Duration::from_millis(20), BUDGET).await
    })
    .expect("coturn answers");
    assert!(burst.rtts.iter().all(Option::is_some), "{burst:?}");
    let mapped = burst.mapped.expect("coturn says where it was asked from").ip();
    assert_eq!(mapped, IpAddr::V4(EDGE), "a full tunnel leaves at the company");

    let refused = inside(pc, async || {
        tcp_connect(SocketAddr::from((RESOLVER, 9)), None, BUDGET).await
    });
    assert!(matches!(refused, Ok(Connect::Refused { .. })), "{refused:?}");
}
