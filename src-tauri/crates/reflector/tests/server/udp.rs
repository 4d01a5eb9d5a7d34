//! STUN and STAMP over real sockets.

use crate::program::Reflector;
use maillon_diagnosis::checks::bandwidth::{EachWay, TwoWays};
use maillon_measurement::probes::{stamp, stun};
use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant, SystemTime};
use tokio::net::UdpSocket as AsyncSocket;

/// An answer on loopback takes some microseconds; a test that waits for silence waits as long.
const SILENCE: Duration = Duration::from_millis(300);
const PATIENCE: Duration = Duration::from_secs(5);

fn socket() -> UdpSocket {
    let socket = UdpSocket::bind("127.0.0.1:0").expect("loopback");
    socket.set_read_timeout(Some(PATIENCE)).expect("a socket");
    socket
}

fn ask(socket: &UdpSocket, to: SocketAddr, question: &[u8]) -> Vec<u8> {
    socket.send_to(question, to).expect("loopback");
    let mut answer = [0; 2000];
    let (length, from) = socket.recv_from(&mut answer).expect("an answer");
    assert_eq!(from, to);
    answer[..length].to_vec()
}

/// A STAMP test packet of so many bytes.
fn packet(sequence: u32, length: usize) -> Vec<u8> {
    let mut packet = sequence.to_be_bytes().to_vec();
    packet.extend([0xe9, 1, 2, 3, 4, 5, 6, 7, 0x8d, 0x01]);
    packet.resize(length, 0);
    packet
}

#[tokio::test]
async fn our_own_probe_is_answered_and_told_its_address() {
    let reflector = Reflector::start(&[]);
    let spacing = Duration::from_millis(5);
    let burst = stun::burst(reflector.stun, 20, spacing, PATIENCE)
        .await
        .expect("answers");
    assert!(burst.rtts.iter().all(Option::is_some), "{burst:?}");
    assert!(
        burst.mapped.is_some_and(|mapped| mapped.ip().is_loopback()),
        "{burst:?}"
    );
    assert_eq!(
        reflector.figure("datagrams_total{service=\"stun\",result=\"answered\"}"),
        20
    );
}

/// A way that loses every seventh packet on the way out and every fifth answer on the way back.
async fn lossy_way(to: SocketAddr) -> SocketAddr {
    let (near, far) = (
        AsyncSocket::bind("127.0.0.1:0").await,
        AsyncSocket::bind("127.0.0.1:0").await,
    );
    let (near, far) = (near.expect("a socket"), far.expect("a socket"));
    far.connect(to).await.expect("the loopback");
    let address = near.local_addr().expect("an address");
    tokio::spawn(async move {
        let (mut question, mut answer) = ([0; 1500], [0; 1500]);
        let (mut asked, mut answered, mut from) = (0_u32, 0_u32, address);
        loop {
            tokio::select! {
                Ok((length, sender)) = near.recv_from(&mut question) => {
                    from = sender;
                    asked += 1;
                    if !asked.is_multiple_of(7) {
                        far.send(&question[..length]).await.expect("the loopback");
                    }
                }
                Ok(length) = far.recv(&mut answer) => {
                    answered += 1;
                    if !answered.is_multiple_of(5) {
                        near.send_to(&answer[..length], from).await.expect("the loopback");
                    }
                }
            }
        }
    });
    address
}

#[tokio::test]
async fn our_own_sender_tells_on_which_way_packets_are_lost() {
    let reflector = Reflector::start(&[]);
    let (spacing, budget) = (Duration::from_millis(8), Duration::from_millis(200));
    let way = lossy_way(reflector.stamp).await;
    let mut told = stamp::series(way, Instant::now(), spacing, budget).expect("a series");
    let mut samples = Vec::new();
    while samples.len() < 140 {
        let exchange = told.recv().await.expect("it goes on").expect("the loopback carries");
        samples.push(TwoWays {
            number: exchange.number,
            at_ms: f64::from(exchange.number) * 8.0,
            out_ms: exchange.answer.map(|answer| answer.out_ms),
            back_ms: exchange.answer.map(|answer| answer.back_ms),
            answer: exchange.answer.map(|answer| answer.number),
            loaded: false,
        });
    }
    let each_way = EachWay {
        server: way.to_string(),
        samples,
    };
    let (out, back) = each_way.ways(&[]);
    let ((lost_out, sent), (lost_back, reached)) = (out.lost.expect("it counts"), back.lost.expect("it counts"));
    assert!(sent > 100 && reached == sent - lost_out, "{out:?} {back:?}");
    let share = |lost, of| f64::from(lost) / f64::from(of);
    assert!((share(lost_out, sent) - 1.0 / 7.0).abs() < 0.02, "{out:?}");
    assert!((share(lost_back, reached) - 1.0 / 5.0).abs() < 0.02, "{back:?}");
}

