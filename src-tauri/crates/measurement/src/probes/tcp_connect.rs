//! Time to open a TCP connection: one round trip of the path, plus the time the listener takes to accept.

use super::ProbeError;
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};
use tokio::net::{TcpSocket, TcpStream};

const OPERATION: &str = "tcp connect";

/// How the door answered.
#[derive(Debug)]
pub enum Connect {
    /// The handshake was completed.
    Connected {
        /// From the call to the end of the handshake.
        rtt: Duration,
        /// The open connection, for the probe of the next layer.
        stream: TcpStream,
    },
    /// The port is closed: the path answered, the service did not.
    Refused {
        /// From the call to the refusal. Windows asks again after each refusal, so there it is longer than a round trip.
        rtt: Duration,
    },
}

impl Connect {
    /// Time to the answer, whichever it was.
    pub fn rtt(&self) -> Duration {
        match self {
            Self::Connected { rtt, .. } | Self::Refused { rtt } => *rtt,
        }
    }
}

/// Opens a connection to `target`, from the local address `from` when one is given (RFC 9293 § 3.5).
pub async fn tcp_connect(target: SocketAddr, from: Option<IpAddr>, budget: Duration) -> Result<Connect, ProbeError> {
    let failed = |source| ProbeError::from_io(OPERATION, &target, source);
    let socket = if target.is_ipv4() {
        TcpSocket::new_v4()
    } else {
        TcpSocket::new_v6()
    }
    .map_err(failed)?;
    if let Some(address) = from {
        socket.bind(SocketAddr::new(address, 0)).map_err(failed)?;
    }
    let start = Instant::now();
    let result = tokio::time::timeout(budget, socket.connect(target)).await;
    let rtt = start.elapsed();
    match result {
        Err(_) => Err(ProbeError::TimedOut {
            operation: OPERATION,
            target: target.to_string(),
            budget,
        }),
        Ok(Ok(stream)) => Ok(Connect::Connected { rtt, stream }),
        Ok(Err(error)) if error.kind() == ErrorKind::ConnectionRefused => Ok(Connect::Refused { rtt }),
        Ok(Err(error)) => Err(failed(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use maillon_diagnosis::GapReason;
    use std::net::Ipv4Addr;
    use tokio::net::TcpListener;

    const BUDGET: Duration = Duration::from_secs(5);

    #[tokio::test]
    async fn an_open_port_connects_from_the_asked_address() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback");
        let target = listener.local_addr().expect("bound");
        let from = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let answer = tcp_connect(target, Some(from), BUDGET).await.expect("open");
        assert!(answer.rtt() < BUDGET);
        let Connect::Connected { stream, .. } = answer else {
            panic!("refused by a listener");
        };
        assert_eq!(stream.local_addr().expect("open").ip(), from);
    }

    #[tokio::test]
    async fn a_closed_port_is_an_answer() {
        // Bound and not listening: a port that is let go could be another test's a moment later.
        let closed = TcpSocket::new_v4().expect("a socket");
        closed.bind(([127, 0, 0, 1], 0).into()).expect("loopback");
        let target = closed.local_addr().expect("bound");
        let answer = tcp_connect(target, None, BUDGET).await.expect("answers");
        assert!(matches!(answer, Connect::Refused { .. }));
    }

    #[tokio::test]
    async fn an_address_that_is_not_ours_is_an_error() {
        let target = SocketAddr::from(([127, 0, 0, 1], 9));
        let from = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
        let error = tcp_connect(target, Some(from), BUDGET)
            .await
            .expect_err("not a local address");
        assert_eq!(error.reason(), GapReason::Other);
    }

    // A listener that accepts nobody: Linux drops the requests that its queue cannot hold.
    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_full_queue_times_out() {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).expect("loopback");
        let listener = socket.listen(1).expect("bound");
        let target = listener.local_addr().expect("bound");
        let mut queued = Vec::new();
        let error = loop {
            match tcp_connect(target, None, Duration::from_millis(100)).await {
                Ok(answer) => queued.push(answer),
                Err(error) => break error,
            }
            assert!(queued.len() < 8, "the queue never fills");
        };
        assert_eq!(error.reason(), GapReason::TimedOut);
    }
}
