//! A real nginx on loopback with a certificate of its own authority, ended with the test.

use maillon_diagnosis::profile::WebUrl;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use std::fs;
use std::io::Read;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const START: Duration = Duration::from_secs(20);
/// Bytes a second that one connection may download.
pub const RATE: u32 = 400_000;

pub struct Nginx {
    child: Child,
    folder: TempDir,
    address: SocketAddr,
    pub authority_pem: String,
}

impl Nginx {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (address, backend) = (free_port(), free_port());
        let authority_pem = write_certificates(folder.path());
        // Larger than any test reads; sparse.
        let large = fs::File::create(folder.path().join("large")).expect("a file");
        large.set_len(8_000_000_000).expect("sparse");
        fs::write(folder.path().join("nq"), nq(address)).expect("a file");
        let config = folder.path().join("nginx.conf");
        fs::write(&config, configuration(folder.path(), address, backend)).expect("a file");
        let child = Command::new("nginx")
            .arg("-p")
            .arg(folder.path())
            .arg("-e")
            .arg(folder.path().join("error.log"))
            .arg("-c")
            .arg(&config)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("nginx is installed: run `cargo xtask setup`");
        let mut nginx = Self {
            child,
            folder,
            address,
            authority_pem,
        };
        nginx.wait();
        nginx
    }

    pub fn url(&self, path: &str) -> WebUrl {
        WebUrl::try_from(format!("https://localhost:{}{path}", self.address.port())).expect("an address")
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    fn wait(&mut self) {
        let start = Instant::now();
        while TcpStream::connect(self.address).is_err() {
            let ended = self.child.try_wait().expect("our child");
            assert!(ended.is_none() && start.elapsed() < START, "nginx: {}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn log(&self) -> String {
        let mut log = String::new();
        if let Ok(mut file) = fs::File::open(self.folder.path().join("error.log")) {
            file.read_to_string(&mut log).expect("text");
        }
        log
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // Gone already when it failed to start: the test says so then.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_port() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback");
    listener.local_addr().expect("bound")
}

fn write_certificates(folder: &Path) -> String {
    let mut above = CertificateParams::default();
    above
        .distinguished_name
        .push(DnType::CommonName, "Exemple SA authority");
    above.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().expect("a key");
    let authority = CertifiedIssuer::self_signed(above, key).expect("signs");
    let mut own = CertificateParams::new(vec!["localhost".to_owned(), "127.0.0.1".to_owned()]).expect("names");
    own.distinguished_name.push(DnType::CommonName, "mesure.example");
    let key = KeyPair::generate().expect("a key");
    let certificate = own.signed_by(&key, &authority).expect("signs");
    fs::write(folder.join("cert.pem"), certificate.pem()).expect("a file");
    fs::write(folder.join("key.pem"), key.serialize_pem()).expect("a file");
    authority.pem()
}

fn nq(address: SocketAddr) -> String {
    let base = format!("https://localhost:{}", address.port());
    format!(
        r#"{{"version": 1, "test_endpoint": "127.0.0.1", "urls": {{"small_download_url": "{base}/small",
        "large_download_url": "{base}/large", "upload_url": "{base}/slurp"}}}}"#
    )
}

/// Two quirks: the worker must be a user who can read the folder, and the upload goes to a second server because one that
/// answers by itself does so before it has read the content.
fn configuration(folder: &Path, address: SocketAddr, backend: SocketAddr) -> String {
    let folder = folder.display();
    format!(
        r#"
daemon off; master_process off; worker_processes 1; user root; pid {folder}/pid;
events {{ worker_connections 256; }}
http {{
    access_log off; default_type application/octet-stream;
    client_body_temp_path {folder}/1; proxy_temp_path {folder}/2; fastcgi_temp_path {folder}/3;
    uwsgi_temp_path {folder}/4; scgi_temp_path {folder}/5;
    server {{
        listen {address} ssl http2;
        ssl_protocols TLSv1.2 TLSv1.3; ssl_certificate {folder}/cert.pem; ssl_certificate_key {folder}/key.pem;
        keepalive_requests 100000;
        location = /.well-known/nq {{ alias {folder}/nq; }}
        location = /small {{ return 200 "x"; }}
        location = /large {{ alias {folder}/large; limit_rate {RATE}; }}
        location = /slurp {{ client_max_body_size 0; proxy_pass http://{backend}/; }}
        location = /page {{ return 200 "a page of the ERP"; }}
        location = /remoteDesktopGateway/ {{ add_header WWW-Authenticate Negotiate always; return 401; }}
    }}
    server {{ listen {backend}; client_max_body_size 0; location / {{ return 200 ""; }} }}
}}
"#
    )
}
