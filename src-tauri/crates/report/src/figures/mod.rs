//! The table of figures of each point: value, limit, source of the limit, method.

mod bandwidth;
mod gateway;
mod load;
mod machine;
mod security;
mod server;
mod vpn;

use crate::compose::Story;
use crate::format::foreign;
use crate::view::FigureView;
use crate::words::Words;
use maillon_diagnosis::limits::Worse;
use maillon_diagnosis::statistics::{Distribution, wilson};
use maillon_diagnosis::{CheckId, Finding, Limits, Link, Quantity, Status};

/// The table of a point; empty when it was not run.
pub(crate) fn of(story: &Story<'_>, check: CheckId) -> Vec<FigureView> {
    rows(story, check).into_iter().map(|row| row.view).collect()
}

/// The few figures that tell most of a link, those that were measured. Of several doors or servers, the worst.
pub(crate) fn of_link(story: &Story<'_>, link: Link) -> Vec<FigureView> {
    let home = story.report.checks.bandwidth.observation.as_ref();
    let in_tunnel = home.is_some_and(|home| home.load_in_tunnel == Some(true));
    let rows = rows(story, link.check());
    let worst = |id: &&str| {
        let of_this = rows.iter().filter(|row| row.id == *id && row.measured);
        // Of equals `max_by_key` gives the last; the first is wanted.
        of_this.rev().max_by_key(|row| gravity(row.view.status))
    };
    let shown = telling(link, in_tunnel).iter().filter_map(worst);
    shown.map(|row| row.view.clone()).collect()
}

/// Rows that are the link's own. What is lost on the whole way to a point is no figure of the last link before it, so it
/// stands beside what is lost as far as that link.
fn telling(link: Link, in_tunnel: bool) -> &'static [&'static str] {
    match link {
        Link::Machine => &["cpu-busy", "memory-available", "disk-write", "disk-free"],
        Link::Security => &["file-added", "process-start", "product-cpu"],
        Link::LocalLink => &["box-rtt", "box-loss", "wifi-signal", "wifi-sent"],
        // What is measured through a tunnel is the tunnel's.
        Link::AccessLine if in_tunnel => &["line-rtt", "line-jitter"],
        Link::AccessLine => &["download", "upload", "line-rtt"],
        Link::Internet => &["company-rtt", "company-loss", "line-loss"],
        Link::Vpn => &["vpn-added", "vpn-loss", "vpn-loss-outside", "vpn-cpu"],
        Link::Gateway => &["door-refused", "door-connect", "door-answer", "door-parallel"],
        Link::Server => &["think", "server-connect", "server-errors"],
    }
}

fn gravity(status: Option<Status>) -> u8 {
    match status {
        Some(Status::Broken) => 2,
        Some(Status::Slow) => 1,
        Some(Status::Good | Status::NotKnown) | None => 0,
    }
}

fn rows(story: &Story<'_>, check: CheckId) -> Vec<Row> {
    let checks = &story.report.checks;
    let mut table = Table {
        words: &story.words,
        limits: &story.limits,
        findings: &[],
        subject: None,
        rows: Vec::new(),
    };
    match check {
        CheckId::Bandwidth => table.fill(&checks.bandwidth, bandwidth::fill),
        CheckId::Machine => table.fill(&checks.machine, machine::fill),
        CheckId::Vpn => table.fill(&checks.vpn, vpn::fill),
        CheckId::Gateway => table.fill(&checks.gateway, gateway::fill),
        CheckId::Security => table.fill(&checks.security, security::fill),
        CheckId::Server => table.fill(&checks.server, server::fill),
    }
    table.rows
}

/// How a figure is written with its unit.
type Unit = fn(&Words, f64) -> String;

struct Table<'a> {
    words: &'a Words,
    limits: &'a Limits,
    findings: &'a [Finding],
    subject: Option<String>,
    rows: Vec<Row>,
}

/// A row with what the figure is, whatever it is about and in whatever language.
struct Row {
    id: String,
    measured: bool,
    view: FigureView,
}

impl<'a> Table<'a> {
    fn fill<O>(&mut self, result: &'a maillon_diagnosis::report::CheckResult<O>, fill: fn(&mut Table<'a>, &'a O)) {
        self.findings = &result.findings;
        if let Some(seen) = &result.observation {
            fill(self, seen);
        }
    }

    /// The rows that follow are about one target, product or server.
    fn about(&mut self, subject: &str) {
        self.subject = Some(subject.to_owned());
    }

    /// A fact without a limit; left out when it is not known.
    fn fact(&mut self, id: &str, value: Option<String>, method: &str) {
        let Some(value) = value else { return };
        let view = FigureView {
            label: self.label(id),
            value,
            status: None,
            limit: String::new(),
            source: String::new(),
            method: self.words.say(&format!("method-{method}")),
        };
        self.push(id, true, view);
    }

    /// A figure with a limit, shown as not measured when it is not known. The figure is in the limit's own unit.
    fn held(&mut self, id: &str, figure: Option<f64>, unit: Unit, limit: &str, method: &str) {
        self.held_as(id, figure, unit, limit, method, None);
    }

