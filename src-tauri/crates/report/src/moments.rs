//! The slow moments that the long watch caught, in words.

use crate::compose::Story;
use crate::format::foreign;
use crate::view::{MomentRow, MomentView};
use crate::words::Words;
use maillon_diagnosis::slow_moment::{MOMENTS_AT_MOST, SlowMoment, WatchedTarget, is_within};
use maillon_diagnosis::statistics::median;
use maillon_diagnosis::{Finding, Link, Report, Severity, Status};

/// Targets told of a moment; a watch has fewer.
const TARGETS_TOLD: usize = 8;

impl Story<'_> {
    /// The slow moments, the earliest first.
    pub(crate) fn moments(&self) -> Vec<MomentView> {
        let moments = self.report.slow_moments.iter().take(MOMENTS_AT_MOST);
        moments.map(|moment| self.moment(moment)).collect()
    }

    /// What a watched target is called.
    pub(crate) fn watched(&self, target: &WatchedTarget) -> String {
        let id = format!("figure-target-{}", target.role);
        self.words.tell(&id, [("name", foreign(&target.name).into())])
    }

    fn moment(&self, moment: &SlowMoment) -> MomentView {
        let (checks, verdict) = moment.judge(&self.limits);
        let told = Report {
            checks,
            verdict,
            slow_moments: Vec::new(),
            ..self.report.clone()
        };
        let then = Story {
            report: &told,
            words: Words::of(self.words.lang()).over(self.words.local_link()),
            limits: self.limits.clone(),
        };
        let when = self.words.moment(&moment.at);
        let title = format!("moment-called-{}", moment.called_by);
        MomentView {
            title: self.words.tell(&title, [("moment", when.into())]),
            sentence: then.of_the_moment(),
            evidence: then
                .findings()
                .filter(|finding| finding.severity != Severity::Information)
                .map(|finding| self.words.finding(finding))
                .collect(),
            rows: moment
                .targets
                .iter()
                .take(TARGETS_TOLD)
                .map(|target| self.row(target))
                .collect(),
        }
    }

    /// What the minutes around a moment say, where `self` tells of them alone.
    fn of_the_moment(&self) -> String {
        let verdict = &self.report.verdict;
        if let Some(weak) = verdict.weak_links.first() {
            return self.accuse("moment", weak);
        }
        if self.findings().any(Finding::is_cut_somewhere) {
            return self.words.say("headline-cannot_tell-cut");
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
        let times = |seen: &maillon_diagnosis::checks::bandwidth::Target| {
            median(seen.samples.iter().filter_map(|sample| sample.rtt_ms))
        };
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
