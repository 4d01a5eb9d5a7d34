//! Ten thousand connections that mean no good, from two thousand addresses of loopback.

use crate::program::Reflector;
use bytes::Bytes;
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use socket2::{Domain, Protocol, SockAddr, Socket, Type};
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_rustls::TlsConnector;

const CONNECTIONS: usize = 10_000;
const ADDRESSES: usize = 2_000;
/// Connections the server holds by default.
const PLACES: usize = 320;
/// What the requirement allows, kB.
const MOST_MEMORY: u64 = 64 * 1024;
/// A stuck test ends by then.
const PATIENCE: Duration = Duration::from_secs(20);
/// The same for one that waits until the server gives up who moves nothing, after 20 s.
const LONG_PATIENCE: Duration = Duration::from_mins(3);

/// What a connection does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// Nothing.
    Idle,
    /// What is no TLS.
    Garbage,
    /// A handshake that is announced as 16 KiB long and never ends.
    Half,
    /// A few bytes of it at a time.
    Drip,
    /// A large object, which it does not read.
    Deaf,
}

const MANNERS: [Manner; 5] = [Manner::Idle, Manner::Garbage, Manner::Half, Manner::Drip, Manner::Deaf];

/// The head of a TLS record and of a ClientHello, both as long as they may be.
const HELLO: [u8; 9] = [0x16, 0x03, 0x01, 0x40, 0x00, 0x01, 0x00, 0xff, 0xff];

struct Bad {
    manner: Manner,
    stream: TcpStream,
}

/// Connects from one of the addresses; none when it is refused at once.
fn connect(number: usize, to: SocketAddr) -> Option<TcpStream> {
    let place = number % ADDRESSES;
    let from = SocketAddr::from(([127, 1, (place / 250) as u8, (place % 250 + 1) as u8], 0));
    let socket = Socket::new(Domain::IPV4, Type::STREAM, Some(Protocol::TCP)).expect("a socket");
    socket.bind(&SockAddr::from(from)).expect("all of 127.0.0.0/8 is ours");
    match socket.connect_timeout(&SockAddr::from(to), PATIENCE) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::ConnectionReset => return None,
        Err(error) => panic!("the kernel does not take it: {error}"),
    }
    socket.set_nonblocking(true).expect("a socket");
    Some(socket.into())
}

impl Bad {
    fn connect(number: usize, to: SocketAddr) -> Option<Self> {
        let manner = MANNERS[number % MANNERS.len()];
        let mut bad = Self {
            manner,
            stream: connect(number, to)?,
        };
        bad.misbehave();
        Some(bad)
    }

    fn misbehave(&mut self) {
        let bytes: &[u8] = match self.manner {
            Manner::Idle => return,
            Manner::Garbage => &[0x5a; 600],
            Manner::Half => &[&HELLO[..], &[0; 16_000]].concat(),
            Manner::Drip => &HELLO[..5],
            Manner::Deaf => &HELLO,
        };
        // Refused, pushed out or full: that is what the server is for.
        let _ = self.stream.write(bytes);
    }

    fn is_open(&mut self) -> bool {
        loop {
            match self.stream.read(&mut [0; 64]) {
                Ok(0) => return false,
                // An alert, before the end.
                Ok(_) => {}
                Err(error) => return error.kind() == ErrorKind::WouldBlock,
            }
        }
    }
}

fn allow_files() {
    let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE).expect("a limit");
    let wanted = CONNECTIONS as u64 + 500;
    assert!(
        hard >= wanted,
        "this test needs {wanted} open files: raise the hard limit (ulimit -Hn) from {hard}"
    );
    setrlimit(Resource::RLIMIT_NOFILE, hard, hard).expect("up to the hard limit");
}

/// Whether a client that means well is served.
fn serves(reflector: &Reflector) -> bool {
    let certificate = reflector.certificate().display().to_string();
    let asked = Command::new("curl")
        .args(["-sf", "--http2", "--max-time", "20", "--cacert", &certificate])
        .args([reflector.url("/.well-known/nq"), reflector.url("/nq/small")])
        .output()
        .expect("curl is installed");
    asked.status.success() && asked.stdout.ends_with(b"x")
}

fn peak(reflector: &Reflector) -> u64 {
    let peak = reflector.status("VmHWM");
    peak.trim_end_matches(" kB").parse().expect("a number")
}

