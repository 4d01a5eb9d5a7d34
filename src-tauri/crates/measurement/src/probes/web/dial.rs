//! From an address to a stream that HTTP can be spoken on, each phase timed.

use super::tls::{Alpn, Handshake, tls_over};
use super::{Budgets, Target, proxy};
use crate::probes::ProbeError;
use crate::probes::tcp_connect::{Connect, tcp_connect};
use std::io;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};

/// A stream HTTP can be spoken on.
pub(super) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// The phases that were completed.
#[derive(Debug, Default)]
pub(super) struct Phases {
    pub tcp: Option<Duration>,
    pub tunnel: Option<Duration>,
    pub tls: Option<Handshake>,
}

/// Opens a stream to `target`; the completed phases are kept even when a later one fails.
pub(super) async fn dial(
    target: &Target,
    alpn: Alpn,
    budgets: &Budgets,
    phases: &mut Phases,
) -> Result<Box<dyn Stream>, ProbeError> {
    let mut stream = match tcp_connect(target.address, target.from, budgets.connect).await? {
        Connect::Connected { rtt, stream } => {
            phases.tcp = Some(rtt);
            stream
        }
        Connect::Refused { .. } => {
            let refused = io::ErrorKind::ConnectionRefused.into();
            return Err(ProbeError::from_io("tcp connect", &target.address, refused));
        }
    };
    stream
        .set_nodelay(true)
        .map_err(|source| ProbeError::from_io("tcp connect", &target.address, source))?;
    if !target.is_https() {
        return Ok(Box::new(stream));
    }
    if target.through_proxy {
        phases.tunnel = Some(proxy::open_tunnel(&mut stream, &target.name(), budgets.tunnel).await?);
    }
    let host = target.url.host_port().host;
    let (stream, handshake) = tls_over(stream, &host, alpn, budgets.tls).await?;
    phases.tls = Some(handshake);
    Ok(Box::new(stream))
}
