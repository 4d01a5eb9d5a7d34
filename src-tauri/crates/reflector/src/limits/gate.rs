//! The door: [`Admission`] shared by the tasks of the server, and the end of those who have to leave.

use super::Client;
use super::admission::{Admission, ConnectionLimits};
use super::flow::Flow;
use super::refusal::Refusal;
use super::spending::Spending;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use tokio::task::AbortHandle;

/// Who is connected, and how to end each.
#[derive(Debug)]
pub struct Gate {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    admission: Admission,
    tasks: HashMap<u64, AbortHandle>,
}

/// A place of one connection; given back when dropped.
#[derive(Debug)]
pub struct Ticket {
    gate: Arc<Gate>,
    id: u64,
    /// What the client may move.
    pub spending: Arc<Spending>,
    /// What the connection moves.
    pub flow: Arc<Flow>,
    /// Whether somebody had to leave for it.
    pub evicts: bool,
}

impl Gate {
    /// Nobody is connected.
    pub fn new(limits: ConnectionLimits) -> Self {
        let state = State {
            admission: Admission::new(limits, Instant::now()),
            tasks: HashMap::new(),
        };
        Self {
            state: Mutex::new(state),
        }
    }

    /// Lets a connection of `client` in, and ends another one for it where that is needed.
    pub fn arrive(self: &Arc<Self>, client: Client) -> Result<Ticket, Refusal> {
        let mut state = self.state();
        let admitted = state.admission.arrive(client, Instant::now())?;
        let evicted = admitted.evicted.and_then(|id| state.tasks.remove(&id));
        drop(state);
        if let Some(task) = evicted {
            task.abort();
        }
        Ok(Ticket {
            gate: Arc::clone(self),
            id: admitted.id,
            spending: admitted.spending,
            flow: admitted.flow,
            evicts: admitted.evicted.is_some(),
        })
    }

    /// Names the task that serves a place, so that it can be ended.
    pub fn serve(&self, id: u64, task: AbortHandle) {
        let mut state = self.state();
        if state.admission.holds(id) {
            state.tasks.insert(id, task);
        } else {
            // It has ended, or had to leave, in between.
            drop(state);
            task.abort();
        }
    }

    /// Connections open now.
    pub fn open(&self) -> usize {
        self.state().admission.open()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ticket {
    /// The number of its place.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// Notes that a request is being answered, until the guard is dropped.
    pub fn busy(self: &Arc<Self>) -> Busy {
        self.gate.state().admission.begin(self.id);
        Busy {
            ticket: Arc::clone(self),
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut state = self.gate.state();
        state.admission.leave(self.id);
        state.tasks.remove(&self.id);
    }
}

/// A request that is being answered.
#[derive(Debug)]
pub struct Busy {
    ticket: Arc<Ticket>,
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.ticket.gate.state().admission.end(self.ticket.id, Instant::now());
    }
}
