//! What each round of a scenario answered, kept in `tests/scenarios/rounds.json`: the recorded run is the first round,
//! and each further one draws its losses and delays anew.

use super::grade::{Grade, Graded, of_answer};
use super::{Truth, folder};
use anyhow::{Context, Result};
use maillon_diagnosis::{Certainty, Link, Outcome, Verdict};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

/// What one run said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Its round; 0 is the recorded one.
    pub round: u64,
    /// The outcome.
    pub outcome: Outcome,
    /// The links it named, the most important first.
    pub named: Vec<(Link, Certainty)>,
    /// Whether a use was rated otherwise, or a fact told or kept back that should not be.
    #[serde(default, skip_serializing_if = "is_false")]
    pub otherwise: bool,
    /// The source that played it, as [`super::source::build`] tells it; empty when that is not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub build: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
const fn is_false(value: &bool) -> bool {
    !*value
}

impl Answer {
    /// What the run of a round said that was played by `build`.
    pub fn new(round: u64, build: &str, verdict: &Verdict, graded: &Graded) -> Self {
        let weak = verdict.weak_links.iter();
        Self {
            round,
            outcome: verdict.outcome,
            named: weak.map(|weak| (weak.link, weak.certainty)).collect(),
            otherwise: graded.is_otherwise(),
            build: build.to_owned(),
        }
    }

    /// How good it is, with the links that are named and are not to blame.
    pub fn grade(&self, truth: &Truth) -> (Grade, Vec<(Link, Certainty)>) {
        of_answer(truth, self.outcome, &self.named)
    }

    /// What a person remembers of it: the link that is named first, or else the outcome.
    fn essence(&self) -> &'static str {
        let first = self.named.first();
        first.map_or(self.outcome.id(), |(link, _)| link.id())
    }
}

/// The answers of every scenario, by its name.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rounds(BTreeMap<String, Vec<Answer>>);

/// Where they are kept.
fn path() -> PathBuf {
    folder().join("rounds.json")
}

impl Rounds {
    /// Reads what is kept.
    ///
    /// # Errors
    /// The file is there and is not one of these.
    pub fn read() -> Result<Self> {
        let path = path();
        if !path.exists() {
            return Ok(Self::default());
        }
        let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        serde_json::from_str(&text).with_context(|| format!("in {}", path.display()))
    }

    /// Adds an answer; a run that is recorded anew makes the other rounds those of an older build, and they go.
    pub fn add(&mut self, scenario: &str, answer: Answer) {
        let answers = self.0.entry(scenario.to_owned()).or_default();
        answers.retain(|kept| answer.round != 0 && kept.round != answer.round);
        answers.push(answer);
        answers.sort_by_key(|kept| kept.round);
    }

    /// Has round 0 of a scenario say what its recorded run is judged to say now; what played it stays what it was.
    pub fn judge_again(&mut self, scenario: &str, verdict: &Verdict, graded: &Graded) {
        let answers = self.0.entry(scenario.to_owned()).or_default();
        let recorded = answers.iter().position(|kept| kept.round == 0);
        let build = recorded.map(|place| answers.remove(place).build);
        answers.insert(0, Answer::new(0, &build.unwrap_or_default(), verdict, graded));
    }

    /// Forgets every scenario but these.
    pub fn retain(&mut self, scenarios: &BTreeSet<String>) {
        self.0.retain(|scenario, _| scenarios.contains(scenario));
    }

    /// The names of the scenarios that have answers.
    pub fn scenarios(&self) -> impl Iterator<Item = &String> {
        self.0.keys()
    }

    /// The answers of a scenario, by their rounds.
    pub fn of(&self, scenario: &str) -> &[Answer] {
        self.0.get(scenario).map_or(&[], Vec::as_slice)
    }

    /// Writes those of these scenarios, a line each, and forgets the others.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn keep(&mut self, scenarios: &BTreeSet<String>) -> Result<()> {
        self.retain(scenarios);
        let lines = self.0.iter().map(|(scenario, answers)| {
            let answers = serde_json::to_string(answers)?;
            Ok(format!("\"{scenario}\": {answers}"))
        });
        let lines: Vec<String> = lines.collect::<Result<_>>()?;
        let path = path();
        fs::write(&path, format!("{{\n{}\n}}\n", lines.join(",\n")))
            .with_context(|| format!("writing {}", path.display()))
    }
}

