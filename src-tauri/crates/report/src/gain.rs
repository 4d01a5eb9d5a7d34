//! What mending the weak link alone would change, in words.

use crate::compose::Story;
use crate::format::number;
use maillon_diagnosis::Certainty;
use maillon_diagnosis::verdict::Less;

/// What the figure of a limit counts, as far as a person feels it. Limits that are not here have no gain that can be told.
const FELT: &[(&str, Felt)] = &[
    ("local_link_wifi_rtt_ms", Felt::Delay),
    ("local_link_cable_rtt_ms", Felt::Delay),
    ("line_rtt_ms", Felt::Delay),
    ("company_path_excess_ms", Felt::Company),
    ("vpn_added_rtt_ms", Felt::Company),
    ("loaded_latency_ms", Felt::Loaded),
    ("vpn_loaded_latency_ms", Felt::Loaded),
    ("local_link_wifi_p95_ms", Felt::Wavering),
    ("line_jitter_ms", Felt::Wavering),
    ("vpn_jitter_ms", Felt::Wavering),
    ("dns_ms", Felt::Name),
    ("gateway.connect_excess_ms", Felt::Connect),
    ("server_connect_excess_ms", Felt::Connect),
    ("gateway.answer_excess_ms", Felt::Answer),
    ("server_think_ms", Felt::Answer),
    ("server_share_think_ms", Felt::Answer),
    ("local_link_loss_percent", Felt::Loss),
    ("line_loss_percent", Felt::Loss),
    ("company_path_loss_percent", Felt::Loss),
    ("gateway.refused_percent", Felt::Failures),
    ("server_errors_percent", Felt::Failures),
    ("security_file_added_ms", Felt::File),
    ("security_process_start_ms", Felt::Program),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Felt {
    Delay,
    Company,
    Loaded,
    Wavering,
    Name,
    Connect,
    Answer,
    Loss,
    Failures,
    File,
    Program,
}

impl Story<'_> {
    /// What mending the first weak link alone would change, one or two sentences; none when nothing can be told.
    pub(crate) fn gain(&self) -> Option<String> {
        let gain = self.report.verdict.gain.as_ref()?;
        let uses = gain.uses.iter().map(|id| self.words.say(&format!("use-{id}")));
        let uses: Vec<String> = uses.collect();
        let uses = (!uses.is_empty()).then(|| {
            let uses = uses.join(&self.words.say("list-separator"));
            self.words.tell("gain-uses", [("uses", uses.into())])
        });
        let less = gain.less.as_ref().and_then(|less| self.less(less));
        let sentences: Vec<String> = less.into_iter().chain(uses).collect();
        if sentences.is_empty() {
            return None;
        }
        let told = sentences.join(" ");
        let weak = self.report.verdict.weak_links.first()?;
        Some(match weak.certainty {
            Certainty::Established => told,
            Certainty::Probable => self.words.tell("gain-probable", [("gain", told.into())]),
        })
    }

    fn less(&self, less: &Less) -> Option<String> {
        let (_, felt) = FELT.iter().find(|(limit, _)| *limit == less.limit)?;
        let told = |figure: f64| match felt {
            // Of a hundred: a part of one says nothing to a person.
            Felt::Loss | Felt::Failures => number(self.words.lang(), figure.round(), 0),
            Felt::Delay
            | Felt::Company
            | Felt::Loaded
            | Felt::Wavering
            | Felt::Name
            | Felt::Connect
            | Felt::Answer
            | Felt::File
            | Felt::Program => self.words.milliseconds(figure),
        };
        let (least, most) = (told(less.least), told(less.most));
        let span = if *felt == Felt::Program {
            // Most of what remains is the system's own cost of a start.
            self.words.tell("gain-least", [("least", least.into())])
        } else if least == most {
            most
        } else if least == told(0.0) {
            self.words.tell("gain-up_to", [("most", most.into())])
        } else {
            let ends = [("least", least.into()), ("most", most.into())];
            self.words.tell("gain-span", ends)
        };
        Some(self.words.tell(felt.message(), [("less", span.into())]))
    }
}

impl Felt {
    fn message(self) -> &'static str {
        match self {
            Self::Delay => "gain-delay",
            Self::Company => "gain-company",
            Self::Loaded => "gain-loaded",
            Self::Wavering => "gain-wavering",
            Self::Name => "gain-name",
            Self::Connect => "gain-connect",
            Self::Answer => "gain-answer",
            Self::Loss => "gain-loss",
            Self::Failures => "gain-failures",
            Self::File => "gain-file",
            Self::Program => "gain-program",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures;
    use crate::lang::Lang;
    use crate::view::View;
    use crate::words::Words;
    use maillon_diagnosis::Limits;
    use maillon_diagnosis::limits::Worse;

    #[test]
    fn every_limit_that_is_told_exists_in_the_unit_it_is_told_in() {
        let limits = Limits::default();
        for (name, felt) in FELT {
            assert_eq!(limits.row(name).worse, Worse::Higher, "{name}");
            let is_a_share = matches!(felt, Felt::Loss | Felt::Failures);
            let unit = if is_a_share { "_percent" } else { "_ms" };
            assert!(name.ends_with(unit), "{name}");
            assert!(Lang::ALL.iter().all(|lang| Words::of(*lang).has(felt.message())));
        }
    }

    #[test]
    fn a_gain_is_a_range_and_names_the_uses_that_come_back() {
        let told = |report, lang| View::of(&report, lang).verdict.gain;
        assert_eq!(
            told(fixtures::slow_server(), Lang::En).as_deref(),
            Some(
                "The slowest answers would come 1.4\u{a0}s to 2\u{a0}s sooner. This should then work well: Web \
                 applications."
            )
        );
        let mended = told(fixtures::weak_wifi(), Lang::Fr).expect("told");
        assert!(
            mended.starts_with("Chaque échange prendrait 65\u{202f}ms à 86\u{202f}ms de moins."),
            "{mended}"
        );
        assert_eq!(told(fixtures::healthy(), Lang::Fr), None);
    }

    #[test]
    fn what_is_only_probable_gains_only_if_it_is_so() {
        let mut report = fixtures::slow_server();
        report.verdict.weak_links[0].certainty = Certainty::Probable;
        let story = Story::of(&report, Lang::En);
        assert!(
            story
                .gain()
                .expect("told")
                .starts_with("If this is the one: The slowest")
        );
    }
}
