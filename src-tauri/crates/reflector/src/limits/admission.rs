//! Who may connect, and who has to leave for it: without socket or clock.
//!
//! A newcomer finds a place as long as somebody holds one without use: first those who have not asked for anything yet, the
//! oldest of them first, then those who are idle, then one of a client who holds many. Ten thousand silent connections thus
//! push each other out, and a client who asks for something is through before its turn comes.

use super::Client;
use super::bucket::{Bucket, Rate};
use super::spending::Spending;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Clients remembered at once, connected or not.
const MOST_CLIENTS: usize = 4096;
/// An idle connection younger than this is between two requests rather than unused.
const BETWEEN_REQUESTS: Duration = Duration::from_secs(1);

/// Limits of connections.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ConnectionLimits {
    /// Open at once.
    pub total: usize,
    /// Open at once, by one client.
    pub per_client: usize,
    /// New ones.
    pub arrivals: Rate,
    /// New ones, by one client.
    pub arrivals_per_client: Rate,
    /// Bytes an hour, by one client.
    pub bytes_per_client: Option<u64>,
    /// Bytes a second, by one client.
    pub pace_per_client: Option<f64>,
}

/// Why a connection is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The client holds as many as it may.
    ClientConnections,
    /// The client comes too often.
    ClientRate,
    /// All of them come too often.
    Rate,
    /// Every place is in use.
    Full,
}

impl Refusal {
    /// Every refusal.
    pub const ALL: [Self; 4] = [Self::ClientConnections, Self::ClientRate, Self::Rate, Self::Full];

    /// Its name in the log and the metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::ClientConnections => "client_connections",
            Self::ClientRate => "client_rate",
            Self::Rate => "rate",
            Self::Full => "full",
        }
    }
}

/// A connection that was let in.
#[derive(Debug)]
pub struct Admitted {
    /// Its number.
    pub id: u64,
    /// The one that has to leave for it.
    pub evicted: Option<u64>,
    /// What its client may move.
    pub spending: Arc<Spending>,
}

/// Who is connected.
#[derive(Debug)]
pub struct Admission {
    limits: ConnectionLimits,
    arrivals: Bucket,
    connections: HashMap<u64, Connection>,
    clients: HashMap<Client, Known>,
    next: u64,
}

#[derive(Debug)]
struct Connection {
    client: Client,
    use_made: UseMade,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum UseMade {
    /// Nothing was asked yet.
    None { since: Instant },
    /// Nothing is asked right now.
    Idle { since: Instant },
    /// So many requests are being answered.
    Busy { requests: u32 },
}

#[derive(Debug)]
struct Known {
    open: usize,
    /// Whether a request ever came from it.
    asked: bool,
    arrivals: Bucket,
    spending: Arc<Spending>,
}

impl Admission {
    /// Nobody is connected.
    pub fn new(limits: ConnectionLimits, now: Instant) -> Self {
        Self {
            limits,
            arrivals: Bucket::full(limits.arrivals, now),
            connections: HashMap::new(),
            clients: HashMap::new(),
            next: 0,
        }
    }

    /// A connection of `client` arrives.
    pub fn arrive(&mut self, client: Client, now: Instant) -> Result<Admitted, Refusal> {
        let limits = self.limits;
        let known = self.know(client, now);
        if !known.arrivals.take(limits.arrivals_per_client, now) {
            return Err(Refusal::ClientRate);
        }
        if known.open >= limits.per_client {
            return Err(Refusal::ClientConnections);
        }
        let (open, asked, spending) = (known.open, known.asked, Arc::clone(&known.spending));
        // Who asked for something before is no part of a flood.
        if !asked && !self.arrivals.take(limits.arrivals, now) {
            return Err(Refusal::Rate);
        }
        let evicted = if self.connections.len() < limits.total {
            None
        } else {
            Some(self.least_deserving(open, now).ok_or(Refusal::Full)?)
        };
        if let Some(evicted) = evicted {
            self.leave(evicted);
        }
        let id = self.next;
        self.next += 1;
        let use_made = UseMade::None { since: now };
        self.connections.insert(id, Connection { client, use_made });
        if let Some(known) = self.clients.get_mut(&client) {
            known.open += 1;
        }
        Ok(Admitted { id, evicted, spending })
    }