#[test]
fn ten_thousand_of_them_neither_stop_it_nor_fill_its_memory() {
    allow_files();
    let reflector = Reflector::start(&[]);
    let before = peak(&reflector);
    let mut bad = Vec::with_capacity(CONNECTIONS);
    for number in 0..CONNECTIONS {
        bad.extend(Bad::connect(number, reflector.web));
        if number % 2500 == 1250 {
            assert!(serves(&reflector), "among {number}");
        }
    }
    for _ in 0..3 {
        for one in &mut bad {
            one.misbehave();
        }
        assert!(serves(&reflector), "among all of them");
    }
    let open = bad.iter_mut().map(Bad::is_open).filter(|open| *open).count();
    assert!(open <= PLACES, "{open} are still open");
    assert!(open > 0, "those the server holds are really held");
    let peak = peak(&reflector);
    println!("{before} kB before, {peak} kB at the peak, {open} connections held");
    assert!(peak < MOST_MEMORY, "{peak} kB");
    let refused: u64 = ["rate", "client_rate", "client_connections", "site_connections", "full"]
        .iter()
        .map(|reason| reflector.figure(&format!("connections_refused_total{{reason=\"{reason}\"}}")))
        .sum();
    let arrived = reflector.figure("connections_total") + refused;
    assert!(arrived >= CONNECTIONS as u64, "{arrived} arrived");
}

/// Connects with HTTP/2 from an address of its own, asks for as many large objects as it may, and reads none.
async fn ask_and_not_read(number: usize, reflector: &Reflector, tls: &TlsConnector) -> Vec<impl Sized> {
    let from = SocketAddr::from(([127, 2, (number / 250) as u8, (number % 250 + 1) as u8], 0));
    let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
    socket.bind(from).expect("all of 127.0.0.0/8 is ours");
    let stream = socket.connect(reflector.web).await.expect("the kernel takes it");
    let name = "localhost".try_into().expect("a name");
    let stream = tls.connect(name, stream).await.expect("a place");
    let mut builder = h2::client::Builder::new();
    builder
        .initial_window_size(1 << 30)
        .initial_connection_window_size(1 << 30);
    let (sender, connection) = builder.handshake::<_, Bytes>(stream).await.expect("HTTP/2");
    // Its requests are sent, and then it is never polled again: nobody reads the socket.
    let mut connection = Box::pin(connection);
    let (mut sender, mut answers) = (sender, Vec::new());
    for _ in 0..16 {
        let request = hyper::Request::get(reflector.url("/nq/large"))
            .body(())
            .expect("a request");
        answers.push(sender.send_request(request, true).expect("a stream").0);
    }
    std::future::poll_fn(|context| {
        let _ = connection.as_mut().poll(context);
        std::task::Poll::Ready(())
    })
    .await;
    vec![(connection, sender, answers)]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_place_taken_by_clients_that_do_not_read_fits_the_memory_and_holds_nobody_up() {
    allow_files();
    // Nothing but a newcomer ends a connection while the test runs.
    let reflector = Reflector::start(&["limits.idle_seconds=3600", "limits.connection_seconds=3600"]);
    let tls = tls(&reflector);
    let mut deaf = Vec::new();
    for number in 0..PLACES {
        deaf.push(ask_and_not_read(number, &reflector, &tls).await);
    }
    let start = Instant::now();
    while reflector.figure("requests_total{object=\"large\"}") < PLACES as u64 * 15 && start.elapsed() < PATIENCE {
        tokio::task::yield_now().await;
    }
    let (open, peak) = (reflector.figure("connections_open"), peak(&reflector));
    let asked = reflector.figure("requests_total{object=\"large\"}");
    println!("{open} connections, {asked} large objects asked for, {peak} kB at the peak");
    assert_eq!(open, PLACES as u64, "{open} are held at once");
    assert!(asked >= PLACES as u64 * 15, "{asked}");
    assert!(peak < MOST_MEMORY, "{peak} kB");
    let start = Instant::now();
    while !serves(&reflector) {
        assert!(start.elapsed() < LONG_PATIENCE, "nobody else is served");
    }
    assert!(serves(&reflector), "and not once only");
    let evicted = reflector.figure("connections_evicted_total");
    assert!(evicted >= 1, "a place was given up");
    let open = reflector.figure("connections_open");
    assert!(open + 2 >= PLACES as u64, "{open}: the others are still there");
    let peak = self::peak(&reflector);
    assert!(peak < MOST_MEMORY, "{peak} kB");
    drop(deaf);
}

fn tls(reflector: &Reflector) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    let certificate = CertificateDer::from_pem_file(reflector.certificate()).expect("made");
    roots.add(certificate).expect("a certificate");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let mut config = builder
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec()];
    TlsConnector::from(Arc::new(config))
}