    /// The same, told in other words than the bare figure.
    fn held_as(&mut self, id: &str, figure: Option<f64>, unit: Unit, limit: &str, method: &str, told: Option<String>) {
        let row = self.limits.row(limit);
        let direction = match row.worse {
            Worse::Higher => "limit-higher",
            Worse::Lower => "limit-lower",
        };
        let (slow, broken) = (unit(self.words, row.slow), unit(self.words, row.broken));
        let by_default = Limits::default().row(limit) == row;
        let source = if by_default {
            format!("source-{}", limit.replace('.', "_"))
        } else {
            "source-profile".to_owned()
        };
        let value = figure.map(|figure| told.unwrap_or_else(|| unit(self.words, figure)));
        let view = FigureView {
            label: self.label(id),
            value: value.unwrap_or_else(|| self.words.say("not_measured")),
            status: self.status(figure, limit),
            limit: self
                .words
                .tell(direction, [("slow", slow.into()), ("broken", broken.into())]),
            source: self.words.say(&source),
            method: self.words.say(&format!("method-{method}")),
        };
        self.push(id, figure.is_some(), view);
    }

    fn push(&mut self, id: &str, measured: bool, view: FigureView) {
        let id = id.to_owned();
        self.rows.push(Row { id, measured, view });
    }

    /// A figure past its limit is shown as bad only where the judge came to the same conclusion.
    fn status(&self, figure: Option<f64>, limit: &str) -> Option<Status> {
        let Some(figure) = figure else {
            return Some(Status::NotKnown);
        };
        let status = self.limits.status(limit, figure);
        if !status.is_bad() {
            return Some(status);
        }
        let of_this = |finding: &&Finding| match (&self.subject, finding.quantities.get("name")) {
            (Some(subject), Some(Quantity::Text(name))) => subject == name,
            _ => true,
        };
        let judged = self.findings.iter().filter(of_this);
        let agrees = |finding: &Finding| finding.limit.as_ref().is_some_and(|used| used.name == limit);
        judged.into_iter().any(agrees).then_some(status)
    }

    fn label(&self, id: &str) -> String {
        let name = self.subject.as_deref().map(foreign).unwrap_or_default();
        self.words.tell(&format!("figure-{id}"), [("name", name.into())])
    }

    fn yes_no(&self, value: Option<bool>) -> Option<String> {
        value.map(|value| self.words.say(if value { "yes" } else { "no" }))
    }

    /// A median with the number of its samples, and the 95th percentile where it is earned.
    fn spread(&self, times: Option<Distribution>) -> Option<String> {
        let times = times?;
        let median = self.words.milliseconds(times.median);
        let variables = [("median", median.into()), ("n", times.count.into())];
        Some(match times.p95 {
            Some(p95) => {
                let p95 = self.words.milliseconds(p95);
                self.words
                    .tell("value-spread-p95", variables.into_iter().chain([("p95", p95.into())]))
            }
            None => self.words.tell("value-spread", variables),
        })
    }

    /// The spread of plain samples, milliseconds.
    fn spread_of(&self, samples: impl IntoIterator<Item = f64>) -> Option<String> {
        self.spread(Distribution::of(samples))
    }

    /// Lost of sent, with the 95 % interval.
    fn loss(&self, lost: u32, sent: u32) -> Option<String> {
        let (low, high) = wilson(lost, sent)?;
        let words = self.words;
        let variables = [
            (
                "percent",
                words.percent(100.0 * f64::from(lost) / f64::from(sent)).into(),
            ),
            ("lost", lost.into()),
            ("sent", sent.into()),
            ("low", words.percent(100.0 * low).into()),
            ("high", words.percent(100.0 * high).into()),
        ];
        Some(words.tell("value-loss", variables))
    }

    /// A figure with its 95 % interval.
    fn interval(&self, figure: f64, interval: Option<(f64, f64)>, unit: Unit) -> String {
        let figure = unit(self.words, figure);
        let Some((low, high)) = interval else { return figure };
        let variables = [
            ("figure", figure.into()),
            ("low", unit(self.words, low).into()),
            ("high", unit(self.words, high).into()),
        ];
        self.words.tell("value-interval", variables)
    }
}

/// Parts of a value side by side; none for no part.
pub(crate) fn list(parts: impl IntoIterator<Item = String>) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

fn megabits(words: &Words, mbps: f64) -> String {
    words.rate(mbps * 1e6)
}

fn gigabytes(words: &Words, gigabytes: f64) -> String {
    words.bytes(gigabytes * 1e9)
}

fn days(words: &Words, days: f64) -> String {
    words.several("days", days)
}

fn rpm(words: &Words, rpm: f64) -> String {
    words.unit("rpm", rpm, 0)
}

fn count(words: &Words, count: f64) -> String {
    crate::format::number(words.lang(), count, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures;
    use crate::lang::Lang;
    use std::collections::BTreeSet;

    #[test]
    fn every_row_that_tells_of_a_link_is_a_row_of_its_point() {
        let mut reports = fixtures::troubles();
        if let Some(vpn) = &mut reports[0].checks.vpn.observation {
            vpn.process_cpu_percent = Some(95.0);
        }
        for link in Link::ALL {
            let rows: BTreeSet<String> = reports
                .iter()
                .flat_map(|report| rows(&Story::of(report, Lang::En), link.check()))
                .map(|row| row.id)
                .collect();
            for id in [false, true]
                .into_iter()
                .flat_map(|in_tunnel| telling(*link, in_tunnel))
            {
                assert!(rows.contains(*id), "{link}: {id} is not among {rows:?}");
            }
        }
    }
}
