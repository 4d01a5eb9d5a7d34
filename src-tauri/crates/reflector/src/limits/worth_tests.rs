use super::tests::{LIMITS, client};
use super::*;
use crate::limits::flow::WINDOW;
use std::net::IpAddr;

/// A client of a /48.
fn home(site: u16, number: u16) -> Client {
    IpAddr::from([0x2001, 0xdb8, site, number, 0, 0, 0, 1]).into()
}

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

/// A client comes and asks for something.
fn asks(admission: &mut Admission, client: Client, now: Instant) -> Result<Admitted, Refusal> {
    let admitted = admission.arrive(client, now)?;
    admission.begin(admitted.id);
    Ok(admitted)
}

/// Every place is taken by a client of its own that asks for something.
fn all_at_work(admission: &mut Admission, now: Instant) -> Vec<Admitted> {
    let taken = (0..8).map(|number| asks(admission, client(number), now).expect("room"));
    taken.collect()
}

#[test]
fn who_takes_next_to_nothing_makes_room_and_who_has_a_slow_line_does_not() {
    let start = Instant::now();
    let mut admission = Admission::new(LIMITS, start);
    let places = all_at_work(&mut admission, start);
    let refused = asks(&mut admission, client(100), start + seconds(9)).expect_err("too early to tell");
    assert_eq!(refused, Refusal::Full);
    for second in 1..=30 {
        let now = start + seconds(second);
        for (place, number) in places.iter().zip(0..) {
            match number {
                2 if second == 25 => place.flow.moved(3000, Duration::ZERO, now),
                5 if second == 24 => place.flow.moved(3000, Duration::ZERO, now),
                2 | 5 => {}
                // 32 kbit/s.
                _ => place.flow.moved(4000, Duration::ZERO, now),
            }
        }
    }
    let now = start + seconds(30);
    let evicted = [101, 102].map(|number| asks(&mut admission, client(number), now).expect("room").evicted);
    assert_eq!(evicted, [Some(places[5].id), Some(places[2].id)], "the longest first");
    let refused = asks(&mut admission, client(103), now).expect_err("the others are at work");
    assert_eq!(refused, Refusal::Full);
    let given_up = places.iter().map(|place| place.flow.is_given_up());
    assert_eq!(
        given_up.collect::<Vec<_>>(),
        [false, false, true, false, false, true, false, false]
    );
}

#[test]
fn every_place_taken_by_slow_readers_holds_a_run_up_no_longer_than_the_window() {
    let start = Instant::now();
    let mut admission = Admission::new(LIMITS, start);
    let deaf: Vec<u64> = all_at_work(&mut admission, start)
        .iter()
        .map(|place| place.id)
        .collect();
    for _ in 0..LIMITS.per_client {
        let place = asks(&mut admission, client(100), start + WINDOW).expect("room");
        assert!(
            place.evicted.is_some_and(|evicted| deaf.contains(&evicted)),
            "{place:?}"
        );
    }
}

#[test]
fn slow_connections_keep_their_places_while_there_are_others() {
    let start = Instant::now();
    let mut admission = Admission::new(LIMITS, start);
    for number in 0..7 {
        asks(&mut admission, client(number), start).expect("room");
    }
    let eighth = asks(&mut admission, client(7), start + seconds(250)).expect("room");
    assert_eq!(eighth.evicted, None);
}

#[test]
fn small_requests_one_after_the_other_pay_for_no_place() {
    let start = Instant::now();
    let mut admission = Admission::new(LIMITS, start);
    let places = all_at_work(&mut admission, start);
    let mut now = start;
    for _ in 0..60 {
        for place in &places {
            admission.end(place.id, now);
            admission.begin(place.id);
            place.flow.moved(100, Duration::ZERO, now);
            admission.end(place.id, now);
        }
        now += Duration::from_millis(500);
    }
    let newcomer = admission.arrive(client(100), now).expect("room");
    assert_eq!(newcomer.evicted, Some(places[0].id));
}

