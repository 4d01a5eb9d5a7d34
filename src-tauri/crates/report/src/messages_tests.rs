//! Holds the messages against the vocabulary and the two languages against each other.

use crate::fixtures;
use crate::lang::Lang;
use crate::view::View;
use crate::words::{Words, sources};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use maillon_diagnosis::checks::bandwidth::{Degradation, TargetRole};
use maillon_diagnosis::{Certainty, CheckId, Code, Finding, GapReason, Limits, Link, Severity, Status, UseId};
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn both_languages_have_the_same_messages_with_the_same_variables() {
    let (french, english) = (messages(Lang::Fr), messages(Lang::En));
    assert!(french.len() > 400, "{}", french.len());
    for (id, variables) in &french {
        assert_eq!(Some(variables), english.get(id), "{id}");
    }
    assert_eq!(french.len(), english.len());
}

#[test]
fn every_word_of_the_vocabulary_has_its_message() {
    for lang in Lang::ALL {
        let words = Words::of(lang);
        let mut wanted: Vec<String> = Vec::new();
        for link in Link::ALL {
            wanted.extend(["link", "what", "about"].map(|kind| format!("{kind}-{link}")));
        }
        for check in CheckId::ALL {
            wanted.extend(["check", "question", "good", "not_known"].map(|kind| format!("{kind}-{check}")));
        }
        wanted.extend(Status::ALL.iter().map(|status| format!("status-{status}")));
        wanted.extend(Severity::ALL.iter().map(|severity| format!("severity-{severity}")));
        wanted.extend(UseId::ALL.iter().map(|id| format!("use-{id}")));
        wanted.extend(GapReason::ALL.iter().map(|reason| format!("gap_reason-{reason}")));
        wanted.extend(Degradation::ALL.iter().map(|what| format!("disturbed-{what}")));
        wanted.extend(TargetRole::ALL.iter().map(|role| format!("figure-target-{role}")));
        for certainty in Certainty::ALL {
            wanted.extend(["headline", "other", "sure", "certainty"].map(|kind| format!("{kind}-{certainty}")));
        }
        wanted.extend(
            Limits::default()
                .names()
                .map(|name| format!("source-{}", name.replace('.', "_"))),
        );
        for id in wanted {
            assert!(words.has(&id), "{lang:?} has no {id}");
        }
    }
}

#[test]
fn every_code_has_a_sentence_an_explanation_and_an_action_without_exception() {
    for lang in Lang::ALL {
        let words = Words::of(lang);
        for code in Code::ALL {
            let finding = Finding::information(*code);
            let told = |kind: &str| {
                let id = format!("{kind}-{code}");
                words
                    .about(&id, &finding)
                    .unwrap_or_else(|| panic!("{lang:?} has no {id}"))
            };
            let (sentence, explanation, action) = (told("finding"), told("why"), told("advice"));
            for whole in [&sentence, &action] {
                assert!(whole.ends_with('.') && whole.len() > 1, "{lang:?} {code}: {whole}");
            }
            // It stands within a sentence.
            let is_clause = !explanation.trim().is_empty() && !explanation.ends_with(['.', '!', '?']);
            assert!(is_clause, "{lang:?} {code}: {explanation}");
        }
    }
}

#[test]
fn the_english_source_of_each_limit_is_that_of_the_data_file() {
    let words = Words::of(Lang::En);
    let limits = Limits::default();
    for name in limits.names() {
        assert_eq!(
            words.say(&format!("source-{}", name.replace('.', "_"))),
            limits.row(name).source.replace('\'', "’")
        );
    }
}

#[test]
fn every_finding_the_judges_make_is_told_whole() {
    let reports = fixtures::troubles();
    let mut made: BTreeSet<Code> = BTreeSet::new();
    for lang in Lang::ALL {
        let words = Words::of(lang);
        let unknown = words.say("value-unknown");
        for finding in reports
            .iter()
            .flat_map(|report| report.checks.summaries().map(|(_, _, found)| found).concat())
        {
            made.insert(finding.code);
            for kind in ["finding", "why", "advice"] {
                let id = format!("{kind}-{}", finding.code);
                let text = words
                    .about(&id, &finding)
                    .unwrap_or_else(|| panic!("{lang:?} has no {id}"));
                assert!(!text.contains(&unknown) && !text.contains('{'), "{lang:?} {id}: {text}");
            }
        }
    }
    assert!(made.len() >= 50, "only {} codes were made: {made:?}", made.len());
}

#[test]
fn no_sentence_of_a_view_shows_a_name_of_a_message_or_a_hole() {
    for report in &fixtures::troubles() {
        for lang in Lang::ALL {
            let view = serde_json::to_string(&View::of(report, lang)).expect("a view is plain data");
            for trace in [
                "{ $",
                "{$",
                "figure-",
                "method-",
                "value-",
                "gap_reason-",
                "source-",
                "brief-",
                "unit-",
            ] {
                assert!(!view.contains(trace), "{lang:?} `{trace}` in {view}");
            }
        }
    }
}

fn messages(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for source in sources(lang) {
        let parsed = fluent_syntax::parser::parse(*source).expect("the messages are well formed");
        for entry in parsed.body {
            if let Entry::Message(message) = entry {
                let mut variables = BTreeSet::new();
                if let Some(pattern) = &message.value {
                    gather(pattern, &mut variables);
                }
                assert!(
                    found.insert(message.id.name.to_owned(), variables).is_none(),
                    "{} twice",
                    message.id.name
                );
            }
        }
    }
    found
}

fn gather(pattern: &Pattern<&str>, variables: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            match expression {
                Expression::Inline(inline) => note(inline, variables),
                Expression::Select { selector, variants } => {
                    note(selector, variables);
                    for variant in variants {
                        gather(&variant.value, variables);
                    }
                }
            }
        }
    }
}

fn note(inline: &InlineExpression<&str>, variables: &mut BTreeSet<String>) {
    if let InlineExpression::VariableReference { id } = inline {
        variables.insert(id.name.to_owned());
    }
}
