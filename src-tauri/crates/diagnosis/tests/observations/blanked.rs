//! What was not measured is never accused, and its absence makes nobody else guilty for sure.

use super::RECORDED;
use maillon_diagnosis::report::Checks;
use maillon_diagnosis::verdict::judge_all;
use maillon_diagnosis::{Certainty, CheckId, Limits, Link};
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng};
use serde_json::Value;

/// Who is accused, and how surely.
fn accused(checks: &Checks) -> Vec<(Link, Certainty)> {
    let verdict = judge_all(&mut checks.clone(), &Limits::default());
    let weak = verdict.weak_links.iter();
    weak.map(|weak| (weak.link, weak.certainty)).collect()
}

/// Links beyond `check` that are guilty for sure with less seen, and were not even suspected with all of it.
fn newly_guilty(all: &Checks, less: &Checks, check: CheckId) -> Vec<Link> {
    let before: Vec<Link> = accused(all).into_iter().map(|(link, _)| link).collect();
    let sure = accused(less)
        .into_iter()
        .filter(|(_, how)| *how == Certainty::Established);
    sure.map(|(link, _)| link)
        .filter(|link| link.check() != check && !before.contains(link))
        .collect()
}

/// The same observations; of `check`, some fields and some entries of lists are as if they had never been measured.
fn blanked(checks: &Checks, check: CheckId, seed: &[u8; 32]) -> Checks {
    let rng = &mut TestRng::from_seed(RngAlgorithm::ChaCha, seed);
    let mut all = serde_json::to_value(checks).expect("plain data");
    let observation = &mut all[check.id()]["observation"];
    if let Value::Object(fields) = observation {
        let names: Vec<String> = fields.keys().cloned().collect();
        for name in names {
            if rng.random_ratio(1, 3) {
                // A field that is left out was not measured.
                fields.remove(&name);
            } else if let Some(Value::Array(entries)) = fields.get_mut(&name) {
                entries.retain(|_| rng.random_ratio(3, 4));
            }
        }
    }
    serde_json::from_value(all).expect("every field may be left out")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_check_of_which_nothing_was_seen_accuses_nobody(which in 0..RECORDED.len(), check in 0..CheckId::ALL.len()) {
        let (name, checks) = &RECORDED[which];
        let check = CheckId::ALL[check];
        let mut unseen = checks.clone();
        unseen.forget(check);
        for (link, _) in accused(&unseen) {
            prop_assert!(link.check() != check, "{}: {} without {}", name, link, check);
        }
        prop_assert_eq!(newly_guilty(checks, &unseen, check), [], "{} without {}", name, check);
    }

    #[test]
    fn what_was_left_out_makes_nobody_else_guilty_for_sure(
        which in 0..RECORDED.len(),
        check in 0..CheckId::ALL.len(),
        seed in any::<[u8; 32]>(),
    ) {
        let (name, checks) = &RECORDED[which];
        let check = CheckId::ALL[check];
        let blanked = blanked(checks, check, &seed);
        prop_assert_eq!(newly_guilty(checks, &blanked, check), [], "{} with less of {}", name, check);
    }
}