#[test]
fn a_test_packet_comes_back_with_the_times_of_the_reflector() {
    let reflector = Reflector::start(&[]);
    let socket = socket();
    socket.set_ttl(33).expect("a socket");
    for (number, length) in [(0, 44), (1, 100), (2, 1400)] {
        let before = ntp_seconds();
        let question = packet(1000 + 2 * number, length);
        let answer = ask(&socket, reflector.stamp, &question);
        assert_eq!(answer.len(), length);
        assert_eq!(answer[..4], number.to_be_bytes(), "its own number");
        assert_eq!(answer[24..28], question[..4]);
        assert_eq!(answer[28..38], question[4..14]);
        let (sent, received) = (seconds(&answer[4..12]), seconds(&answer[16..24]));
        assert!(received <= sent, "it left after it came");
        assert!((sent >> 32).abs_diff(before) <= 2, "NTP time");
        assert_ne!(answer[13], 0, "an error estimate has a multiplier");
        assert_eq!(answer[40], 33, "TTL as received");
    }
}

#[test]
fn a_stateless_reflector_gives_the_number_back() {
    let reflector = Reflector::start(&["stamp.stateful=false"]);
    let answer = ask(&socket(), reflector.stamp, &packet(77, 44));
    assert_eq!(answer[..4], 77_u32.to_be_bytes());
}

#[test]
fn what_deserves_no_answer_gets_none() {
    let reflector = Reflector::start(&[]);
    let socket = socket();
    let own = ask(&socket, reflector.stamp, &packet(1, 44));
    let bare = stun_header();
    let questions = [
        (reflector.stamp, packet(2, 43)),
        (reflector.stamp, own),
        (reflector.stamp, packet(3, 9001)),
        (reflector.stun, bare),
        (reflector.stun, vec![0xff; 500]),
        (reflector.stun, Vec::new()),
    ];
    for (to, question) in &questions {
        socket.send_to(question, to).expect("loopback");
    }
    socket.set_read_timeout(Some(SILENCE)).expect("a socket");
    let answered = socket.recv_from(&mut [0; 2000]);
    assert!(answered.is_err(), "{answered:?}");
    assert_eq!(
        reflector.figure("datagrams_total{service=\"stamp\",result=\"ignored\"}"),
        3
    );
    assert_eq!(
        reflector.figure("datagrams_total{service=\"stun\",result=\"ignored\"}"),
        3
    );
}

#[test]
fn a_client_gets_no_more_than_its_rate() {
    let reflector = Reflector::start(&["limits.datagrams_per_second_per_client=10"]);
    let socket = socket();
    for sequence in 0..200 {
        socket
            .send_to(&packet(sequence, 44), reflector.stamp)
            .expect("loopback");
    }
    socket.set_read_timeout(Some(SILENCE)).expect("a socket");
    let answers = std::iter::from_fn(|| socket.recv_from(&mut [0; 100]).ok()).count();
    // A burst of 20, and what comes while the test runs on a busy machine.
    assert!((20..100).contains(&answers), "{answers}");
    assert!(reflector.figure("datagrams_total{service=\"stamp\",result=\"limited\"}") > 100);
}

#[test]
fn ten_runs_behind_one_address_lose_nothing() {
    let reflector = Reflector::start(&[]);
    let socket = socket();
    // Two seconds of them, which is what may come at once.
    for sequence in 0..2 * 10 * 70 {
        ask(&socket, reflector.stamp, &packet(sequence, 44));
    }
    assert_eq!(
        reflector.figure("datagrams_total{service=\"stamp\",result=\"limited\"}"),
        0
    );
}

fn stun_header() -> Vec<u8> {
    let mut request = vec![0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42];
    request.extend([7; 12]);
    request
}

fn seconds(field: &[u8]) -> u64 {
    u64::from_be_bytes(field.try_into().expect("8 bytes"))
}

/// Seconds since 1900.
fn ntp_seconds() -> u64 {
    let since = SystemTime::UNIX_EPOCH.elapsed().expect("after 1970");
    since.as_secs() + 2_208_988_800
}
