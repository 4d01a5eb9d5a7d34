//! Services announced in a domain, asked of a real name server: dnsmasq(8).

use maillon_diagnosis::profile::HostPort;
use maillon_measurement::probes::services::offers;
use std::net::{SocketAddr, UdpSocket};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(5);
const START: Duration = Duration::from_secs(20);

/// A name server on loopback, ended with the test.
struct NameServer {
    child: Child,
    address: SocketAddr,
}

impl NameServer {
    fn start() -> Self {
        let free = UdpSocket::bind("127.0.0.1:0").and_then(|socket| socket.local_addr());
        let address = free.expect("loopback");
        let child = Command::new("dnsmasq")
            .args([
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--pid-file=",
                "--no-hosts",
                "--no-resolv",
            ])
            .args([
                "--bind-interfaces",
                "--listen-address=127.0.0.1",
                "--address=/#/",
                "--log-facility=-",
            ])
            .arg(format!("--port={}", address.port()))
            .arg("--ptr-record=_nq._tcp.corp.example,mesure._nq._tcp.corp.example")
            .arg("--srv-host=mesure._nq._tcp.corp.example,second.corp.example,8443,20,5")
            .arg("--srv-host=mesure._nq._tcp.corp.example,first.corp.example,443,10,1")
            .arg("--srv-host=mesure._nq._tcp.corp.example,heavier.corp.example,443,10,7")
            .arg("--srv-host=mesure._nq._tcp.corp.example,elsewhere.attacker.test,443,1,1")
            .arg("--ptr-record=_nq._tcp.closed.example,none._nq._tcp.closed.example")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("dnsmasq is installed: run `cargo xtask setup`");
        Self { child, address }
    }
}

impl Drop for NameServer {
    fn drop(&mut self) {
        // Gone already when it failed to start: the test says so then.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn found(server: SocketAddr, domain: &str) -> Vec<HostPort> {
    let start = Instant::now();
    loop {
        match offers(server, "_nq._tcp", domain, PATIENCE).await {
            Ok(found) => return found,
            // It does not listen yet.
            Err(error) => assert!(start.elapsed() < START, "{error}"),
        }
    }
}

#[tokio::test]
async fn the_preferred_machine_of_the_domain_comes_first_and_strangers_never() {
    let server = NameServer::start();
    let hosts: Vec<String> = found(server.address, "corp.example")
        .await
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        hosts,
        [
            "heavier.corp.example:443",
            "first.corp.example:443",
            "second.corp.example:8443"
        ]
    );
}

#[tokio::test]
async fn a_domain_that_announces_nothing_is_no_error() {
    let server = NameServer::start();
    for domain in ["closed.example", "other.example"] {
        assert_eq!(found(server.address, domain).await, []);
    }
}
