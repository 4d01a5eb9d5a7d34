//! Moves bytes through TLS over loopback and prints what it cost.
//!
//! `cargo run --release -p maillon-reflector --example throughput [SECONDS] [CONNECTIONS]`
//!
//! The program is started as a process of its own, so that its processor time and memory are its own; the client is in this
//! process and reads (or writes) as fast as HTTP/2 and TLS let it.

#![expect(clippy::print_stdout, reason = "it prints figures")]

#[cfg(target_os = "linux")]
fn main() {
    linux::main();
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("Linux only");
}

#[cfg(target_os = "linux")]
mod linux {
    use bytes::Bytes;
    use h2::client::Builder;
    use hyper::Request;
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject;
    use rustls::{ClientConfig, RootCertStore};
    use std::fs;
    use std::io::{BufRead, BufReader};
    use std::net::SocketAddr;
    use std::path::Path;
    use std::process::{Child, Command, Stdio};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::time::{Duration, Instant};
    use tokio::net::TcpStream;
    use tokio_rustls::TlsConnector;

    const WINDOW: u32 = 16 * 1024 * 1024;
    /// Clock ticks a second in `/proc/<pid>/stat` (`_SC_CLK_TCK`, 100 on every Linux).
    const TICKS: f64 = 100.0;

    #[tokio::main(flavor = "multi_thread", worker_threads = 2)]
    pub async fn main() {
        let mut arguments = std::env::args()
            .skip(1)
            .map(|argument| argument.parse().expect("a number"));
        let (seconds, connections) = (arguments.next().unwrap_or(5), arguments.next().unwrap_or(4));
        let folder = tempfile::tempdir().expect("a folder");
        let (mut child, address) = start(folder.path());
        let tls = tls(&folder.path().join("certificate.pem"));
        println!("direction  connections    Gbit/s  server CPU s/GB  client CPU s/GB  server peak MB");
        for direction in ["download", "upload"] {
            let (server, client) = (processor(child.id()), processor(std::process::id()));
            let (start, moved) = (Instant::now(), Arc::new(AtomicU64::new(0)));
            let tasks =
                (0..connections).map(|_| tokio::spawn(transfer(address, tls.clone(), direction, Arc::clone(&moved))));
            let tasks: Vec<_> = tasks.collect();
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            let (elapsed, bytes) = (start.elapsed().as_secs_f64(), moved.load(Ordering::Relaxed) as f64);
            tasks.iter().for_each(tokio::task::JoinHandle::abort);
            let gigabytes = bytes / 1e9;
            println!(
                "{direction:9}  {connections:11}  {:8.2}  {:15.2}  {:15.2}  {:14.1}",
                bytes * 8.0 / elapsed / 1e9,
                (processor(child.id()) - server) / gigabytes,
                (processor(std::process::id()) - client) / gigabytes,
                peak(child.id()),
            );
        }
        child.kill().expect("our child");
        child.wait().expect("our child");
    }

    fn start(folder: &Path) -> (Child, SocketAddr) {
        let own = std::env::current_exe().expect("known");
        let program = own.parent().and_then(Path::parent).expect("target/<profile>/examples");
        let program = program.join("maillon-reflector");
        let state = format!("certificate.folder={}", folder.display());
        let mut command = Command::new(&program);
        let no_limit = ["limits.gigabytes_per_hour=0", "limits.gigabytes_per_hour_per_client=0"];
        let ports = [
            "web.listen=[\"127.0.0.1:0\"]",
            "stun.listen=[]",
            "stamp.listen=[]",
            "metrics.listen=127.0.0.1:0",
        ];
        let user = nix::unistd::geteuid().is_root().then_some("user=nobody");
        for setting in ports
            .iter()
            .chain(&no_limit)
            .chain(&user)
            .chain([&"name=localhost", &state.as_str()])
        {
            command.args(["--set", setting]);
        }
        let child = command.stderr(Stdio::piped()).spawn();
        let mut child = child.unwrap_or_else(|error| panic!("{}: {error}; build it first", program.display()));
        let mut lines = BufReader::new(child.stderr.take().expect("piped")).lines();
        let ready = lines.find_map(|line| {
            let event: serde_json::Value = serde_json::from_str(&line.expect("text")).expect("JSON");
            event["web"][0]
                .as_str()
                .map(|address| address.parse().expect("an address"))
        });
        std::thread::spawn(move || lines.for_each(drop));
        (child, ready.expect("it starts"))
    }

    async fn transfer(address: SocketAddr, tls: TlsConnector, direction: &'static str, moved: Arc<AtomicU64>) {
        let stream = TcpStream::connect(address).await.expect("open");
        stream.set_nodelay(true).expect("a socket");
        let stream = tls
            .connect("localhost".try_into().expect("a name"), stream)
            .await
            .expect("TLS");
        let mut builder = Builder::new();
        builder
            .initial_window_size(WINDOW)
            .initial_connection_window_size(WINDOW);
        let (mut sender, connection) = builder.handshake::<_, Bytes>(stream).await.expect("HTTP/2");
        tokio::spawn(connection);
        let url = |path| format!("https://localhost{path}");
        if direction == "download" {
            let request = Request::get(url("/nq/large")).body(()).expect("a request");
            let (response, _) = sender.send_request(request, true).expect("a stream");
            let mut body = response.await.expect("an answer").into_body();
            while let Some(data) = body.data().await {
                let length = data.expect("content").len();
                body.flow_control().release_capacity(length).expect("received");
                moved.fetch_add(length as u64, Ordering::Relaxed);
            }
            return;
        }
        let content = Bytes::from(vec![0x5a; 64 * 1024]);
        let request = Request::post(url("/nq/upload")).body(()).expect("a request");
        let (_response, mut body) = sender.send_request(request, false).expect("a stream");
        loop {
            body.reserve_capacity(content.len());
            let room = std::future::poll_fn(|context| body.poll_capacity(context)).await;
            let length = room.expect("open").expect("open").min(content.len());
            body.send_data(content.slice(..length), false).expect("open");
            moved.fetch_add(length as u64, Ordering::Relaxed);
        }
    }

    fn tls(certificate: &Path) -> TlsConnector {
        let mut roots = RootCertStore::empty();
        roots
            .add(CertificateDer::from_pem_file(certificate).expect("made"))
            .expect("a certificate");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let mut config = builder
            .expect("versions")
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"h2".to_vec()];
        TlsConnector::from(Arc::new(config))
    }

    /// Processor seconds of a process.
    fn processor(pid: u32) -> f64 {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).expect("it runs");
        let fields: Vec<&str> = stat.rsplit(')').next().expect("a name").split_whitespace().collect();
        let ticks = |at: usize| fields[at].parse::<f64>().expect("a number");
        (ticks(11) + ticks(12)) / TICKS
    }

    /// Peak of resident memory, MB.
    fn peak(pid: u32) -> f64 {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("it runs");
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .expect("Linux");
        line.trim().trim_end_matches(" kB").parse::<f64>().expect("a number") / 1024.0
    }
}
