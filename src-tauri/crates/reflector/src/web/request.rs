//! One request: who makes it, what it has moved, and its line in the log.

use super::Server;
use super::activity::Activity;
use crate::limits::Client;
use crate::limits::gate::{Busy, Ticket};
use serde_json::json;
use std::sync::Arc;
use std::time::Instant;

/// A connection, as its requests see it.
#[derive(Debug)]
pub struct Connection {
    /// What all connections share.
    pub server: Arc<Server>,
    /// Who is at the other end.
    pub client: Client,
    /// Its place.
    pub ticket: Arc<Ticket>,
    /// What it did last.
    pub activity: Arc<Activity>,
    /// `h2` or `http/1.1`.
    pub protocol: &'static str,
}

/// A request that is being answered; a transfer is logged when it ends, however it ends.
#[derive(Debug)]
pub struct Progress {
    connection: Arc<Connection>,
    transfer: Option<&'static str>,
    bytes: u64,
    start: Instant,
    _busy: Busy,
}

impl Progress {
    /// A request begins. `transfer` is its direction, `download` or `upload`, when it moves much.
    pub fn begin(connection: &Arc<Connection>, transfer: Option<&'static str>) -> Self {
        connection.activity.begin();
        Self {
            connection: Arc::clone(connection),
            transfer,
            bytes: 0,
            start: Instant::now(),
            _busy: connection.ticket.busy(),
        }
    }

    /// What its connection did last.
    pub fn activity(&self) -> &Activity {
        &self.connection.activity
    }

    /// Counts content.
    pub fn add(&mut self, bytes: u64) {
        self.bytes += bytes;
    }

    /// Content so far, bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.connection.activity.end();
        let Some(direction) = self.transfer else {
            return;
        };
        let log = &self.connection.server.log;
        let seconds = (self.start.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
        log.event(
            "transfer",
            &[
                ("client", log.addresses.of(self.connection.client)),
                ("direction", json!(direction)),
                ("protocol", json!(self.connection.protocol)),
                ("bytes", json!(self.bytes)),
                ("seconds", json!(seconds)),
            ],
        );
    }
}
