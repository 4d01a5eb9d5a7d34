//! Finds a responsiveness server that answers.

use super::config::Config;
use super::line::Line;
use super::trust::Trust;
use crate::probes::ProbeError;
use crate::probes::names;
use crate::probes::tcp_connect::{Connect, tcp_connect};
use futures_util::future::select_ok;
use maillon_diagnosis::profile::{HostPort, WebUrl};
use rustls::ClientConfig;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

const OPERATION: &str = "nq configuration";
/// Longest configuration, bytes.
const LONGEST_CONFIG: usize = 64 * 1024;
/// Room for an answer that is no load, bytes.
pub(super) const SMALL_WINDOW: u32 = 65_535;
/// Addresses of a name that are tried.
const MOST_ADDRESSES: usize = 3;

/// What is unanswered by then is asked once more: of a name that was lost, the system itself asks again after five seconds
/// (resolv.conf(5)), and of a connection after one or more (RFC 6298 §2).
const AGAIN: Duration = Duration::from_millis(1500);

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

#[cfg(test)]
impl NqServer {
    /// One that is connected to at `address`, whatever its pages say.
    pub(crate) fn at(address: SocketAddr) -> Self {
        let page = |path: &str| WebUrl::try_from(format!("https://nq.example/{path}")).expect("an address");
        Self {
            config: Config {
                small: page("small"),
                large: page("large"),
                upload: page("slurp"),
                endpoint: Some(address.ip().to_string()),
            },
            address,
            host: "nq.example".to_owned(),
            client: Trust::default().client().expect("every system here has a store"),
        }
    }
}

/// Asks the configurations at `urls` one after the other; the first server that answers is used. `budget` is for each.
///
/// The system must trust the certificates of the server, or `trust` must name who does. The error is that of the first.
pub async fn configure(urls: &[WebUrl], trust: &Trust, budget: Duration) -> Result<NqServer, ProbeError> {
    let mut first = None;
    let keep = |_: &WebUrl, error: ProbeError| {
        first.get_or_insert(error);
    };
    let found = find(urls, trust, budget, keep).await?;
    let none = || ProbeError::from_io(OPERATION, "no server", io::Error::from(ErrorKind::NotFound));
    found.ok_or_else(|| first.unwrap_or_else(none))
}

/// The same; none when no server answers. `failed` hears of each that was asked in vain, and why.
///
/// An error when the certificates that the system trusts cannot be read.
pub async fn find(
    urls: &[WebUrl],
    trust: &Trust,
    budget: Duration,
    mut failed: impl FnMut(&WebUrl, ProbeError),
) -> Result<Option<NqServer>, ProbeError> {
    let trust = trust.clone();
    let client = tokio::task::spawn_blocking(move || trust.client())
        .await
        .map_err(|error| ProbeError::from_io(OPERATION, &"system trust store", io::Error::other(error)))?
        .map_err(|source| ProbeError::Tls {
            operation: OPERATION,
            target: "system trust store".to_owned(),
            source,
        })?;
    for url in urls {
        let name = url.host_port().to_string();
        let asked = tokio::time::timeout(budget, again_if_late(|| ask(url, &client, budget))).await;
        match asked.unwrap_or_else(|_| Err(timed_out(&name, budget))) {
            Ok(server) => return Ok(Some(server)),
            Err(error) => failed(url, error),
        }
    }
    Ok(None)
}

/// Asks, and beside it once more when nothing came within [`AGAIN`]; whichever brings an answer counts.
async fn again_if_late<T, E, F: Future<Output = Result<T, E>>>(ask: impl Fn() -> F) -> Result<T, E> {
    let mut first = pin!(ask());
    if let Ok(ended) = tokio::time::timeout(AGAIN, &mut first).await {
        return ended;
    }
    select_ok([first, pin!(ask())]).await.map(|(answer, _)| answer)
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[tokio::test]
    async fn what_is_lost_is_asked_once_more_and_what_is_refused_is_not() {
        let asked = Cell::new(0);
        let lost_once = async || {
            asked.set(asked.get() + 1);
            if asked.get() == 1 {
                std::future::pending::<()>().await;
            }
            Ok::<u32, ()>(asked.get())
        };
        assert_eq!(again_if_late(lost_once).await, Ok(2));
        let refused = async || {
            asked.set(asked.get() + 1);
            Err::<(), u32>(asked.get())
        };
        assert_eq!(again_if_late(refused).await, Err(3));
    }
}
