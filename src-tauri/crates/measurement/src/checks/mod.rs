//! One point of the checklist a file: which probes, in which order, into which observation. The judging half has the
//! same name in `maillon-diagnosis`.

pub(crate) mod bandwidth;
pub(crate) mod gateway;
pub(crate) mod machine;
pub(crate) mod security;
pub(crate) mod server;
pub(crate) mod vpn;

use crate::probes::ProbeError;
use crate::probes::names;
use crate::run::scene::NAME_BUDGET;
use maillon_diagnosis::profile::HostPort;
use maillon_diagnosis::{Gap, GapReason};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Milliseconds of a duration.
pub(crate) fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// The gap that a failed probe leaves in the observation.
fn gap(probe: &str, target: &str, error: &ProbeError) -> Gap {
    Gap::new(probe, target, error.reason(), error.to_string())
}

/// Time a connection gets to close in good order, and what is read of it meanwhile, bytes.
const CLOSE_BUDGET: Duration = Duration::from_millis(300);
const CLOSE_BYTES: usize = 16 * 1024;

/// Says goodbye and waits a moment for the other side's: dropped with bytes unread, a connection would be reset instead.
async fn close<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S) {
    let goodbye = async {
        stream.shutdown().await?;
        let mut rest = vec![0; CLOSE_BYTES];
        while stream.read(&mut rest).await? > 0 {}
        std::io::Result::Ok(())
    };
    // What becomes of a connection that is no longer needed is of no interest.
    drop(tokio::time::timeout(CLOSE_BUDGET, goodbye).await);
}

/// Addresses worth a connection, in their order: the one that answered before, or the system's first, then the first of
/// the other family.
fn candidates(addresses: &[IpAddr], known: Option<&str>) -> Vec<IpAddr> {
    let known = addresses
        .iter()
        .find(|address| Some(address.to_string().as_str()) == known);
    let Some(first) = known.or(addresses.first()) else {
        return Vec::new();
    };
    let other = addresses.iter().find(|address| address.is_ipv4() != first.is_ipv4());
    std::iter::once(first).chain(other).copied().collect()
}

/// A name that resolves to nothing.
fn no_address(host: &str) -> ProbeError {
    ProbeError::NameNotFound {
        operation: "system lookup",
        target: host.to_owned(),
    }
}

/// Whether an address could not be reached at all, so that another one of the same host may.
fn is_no_way(error: &ProbeError) -> bool {
    matches!(error.reason(), GapReason::TimedOut | GapReason::Unreachable)
}

/// First address of a host, with its port.
async fn address_of(end: &HostPort) -> Result<SocketAddr, ProbeError> {
    let addresses = names::addresses_of(&end.host, NAME_BUDGET).await?;
    let first = addresses.first().ok_or_else(|| no_address(&end.host))?;
    Ok(SocketAddr::new(*first, end.port))
}

/// Why a name could not be looked up. A resolver that keeps silent has failed: that is not the silence of whom it names.
pub(crate) fn name_failure(error: &ProbeError) -> GapReason {
    let reason = error.reason();
    if reason == GapReason::TimedOut {
        GapReason::ResolverFailed
    } else {
        reason
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_family_is_tried_behind_the_address_that_answered_before() {
        let texts = ["2001:db8::1", "2001:db8::2", "192.0.2.1", "192.0.2.2"];
        let addresses = texts.map(|text| text.parse::<IpAddr>().expect("an address"));
        let told = |known| {
            let found = candidates(&addresses, known);
            found.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(told(None), ["2001:db8::1", "192.0.2.1"]);
        assert_eq!(told(Some("192.0.2.2")), ["192.0.2.2", "2001:db8::1"]);
        assert_eq!(told(Some("198.51.100.1")), ["2001:db8::1", "192.0.2.1"]);
        assert!(candidates(&[], None).is_empty());
    }

    #[tokio::test]
    async fn a_connection_is_closed_and_not_reset() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("loopback");
        let stream = tokio::net::TcpStream::connect(listener.local_addr().expect("bound"))
            .await
            .expect("open");
        let (mut taken, _) = listener.accept().await.expect("a visitor");
        taken.write_all(b"words nobody reads").await.expect("open");
        let mut read = Vec::new();
        let (end, ()) = tokio::join!(
            async {
                let end = taken.read_to_end(&mut read).await;
                drop(taken);
                end
            },
            close(stream)
        );
        assert_eq!(end.expect("closed in good order"), 0);
    }
}
