//! The ports: opened first, served when there is no privilege left.

use super::RunError;
use crate::certificate::InForce;
use crate::config::Config;
use crate::limits::bucket::Rate;
use crate::udp::limiter::Limiter;
use crate::udp::stamp::{Numbering, Sessions};
use crate::udp::{self, Service};
use crate::web::{self, Server};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use std::time::Instant;
use tokio::net::{TcpListener, UdpSocket};
use tokio::task::JoinSet;

/// Ports that are open, and not served yet.
#[derive(Debug, Default)]
pub struct Ports {
    web: Vec<std::net::TcpListener>,
    metrics: Option<std::net::TcpListener>,
    stun: Vec<std::net::UdpSocket>,
    stamp: Vec<std::net::UdpSocket>,
}

impl Ports {
    /// Opens every port; some of them need privileges.
    pub fn open(config: &Config) -> Result<Self, RunError> {
        let port = |service, address| {
            move |source| RunError::Port {
                service,
                address,
                source,
            }
        };
        let mut ports = Self::default();
        for &address in &config.web.listen {
            ports.web.push(web::listen(address).map_err(port("web", address))?);
        }
        if let Some(address) = config.metrics.listen {
            ports.metrics = Some(web::listen(address).map_err(port("metrics", address))?);
        }
        for &address in &config.stun.listen {
            ports
                .stun
                .push(udp::socket::open(address).map_err(port("stun", address))?);
        }
        for &address in &config.stamp.listen {
            ports
                .stamp
                .push(udp::socket::open(address).map_err(port("stamp", address))?);
        }
        Ok(ports)
    }

    /// Where each service listens, for the log.
    pub fn addresses(&self) -> [(&'static str, Value); 4] {
        let tcp = |ports: &[std::net::TcpListener]| -> Vec<String> {
            ports
                .iter()
                .filter_map(|port| port.local_addr().ok())
                .map(|address| address.to_string())
                .collect()
        };
        let udp = |ports: &[std::net::UdpSocket]| -> Vec<String> {
            ports
                .iter()
                .filter_map(|port| port.local_addr().ok())
                .map(|address| address.to_string())
                .collect()
        };
        [
            ("web", json!(tcp(&self.web))),
            ("stun", json!(udp(&self.stun))),
            ("stamp", json!(udp(&self.stamp))),
            ("metrics", json!(tcp(self.metrics.as_slice()))),
        ]
    }

    /// Serves them, each in a task of its own.
    pub fn serve(
        self,
        config: &Config,
        server: &Arc<Server>,
        in_force: &Arc<InForce>,
        tasks: &mut JoinSet<()>,
    ) -> Result<(), RunError> {
        let tcp = |port| TcpListener::from_std(port).map_err(RunError::Runtime);
        for port in self.web {
            tasks.spawn(web::serve(tcp(port)?, Arc::clone(server)));
        }
        if let Some(port) = self.metrics {
            let in_force = Arc::clone(in_force);
            let expires = move || in_force.expires().as_secs();
            tasks.spawn(web::figures::serve(tcp(port)?, Arc::clone(server), expires));
        }
        let rate = Rate::per_second(config.limits.datagrams_per_second);
        let rate_per_client = Rate::per_second(config.limits.datagrams_per_second_per_client);
        let limiter = Arc::new(Limiter::new(rate, rate_per_client, Instant::now()));
        let numbering = if config.stamp.stateful {
            Numbering::Stateful(Sessions::default())
        } else {
            Numbering::Stateless
        };
        let numbering = Arc::new(Mutex::new(numbering));
        let stun = self.stun.into_iter().map(|port| (port, Service::Stun));
        let stamp = self.stamp.into_iter();
        let stamp = stamp.map(|port| (port, Service::Stamp(Arc::clone(&numbering))));
        for (port, service) in stun.chain(stamp) {
            let socket = UdpSocket::from_std(port).map_err(RunError::Runtime)?;
            let (metrics, log) = (Arc::clone(&server.metrics), Arc::clone(&server.log));
            tasks.spawn(udp::serve(socket, service, Arc::clone(&limiter), metrics, log));
        }
        Ok(())
    }
}
