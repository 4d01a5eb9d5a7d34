//! The scenarios that stand for all of them, played anew: one for each link and a sound one, in less than four minutes.

use maillon_diagnosis::Certainty;
use maillon_lab::program::Program;
use maillon_lab::scenario::grade::{Grade, grade};
use maillon_lab::scenario::{play, read_all};

#[test]
fn each_weak_link_is_named_and_a_sound_home_is_called_sound() {
    let program = Program::build().expect("maillon-cli builds");
    let scenarios = read_all().expect("scenarios").into_iter().filter(|one| one.every_test);
    let mut bad = Vec::new();
    let mut played = 0;
    for scenario in scenarios {
        let (finished, report) = play(&scenario, &program, 1).expect("the lab stands");
        let graded = grade(&scenario.truth, &report);
        let established = graded
            .falsely
            .iter()
            .any(|(_, certainty)| *certainty == Certainty::Established);
        if graded.grade != Grade::Right || established || graded.is_otherwise() {
            let verdict = &report.verdict;
            bad.push(format!(
                "{}: {graded:?}\n{verdict:#?}\n{}",
                scenario.name,
                finished.told()
            ));
        }
        played += 1;
    }
    assert!(played >= 8, "only {played} scenarios are marked `every_test`");
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}
