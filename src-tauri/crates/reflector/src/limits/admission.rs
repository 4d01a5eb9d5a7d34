//! Who may connect, and who has to leave for it: without socket or clock.
//!
//! A newcomer finds a place as long as somebody holds one without use, see `Worth`, or a client holds many. Ten thousand silent
//! connections thus push each other out, a client who asks for something is through before its turn comes, and who asks for
//! much and takes next to nothing makes room.

use super::Client;
use super::bucket::{Bucket, Rate};
use super::flow::Flow;
use super::refusal::Refusal;
use super::spending::Spending;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Clients remembered at once, connected or not.
const MOST_CLIENTS: usize = 4096;
/// A connection without a request younger than this is spared as long as another can be given up: TLS and the first request take
/// one round trip, two with TLS 1.2 (RFC 8446 § 2, RFC 5246 § 7.3), one by satellite takes 600 ms, and a line that is being loaded
/// makes wait besides. A client of this project gives up after as long.
const FIRST_REQUEST: Duration = Duration::from_secs(3);
/// Share of the places that clients who never asked for anything may hold before theirs go first, whatever their age: a flood
/// pushes out itself.
const STRANGERS: f64 = 0.25;
/// An idle connection younger than this is between two requests rather than unused.
const BETWEEN_REQUESTS: Duration = Duration::from_secs(1);

/// Limits of connections.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ConnectionLimits {
    /// Open at once.
    pub total: usize,
    /// Open at once, by one client.
    pub per_client: usize,
    /// Open at once, by the clients of one IPv6 /48.
    pub per_site: usize,
    /// New ones.
    pub arrivals: Rate,
    /// New ones, by one client.
    pub arrivals_per_client: Rate,
    /// Bytes an hour, by one client.
    pub bytes_per_client: Option<u64>,
    /// Bytes a second, by one client.
    pub pace_per_client: Option<f64>,
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
    /// What it moves itself.
    pub flow: Arc<Flow>,
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
    flow: Arc<Flow>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum UseMade {
    /// Nothing was asked yet.
    None { since: Instant },
    /// Nothing is asked right now.
    Idle { since: Instant },
    /// So many requests are being answered.
    Busy { requests: u32 },
}

/// What a place that can be given up is worth; the least worth goes first, and within one kind the longest without use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Worth {
    /// Nothing was asked yet, by a client who never asked, and there are too many of them.
    Flood { since: Instant },
    /// Nothing was asked in time.
    Silent { since: Instant },
    /// Nothing was asked for a while.
    Idle { since: Instant },
    /// What it moves does not pay for its place, see [`Flow`].
    Slow { since: Instant },
    /// It has not had the time to ask; who asked for something over another connection is no part of a flood.
    New { asked: bool, since: Instant },
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
        // Who comes from a full site pushes out another of that site, and nobody else.
        let site = client
            .site()
            .filter(|site| self.of(Some(*site)).count() >= limits.per_site);
        let of_site = match site {
            Some(_) => Some(self.least_worth(open, site, now).ok_or(Refusal::SiteConnections)?),
            None => None,
        };
        // Who asked for something before is no part of a flood.
        if !asked && !self.arrivals.take(limits.arrivals, now) {
            return Err(Refusal::Rate);
        }
        let evicted = if of_site.is_some() {
            of_site
        } else if self.connections.len() >= limits.total {
            Some(self.least_worth(open, None, now).ok_or(Refusal::Full)?)
        } else {
            None
        };
        if let Some(evicted) = evicted {
            self.give_up(evicted);
        }
        let id = self.next;
        self.next += 1;
        let flow = Arc::new(Flow::new(now));
        let connection = Connection {
            client,
            use_made: UseMade::None { since: now },
            flow: Arc::clone(&flow),
        };
        self.connections.insert(id, connection);
        if let Some(known) = self.clients.get_mut(&client) {
            known.open += 1;
        }
        Ok(Admitted {
            id,
            evicted,
            spending,
            flow,
        })
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

    /// Ends the right of a connection to its place.
    fn give_up(&mut self, id: u64) {
        if let Some(connection) = self.connections.get(&id) {
            connection.flow.give_up();
        }
        self.leave(id);
    }

    /// The connections of a site; all of them without one.
    fn of(&self, site: Option<u64>) -> impl Iterator<Item = (u64, &Connection)> {
        let all = self.connections.iter().map(|(id, connection)| (*id, connection));
        all.filter(move |(_, connection)| site.is_none() || connection.client.site() == site)
    }

    /// Who has to leave for a client that holds `open` connections, out of those of a site where one is given.
    fn least_worth(&self, open: usize, site: Option<u64>, now: Instant) -> Option<u64> {
        let is_stranger = |one: &Connection| matches!(one.use_made, UseMade::None { .. }) && !self.has_asked(one);
        let strangers = self.of(site).filter(|(_, one)| is_stranger(one)).count();
        let is_flood = strangers as f64 > STRANGERS * self.of(site).count() as f64;
        let worth = self.of(site);
        let worth = worth.filter_map(|(id, connection)| Some((self.worth(connection, is_flood, now)?, id)));
        if let Some((_, id)) = worth.min() {
            return Some(id);
        }
        let held = |connection: &Connection| self.clients.get(&connection.client).map_or(0, |known| known.open);
        let (most, id) = self.of(site).map(|(id, connection)| (held(connection), id)).max()?;
        (most > 2 * (open + 1)).then_some(id)
    }

    /// Whether the client of a connection ever asked for anything.
    fn has_asked(&self, connection: &Connection) -> bool {
        self.clients.get(&connection.client).is_some_and(|known| known.asked)
    }

    /// What the place of a connection is worth, amid a flood or not; none while it is in use.
    fn worth(&self, connection: &Connection, is_flood: bool, now: Instant) -> Option<Worth> {
        let age = |since| now.saturating_duration_since(since);
        match connection.use_made {
            UseMade::None { since } => {
                let asked = self.has_asked(connection);
                Some(if is_flood && !asked {
                    Worth::Flood { since }
                } else if age(since) >= FIRST_REQUEST {
                    Worth::Silent { since }
                } else {
                    Worth::New { asked, since }
                })
            }
            UseMade::Idle { since } if age(since) >= BETWEEN_REQUESTS => Some(Worth::Idle { since }),
            UseMade::Idle { .. } | UseMade::Busy { .. } => {
                let since = connection.flow.unpaid_since(now)?;
                Some(Worth::Slow { since })
            }
        }
    }
}

#[cfg(test)]
#[path = "admission_tests.rs"]
mod tests;
#[cfg(test)]
#[path = "worth_tests.rs"]
mod worth_tests;
