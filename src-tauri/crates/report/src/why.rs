//! How the verdict was reached, a line a piece of evidence: the figures of each link, what stands against it, what explains what
//! away, and what was seen and accuses nobody.

use crate::compose::Story;
use crate::figures::list;
use crate::lang::Lang;
use fluent_bundle::FluentValue;
use maillon_diagnosis::verdict::{Accusation, Doubt, Reasons, why};
use maillon_diagnosis::{Finding, Report, Status};
use serde::Serialize;
use std::fmt::Write;

/// What is said of one link, or of all of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct Branch {
    /// The link and its state.
    pub head: String,
    /// What was measured and what speaks against it, a line each.
    pub lines: Vec<String>,
}

/// The reasoning as plain text, one line for each link and each piece of evidence.
pub fn reasoning(report: &Report, lang: Lang) -> String {
    let story = Story::of(report, lang);
    let mut text = story.words.say("why-heading") + "\n";
    for branch in story.branches() {
        let _ = writeln!(text, "{}", branch.head);
        for line in branch.lines {
            let _ = writeln!(text, "  - {line}");
        }
    }
    text
}

impl Story<'_> {
    /// That nothing gets through, where it is so; the reasoning about every link, in the order of the chain; what accuses nobody.
    pub(crate) fn branches(&self) -> Vec<Branch> {
        let why = why(&self.report.checks, &self.limits);
        let cut = why.is_cut_somewhere.then(|| Branch {
            head: self.words.say("why-cut"),
            lines: Vec::new(),
        });
        let links = why.links.iter().map(|reasons| self.branch(reasons));
        let spared: Vec<String> = why.spared.iter().map(|finding| self.words.finding(finding)).collect();
        let spared = (!spared.is_empty()).then(|| Branch {
            head: self.words.say("why-spared"),
            lines: spared,
        });
        cut.into_iter().chain(links).chain(spared).collect()
    }

    fn branch(&self, reasons: &Reasons) -> Branch {
        let id = match reasons.status {
            Status::Slow | Status::Broken => "why-bad",
            Status::Good => "why-good",
            Status::NotKnown if !reasons.explained.is_empty() => "why-hidden",
            Status::NotKnown => "why-not_known",
        };
        let variables: [(&'static str, FluentValue<'_>); 2] = [
            ("link", self.words.link(reasons.link).into()),
            ("status", self.words.say(&format!("status-{}", reasons.status)).into()),
        ];
        let figures: Vec<String> = reasons
            .figures
            .iter()
            .map(|figure| self.words.key_told(figure))
            .collect();
        let measured = list(figures).map(|figures| self.words.tell("why-figures", [("figures", figures.into())]));
        let against = reasons.against.iter().map(|accusation| self.against(accusation));
        let explained = reasons.explained.iter().map(|(finding, by)| {
            let variables: [(&'static str, FluentValue<'_>); 2] = [
                ("finding", self.words.finding(finding).into()),
                ("link", self.words.link(*by).into()),
            ];
            self.words.tell("why-explained", variables)
        });
        Branch {
            head: self.words.tell(id, variables),
            lines: measured.into_iter().chain(against).chain(explained).collect(),
        }
    }

    fn against(&self, accusation: &Accusation) -> String {
        let finding = &accusation.finding;
        let doubts: Vec<String> = accusation.doubts.iter().map(|doubt| self.doubt(*doubt)).collect();
        let certainty = if doubts.is_empty() {
            self.words.say("why-established")
        } else {
            let doubts = doubts.join(&self.words.say("list-separator"));
            self.words.tell("why-probable", [("doubts", doubts.into())])
        };
        format!("{}{} {certainty}", self.words.finding(finding), self.limit(finding))
    }

    /// The figures of the limit that was passed, with a space before them; nothing where there is none.
    fn limit(&self, finding: &Finding) -> String {
        let support = &finding.support;
        if support.samples == 0 {
            return String::new();
        }
        let variables: [(&'static str, FluentValue<'_>); 3] = [
            ("samples", support.samples.into()),
            ("windows", support.windows.into()),
            ("bad", support.windows_bad.into()),
        ];
        format!(" {}", self.words.tell("support", variables))
    }

    fn doubt(&self, doubt: Doubt) -> String {
        match doubt {
            Doubt::NotReproduced => self.words.say("doubt-not_reproduced"),
            Doubt::FewSamples(needed) => self.words.tell("doubt-few_samples", [("needed", needed.into())]),
            Doubt::IntervalReachesBack => self.words.say("doubt-interval"),
            Doubt::NearerUnknown(link) => self
                .words
                .tell("doubt-nearer_unknown", [("link", self.words.link(link).into())]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures;
    use maillon_diagnosis::Link;

    #[test]
    fn every_link_has_its_branch_in_both_languages_and_no_message_is_missing() {
        for lang in Lang::ALL {
            for report in [
                fixtures::healthy(),
                fixtures::weak_wifi(),
                fixtures::slow_server(),
                fixtures::cannot_tell(),
            ] {
                let story = Story::of(&report, lang);
                assert!(story.branches().len() >= Link::ALL.len());
                let text = reasoning(&report, lang);
                for trace in ["why-", "doubt-", "finding-", "{ $", "support "] {
                    assert!(!text.contains(trace) || trace == "support ", "{trace}: {text}");
                }
            }
        }
    }

    #[test]
    fn the_weak_link_has_its_evidence_and_what_it_explains_is_said_to_be_explained() {
        let report = fixtures::weak_wifi();
        let text = reasoning(&report, Lang::En);
        assert!(text.contains("The box typically answers in"), "{text}");
        assert!(text.contains("Explained by: Wi-Fi"), "{text}");
        assert!(text.contains("  - Measured: Answer of the box: "), "{text}");
    }
}
