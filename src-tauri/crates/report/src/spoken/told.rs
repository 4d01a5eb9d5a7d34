//! A spoken code in words.

use super::{Figure, Spoken, SpokenError, Weak, alphabet};
use crate::compose::Story;
use crate::lang::Lang;
use crate::words::Words;
use maillon_diagnosis::report::{Checks, FORMAT_VERSION, ProfileInForce, Run};
use maillon_diagnosis::verdict::{Verdict, WeakLink};
use maillon_diagnosis::{CheckId, Outcome, Report};
use std::collections::BTreeMap;
use std::fmt::Write;

impl Spoken {
    /// What the code says, a few plain lines.
    pub fn told(&self, lang: Lang) -> String {
        let report = self.report();
        let story = Story::of(&report, lang);
        let words = &story.words;
        let mut text = format!("{}\n", self.heading(words));
        if !self.complete {
            let _ = writeln!(text, "{}", words.say("notice-partial"));
        }
        let verdict = story.verdict();
        let headline = match self.weak {
            Some(Weak { link, cause: None, .. }) => words.tell("spoken-weak", [("link", words.link(link).into())]),
            _ => verdict.headline,
        };
        let _ = writeln!(text, "\n{headline}");
        if let Some(sure) = verdict.certainty_text.filter(|_| self.outcome == Outcome::WeakLink) {
            let _ = writeln!(text, "{sure}");
        }
        text.push('\n');
        for (check, status) in CheckId::ALL.iter().zip(self.lights) {
            let _ = writeln!(
                text,
                "{}",
                labelled(words, words.say(&format!("check-{check}")), words.status(status))
            );
        }
        text.push('\n');
        for (figure, value) in Figure::ALL.iter().zip(self.figures) {
            let label = words.say(&format!("spoken-{}", figure.id()));
            let value = match value {
                None => words.say("not_measured"),
                Some(value) => words.tell("spoken-about", [("figure", shown(*figure, value, words).into())]),
            };
            let _ = writeln!(text, "{}", labelled(words, label, value));
        }
        let _ = writeln!(text, "\n{}", words.say("spoken-foot"));
        text
    }

    fn heading(&self, words: &Words) -> String {
        let code = self.code();
        match self.moment {
            None => words.tell("spoken-title-undated", [("code", code.into())]),
            Some((month, day, hour)) => words.tell(
                "spoken-title",
                [
                    ("code", code.into()),
                    ("day", day.to_string().into()),
                    ("month", words.say(&format!("month-{month}")).into()),
                    ("hour", hour.to_string().into()),
                ],
            ),
        }
    }

    /// As much of a report as the code holds: what words need to name the weak link.
    fn report(&self) -> Report {
        let named = self.weak.and_then(|weak| Some((weak, weak.cause?)));
        Report {
            format_version: FORMAT_VERSION,
            program: String::new(),
            run: Run {
                complete: self.complete,
                ..Run::default()
            },
            profile: ProfileInForce::default(),
            verdict: Verdict {
                outcome: self.outcome,
                weak_links: named
                    .map(|(weak, cause)| WeakLink {
                        link: weak.link,
                        certainty: weak.certainty,
                        cause,
                        share: 1.0,
                    })
                    .into_iter()
                    .collect(),
                consequences: Vec::new(),
                uses: BTreeMap::new(),
                use_reasons: BTreeMap::new(),
                links: BTreeMap::new(),
            },
            checks: Checks::default(),
            redacted: Vec::new(),
        }
    }
}

impl SpokenError {
    /// What is wrong with the code, and what to do, a sentence.
    pub fn sentence(self, lang: Lang) -> String {
        let words = Words::of(lang);
        match self {
            Self::Length(length) => words.tell(
                "spoken-length",
                [("length", length.into()), ("needed", alphabet::LENGTH.into())],
            ),
            Self::Character(sign) => {
                let sign = crate::format::foreign(&sign.to_string());
                words.tell("spoken-character", [("sign", sign.into())])
            }
            Self::Check => words.say("spoken-check"),
            Self::Version => words.say("spoken-version"),
        }
    }
}

fn labelled(words: &Words, label: String, value: String) -> String {
    words.tell("labelled", [("label", label.into()), ("value", value.into())])
}

fn shown(figure: Figure, value: f64, words: &Words) -> String {
    match figure {
        Figure::Loss => words.percent(value),
        Figure::Download | Figure::Upload => words.rate(two_digits(value) * 1e6),
        Figure::Box | Figure::Line | Figure::Loaded | Figure::Tunnel | Figure::Door | Figure::Server => {
            words.milliseconds(two_digits(value))
        }
    }
}

/// A code is no more exact than two digits, and does not look it.
fn two_digits(value: f64) -> f64 {
    let unit = 10_f64.powf(value.abs().max(f64::MIN_POSITIVE).log10().floor() - 1.0);
    (value / unit).round() * unit
}
