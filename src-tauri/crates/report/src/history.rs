//! The past runs of this computer in words: what each said, how each link went, which hours are bad.

use crate::compose::Story;
use crate::format::foreign;
use crate::lang::Lang;
use crate::opened;
use crate::words::Words;
use maillon_diagnosis::checks::gateway::{PastRun, past_runs};
use maillon_diagnosis::hours::{HourOfRun, Hours};
use maillon_diagnosis::key_figures::{KeyFigure, main_figure};
use maillon_diagnosis::{Link, Outcome, Report, Status};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Runs that a trend draws; the newest ones.
const MOST_POINTS: usize = 60;

/// Fewer runs make no trend.
const LEAST_POINTS: usize = 2;

/// Reports that are looked into for what they knew of the doors; the newest one that was whole knows it all.
const LOOKED_INTO: usize = 5;

/// What the history keeps in mind of one report, so that the reports need not be held all at once.
#[derive(Debug, Clone)]
pub struct PastReport {
    id: String,
    started_at: String,
    headline: String,
    status: Status,
    weak: Vec<Link>,
    links: BTreeMap<Link, Status>,
    figures: BTreeMap<Link, KeyFigure>,
}

impl PastReport {
    /// A report of this name.
    pub fn of(id: String, report: &Report, lang: Lang) -> Self {
        let verdict = &report.verdict;
        let links = verdict.links.clone();
        let weak: Vec<Link> = verdict.weak_links.iter().map(|weak| weak.link).collect();
        let of_weak = weak.first().and_then(|link| links.get(link)).copied();
        let figure = |link: &Link| Some((*link, main_figure(&report.checks, *link)?));
        Self {
            id,
            started_at: report.run.started_at.clone(),
            headline: Story::of(report, lang).verdict().headline,
            status: match verdict.outcome {
                Outcome::WeakLink => of_weak.unwrap_or(Status::Slow),
                Outcome::NothingAbnormal => Status::Good,
                Outcome::CannotTell => Status::NotKnown,
            },
            weak,
            links,
            figures: Link::ALL.iter().filter_map(figure).collect(),
        }
    }
}

/// The past runs in one language.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct HistoryView {
    /// The runs, the newest first.
    pub runs: Vec<PastRunView>,
    /// How each link went over the runs.
    pub trends: Vec<TrendView>,
    /// What may be said of the hours of the day, a sentence; empty without a run.
    pub hours: String,
    /// Files that could not be read, a sentence; empty when all could.
    pub damaged: String,
    /// What is kept, where and how long, a sentence.
    pub kept: String,
}

/// One past run.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct PastRunView {
    /// Its name, to ask for it.
    pub id: String,
    /// Day and hour.
    pub moment: String,
    /// What it said, a sentence.
    pub headline: String,
    /// State of the link it named; good when it found nothing.
    pub status: Status,
    /// The word for it.
    pub status_word: String,
}

/// How a link went from run to run.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct TrendView {
    /// The link.
    pub link: Link,
    /// Its name.
    pub label: String,
    /// Its figure in the newest run.
    pub latest: String,
    /// Its state in each run, the oldest first.
    pub points: Vec<TrendPoint>,
    /// The picture in a sentence.
    pub alternative: String,
}

/// A link in one run.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct TrendPoint {
    /// Its state.
    pub status: Status,
    /// Height of its figure, 0 to 1; none when it was not measured.
    pub height: Option<f64>,
}

