//! Finds a responsiveness server that answers.

use super::config::Config;
use super::line::Line;
use super::trust::Trust;
use crate::probes::ProbeError;
use crate::probes::names;
use crate::probes::tcp_connect::{Connect, tcp_connect};
use maillon_diagnosis::profile::{HostPort, WebUrl};
use rustls::ClientConfig;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

const OPERATION: &str = "nq configuration";
/// Longest configuration, bytes.
const LONGEST_CONFIG: usize = 64 * 1024;
/// Room for an answer that is no load, bytes.
pub(super) const SMALL_WINDOW: u32 = 65_535;
/// Addresses of a name that are tried.
const MOST_ADDRESSES: usize = 3;

/// A responsiveness server that answered.
#[derive(Debug, Clone)]
pub struct NqServer {
    /// Where its objects are.
    pub config: Config,
    /// The address every connection goes to.
    pub address: SocketAddr,
    /// The host of its objects, without port.
    pub host: String,
    pub(super) client: ClientConfig,
}

impl NqServer {
    /// Its name in the report, such as `https://mesure.exemple.fr`.
    pub fn name(&self) -> String {
        self.config.small.url().origin().ascii_serialization()
    }
}

/// Asks the configurations at `urls` one after the other; the first server that answers is used. `budget` is for each.
///
/// The system must trust the certificates of the server, or `trust` must name who does. The error is that of the first.
pub async fn configure(urls: &[WebUrl], trust: &Trust, budget: Duration) -> Result<NqServer, ProbeError> {
    let trust = trust.clone();
    let client = tokio::task::spawn_blocking(move || trust.client())
        .await
        .map_err(|error| ProbeError::from_io(OPERATION, &"system trust store", io::Error::other(error)))?
        .map_err(|source| ProbeError::Tls {
            operation: OPERATION,
            target: "system trust store".to_owned(),
            source,
        })?;
    let mut first = None;
    for url in urls {
        let name = url.host_port().to_string();
        let asked = tokio::time::timeout(budget, ask(url, &client, budget)).await;
        match asked.unwrap_or_else(|_| Err(timed_out(&name, budget))) {
            Ok(server) => return Ok(server),
            Err(error) => first = first.or(Some(error)),
        }
    }
    let none = || ProbeError::from_io(OPERATION, "no server", io::Error::from(ErrorKind::NotFound));
    Err(first.unwrap_or_else(none))
}

async fn ask(url: &WebUrl, client: &ClientConfig, budget: Duration) -> Result<NqServer, ProbeError> {
    let door = url.host_port();
    let address = reach(&door, budget).await?;
    let meter = Arc::default();
    let line = Line::dial(client, &door.host, address, SMALL_WINDOW, &meter, budget, &mut |_| {}).await?;
    let answer = line.asker().get(url, LONGEST_CONFIG, budget).await?;
    let garbage = |detail: String| ProbeError::Garbage {
        operation: OPERATION,
        target: url.url().to_string(),
        detail,
    };
    let config = Config::read(&answer.body).map_err(|error| garbage(error.to_string()))?;
    let endpoint = config.door().map_err(|error| garbage(error.to_string()))?;
    let address = if endpoint == door {
        address
    } else {
        reach(&endpoint, budget).await?
    };
    Ok(NqServer {
        host: config.small.host_port().host,
        config,
        address,
        client: client.clone(),
    })
}

/// The first address of a name that takes a connection.
async fn reach(door: &HostPort, budget: Duration) -> Result<SocketAddr, ProbeError> {
    let target = door.to_string();
    let addresses = names::addresses_of(&door.host, budget).await?;
    let mut last = ProbeError::from_io("name resolution", &target, ErrorKind::NotFound.into());
    for address in addresses.into_iter().take(MOST_ADDRESSES) {
        let address = SocketAddr::new(address, door.port);
        match tcp_connect(address, None, budget / 3).await {
            Ok(Connect::Connected { .. }) => return Ok(address),
            Ok(Connect::Refused { .. }) => {
                last = ProbeError::from_io("tcp connect", &address, ErrorKind::ConnectionRefused.into());
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}

fn timed_out(target: &str, budget: Duration) -> ProbeError {
    ProbeError::TimedOut {
        operation: OPERATION,
        target: target.to_owned(),
        budget,
    }
}
