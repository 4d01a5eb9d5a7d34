use super::*;
use crate::fixtures;
use crate::lang::Lang;
use proptest::prelude::*;

fn spoken() -> impl Strategy<Value = Spoken> {
    let light = prop::sample::select(&LIGHTS[..]);
    let certainty = prop::sample::select(vec![Certainty::Probable, Certainty::Established]);
    let weak = (prop::sample::select(Link::ALL), certainty, prop::sample::select(CAUSES)).prop_map(
        |(link, certainty, cause)| Weak {
            link,
            certainty,
            cause: Some(cause),
        },
    );
    let figures = prop::array::uniform9(prop::option::of(0.0..20_000.0_f64));
    (
        prop::array::uniform6(light),
        prop::option::of(weak),
        prop::bool::ANY,
        prop::option::of((1..=12_u8, 1..=31_u8, 0..24_u8)),
        prop::bool::ANY,
        figures,
    )
        .prop_map(|(lights, weak, nothing, moment, complete, figures)| Spoken {
            lights,
            outcome: match weak {
                Some(_) => Outcome::WeakLink,
                None if nothing => Outcome::NothingAbnormal,
                None => Outcome::CannotTell,
            },
            weak,
            moment,
            complete,
            figures,
        })
}

proptest! {
    #[test]
    fn a_code_keeps_what_it_was_told(spoken in spoken()) {
        let back = Spoken::read(&spoken.code()).expect("a code is read");
        prop_assert_eq!(back.code(), spoken.code());
        prop_assert_eq!(
            (back.lights, back.outcome, back.weak, back.moment, back.complete),
            (spoken.lights, spoken.outcome, spoken.weak, spoken.moment, spoken.complete)
        );
        let measured = |figures: [Option<f64>; 9]| figures.map(|figure| figure.is_some());
        prop_assert_eq!(measured(back.figures), measured(spoken.figures));
        prop_assert!(!back.told(Lang::Fr).contains("spoken-"));
    }
}

#[test]
fn every_finding_has_its_number_once() {
    for code in Code::ALL {
        let times = CAUSES.iter().filter(|cause| *cause == code).count();
        assert_eq!(times, 1, "{code}");
    }
    assert!(CAUSES.len() < 256);
}

/// A code of the first version, word for word: what was dictated before keeps its meaning.
#[test]
fn a_code_of_the_first_version_is_still_read() {
    let spoken = Spoken::read(FIRST).expect("it is read");
    let weak = spoken.weak.expect("a weak link");
    assert_eq!((weak.link, weak.certainty), (Link::Server, Certainty::Established));
    assert_eq!(weak.cause, Some(Code::ServerSlow));
    assert_eq!(spoken.moment, Some((11, 24, 14)));
    assert_eq!(spoken.lights[5], Status::Broken);
}

const FIRST: &str = "0NBRN-1F1TC-P6D0C-9CT97";

#[test]
fn the_code_of_a_report_says_what_the_report_says() {
    for report in [
        fixtures::healthy(),
        fixtures::weak_wifi(),
        fixtures::slow_server(),
        fixtures::cannot_tell(),
    ] {
        let spoken = Spoken::of(&report);
        let told = Spoken::read(&spoken.code()).expect("a code is read").told(Lang::En);
        for (check, status, _) in report.checks.summaries() {
            let words = crate::Words::of(Lang::En);
            let line = format!("{}: {}", words.say(&format!("check-{check}")), words.status(status));
            assert!(told.contains(&line), "{line} is missing in\n{told}");
        }
        assert!(!told.contains("spoken-"), "{told}");
    }
}

#[test]
fn what_is_wrong_with_a_code_is_said() {
    for error in [
        SpokenError::Length(3),
        SpokenError::Character('\u{202e}'),
        SpokenError::Check,
        SpokenError::Version,
    ] {
        for lang in [Lang::Fr, Lang::En] {
            let sentence = error.sentence(lang);
            assert!(
                !sentence.contains("spoken-") && !sentence.contains('\u{202e}'),
                "{sentence}"
            );
        }
    }
}
#[test]
fn the_picture_holds_the_code() {
    let qr = Spoken::of(&fixtures::slow_server()).qr();
    assert_eq!(qr.size, 21);
    // The three finder patterns begin with seven dark modules.
    for corner in ["M0 0h7", "M14 0h7", "M0 14h7"] {
        assert!(qr.path.contains(corner), "{corner}");
    }
    assert!(
        qr.path
            .chars()
            .all(|sign| sign.is_ascii_digit() || "Mhvz -".contains(sign))
    );
}
