//! Datagrams a second, by client and in all, in memory of a fixed size.
//!
//! Clients share a table by a keyed hash, because senders can be forged and a list of them would grow at the attacker's will.
//! Two clients that meet in one place share its rate; which ones do, nobody outside can know.

use crate::limits::Client;
use crate::limits::bucket::{Bucket, Rate};
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

const PLACES: usize = 8192;

/// Who may be answered now.
#[derive(Debug)]
pub struct Limiter {
    keys: RandomState,
    rate_per_client: Rate,
    rate: Rate,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    clients: Vec<Bucket>,
    all: Bucket,
}

impl Limiter {
    /// Nobody was answered yet.
    pub fn new(rate: Rate, rate_per_client: Rate, now: Instant) -> Self {
        let state = State {
            clients: vec![Bucket::full(rate_per_client, now); PLACES],
            all: Bucket::full(rate, now),
        };
        Self {
            keys: RandomState::new(),
            rate_per_client,
            rate,
            state: Mutex::new(state),
        }
    }

    /// Counts a datagram; false when it must not be answered.
    pub fn allows(&self, client: Client, now: Instant) -> bool {
        let place = self.keys.hash_one(client) as usize % PLACES;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.clients[place].take(self.rate_per_client, now) && state.all.take(self.rate, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Limits;
    use std::time::Duration;

    fn client(number: u32) -> Client {
        Client::V4(number.into())
    }

    #[test]
    fn one_client_gets_its_rate_and_leaves_that_of_others() {
        let now = Instant::now();
        let limiter = Limiter::new(Rate::per_second(1000), Rate::per_second(50), now);
        let answered = |number| (0..500).filter(|_| limiter.allows(client(number), now)).count();
        assert_eq!(answered(1), 100);
        let other = (2..20).find(|number| {
            limiter.keys.hash_one(client(*number)) as usize % PLACES
                != limiter.keys.hash_one(client(1)) as usize % PLACES
        });
        assert_eq!(answered(other.expect("hashes differ")), 100);
    }

    #[test]
    fn ten_runs_behind_one_address_are_answered_whole_by_default() {
        let (limits, start) = (Limits::default(), Instant::now());
        let (all, one) = (limits.datagrams_per_second, limits.datagrams_per_second_per_client);
        let limiter = Limiter::new(Rate::per_second(all), Rate::per_second(one), start);
        // 50 to STUN and 20 to STAMP a second each, for a minute.
        let refused = (0..60 * 10 * 70).filter(|number| {
            let now = start + Duration::from_secs(*number) / (10 * 70);
            !limiter.allows(client(1), now)
        });
        assert_eq!(refused.count(), 0);
        assert!(all >= 10 * one, "no address takes what all have");
    }

    #[test]
    fn forged_clients_get_no_more_than_all_may() {
        let now = Instant::now();
        let limiter = Limiter::new(Rate::per_second(1000), Rate::per_second(50), now);
        assert_eq!(
            (0..100_000)
                .filter(|number| limiter.allows(client(*number), now))
                .count(),
            2000
        );
    }
}
