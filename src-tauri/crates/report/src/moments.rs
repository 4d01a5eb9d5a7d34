//! The long watch and the slow moments it caught, in words.

use crate::charts::of_moment;
use crate::compose::Story;
use crate::format::{foreign, time_of_day};
use crate::lang::Lang;
use crate::view::{MomentRow, MomentView};
use crate::words::Words;
use maillon_diagnosis::checks::bandwidth::{Target, TargetRole};
use maillon_diagnosis::report::{Checks, FORMAT_VERSION, ProfileInForce, Run};
use maillon_diagnosis::slow_moment::{MOMENTS_AT_MOST, SlowMoment, TARGETS_AT_MOST, WatchedTarget, is_within};
use maillon_diagnosis::statistics::median;
use maillon_diagnosis::verdict::judge_all;
use maillon_diagnosis::{Finding, Limits, Link, Report, Severity, Status, Verdict};
use serde::Serialize;

/// The long watch while it goes on, and what it caught.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "codegen", derive(ts_rs::TS))]
pub struct WatchView {
    /// Whether it goes on.
    pub on: bool,
    /// What it does, one sentence; empty while it is off.
    pub state: String,
    /// Whom it asks and what that costs, one sentence; empty while it is off.
    pub detail: String,
    /// What comes of it: the moment that was just called, or how many are kept, one sentence.
    pub note: String,
    /// The moments it caught, the earliest first.
    pub moments: Vec<MomentView>,
}

/// A long watch that goes on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Watching {
    /// Since when, RFC 3339.
    pub since: String,
    /// Targets it asks; 0 before it has looked around.
    pub targets: usize,
    /// The moment that was called last, RFC 3339, while what follows it is still watched.
    pub called: Option<String>,
}

impl WatchView {
    /// The watch in a language, by the limits in force; none for `watching` when it is off.
    pub fn of(watching: Option<&Watching>, moments: &[SlowMoment], limits: &Limits, lang: Lang) -> Self {
        let words = Words::of(lang);
        let time = |moment: &str| time_of_day(moment).unwrap_or_default();
        let state = watching.map(|watching| words.tell("watch-state", [("time", time(&watching.since).into())]));
        let detail = watching.map(|watching| words.tell("watch-detail", [("targets", watching.targets.into())]));
        let called = watching.and_then(|watching| watching.called.as_deref());
        let note = match (called, moments.len()) {
            (Some(called), _) => words.tell("watch-called", [("time", time(called).into())]),
            (None, 0) => words.say("watch-none"),
            (None, kept) => words.tell("watch-kept", [("count", kept.into())]),
        };
        let mut nothing = Checks::default();
        let verdict = judge_all(&mut nothing, limits);
        let report = Report {
            slow_moments: moments.to_vec(),
            ..bare(nothing, verdict)
        };
        let story = Story {
            report: &report,
            words,
            limits: limits.clone(),
        };
        Self {
            on: watching.is_some(),
            state: state.unwrap_or_default(),
            detail: detail.unwrap_or_default(),
            note,
            moments: story.moments(),
        }
    }
}

/// A report of nothing but what is judged.
pub(crate) fn bare(checks: Checks, verdict: Verdict) -> Report {
    Report {
        format_version: FORMAT_VERSION,
        program: String::new(),
        run: Run::default(),
        profile: ProfileInForce::default(),
        verdict,
        checks,
        slow_moments: Vec::new(),
        redacted: Vec::new(),
    }
}

impl Story<'_> {
    /// The slow moments, the earliest first.
    pub(crate) fn moments(&self) -> Vec<MomentView> {
        let moments = self.report.slow_moments.iter().take(MOMENTS_AT_MOST);
        moments.map(|moment| self.moment(moment)).collect()
    }

    /// What a watched target is called.
    pub(crate) fn watched(&self, target: &WatchedTarget) -> String {
        if target.role == TargetRole::Box {
            return self.words.say("watched-box");
        }
        let id = format!("figure-target-{}", target.role);
        self.words.tell(&id, [("name", foreign(&target.name).into())])
    }

    fn moment(&self, moment: &SlowMoment) -> MomentView {
        let (checks, verdict) = moment.judge(&self.limits);
        let told = bare(checks, verdict);
        let then = Story {
            report: &told,
            words: Words::of(self.words.lang()).over(self.words.local_link()),
            limits: self.limits.clone(),
        };
        let when = self.words.moment(&moment.at);
        let title = format!("moment-called-{}", moment.called_by);
        MomentView {
            title: self.words.tell(&title, [("moment", when.into())]),
            sentence: then.of_the_moment(moment),
            evidence: then
                .findings()
                .filter(|finding| finding.severity != Severity::Information)
                .map(|finding| self.words.finding(finding))
                .collect(),
            rows: moment
                .targets
                .iter()
                .take(TARGETS_AT_MOST)
                .map(|target| self.row(target))
                .collect(),
            chart: of_moment(self, moment),
        }
    }

    /// What the minutes around a moment say, where `self` tells of them alone.
    fn of_the_moment(&self, moment: &SlowMoment) -> String {
        let verdict = &self.report.verdict;
        if let Some(weak) = verdict.weak_links.first() {
            return self.accuse("moment", weak);
        }
        if self.findings().any(Finding::is_cut_somewhere) {
            return self.words.say("headline-cannot_tell-cut");
        }
        let late: Vec<String> = moment
            .fell_behind()
            .into_iter()
            .map(|target| self.watched(target))
            .collect();
        if !late.is_empty() {
            let targets = late.join(&self.words.say("list-separator"));
            return self.words.tell("moment-late", [("targets", targets.into())]);
        }
        let seen = |link: &&Link| verdict.links.get(link).is_some_and(|status| *status == Status::Good);
        let seen: Vec<String> = Link::ALL
            .iter()
            .filter(seen)
            .map(|link| self.words.link(*link))
            .collect();
        if seen.is_empty() {
            return self.words.say("moment-unknown");
        }
        let links = seen.join(&self.words.say("list-separator"));
        self.words.tell("moment-nothing", [("links", links.into())])
    }

    fn row(&self, target: &WatchedTarget) -> MomentRow {
        let words = &self.words;
        let over = |wanted: &dyn Fn(i32) -> bool| target.over(wanted);
        let (then, usual) = (over(&is_within), over(&|second| !is_within(second)));
        let told = |rtt: Option<f64>| rtt.map_or_else(|| words.say("no_answer"), |rtt| words.milliseconds(rtt));
        let times = |seen: &Target| median(seen.samples.iter().filter_map(|sample| sample.rtt_ms));
        MomentRow {
            label: self.watched(target),
            usual: if usual.sent == 0 {
                words.say("not_measured")
            } else {
                told(times(&usual))
            },
            then: if then.sent == 0 {
                words.say("not_measured")
            } else {
                told(times(&then))
            },
            lost: words.tell("moment-lost", [("lost", then.lost.into()), ("sent", then.sent.into())]),
        }
    }
}
