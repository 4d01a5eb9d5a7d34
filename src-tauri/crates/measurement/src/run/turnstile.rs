//! Politeness at the doors of the company: never more connections at once to one of its machines than the profile allows,
//! whatever phase or check they are made for.

use maillon_diagnosis::profile::PARALLEL_PROBES_CEILING;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Connections at once when the profile does not say.
const DEFAULT: u32 = 4;

/// Leave to hold one connection, until it is dropped.
pub(crate) type Pass = OwnedSemaphorePermit;

/// Lets a few connections through to each address.
pub(crate) struct Turnstile {
    at_once: usize,
    doors: Mutex<HashMap<IpAddr, Arc<Semaphore>>>,
}

impl Turnstile {
    /// One that lets `at_once` connections through to each address, within the ceiling no profile can lift.
    pub(crate) fn new(at_once: Option<u32>) -> Self {
        let at_once = at_once.unwrap_or(DEFAULT).clamp(1, PARALLEL_PROBES_CEILING);
        Self {
            at_once: at_once as usize,
            doors: Mutex::default(),
        }
    }

    /// Connections that one address may get at once.
    pub(crate) fn at_once(&self) -> usize {
        self.at_once
    }

    /// Waits for leave to open a connection to `address`.
    pub(crate) async fn enter(&self, address: IpAddr) -> Pass {
        let entered = self.door(address).acquire_owned().await;
        entered.expect("a turnstile is never closed")
    }

    /// Leave to open a connection now; none while others have all there is.
    pub(crate) fn try_enter(&self, address: IpAddr) -> Option<Pass> {
        self.door(address).try_acquire_owned().ok()
    }

    fn door(&self, address: IpAddr) -> Arc<Semaphore> {
        let mut doors = self.doors.lock().unwrap_or_else(PoisonError::into_inner);
        let door = doors
            .entry(address.to_canonical())
            .or_insert_with(|| Arc::new(Semaphore::new(self.at_once)));
        Arc::clone(door)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn an_address_gets_no_more_than_its_share_whatever_its_spelling() {
        let turnstile = Turnstile::new(Some(2));
        let first = turnstile.try_enter(address("192.0.2.1")).expect("free");
        let _second = turnstile.try_enter(address("::ffff:192.0.2.1")).expect("free");
        assert!(turnstile.try_enter(address("192.0.2.1")).is_none());
        assert!(turnstile.try_enter(address("192.0.2.2")).is_some());
        drop(first);
        assert!(turnstile.try_enter(address("192.0.2.1")).is_some());
    }

    #[test]
    fn no_profile_lifts_the_ceiling_or_closes_the_door() {
        assert_eq!(Turnstile::new(Some(500)).at_once(), PARALLEL_PROBES_CEILING as usize);
        assert_eq!(Turnstile::new(Some(0)).at_once(), 1);
        assert_eq!(Turnstile::new(None).at_once(), DEFAULT as usize);
    }
}