#[test]
fn the_newest_are_spared_as_long_as_another_can_go() {
    let start = Instant::now();
    let mut admission = Admission::new(LIMITS, start);
    let silent = admission.arrive(client(0), start).expect("room").id;
    let idle = asks(&mut admission, client(1), start).expect("room").id;
    admission.end(idle, start);
    let slow = asks(&mut admission, client(2), start).expect("room").id;
    let at_work = asks(&mut admission, client(3), start).expect("room");
    let late = start + WINDOW.saturating_sub(Duration::from_millis(500));
    at_work.flow.moved(10_000, Duration::ZERO, late);
    let second_of_a_known = admission.arrive(client(3), late).expect("room").id;
    let strangers = [5, 6].map(|number| admission.arrive(client(number), late).expect("room").id);
    asks(&mut admission, client(7), late).expect("room");
    let now = start + WINDOW;
    let evicted = [100, 101, 102, 103, 104, 105].map(|number| {
        asks(&mut admission, client(number), now)
            .expect("somebody leaves")
            .evicted
    });
    let expected = [silent, idle, slow, strangers[0], strangers[1], second_of_a_known];
    assert_eq!(evicted, expected.map(Some));
    let refused = asks(&mut admission, client(106), now).expect_err("all are at work");
    assert_eq!(refused, Refusal::Full);
}

#[test]
fn a_flood_does_not_push_out_who_asked_before_while_it_makes_its_handshake() {
    let start = Instant::now();
    let mut admission = Admission::new(LIMITS, start);
    let first = asks(&mut admission, client(1), start).expect("room");
    admission.leave(first.id);
    let second = admission.arrive(client(1), start).expect("room");
    for number in 0..900_u32 {
        let now = start + Duration::from_millis(u64::from(number));
        admission
            .arrive(Client::V4((0x0a00_0000 + number).into()), now)
            .expect("the silent leave");
    }
    assert!(admission.holds(second.id), "its round trip is long");
}

#[test]
fn a_site_has_its_share_and_no_more() {
    let start = Instant::now();
    let mut admission = Admission::new(LIMITS, start);
    let silent = admission.arrive(home(2, 0), start).expect("room").id;
    let first = admission.arrive(home(1, 0), start).expect("room").id;
    for number in 1..4 {
        asks(&mut admission, home(1, number), start).expect("room");
    }
    let now = start + seconds(2);
    let fifth = asks(&mut admission, home(1, 4), now).expect("one of its own is silent");
    assert_eq!(fifth.evicted, Some(first), "and that of another site stays");
    let sixth = asks(&mut admission, home(1, 5), now).expect_err("each of its four is at work");
    assert_eq!(sixth, Refusal::SiteConnections);
    for other in [home(2, 1), client(1), client(2)] {
        assert_eq!(asks(&mut admission, other, now).expect("room").evicted, None);
    }
    let ninth = asks(&mut admission, client(3), now).expect("one is silent");
    assert_eq!(ninth.evicted, Some(silent));
    assert_eq!(admission.open(), LIMITS.total);
}

#[test]
fn a_flood_pushes_out_itself_before_who_is_idle_or_slow() {
    let start = Instant::now();
    let mut admission = Admission::new(LIMITS, start);
    let idle = asks(&mut admission, client(1), start).expect("room").id;
    admission.end(idle, start);
    let slow = asks(&mut admission, client(2), start).expect("room").id;
    let late = start + WINDOW + seconds(1);
    for number in 0..40_u32 {
        let now = late + Duration::from_millis(u64::from(number));
        admission
            .arrive(Client::V4((0x0a00_0000 + number).into()), now)
            .expect("another of the flood leaves");
    }
    assert!(admission.holds(idle) && admission.holds(slow));
}

#[test]
fn a_full_site_takes_no_turn_of_the_others() {
    let start = Instant::now();
    let once = Rate {
        per_second: 0.001,
        burst: 5.0,
    };
    let limits = ConnectionLimits {
        arrivals: once,
        ..LIMITS
    };
    let mut admission = Admission::new(limits, start);
    for number in 0..4 {
        asks(&mut admission, home(1, number), start).expect("room");
    }
    for number in 4..20 {
        let refused = asks(&mut admission, home(1, number), start).expect_err("each of its four is at work");
        assert_eq!(refused, Refusal::SiteConnections);
    }
    asks(&mut admission, client(1), start).expect("the fifth turn is still there");
}
