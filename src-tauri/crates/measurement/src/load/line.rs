//! One HTTP/2 connection to a responsiveness server, its bytes counted at the socket.

use super::asker::{Asker, garbage, h2_error, timed_out};
use super::meter::{Meter, Metered};
use super::server::NqServer;
use crate::host::tcp::keep_unsent_below;
use crate::probes::ProbeError;
use crate::probes::tcp_connect::{Connect, tcp_connect};
use crate::probes::web::tls;
use bytes::Bytes;
use h2::client::{Builder, SendRequest};
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::BufReader;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// Bytes read from the socket at once: the TLS library alone reads 4 KiB at a time.
const READ_AT_ONCE: usize = 128 * 1024;
/// Bytes that may wait in our own buffers below the request, so that a probe waits in the network and not in them.
const UNSENT: u32 = 64 * 1024;
/// A window of HTTP/2 that is never the limit (RFC 9113 § 6.9.1).
const WIDE: u32 = (1 << 31) - 1;
/// Longest block of response headers, bytes.
const LONGEST_HEADERS: u32 = 16 * 1024;

/// An open connection. Closed when dropped.
#[derive(Debug)]
pub(super) struct Line {
    sender: SendRequest<Bytes>,
    name: String,
    // The task that drives the connection ends with it, and with that task the socket and the counters.
    _driver: JoinSet<()>,
}

impl Line {
    /// Connects, with `window` bytes of room for each answer. `connected` hears of the phases as they end.
    pub async fn open(
        server: &NqServer,
        window: u32,
        meter: &Arc<Meter>,
        budget: Duration,
        mut connected: impl FnMut(Phase<'_>),
    ) -> Result<Self, ProbeError> {
        Self::dial(
            &server.client,
            &server.host,
            server.address,
            window,
            meter,
            budget,
            &mut connected,
        )
        .await
    }

    /// [`Self::open`] for a server that has no configuration yet.
    pub async fn dial(
        client: &rustls::ClientConfig,
        host: &str,
        address: SocketAddr,
        window: u32,
        meter: &Arc<Meter>,
        budget: Duration,
        connected: &mut impl FnMut(Phase<'_>),
    ) -> Result<Self, ProbeError> {
        let failed = |source| ProbeError::from_io("tcp connect", &address, source);
        let (tcp, stream) = match tcp_connect(address, None, budget).await? {
            Connect::Connected { rtt, stream } => (rtt, stream),
            Connect::Refused { .. } => return Err(failed(ErrorKind::ConnectionRefused.into())),
        };
        stream.set_nodelay(true).map_err(failed)?;
        keep_unsent_below(&stream, UNSENT).map_err(failed)?;
        connected(Phase::Tcp(tcp, &stream));
        let metered = Metered {
            stream,
            meter: Arc::clone(meter),
        };
        let buffered = BufReader::with_capacity(READ_AT_ONCE, metered);
        let (stream, handshake) = tls::handshake(buffered, client.clone(), host, address.ip(), budget).await?;
        if !handshake.peer.http2 {
            return Err(garbage(host, "the server does not speak HTTP/2".to_owned()));
        }
        connected(Phase::Tls(handshake.elapsed / handshake.round_trips));
        let opening = Builder::new()
            .initial_window_size(window)
            .initial_connection_window_size(WIDE)
            .max_header_list_size(LONGEST_HEADERS)
            .max_send_buffer_size(UNSENT as usize)
            .enable_push(false)
            .handshake(stream);
        let opened = tokio::time::timeout(budget, opening).await;
        let opened = opened.map_err(|_| timed_out(host, budget))?;
        let (sender, connection) = opened.map_err(|error| h2_error(host, error))?;
        let mut driver = JoinSet::new();
        driver.spawn(async move { drop(connection.await) });
        Ok(Self {
            sender,
            name: host.to_owned(),
            _driver: driver,
        })
    }

    /// A handle for requests beside the load.
    pub fn asker(&self) -> Asker {
        Asker {
            sender: self.sender.clone(),
            name: self.name.clone(),
        }
    }
}

/// A phase that ended.
pub(super) enum Phase<'a> {
    /// TCP, and the open connection.
    Tcp(Duration, &'a TcpStream),
    /// TLS, a round trip.
    Tls(Duration),
}
