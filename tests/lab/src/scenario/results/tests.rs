use super::super::grade::of_verdict;
use super::super::grade::tests::verdict;
use super::*;

/// A scenario with this truth; each round named these links first, by these sources.
fn row(name: &str, truth: &str, answers: &[(&[Link], Outcome, &str)]) -> Row {
    let text = format!("about = \"a\"\ntunnel = \"full\"\n[truth]\n{truth}");
    let scenario = Scenario {
        name: name.to_owned(),
        ..toml::from_str(&text).expect("a scenario")
    };
    let said: Vec<_> = answers
        .iter()
        .map(|(links, outcome, build)| {
            let verdict = verdict(*outcome, links);
            let graded = of_verdict(&scenario.truth, &verdict);
            (verdict, graded, *build)
        })
        .collect();
    let answers = (0..).zip(&said);
    let (verdict, graded, _) = said[0].clone();
    Row {
        answers: answers
            .map(|(round, (verdict, graded, build))| Answer::new(round, build, verdict, graded))
            .collect(),
        scenario,
        verdict,
        graded,
        seconds: 20.0,
        bytes: 1_000_000,
    }
}

const VPN: &[Link] = &[Link::Vpn];
const WEAK_VPN: &str = "outcome = \"weak_link\"\nweak = [\"vpn\"]";

fn named(links: &[Link]) -> (&[Link], Outcome, &str) {
    (links, Outcome::WeakLink, "95ac475abc")
}

fn nobody(outcome: Outcome) -> (&'static [Link], Outcome, &'static str) {
    (&[], outcome, "")
}

#[test]
fn what_is_abstained_from_and_what_is_missed_stand_apart() {
    let hides = "outcome = \"weak_link\"\nweak = [\"vpn\"]\nhidden = [\"server\"]";
    let text = table(&[
        row("a", WEAK_VPN, &[nobody(Outcome::CannotTell)]),
        row("b", WEAK_VPN, &[nobody(Outcome::NothingAbnormal)]),
        row("c", hides, &[named(&[Link::Vpn, Link::Server])]),
        row(
            "d",
            "outcome = \"nothing_abnormal\"",
            &[nobody(Outcome::NothingAbnormal)],
        ),
    ]);
    for line in [
        "| | scenarios | right | abstained | missed | wrong | false accusations | of them established | uses rated otherwise |",
        "| all | 4 | 2 | 1 | 1 | 0 | 1 | 0 | 0 |",
        "| one fault | 2 | 0 | 1 | 1 | 0 | 0 | 0 | 0 |",
        "| several faults | 1 | 1 | 0 | 0 | 0 | 1 | 0 | 0 |",
        "| sound | 1 | 1 | 0 | 0 | 0 | 0 | 0 | 0 |",
        "| vpn |  |  |  |  |  | 1 |  |  | 1 | 1 |",
        "| nothing_abnormal |  |  |  |  |  |  |  |  | 1 |  |",
    ] {
        assert!(text.lines().any(|told| told == line), "{line}\n{text}");
    }
    let committed = committed(&text);
    assert_eq!(
        (committed["c"].grade, committed["c"].accuses_falsely),
        (Grade::Right, true)
    );
    assert_eq!(
        (committed["b"].grade, committed["b"].accuses_falsely),
        (Grade::Missed, false)
    );
}

#[test]
fn the_same_answer_takes_two_runs_and_what_differs_is_named() {
    let borderline = |row: Row| Row {
        scenario: Scenario {
            borderline: true,
            ..row.scenario
        },
        ..row
    };
    let rows = [
        row("once", WEAK_VPN, &[named(VPN)]),
        row("steady", WEAK_VPN, &[named(VPN), named(&[Link::Vpn, Link::Server])]),
        row(
            "unsteady",
            WEAK_VPN,
            &[named(VPN), nobody(Outcome::CannotTell), named(VPN)],
        ),
        borderline(row("near", WEAK_VPN, &[named(VPN), nobody(Outcome::CannotTell)])),
    ];
    let text = table(&rows);
    for line in [
        "| all | 8 | 6 | 2 | 0 | 0 | 1 | 0 | 2 | 0 | 1 of 3 |",
        "| borderline | 2 | 1 | 1 | 0 | 0 | 0 | 0 | 1 | 0 | 0 of 1 |",
        "| not borderline | 6 | 5 | 1 | 0 | 0 | 1 | 0 | 1 | 0 | 1 of 2 |",
        "- unsteady: 2 × vpn, 1 × cannot_tell",
    ] {
        assert!(text.lines().any(|told| told == line), "{line}\n{text}");
    }
    assert!(!text.contains("- near:"), "{text}");
    assert!(
        text.contains("Played by a source that was not noted (2 runs), `95ac475abc` (6 runs);"),
        "{text}"
    );
    assert!(table(&rows[..2]).contains("No scenario that is not borderline answers otherwise"));
}
