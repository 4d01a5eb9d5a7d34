//! The services over UDP. An answer is never longer than its question, and a question never gets more than one.
//!
//! A datagram has no proven sender, so nothing is kept by sender but counts in tables of fixed size.

pub mod clock;
pub mod limiter;
pub mod socket;
pub mod stamp;
pub mod stun;

use crate::limits::Client;
use crate::log::Log;
use crate::metrics::{Datagrams, Metrics};
use clock::{Estimator, NtpTime};
use limiter::Limiter;
use serde_json::json;
use socket::Datagram;
use stamp::{Arrival, Numbering};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::net::UdpSocket;

/// Ports below this belong to services, not to clients: an answer to one could be taken for a question there.
const FIRST_CLIENT_PORT: u16 = 1024;
/// Pause after an error of the socket, so that one which stays does not take the whole processor.
const AFTER_ERROR: Duration = Duration::from_millis(50);

/// What is answered.
#[derive(Debug)]
pub enum Service {
    /// STUN Binding.
    Stun,
    /// STAMP; the sessions are shared by all its sockets.
    Stamp(Arc<Mutex<Numbering>>),
}

impl Service {
    fn answer(&self, question: &[u8], datagram: &Datagram, estimator: &mut Estimator) -> Option<Vec<u8>> {
        let answer = match self {
            Self::Stun => stun::answer(question, datagram.from),
            Self::Stamp(numbering) => {
                let arrival = Arrival {
                    from: datagram.from,
                    at: datagram.at,
                    ttl: datagram.ttl,
                };
                let mut numbering = numbering.lock().unwrap_or_else(PoisonError::into_inner);
                stamp::answer(question, arrival, estimator.estimate(), &mut numbering)
            }
        };
        answer.filter(|answer| answer.len() <= question.len())
    }

    fn counts<'a>(&self, metrics: &'a Metrics) -> &'a Datagrams {
        match self {
            Self::Stun => &metrics.stun,
            Self::Stamp(_) => &metrics.stamp,
        }
    }
}

/// Answers on `socket` for ever.
pub async fn serve(socket: UdpSocket, service: Service, limiter: Arc<Limiter>, metrics: Arc<Metrics>, log: Arc<Log>) {
    let own_port = socket.local_addr().map_or(0, |address| address.port());
    let counts = service.counts(&metrics);
    let mut estimator = Estimator::default();
    let mut buffer = vec![0; socket::LONGEST];
    loop {
        let datagram = match socket::receive(&socket, &mut buffer).await {
            Ok(datagram) => datagram,
            Err(error) => {
                log.event("udp_error", &[("error", json!(error.to_string()))]);
                tokio::time::sleep(AFTER_ERROR).await;
                continue;
            }
        };
        let port = datagram.from.port();
        if !datagram.is_plain || port < FIRST_CLIENT_PORT || port == own_port {
            counts.ignored.add(1);
            continue;
        }
        // Before anything is computed: a flood costs no more than its own reception.
        if !limiter.allows(Client::from(datagram.from.ip()), Instant::now()) {
            counts.limited.add(1);
            continue;
        }
        let Some(mut answer) = service.answer(&buffer[..datagram.length], &datagram, &mut estimator) else {
            counts.ignored.add(1);
            continue;
        };
        if matches!(service, Service::Stamp(_)) {
            stamp::stamp_transmit(&mut answer, NtpTime::now());
        }
        match send(&socket, &answer, &datagram) {
            Ok(()) => counts.answered.add(1),
            Err(error) => log.event("udp_error", &[("error", json!(error.to_string()))]),
        }
    }
}

fn send(socket: &UdpSocket, answer: &[u8], question: &Datagram) -> io::Result<()> {
    debug_assert!(answer.len() <= question.length);
    socket::send(socket, answer, question)
}