impl HistoryView {
    /// Past runs, the newest first, with the number of files that could not be read and where they all lie.
    pub fn of(runs: &[PastReport], damaged: usize, folder: &str, days: i64, lang: Lang) -> Self {
        let words = Words::of(lang);
        let told = |run: &PastReport| PastRunView {
            id: run.id.clone(),
            moment: words.moment(&run.started_at),
            headline: run.headline.clone(),
            status: run.status,
            status_word: words.status(run.status),
        };
        let drawn = &runs[..runs.len().min(MOST_POINTS)];
        let kept = [("days", days.to_string().into()), ("folder", foreign(folder).into())];
        Self {
            runs: runs.iter().map(told).collect(),
            trends: Link::ALL
                .iter()
                .filter_map(|link| trend(&words, drawn, *link))
                .collect(),
            hours: if runs.is_empty() {
                String::new()
            } else {
                hours(&words, runs)
            },
            damaged: if damaged == 0 {
                String::new()
            } else {
                words.tell("history-damaged", [("n", damaged.into())])
            },
            kept: words.tell("history-kept", kept),
        }
    }
}

/// What earlier runs saw of the doors, from the newest kept report that tells; none of it older than `oldest_day`.
pub fn recalled(files: impl IntoIterator<Item = PathBuf>, oldest_day: &str) -> Vec<PastRun> {
    let reports = files
        .into_iter()
        .take(LOOKED_INTO)
        .filter_map(|file| opened::file(&file).ok());
    let mut seen = reports.filter_map(|report| {
        let doors = report.checks.gateway.observation.as_ref()?;
        Some(past_runs(doors, &report.run.started_at)).filter(|runs| !runs.is_empty())
    });
    let mut runs = seen.next().unwrap_or_default();
    runs.retain(|run| run.day.as_str() >= oldest_day);
    runs
}

fn trend(words: &Words, runs: &[PastReport], link: Link) -> Option<TrendView> {
    let known = |run: &&PastReport| run.links.get(&link).is_some_and(|status| *status != Status::NotKnown);
    if runs.iter().filter(known).count() < LEAST_POINTS {
        return None;
    }
    let values = || runs.iter().filter_map(|run| run.figures.get(&link));
    let most = values().max_by(|a, b| a.value.total_cmp(&b.value));
    let least = values().min_by(|a, b| a.value.total_cmp(&b.value));
    let top = most.map_or(1.0, |figure| figure.value).max(f64::MIN_POSITIVE);
    let point = |run: &PastReport| TrendPoint {
        status: run.links.get(&link).copied().unwrap_or(Status::NotKnown),
        height: run
            .figures
            .get(&link)
            .map(|figure| (figure.value / top).clamp(0.0, 1.0)),
    };
    let figure =
        |figure: Option<&KeyFigure>| figure.map_or_else(|| words.say("not_measured"), |one| words.key_value(one));
    let latest = figure(runs.first().and_then(|run| run.figures.get(&link)));
    let label = words.link(link);
    let weak = runs.iter().filter(|run| run.weak.contains(&link)).count();
    let (least, most) = (figure(least), figure(most));
    let variables = [
        ("label", label.clone().into()),
        ("same", if least == most { "yes" } else { "no" }.into()),
        ("n", runs.len().into()),
        ("latest", latest.clone().into()),
        ("least", least.into()),
        ("most", most.into()),
        ("weak", weak.into()),
    ];
    Some(TrendView {
        link,
        alternative: words.tell("history-trend", variables),
        label,
        latest,
        points: runs.iter().rev().map(point).collect(),
    })
}

fn hours(words: &Words, runs: &[PastReport]) -> String {
    let moments = runs
        .iter()
        .filter_map(|run| HourOfRun::at(&run.started_at, !run.weak.is_empty()));
    match Hours::of(moments) {
        Hours::CannotTell => words.say("history-hours-cannot_tell"),
        Hours::Alike => words.say("history-hours-alike"),
        Hours::Apart { best, worst } => {
            let variables = [
                ("worst", words.hours(&[worst.hour]).into()),
                ("worst_weak", worst.weak.into()),
                ("worst_runs", worst.runs.into()),
                ("best", words.hours(&[best.hour]).into()),
                ("best_weak", best.weak.into()),
                ("best_runs", best.runs.into()),
            ];
            words.tell("history-hours-apart", variables)
        }
    }
}

#[cfg(test)]
mod tests;
