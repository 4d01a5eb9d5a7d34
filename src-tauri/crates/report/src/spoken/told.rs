//! A spoken code in words.

use super::{Figure, Spoken, SpokenError, Weak, alphabet};
use crate::compose::Story;
use crate::lang::Lang;
use crate::moments::bare;
use crate::view::FactView;
use crate::words::Words;
use maillon_diagnosis::report::{Checks, Run};
use maillon_diagnosis::verdict::{Verdict, WeakLink};
use maillon_diagnosis::{CheckId, Outcome, Report, Status};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;

/// What a spoken code says, in words.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct ToldView {
    /// The code and its moment.
    pub heading: String,
    /// That the run was cut short; none when it was not.
    pub notice: Option<String>,
    /// One sentence that names the weak link, or says that there is none.
    pub headline: String,
    /// How sure, a sentence.
    pub certainty: Option<String>,
    /// The six lights, in the order of the checklist.
    pub lights: Vec<LightView>,
    /// The figures.
    pub figures: Vec<FactView>,
    /// What a code is not, a sentence.
    pub foot: String,
}

/// One of the six lights.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct LightView {
    /// Which.
    pub id: CheckId,
    /// Its name.
    pub label: String,
    /// Its state.
    pub status: Status,
    /// Its state in a word.
    pub status_word: String,
}

impl Spoken {
    /// What the code says, in words.
    pub fn view(&self, lang: Lang) -> ToldView {
        let report = self.report();
        let story = Story::of(&report, lang);
        let words = &story.words;
        let verdict = story.verdict();
        let light = |(check, status): (&CheckId, Status)| LightView {
            id: *check,
            label: words.say(&format!("check-{check}")),
            status,
            status_word: words.status(status),
        };
        let figure = |(figure, value): (&Figure, Option<f64>)| FactView {
            label: words.say(&format!("spoken-{}", figure.id())),
            value: match value {
                None => words.say("not_measured"),
                Some(value) => words.tell("spoken-about", [("figure", shown(*figure, value, words).into())]),
            },
        };
        ToldView {
            heading: self.heading(words),
            notice: (!self.complete).then(|| words.say("notice-partial")),
            headline: match self.weak {
                Some(Weak { link, cause: None, .. }) => words.tell("spoken-weak", [("link", words.link(link).into())]),
                _ => verdict.headline,
            },
            certainty: verdict.certainty_text.filter(|_| self.outcome == Outcome::WeakLink),
            lights: CheckId::ALL.iter().zip(self.lights).map(light).collect(),
            figures: Figure::ALL.iter().zip(self.figures).map(figure).collect(),
            foot: words.say("spoken-foot"),
        }
    }

    /// The same as a few plain lines.
    pub fn told(&self, lang: Lang) -> String {
        let words = Words::of(lang);
        let view = self.view(lang);
        let mut text = format!("{}\n", view.heading);
        if let Some(notice) = view.notice {
            let _ = writeln!(text, "{notice}");
        }
        let _ = writeln!(text, "\n{}", view.headline);
        if let Some(sure) = view.certainty {
            let _ = writeln!(text, "{sure}");
        }
        text.push('\n');
        for light in view.lights {
            let _ = writeln!(text, "{}", labelled(&words, light.label, light.status_word));
        }
        text.push('\n');
        for figure in view.figures {
            let _ = writeln!(text, "{}", labelled(&words, figure.label, figure.value));
        }
        let _ = writeln!(text, "\n{}", view.foot);
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
        let verdict = Verdict {
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
            gain: None,
        };
        Report {
            run: Run {
                complete: self.complete,
                ..Run::default()
            },
            ..bare(Checks::default(), verdict)
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