    /// A request of a connection begins.
    pub fn begin(&mut self, id: u64) {
        if let Some(connection) = self.connections.get_mut(&id) {
            let requests = match connection.use_made {
                UseMade::Busy { requests } => requests + 1,
                UseMade::None { .. } | UseMade::Idle { .. } => 1,
            };
            connection.use_made = UseMade::Busy { requests };
            if let Some(known) = self.clients.get_mut(&connection.client) {
                known.asked = true;
            }
        }
    }

    /// A request of a connection is answered.
    pub fn end(&mut self, id: u64, now: Instant) {
        if let Some(connection) = self.connections.get_mut(&id) {
            connection.use_made = match connection.use_made {
                UseMade::Busy { requests } if requests > 1 => UseMade::Busy { requests: requests - 1 },
                UseMade::Busy { .. } | UseMade::None { .. } | UseMade::Idle { .. } => UseMade::Idle { since: now },
            };
        }
    }

    /// A connection is closed.
    pub fn leave(&mut self, id: u64) {
        let Some(connection) = self.connections.remove(&id) else {
            return;
        };
        if let Some(known) = self.clients.get_mut(&connection.client) {
            known.open = known.open.saturating_sub(1);
        }
    }

    /// Whether a connection still has its place.
    pub fn holds(&self, id: u64) -> bool {
        self.connections.contains_key(&id)
    }

    /// Connections open now.
    pub fn open(&self) -> usize {
        self.connections.len()
    }

    fn know(&mut self, client: Client, now: Instant) -> &mut Known {
        if self.clients.len() >= MOST_CLIENTS && !self.clients.contains_key(&client) {
            self.forget(now);
        }
        let limits = self.limits;
        self.clients.entry(client).or_insert_with(|| Known {
            open: 0,
            asked: false,
            arrivals: Bucket::full(limits.arrivals_per_client, now),
            spending: Arc::new(Spending::new(limits.bytes_per_client, limits.pace_per_client, now)),
        })
    }

    /// Forgets who is gone: first those who used next to nothing and asked for nothing, then those who used next to nothing, then
    /// everybody.
    fn forget(&mut self, now: Instant) {
        let keeps: [fn(&Known, Instant) -> bool; 3] = [
            |known, now| known.asked || !known.spending.is_forgettable(now),
            |known, now| !known.spending.is_forgettable(now),
            |_, _| false,
        ];
        for keep in keeps {
            if self.clients.len() < MOST_CLIENTS {
                return;
            }
            self.clients.retain(|_, known| known.open > 0 || keep(known, now));
        }
    }

    /// Who has to leave for a client that holds `open` connections.
    fn least_deserving(&self, open: usize, now: Instant) -> Option<u64> {
        let idle = |connection: &Connection| match connection.use_made {
            UseMade::None { .. } => true,
            UseMade::Idle { since } => now.saturating_duration_since(since) >= BETWEEN_REQUESTS,
            UseMade::Busy { .. } => false,
        };
        let unused = self.connections.iter().filter(|(_, connection)| idle(connection));
        // Without use comes before idle, and the oldest of each first.
        let unused = unused.min_by_key(|(id, connection)| (connection.use_made, **id));
        let greedy = || {
            let held = |connection: &Connection| self.clients.get(&connection.client).map_or(0, |known| known.open);
            let most = self
                .connections
                .iter()
                .max_by_key(|(id, connection)| (held(connection), **id))?;
            (held(most.1) > 2 * (open + 1)).then_some(most)
        };
        unused.or_else(greedy).map(|(id, _)| *id)
    }
}

#[cfg(test)]
#[path = "admission_tests.rs"]
mod tests;