/// Each answer that was given, as the identifier of the link named first or else of the outcome, with how often it was given;
/// the most frequent first.
pub fn tally(answers: &[Answer]) -> Vec<(&'static str, usize)> {
    let mut times: BTreeMap<&'static str, usize> = BTreeMap::new();
    for answer in answers {
        *times.entry(answer.essence()).or_default() += 1;
    }
    let mut tally: Vec<_> = times.into_iter().collect();
    tally.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
    tally
}

/// How many of the answers are the one given most often.
pub fn alike(answers: &[Answer]) -> usize {
    tally(answers).first().map_or(0, |(_, times)| *times)
}

#[cfg(test)]
mod tests {
    use super::super::grade::of_verdict;
    use super::super::grade::tests::verdict;
    use super::*;

    fn truth() -> Truth {
        toml::from_str("outcome = \"weak_link\"\nweak = [\"vpn\"]").expect("a truth")
    }

    fn said(named: &[Link]) -> (Verdict, Graded) {
        let outcome = if named.is_empty() {
            Outcome::CannotTell
        } else {
            Outcome::WeakLink
        };
        let verdict = verdict(outcome, named);
        let graded = of_verdict(&truth(), &verdict);
        (verdict, graded)
    }

    fn answer(round: u64, named: &[Link]) -> Answer {
        let (verdict, graded) = said(named);
        Answer::new(round, "95ac475abc", &verdict, &graded)
    }

    fn kept(rounds: &Rounds) -> Vec<u64> {
        rounds.of("line-late").iter().map(|one| one.round).collect()
    }

    #[test]
    fn the_same_first_link_is_the_same_answer() {
        let answers = [
            answer(0, &[]),
            answer(1, &[Link::Vpn, Link::Server]),
            answer(2, &[Link::Server, Link::Vpn]),
            answer(3, &[Link::Vpn]),
        ];
        assert_eq!(tally(&answers), [("vpn", 2), ("cannot_tell", 1), ("server", 1)]);
        assert_eq!(alike(&answers), 2);
        assert_eq!(alike(&[]), 0);
    }

    #[test]
    fn a_new_recording_makes_the_other_rounds_old() {
        let mut rounds = Rounds::default();
        for round in [0, 2, 1, 2] {
            rounds.add("line-late", answer(round, &[Link::Vpn]));
        }
        assert_eq!(kept(&rounds), [0, 1, 2]);
        rounds.add("line-late", answer(0, &[]));
        assert_eq!(kept(&rounds), [0]);
        assert!(rounds.of("line-cut").is_empty());
    }

    #[test]
    fn judging_a_recording_again_changes_its_answer_and_nothing_else() {
        let mut rounds = Rounds::default();
        rounds.add("line-late", answer(0, &[Link::Server]));
        rounds.add("line-late", answer(1, &[Link::Vpn]));
        let (verdict, graded) = said(&[Link::Vpn]);
        rounds.judge_again("line-late", &verdict, &graded);
        assert_eq!(
            rounds.of("line-late"),
            [answer(0, &[Link::Vpn]), answer(1, &[Link::Vpn])]
        );
        rounds.judge_again("line-cut", &verdict, &graded);
        assert_eq!(rounds.of("line-cut"), [Answer::new(0, "", &verdict, &graded)]);
    }

    #[test]
    fn what_is_no_scenario_any_more_is_forgotten() {
        let mut rounds = Rounds::default();
        rounds.add("line-late", answer(0, &[Link::Vpn]));
        rounds.add("line-cut", answer(0, &[Link::Vpn]));
        rounds.retain(&BTreeSet::from(["line-cut".to_owned()]));
        assert!(rounds.scenarios().eq(["line-cut"]));
    }

    #[test]
    fn an_answer_is_read_back_as_it_was_written() {
        for answer in [answer(3, &[Link::Vpn]), Answer::new(0, "", &said(&[]).0, &said(&[]).1)] {
            let text = serde_json::to_string(&answer).expect("JSON");
            assert_eq!(serde_json::from_str::<Answer>(&text).expect("an answer"), answer);
            assert_eq!(text.contains("build"), !answer.build.is_empty(), "{text}");
        }
    }
}
