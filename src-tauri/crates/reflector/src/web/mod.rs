//! The responsiveness server over TLS, and the page of figures.

mod activity;
mod connection;
mod content;
pub mod figures;
mod objects;
mod outgoing;
mod pace;
mod random;
mod request;
mod socket;
mod streams;

use crate::config::Limits;
use crate::limits::Client;
use crate::limits::gate::Gate;
use crate::limits::spending::Spending;
use crate::log::Log;
use crate::metrics::Metrics;
use serde_json::json;
use socket2::{Domain, Protocol, Socket, Type};
use std::fmt::{self, Debug, Formatter};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

/// Connections the kernel keeps until they are taken.
const BACKLOG: i32 = 4096;
/// Pause after an error of the listener, such as no file left: one connection will have ended by then.
const AFTER_ERROR: Duration = Duration::from_millis(50);

/// What all connections share.
pub struct Server {
    /// Host name that is announced.
    pub name: Option<String>,
    /// Host to connect to in its place.
    pub test_endpoint: Option<String>,
    /// Makes the handshakes.
    pub acceptor: TlsAcceptor,
    /// Who is connected.
    pub gate: Arc<Gate>,
    /// What all clients may move.
    pub spending: Arc<Spending>,
    /// What each may use.
    pub limits: Limits,
    /// What happened.
    pub metrics: Arc<Metrics>,
    /// What is told.
    pub log: Arc<Log>,
    /// True once the server stops.
    pub stop: watch::Receiver<bool>,
}

impl Debug for Server {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Server")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Opens a port.
pub fn listen(address: SocketAddr) -> io::Result<std::net::TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    if address.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    // A port whose last connections still wait for their end can be opened again (socket(7)).
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

/// Takes connections for ever.
pub async fn serve(listener: TcpListener, server: Arc<Server>) {
    loop {
        match listener.accept().await {
            Ok((stream, from)) => take(stream, from.ip().into(), &server),
            Err(error) => {
                server.log.event("accept_error", &[("error", json!(error.to_string()))]);
                tokio::time::sleep(AFTER_ERROR).await;
            }
        }
    }
}

fn take(stream: TcpStream, client: Client, server: &Arc<Server>) {
    let ticket = match server.gate.arrive(client) {
        Ok(ticket) => ticket,
        Err(refusal) => {
            server.metrics.refuse(refusal);
            let client = server.log.addresses.of(client);
            server
                .log
                .event("refused", &[("client", client), ("reason", json!(refusal.name()))]);
            // Reset rather than closed: a refused connection leaves nothing behind in the kernel.
            let _ = stream.set_zero_linger();
            return;
        }
    };
    server.metrics.connections.add(1);
    if ticket.evicts {
        server.metrics.evicted.add(1);
    }
    let id = ticket.id();
    let task = tokio::spawn(connection::serve(stream, client, ticket, Arc::clone(server)));
    server.gate.serve(id, task.abort_handle());
}
