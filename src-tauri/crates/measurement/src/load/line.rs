//! One HTTP/2 connection to a responsiveness server, its bytes counted at the socket.

use super::server::NqServer;
use crate::host::tcp::keep_unsent_below;
use crate::probes::ProbeError;
use crate::probes::tcp_connect::{Connect, tcp_connect};
use crate::probes::web::{USER_AGENT, tls};
use bytes::Bytes;
use h2::client::{Builder, ResponseFuture, SendRequest};
use h2::{RecvStream, SendStream};
use http::header::{ACCEPT_ENCODING, CONTENT_TYPE, USER_AGENT as USER_AGENT_HEADER};
use http::{Method, Request};
use maillon_diagnosis::profile::WebUrl;
use std::future::poll_fn;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite, BufReader, ReadBuf};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use url::Position;

const OPERATION: &str = "nq request";
/// Bytes read from the socket at once: the TLS library alone reads 4 KiB at a time.
const READ_AT_ONCE: usize = 128 * 1024;
/// Bytes that may wait in our own buffers below the request, so that a probe waits in the network and not in them.
const UNSENT: u32 = 64 * 1024;
/// A window of HTTP/2 that is never the limit (RFC 9113 § 6.9.1).
const WIDE: u32 = (1 << 31) - 1;
/// Longest block of response headers, bytes.
const LONGEST_HEADERS: u32 = 16 * 1024;

/// Bytes that crossed the sockets, both directions, TLS included and TCP headers not.
#[derive(Debug, Default)]
pub(super) struct Meter {
    bytes: AtomicU64,
    whole: Option<Arc<Meter>>,
}

impl Meter {
    /// A meter for one part of what `whole` counts.
    pub fn part_of(whole: &Arc<Self>) -> Arc<Self> {
        Arc::new(Self {
            bytes: AtomicU64::new(0),
            whole: Some(Arc::clone(whole)),
        })
    }

    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    fn count(&self, bytes: u64) {
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        if let Some(whole) = &self.whole {
            whole.count(bytes);
        }
    }
}

/// An open connection. Closed when dropped.
#[derive(Debug)]
pub(super) struct Line {
    sender: SendRequest<Bytes>,
    name: String,
    // The task that drives the connection ends with it, and with that task the socket and the counters.
    _driver: JoinSet<()>,
}

/// What a request brought back.
#[derive(Debug)]
pub(super) struct Answer {
    pub body: Vec<u8>,
    /// From the request to the end of the body.
    pub elapsed: Duration,
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
            return Err(ProbeError::Garbage {
                operation: OPERATION,
                target: host.to_owned(),
                detail: "the server does not speak HTTP/2".to_owned(),
            });
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

/// Sends requests on a [`Line`].
#[derive(Debug, Clone)]
pub(super) struct Asker {
    sender: SendRequest<Bytes>,
    name: String,
}

impl Asker {
    /// Reads a page of at most `limit` bytes; another status than 200 is an error.
    pub async fn get(&mut self, url: &WebUrl, limit: usize, budget: Duration) -> Result<Answer, ProbeError> {
        let name = self.name.clone();
        let reading = async {
            let start = Instant::now();
            let mut incoming = self.download(url).await?;
            let mut body = Vec::new();
            while let Some(data) = incoming.data().await {
                let data = data.map_err(|error| h2_error(&self.name, error))?;
                body.extend_from_slice(&data);
                if body.len() > limit {
                    return Err(garbage(&self.name, format!("more than {limit} bytes")));
                }
                // Room that cannot be given back means that the connection is gone: the next read says so.
                let _ = incoming.flow_control().release_capacity(data.len());
            }
            let elapsed = start.elapsed();
            Ok(Answer { body, elapsed })
        };
        let result = tokio::time::timeout(budget, reading).await;
        result.unwrap_or_else(|_| Err(timed_out(&name, budget)))
    }

    /// Starts to read a page: gives its body.
    pub async fn download(&mut self, url: &WebUrl) -> Result<RecvStream, ProbeError> {
        let (response, _) = self.send(Method::GET, url, true).await?;
        let response = response.await.map_err(|error| h2_error(&self.name, error))?;
        if response.status() != 200 {
            return Err(self.status(response.status()));
        }
        Ok(response.into_body())
    }

    /// Starts to post: gives where the content goes, and the answer to come.
    pub async fn upload(&mut self, url: &WebUrl) -> Result<(ResponseFuture, SendStream<Bytes>), ProbeError> {
        self.send(Method::POST, url, false).await
    }

    /// What a status that no server of this test may answer means.
    pub fn status(&self, status: http::StatusCode) -> ProbeError {
        garbage(&self.name, format!("status {}", status.as_u16()))
    }

    /// What an error of the connection means.
    pub fn failed(&self, error: h2::Error) -> ProbeError {
        h2_error(&self.name, error)
    }

    async fn send(
        &mut self,
        method: Method,
        url: &WebUrl,
        end: bool,
    ) -> Result<(ResponseFuture, SendStream<Bytes>), ProbeError> {
        let mut request = Request::builder()
            .method(method)
            .uri(&url.url()[..Position::AfterQuery])
            .header(USER_AGENT_HEADER, USER_AGENT)
            .header(ACCEPT_ENCODING, "identity");
        if !end {
            request = request.header(CONTENT_TYPE, "application/octet-stream");
        }
        let request = request
            .body(())
            .map_err(|error| garbage(&self.name, error.to_string()))?;
        poll_fn(|context| self.sender.poll_ready(context))
            .await
            .map_err(|error| h2_error(&self.name, error))?;
        self.sender
            .send_request(request, end)
            .map_err(|error| h2_error(&self.name, error))
    }
}

/// A socket whose bytes are counted.
#[derive(Debug)]
struct Metered {
    stream: TcpStream,
    meter: Arc<Meter>,
}

impl Metered {
    fn count(&self, bytes: usize) {
        self.meter.count(bytes as u64);
    }
}

impl AsyncRead for Metered {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let result = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.count(buffer.filled().len() - before);
        result
    }
}

impl AsyncWrite for Metered {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write(context, bytes);
        if let Poll::Ready(Ok(written)) = result {
            self.count(written);
        }
        result
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

fn garbage(target: &str, detail: String) -> ProbeError {
    ProbeError::Garbage {
        operation: OPERATION,
        target: target.to_owned(),
        detail,
    }
}

fn timed_out(target: &str, budget: Duration) -> ProbeError {
    ProbeError::TimedOut {
        operation: OPERATION,
        target: target.to_owned(),
        budget,
    }
}

fn h2_error(target: &str, error: h2::Error) -> ProbeError {
    if error.is_io() {
        let source = error.into_io().unwrap_or_else(|| ErrorKind::ConnectionReset.into());
        return tls::tls_error(OPERATION, target, source);
    }
    if error.is_remote() {
        let reset = io::Error::new(ErrorKind::ConnectionReset, error.to_string());
        return ProbeError::from_io(OPERATION, target, reset);
    }
    garbage(target, error.to_string())
}
