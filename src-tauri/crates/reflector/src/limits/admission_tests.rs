use super::*;
use proptest::prelude::*;
use std::net::IpAddr;

pub(super) const LIMITS: ConnectionLimits = ConnectionLimits {
    total: 8,
    per_client: 4,
    per_site: 4,
    arrivals: Rate {
        per_second: 1000.0,
        burst: 1000.0,
    },
    arrivals_per_client: Rate {
        per_second: 100.0,
        burst: 100.0,
    },
    bytes_per_client: Some(1000),
    pace_per_client: None,
};

pub(super) fn client(number: u8) -> Client {
    IpAddr::from([192, 0, 2, number]).into()
}

fn full(admission: &mut Admission, now: Instant) -> Vec<u64> {
    let ids = (0..8).map(|number| admission.arrive(client(number), now).expect("room").id);
    ids.collect()
}

#[test]
fn one_client_holds_no_more_than_its_share() {
    let now = Instant::now();
    let mut admission = Admission::new(LIMITS, now);
    let ids: Vec<u64> = (0..4)
        .map(|_| admission.arrive(client(1), now).expect("room").id)
        .collect();
    let refused = admission.arrive(client(1), now).expect_err("its fifth");
    assert_eq!(refused, Refusal::ClientConnections);
    admission.leave(ids[0]);
    admission.leave(ids[0]);
    admission.arrive(client(1), now).expect("one left");
    assert_eq!(admission.open(), 4);
}

#[test]
fn a_client_that_comes_too_often_is_refused_and_others_are_not() {
    let now = Instant::now();
    let mut admission = Admission::new(LIMITS, now);
    let mut comes = |number| {
        let admitted = admission.arrive(client(number), now);
        admitted.map(|admitted| admission.leave(admitted.id))
    };
    assert_eq!((0..200).filter(|_| comes(1).is_ok()).count(), 100);
    assert_eq!(comes(1), Err(Refusal::ClientRate));
    assert_eq!(comes(2), Ok(()));
}

#[test]
fn a_flood_keeps_nobody_out_who_asked_for_something_before() {
    let now = Instant::now();
    let mut limits = LIMITS;
    limits.arrivals = Rate::per_second(20);
    let mut admission = Admission::new(limits, now);
    let first = admission.arrive(client(1), now).expect("room");
    admission.begin(first.id);
    admission.leave(first.id);
    let flood = (0..200_u32).map(|number| admission.arrive(Client::V4((0x0a00_0000 + number).into()), now));
    assert_eq!(
        flood.filter(|arrived| matches!(arrived, Err(Refusal::Rate))).count(),
        200 - 39
    );
    admission.arrive(client(1), now).expect("it is known");
    let stranger = admission.arrive(client(2), now).expect_err("it is not");
    assert_eq!(stranger, Refusal::Rate);
}

#[test]
fn the_silent_leave_before_the_idle_and_the_oldest_first() {
    let start = Instant::now();
    let mut admission = Admission::new(LIMITS, start);
    let ids = full(&mut admission, start);
    admission.begin(ids[0]);
    admission.begin(ids[1]);
    admission.end(ids[1], start);
    let later = start + Duration::from_secs(4);
    let mut evicted = Vec::new();
    for number in 100..107 {
        let admitted = admission.arrive(client(number), later).expect("somebody leaves");
        admission.begin(admitted.id);
        evicted.extend(admitted.evicted);
    }
    assert_eq!(evicted, [ids[2], ids[3], ids[4], ids[5], ids[6], ids[7], ids[1]]);
    let refused = admission.arrive(client(200), later).expect_err("all are at work");
    assert_eq!(refused, Refusal::Full);
    assert_eq!(admission.open(), 8);
}

#[test]
fn a_client_that_holds_many_makes_room_for_one_that_holds_none() {
    let start = Instant::now();
    let mut admission = Admission::new(LIMITS, start);
    for number in [1, 1, 1, 1, 2, 2, 3, 4] {
        let admitted = admission.arrive(client(number), start).expect("room");
        admission.begin(admitted.id);
    }
    let ninth = admission.arrive(client(9), start).expect("client 1 has four");
    admission.begin(ninth.id);
    let refused = admission.arrive(client(2), start).expect_err("it has two itself");
    assert_eq!(refused, Refusal::Full);
}

#[test]
fn the_memory_of_clients_is_bounded_and_keeps_the_spenders() {
    let now = Instant::now();
    let mut limits = LIMITS;
    limits.arrivals.burst = 1e9;
    let mut admission = Admission::new(limits, now);
    let spender = admission.arrive(client(1), now).expect("room");
    spender.spending.spend(1000, now);
    admission.leave(spender.id);
    for number in 0..20_000_u32 {
        let other = Client::V4((0x0a00_0000 + number).into());
        let admitted = admission.arrive(other, now).expect("the silent leave");
        assert!(admission.clients.len() <= MOST_CLIENTS, "{admitted:?}");
    }
    let again = admission.arrive(client(1), now).expect("room");
    assert!(again.spending.exhausted_for(now).is_some());
}

proptest! {
    #[test]
    fn whatever_happens_the_counts_hold(events in prop::collection::vec((0..4_u8, 0..12_u8, 0..5000_u64), 0..400)) {
        let start = Instant::now();
        let mut admission = Admission::new(LIMITS, start);
        let mut ids = Vec::new();
        let mut now = start;
        // Every second one is of the same site.
        let client = |number: u8| match number % 2 {
            0 => client(number),
            _ => IpAddr::from([0x2001, 0xdb8, 1, u16::from(number), 0, 0, 0, 1]).into(),
        };
        for (event, number, pause_ms) in events {
            now += Duration::from_millis(pause_ms);
            match event {
                0 | 1 => ids.extend(admission.arrive(client(number), now).map(|admitted| admitted.id)),
                2 => ids.iter().skip(usize::from(number)).take(1).for_each(|id| admission.begin(*id)),
                _ => {
                    let Some(id) = ids.get(usize::from(number)) else { continue };
                    admission.end(*id, now);
                    admission.leave(*id);
                }
            }
            prop_assert!(admission.open() <= LIMITS.total);
            let held: usize = admission.clients.values().map(|known| known.open).sum();
            prop_assert_eq!(held, admission.open());
            prop_assert!(admission.clients.values().all(|known| known.open <= LIMITS.per_client));
            let of_the_site = admission.connections.values().filter(|held| held.client.site().is_some());
            prop_assert!(of_the_site.count() <= LIMITS.per_site);
        }
    }
}
