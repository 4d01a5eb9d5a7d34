//! The accuracy of the link emulator itself, and what may stand beside it.

use maillon_diagnosis::statistics::{burst_ratio, median, wilson};
use maillon_lab::address::{BOX, ISP};
use maillon_lab::link::{End, Link, Shape};
use maillon_lab::name::LabName;
use maillon_lab::namespace::Namespace;
use maillon_lab::{Lab, Tunnel};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

const NEAR: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 1);
const FAR: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 2);
const PORT: u16 = 7;
/// Bytes of a TCP segment in a frame of 1514: 20 of IP and 32 of TCP with timestamps go off.
const GOODPUT: f64 = 1448.0 / 1514.0;

/// Two at once would share two processors, and each would measure the other.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

struct Pair {
    link: Link,
    near: Namespace,
    far: Namespace,
    _wires: Namespace,
    _turn: MutexGuard<'static, ()>,
}

fn pair(shapes: [Shape; 2]) -> Pair {
    let turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let lab = LabName::new().expect("root");
    let [near, far, wires] = ["near", "far", "wires"].map(|role| Namespace::create(&lab, role).expect("a namespace"));
    let end = |namespace, address| End {
        namespace,
        interface: "eth0",
        address,
    };
    let link = Link::lay(
        &wires,
        0,
        [end(&near, "192.0.2.1/30"), end(&far, "192.0.2.2/30")],
        shapes,
    );
    Pair {
        link: link.expect("a link"),
        near,
        far,
        _wires: wires,
        _turn: turn,
    }
}

/// Answers every datagram with itself until the socket has been silent for a second.
fn echo(socket: &UdpSocket) {
    let mut datagram = [0; 2048];
    socket
        .set_read_timeout(Some(Duration::from_secs(1)))
        .expect("a timeout");
    while let Ok((length, from)) = socket.recv_from(&mut datagram) {
        socket.send_to(&datagram[..length], from).expect("sent");
    }
}

/// Round trips of `count` datagrams, one each `every`; none for a lost one.
fn round_trips(pair: &Pair, count: u32, every: Duration, bytes: usize) -> Vec<Option<f64>> {
    let far = pair.far.enter(|| UdpSocket::bind((FAR, PORT))).expect("a port");
    let near = pair.near.enter(|| UdpSocket::bind((NEAR, 0))).expect("a port");
    near.connect((FAR, PORT)).expect("a way");
    near.set_read_timeout(Some(Duration::from_secs(1))).expect("a timeout");
    thread::scope(|scope| {
        scope.spawn(|| echo(&far));
        let answers = scope.spawn(|| {
            let mut taken: Vec<Option<f64>> = vec![None; count as usize];
            let mut datagram = [0; 2048];
            let start = Instant::now();
            while let Ok(length) = near.recv(&mut datagram) {
                let now = start.elapsed().as_secs_f64();
                let number = u32::from_be_bytes(datagram[..4].try_into().expect("four bytes"));
                let sent = f64::from_be_bytes(datagram[4..12].try_into().expect("eight bytes"));
                assert_eq!(length, bytes);
                taken[number as usize] = Some(now - sent);
            }
            taken
        });
        let start = Instant::now();
        for number in 0..count {
            thread::sleep((every * number).saturating_sub(start.elapsed()));
            let mut datagram = vec![0; bytes];
            datagram[..4].copy_from_slice(&number.to_be_bytes());
            datagram[4..12].copy_from_slice(&start.elapsed().as_secs_f64().to_be_bytes());
            near.send(&datagram).expect("sent");
        }
        answers.join().expect("answers")
    })
}

/// The scheduler of a busy machine makes single frames late: the median is the link's.
#[test]
fn a_delay_is_true_to_half_a_millisecond() {
    let shape = |ms| [Shape::delay(Duration::from_millis(ms)); 2];
    let pair = pair(shape(10));
    for ms in [10, 40] {
        pair.link.shape(shape(ms));
        let rtts = round_trips(&pair, 200, Duration::from_millis(5), 100);
        let middle = median(rtts.into_iter().flatten()).expect("answers") * 1000.0;
        let told = 2.0 * ms as f64;
        assert!(
            (told - 1.0..=told + 1.0).contains(&middle),
            "{middle} ms, told {told}: half a millisecond each way"
        );
    }
}

#[test]
fn a_rate_is_true_to_three_per_cent() {
    for rate in [2e6, 20e6, 100e6, 300e6] {
        let shape = Shape {
            delay: Duration::from_millis(2),
            rate_bps: Some(rate),
            queue: Duration::from_millis(50),
            ..Shape::default()
        };
        let pair = pair([Shape::delay(Duration::from_millis(2)), shape]);
        let listener = pair.far.enter(|| TcpListener::bind((FAR, PORT))).expect("a port");
        let carried = thread::scope(|scope| {
            scope.spawn(|| {
                let (mut stream, _) = listener.accept().expect("a visitor");
                let block = vec![0; 1 << 16];
                while stream.write_all(&block).is_ok() {}
            });
            let address = SocketAddr::from((FAR, PORT));
            let mut stream = pair.near.enter(|| TcpStream::connect(address)).expect("connected");
            let mut piece = vec![0; 1 << 16];
            let mut read_for = |time: Duration| {
                let (start, mut read) = (Instant::now(), 0);
                while start.elapsed() < time {
                    read += stream.read(&mut piece).expect("read");
                }
                read as f64 * 8.0 / start.elapsed().as_secs_f64()
            };
            read_for(Duration::from_secs(1));
            // The middle of short stretches: a computer that stalls once spoils one of them.
            let stretches = (0..12).map(|_| read_for(Duration::from_millis(250)));
            let carried = median(stretches).expect("stretches");
            drop(stream);
            carried
        });
        let ratio = carried / (rate * GOODPUT);
        assert!((0.97..=1.03).contains(&ratio), "{ratio} of {rate} bit/s");
    }
}

