//! In which order things were listed changes nothing: neither the verdict, nor the findings, nor what a use is rated.

use super::RECORDED;
use maillon_diagnosis::judgement::Judgement;
use maillon_diagnosis::report::Checks;
use maillon_diagnosis::verdict::{Verdict, decide, judge_all, judge_check};
use maillon_diagnosis::{CheckId, Limits, Status};
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng};

/// Any order of a list, each as likely (Fisher and Yates).
fn shuffle<T>(list: &mut [T], rng: &mut TestRng) {
    for end in (1..list.len()).rev() {
        list.swap(end, rng.random_range(0..=end));
    }
}

/// The same observations, every list without an order of its own in another order.
fn reordered(mut checks: Checks, seed: &[u8; 32]) -> Checks {
    let rng = &mut TestRng::from_seed(RngAlgorithm::ChaCha, seed);
    if let Some(seen) = &mut checks.bandwidth.observation {
        shuffle(&mut seen.targets, rng);
        shuffle(&mut seen.hops, rng);
        shuffle(&mut seen.load_phases, rng);
        shuffle(&mut seen.gaps, rng);
    }
    if let Some(seen) = &mut checks.machine.observation {
        shuffle(&mut seen.processes, rng);
        shuffle(&mut seen.gaps, rng);
    }
    if let Some(seen) = &mut checks.vpn.observation {
        shuffle(&mut seen.tunnels, rng);
        shuffle(&mut seen.routes, rng);
        shuffle(&mut seen.path_mtu, rng);
        shuffle(&mut seen.resolvers, rng);
        shuffle(&mut seen.gaps, rng);
    }
    if let Some(seen) = &mut checks.gateway.observation {
        shuffle(&mut seen.doors, rng);
        shuffle(&mut seen.history, rng);
        shuffle(&mut seen.gaps, rng);
        for door in &mut seen.doors {
            shuffle(&mut door.tries, rng);
            shuffle(&mut door.parallel, rng);
        }
    }
    if let Some(seen) = &mut checks.security.observation {
        shuffle(&mut seen.products, rng);
        shuffle(&mut seen.tls, rng);
        shuffle(&mut seen.gaps, rng);
    }
    if let Some(seen) = &mut checks.server.observation {
        shuffle(&mut seen.servers, rng);
        shuffle(&mut seen.gaps, rng);
        for server in &mut seen.servers {
            shuffle(&mut server.tries, rng);
        }
    }
    checks
}

/// What is said of each check: its findings as a set, for a list keeps the order of what it is about.
fn said(checks: &mut Checks) -> (Verdict, Vec<(CheckId, Status, Vec<String>)>) {
    let verdict = judge_all(checks, &Limits::default());
    let of = |(check, status, findings): &(CheckId, Status, &[_])| {
        let mut findings: Vec<String> = findings.iter().map(|finding| format!("{finding:?}")).collect();
        findings.sort();
        (*check, *status, findings)
    };
    let said = checks.summaries().iter().map(of).collect();
    (verdict, said)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_order_of_what_was_observed_changes_nothing(which in 0..RECORDED.len(), seed in any::<[u8; 32]>()) {
        let (name, mut checks) = RECORDED[which].clone();
        let mut reordered = reordered(checks.clone(), &seed);
        prop_assert_eq!(said(&mut checks), said(&mut reordered), "{}", name);
    }

    #[test]
    fn the_order_of_the_judgements_changes_nothing((which, order) in (0..RECORDED.len(), Just(CheckId::ALL.to_vec()).prop_shuffle())) {
        let (name, checks) = &RECORDED[which];
        let limits = Limits::default();
        let judged = |order: &[CheckId]| -> Vec<Judgement> {
            order.iter().map(|check| judge_check(checks, *check, &limits)).collect()
        };
        prop_assert_eq!(decide(&judged(CheckId::ALL), &limits), decide(&judged(&order), &limits), "{}", name);
    }
}
