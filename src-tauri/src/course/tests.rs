//! A run that goes on, event by event.

use super::trace::SHOWN;
use super::*;
use crate::example;
use maillon_report::Lang;

fn link(progress: &Progress, link: Link) -> &LinkProgress {
    progress
        .chain
        .iter()
        .find(|one| one.link.id == link)
        .expect("every link is drawn")
}

#[test]
fn the_example_lights_every_link_and_fills_every_row() {
    let words = Words::of(Lang::Fr);
    let mut course = Course::new(true, 12.0);
    let before = course.told(&words);
    assert!(before.chain.iter().all(|link| link.phase == Phase::Waiting));
    for moment in example::timeline(&example::report(example::Radio::Weak)) {
        course.apply(moment.event);
    }
    let after = course.told(&words);
    assert!(
        after.chain.iter().all(|link| link.phase == Phase::Done),
        "{:?}",
        after.chain
    );
    assert!(after.rows.iter().all(|row| row.phase == Phase::Done));
    assert!(link(&after, Link::LocalLink).link.status.is_bad());
    assert_eq!(link(&after, Link::Machine).link.status, Status::Good);
}

#[test]
fn a_link_that_never_answered_stays_dark_even_when_its_check_is_good() {
    let mut course = Course::new(false, 30.0);
    course.apply(Event::Delay {
        target: 0,
        link: Link::AccessLine,
        rtt_ms: Some(9.0),
        loaded: false,
    });
    course.apply(Event::Delay {
        target: 1,
        link: Link::Internet,
        rtt_ms: None,
        loaded: false,
    });
    course.apply(Event::Judged {
        check: CheckId::Bandwidth,
        status: Status::Good,
        findings: Vec::new(),
        last: true,
    });
    let progress = course.told(&Words::of(Lang::En));
    assert_eq!(link(&progress, Link::AccessLine).link.status, Status::Good);
    let silent = link(&progress, Link::Internet);
    assert_eq!((silent.phase, silent.link.status), (Phase::Waiting, Status::NotKnown));
}

#[test]
fn a_link_draws_one_target_the_first_that_answers_and_leaves_gaps() {
    let mut course = Course::new(false, 30.0);
    for (target, rtt_ms) in [
        (0, None),
        (1, Some(20.0)),
        (0, None),
        (2, Some(500.0)),
        (1, None),
        (1, Some(80.0)),
    ] {
        course.apply(Event::Delay {
            target,
            link: Link::AccessLine,
            rtt_ms,
            loaded: false,
        });
    }
    for rtt_ms in [None, None] {
        course.apply(Event::Delay {
            target: 1,
            link: Link::AccessLine,
            rtt_ms,
            loaded: true,
        });
    }
    let progress = course.told(&Words::of(Lang::En));
    let line = link(&progress, Link::AccessLine);
    assert_eq!(line.trace, [Some(0.25), None, Some(1.0)]);
    assert_eq!(line.link.figure, "50\u{a0}ms");
    assert!(link(&progress, Link::Vpn).trace.is_empty());
}

#[test]
fn a_link_on_the_way_tells_what_it_adds_itself() {
    let mut course = Course::new(false, 30.0);
    let answers = [
        (Link::LocalLink, 30.0),
        (Link::AccessLine, 42.0),
        (Link::Internet, 41.0),
        (Link::Gateway, 60.0),
    ];
    for (target, (link, rtt_ms)) in answers.into_iter().enumerate() {
        course.apply(Event::Delay {
            target,
            link,
            rtt_ms: Some(rtt_ms),
            loaded: false,
        });
    }
    let told = course.told(&Words::of(Lang::En));
    let figure = |wanted| link(&told, wanted).link.figure.clone();
    assert_eq!(figure(Link::LocalLink), "30\u{a0}ms");
    assert_eq!(figure(Link::AccessLine), "+12\u{a0}ms");
    assert_eq!(figure(Link::Internet), "+0\u{a0}ms", "never less than nothing");
    assert_eq!(figure(Link::Gateway), "60\u{a0}ms", "asked for itself");
}

#[test]
fn a_long_run_draws_its_end_and_a_steady_short_delay_stays_low() {
    let mut course = Course::new(false, 30.0);
    for step in 0..999 {
        course.apply(Event::Delay {
            target: 0,
            link: Link::LocalLink,
            rtt_ms: Some(1.0 + f64::from(step % 3)),
            loaded: false,
        });
    }
    let progress = course.told(&Words::of(Lang::En));
    let trace = &link(&progress, Link::LocalLink).trace;
    assert_eq!(trace.len(), SHOWN);
    assert!(trace.iter().flatten().all(|height| *height < 0.1), "{trace:?}");
    course.apply(Event::Delay {
        target: 0,
        link: Link::LocalLink,
        rtt_ms: None,
        loaded: false,
    });
    let progress = course.told(&Words::of(Lang::En));
    let trace = &link(&progress, Link::LocalLink).trace;
    assert_eq!((trace.len(), trace.last()), (SHOWN, Some(&None)), "the last is drawn");
}