#[test]
fn losses_and_a_hole_are_true() {
    let lossy = Shape {
        loss: 0.05,
        ..Shape::default()
    };
    let pair = pair([lossy, Shape::default()]);
    let rtts = round_trips(&pair, 2000, Duration::from_millis(1), 100);
    let lost = rtts.iter().filter(|rtt| rtt.is_none()).count() as u32;
    let (low, high) = wilson(lost, 2000).expect("trials");
    assert!((low..=high).contains(&0.05), "{lost} of 2000: {low} to {high}");

    let hole = Shape {
        longest_frame: Some(14 + 1000),
        ..Shape::default()
    };
    pair.link.shape([hole, Shape::default()]);
    // 28 bytes of IP and UDP come before the datagram.
    assert!(
        round_trips(&pair, 5, Duration::from_millis(10), 972)
            .iter()
            .all(Option::is_some)
    );
    assert!(
        round_trips(&pair, 5, Duration::from_millis(10), 973)
            .iter()
            .all(Option::is_none)
    );
}

/// Draws of an exponential distribution; at four means between two datagrams hardly any is held up by the one before.
#[test]
fn jitter_spreads_as_told() {
    const COUNT: u32 = 500;
    const MEAN_MS: f64 = 4.0;
    let jittery = Shape {
        jitter: Duration::from_secs_f64(MEAN_MS / 1000.0),
        ..Shape::delay(Duration::from_millis(5))
    };
    let pair = pair([jittery, Shape::default()]);
    let rtts = round_trips(&pair, COUNT, Duration::from_millis(16), 100);
    let rtts: Vec<f64> = rtts.into_iter().flatten().collect();
    let least = rtts.iter().copied().fold(f64::INFINITY, f64::min);
    let added: Vec<f64> = rtts.iter().map(|rtt| (rtt - least) * 1000.0).collect();
    let count = f64::from(COUNT);
    assert_eq!(added.len(), COUNT as usize, "nothing is lost");
    // Shares and no mean: a computer that stalls once makes few of them late. Four standard errors.
    for told in [0.5_f64, 0.05] {
        let late = -MEAN_MS * told.ln();
        let share = added.iter().filter(|added| **added > late).count() as f64 / count;
        let tolerance = 4.0 * (told * (1.0 - told) / count).sqrt();
        assert!(
            (share - told).abs() < tolerance,
            "{share} are later than {late} ms, told {told}"
        );
    }
}

#[test]
fn losses_in_bursts_are_as_many_and_as_long_as_told() {
    const COUNT: u32 = 4000;
    let bursty = Shape {
        loss: 0.1,
        loss_run: 4.0,
        ..Shape::default()
    };
    let pair = pair([Shape::default(); 2]);
    // The neighbours find each other before anything is lost.
    let before = round_trips(&pair, 5, Duration::from_millis(10), 100);
    assert!(before.iter().all(Option::is_some));
    pair.link.shape([bursty, Shape::default()]);
    let rtts = round_trips(&pair, COUNT, Duration::from_millis(1), 100);
    let lost: Vec<bool> = rtts.iter().map(Option::is_none).collect();
    let count = lost.iter().filter(|lost| **lost).count() as u32;
    // Runs of four make the share vary as if seven times fewer had been sent: by 2·4 − 1.
    let (low, high) = wilson(count / 7, COUNT / 7).expect("trials");
    assert!((low..=high).contains(&0.1), "{count} of {COUNT}: {low} to {high}");
    // By chance it is 1; here it is 4 losses in a row instead of 1 / (1 − 0.1), which some 100 runs tell to about a tenth.
    let ratio = burst_ratio(&lost).expect("some are lost, and not all");
    assert!((2.5..=4.7).contains(&ratio), "{ratio} times as long as by chance");
}

/// Each has its own home, with the same addresses, and what is cut in one works in the other.
#[test]
fn two_labs_stand_side_by_side() {
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let one = Lab::healthy(Tunnel::Split).expect("a lab");
    let other = one.beside(Tunnel::Full).expect("another");
    one.home.access_line.cut();
    let reaches = |lab: &Lab, target: Ipv4Addr| {
        let address = SocketAddr::from((target, 9));
        let attempt = lab
            .home
            .pc
            .enter(|| TcpStream::connect_timeout(&address, Duration::from_secs(1)));
        attempt.is_err_and(|error| error.kind() == std::io::ErrorKind::ConnectionRefused)
    };
    assert!(reaches(&one, BOX) && !reaches(&one, ISP));
    assert!(reaches(&other, BOX) && reaches(&other, ISP));
}
