//! The life of the server: its ports, its privileges, its signals and its end.

mod ports;

use crate::certificate::{CertificateError, Files, InForce, server_config};
use crate::config::Config;
use crate::limits::gate::Gate;
use crate::limits::spending::Spending;
use crate::log::Log;
use crate::metrics::Metrics;
use crate::privileges::{Identity, PrivilegeError, allow_files};
use crate::web::Server;
use ports::Ports;
use serde_json::json;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

/// Files beside connections: ports, the log, the runtime, certificates while they are read.
const OTHER_FILES: u64 = 128;
/// Threads without a setting: one carries some gigabits a second.
const MOST_THREADS: usize = 4;
/// Days before its end from which a certificate is warned of.
const EXPIRES_SOON: i64 = 30;
/// How often the end of the certificate is looked at.
const LOOK_AT_CERTIFICATE: Duration = Duration::from_hours(24);
/// How often it is looked whether the last connection has ended, while stopping.
const STOPPING: Duration = Duration::from_millis(50);

/// Why the server cannot run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A port cannot be opened.
    #[error("{service} port {address}: {source}")]
    Port {
        /// What would be served there.
        service: &'static str,
        /// Where.
        address: SocketAddr,
        /// The error of the system.
        source: io::Error,
    },
    /// No certificate.
    #[error("certificate: {0}")]
    Certificate(#[from] CertificateError),
    /// TLS cannot be set up.
    #[error("TLS: {0}")]
    Tls(#[from] rustls::Error),
    /// Privileges cannot be given up.
    #[error("privileges: {0}")]
    Privileges(#[from] PrivilegeError),
    /// The runtime cannot start.
    #[error("runtime: {0}")]
    Runtime(#[source] io::Error),
}

/// Serves until SIGTERM or SIGINT. `log` is closed at the end.
pub fn run(config: &Config, log: Log) -> Result<(), RunError> {
    let log = Arc::new(log);
    let result = prepare(config, &log).and_then(|ready| ready.serve(config, &log));
    if let Err(error) = &result {
        log.event("failed", &[("error", json!(error.to_string()))]);
    }
    log.close();
    result
}

struct Ready {
    ports: Ports,
    files: Files,
    in_force: Arc<InForce>,
}

/// Does what may need privileges, and gives them up.
fn prepare(config: &Config, log: &Log) -> Result<Ready, RunError> {
    let identity = Identity::find(config.user.as_deref())?;
    let files = match (&config.certificate.chain, &config.certificate.key) {
        (Some(chain), Some(key)) => Files {
            chain: chain.clone(),
            key: key.clone(),
        },
        (_, None) | (None, _) => Files::kept(&config.certificate.folder, &names(config), identity.owner())?,
    };
    let served = files.load()?;
    let wanted = config.limits.connections as u64 + OTHER_FILES;
    let allowed = allow_files(wanted)?;
    if allowed < wanted {
        log.event("few_files", &[("wanted", json!(wanted)), ("allowed", json!(allowed))]);
    }
    let ports = Ports::open(config)?;
    identity.assume()?;
    let days = served.days_left();
    let chain = files.chain.display().to_string();
    log.event("certificate", &[("file", json!(chain)), ("days_left", json!(days))]);
    let in_force = Arc::new(InForce::new(served));
    Ok(Ready { ports, files, in_force })
}

/// The names of a self-signed certificate.
fn names(config: &Config) -> Vec<String> {
    let system = || nix::unistd::gethostname().ok()?.into_string().ok();
    let name = config
        .name
        .clone()
        .or_else(system)
        .unwrap_or_else(|| "localhost".to_owned());
    let endpoint = config.web.test_endpoint.clone();
    let listened = config.web.listen.iter().map(SocketAddr::ip);
    let addresses = listened
        .filter(|address| !address.is_unspecified())
        .map(|address| address.to_string());
    let mut names: Vec<String> = [name].into_iter().chain(endpoint).chain(addresses).collect();
    names.dedup();
    names
}

impl Ready {
    fn serve(self, config: &Config, log: &Arc<Log>) -> Result<(), RunError> {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let threads = config.threads.unwrap_or(processors.min(MOST_THREADS));
        let runtime = Builder::new_multi_thread().worker_threads(threads).enable_all().build();
        let runtime = runtime.map_err(RunError::Runtime)?;
        let result = runtime.block_on(self.serve_all(config, log));
        runtime.shutdown_background();
        result
    }

    async fn serve_all(self, config: &Config, log: &Arc<Log>) -> Result<(), RunError> {
        // Before anything is said to be ready: a signal from now on is heard.
        let heard = |kind| signal(kind).map_err(RunError::Runtime);
        let mut terminate = heard(SignalKind::terminate())?;
        let mut interrupt = heard(SignalKind::interrupt())?;
        let mut hangup = heard(SignalKind::hangup())?;
        let (stop, stops) = watch::channel(false);
        let server = self.server(config, log, stops)?;
        let mut tasks = JoinSet::new();
        let addresses = self.ports.addresses();
        self.ports.serve(config, &server, &self.in_force, &mut tasks)?;
        log.event("ready", &addresses);
        let mut look = tokio::time::interval(LOOK_AT_CERTIFICATE);
        loop {
            tokio::select! {
                _ = terminate.recv() => break,
                _ = interrupt.recv() => break,
                _ = hangup.recv() => reload(&self.files, &self.in_force, &server),
                _ = look.tick() => warn_of_end(&self.in_force, log),
            }
        }
        log.event("stopping", &[("connections", json!(server.gate.open()))]);
        tasks.abort_all();
        while tasks.join_next().await.is_some() {}
        stop.send_replace(true);
        let deadline = Instant::now() + Duration::from_secs(config.stop_seconds);
        while server.gate.open() > 0 && Instant::now() < deadline {
            tokio::select! {
                () = tokio::time::sleep(STOPPING) => {}
                // Who asks twice does not want to wait.
                _ = terminate.recv() => break,
                _ = interrupt.recv() => break,
            }
        }
        log.event("stopped", &[("connections_cut", json!(server.gate.open()))]);
        Ok(())
    }

    fn server(&self, config: &Config, log: &Arc<Log>, stop: watch::Receiver<bool>) -> Result<Arc<Server>, RunError> {
        let limits = &config.limits;
        let metrics = Metrics::default();
        metrics.certificates.add(1);
        let all = Spending::new(limits.bytes_per_hour(), limits.pace(), Instant::now());
        Ok(Arc::new(Server {
            name: config.name.clone(),
            test_endpoint: config.web.test_endpoint.clone(),
            acceptor: TlsAcceptor::from(Arc::new(server_config(Arc::clone(&self.in_force))?)),
            gate: Arc::new(Gate::new(limits.connections())),
            spending: Arc::new(all),
            limits: limits.clone(),
            metrics: Arc::new(metrics),
            log: Arc::clone(log),
            stop,
        }))
    }
}

/// Reads the certificate again; the old one stays when the new one cannot be used.
fn reload(files: &Files, in_force: &InForce, server: &Server) {
    match files.load() {
        Ok(fresh) => {
            let days = fresh.days_left();
            in_force.replace(fresh);
            server.metrics.certificates.add(1);
            server.log.event("certificate", &[("days_left", json!(days))]);
        }
        Err(error) => server
            .log
            .event("certificate_kept", &[("error", json!(error.to_string()))]),
    }
}

fn warn_of_end(in_force: &InForce, log: &Log) {
    let days = in_force.days_left();
    if days < EXPIRES_SOON {
        log.event("certificate_ends", &[("days_left", json!(days))]);
    }
}
